"""A desktop that speaks Wayland and nothing else: sway without a screen, asked by its own tools, never by X11's."""

import contextlib
import json
import os
import pwd
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from driver import poll
from rig import SCREEN, Desk, Session, Stage, run

# Without frames a picture of the screen is a picture of the window.
SWAY = """xwayland disable
output HEADLESS-1 mode {width}x{height} scale 1
default_border none
default_floating_border none
"""
# Sway refuses to run as root, where tests may.
NOBODY = "nobody"


class WaylandStage(Stage):
    """The same as a stage with X11, but that programs find no X11 there."""

    def _start_display(self) -> dict[str, str]:
        folder = self.folder / "sway"
        folder.mkdir(mode=0o700)
        config = folder / "config"
        config.write_text(SWAY.format(width=SCREEN[0], height=SCREEN[1]))
        command = ["sway", "--config", str(config)]
        if os.geteuid() == 0:
            # Who is root may use what belongs to nobody; nobody only passes through our folder.
            self.folder.chmod(0o711)
            somebody = pwd.getpwnam(NOBODY)
            os.chown(folder, somebody.pw_uid, somebody.pw_gid)
            command = ["setpriv", f"--reuid={NOBODY}", f"--regid={somebody.pw_gid}", "--clear-groups", *command]
        headless = {"WLR_BACKENDS": "headless", "WLR_LIBINPUT_NO_DEVICES": "1", "WLR_RENDERER": "pixman"}
        process = subprocess.Popen(
            command,
            cwd=folder,
            env={**self.env, **headless, "XDG_RUNTIME_DIR": str(folder)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self._stack.callback(process.wait)
        self._stack.callback(process.terminate)

        def sockets() -> dict[str, str] | None:
            control = next(folder.glob("sway-ipc.*.sock"), None)
            display = next((path for path in folder.glob("wayland-*") if path.is_socket()), None)
            if process.poll() is not None:
                raise RuntimeError("sway did not start")
            return {"WAYLAND_DISPLAY": str(display), "SWAYSOCK": str(control)} if control and display else None

        return poll(sockets, 15.0, "sway did not start")


class WaylandSession(Session):
    """Sway places the windows itself."""

    def _start_window_manager(self) -> None:
        sway("-t", "get_version")


def sway(*words: str) -> Any:
    """What sway answers. A question begins with `-t`, everything else is an order."""
    answer = json.loads(run("swaymsg", "--raw", *words, check=False))
    if words[0] != "-t":
        assert all(done["success"] for done in answer), (words, answer)
    return answer


def windows() -> list[dict[str, Any]]:
    """Every window that is open."""
    found, nodes = [], [sway("-t", "get_tree")]
    while nodes:
        node = nodes.pop()
        nodes += node["nodes"] + node["floating_nodes"]
        if node.get("pid") is not None:
            found.append(node)
    return found


class Sway(Desk):
    """The window and its picture, as sway and grim see them. A window is known by its number."""

    @staticmethod
    def node(window: str) -> dict[str, Any]:
        return next(node for node in windows() if str(node["id"]) == window)

    def window_of(self, process: subprocess.Popen[str]) -> str:
        def search() -> str | None:
            return next((str(node["id"]) for node in windows() if node["pid"] == process.pid), None)

        return poll(search, 15.0, "no window")

    def resize(self, window: str, width: int, height: int) -> None:
        for order in ("floating enable", f"resize set {width} px {height} px", "move position 0 0"):
            sway(f"[con_id={window}] {order}")

        def fits() -> bool:
            shown = self.node(window)["rect"]
            return (shown["width"], shown["height"]) == (width, height)

        poll(fits, 10.0, f"the window did not become {width}x{height}")
        # There is no event for "painted"; software graphics need some frames.
        time.sleep(0.8)

    def close(self, window: str) -> None:
        sway(f"[con_id={window}] kill")

    def picture(self, path: Path, size: tuple[int, int]) -> None:
        # The tree of a screen reader is ahead of the picture by a frame or two.
        time.sleep(0.2)
        run("grim", "-g", f"0,0 {size[0]}x{size[1]}", str(path))


def scale(factor: float) -> None:
    """Changes the scale of the screen while programs run; what is on it keeps its size in points."""
    width, height = (round(side * factor) for side in SCREEN)
    sway(f"output HEADLESS-1 mode {width}x{height} scale {factor}")


class WaylandClipboard:
    """The clipboard as any other program reads and sets it."""

    @staticmethod
    def read(target: str | None = None, primary: bool = False) -> str:
        """What is there; nothing when there is nothing."""
        options = (["--type", target] if target else []) + (["--primary"] if primary else [])
        return run("wl-paste", "--no-newline", *options, check=False)

    @staticmethod
    def targets() -> list[str]:
        return run("wl-paste", "--list-types", check=False).split()


@contextlib.contextmanager
def keyboard(*keys: str, after: float) -> Iterator[None]:
    """The desktop has a keyboard, which types after so many seconds. Without one, no window has its attention.

    One call for all keys: the keyboard that each brings along takes the other's keys away.
    """
    pressed = (word for key in keys for word in ("-k", key))
    command = ["wtype", "-s", str(round(after * 1000)), *pressed, "-s", "1000"]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.wait(after + 60.0)
