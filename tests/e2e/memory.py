"""Known secrets are gone from every writable map of the process one second after their account was removed."""

import time
import uuid
from pathlib import Path

from driver import poll
from rig import Clipboard, Shots, run
from scanner import Hit, Needles, scan_memory
from steps import Scene, finish, open_account_form, remove_account, scene, select

ACCOUNT = "Loja"
NAME = "loja-centro"
GATEWAY = "Sandbox Evolution 2.3"
# What the promise allows.
GRACE_SECONDS = 1.0


def canary(kind: str) -> str:
    """Long and unique; the `+`, `/` and `=` of real keys make its disguises differ."""
    return f"{kind}-{uuid.uuid4().hex}+{uuid.uuid4().hex}/="


def memory(program: Path, shots: Shots) -> None:
    with scene(program, shots, "memory", apart=True) as here:
        secrets = {
            "first account key": canary("FIRST"),
            "account key": canary("GLOBAL"),
            "instance token": canary("TOKEN"),
            "Chatwoot token": canary("CHATWOOT"),
            "webhook header": canary("HEADER"),
            "proxy password": canary("PROXY"),
        }
        here.sandbox.choose_keys({"evolution-2.3": secrets["first account key"]})
        add_by_keyboard(here, secrets["first account key"])
        replace_key(here, secrets["account key"])
        create_with_everything(here, secrets)
        secrets["QR code"] = poll(lambda: here.sandbox.code(NAME), 10.0, "no code was issued")
        must_find(here, {"QR code": secrets["QR code"]})
        copy(here, secrets["instance token"])
        forget_half_filled_form(here)
        poll(lambda: not Clipboard.read(), 20.0, "the clipboard was not cleared")
        reveal(here, secrets["instance token"])
        remove_account(here, ACCOUNT)
        # No event tells that nothing happens any more: the second is the promise.
        time.sleep(GRACE_SECONDS)
        left = scan(here, secrets)
        assert not left, "still in memory:\n" + "\n".join(f"      {hit}" for hit in left)
        finish(here)


def scan(here: Scene, secrets: dict[str, str]) -> list[Hit]:
    # The start of a freed block is overwritten by the allocator's own notes; the end of a secret would stand on.
    return scan_memory(here.app.process.pid, Needles({kind: secret[len(secret) // 2 :] for kind, secret in secrets.items()}))


def must_find(here: Scene, secrets: dict[str, str]) -> None:
    """The scanner can see these secrets while they are used: without that, finding nothing says nothing."""
    unseen = secrets.keys() - {hit.kind for hit in scan(here, secrets)}
    assert not unseen, f"the scanner does not find what is in use: {unseen}"


def add_by_keyboard(here: Scene, key: str) -> None:
    reader = here.reader
    gateway = here.sandbox.accounts[GATEWAY]
    open_account_form(here, ACCOUNT, gateway["provider"], gateway["base_url"])
    reader.focus("#field.global_key")
    run("xdotool", "type", "--delay", "5", key)
    poll(lambda: len(reader.text("#field.global_key") or "") == len(key), 10.0, "the key was not typed")
    must_find(here, {"account key": key})
    reader.click("#account.test")
    reader.wait("It works*", 30.0)
    reader.click("#account.save")
    reader.wait(f"#account.{ACCOUNT}.remove", 30.0)


def replace_key(here: Scene, key: str) -> None:
    here.sandbox.choose_keys({"evolution-2.3": key})
    here.reader.click(f"#account.{ACCOUNT}.rotate")
    here.reader.type("#field.global_key", key)
    here.reader.click("#confirm.ok")
    here.reader.gone("#confirm.ok", 30.0)


def paste(here: Scene, field: str, secret: str) -> None:
    """The usual way of a secret into a form: copied elsewhere, pasted here."""
    Clipboard.put(secret)
    here.reader.focus(field)
    run("xdotool", "key", "ctrl+v")
    poll(lambda: len(here.reader.text(field) or "") == len(secret), 10.0, f"nothing was pasted into {field}")


def create_with_everything(here: Scene, secrets: dict[str, str]) -> None:
    reader = here.reader
    reader.click("#nav.new-instance")
    reader.wait("#field.name")
    reader.type("#field.name", NAME)
    reader.type("#field.token", secrets["instance token"])
    reader.type("#field.webhook_url", "https://hooks.example/wa")
    reader.click("#field.webhook_headers.add")
    reader.type("#field.webhook_headers.0.name", "x-key")
    reader.type("#field.webhook_headers.0.value", secrets["webhook header"])
    reader.type("#field.chatwoot_url", "https://chat.example")
    reader.type("#field.chatwoot_account_id", "1")
    reader.type("#field.chatwoot_token", secrets["Chatwoot token"])
    reader.type("#field.proxy_host", "proxy.example")
    reader.type("#field.proxy_port", "8080")
    reader.type("#field.proxy_username", "loja")
    paste(here, "#field.proxy_password", secrets["proxy password"])
    must_find(here, {kind: secret for kind, secret in secrets.items() if "account key" not in kind})
    reader.click("#wizard.review")
    reader.click("#wizard.create")
    reader.wait("#pair.qr", 30.0)


def copy(here: Scene, token: str) -> None:
    """Takes the token to the clipboard, where it may stay for its time, whatever happens to the account."""
    reader = here.reader
    reader.click("#nav.settings")
    reader.click("#settings.clipboard.10")
    reader.click("#nav.instances")
    select(here, NAME)
    reader.click("#detail.token.copy")
    poll(lambda: Clipboard.read() == token, 10.0, "the token was not copied")
    must_find(here, {"token on the clipboard": token})


def reveal(here: Scene, token: str) -> None:
    """Just before the end of the account its secret is on the screen."""
    here.reader.click("#nav.instances")
    select(here, NAME)
    here.reader.click("#detail.token.reveal")
    here.reader.wait(token)
    must_find(here, {"token on the screen": token})


def forget_half_filled_form(here: Scene) -> None:
    """Secrets that were typed and left: an account form, an adoption, a create."""
    reader = here.reader
    secret = canary("LEFT")
    reader.click("#nav.credentials")
    reader.click(f"#account.{ACCOUNT}.edit")
    reader.type("#field.global_key", secret)
    must_find(here, {"left key": secret})
    reader.click("#nav.settings")
    reader.wait("#settings.clipboard.10")
    time.sleep(GRACE_SECONDS)
    left = scan(here, {"left key": secret})
    assert not left, "still in memory after its form was left:\n" + "\n".join(f"      {hit}" for hit in left)
