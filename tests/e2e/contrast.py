#!/usr/bin/python3
"""Contrast as it is on the screen, in both themes: each text and sign that AT-SPI tells the place of, what bounds or marks
each control, and the ring around what has the keyboard.

  contrast.py --program target/release/pairdesk [--themes light] [--screens instances,pair]

Text needs 4.5 to 1, large text 3 to 1 (WCAG 2.2, 1.4.3), the border of a field, the mark of a box or switch and the ring
of the keyboard 3 to 1 (1.4.11, 2.4.7); what is disabled needs nothing. The window is drawn with two pixels for each
point: a thin letter has no pixel of its own colour otherwise, and WCAG judges colours without the smoothing of edges.

The ground of a text is the colour that most of its rectangle has, its ink the one that is farthest from it; a row is
taken apart where nothing stands. A ring is a line along an edge of a control that is gone once another control has the
keyboard. Leaves a table for each theme in target/contrast; exit code 0 says that every place was reached and nothing is
below. The places are those of places.py, save the customer's window, of which AT-SPI tells nothing.
"""

import argparse
import contextlib
import sys
import time
import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from driver import Atspi, GLib, Node, fresh, has_state, walk
from gallery import THEMES, listed
from pixels import Box, Edge, Picture, Pixel, hexed, ratio
from places import SCREENS, Place, back_to, furnish
from reading import Ear
from rig import REPOSITORY, SCREEN, Session, Shots, Stage, run
from steps import Scene, finish, scene

LIMIT_SECONDS = 7200.0
FOLDER = REPOSITORY / "target" / "contrast"
# Pixels for each point, and the window in pixels.
SCALE = 2
SIZE = (SCREEN[0] * SCALE, SCREEN[1] * SCALE)
WINDOWLESS = ("customer",)
MEASURED = tuple(place for place in SCREENS if place.name not in WINDOWLESS)
# Those on which the ring of the keyboard is looked at, by so many controls.
RINGS = ("chosen", "detail", "menu", "configure", "pair", "credentials", "alerts", "settings")
RINGED = 24
TEXTS = ("label", "heading", "push button", "combo box", "menu item", "radio menu item", "radio button", "page tab", "table row", "link")
FIELDS = ("entry", "password text")
MARKS = ("check box", "toggle button")
# What lies over a page without hiding it from readers, and how far its shadow goes.
OVER, SHADOW = "menu", 30 * SCALE
WINDOW = (0, 0, *SIZE)
# From this height of a line on a text is large.
LARGE = 30 * SCALE
# Parts of a row stand so far apart; what is no wider than a sign is one.
GAP, SIGN = 7 * SCALE, 20 * SCALE
# A row ends in a line, and begins with the ring of who has the keyboard.
WITHIN = 4 * SCALE
# A box or a switch stands at the left end of its control.
MARK = 22 * SCALE
# A border or a ring runs within this distance of an edge, and what is around it begins here.
NEAR, AROUND = 4 * SCALE, 6 * SCALE


@dataclass(frozen=True)
class Measured:
    """Something on the screen."""

    ratio: float
    needed: float
    place: str
    what: str
    ink: str
    ground: str


@dataclass(frozen=True)
class Seen:
    """A control or a text in the tree."""

    node: Node
    role: str
    name: str
    box: Box
    # It stands over the page.
    over: bool = False


def seen(here: Scene) -> Iterator[Seen]:
    menu = None
    for depth, node in walk(here.reader.root()):
        try:
            role = node.get_role_name()
            if menu is None or depth <= menu:
                menu = depth if role == OVER else None
            if has_state(node, "SENSITIVE") and has_state(node, "SHOWING"):
                yield Seen(node, role, (node.get_name() or "").strip(), box_of(node), menu is not None)
        except (GLib.Error, AttributeError, TypeError):
            continue


def box_of(node: Node) -> Box:
    area = Atspi.Component.get_extents(node.get_component_iface(), Atspi.CoordType.WINDOW)
    return area.x, area.y, area.width, area.height


def in_view(here: Scene, one: Seen) -> Seen:
    """The same, scrolled to: at the edge of what scrolls a part of it may be covered."""
    Atspi.Component.scroll_to(one.node.get_component_iface(), Atspi.ScrollType.ANYWHERE)
    time.sleep(1.0)
    return Seen(one.node, one.role, one.name, box_of(fresh(one.node)))


