"""The stage for the Windows program: a Windows of its own under Wine, and what can be known of the program from outside.

No screen reader sees a window under Wine. What state the program is in is known by four other ways: the sandbox's
control interface, the program's own database read from a copy, the Credential Manager and the clipboard read by small
programs of ours, and pictures of the screen. In a picture, places are found by the colours that only they have.
"""

import contextlib
import json
import os
import shutil
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from driver import poll
from rig import App, Shots, run

# Only what begins with these was made by a person or a program; the rest of a Windows is the system's own.
PERSONAL = ("drive_c/users", "drive_c/ProgramData")
# Pixels of a caret or of a few digits.
SMALL = 500
# More than a caret, less than the ring around a small button.
RING = 60
# Of the kinds of persistence that Windows knows: what is kept for this computer does not roam.
LOCAL_MACHINE = 2


class Place(NamedTuple):
    """A rectangle on the screen."""

    left: int
    top: int
    width: int
    height: int


@dataclass(frozen=True)
class Credential:
    """An entry of the Credential Manager."""

    name: str
    persistence: int
    secret: bytes


class Windows:
    """One Windows, and the tools that look into it from outside the program."""

    def __init__(self, prefix: Path, tools: Path, graphics: str | None = None) -> None:
        self.prefix = prefix
        self._tools = tools
        # The shell is that of tests/wine/shell32.py.
        overrides = "mscoree,mshtml,winemenubuilder.exe=;shell32=n,b"
        self._env = {**os.environ, "WINEPREFIX": str(prefix), "WINEDEBUG": "-all", "WINEDLLOVERRIDES": overrides}
        if graphics:
            self._env["WGPU_BACKEND"] = graphics

    def start(self, program: Path, *arguments: str) -> App:
        """The finest logs that a library of ours could be made to write go to standard error."""
        env = {**self._env, "RUST_LOG": "trace", "RUST_BACKTRACE": "full"}
        return App(Path("wine"), str(program), *arguments, env=env)

    def output(self, *command: str) -> str:
        """What a short program prints."""
        done = subprocess.run(
            ["wine", *command], env=self._env, capture_output=True, timeout=60.0, stdin=subprocess.DEVNULL
        )
        assert done.returncode == 0, f"{command}: exit code {done.returncode}: {done.stderr!r}"
        return done.stdout.decode().replace("\r\n", "\n")

    def credentials(self) -> list[Credential]:
        """What any other program of the person can read in the Credential Manager."""
        lines = (line.split("\t") for line in self.output(str(self._tools / "credentials.exe")).splitlines())
        return [Credential(name, int(persistence), bytes.fromhex(secret)) for name, persistence, secret in lines]

    def clipboard(self) -> tuple[list[str], str]:
        """The named formats on the clipboard, and its text."""
        formats, _, text = self.output(str(self._tools / "clipboard.exe")).partition("\n\n")
        return formats.split("\n"), text.removesuffix("\n")

    def without_tray(self, seconds: int, *how: str) -> App:
        """So long nobody can place an icon; `hangs`: nor is anybody told so."""
        return App(Path("wine"), str(self._tools / "no_area.exe"), str(seconds), *how, env=self._env)

    def spelled(self, path: Path) -> str:
        """As Windows spells it."""
        return "C:\\" + str(path.relative_to(self.prefix / "drive_c")).replace("/", "\\")

    def personal_folders(self) -> list[Path]:
        return [self.prefix / folder for folder in PERSONAL if (self.prefix / folder).is_dir()]

    def data_folder(self) -> Path:
        """Where the program keeps its data when nobody says otherwise."""
        (folder,) = self.prefix.glob("drive_c/users/*/AppData/Local/pairdesk/data")
        return folder

    def end(self) -> None:
        """Ends whatever still runs in this Windows."""
        subprocess.run(["wineserver", "-k"], env=self._env, check=False, timeout=30.0)


class Database:
    """The program's database as it is on the disk now. The program holds the file, so a copy is read."""

    def __init__(self, data: Path) -> None:
        self._data = data

    def _ask(self, question: str) -> list[Any]:
        """The first column of each row, read as JSON."""
        with tempfile.TemporaryDirectory() as folder:
            for name in ("pairdesk.db", "pairdesk.db-wal"):
                with contextlib.suppress(FileNotFoundError):
                    shutil.copy(self._data / name, folder)
            with contextlib.closing(sqlite3.connect(f"{folder}/pairdesk.db")) as store:
                return [json.loads(body) for (body,) in store.execute(question)]

    def draft_name(self) -> str | None:
        """The name in the form that is being filled in; it is kept two seconds after the last key."""
        drafts = self._ask("SELECT value FROM settings WHERE key = 'draft' AND value LIKE '{%'")
        return drafts[0]["values"].get("name") if drafts else None

    def instances(self) -> dict[str, dict[str, Any]]:
        """What the program knows of each instance, by its name."""
        return {body["name"]: body for body in self._ask("SELECT body FROM instances")}


