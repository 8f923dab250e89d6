"""Drives the program from outside, as a screen reader would: over AT-SPI, by accessible names and ids.

A selector is `#id` (the AccessKit author id, the same in every language), `name`, or `role:name`.
A `*` at the end of an id or a name matches by prefix.
"""

import contextlib
import time
import warnings
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, Gio, GLib  # noqa: E402  (the version has to be asked for first)

# The short accessors of the bindings are marked as old, the long ones do not exist in all releases.
warnings.simplefilter("ignore", DeprecationWarning)

# A program that is given no processor for a moment is no program that is gone, which the usual 0.8 s would make of it.
Atspi.set_timeout(30_000, 60_000)
# Waiting so many times as long as a machine needs that has nothing else to do: who waits guards against hanging only.
PATIENCE = 5.0

Node = Any
T = TypeVar("T")

ROLES = {
    "button": "push button",
    "checkbox": "check box",
    "dialog": "dialog",
    "entry": "entry",
    "heading": "heading",
    "image": "image",
    "label": "label",
    "password": "password text",
    "radio": "radio button",
    "row": "table row",
}
STATES = ("SENSITIVE", "FOCUSED", "CHECKED", "PRESSED", "SELECTED", "EXPANDED", "EDITABLE", "SHOWING")


def poll(test: Callable[[], T | None], seconds: float, what: str, pause: float = 0.1) -> T:
    """Asks until the answer is true, and gives it back. `seconds`: what it may take on a machine that does nothing else."""
    seconds *= PATIENCE
    end = time.monotonic() + seconds
    while True:
        try:
            found = test()
        except GLib.Error:  # nodes vanish between two frames
            found = None
        if found:
            return found
        if time.monotonic() > end:
            raise TimeoutError(f"{what} (waited {seconds:g} s)")
        time.sleep(pause)


def switch_accessibility_on() -> None:
    """Programs stay silent until somebody says that a reader listens."""
    bus = Gio.bus_get_sync(Gio.BusType.SESSION)
    value = GLib.Variant("(ssv)", ("org.a11y.Status", "IsEnabled", GLib.Variant("b", True)))
    properties = "org.freedesktop.DBus.Properties"
    bus.call_sync("org.a11y.Bus", "/org/a11y/bus", properties, "Set", value, None, Gio.DBusCallFlags.NONE, 60_000)


def walk(node: Node, depth: int = 0) -> Iterator[tuple[int, Node]]:
    """The node and everything below it."""
    yield depth, node
    try:
        children = [node.get_child_at_index(index) for index in range(node.get_child_count())]
    except GLib.Error:
        return
    for child in children:
        if child is not None:
            yield from walk(child, depth + 1)


def same(got: str | None, wanted: str) -> bool:
    got = got or ""
    return got.startswith(wanted[:-1]) if wanted.endswith("*") else got == wanted


def fresh(node: Node) -> Node:
    """The bindings remember which interfaces an object had; a later control may have taken over its path."""
    node.clear_cache()
    return node


def matches(node: Node, selector: str) -> bool:
    if selector.startswith("#"):
        return same(node.get_accessible_id(), selector[1:])
    role, colon, name = selector.partition(":")
    if colon and role in ROLES:
        return node.get_role_name() == ROLES[role] and same(node.get_name(), name)
    return same(node.get_name(), selector)


def has_state(node: Node, state: str) -> bool:
    return bool(node.get_state_set().contains(getattr(Atspi.StateType, state)))


def text_of(node: Node) -> str | None:
    text = node.get_text_iface()
    if text is None:
        return None
    return str(Atspi.Text.get_text(text, 0, Atspi.Text.get_character_count(text)))


def actions_of(node: Node) -> list[str]:
    action = node.get_action_iface()
    if action is None:
        return []
    return [Atspi.Action.get_action_name(action, index) for index in range(Atspi.Action.get_n_actions(action))]


def describe(node: Node) -> str:
    """One line for a dump of the tree."""
    # Every question goes to the other process, so each is asked once.
    name, states = node.get_name(), node.get_state_set()
    parts = [node.get_role_name(), repr(name)]
    if author_id := node.get_accessible_id():
        parts.append(f"#{author_id}")
    text = text_of(node)
    if text and text != name:
        parts.append(f"text={text!r}")
    if (description := node.get_description()) and description != name:
        parts.append(f"description={description!r}")
    parts.append(",".join(state for state in STATES if states.contains(getattr(Atspi.StateType, state))))
    return " | ".join(parts)


