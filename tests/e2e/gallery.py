#!/usr/bin/python3
"""Every screen in every language, theme and size, as pictures for people to look at.

  gallery.py --program target/release/pairdesk [--themes light] [--sizes 800x600] [--screens pair,menu] [LANGUAGE...]

Leaves LANGUAGE/SIZE-THEME-SCREEN.png in target/gallery, and of each size and theme sheets of nine beside them
(SIZE-THEME-sheet-N.png), so that a person can look at all. Exit code 0 says that every screen was reached; what it looks
like is for the eye. One start of the program for each language; each place is gone to once for each theme, and then the
window is made smaller and larger around it, as people do.

The places are those of places.py.
"""

import argparse
import contextlib
import json
import sqlite3
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from driver import Reader, poll
from places import SCREENS, Place, back_to, end_runs, furnish
from rig import REPOSITORY, SCREEN, App, Session, Shots, Stage, run
from steps import Scene, finish, scene, set_size

LIMIT_SECONDS = 5400.0
LANGUAGES = ("en", "pt-BR", "es")
THEMES = ("light", "dark")
# Name, width, height, presses of Ctrl and plus: each makes everything a tenth larger.
SIZES = (("1280x800", 1280, 800, 0), ("800x600", 800, 600, 0), ("150", 1280, 800, 5))
# These take the whole display, whatever size the window had.
WHOLE = ("full-screen", "customer")
__all__ = ["THEMES", "listed"]


@dataclass(frozen=True)
class Wanted:
    """What is to be taken."""

    themes: tuple[str, ...]
    sizes: tuple[tuple[str, int, int, int], ...]
    screens: tuple[Place, ...]


def zoom(data: Path, steps: int) -> None:
    """Again and again: on a busy machine keys come late, or not at all."""
    wanted = 1.0 + steps / 10.0
    for _ in range(8):
        run("xdotool", "key", "--delay", "80", "ctrl+0", *["ctrl+plus"] * steps)
        with contextlib.suppress(TimeoutError):
            poll(partial(is_zoomed, data, wanted), 5.0, f"zoom of {wanted}")
            time.sleep(0.4)
            return
    raise TimeoutError(f"no zoom of {wanted}")


def is_zoomed(data: Path, wanted: float) -> bool:
    """What the program remembers."""
    with contextlib.closing(sqlite3.connect(data / "pairdesk.db", timeout=20.0)) as db:
        found = db.execute("SELECT value FROM settings WHERE key = 'settings'").fetchone()
    zoomed = float(json.loads(found[0])["zoom"]) if found else 1.0
    return abs(zoomed - wanted) < 0.01


def first_run(program: Path, shots: Shots, language: str, wanted: Wanted) -> None:
    """What a person sees who has nothing yet."""
    data = Path.home() / "first"
    app = App(program, "--data-dir", str(data), "--lang", language)
    try:
        reader = Reader(program.name)
        reader.wait("#first-run.sandbox", 30.0)
        window = shots.desk.window_of(app.process)
        for theme in wanted.themes:
            reader.click("#nav.settings")
            reader.click(f"#settings.theme.{theme}")
            reader.click("#nav.instances")
            for size, width, height, steps in wanted.sizes:
                shots.desk.resize(window, width, height)
                shots.size = (width, height)
                zoom(data, steps)
                take_still(shots, f"{size}-{theme}-first-run")
            zoom(data, 0)
    finally:
        app.kill()
        shots.size = SCREEN


def take_still(shots: Shots, name: str) -> None:
    """The last movement ends, and software graphics need some frames: until two pictures in a row are alike, or what is
    shown never rests."""
    before = shots.take(f"{name}-before")
    for _ in range(6):
        time.sleep(0.3)
        now = shots.take(name)
        if shots.are_equal(before, now):
            break
        now.replace(before)
    before.replace(shots.folder / f"{name}.png")


