"""Secrets of every kind go through the whole program, and are looked for in everything it leaves, shows or says.

At the end its accounts are removed, and they are looked for in its memory.
"""

import contextlib
import os
import re
import sqlite3
import tempfile
import time
import uuid
from pathlib import Path

import promise
from driver import poll
from memory import must_be_gone, must_find, paste, type_by_keyboard
from rig import Clipboard, Keyring, Shots, run
from scanner import Needles, prove_scanner
from steps import PHONE, Scene, add_account, create, finish, open_account_form, remove_account, scene, select

LABELS = {
    "Sandbox Z-API": "zapi",
    "Sandbox Evolution 1.8": "evo-one",
    "Sandbox Evolution 2.3": "evo-two",
    "Sandbox EnviaAI": "enviaai",
}
ALL_IN = "tudo"
# The shortest time of the settings, and what its end may take.
CLIPBOARD_SECONDS = 12.0


def canary(kind: str) -> str:
    """Long and unique; the `+`, `/` and `=` of real keys make its disguises differ."""
    return f"{kind}-{uuid.uuid4().hex}+{uuid.uuid4().hex[:20]}/="


class Watch:
    """Everything that is known to be secret in this run, and where it was looked for."""

    def __init__(self, here: Scene) -> None:
        self.here = here
        self.secrets: dict[str, str] = {}
        self.found: list[str] = []
        self.looks = 0

    def add(self, kind: str) -> str:
        self.secrets[kind] = canary(kind.replace(" ", "-").upper())
        return self.secrets[kind]

    def look(self, where: str, text: str, without: tuple[str, ...] = ()) -> None:
        """Looks through a text. `without`: kinds that the person has in plain sight just now."""
        self.looks += 1
        secrets = {kind: secret for kind, secret in self.secrets.items() if kind not in without}
        self.found += [f"{where}: {hit}" for hit in Needles(secrets).find(text.encode())]

    def look_around(self, moment: str, without: tuple[str, ...] = ()) -> None:
        """What others can read of a running program: its window, its tree for screen readers, its process."""
        process = Path(f"/proc/{self.here.app.process.pid}")
        self.look(f"tree, {moment}", self.here.reader.tree(), without)
        self.look(f"title, {moment}", run("xdotool", "getwindowname", self.here.window))
        for file in ("cmdline", "environ", "comm"):
            self.look(f"/proc {file}, {moment}", (process / file).read_text(errors="replace"))
        self.look_through_files(moment)

    def look_through_files(self, moment: str) -> None:
        folders = [Path.home(), Path(os.environ["XDG_RUNTIME_DIR"]), Path(tempfile.gettempdir())]
        assert all(folder.is_dir() for folder in folders) and any(self.here.data.iterdir()), folders
        self.looks += 1
        self.found += [f"file, {moment}: {hit}" for hit in Needles(self.secrets).find_in_files(folders)]

    def look_through_rows(self) -> None:
        """The database as its reader puts it together: a value can be spread over pages."""
        with contextlib.closing(sqlite3.connect(f"file:{self.here.data}/pairdesk.db?mode=ro", uri=True)) as store:
            for (table,) in store.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
                cells = [str(cell) for row in store.execute(f'SELECT * FROM "{table}"') for cell in row]
                self.look(f"rows of {table}", "\n".join(cells))

    def look_at_copy(self, what: str, button: str, expected: str) -> str:
        """Copies something harmless and looks at it on the clipboard."""
        Clipboard.put("what was there before")
        self.here.reader.click(button)
        text = poll(lambda: found if expected in (found := Clipboard.read()) else None, 10.0, f"no {what}")
        self.look(what, text)
        return text


