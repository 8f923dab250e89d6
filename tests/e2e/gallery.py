#!/usr/bin/python3
"""Every screen in every language, theme and size, as pictures for people to look at.

  gallery.py --program target/release/pairdesk [LANGUAGE...]

Leaves LANGUAGE/SIZE-THEME-SCREEN.png in target/gallery. Exit code 0 says that every screen was reached; what it looks
like is for the eye.
"""

import argparse
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path

from driver import Reader
from rig import REPOSITORY, App, Session, Shots, Stage, run
from steps import Scene, create, create_and_pair, finish, scene, set_size

LIMIT_SECONDS = 1800.0
LANGUAGES = ("en", "pt-BR", "es")
THEMES = ("light", "dark")
# Name, width, height, presses of Ctrl and plus: each makes everything a tenth larger.
SIZES = (("1280x800", 1280, 800, 0), ("800x600", 800, 600, 0), ("150", 1280, 800, 5))
CONNECTED, WAITING = "padaria-pao-quente", "Vendas São Paulo"


def press(*keys: str) -> None:
    for key in keys:
        run("xdotool", "key", key)
        time.sleep(0.2)


def back_to(here: Scene, place: str) -> None:
    """To a place of the sidebar, whatever is open."""
    press("Escape", "Escape")
    # Keys and clicks come on different ways.
    time.sleep(0.5)
    here.reader.click(f"#nav.{place}")


def instances(here: Scene) -> None:
    back_to(here, "instances")
    here.reader.wait(f"#instance.{CONNECTED}")


def detail(here: Scene) -> None:
    instances(here)
    here.reader.click(f"#instance.{CONNECTED}")
    here.reader.wait("#detail.close")


def detail_waiting(here: Scene) -> None:
    instances(here)
    here.reader.click(f"#instance.{WAITING}")


def menu(here: Scene) -> None:
    instances(here)
    here.reader.focus(f"#instance.{CONNECTED}")
    press("shift+F10")


def delete(here: Scene) -> None:
    detail(here)
    press("shift+Delete")
    here.reader.wait("#confirm.ok")


def instance_settings(here: Scene) -> None:
    detail(here)
    here.reader.click("#detail.settings")
    here.reader.wait("#settings.review", 30.0)


def diagnose(here: Scene) -> None:
    detail(here)
    press("ctrl+d")
    here.reader.wait("#diagnose.copy", 30.0)
    time.sleep(3.0)


def palette(here: Scene) -> None:
    detail(here)
    press("ctrl+k")
    here.reader.wait("#palette.search")


def keys(here: Scene) -> None:
    instances(here)
    press("F1")


def new_instance(here: Scene) -> None:
    back_to(here, "new-instance")
    # A draft is gone on with where it was left.
    if here.reader.wait_any(["#wizard.continue", "#wizard.review"]) == "#wizard.review":
        here.reader.click("#wizard.back")
        here.reader.wait("#wizard.continue")


def configure(here: Scene) -> None:
    new_instance(here)
    here.reader.click("#account.Sandbox Evolution 2.3")
    here.reader.click("#wizard.continue")
    here.reader.type("#field.name", "loja-nova")


def review(here: Scene) -> None:
    configure(here)
    here.reader.click("#wizard.review")
    here.reader.wait("#wizard.create")


def pair(here: Scene) -> None:
    instances(here)
    here.reader.click(f"#instance.{WAITING}")
    here.reader.click("#detail.pair")
    here.reader.wait("#pair.qr", 30.0)


def pair_code(here: Scene) -> None:
    pair(here)
    here.reader.click("#pair.use-code")
    here.reader.wait("#pair.phone")


def full_screen(here: Scene) -> None:
    pair(here)
    here.reader.click("#qr.fullscreen")
    time.sleep(1.0)


def credentials(here: Scene) -> None:
    back_to(here, "credentials")


def account(here: Scene) -> None:
    credentials(here)
    here.reader.click("#account.add")
    here.reader.click("#account.provider.evolution")
    here.reader.wait("#account.save")


def place(name: str) -> Callable[[Scene], None]:
    return lambda here: back_to(here, name)


def licences(here: Scene) -> None:
    back_to(here, "settings")
    here.reader.click("#settings.licences")
    here.reader.wait("#licences.search")


SCREENS: tuple[tuple[str, Callable[[Scene], None]], ...] = (
    ("instances", instances),
    ("detail", detail),
    ("detail-waiting", detail_waiting),
    ("menu", menu),
    ("delete", delete),
    ("instance-settings", instance_settings),
    ("diagnose", diagnose),
    ("palette", palette),
    ("keys", keys),
    ("new-instance", new_instance),
    ("configure", configure),
    ("review", review),
    ("pair", pair),
    ("pair-code", pair_code),
    ("full-screen", full_screen),
    ("credentials", credentials),
    ("account", account),
    ("templates", place("templates")),
    ("activity", place("activity")),
    ("sandbox", place("sandbox")),
    ("settings", place("settings")),
    ("licences", licences),
)


def first_run(program: Path, shots: Shots, language: str) -> None:
    """What a person sees who has nothing yet."""
    app = App(program, "--data-dir", str(Path.home() / "first"), "--lang", language)
    try:
        Reader(program.name).wait("#first-run.sandbox", 30.0)
        shots.desk.resize(shots.desk.window_of(app.process), *shots.size)
        shots.take("1280x800-light-first-run")
    finally:
        app.kill()


def all_screens(here: Scene, size: str, theme: str) -> int:
    """Gives the number of those that were not reached."""
    missed = 0
    for name, go in SCREENS:
        try:
            go(here)
            # The last movement ends, and software graphics need some frames.
            time.sleep(0.7)
        except Exception as error:
            missed += 1
            print(f"gallery: {here.language} {size} {theme} {name}: FAILED: {error}", flush=True)
        here.shots.take(f"{size}-{theme}-{name}")
    return missed


def visit(program: Path, language: str) -> int:
    shots = Shots(REPOSITORY / "target" / "gallery" / language)
    missed = 0
    with Session():
        first_run(program, shots, language)
        with scene(program, shots, "gallery", language) as here:
            create_and_pair(here, "Sandbox Evolution 2.3", CONNECTED, "made")
            create(here, "Sandbox Z-API", WAITING)
            for size, width, height, steps in SIZES:
                set_size(here, width, height)
                press("ctrl+0", *["ctrl+plus"] * steps)
                for theme in THEMES:
                    back_to(here, "settings")
                    here.reader.click(f"#settings.theme.{theme}")
                    missed += all_screens(here, size, theme)
            finish(here)
    return 1 if missed else 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", type=Path, default=REPOSITORY / "target" / "release" / "pairdesk")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("languages", nargs="*", default=LANGUAGES, choices=(*LANGUAGES, LANGUAGES))
    given = parser.parse_args()
    program = given.program.resolve()
    if given.inside:
        try:
            return visit(program, given.languages[0])
        except Exception:
            traceback.print_exc(file=sys.stdout)
            return 1
    failed = 0
    for language in given.languages:
        print(f"gallery: {language}", flush=True)
        with Stage() as fresh:
            command = ["/usr/bin/python3", __file__, "--inside", "--program", str(program), language]
            if code := fresh.run(command, LIMIT_SECONDS):
                failed += 1
                if code != 1:
                    print(fresh.log_tail())
    print(f"gallery: {'FAILED' if failed else 'every screen'}; the pictures are in target/gallery", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
