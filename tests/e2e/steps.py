"""What a person does in the program, step by step; journeys and the tour are made of these."""

import contextlib
import os
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from driver import Reader, has_state, poll
from rig import App, Keyring, Sandbox, Shots
from scanner import find_leaks

PHONE = "5511987654321"
# Accents, a script of its own and an emoji: profile names look like this.
PROFILE = "São João 日本 🛵"
# What a connected instance is called; in Portuguese and Spanish the ending follows the noun.
CONNECTED = {"en": "Connected", "pt-BR": "Conectad", "es": "Conectad"}


@dataclass
class Scene:
    """One run of the program with the sandbox, and everything to drive and judge it."""

    app: App
    reader: Reader
    sandbox: Sandbox
    shots: Shots
    data: Path
    window: str
    language: str


@contextlib.contextmanager
def scene(
    program: Path,
    shots: Shots,
    name: str,
    language: str = "en",
    apart: bool = False,
    env: dict[str, str] | None = None,
) -> Iterator[Scene]:
    """Starts the program; when something goes wrong, leaves what it showed beside the pictures.

    `apart`: the sandbox is a process of its own and its accounts are not added, so the program knows only the keys
    that were typed into it. `env`: what is different in its environment.
    """
    data = Path.home() / "data"
    gateways = App(program, "sandbox") if apart else None
    arguments = ["--data-dir", str(data), *([] if apart else ["--sandbox"]), "--lang", language]
    # The finest logs that a library of ours could be made to write.
    app = App(program, *arguments, env={**os.environ, "RUST_LOG": "trace", "RUST_BACKTRACE": "full", **(env or {})})
    reader = None
    try:
        sandbox = Sandbox((gateways or app).announcement())
        reader = Reader(program.name)
        reader.wait("#nav.instances", 30.0)
        window = shots.desk.window_of(app.process)
        shots.desk.resize(window, *shots.size)
        yield Scene(app, reader, sandbox, shots, data, window, language)
    except BaseException:
        leave_traces(app, reader, shots, name)
        raise
    finally:
        app.kill()
        if gateways is not None:
            gateways.kill()


def leave_traces(app: App, reader: Reader | None, shots: Shots, name: str) -> None:
    """None of this may hide the failure itself."""
    if (code := app.process.poll()) is not None:
        print(f"    the program had ended with exit code {code}", flush=True)
    with contextlib.suppress(Exception):
        (shots.folder / f"{name}-stderr.txt").write_text(app.stderr())
    with contextlib.suppress(Exception):
        shots.take(f"{name}-failed")
    if reader is not None:
        with contextlib.suppress(Exception):
            (shots.folder / f"{name}-tree.txt").write_text(reader.tree())


def set_size(scene: Scene, width: int, height: int) -> None:
    scene.shots.desk.resize(scene.window, width, height)
    scene.shots.size = (width, height)


def choose_theme(scene: Scene, theme: str, picture: str) -> None:
    """Chooses it in the settings, and looks at the picture whether it came."""
    scene.reader.click("#nav.settings")
    scene.reader.click(f"#settings.theme.{theme}")

    def came() -> bool:
        brightness = scene.shots.brightness(scene.shots.take(picture))
        return brightness < 0.35 if theme == "dark" else brightness > 0.7

    poll(came, 10.0, f"the window did not become {theme}", pause=0.5)


def choose_language(scene: Scene, language: str, instances: str) -> None:
    """Chooses it in the settings, and waits until the sidebar speaks it."""
    scene.reader.click("#nav.settings")
    scene.reader.click("#settings.language")
    scene.reader.click(f"#settings.language.{language}")
    scene.reader.wait_name("#nav.instances", lambda name: name.startswith(instances))


def add_account(scene: Scene, label: str, of: str) -> None:
    """Adds the account of a gateway by the form, as a person does who has its address and keys."""
    reader, account = scene.reader, scene.sandbox.accounts[of]
    open_account_form(scene, label, account["provider"], account["base_url"])
    for key, secret in account["secrets"].items():
        reader.type(f"#field.{key}", secret)
    reader.click("#account.save")
    reader.wait(f"#account.{label}.menu", 30.0)


def open_account_form(scene: Scene, label: str, provider: str, base_url: str) -> None:
    """The form for a new account, filled in save for the keys."""
    reader = scene.reader
    reader.click("#nav.credentials")
    reader.click("#account.add")
    reader.click(f"#account.provider.{provider}")
    reader.type("#field.label", label)
    reader.type("#field.base_url", base_url)


def remove_account(scene: Scene, label: str) -> None:
    """Removes an account and waits until its card has gone."""
    scene.reader.click("#nav.credentials")
    scene.reader.click(f"#account.{label}.menu")
    scene.reader.click(f"#account.{label}.remove")
    scene.reader.gone(f"#account.{label}.menu", 30.0)


def create(scene: Scene, account: str, name: str, picture: str | None = None) -> None:
    """From the sidebar through the wizard to a code on the screen."""
    reader = scene.reader
    reader.click("#nav.new-instance")
    reader.click(f"#account.{account}")
    reader.click("#wizard.continue")
    reader.type("#field.name", name)
    if picture:
        scene.shots.take(f"{picture}-configure")
    reader.click("#wizard.review")
    reader.wait("#wizard.create")
    if picture:
        scene.shots.take(f"{picture}-review")
    reader.click("#wizard.create")
    reader.wait("#pair.qr", 30.0)