def canaries(program: Path, shots: Shots) -> None:
    with scene(program, shots, "canaries", apart=True) as here:
        watch = Watch(here)
        keys = {name: watch.add(f"{name} key") for name in ("evolution-1.8", "evolution-2.3", "enviaai")}
        keys |= {name: watch.add(name) for name in ("partner_token", "client_token")}
        here.sandbox.choose_keys(keys)
        prove_scanner(Needles(watch.secrets), Path(tempfile.gettempdir()) / "planted")
        here.reader.click("#nav.settings")
        here.reader.click("#settings.clipboard")
        here.reader.click("#settings.clipboard.10")
        try_wrong_key(here, watch)
        for gateway, label in LABELS.items():
            add_account(here, label, gateway)
        watch.look_around("accounts added")
        fill_in_everything(here, watch)
        copied = reveal_and_copy(here, watch)
        pair_by_codes(here, watch)
        save_codes(here, watch)
        change_settings(here, watch)
        replace_key(here, watch)
        provoke_errors(here, watch)
        create_on_cloud_api(here, watch)
        read_report(here, watch)
        hand_on_template(here, watch)
        forget_half_filled_form(here, watch)
        look_into_keyring(watch)
        watch.look_around("at the end")
        watch.look_through_rows()
        # A copied secret may stay for its time, whatever becomes of its account.
        time.sleep(max(0.0, copied + CLIPBOARD_SECONDS - time.monotonic()))
        remove_everything(here, watch)
        finish(here)
        watch.look_through_files("after the end")
        watch.look("standard output", here.app.stdout())
        watch.look("standard error", here.app.stderr())
        assert not watch.found, "\n      ".join(["secrets seen:", *watch.found])
        promise.cases("canaries", len(watch.secrets))
        print(f"    {len(watch.secrets)} secrets, {watch.looks} looks, 0 hits", flush=True)


def try_wrong_key(here: Scene, watch: Watch) -> None:
    """A key that no gateway takes, tested and then kept all the same, in a form that is left."""
    reader = here.reader
    gateway = here.sandbox.accounts["Sandbox EnviaAI"]
    open_account_form(here, "wrong", gateway["provider"], gateway["base_url"])
    key = watch.add("wrong key")
    type_by_keyboard(here, "#field.api_key", key)
    must_find(here, {"wrong key": key})
    watch.look_around("key typed")
    reader.click("#account.test")
    reader.wait("#account.failure.details", 20.0)
    reader.click("#account.failure.details")
    watch.look_around("key refused")
    reader.click("#account.close")


def fill_in_everything(here: Scene, watch: Watch) -> None:
    """The largest form there is, with a preview beside it, as template, draft, review, and created."""
    reader = here.reader
    reader.click("#nav.new-instance")
    reader.click("#account.evo-two")
    reader.click("#wizard.continue")
    reader.type("#field.name", ALL_IN)
    reader.type("#field.token", watch.add("instance token"))
    leave_address_in_draft(here, watch)
    reader.type("#field.webhook_url", "https://hooks.example/wa")
    reader.click("#field.webhook_headers.add")
    reader.type("#field.webhook_headers.0.name", "x-key")
    reader.type("#field.webhook_headers.0.value", watch.add("webhook header"))
    reader.type("#field.chatwoot_url", "https://chat.example")
    reader.type("#field.chatwoot_account_id", "1")
    reader.type("#field.chatwoot_token", watch.add("Chatwoot token"))
    reader.type("#field.proxy_host", "proxy.example")
    reader.type("#field.proxy_port", "8080")
    reader.type("#field.proxy_username", "loja")
    paste(here, "#field.proxy_password", watch.add("proxy password"))
    reader.click("#field.pusher_enabled")
    reader.type("#field.pusher_app_id", "1")
    reader.type("#field.pusher_key", watch.add("Pusher key"))
    reader.type("#field.pusher_secret", watch.add("Pusher secret"))
    reader.type("#field.pusher_cluster", "eu")
    typed = ("instance token", "webhook header", "Chatwoot token", "proxy password", "Pusher key", "Pusher secret")
    must_find(here, {kind: watch.secrets[kind] for kind in typed})
    watch.look_around("form and request")
    watch.look_at_copy("copied request", "#preview.copy", ALL_IN)
    reader.click("#preview.curl")
    watch.look_around("form and cURL")
    watch.look_at_copy("copied cURL", "#preview.copy", "curl -X POST")
    reader.click("#wizard.save-template")
    reader.click("#wizard.review")
    reader.wait("#wizard.create")
    watch.look_around("review")
    # The answer gets lost, so the instance is looked up and adopted.
    creates = here.sandbox.create_requests("evolution-2.3")
    here.sandbox.order_fault("evolution-2.3", "answer-lost", "create")
    reader.click("#wizard.create")
    poll(lambda: here.sandbox.create_requests("evolution-2.3") > creates, 15.0, "no create came", pause=0.02)
    # It would be found two seconds later, before anybody can look at what it is like until then.
    here.sandbox.order_fault("evolution-2.3", "500", "list", 1000)
    reader.wait("#unconfirmed.later", 30.0)
    watch.look_around("create with a lost answer")
    here.sandbox.order_fault("evolution-2.3", "none", "list")
    reader.click("#nav.instances")
    reader.wait_name(f"#instance.{ALL_IN}", lambda name: "Unconfirmed" not in name, 60.0)


