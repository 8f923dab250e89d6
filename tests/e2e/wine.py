#!/usr/bin/python3
"""The main job with the Windows program, in a real window under Wine, by keyboard and mouse.

  wine.py --program pairdesk.exe --prefix FOLDER --tools FOLDER [--graphics vulkan|gl]

`scripts/wine.sh` makes the Windows in FOLDER and the tools. Pictures go to --shots.
"""

import argparse
import contextlib
import sys
import time
import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from driver import poll
from rig import REPOSITORY, SCREEN, App, Sandbox, Session, Shots, Stage, close_window, resize, run
from scanner import Needles, find_leaks, prove_scanner
from steps import PHONE, PROFILE, scan_from_picture
from wine_rig import (
    LOCAL_MACHINE,
    RING,
    Database,
    Place,
    Screen,
    Windows,
    active_window,
    keep_watching,
    move_to_corner,
    visible_windows,
    window_state,
)

LIMIT_SECONDS = 900.0
ACCOUNT = "Sandbox Evolution 2.3"
NAME = "loja-centro"
WATCHED = "loja-sul"
TITLE = "Pairdesk"
# Longer than the 260 characters of old, with accents, a script of its own and what is outside of the first plane.
ODD_FOLDER = "/".join(["Loja São João 日本 🛵", *["uma pasta muito funda"] * 12])
# What histories, clouds and watchers of the clipboard heed.
HIDING_FORMATS = {
    "CanIncludeInClipboardHistory",
    "CanUploadToCloudClipboard",
    "ExcludeClipboardContentFromMonitorProcessing",
}
# The colours of src/ui/theme.rs, light and dark: of what can be pressed, and of the tile of Evolution API.
ACCENTS = {"light": "#08805E", "dark": "#2CC295"}
TILE = "#0B7A5A"
# Where Wine shows the icons of the notification area, and the dot of src/desktop/tray/picture.rs.
TRAY = "Wine System Tray"
TRAY_CORNER = (1100, 770)
DOT = "#E53E43"
# The sidebar ends here at the most, and a button is at least this large.
SIDEBAR = 260
BUTTON = (80, 26)
SMALL_DOT = (3, 3)


@dataclass
class Here:
    """One run of the program."""

    app: App
    windows: Windows
    screen: Screen
    window: str
    theme: str = "light"

    def primary(self) -> Place | None:
        """The one button of the screen that leads on."""
        found = [place for place in self.screen.places(ACCENTS[self.theme], BUTTON) if place.left > SIDEBAR]
        return found[-1] if found else None

    def press_primary(self) -> None:
        self.screen.click(poll(self.primary, 20.0, "no button that leads on"))

    def go_on(self) -> None:
        """Presses it, and waits for the next screen."""
        self.press_primary()
        self.screen.settle()


@contextlib.contextmanager
def open_window(windows: Windows, screen: Screen, program: Path, *arguments: str) -> Iterator[Here]:
    app = windows.start(program, *arguments)
    try:
        window = poll(lambda: visible_windows(TITLE), 60.0, "no window")[-1]
        resize(window, *SCREEN)
        move_to_corner(window)
        screen.settle()
        yield Here(app, windows, screen, window)
    except BaseException:
        screen.shots.take("failed")
        print(f"exit code {app.process.poll()}; the end of stderr: {app.stderr()[-2000:]}", flush=True)
        raise
    finally:
        app.kill()


def main_job(program: Path, windows: Windows, shots: Shots) -> None:
    told = windows.output(str(program), "--version")
    assert told.startswith("pairdesk "), told
    screen = Screen(shots)
    with open_window(windows, screen, program, "--sandbox", "--lang", "en") as here:
        sandbox = Sandbox(here.app.announcement())
        data = windows.data_folder()
        create(here, sandbox, Database(data))
        pair(here, sandbox, Database(data))
        (token,) = sandbox.instance_tokens(ACCOUNT)
        secrets = [*sandbox.account_secrets(), token]
        find_in_credentials(windows, secrets)
        start_again(here, program)
        close(here)
        find_nowhere_else(windows, here.app, secrets)
    with open_window(windows, screen, program, "--lang", "en") as here:
        see_list(here, Database(data))
        copy_token(here, token)
        close(here)
        assert windows.clipboard()[1] != token, "the token is still on the clipboard after the end"
    far = data.parents[1] / ODD_FOLDER
    with open_window(windows, screen, program, "--lang", "en", "--data-dir", windows.spelled(far)) as here:
        assert Database(far).instances() == {}, "another data folder has the same instances"
        close(here)
    stay_in_tray(program, windows, screen, data)


def create(here: Here, sandbox: Sandbox, database: Database) -> None:
    """From the list through the wizard."""
    here.screen.shots.take("01-start")
    here.screen.press("ctrl+n")
    # The newer one of the two is the last.
    account = poll(lambda: here.screen.places(TILE, (16, 16)), 20.0, "the account is not offered")[-1]
    here.screen.click(account)
    here.screen.settle()
    here.screen.shots.take("02-account")
    here.go_on()
    run("xdotool", "type", "--delay", "60", NAME)
    poll(lambda: database.draft_name() == NAME, 10.0, "what was typed did not arrive")
    here.screen.shots.take("03-configure")
    here.go_on()
    here.screen.shots.take("04-review")
    # The next screen counts the age of its code and never rests.
    here.press_primary()
    poll(lambda: sandbox.instance(NAME), 30.0, "nothing was created")


