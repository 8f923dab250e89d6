"""A copied secret: hinted, taken off in time and at the end, never in the way of others; a shown one hides itself."""

import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from driver import poll
from rig import Clipboard, Shots, run
from steps import Scene, create, finish, open_account_form, scene, select

NAME = "loja-centro"
GATEWAY = "Sandbox Evolution 2.3"
# The shortest time that the settings offer, and how long a loaded machine may need on top.
STAYS_SECONDS = 10.0
SHOWN_SECONDS = 30.0
SLACK_SECONDS = 20.0
# Clipboard managers of KDE and others leave out what carries it.
HINT = "x-kde-passwordManagerHint"


def clipboard(program: Path, shots: Shots) -> None:
    with scene(program, shots, "clipboard") as here:
        token = begin(here)
        nothing_leaves_an_open_field(here)
        hidden_when_left(here, token)
        # The program may sleep meanwhile: nobody looks at a minimised window.
        show(here, token)
        started = copy(here, token)
        assert HINT in Clipboard.targets(), Clipboard.targets()
        assert Clipboard.read(target=HINT) == "secret"
        run("xdotool", "windowminimize", here.window)
        taken_off_in_time(token, started)
        run("xdotool", "windowactivate", "--sync", here.window)
        # The tree is as old as the last frame.
        here.reader.gone(token)
        shown = time.monotonic()
        show(here, token)
        others_stay(here, token)
        hidden_in_time(here, token, shown)
        here.reader.click("#detail.token.copy")
        poll(lambda: Clipboard.read() == token, 10.0, "the token was not copied")
        finish(here)
        assert Clipboard.read() == "", "the token is still on the clipboard after the end"
        assert token not in Clipboard.read("primary")


def begin(here: Scene) -> str:
    """An instance with its detail open, and its token as the gateway knows it."""
    reader = here.reader
    reader.click("#nav.settings")
    reader.click("#settings.clipboard")
    reader.click("#settings.clipboard.10")
    create(here, GATEWAY, NAME)
    reader.click("#nav.instances")
    select(here, NAME)
    (token,) = here.sandbox.instance_tokens(GATEWAY)
    return token


def copy(here: Scene, token: str) -> float:
    """Copies the token, and gives the moment before."""
    started = time.monotonic()
    here.reader.click("#detail.token.copy")
    poll(lambda: Clipboard.read() == token, 10.0, "the token was not copied")
    assert token not in Clipboard.read("primary"), "the token is in the primary selection"
    return started


def in_time(gone: Callable[[], object], since: float, seconds: float) -> None:
    """Not before its time, and not long after it, or after now where that is later."""
    latest = max(since + seconds, time.monotonic()) + SLACK_SECONDS - since
    gone()
    took = time.monotonic() - since
    assert seconds <= took <= latest, f"gone after {took:.1f} s of {seconds:g}, at most {latest:.1f}"


def taken_off_in_time(token: str, started: float) -> None:
    def gone() -> None:
        poll(lambda: Clipboard.read() != token, STAYS_SECONDS, "the token stays on the clipboard")

    in_time(gone, started, STAYS_SECONDS)
    assert Clipboard.read() == "" and token not in Clipboard.read("primary")


def others_stay(here: Scene, token: str) -> None:
    """What somebody else copied is not ours to take."""
    started = copy(here, token)
    Clipboard.put("another text")
    time.sleep(max(0.0, started + STAYS_SECONDS + 2.0 - time.monotonic()))
    assert Clipboard.read() == "another text"


def nothing_leaves_an_open_field(here: Scene) -> None:
    """Marking goes to the primary selection and Ctrl+C to the clipboard: from a plain field, never from a secret one."""
    reader, gateway = here.reader, here.sandbox.accounts[GATEWAY]
    open_account_form(here, "aberta", gateway["provider"], gateway["base_url"])
    reader.type("#field.global_key", "SECRET-in-plain-sight")
    reader.click("#field.global_key.show")
    mark_and_copy(here, "#field.global_key")
    assert reader.text("#field.global_key") == "SECRET-in-plain-sight", "the field is not open"
    # The plain field after it shows that marking and copying were seen at all.
    mark_and_copy(here, "#field.label")
    poll(lambda: Clipboard.read() == "aberta", 10.0, "nothing is copied from a plain field")
    poll(lambda: Clipboard.read("primary") == "aberta", 10.0, "nothing is marked in a plain field")
    mark_and_copy(here, "#field.global_key")
    assert Clipboard.read() == "aberta" and Clipboard.read("primary") == "aberta"
    reader.click("#account.close")
    reader.gone("#account.close")
    reader.click("#nav.instances")
    select(here, NAME)


def mark_and_copy(here: Scene, field: str) -> None:
    here.reader.focus(field)
    run("xdotool", "key", "ctrl+a", "ctrl+c")
    # There is no event for "nothing was copied"; a frame takes a few hundredths of a second.
    time.sleep(1.0)


def show(here: Scene, token: str) -> None:
    here.reader.click("#detail.token.reveal")
    here.reader.wait(token)


def hidden_when_left(here: Scene, token: str) -> None:
    """By another screen, and by another window that takes the keyboard."""
    show(here, token)
    here.reader.click("#nav.settings")
    here.reader.wait("#settings.clipboard")
    here.reader.click("#nav.instances")
    select(here, NAME)
    assert here.reader.find(token) is None, "the token is shown after the screen was left"
    show(here, token)
    with_another_window(here, token)


def hidden_in_time(here: Scene, token: str, since: float) -> None:
    in_time(lambda: here.reader.gone(token, SHOWN_SECONDS), since, SHOWN_SECONDS)


def with_another_window(here: Scene, token: str) -> None:
    """Another window takes the keyboard: whoever is there now may not be the same person."""
    other = subprocess.Popen(
        ["display", "-size", "200x100", "xc:white"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        search = ("xdotool", "search", "--onlyvisible", "--class", "display")
        windows = poll(lambda: run(*search, check=False).split(), 15.0, "the other window did not open")
        run("xdotool", "windowactivate", "--sync", windows[-1])
        here.reader.gone(token, 10.0)
    finally:
        other.kill()
        other.wait()
    run("xdotool", "windowactivate", "--sync", here.window)
    assert here.reader.find(token) is None, "the token came back with the keyboard"