def leave_address_in_draft(here: Scene, watch: Watch) -> None:
    """An address with a password, typed where it does not belong: refused, but the draft is kept meanwhile."""
    password = watch.add("password in an address")
    here.reader.type("#field.webhook_url", f"amqp://loja:{password}@mq.example:5672/fila")
    before = database_change(here)
    poll(lambda: database_change(here) != before, 15.0, "the draft was not kept")
    watch.look_through_files("draft with an address")
    # The field itself shows what was typed into it; the request beside it does not.
    shown = [line for line in here.reader.tree().splitlines() if "mq.example" in line]
    beside = [line for line in shown if "field.webhook_url" not in line and "text run" not in line]
    assert len(shown) > len(beside) > 0, f"the address is not shown as expected: {len(shown)}, {len(beside)}"
    watch.look("request with an address", "\n".join(beside))


def database_change(here: Scene) -> float:
    return max(path.stat().st_mtime for path in here.data.iterdir() if path.is_file())


def open_detail(here: Scene, name: str) -> None:
    here.reader.click("#nav.instances")
    here.reader.wait(f"#instance.{name}")
    if here.reader.find("#detail.close"):
        here.reader.click("#detail.close")
        here.reader.gone("#detail.close")
    select(here, name)


def pair_by_codes(here: Scene, watch: Watch) -> None:
    """Both kinds of codes: whoever has one can link the account."""
    reader = here.reader
    open_detail(here, ALL_IN)
    reader.click("#detail.pair")
    reader.wait("#pair.qr", 30.0)
    watch.secrets["QR code"] = poll(lambda: here.sandbox.code(ALL_IN), 10.0, "no code was issued")
    reader.click("#pair.copy")
    watch.look_around("QR code shown and copied")
    create(here, "zapi", "zap")
    (watch.secrets["Z-API token"],) = here.sandbox.instance_tokens("Sandbox Z-API")
    reader.click("#pair.use-code")
    reader.type("#pair.phone", PHONE)
    reader.click("#pair.ask-code")
    reader.wait("#pair.code", 30.0)
    row = here.sandbox.instance("zap")
    assert row is not None and row["pairing_code"], row
    watch.secrets["pairing code"] = row["pairing_code"]
    watch.look_around("typed code shown", ("pairing code",))
    reader.click("#pair.later")
    reader.gone("#pair.code")
    watch.look_around("pairing left")