def keep_watching(data: Path) -> None:
    """As a person sets it on the screen of alerts, while the program is closed. A lost link is told at once."""
    rules = {"rules": [{"kind": "lost", "scope": "all", "minutes": 0, "on": True}], "on_close": "watch"}
    put = "INSERT INTO settings VALUES ('rules', ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value"
    with contextlib.closing(sqlite3.connect(data / "pairdesk.db")) as store, store:
        store.execute(put, (json.dumps(rules),))


class Screen:
    """The display: pictures of it, and places that have a colour."""

    def __init__(self, shots: Shots) -> None:
        self.shots = shots

    def look(self) -> Path:
        return self.shots.take("now")

    def places(self, colour: str, least: tuple[int, int], about: str = "1%") -> list[Place]:
        """Where this colour is, as rectangles of at least that width and height, from the top."""
        only = ["-fuzz", about, "-fill", "red", "+opaque", colour, "-fill", "white", "-opaque", colour]
        parts = ["-define", "connected-components:verbose=true", "-define", "connected-components:mean-color=true"]
        told = run("convert", str(self.look()), *only, *parts, "-connected-components", "8", "null:")
        found = []
        for line in told.splitlines()[1:]:
            _number, geometry, _center, _area, shade = line.split()
            if shade in ("white", "gray(255)", "srgb(255,255,255)"):
                width, height, left, top = (int(part) for part in geometry.replace("x", "+").split("+"))
                if width >= least[0] and height >= least[1]:
                    found.append(Place(left, top, width, height))
        return sorted(found, key=lambda place: (place.top, place.left))

    def is_like(self, picture: Path, most: int = SMALL) -> bool:
        """The same now, save for a caret that blinks or an age that counts."""
        # It tells the number of other pixels on standard error.
        command = ["compare", "-metric", "AE", str(picture), str(self.look()), "null:"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=30.0, stdin=subprocess.DEVNULL)
        return float(done.stderr) < most

    @contextlib.contextmanager
    def reaction(self, what: str, seconds: float = 20.0, most: int = SMALL) -> Iterator[None]:
        """Waits for the first picture that is another one: where the processor draws, it may take seconds."""
        before = self.shots.take("before")
        yield
        poll(lambda: not self.is_like(before, most), seconds, f"nothing came of {what}")

    def settle(self) -> None:
        """Waits until two pictures in a row are the same."""
        before = self.look().rename(self.shots.folder / "before.png")

        def is_still() -> bool:
            still = self.is_like(before)
            (self.shots.folder / "now.png").replace(before)
            return still

        poll(is_still, 20.0, "the window does not come to rest", pause=1.0)

    def click(self, place: Place) -> None:
        """What is below the pointer shows it; then it is pressed, and the pointer taken away again."""
        across, down = str(place.left + place.width // 2), str(place.top + place.height // 2)
        with self.reaction("pointing"):
            run("xdotool", "mousemove", across, down)
        # Where a frame takes longer than a click may, it is none. Only one that nothing came of is done again.
        for last in (False, False, True):
            try:
                with self.reaction("a click", 8.0):
                    run("xdotool", "click", "1")
                break
            except TimeoutError:
                if last:
                    raise
        run("xdotool", "mousemove", "1", "1")

    def press(self, key: str) -> None:
        """A key that shows something else, be it only which control has the keyboard."""
        with self.reaction(key, most=RING):
            run("xdotool", "key", key)


def move_to_corner(window: str) -> None:
    """Wine leaves room for a frame, and the window manager for a border: what is left over is moved away."""
    run("xdotool", "windowmove", window, "0", "0")
    time.sleep(0.5)
    lines = run("xdotool", "getwindowgeometry", "--shell", window).split()
    shift = {name: str(-int(value)) for name, _, value in (line.partition("=") for line in lines) if name in ("X", "Y")}
    # The dashes are for numbers below zero.
    run("xdotool", "windowmove", "--", window, shift["X"], shift["Y"])
    time.sleep(0.5)


def active_window() -> str:
    return run("xdotool", "getactivewindow", check=False).strip()


def visible_windows(name: str) -> list[str]:
    """Those with this title."""
    return run("xdotool", "search", "--onlyvisible", "--name", f"^{name}$", check=False).split()


def window_state(window: str) -> str | None:
    """`Normal`, or `Iconic` when it is minimised; nothing when it is hidden."""
    told = run("xprop", "-id", window, "WM_STATE", check=False)
    return next((state for state in ("Normal", "Iconic") if f"window state: {state}" in told), None)