def pair(here: Here, sandbox: Sandbox, database: Database) -> None:
    """The code on the screen, a phone that scans it, and the program that hears of it."""
    scan_from_picture(sandbox, here.screen.shots, NAME, "05-code")

    def heard() -> bool:
        row = database.instances().get(NAME, {})
        return (row.get("state"), row.get("phone"), row.get("profile")) == ("Connected", PHONE, PROFILE)

    poll(heard, 30.0, "the program did not hear that it is connected")
    here.screen.settle()
    here.screen.shots.take("06-connected")
    here.go_on()
    here.screen.shots.take("07-instances")
    # What nobody paints is the ground of the window, and no hole.
    holes = here.screen.places("black", (40, 12), "4%")
    assert not holes, f"nothing is painted at {holes}"


def stay_in_tray(program: Path, windows: Windows, screen: Screen, data: Path) -> None:
    """Closed, it goes on watching where its icon shows it; the icon, its menu and a second start lead back."""
    keep_watching(data)
    with open_window(windows, screen, program, "--sandbox", "--lang", "en") as here:
        sandbox = Sandbox(here.app.announcement())
        find_tray()
        sandbox.create_elsewhere(ACCOUNT, WATCHED)
        sandbox.pair_elsewhere(ACCOUNT, WATCHED, PHONE)
        seen = Database(data)
        poll(lambda: seen.instances().get(WATCHED, {}).get("state") == "Connected", 60.0, f"{WATCHED} was not seen")
        hide(here)
        screen.shots.take("11-tray")
        assert not screen.places(DOT, SMALL_DOT), "nothing is wrong yet"
        sandbox.unlink(WATCHED)
        # Nobody looks, so it is looked at once a minute.
        poll(lambda: screen.places(DOT, SMALL_DOT), 150.0, "the icon does not show the alert", pause=1.0)
        screen.shots.take("12-tray-alarmed")
        press_icon("1")
        come_back(here, "a click on the icon")
        screen.shots.take("13-back")
        hide(here)
        hand_over(here, program, "en")
        come_back(here, "a second start")
        lose_tray(here, program)
        lose_tray(here, program, "hangs")
        find_tray()
        hide(here)
        with screen.reaction("the other button", most=RING):
            press_icon("3")
        screen.shots.take("15-tray-menu")
        # It stands on the pointer, and its last line quits.
        run("xdotool", "mousemove_relative", "--", "40", "-12")
        time.sleep(0.5)
        run("xdotool", "click", "1")
        code = here.app.end(None, 30.0)
        assert code == 0, f"exit code {code} after quitting; stderr: {here.app.stderr()[-2000:]!r}"
        poll(lambda: not visible_windows(TRAY), 15.0, "the icon is still there")


def find_tray() -> None:
    """It is put where nothing else is."""
    tray = poll(lambda: visible_windows(TRAY), 30.0, "no icon in the tray")[-1]
    run("xdotool", "windowmove", tray, *map(str, TRAY_CORNER))


def lose_tray(here: Here, program: Path, *how: str) -> None:
    """Where nothing would show it any more, the window comes back by itself; closed there, it is minimised. That Explorer
    does not answer holds the window up in nothing."""
    find_tray()
    hide(here)
    nobody = here.windows.without_tray(60, *how)
    try:
        poll(lambda: window_state(here.window) == "Normal", 30.0, "the window did not come back")
        here.screen.settle()
        close_window(here.window)
        poll(lambda: window_state(here.window) == "Iconic", 15.0, "the window was not minimised")
        hand_over(here, program, "en")
        come_back(here, "a second start")
        here.screen.shots.take("-".join(["14-no-tray", *how]))
        assert nobody.process.poll() is None, "it was too late to show anything"
        nobody.end(None, 60.0)
    finally:
        nobody.kill()


def hide(here: Here) -> None:
    close_window(here.window)
    poll(lambda: window_state(here.window) is None, 15.0, "the window is still there")
    assert here.app.process.poll() is None, "the program has ended"
    here.screen.settle()


def press_icon(button: str) -> None:
    """The first icon from the left."""
    across, down = TRAY_CORNER
    run("xdotool", "mousemove", str(across + 10), str(down + 10))
    time.sleep(0.5)
    run("xdotool", "click", button)


def come_back(here: Here, what: str) -> None:
    poll(lambda: visible_windows(TITLE) and active_window() == here.window, 20.0, f"{what} does not lead back")
    here.screen.settle()