def save_codes(here: Scene, watch: Watch) -> None:
    """As files for others: they hold the code, which is what they are for, as a picture and as nothing else."""
    reader = here.reader
    open_detail(here, ALL_IN)
    reader.click("#detail.pair")
    reader.wait("#pair.qr", 30.0)
    for kind in ("png", "svg"):
        reader.click("#pair.save")
        reader.click(f"#pair.save.{kind}")
        reader.gone(f"#pair.save.{kind}")
        saved = Path.home() / f"pairdesk-{ALL_IN}.{kind}"
        poll(lambda: saved.is_file() and saved.stat().st_size > 0, 10.0, f"no {kind} was saved")
        assert saved.stat().st_mode & 0o077 == 0, f"others can read {saved.name}"
    picture = Path.home() / f"pairdesk-{ALL_IN}.png"
    (code,) = poll(lambda: Shots.decode(picture), 10.0, "the saved code cannot be read")
    watch.secrets["saved QR code"] = code
    chunks = re.findall(rb"(IHDR|IDAT|IEND|tEXt|zTXt|iTXt|tIME|eXIf)", picture.read_bytes())
    assert set(chunks) == {b"IHDR", b"IDAT", b"IEND"}, chunks
    elements = set(re.findall(r"<(/?\w+)", picture.with_suffix(".svg").read_text()))
    assert elements == {"svg", "rect", "path", "/svg"}, elements
    watch.look_around("codes saved")
    reader.click("#pair.later")
    reader.gone("#pair.later")


def change_settings(here: Scene, watch: Watch) -> None:
    """Of an instance that exists: an address with a password that is left unsaved, then one that the gateway refuses."""
    reader = here.reader
    open_detail(here, "zap")
    reader.click("#detail.settings")
    password = watch.add("password in settings")
    reader.type("#field.received_url", f"https://loja:{password}@hooks.example/wa")
    reader.click("#settings.review")
    watch.look_around("settings with an address", ("password in settings",))
    reader.type("#field.received_url", "https://hooks.example/wa")
    reader.click("#settings.review")
    reader.wait("#settings.save")
    # It is read once more for the review; the fault is for what comes after that.
    reader.gone("Reading the settings…", 30.0)
    here.sandbox.order_fault("zapi", "403", "other")
    reader.click("#settings.save")
    reader.click("#settings.failure.details")
    watch.look_around("settings refused")
    reader.click("#settings.review")
    reader.click("#settings.save")
    reader.gone("#settings.review", 30.0)
    watch.look_around("settings changed")


def replace_key(here: Scene, watch: Watch) -> None:
    """By one that the gateway refuses, then by one that it takes."""
    reader = here.reader
    key = watch.add("replaced key")
    here.sandbox.choose_keys({"evolution-1.8": key})
    reader.click("#nav.credentials")
    reader.click("#account.evo-one.menu")
    reader.click("#account.evo-one.rotate")
    reader.type("#field.global_key", watch.add("refused key"))
    reader.click("#confirm.ok")
    reader.click("#rotate.failure.details", 30.0)
    watch.look_around("new key refused")
    reader.type("#field.global_key", key)
    watch.look_around("new key typed")
    reader.click("#confirm.ok")
    reader.gone("#confirm.ok", 30.0)
    watch.look_around("key replaced")


def provoke_errors(here: Scene, watch: Watch) -> None:
    """Refusals that repeat what was sent, opened to their last detail and copied."""
    reader = here.reader
    here.sandbox.order_fault("zapi", "403", "qr", 9)
    open_detail(here, "zap")
    reader.click("#detail.pair")
    reader.wait("#pair.failure.details", 30.0)
    reader.click("#pair.failure.details")
    reader.wait("#pair.failure.details.copy")
    watch.look_around("Z-API repeats the client token")
    watch.look_at_copy("copied failure", "#pair.failure.details.copy", "HTTP 403")
    here.sandbox.order_fault("enviaai", "401", "create")
    reader.click("#nav.new-instance")
    reader.click("#account.enviaai")
    reader.click("#wizard.continue")
    reader.type("#field.name", "recusada")
    reader.click("#wizard.review")
    reader.click("#wizard.create")
    reader.wait("#wizard.failure.details", 30.0)
    watch.look_around("create refused")


