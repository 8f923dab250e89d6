"""A keyring that is locked, dismissed, killed or not there: nothing is lost, billed or written in clear meanwhile, the
program goes on, and the screen says what to do."""

import os
import statistics
import time
from pathlib import Path

from driver import Atspi, Node, Reader, has_state, matches, poll, walk
from relay import Relay
from rig import KEYRING_PASSWORD, SCREEN, App, Keyring, Sandbox, Shots, close_window, resize, run
from scanner import find_leaks
from steps import Scene, add_account, check_no_leaks, check_secrets, create, finish, open_account_form, scene

GATEWAY = "Sandbox Evolution 2.3"
FIRST, SECOND = "loja-um", "loja-dois"
MANY = ("loja-a", "loja-b", "loja-c")
# How long the program waits for its keyring, with room for a loaded machine.
GIVES_UP_SECONDS = 60.0 + 30.0
ROUNDS = 5
# What a press may take on top of three times what it takes while all is well.
SLACK_SECONDS = 0.5


class Prompt:
    """The window in which the keyring asks for its password."""

    PROGRAM = "gcr-prompter"

    @classmethod
    def find(cls) -> Reader | None:
        try:
            reader = Reader(cls.PROGRAM, 0.0)
        except TimeoutError:
            return None
        return reader if reader.find("dialog:Unlock*") else None

    @classmethod
    def wait(cls) -> Reader:
        return poll(cls.find, 30.0, "the keyring did not ask for its password")

    @classmethod
    def dismiss(cls) -> None:
        cls.wait().click("Cancel")
        cls._wait_closed()

    @classmethod
    def answer(cls) -> None:
        reader = cls.wait()
        # The other one is for a new password.
        field = poll(lambda: reader.find("password:", "SHOWING"), 5.0, "no place for the password")
        Atspi.EditableText.set_text_contents(field.get_editable_text_iface(), KEYRING_PASSWORD)
        reader.click("Unlock")
        cls._wait_closed()

    @classmethod
    def choose(cls) -> None:
        """A password for a new keyring, typed twice."""
        reader = poll(cls._find_new, 30.0, "the keyring did not ask for a new password")
        for field in cls._fields(reader):
            Atspi.EditableText.set_text_contents(field.get_editable_text_iface(), KEYRING_PASSWORD)
        reader.click("Continue")

    @classmethod
    def _find_new(cls) -> Reader | None:
        try:
            reader = Reader(cls.PROGRAM, 0.0)
        except TimeoutError:
            return None
        return reader if len(cls._fields(reader)) == 2 else None

    @classmethod
    def _fields(cls, reader: Reader) -> list[Node]:
        return [node for _, node in walk(reader.root()) if matches(node, "password:*") and has_state(node, "SHOWING")]

    @classmethod
    def _wait_closed(cls) -> None:
        poll(lambda: cls.find() is None, 15.0, "the keyring's question stayed open")


def unanswered(program: Path, shots: Shots) -> None:
    """Locked, and nobody answers: everything else goes on, and what waits can be called off."""
    name = "keyring-unanswered"
    with scene(program, shots, name) as here:
        calm, kept = hang(here, f"{name}-waiting")
        hanging = presses(here)
        says = ", ".join(f"{statistics.median(times):.2f} s (longest {max(times):.2f} s)" for times in (calm, hanging))
        print(f"    a press is answered within, before and while the keyring hangs: {says}", flush=True)
        assert statistics.median(hanging) <= 3 * statistics.median(calm) + SLACK_SECONDS, (calm, hanging)
        list_is_usable(here)
        check_no_leaks(here, here.sandbox.all_secrets())
        assert Prompt.find(), "the question was closed by somebody"
        here.reader.click("#nav.new-instance")
        here.reader.click("#wizard.cancel")
        here.reader.wait("You stopped this")
        answer_late(here, kept)


def timed_out(program: Path, shots: Shots) -> None:
    """The same until the program gives up: a timeout is not an answer."""
    name = "keyring-timeout"
    with scene(program, shots, name) as here:
        _, kept = hang(here, f"{name}-waiting")
        here.reader.wait("The system keyring did not answer", GIVES_UP_SECONDS)
        here.reader.wait("Look for a password window behind the others*")
        shots.take(f"{name}-gave-up")
        check_no_leaks(here, here.sandbox.all_secrets())
        answer_late(here, kept)