def find_in_credentials(windows: Windows, secrets: list[str]) -> None:
    """Every secret that the program knows is in the Credential Manager, and roams with nobody's profile."""
    everything = windows.credentials()
    assert [entry.secret for entry in everything if entry.name == "another program"] == [b"theirs"], everything
    entries = [entry for entry in everything if "pairdesk" in entry.name]
    kept = b"\n".join(entry.secret for entry in entries)
    missing = [secret[:6] for secret in secrets if not Needles({"secret": secret}).find(kept)]
    assert entries and not missing, f"not in the Credential Manager: {missing}, in {[entry.name for entry in entries]}"
    roaming = [entry.name for entry in entries if entry.persistence != LOCAL_MACHINE]
    assert not roaming, f"kept otherwise than for this computer: {roaming}"
    told = [entry.name for entry in entries for secret in secrets if secret in entry.name]
    assert not told, f"a name tells a secret: {told}"


def find_nowhere_else(windows: Windows, app: App, secrets: list[str]) -> None:
    """No file of the person or of a program holds a secret, nor does what the program said of itself."""
    needles = Needles({f"{secret[:6]}…": secret for secret in secrets})
    prove_scanner(needles, windows.prefix / "planted")
    leaks = find_leaks(secrets, windows.personal_folders())
    assert not leaks, f"secrets on disk: {leaks}"
    spoken = needles.find(app.stderr().encode())
    assert not spoken, f"secrets on standard error: {spoken}"


def start_again(here: Here, program: Path) -> None:
    """A second start brings the first back, hands over to it and leaves it alone; the next ones do so, too."""
    run("xdotool", "windowminimize", here.window)
    poll(lambda: not visible_windows(TITLE), 15.0, "the window was not minimised")
    hand_over(here, program, "en")
    come_back(here, "a second start")
    # What it was started with is seen in the window.
    for language in ("pt-BR", "es", "en"):
        with here.screen.reaction(f"a start in {language}"):
            hand_over(here, program, language)
        here.screen.settle()
        here.screen.shots.take(f"started-again-{language}")


def hand_over(here: Here, program: Path, language: str) -> None:
    second = here.windows.start(program, "--lang", language)
    try:
        code = second.end(None, 60.0)
    finally:
        second.kill()
    assert code == 0, f"exit code {code}; stderr: {second.stderr()!r}"
    assert here.app.process.poll() is None, "the first program has ended"


def close(here: Here) -> None:
    """As the person does it."""
    close_window(here.window)
    code = here.app.end(None, 30.0)
    assert code == 0, f"exit code {code} after closing the window; stderr: {here.app.stderr()[-2000:]!r}"


def see_list(here: Here, database: Database) -> None:
    """What was created is known, and on the screen, without the gateway."""
    row = database.instances()[NAME]
    assert row["vault_key"], row
    poll(lambda: here.screen.places(TILE, (16, 16)), 10.0, "the list does not show the instance")
    here.screen.shots.take("08-list")


def copy_token(here: Here, token: str) -> None:
    """The restarted program reads the Credential Manager; what it copies is left out of histories."""
    for key in ("Down", "Return"):
        here.screen.press(key)
        here.screen.settle()
    here.screen.shots.take("09-detail")
    # From the row by the keyboard: its box and menu, close, message, four actions and more, copy of the id, copy.
    for _ in range(11):
        here.screen.press("Tab")
    run("xdotool", "key", "space")
    poll(lambda: here.windows.clipboard()[1] == token, 15.0, "the token was not copied", pause=0.5)
    here.screen.shots.take("10-copied")
    formats, _ = here.windows.clipboard()
    missing = HIDING_FORMATS - set(formats)
    assert not missing, f"the clipboard does not say {missing}, but {formats}"


def play(program: Path, windows: Windows, shots: Shots) -> int:
    """Inside the stage. What was shown when something went wrong stays beside the pictures."""
    try:
        with Session(keyring=False):
            try:
                main_job(program, windows, shots)
            finally:
                windows.end()
    except Exception:
        traceback.print_exc(file=sys.stdout)
        return 1
    return 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", type=Path, required=True)
    parser.add_argument("--prefix", type=Path, required=True, help="a Windows that nobody has used yet")
    parser.add_argument("--tools", type=Path, required=True, help="credentials.exe, clipboard.exe and no_area.exe")
    parser.add_argument("--graphics", help="what draws; without it, what the program chooses")
    parser.add_argument("--shots", type=Path, default=REPOSITORY / "target" / "wine" / "shots")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    program, shots = given.program.resolve(), Shots(given.shots.resolve())
    if given.inside:
        return play(program, Windows(given.prefix.resolve(), given.tools.resolve(), given.graphics), shots)
    for old in shots.folder.glob("*.png"):
        old.unlink()
    started = time.monotonic()
    with Stage() as fresh:
        code = fresh.run(["/usr/bin/python3", __file__, "--inside", *sys.argv[1:]], LIMIT_SECONDS)
        if code not in (0, 1):
            print(fresh.log_tail())
    verdict = "ok" if code == 0 else "FAILED"
    print(f"wine: {verdict} ({time.monotonic() - started:.1f} s); pictures are in {shots.folder}", flush=True)
    return 0 if code == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
