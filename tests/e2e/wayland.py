"""The main job where there is no X11 at all, at every scale, with what only a Wayland desktop has."""

import os
import time
from pathlib import Path

from clipboard import HINT, STAYS_SECONDS, in_time
from driver import poll
from rig import SCREEN, Keyring, Shots, run
from second_start import hand_over
from steps import Scene, check_no_leaks, choose_theme, create_and_pair, scene, select
from sway import Sway, WaylandClipboard, keyboard, scale, sway

GATEWAY = "Sandbox Evolution 2.3"
NAME = "loja-centro"
APP_ID = "io.pairdesk.Pairdesk"
# What Portuguese keyboards have: dead keys with the letter after them, and a key that is there as it is. The first one
# is no dead key: it has the place of Esc on the made-up keyboard, and counts as that where it gives no text.
KEYS = ("x", "dead_tilde", "a", "dead_acute", "e", "dead_cedilla", "c", "ccedilla")
TYPED = "xãéçç"
# Seconds until they are pressed: where the machine takes longer to give the field the keyboard, it gets more.
PRESSED_AFTER = (5.0, 20.0, 60.0)


def wayland(program: Path, shots: Shots) -> None:
    assert "DISPLAY" not in os.environ, "there is X11"
    with scene(program, shots, "wayland") as here:
        assert Sway.node(here.window)["app_id"] == APP_ID, Sway.node(here.window)
        choose_theme(here, "light", "wayland-light")
        here.reader.click("#settings.clipboard")
        here.reader.click("#settings.clipboard.10")
        create_and_pair(here, GATEWAY, NAME, "wayland")
        secrets = here.sandbox.all_secrets()
        (token,) = here.sandbox.instance_tokens(GATEWAY)
        assert token in Keyring.dump(), f"not in the keyring; services: {Keyring.services()}"
        copied = copy(here, token)
        typed(here)
        asks_for_attention(here)
        for factor in (1.25, 1.5, 2.0):
            sharp_at(here, factor)
        choose_theme(here, "dark", "wayland-dark")
        taken_off_in_time(token, copied)
        check_no_leaks(here, secrets)
        shots.desk.close(here.window)
        code = here.app.end(None)
        assert code == 0, f"exit code {code} after closing the window; stderr: {here.app.stderr()!r}"


def copy(here: Scene, token: str) -> float:
    """Copies the token, and gives the moment before."""
    select(here, NAME)
    started = time.monotonic()
    here.reader.click("#detail.token.copy")
    poll(lambda: WaylandClipboard.read() == token, 10.0, "the token was not copied")
    assert HINT in WaylandClipboard.targets(), WaylandClipboard.targets()
    assert WaylandClipboard.read(HINT) == "secret"
    assert token not in WaylandClipboard.read(primary=True), "the token is in the primary selection"
    return started


def taken_off_in_time(token: str, started: float) -> None:
    def gone() -> None:
        poll(lambda: WaylandClipboard.read() != token, STAYS_SECONDS, "the token stays on the clipboard")

    in_time(gone, started, STAYS_SECONDS)


def typed(here: Scene) -> None:
    """By dead keys, as people write who have no key for each letter."""
    for seconds in PRESSED_AFTER:
        started = time.monotonic()
        with keyboard(*KEYS, after=seconds):
            here.reader.focus("#instances.search")
            in_time = time.monotonic() - started < seconds
        if in_time:
            break
        here.reader.type("#instances.search", "")
    poll(lambda: here.reader.text("#instances.search") == TYPED, 15.0, f"not typed: {TYPED}")
    here.reader.type("#instances.search", "")


def asks_for_attention(here: Scene) -> None:
    """No window may take the front by itself there: a second start makes the first one ask for it, and ends."""
    sway("workspace 2")
    hand_over(here)
    poll(lambda: Sway.node(here.window)["urgent"], 10.0, "the window does not ask for attention")
    sway("workspace 1")


def sharp_at(here: Scene, factor: float) -> None:
    """The window keeps its size in points and is drawn with more pixels."""
    scale(factor)
    here.shots.desk.resize(here.window, *SCREEN)
    picture = here.shots.take(f"wayland-{factor:g}")
    size = run("identify", "-format", "%w %h", str(picture)).split()
    assert size == [str(round(side * factor)) for side in SCREEN], (factor, size)