def hang(here: Scene, picture: str) -> tuple[list[float], dict[str, str]]:
    """A create that waits for the keyring. Gives how fast presses were answered before, and what the keyring holds."""
    create(here, GATEWAY, FIRST)
    calm, kept = presses(here), Keyring.entries()
    ask_for(here, SECOND)
    Keyring.lock()
    here.reader.click("#wizard.create")
    Prompt.wait()
    here.reader.wait("Waiting for your keyring")
    here.reader.wait("Look for a password window of your system*")
    here.shots.take(picture)
    return calm, kept


def answer_late(here: Scene, kept: dict[str, str]) -> None:
    """What was given up stays given up when the question is answered at last; another try works."""
    assert creates(here) == 1, "sent without a place for its token"
    Prompt.answer()
    here.reader.wait("Secrets in GNOME Keyring", 20.0)
    poll(lambda: Keyring.entries() == kept, 15.0, f"other entries than {len(kept)} are in the keyring")
    assert creates(here) == 1, "sent after it was given up"
    here.reader.click("#wizard.create")
    here.reader.wait("#pair.qr", 30.0)
    assert creates(here) == 2
    check_secrets(here, GATEWAY)


def dismissed(program: Path, shots: Shots) -> None:
    """Locked, and the question is closed: that is an answer, and it is not asked again."""
    name = "keyring-dismissed"
    with scene(program, shots, name) as here:
        reader = here.reader
        ask_for(here, FIRST)
        kept = Keyring.entries()
        Keyring.lock()
        reader.click("#wizard.create")
        Prompt.dismiss()
        reader.wait("The request to unlock the keyring was dismissed")
        reader.wait("Try again and confirm the request of your system")
        reader.wait("GNOME Keyring is locked")
        assert Prompt.find() is None, "asked again after a no"
        assert creates(here) == 0, "sent without a place for its token"
        shots.take(f"{name}-said")
        list_is_usable(here)
        assert Prompt.find() is None, "asked again after a no"
        check_no_leaks(here, here.sandbox.all_secrets())
        reader.click("#nav.new-instance")
        ask_for(here, FIRST)
        reader.click("#wizard.create")
        Prompt.answer()
        reader.wait("#pair.qr", 30.0)
        assert creates(here) == 1 and len(Keyring.entries()) == len(kept) + 1
        check_secrets(here, GATEWAY)


def locked_in_a_run(program: Path, shots: Shots) -> None:
    """Locked in the middle of what is done to many: the rest waits, and one word is enough to go on with all of it."""
    name = "keyring-run"
    with scene(program, shots, name) as here:
        hold_run(here)
        here.reader.wait("Paused by itself")
        here.reader.wait("The keyring or the disk of this computer refused*")
        assert Prompt.find() is None, "asked again after a no"
        shots.take(f"{name}-held")
        here.reader.click("#bulk.run.pause")
        Prompt.answer()
        here.reader.wait_name("#bulk.run", lambda got: got.endswith("3 of 3 done"), 60.0)
        assert here.reader.find("#bulk.run.retry") is None, "it was not tried again"
        finish(here)


def hold_run(here: Scene) -> None:
    """Three are restarted, and the keyring is locked while the first one is on its way."""
    for number, name in enumerate(MANY):
        here.sandbox.create_elsewhere(GATEWAY, name)
        here.sandbox.pair_elsewhere(GATEWAY, name, f"551198765432{number}")
    here.reader.click("#nav.instances")
    here.reader.click("#instances.refresh")
    for name in MANY:
        here.reader.wait(f"#instance.{name}", 30.0)
    here.sandbox.order_fault("evolution-2.3", "slow", "restart")
    here.reader.click("#select.all")
    here.reader.click("#bulk.restart")
    here.reader.click("#confirm.ok")
    here.reader.wait("#bulk.run.pause")
    Keyring.lock()
    Prompt.dismiss()
    here.reader.wait("#bulk.run.retry", 60.0)


