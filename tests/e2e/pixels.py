"""Colours in a picture of the window, and how far they are from each other."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from rig import run

Pixel = tuple[int, int, int]
# Left, top, width, height.
Box = tuple[int, int, int, int]
# So much of an edge has one colour when a line runs along it, and no text.
STRAIGHT = 0.9


def luminance(pixel: Pixel) -> float:
    parts = [value / 255 for value in pixel]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ratio(one: Pixel, other: Pixel) -> float:
    """Contrast as WCAG 2.2 counts it, 1 to 21."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def hexed(pixel: Pixel) -> str:
    return "#{:02X}{:02X}{:02X}".format(*pixel)


@dataclass(frozen=True)
class Contrast:
    """What stands on a ground, and how far it is from it."""

    ratio: float
    ink: Pixel
    ground: Pixel


@dataclass(frozen=True)
class Picture:
    """The window as it was at a moment, three bytes for each pixel."""

    data: bytes
    size: tuple[int, int]

    @classmethod
    def take(cls, size: tuple[int, int], folder: Path) -> "Picture":
        """Of the display's upper left corner, where the window is."""
        raw = folder / "now.rgb"
        crop = ["-crop", f"{size[0]}x{size[1]}+0+0", "+repage", "-depth", "8"]
        run("import", "-silent", "-window", "root", *crop, f"rgb:{raw}")
        data = raw.read_bytes()
        raw.unlink()
        if len(data) != size[0] * size[1] * 3:
            raise AssertionError("the picture has another size")
        return cls(data, size)

    def holds(self, box: Box) -> bool:
        left, top, width, height = box
        return left >= 0 and top >= 0 and left + width <= self.size[0] and top + height <= self.size[1]

    def line(self, left: int, right: int, y: int) -> list[Pixel]:
        row = self.data[(y * self.size[0] + left) * 3 : (y * self.size[0] + right) * 3]
        return list(zip(row[0::3], row[1::3], row[2::3], strict=True))

    def at(self, x: int, y: int) -> Pixel:
        start = (y * self.size[0] + x) * 3
        return self.data[start], self.data[start + 1], self.data[start + 2]

    def contrast(self, box: Box) -> Contrast | None:
        """The ground is the colour that most of the box has, the ink the one that is farthest from it; nothing where all
        of it has one colour."""
        left, top, width, height = box
        counts: Counter[Pixel] = Counter()
        for y in range(top, top + height):
            counts.update(self.line(left, left + width, y))
        ground = counts.most_common(1)[0][0]
        inks = [(ratio(pixel, ground), pixel) for pixel in counts if pixel != ground]
        return Contrast(*max(inks), ground) if inks else None

    def parts(self, box: Box, gap: int) -> list[Box]:
        """What stands side by side on the ground of a box, with at least such a gap between two of them."""
        left, top, width, height = box
        lines = [self.line(left, left + width, y) for y in range(top, top + height)]
        ground = Counter(pixel for line in lines for pixel in line).most_common(1)[0][0]
        filled = sorted({x for line in lines for x, pixel in enumerate(line) if pixel != ground})
        spans: list[list[int]] = []
        for x in filled:
            if spans and x - spans[-1][1] <= gap:
                spans[-1][1] = x
            else:
                spans.append([x, x])
        return [(left + first, top, last - first + 1, height) for first, last in spans]

    def edges(self, box: Box) -> list["Edge"]:
        """The four edges of a box that has room around it in the window."""
        left, top, width, height = box
        right, bottom = left + width, top + height
        across = range(left + width // 4, right - width // 4)
        along = range(top + height // 4, bottom - height // 4)
        return [
            Edge(self, [(left, y) for y in along], (-1, 0)),
            Edge(self, [(right - 1, y) for y in along], (1, 0)),
            Edge(self, [(x, top) for x in across], (0, -1)),
            Edge(self, [(x, bottom - 1) for x in across], (0, 1)),
        ]


@dataclass(frozen=True)
class Edge:
    """The middle half of one edge of a box, and the way out of it."""

    picture: Picture
    points: list[tuple[int, int]]
    out: tuple[int, int]

    def colours(self, off: int) -> list[Pixel]:
        """Along a line so far outside of the edge; nothing where that is outside of the window."""
        width, height = self.picture.size
        moved = [(x + self.out[0] * off, y + self.out[1] * off) for x, y in self.points]
        inside = [(x, y) for x, y in moved if 0 <= x < width and 0 <= y < height]
        return [self.picture.at(x, y) for x, y in inside] if len(inside) == len(moved) else []

    def straight(self, off: int) -> Pixel | None:
        """The colour of a line that runs there all along."""
        colours = self.colours(off)
        if not colours:
            return None
        colour, count = Counter(colours).most_common(1)[0]
        return colour if count >= STRAIGHT * len(colours) else None
