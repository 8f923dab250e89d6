"""The whole program from its first start to a deleted instance, twice: by keyboard alone, and as a screen reader does it,
with what it is told by itself."""

import contextlib
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from gi.repository import Atspi, GLib

from driver import Reader, describe, fresh, has_state, poll, walk
from rig import SCREEN, App, Sandbox, Shots, run
from steps import leave_traces

GATEWAY = "Sandbox Evolution 2.3"
NAME = "loja-centro"
# What a key may take until the keyboard has moved; some keys do not move it.
MOVES_SECONDS = 6.0
# Places, and what each has that no other has.
PLACES = {
    "alerts": "#alerts.new",
    "credentials": "#account.add",
    "templates": "#templates.import",
    "activity": "#activity.0",
    "sandbox": "#sandbox.on",
    "settings": "#settings.theme.dark",
}
# Roles that a person presses, fills in or goes through; each has to say what it is.
CONTROLS = {
    "button",
    "check box",
    "column header",
    "combo box",
    "dialog",
    "entry",
    "frame",
    "heading",
    "image",
    "link",
    "list box",
    "list item",
    "menu",
    "menu item",
    "radio menu item",
    "page tab",
    "password text",
    "push button",
    "radio button",
    "slider",
    "table",
    "table row",
    "toggle button",
}