def killed(program: Path, shots: Shots) -> None:
    """The service dies after an entry was written and before it is read back; the bus starts another, which is locked."""
    name = "keyring-killed"
    relay = Relay(Path(os.environ["XDG_RUNTIME_DIR"]) / "relay")
    with scene(program, shots, name, env={"DBUS_SESSION_BUS_ADDRESS": relay.address}) as here:
        reader = here.reader
        kept = Keyring.entries()
        ask_for(here, FIRST)
        die_in_between(here, relay)
        Prompt.answer()
        reader.wait("#pair.qr", 30.0)
        assert creates(here) == 1 and len(Keyring.entries()) == len(kept) + 1
        ask_for(here, SECOND)
        die_in_between(here, relay)
        Prompt.dismiss()
        reader.wait("The request to unlock the keyring was dismissed")
        shots.take(f"{name}-said")
        list_is_usable(here)
        assert Prompt.find() is None, "asked again after a no"
        assert creates(here) == 1, "sent although its entry was not read back"
        check_no_leaks(here, here.sandbox.all_secrets())
        reader.click("#nav.new-instance")
        ask_for(here, SECOND)
        reader.click("#wizard.create")
        Prompt.answer()
        reader.wait("#pair.qr", 30.0)
        assert creates(here) == 2
        check_secrets(here, GATEWAY)
        # What could not be cleared away without a question is cleared by the next start, and nothing else is.
        assert len(Keyring.entries()) == len(kept) + 3
        again = App(program, "--data-dir", str(here.data), "--lang", "en")
        try:
            poll(lambda: len(Keyring.entries()) == len(kept) + 2, 60.0, "a stray entry stayed in the keyring")
            assert kept.keys() <= Keyring.entries().keys()
        finally:
            again.kill()


def absent(program: Path, shots: Shots) -> None:
    """Nobody keeps secrets here: the person may choose the memory, and is warned before it is emptied."""
    name = "keyring-absent"
    with scene(program, shots, name, apart=True) as here:
        reader, gateway = here.reader, here.sandbox.accounts["Sandbox Z-API"]
        reader.wait("No keyring found")
        reader.wait("Start or install a system keyring*")
        open_account_form(here, "Fonte", "zapi", gateway["base_url"])
        for key, secret in gateway["secrets"].items():
            reader.type(f"#field.{key}", secret)
        reader.click("#account.save")
        reader.wait("This computer has no system keyring running")
        reader.wait("Install or start one*")
        assert reader.find("Secrets only in memory") is None, "nobody has chosen that"
        shots.take(f"{name}-refused")
        check_no_leaks(here, here.sandbox.all_secrets())
        reader.click("#nav.credentials")
        reader.click("#vault.memory")
        reader.wait("Secrets only in memory")
        shots.take(f"{name}-memory")
        add_account(here, "Fonte", "Sandbox Z-API")
        open_account_form(here, "Cliente", "zapi", gateway["base_url"])
        reader.type("#field.client_token", gateway["secrets"]["client_token"])
        reader.click("#account.save")
        reader.wait("#account.Cliente.menu", 30.0)
        create(here, "Fonte", FIRST)
        adopt(here)
        close_window(here.window)
        reader.wait("#confirm.ok")
        reader.wait(f"{FIRST}: the token is in memory only*")
        shots.take(f"{name}-closing")
        reader.click("#confirm.cancel")
        reader.gone("#confirm.ok")
        check_no_leaks(here, here.sandbox.all_secrets())
        close_window(here.window)
        reader.click("#confirm.ok")
        assert here.app.end(None) == 0, here.app.stderr()
        check_no_leaks(here, here.sandbox.all_secrets())


def no_default(program: Path, shots: Shots) -> None:
    """The keyring runs, and has no default collection: that is said, and one button makes it."""
    name = "keyring-no-default"
    Keyring.drop_default()
    with scene(program, shots, name) as here:
        reader = here.reader
        reader.wait("The keyring has no default collection yet")
        assert reader.find("No keyring found") is None, "there is one"
        shots.take(f"{name}-missing")
        reader.click("#nav.credentials")
        reader.click("#vault.make")
        Prompt.choose()
        reader.wait("Secrets in *", 30.0)
        assert Keyring.is_ready(), "it made none"
        reader.gone("#vault.make", 30.0)
        shots.take(f"{name}-made")
        add_account(here, "Fonte", "Sandbox Z-API")
        check_secrets(here, "Sandbox Z-API")