def pictures(here: Scene, place: Place, theme: str, sizes: tuple[tuple[str, int, int, int], ...]) -> None:
    """Of what is on the screen now, in each size; afterwards the window is as it was."""
    is_whole = place.name in WHOLE
    for size, width, height, steps in sizes:
        if is_whole:
            here.shots.size = SCREEN
        else:
            set_size(here, width, height)
            zoom(here.data, steps)
            place.resized(here)
        take_still(here.shots, f"{size}-{theme}-{place.name}")
        if steps:
            zoom(here.data, 0)
    if not is_whole and here.shots.size != SCREEN:
        set_size(here, *SCREEN)


def all_screens(here: Scene, theme: str, wanted: Wanted) -> int:
    """Gives the number of those that were not reached."""
    missed = 0
    for place in wanted.screens:
        what = f"gallery: {here.language} {theme} {place.name}"
        try:
            place.go(here)
        except Exception as error:
            missed += 1
            print(f"{what}: FAILED: {error}", flush=True)
        pictures(here, place, theme, wanted.sizes)
        try:
            place.leave(here)
        except Exception as error:
            missed += 1
            print(f"{what}: NOT LEFT: {error}", flush=True)
    for size, *_ in wanted.sizes:
        sheets(here.shots.folder, f"{size}-{theme}", ["first-run", *(place.name for place in wanted.screens)])
    return missed


def sheets(folder: Path, what: str, names: list[str]) -> None:
    """Nine pictures on each, with their names."""
    for at in range(0, len(names), 9):
        few = [str(folder / f"{what}-{name}.png") for name in names[at : at + 9]]
        sheet = folder / f"{what}-sheet-{at // 9 + 1}.png"
        layout = ["-tile", "3x", "-geometry", "840x640>+6+6", "-background", "#888888", "-label", "%t"]
        run("montage", *layout, *few, str(sheet), seconds=60.0)


def visit(program: Path, language: str, wanted: Wanted) -> int:
    shots = Shots(REPOSITORY / "target" / "gallery" / language)
    missed = 0
    with Session():
        first_run(program, shots, language, wanted)
        with scene(program, shots, "gallery", language) as here:
            # What the pointer is at shows a tip.
            run("xdotool", "mousemove", str(SCREEN[0] - 1), str(SCREEN[1] - 1))
            furnish(here)
            for theme in wanted.themes:
                back_to(here, "settings")
                here.reader.click(f"#settings.theme.{theme}")
                end_runs(here)
                missed += all_screens(here, theme, wanted)
            finish(here)
    return 1 if missed else 0


def listed(all_of_them: tuple[str, ...]) -> Callable[[str], tuple[str, ...]]:
    """Some of them, by commas."""

    def read(text: str) -> tuple[str, ...]:
        asked = tuple(text.split(","))
        if unknown := [name for name in asked if name not in all_of_them]:
            raise argparse.ArgumentTypeError(f"no {unknown[0]}, known are {', '.join(all_of_them)}")
        return asked

    return read


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", type=Path, default=REPOSITORY / "target" / "release" / "pairdesk")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    sizes, screens = tuple(size[0] for size in SIZES), tuple(place.name for place in SCREENS)
    for option, known in (("themes", THEMES), ("sizes", sizes), ("screens", screens)):
        parser.add_argument(f"--{option}", type=listed(known), default=known, metavar="A,B")
    parser.add_argument("languages", nargs="*", default=LANGUAGES, choices=(*LANGUAGES, LANGUAGES))
    given = parser.parse_args()
    program = given.program.resolve()
    if given.inside:
        try:
            wanted = Wanted(
                given.themes,
                tuple(size for size in SIZES if size[0] in given.sizes),
                tuple(place for place in SCREENS if place.name in given.screens),
            )
            return visit(program, given.languages[0], wanted)
        except Exception:
            traceback.print_exc(file=sys.stdout)
            return 1
    failed = 0
    for language in given.languages:
        print(f"gallery: {language}", flush=True)
        with Stage() as fresh:
            command = ["/usr/bin/python3", __file__, "--inside", "--program", str(program), language]
            for option in ("themes", "sizes", "screens"):
                command += [f"--{option}", ",".join(getattr(given, option))]
            if code := fresh.run(command, LIMIT_SECONDS):
                failed += 1
                if code != 1:
                    print(fresh.log_tail())
    print(f"gallery: {'FAILED' if failed else 'every screen'}; the pictures are in target/gallery", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