def scan_from_screen(scene: Scene, name: str, picture: str) -> str:
    """Reads the code off the screen as a phone would, compares it with what the sandbox issued, and scans it."""
    return scan_from_picture(scene.sandbox, scene.shots, name, picture)


def scan_from_picture(sandbox: Sandbox, shots: Shots, name: str, picture: str) -> str:
    """Codes change while one looks, hence the second try; what was scanned is on the last picture."""
    seen: list[str] = []

    def scan() -> str | None:
        nonlocal seen
        issued = sandbox.code(name)
        seen = shots.decode(shots.take(picture))
        if issued is None or seen != [issued]:
            return None
        return issued if sandbox.scan(issued, PHONE, PROFILE) else None

    try:
        return poll(scan, 45.0, f"no valid code of {name} on the screen", pause=0.5)
    except TimeoutError as error:
        raise TimeoutError(f"{error}: read {seen}, issued {sandbox.code(name)!r}") from None


def see_connected(scene: Scene, name: str, picture: str) -> None:
    """The success screen, then the row in the list."""
    reader = scene.reader
    word = CONNECTED[scene.language]

    def good(status: str) -> bool:
        # English is spelled out by the contract; the other languages only have to say it.
        return status.startswith("Pairing status: Connected") if scene.language == "en" else word in status

    reader.wait_name("#pair.status", good, 30.0)
    row = scene.sandbox.instance(name)
    assert row is not None and row["state"] == "connected" and row["phone"] == PHONE, row
    scene.shots.take(f"{picture}-connected")
    reader.click("#pair.done")
    reader.wait_name(f"#instance.{name}", lambda got: got.startswith(f"{name}, {word}"))
    scene.shots.take(f"{picture}-instances")


def create_and_pair(scene: Scene, account: str, name: str, picture: str) -> str:
    """The main job. Gives the code that was scanned."""
    create(scene, account, name, picture)
    code = scan_from_screen(scene, name, f"{picture}-code")
    see_connected(scene, name, picture)
    return code


def check_secrets(scene: Scene, account: str) -> None:
    """What the instance needs is in the keyring, and no secret is anywhere else, also after the end."""
    secrets = scene.sandbox.all_secrets()
    # EnviaAI has no token per instance: there the key of the account is all there is.
    wanted = scene.sandbox.instance_tokens(account) or list(scene.sandbox.accounts[account]["secrets"].values())
    kept = Keyring.dump()
    missing = [secret[:6] for secret in wanted if secret not in kept]
    assert wanted and not missing, f"not in the keyring: {missing}; services: {Keyring.services()}"
    check_no_leaks(scene, secrets)
    finish(scene)
    check_no_leaks(scene, secrets)


def check_no_leaks(scene: Scene, secrets: list[str]) -> None:
    folders = [Path.home(), Path(os.environ["XDG_RUNTIME_DIR"])]
    assert scene.data.is_relative_to(folders[0]) and any(scene.data.iterdir()), "the data folder was not used"
    leaks = find_leaks(secrets, folders)
    assert not leaks, f"secrets on disk: {leaks}"
    spoken = [secret[:6] for secret in secrets if secret in scene.app.stderr()]
    assert not spoken, f"secrets on standard error: {spoken}"


def finish(scene: Scene) -> None:
    """Ends the program in order."""
    code = scene.app.end(signal.SIGTERM)
    assert code == 0, f"exit code {code} after SIGTERM; stderr: {scene.app.stderr()!r}"


def select(scene: Scene, name: str) -> None:
    """Opens the detail panel of an instance, unless it is open already."""
    if scene.reader.find("#detail.delete") is None:
        scene.reader.click(f"#instance.{name}")
    scene.reader.wait("#detail.delete")


def confirm(scene: Scene, text: str | None = None) -> None:
    """Answers a dialog, with the name where it wants it typed, and waits until it has closed."""
    reader = scene.reader
    reader.wait("#confirm.ok")
    if text is not None:
        assert not has_state(reader.wait("#confirm.ok"), "SENSITIVE"), "the dialog can be confirmed without the name"
        reader.type("#confirm.text", text)
    reader.click("#confirm.ok")
    reader.gone("#confirm.ok")


def restart(scene: Scene, name: str) -> None:
    """A link to a phone outlives it."""
    select(scene, name)
    scene.reader.click("#detail.restart")
    scene.reader.gone("#detail.action.cancel")
    connected = f"{name}, {CONNECTED[scene.language]}"
    scene.reader.wait_name(f"#instance.{name}", lambda got: got.startswith(connected), 20.0)


def log_out(scene: Scene, name: str) -> None:
    select(scene, name)
    scene.reader.click("#detail.logout")
    confirm(scene)
    connected = f"{name}, {CONNECTED[scene.language]}"
    scene.reader.wait_name(f"#instance.{name}", lambda got: not got.startswith(connected), 20.0)
    row = scene.sandbox.instance(name)
    assert row is not None and row["state"] != "connected", row


def delete(scene: Scene, name: str) -> None:
    select(scene, name)
    scene.reader.click("#detail.delete")
    confirm(scene, name)
    scene.reader.gone(f"#instance.{name}", 20.0)
    poll(lambda: scene.sandbox.instance(name) is None, 10.0, f"{name} still exists at the sandbox")


def idle_ticks(scene: Scene, seconds: float) -> int:
    """Processor ticks of a program that has nothing to do."""
    before = scene.app.processor_ticks()
    time.sleep(seconds)
    return scene.app.processor_ticks() - before
