"""One data folder, one program: a second start brings the first window to the front and hands its arguments over."""

import signal
import time
from pathlib import Path

from driver import poll
from rig import App, Shots, run, window_of
from steps import Scene, finish, scene

APP_ID = "io.pairdesk.Pairdesk"
# A second start gives a first that hangs up after ten.
GIVEN_UP_SECONDS = 10.0


def second_start(program: Path, shots: Shots) -> None:
    with scene(program, shots, "second-start", apart=True) as here:
        looks_like_itself(here.window)
        minimised_comes_back(here, shots)
        behind_comes_to_the_front(here)
        hanging_is_told(here)
        finish(here)


def looks_like_itself(window: str) -> None:
    """Class and icon are what the desktop entry is matched by and the task bar shows."""
    assert f'"{APP_ID}"' in run("xprop", "-id", window, "WM_CLASS"), run("xprop", "-id", window, "WM_CLASS")
    # It begins with width and height.
    wanted = ["-notype", "-len", "64", "-f", "_NET_WM_ICON", "32c"]
    icon = run("xprop", "-id", window, *wanted, "_NET_WM_ICON")
    assert "= 256, 256, " in icon, icon


def again(here: Scene, *arguments: str) -> App:
    return App(here.app.program, "--data-dir", str(here.data), *arguments)


def hand_over(here: Scene, *arguments: str) -> None:
    second = again(here, *arguments)
    try:
        code = second.end(None)
    finally:
        second.kill()
    assert (code, second.stdout(), second.stderr()) == (0, "", ""), (code, second.stdout(), second.stderr())
    assert here.app.process.poll() is None, "the first program has ended"


def is_in_front(window: str) -> bool:
    return run("xdotool", "getactivewindow", check=False).strip() == window


def minimised_comes_back(here: Scene, shots: Shots) -> None:
    reader = here.reader
    run("xdotool", "windowminimize", here.window)
    poll(lambda: not is_in_front(here.window), 10.0, "the window was not minimised")
    hand_over(here, "--sandbox", "--lang", "es")
    poll(lambda: is_in_front(here.window), 10.0, "the window did not come back")
    reader.wait_name("#nav.instances", lambda name: name.startswith("Instancias"))
    reader.click("#nav.credentials")
    reader.wait("#account.Sandbox Z-API.menu", 30.0)
    shots.take("second-start-handed-over")
    assert "control" in here.app.announcement(), "the first did not announce its sandbox"


def behind_comes_to_the_front(here: Scene) -> None:
    """Another program's window is the active one."""
    other = App(here.app.program, "--data-dir", str(Path.home() / "other"))
    try:
        window = window_of(other.process)
        poll(lambda: is_in_front(window), 15.0, "the other window is not in front")
        hand_over(here)
        poll(lambda: is_in_front(here.window), 10.0, "the window stayed behind the other")
        assert other.end() == 0, other.stderr()
    finally:
        other.kill()


def hanging_is_told(here: Scene) -> None:
    here.app.process.send_signal(signal.SIGSTOP)
    second = again(here)
    try:
        code = second.end(None, GIVEN_UP_SECONDS * 3)
    finally:
        second.kill()
        here.app.process.send_signal(signal.SIGCONT)
    assert code == 3 and "does not answer" in second.stderr(), (code, second.stderr())


def starts_that_meet(program: Path, _: Shots) -> None:
    """One that was killed, two at the same moment, and one that comes while the first is closing."""
    data = Path.home() / "data"

    def start() -> App:
        return App(program, "--data-dir", str(data))

    apps: list[App] = [start()]
    try:
        window_of(apps[0].process)
        apps[0].kill()
        assert (data / "pairdesk.sock").is_socket(), "who is killed clears nothing up"
        apps += [start(), start()]
        pair = apps[1:]
        ended = poll(lambda: [app for app in pair if app.process.poll() is not None], 30.0, "both stayed")
        (stayed,) = [app for app in pair if app not in ended]
        assert ended[0].end(None) == 0, ended[0].stderr()
        window_of(stayed.process)
        stayed.process.send_signal(signal.SIGTERM)
        # From here on it answers no more, and holds the folder until everything is in order.
        poll(lambda: not (data / "pairdesk.sock").exists(), 15.0, "the first did not close", pause=0.01)
        apps.append(start())
        window_of(apps[-1].process)
        assert stayed.end(None) == 0, stayed.stderr()
        time.sleep(1.0)
        assert apps[-1].end() == 0, apps[-1].stderr()
        left = sorted(file.name for file in data.iterdir())
        assert left == ["pairdesk.db", "pairdesk.lock", "pairdesk.window"], left
    finally:
        for app in apps:
            app.kill()