class Reader:
    """What a screen reader sees of one program."""

    def __init__(self, program: str, seconds: float = 30.0) -> None:
        """`program` is the file name of the executable: that is how the tree is called."""
        self._program = program
        # Nodes by author id, as they were last seen: a walk through a large form takes a second.
        self._seen: dict[str, Node] = {}
        self._root = poll(self._find_program, seconds, f"{program} did not appear in the accessibility tree")

    def _find_program(self) -> Node | None:
        desktop = Atspi.get_desktop(0)
        # The last one: a program that has just ended may still be listed.
        for index in reversed(range(desktop.get_child_count())):
            child = desktop.get_child_at_index(index)
            if child is not None and child.get_name() == self._program:
                return child
        return None

    def find(self, selector: str, state: str | None = None) -> Node | None:
        """The first match now, in this state where one is given, or nothing."""
        if state is None and selector.startswith("#") and not selector.endswith("*"):
            return self._find_id(selector[1:])
        for _, node in walk(self._root):
            try:
                if matches(node, selector) and (state is None or has_state(node, state)):
                    return fresh(node)
            except GLib.Error:
                continue
        return None

    def _find_id(self, author_id: str) -> Node | None:
        with contextlib.suppress(GLib.Error):
            known = self._seen.get(author_id)
            if known is not None and fresh(known).get_accessible_id() == author_id:
                return known
        self._seen.clear()
        for _, node in walk(self._root):
            with contextlib.suppress(GLib.Error):
                self._seen.setdefault(node.get_accessible_id() or "", node)
        found = self._seen.get(author_id)
        return None if found is None else fresh(found)

    def wait(self, selector: str, seconds: float = 15.0) -> Node:
        return poll(lambda: self.find(selector), seconds, f"no {selector}")

    def wait_any(self, selectors: list[str], seconds: float = 15.0) -> str:
        """The first of the selectors that has a match."""
        wanted = " nor ".join(selectors)
        return poll(lambda: next((s for s in selectors if self.find(s)), None), seconds, f"neither {wanted}")

    def gone(self, selector: str, seconds: float = 15.0) -> None:
        poll(lambda: self.find(selector) is None, seconds, f"{selector} is still there")

    def name(self, selector: str) -> str:
        return self.wait(selector).get_name() or ""

    def wait_name(self, selector: str, test: Callable[[str], bool], seconds: float = 15.0) -> str:
        """Waits until the name passes, and says at the end what it was instead."""
        seen = "nothing"

        def passes() -> str | None:
            nonlocal seen
            node = self.find(selector)
            if node is None:
                return None
            seen = node.get_name() or ""
            return seen if test(seen) else None

        try:
            return poll(passes, seconds, selector)
        except TimeoutError as error:
            raise TimeoutError(f"{error}: its name is {seen!r}") from None

    def click(self, selector: str, seconds: float = 15.0) -> None:
        """Presses a control. One that is disabled would accept the action and ignore it, so that is waited for."""

        def ready() -> Node | None:
            node = self.find(selector)
            return node if node is not None and has_state(node, "SENSITIVE") else None

        node = poll(ready, seconds, f"no enabled {selector}")
        actions = actions_of(node)
        if "click" not in actions:
            raise AssertionError(f"{selector} cannot be clicked: {describe(node)}")
        index = actions.index("click")
        if not Atspi.Action.do_action(node.get_action_iface(), index):
            raise AssertionError(f"{selector} refused the click")

    def focus(self, selector: str, seconds: float = 15.0) -> None:
        """Gives a control the keyboard."""
        node = self.wait(selector, seconds)
        if not Atspi.Component.grab_focus(node.get_component_iface()):
            raise AssertionError(f"{selector} refused the keyboard")
        poll(lambda: has_state(self.wait(selector), "FOCUSED"), seconds, f"{selector} did not get the keyboard")

    def type(self, selector: str, text: str, seconds: float = 15.0) -> None:
        """Replaces the contents of a field, and waits until they have arrived."""
        field = self.wait(selector, seconds).get_editable_text_iface()
        if field is None:
            raise AssertionError(f"{selector} is no text field")
        Atspi.EditableText.set_text_contents(field, text)
        # A secret is dots, one for each character.
        hidden = self.wait(selector).get_role_name() == ROLES["password"]

        def arrived() -> bool:
            shown = self.text(selector) or ""
            return len(shown) == len(text) if hidden else shown == text

        poll(arrived, seconds, f"the text did not arrive in {selector}")

    def text(self, selector: str) -> str | None:
        return text_of(self.wait(selector))

    def root(self) -> Node:
        return self._root

    def tree(self) -> str:
        lines = []
        for depth, node in walk(self._root):
            try:
                lines.append("  " * depth + describe(fresh(node)))
            except GLib.Error:
                lines.append("  " * depth + "(gone)")
        return "\n".join(lines) + "\n"