class Look:
    """Everything that is measured in one place."""

    def __init__(self, here: Scene, place: str) -> None:
        self.here = here
        self.place = place
        self.found: list[Measured] = []

    def picture(self) -> Picture:
        return Picture.take(SIZE, self.here.shots.folder)

    def all(self) -> list[Measured]:
        picture = self.picture()
        doubtful = []
        all_of_it = list(seen(self.here))
        over = hull([one.box for one in all_of_it if one.over])
        for one in all_of_it:
            if one.box[2] < 4 or one.box[3] < 6 or not overlap(one.box, WINDOW):
                continue
            # Behind an open menu and its shadow.
            if not one.over and overlap(one.box, over):
                continue
            measured = self.measure(picture, one)
            if measured is None or any(each.ratio < each.needed for each in measured):
                doubtful.append((one, measured))
            else:
                self.found += measured
        for one, before in doubtful:
            try:
                self.found += self.again(one) or []
            except (GLib.Error, AttributeError, TypeError):
                # A list that scrolls lets go of its rows: what was seen of it first counts.
                self.found += before or []
        return self.found

    def again(self, one: Seen) -> list[Measured] | None:
        """Brought into view before the picture is taken."""
        one = in_view(self.here, one)
        return self.measure(self.picture(), one)

    def measure(self, picture: Picture, one: Seen) -> list[Measured] | None:
        """Nothing when it is not wholly in the window."""
        if not picture.holds(one.box):
            return None
        if one.role in FIELDS:
            return self.border(picture, one)
        if one.role in MARKS:
            left, top, width, height = one.box
            return self.inks(picture, one, [(left, top, min(width, MARK), height)], 3.0)
        if one.role not in TEXTS or not one.name:
            return []
        if one.role == "table row":
            left, top, width, height = one.box
            inner = left + WITHIN, top + WITHIN, width - 2 * WITHIN, height - 2 * WITHIN
            parts = picture.parts(inner, GAP)
            signs = [part for part in parts if part[2] <= SIGN]
            words = [part for part in parts if part[2] > SIGN]
            return self.inks(picture, one, signs, 3.0) + self.inks(picture, one, words, 4.5)
        is_large = one.role == "heading" and one.box[3] >= LARGE
        return self.inks(picture, one, [one.box], 3.0 if is_large else 4.5)

    def inks(self, picture: Picture, one: Seen, boxes: list[Box], needed: float) -> list[Measured]:
        found = [contrast for box in boxes if (contrast := picture.contrast(box))]
        return [self.said(one, contrast.ratio, needed, contrast.ink, contrast.ground) for contrast in found]

    def border(self, picture: Picture, one: Seen) -> list[Measured]:
        """The line that shows where a field is: by the edge that has it most clearly."""
        lines = []
        for edge in picture.edges(one.box):
            ground = edge.straight(AROUND) or edge.straight(-AROUND)
            colours = {edge.straight(off) for off in range(-NEAR, NEAR + 1)} - {None, ground}
            if ground is not None:
                lines += [(ratio(colour, ground), colour, ground) for colour in colours if colour is not None]
        best = max(lines, default=(1.0, (0, 0, 0), (0, 0, 0)))
        return [self.said(one, best[0], 3.0, best[1], best[2])]

    def rings(self, ear: Ear) -> list[Measured]:
        """Goes through the controls by Tab, one farther than is measured."""
        had: tuple[Seen, Picture] | None = None
        for _ in range(RINGED + 1):
            node = ear.after("Tab")
            now = self.at_rest()
            if had is not None:
                self.found += self.ring(*had, now)
            try:
                had = Seen(node, node.get_role_name(), (node.get_name() or "").strip(), box_of(fresh(node))), now
            except (GLib.Error, AttributeError, TypeError):
                had = None
        return self.found

    def at_rest(self) -> Picture:
        """What is scrolled to comes to rest some frames later."""
        time.sleep(0.3)
        now = self.picture()
        for _ in range(4):
            time.sleep(0.3)
            before, now = now, self.picture()
            if before.data == now.data:
                break
        return now

    def ring(self, one: Seen, ringed: Picture, now: Picture) -> list[Measured]:
        """Of a control that had the keyboard: the line that was there, beside the control as it is without it, which may
        have been scrolled meanwhile. Nothing where the control is gone."""
        try:
            after = Seen(one.node, one.role, one.name, box_of(fresh(one.node)))
            if not now.holds(after.box):
                after = in_view(self.here, after)
                now = self.at_rest()
        except (GLib.Error, AttributeError, TypeError):
            return []
        pairs = zip(now.edges(after.box), ringed.edges(one.box), strict=True)
        best = max((line for bare, edge in pairs for line in new(bare, edge)), default=(1.0, (0, 0, 0), (0, 0, 0)))
        return [self.said(one, best[0], 3.0, best[1], best[2], "ring of ")]

    def said(self, one: Seen, got: float, needed: float, ink: Pixel, ground: Pixel, of: str = "") -> Measured:
        name = one.name.replace("|", " ").replace("\n", " ")[:60]
        return Measured(got, needed, self.place, f"{of}{one.role} {name}", hexed(ink), hexed(ground))


