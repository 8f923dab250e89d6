"""Whether secrets stand in the memory of the running program, and the ways by which they came there."""

import time

from driver import poll
from rig import Clipboard, run
from scanner import Hit, Needles, scan_memory
from steps import Scene

# What the promise allows.
GRACE_SECONDS = 1.0
# Half of a shorter one stands somewhere by chance.
SHORTEST = 16


def scan(here: Scene, secrets: dict[str, str]) -> list[Hit]:
    # The start of a freed block is overwritten by the allocator's own notes; the end of a secret would stand on.
    ends = {kind: secret[len(secret) // 2 :] for kind, secret in secrets.items() if len(secret) >= SHORTEST}
    return scan_memory(here.app.process.pid, Needles(ends))


def must_find(here: Scene, secrets: dict[str, str]) -> None:
    """The scanner can see these secrets while they are used: without that, finding nothing says nothing."""
    unseen = secrets.keys() - {hit.kind for hit in scan(here, secrets)}
    assert not unseen, f"the scanner does not find what is in use: {unseen}"


def must_be_gone(here: Scene, secrets: dict[str, str]) -> None:
    """One second after the event that ends them, no writable map of the process holds one of these."""
    # No event tells that nothing happens any more: the second is the promise.
    time.sleep(GRACE_SECONDS)
    left = scan(here, secrets)
    assert not left, "still in memory:\n" + "\n".join(f"      {hit}" for hit in left)


def type_by_keyboard(here: Scene, field: str, secret: str) -> None:
    here.reader.focus(field)
    run("xdotool", "type", "--delay", "5", secret)
    wait_for_dots(here, field, secret)


def paste(here: Scene, field: str, secret: str) -> None:
    """The usual way of a secret into a form: copied elsewhere, pasted here."""
    Clipboard.put(secret)
    here.reader.focus(field)
    run("xdotool", "key", "ctrl+v")
    wait_for_dots(here, field, secret)


def wait_for_dots(here: Scene, field: str, secret: str) -> None:
    poll(lambda: len(here.reader.text(field) or "") == len(secret), 10.0, f"it did not arrive in {field}")