class Ear:
    """What the program says by itself, and what gets the keyboard, by the events that a screen reader hears."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self._focused: Any = None
        self._moves = 0
        self._said = Atspi.EventListener.new(lambda event: self.said.append(str(event.any_data)))
        self._moved = Atspi.EventListener.new(self._move)
        assert self._said.register("object:announcement")
        assert self._moved.register("object:state-changed:focused")

    def _move(self, event: Any) -> None:
        if event.detail1:
            self._focused = event.source
            self._moves += 1

    def listen(self, seconds: float = 0.0) -> None:
        """Takes in the events that have come, or come within a time."""
        end = time.monotonic() + seconds
        while GLib.MainContext.default().iteration(False) or time.monotonic() < end:
            time.sleep(0.0 if GLib.MainContext.default().pending() else 0.01)

    def hears(self, words: str, seconds: float = 15.0) -> None:
        """Waits until something is said that has these words in it; what was said before counts once."""

        def heard() -> bool:
            self.listen(0.1)
            return any(words in text for text in self.said)

        try:
            poll(heard, seconds, f"nobody says “{words}”")
        except TimeoutError as error:
            raise TimeoutError(f"{error}; said: {self.said}") from None
        self.said.clear()

    def focused(self) -> Any:
        """What has the keyboard now."""
        self.listen(0.05)
        return self._focused

    def after(self, *names: str) -> Any:
        """What has the keyboard after these keys, which give it to another; some time is enough where they do not."""
        self.listen(0.02)
        before = self._moves
        keys(*names)
        end = time.monotonic() + MOVES_SECONDS
        while self._moves == before and time.monotonic() < end:
            self.listen(0.02)
        self.listen(0.05)
        return self._focused


@contextlib.contextmanager
def first_start(program: Path, shots: Shots, name: str) -> Iterator[tuple[App, Reader, Ear]]:
    """The program as it is for somebody who has just installed it."""
    app = App(program, "--data-dir", str(Path.home() / "data"), "--lang", "en", env=dict(os.environ))
    reader = None
    try:
        reader = Reader(program.name)
        reader.wait("#first-run.sandbox", 30.0)
        shots.desk.resize(shots.desk.window_of(app.process), *SCREEN)
        yield app, reader, Ear()
    except BaseException:
        leave_traces(app, reader, shots, name)
        raise
    finally:
        app.kill()


def keys(*names: str) -> None:
    for name in names:
        run("xdotool", "key", "--clearmodifiers", name)


def text(letters: str) -> None:
    run("xdotool", "type", "--delay", "25", letters)


def in_the_window(node: Any) -> bool:
    at = Atspi.Component.get_extents(node.get_component_iface(), Atspi.CoordType.WINDOW)
    return at.x >= -2 and at.y >= -2 and at.x + at.width <= SCREEN[0] + 2 and at.y + at.height <= SCREEN[1] + 2


def tab_to(ear: Ear, author_id: str, most: int = 60, back: bool = False) -> None:
    """As often as it takes, and never to something that cannot be seen."""
    passed: list[str] = []
    node = ear.focused()
    for _ in range(most):
        with contextlib.suppress(GLib.Error):
            if node is not None and has_state(node, "FOCUSED"):
                passed.append(node.get_accessible_id() or describe(node))
                # It is brought there by the next frame.
                what = f"{passed[-1]} has the keyboard and is not in the window"
                poll(lambda seen=node: in_the_window(seen), 3.0, what)
                if passed[-1] == author_id:
                    return
        node = ear.after("shift+Tab" if back else "Tab")
    raise AssertionError(f"{'Shift+Tab' if back else 'Tab'} does not lead to #{author_id}: {passed}")


def check_focus(ear: Ear, author_id: str, seconds: float = 15.0) -> None:
    """It has the keyboard without anybody having looked for it."""
    seen: list[str] = []

    def there() -> bool:
        node = ear.focused()
        # What had it before may be told of later than what has it now is gone.
        if node is None or not has_state(fresh(node), "FOCUSED"):
            return False
        seen.append(node.get_accessible_id() or describe(node))
        return seen[-1] == author_id

    try:
        poll(there, seconds, f"#{author_id} has not the keyboard")
    except TimeoutError as error:
        raise TimeoutError(f"{error}: {seen[-3:]}") from None


def by_keyboard(program: Path, shots: Shots) -> None:
    """No mouse and nothing pressed from outside: first run, sandbox, create, pair, settings, delete."""
    name = "by-keyboard"
    with first_start(program, shots, name) as (app, reader, ear):
        tab_to(ear, "first-run.sandbox")
        keys("Return")
        sandbox = Sandbox(app.announcement())
        reader.gone("#first-run.sandbox")
        keys("ctrl+n")
        reader.wait(f"#account.{GATEWAY}")
        tab_to(ear, f"account.{GATEWAY}")
        keys("space")
        tab_to(ear, "wizard.continue", 150)
        keys("Return")
        check_focus(ear, "field.name")
        text(NAME)
        tab_to(ear, "wizard.review", 150)
        keys("Return")
        reader.wait("#wizard.create")
        tab_to(ear, "wizard.create")
        keys("Return")
        reader.wait("#pair.qr", 30.0)
        full_screen(reader, shots, sandbox, name)
        tab_to(ear, "pair.scan-sandbox")
        keys("Return")
        check_focus(ear, "pair.done", 30.0)
        keys("Return")
        reader.wait(f"#instance.{NAME}")
        keys("ctrl+comma")
        reader.wait("#settings.theme.dark")
        tab_to(ear, "settings.theme.dark", 100)
        keys("space")
        poll(lambda: shots.brightness(shots.take(f"{name}-dark")) < 0.35, 10.0, "the window did not become dark", 0.5)
        keys("ctrl+1")
        reader.wait(f"#instance.{NAME}")
        tab_to(ear, f"instance.{NAME}")
        keys("Return")
        reader.wait("#detail.close")
        keys("shift+Delete")
        reader.wait("#confirm.text")
        check_focus(ear, "confirm.text")
        keys("Escape")
        reader.gone("#confirm.text")
        keys("shift+Delete")
        reader.wait("#confirm.text")
        check_focus(ear, "confirm.text")
        text(NAME)
        keys("Return")
        reader.gone("#confirm.text")
        reader.gone(f"#instance.{NAME}", 20.0)
        poll(lambda: sandbox.instance(NAME) is None, 10.0, f"{NAME} still exists at the sandbox")
        end(app)


def full_screen(reader: Reader, shots: Shots, sandbox: Sandbox, name: str) -> None:
    """F gives the code the whole screen, from which it can be read, and Esc gives it back."""
    keys("f")
    reader.wait("#pair.qr.full")

    def reads() -> bool:
        return shots.decode(shots.take(f"{name}-full")) == [sandbox.code(NAME)]

    poll(reads, 20.0, "the code is not on the whole screen", pause=0.5)
    keys("Escape")
    reader.gone("#pair.qr.full")
    reader.wait("#pair.qr")


def end(app: App) -> None:
    code = app.end()
    assert code == 0, f"exit code {code} after SIGTERM; stderr: {app.stderr()!r}"


def unnamed(reader: Reader) -> list[str]:
    """Controls that say nothing of themselves."""
    found = []
    for _, node in walk(reader.root()):
        with contextlib.suppress(GLib.Error):
            if node.get_role_name() in CONTROLS and not (node.get_name() or "").strip():
                found.append(describe(node))
    return found


def check_names(reader: Reader, where: str) -> None:
    assert not (found := unnamed(reader)), f"without a name in {where}: {found}"


def by_screen_reader(program: Path, shots: Shots) -> None:
    """Nothing but what a screen reader has: the tree, its actions, and what is said by itself."""
    name = "by-screen-reader"
    with first_start(program, shots, name) as (app, reader, ear):
        check_names(reader, "the first run")
        reader.click("#first-run.sandbox")
        sandbox = Sandbox(app.announcement())
        reader.gone("#first-run.sandbox")
        reader.click("#nav.new-instance")
        reader.wait(f"#account.{GATEWAY}")
        check_names(reader, "the choice of an account")
        group = next(node for _, node in walk(reader.root()) if node.get_name() == "Choose an account")
        assert group is not None
        reader.click(f"#account.{GATEWAY}")
        if reader.find("#field.name") is None:
            reader.click("#wizard.continue")
        # What is wrong is said.
        reader.type("#field.name", "loja centro")
        ear.said.clear()
        reader.click("#wizard.review")
        ear.hears("")
        reader.type("#field.name", NAME)
        check_names(reader, "the form")
        reader.click("#wizard.review")
        reader.wait("#wizard.create")
        check_names(reader, "the review")
        ear.said.clear()
        reader.click("#wizard.create")
        reader.wait("#pair.qr", 30.0)
        ear.hears("New code")
        check_names(reader, "pairing")
        ear.hears("Ten seconds left", 60.0)
        ear.hears("New code", 30.0)
        code = sandbox.code(NAME)
        assert code is not None
        assert sandbox.scan(code, "5511987654321", "Loja")
        ear.hears(f"{NAME} is connected", 30.0)
        check_names(reader, "the page of success")
        reader.click("#pair.copy-call")
        ear.hears("Copied")
        reader.click("#pair.done")
        row = reader.wait(f"#instance.{NAME}")
        assert (row.get_name() or "").startswith(f"{NAME}, Connected, ") and GATEWAY in row.get_name(), row.get_name()
        reader.click(f"#instance.{NAME}")
        reader.wait("#detail.close")
        poll(lambda: has_state(reader.wait(f"#instance.{NAME}"), "SELECTED"), 10.0, "the row is not selected")
        assert not has_state(reader.wait(f"#instance.{NAME}"), "CHECKED")
        check_names(reader, "the list with details")
        act(reader, "restart")
        ear.hears(f"{NAME} restarted", 30.0)
        for place, there in PLACES.items():
            reader.click(f"#nav.{place}")
            reader.wait(there)
            check_names(reader, place)
        reader.click("#nav.instances")
        reader.click(f"#instance.{NAME}")
        act(reader, "delete")
        reader.wait("#confirm.text")
        check_dialog(reader, NAME)
        reader.type("#confirm.text", NAME)
        reader.click("#confirm.ok")
        reader.gone("#confirm.ok")
        reader.gone(f"#instance.{NAME}", 20.0)
        ear.hears(f"{NAME} deleted", 20.0)
        end(app)


def act(reader: Reader, action: str) -> None:
    """By its button in the details, or in their menu."""
    if reader.find(f"#detail.{action}") is None:
        reader.click("#detail.more")
        reader.click(f"#menu.{action}")
    else:
        reader.click(f"#detail.{action}")


def check_dialog(reader: Reader, words: str = "") -> None:
    """It is named, with these words, and all that is there to be read."""
    dialogs = [node for _, node in walk(reader.root()) if node.get_role_name() == "dialog"]
    names = [node.get_name() or "" for node in dialogs]
    assert len(names) == 1 and names[0].strip() and words in names[0], names
    assert not [one for one in ids(reader) if one.startswith("nav.")], "the page behind a dialog can be read"
    check_names(reader, f"the dialog {names[0]}")


def check_role(reader: Reader, selector: str, role: str, name: str = "") -> None:
    node = reader.wait(selector, 30.0)
    assert node.get_role_name() == role and (node.get_name() or "").startswith(name), describe(node)


def ids(reader: Reader) -> set[str]:
    """Of everything that can be read now."""
    found = set()
    for _, node in walk(reader.root()):
        with contextlib.suppress(GLib.Error):
            found.add(node.get_accessible_id() or "")
    return found