def overlap(one: Box, other: Box) -> bool:
    across = one[0] < other[0] + other[2] and other[0] < one[0] + one[2]
    return across and one[1] < other[1] + other[3] and other[1] < one[1] + one[3]


def hull(boxes: list[Box]) -> Box:
    """Around all of them, with what a shadow takes; nothing around none."""
    if not boxes:
        return 0, 0, 0, 0
    left, top = min(box[0] for box in boxes) - SHADOW, min(box[1] for box in boxes) - SHADOW
    right, bottom = max(box[0] + box[2] for box in boxes), max(box[1] + box[3] for box in boxes)
    return left, top, right - left + SHADOW, bottom - top + SHADOW


def new(bare: Edge, edge: Edge) -> Iterator[tuple[float, Pixel, Pixel]]:
    """Lines along an edge that it has not when it is bare, against what is around them."""
    ground = edge.straight(AROUND) or edge.straight(-AROUND)
    for off in range(-NEAR, NEAR + 1):
        line = edge.straight(off)
        if ground is not None and line is not None and line != bare.straight(off):
            yield ratio(line, ground), line, ground


def table(measured: list[Measured]) -> str:
    lines = ["| Ratio | Needed | Place | What | Ink | Ground |", "|---|---|---|---|---|---|"]
    for one in sorted(measured, key=lambda one: one.ratio / one.needed):
        lines.append(f"| {one.ratio:.2f} | {one.needed} | {one.place} | {one.what} | {one.ink} | {one.ground} |")
    return "\n".join(lines) + "\n"


def look_at(here: Scene, ear: Ear, theme: str, place: Place) -> list[Measured]:
    place.go(here)
    # The tree is told before the picture is painted.
    time.sleep(1.5)
    name = f"{theme} {place.name}"
    here.shots.take(f"{theme}-{place.name}")
    found = Look(here, name).all()
    if place.name in RINGS:
        found += Look(here, name).rings(ear)
    print(f"contrast: {name}: {len(found)}", flush=True)
    for one in found:
        if one.ratio < one.needed:
            print(f"contrast: {one.ratio:.2f} of {one.needed}: {name}: {one.what} ({one.ink} on {one.ground})", flush=True)
    return found


def visit(program: Path, theme: str, names: tuple[str, ...]) -> int:
    shots = Shots(FOLDER / theme)
    shots.size = SIZE
    measured: list[Measured] = []
    missed = 0
    with Session(), scene(program, shots, "contrast", env={"WINIT_X11_SCALE_FACTOR": str(SCALE)}) as here:
        # Out of the way of everything: what is pointed at looks otherwise.
        run("xdotool", "mousemove", str(SIZE[0] - 1), str(SIZE[1] - 1))
        furnish(here)
        ear = Ear()
        back_to(here, "settings")
        here.reader.click(f"#settings.theme.{theme}")
        for place in (place for place in MEASURED if place.name in names):
            try:
                measured += look_at(here, ear, theme, place)
                place.leave(here)
            except Exception as error:
                missed += 1
                print(f"contrast: {theme} {place.name}: FAILED: {error}", flush=True)
                with contextlib.suppress(Exception):
                    here.shots.take(f"{theme}-{place.name}-missed")
            (FOLDER / f"{theme}.md").write_text(table(measured))
        finish(here)
    below = [one for one in measured if one.ratio < one.needed]
    told = f"{theme}: {len(measured)} measured, {len(below)} below, {missed} places missed"
    print(f"contrast: {told}; the table is target/contrast/{theme}.md", flush=True)
    return 1 if below or missed or not measured else 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", type=Path, default=REPOSITORY / "target" / "release" / "pairdesk")
    screens = tuple(place.name for place in MEASURED)
    for option, known in (("themes", THEMES), ("screens", screens)):
        parser.add_argument(f"--{option}", type=listed(known), default=known, metavar="A,B")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    program = given.program.resolve()
    if given.inside:
        try:
            return visit(program, given.themes[0], given.screens)
        except Exception:
            traceback.print_exc(file=sys.stdout)
            return 1
    failed = 0
    for theme in given.themes:
        with Stage(SIZE) as stage:
            command = ["/usr/bin/python3", __file__, "--inside", "--program", str(program), "--themes", theme]
            failed |= stage.run([*command, "--screens", ",".join(given.screens)], LIMIT_SECONDS)
    return failed


if __name__ == "__main__":
    sys.exit(main())