def create_on_cloud_api(here: Scene, watch: Watch) -> None:
    reader = here.reader
    # The wizard stands where it was left until it is entered again.
    reader.click("#nav.instances")
    reader.wait(f"#instance.{ALL_IN}")
    reader.click("#nav.new-instance")
    reader.click("#account.evo-two")
    reader.click("#wizard.continue")
    reader.type("#field.name", "meta")
    reader.click("#field.integration")
    reader.click("WHATSAPP-BUSINESS")
    reader.type("#field.token", watch.add("Meta token"))
    reader.type("#field.phone_id", "123456789012345")
    reader.click("#wizard.review")
    watch.look_around("review of the Cloud API")
    reader.click("#wizard.create")
    # Such a number needs no phone: the success page opens by itself.
    reader.wait_name("#pair.status", lambda status: status == "Pairing status: Connected", 30.0)
    watch.look_around("success of the Cloud API")
    reader.click("#pair.done")
    reader.wait("#instance.meta", 30.0)
    watch.look_around("instance of the Cloud API")


def reveal_and_copy(here: Scene, watch: Watch) -> float:
    """Gives the moment at which the token was on the clipboard."""
    reader, token = here.reader, watch.secrets["instance token"]
    open_detail(here, ALL_IN)
    reader.click("#detail.token.reveal")
    reader.wait(token)
    # The tree can be read: what it does not show elsewhere is not there.
    assert Needles({"instance token": token}).find(reader.tree().encode())
    watch.look_around("token revealed", ("instance token",))
    reader.click("#detail.token.copy")
    poll(lambda: Clipboard.read() == token, 10.0, "the token was not copied")
    copied = time.monotonic()
    reader.click("#detail.token.reveal")
    reader.gone(token)
    watch.look_around("token copied and hidden")
    return copied


def read_report(here: Scene, watch: Watch) -> None:
    here.reader.click("#nav.activity")
    here.reader.wait("#activity.0")
    watch.look_around("activity")
    watch.look_at_copy("copied report", "#activity.copy", ALL_IN)
    here.reader.click("#activity.problems")
    watch.look_around("problems")
    problems = watch.look_at_copy("copied problems", "#activity.copy", "Not created")
    assert "Intent recorded" not in problems, "what went well is no problem"


def hand_on_template(here: Scene, watch: Watch) -> None:
    """The largest form, kept as a template, as text for somebody else."""
    here.reader.click("#nav.templates")
    here.reader.click(f"#template.{ALL_IN}.menu")
    watch.look_around("templates")
    watch.look_at_copy("exported template", "#menu.export", ALL_IN)


def forget_half_filled_form(here: Scene, watch: Watch) -> None:
    """A secret that was typed and left."""
    here.reader.click("#nav.credentials")
    here.reader.click("#account.evo-two.edit")
    left = {"left key": watch.add("left key")}
    here.reader.type("#field.global_key", left["left key"])
    must_find(here, left)
    here.reader.click("#nav.settings")
    here.reader.wait("#settings.clipboard")
    must_be_gone(here, left)


def look_into_keyring(watch: Watch) -> None:
    """Everything is there that has to be, and nothing of it in what a locked keyring shows as well."""
    kept = Keyring.dump()
    for kind in ("replaced key", "evolution-2.3 key", "enviaai key", "partner_token", "client_token", "instance token"):
        assert watch.secrets[kind] in kept, f"{kind} is not in the keyring"
    assert watch.secrets["evolution-1.8 key"] not in kept, "a replaced key is kept"
    names = Keyring.names()
    assert names.count("pairdesk") >= len(LABELS), names
    watch.look("names in the keyring", names)


def remove_everything(here: Scene, watch: Watch) -> None:
    """All accounts go, one of them with its secret on the screen."""
    token = watch.secrets["instance token"]
    open_detail(here, ALL_IN)
    here.reader.click("#detail.token.reveal")
    here.reader.wait(token)
    must_find(here, {"token on the screen": token})
    for label in LABELS.values():
        remove_account(here, label)
    # Until then it can be taken back, and nothing is done.
    poll(lambda: not Keyring.dump(), 30.0, "the keyring has secrets of removed accounts")
    must_be_gone(here, watch.secrets)
    assert not Keyring.dump(), "the keyring has secrets of removed accounts"