def no_bus(program: Path, shots: Shots) -> None:
    """Not even a session bus, and so nobody to read the screen: it shows what it shows where only the keyring is missing."""
    name = "keyring-no-bus"
    with scene(program, shots, name, apart=True) as here:
        # What is pointed at looks otherwise, and where the pointer is at the start is chance.
        point_away()
        here.reader.wait("No keyring found")
        button = here.reader.wait("#vault.memory")
        area = Atspi.Component.get_extents(button.get_component_iface(), Atspi.CoordType.SCREEN)
        missing = at_rest(shots, f"{name}-missing")
        # By the pointer, as below: what a screen reader pressed leaves the keyboard's ring on the next control.
        press(area)
        here.reader.wait("Secrets only in memory")
        memory = at_rest(shots, f"{name}-memory", missing)
        finish(here)
    poll(lambda: not windows(), 10.0, "a window stayed")
    data = Path.home() / "alone"
    nowhere = {**os.environ, "DBUS_SESSION_BUS_ADDRESS": "unix:path=/nonexistent/bus"}
    app = App(program, "--data-dir", str(data), "--lang", "en", env=nowhere)
    try:
        resize(poll(windows, 20.0, "no window")[0], *SCREEN)
        shows(shots, missing, f"{name}-alone")
        press(area)
        shows(shots, memory, f"{name}-alone-memory")
        assert app.end() == 0, app.stderr()
        assert "panicked" not in app.stderr(), app.stderr()
    finally:
        app.kill()


def press(area) -> None:
    x, y = area.x + area.width // 2, area.y + area.height // 2
    run("xdotool", "mousemove", str(x), str(y), "click", "1")
    point_away()


def point_away() -> None:
    run("xdotool", "mousemove", "0", "0")


def windows() -> list[str]:
    return run("xdotool", "search", "--onlyvisible", "--name", "Pairdesk", check=False).split()


def at_rest(shots: Shots, picture: str, before: Path | None = None) -> Path:
    """The screen once it is another one, and stays as it is: the tree is ahead of what is painted."""

    def rests() -> Path | None:
        first = shots.take(f"{picture}-before")
        time.sleep(1.0)
        now = shots.take(picture)
        is_old = before is not None and shots.are_equal(now, before)
        return now if shots.are_equal(first, now) and not is_old else None

    try:
        return poll(rests, 20.0, "the screen did not change, or does not rest")
    finally:
        (shots.folder / f"{picture}-before.png").unlink(missing_ok=True)


def shows(shots: Shots, wanted: Path, picture: str) -> None:
    poll(lambda: shots.are_equal(shots.take(picture), wanted), 30.0, f"{picture} is not {wanted.name}", pause=0.5)


def ask_for(here: Scene, name: str) -> None:
    """The wizard, up to the button that creates."""
    reader = here.reader
    reader.click("#nav.new-instance")
    reader.click(f"#account.{GATEWAY}")
    reader.click("#wizard.continue")
    reader.type("#field.name", name)
    reader.click("#wizard.review")
    reader.wait("#wizard.create")


def adopt(here: Scene) -> None:
    """The instance once more, at an account that cannot list it: nobody gives its token back."""
    reader, row = here.reader, here.sandbox.instance(FIRST)
    (token,) = here.sandbox.instance_tokens("Sandbox Z-API")
    assert row is not None
    reader.click("#nav.credentials")
    reader.click("#account.Cliente.menu")
    reader.click("#account.Cliente.adopt")
    reader.type("#field.instance_id", row["id"])
    reader.type("#field.instance_token", token)
    reader.click("#confirm.ok")
    reader.gone("#confirm.ok", 30.0)


def die_in_between(here: Scene, relay: Relay) -> None:
    """Presses the button, and the keyring dies when it has taken the entry, before it is asked for it."""
    relay.before(["CreateItem", "SearchItems"], Keyring.kill)
    here.reader.click("#wizard.create")
    poll(relay.has_acted, 20.0, "no entry was written and read back")


def creates(here: Scene) -> int:
    """Creates that came to the gateway through the program."""
    return here.sandbox.create_requests("evolution-2.3")


def presses(here: Scene) -> list[float]:
    """Seconds until the program shows what was pressed for, again and again."""
    places = {"#nav.settings": "#settings.theme.dark", "#nav.credentials": "#account.add", "#nav.instances": f"#instance.{FIRST}"}
    took = []
    for _ in range(ROUNDS):
        for press, answer in places.items():
            started = time.monotonic()
            here.reader.click(press)
            here.reader.wait(answer)
            took.append(time.monotonic() - started)
    return took


def list_is_usable(here: Scene) -> None:
    """The keys of the accounts are known already, so the list can be refreshed."""
    name = f"vizinha-{time.monotonic_ns()}"
    here.sandbox.create_elsewhere("Sandbox Evolution 1.8", name)
    here.reader.click("#nav.instances")
    here.reader.click("#instances.refresh")
    here.reader.wait(f"#instance.{name}")
