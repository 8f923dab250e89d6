"""The places that pictures are taken of, and the data that fills them.

A new place is a function that goes there from wherever the last one was, and a row in SCREENS; what it leaves that would
be in the way of the others is put away by a second function. So each can be gone to without the others, in any order. Ids
that end with `?` are pressed where they are there.
"""

import contextlib
import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from rig import run
from steps import Scene, create, create_and_pair

EVOLUTION, ZAPI, WAHA = "Sandbox Evolution 2.3", "Sandbox Z-API", "Sandbox WAHA"
CONNECTED, WAITING = "padaria-pao-quente", "Vendas São Paulo"
# Made in the gateway's own panel.
OTHERS = ("auto-pecas-ipiranga", "loja-centro-sp", "recepcao-clinica")
LOST = "Campanha Natal 03"
PASSPHRASE = "cavalo bateria grampo correto"
WEBHOOK = "https://hooks.acme.com.br/wa"
TABLE = """nome;conta;telefone;webhook;etiquetas;apelido;obs
{first};Sandbox Evolution 2.3;+55 11 98877-4471;https://hooks.acme.com.br/wa;sp, vip;Padaria Trigo Bom;x
Ótica Central;Sandbox Z-API;+55 11 98877-2090;https://hooks.acme.com.br/wa;;;
Vendas São Paulo;Sandbox Evolution 2.3;+55 11 98877-8812;;;;
Loja Online;Sandbox Z-API;+55 21 98877-7710;;;;
Loja Online;Sandbox Z-API;+55 21 98877-7711;;;;
Studio Bela;Sandbox Z-API;1198765;;;;
Escola Girassol;Sandbox Z-API;(11) 98877-6644;;;;
Sem conta;Nowhere;;;;;
"""

Go = Callable[[Scene], None]


@dataclass(frozen=True)
class Place:
    """One that is gone to, and afterwards left as it was found."""

    name: str
    go: Go
    leave: Go = lambda here: None
    # What another size of the window moved out of sight comes back.
    resized: Go = lambda here: None


def press(*keys: str) -> None:
    for key in keys:
        run("xdotool", "key", key)
        time.sleep(0.2)


def focus_again(here: Scene) -> None:
    """What has the keyboard is scrolled to when it gets it."""
    press("Tab", "shift+Tab")


def enter(here: Scene, selector: str, text: str) -> None:
    """By keys: what follows from typing is as a person has it."""
    here.reader.focus(selector)
    run("xdotool", "type", "--delay", "8", text)


def press_found(here: Scene, *selectors: str) -> None:
    """Those with `?` only where they are there."""
    for selector in selectors:
        if not selector.endswith("?"):
            here.reader.click(selector)
        elif here.reader.find(selector[:-1]):
            here.reader.click(selector[:-1])


def back_to(here: Scene, place: str) -> None:
    """To a place of the sidebar, whatever is open."""
    run("xdotool", "key", "--delay", "60", "Escape", "Escape")
    # Keys and clicks come on different ways.
    time.sleep(0.5)
    here.reader.click(f"#nav.{place}")


# --- what is there to be seen ----------------------------------------------------------------------------------


def furnish(here: Scene) -> None:
    """Instances in several states, tags, a template, a create that needs attention, and a month of history."""
    create_and_pair(here, EVOLUTION, CONNECTED, "made")
    create(here, ZAPI, WAITING)
    for name in OTHERS:
        here.sandbox.create_elsewhere(EVOLUTION, name)
    back_to(here, "instances")
    here.reader.click("#instances.refresh")
    here.reader.wait(f"#instance.{OTHERS[-1]}", 30.0)
    tags(here)
    here.reader.type("#tag.new", "clients-sp")
    here.reader.click("#tag.add")
    here.reader.wait("#tag.clients-sp")
    here.reader.type("#writing.alias", "Padaria Pão Quente")
    here.reader.type("#writing.note", "Call the shop before logging out, it is open until 19:00")
    here.reader.click("#writing.done")
    configure(here)
    here.reader.click("#wizard.save-template")
    # Keys and clicks come on different ways, and the next keys leave the form.
    time.sleep(1.0)
    lose_answer(here)
    remember(here.data)


def lose_answer(here: Scene) -> None:
    """A create of which nobody knows whether it arrived."""
    here.sandbox.order_fault("zapi", "answer-lost-before", "create")
    new_instance(here)
    here.reader.click(f"#account.{ZAPI}")
    here.reader.click("#wizard.continue")
    here.reader.type("#field.name", LOST)
    here.reader.click("#wizard.review")
    here.reader.click("#wizard.create")
    here.reader.click("#unconfirmed.later", 30.0)


def remember(data: Path) -> None:
    """A month of the connected one, as if the program had been there."""
    now, day = int(time.time() * 1000), 86_400_000
    with contextlib.closing(sqlite3.connect(data / "pairdesk.db", timeout=20.0)) as db, db:
        found = "SELECT id, account FROM instances WHERE body LIKE ?"
        instance, account = db.execute(found, (f"%{CONNECTED}%",)).fetchone()
        for ago, was, word, what in (
            (26.0, "unknown", "up", "activity-connected"),
            (12.4, "up", "down", "lost-removed-on-phone"),
            (12.1, "down", "up", "activity-connected"),
            (3.2, "up", "down", "lost-unknown"),
            (3.1, "down", "up", "activity-connected"),
        ):
            row = (instance, now - int(ago * day), was, word, what)
            db.execute("INSERT INTO moments (instance, at, was, is_now, what) VALUES (?, ?, ?, ?, ?)", row)
        for since, until in ((26.0, 20.0), (19.0, 8.5), (7.9, 1.2), (1.0, 0.01)):
            row = (account, now - int(since * day), now - int(until * day))
            db.execute("INSERT INTO watched (account, since, until) VALUES (?, ?, ?)", row)


def end_runs(here: Scene) -> None:
    """What is done to many is ended and put away."""
    here.sandbox.order_fault("", "none", "")
    press_found(here, "#confirm.cancel?")
    for _ in range(40):
        if not here.reader.find("#bulk.run"):
            return
        if here.reader.find("#bulk.run.drop"):
            here.reader.click("#bulk.run.drop")
        elif here.reader.find("#bulk.run.stop"):
            press_found(here, "#bulk.run.stop", "#confirm.ok")
        else:
            here.reader.click("#bulk.run")
        time.sleep(0.5)


# --- the list ---------------------------------------------------------------------------------------------------


def instances(here: Scene) -> None:
    back_to(here, "instances")
    here.reader.wait(f"#instance.{CONNECTED}")


def detail(here: Scene) -> None:
    instances(here)
    here.reader.click(f"#instance.{CONNECTED}")
    here.reader.wait("#detail.close")


def detail_waiting(here: Scene) -> None:
    instances(here)
    here.reader.click(f"#instance.{WAITING}")


def detail_below(here: Scene) -> None:
    """What the panel has below its first screenful."""
    detail(here)
    here.reader.focus("#detail.timeline.all")


def unconfirmed(here: Scene) -> None:
    instances(here)
    here.reader.click(f"#instance.{LOST}")
    here.reader.wait("#unconfirmed.later")


def menu(here: Scene) -> None:
    instances(here)
    here.reader.focus(f"#instance.{CONNECTED}")
    press("shift+F10")


def tags(here: Scene) -> None:
    detail(here)
    press("F2")
    here.reader.wait("#tag.new")


def delete(here: Scene) -> None:
    detail(here)
    press("shift+Delete")
    here.reader.wait("#confirm.ok")


def palette(here: Scene) -> None:
    detail(here)
    press("ctrl+k")
    here.reader.wait("#palette.search")


def keys(here: Scene) -> None:
    instances(here)
    press("F1")


def nothing_found(here: Scene) -> None:
    instances(here)
    enter(here, "#instances.search", "zzz")
    here.reader.gone(f"#instance.{CONNECTED}")


def all_rows(here: Scene) -> None:
    """Whatever filtered them."""
    back_to(here, "instances")
    press_found(here, "#list.clear?", "#view.all?")
    here.reader.wait(f"#instance.{CONNECTED}")


def screenshot_mode(here: Scene) -> None:
    detail(here)
    press("ctrl+shift+m")
    here.reader.gone(f"#instance.{CONNECTED}")


def names_shown(here: Scene) -> None:
    """No longer in screenshot mode."""
    back_to(here, "instances")
    if not here.reader.find(f"#instance.{CONNECTED}"):
        press("ctrl+shift+m")
        here.reader.wait(f"#instance.{CONNECTED}")


# --- many -------------------------------------------------------------------------------------------------------


def select_none(here: Scene) -> None:
    instances(here)
    # Escape on the way here may have done it, and the tree tells so a moment later.
    with contextlib.suppress(TimeoutError):
        here.reader.gone("#select.clear", 1.0)
        return
    here.reader.click("#select.clear")
    here.reader.gone("#select.clear")


def chosen(here: Scene) -> None:
    """Some rows are chosen, of several gateways."""
    select_none(here)
    for name in (CONNECTED, *OTHERS, WAITING):
        here.reader.click(f"#select.{name}")
    here.reader.wait("#select.clear")


def of_many(here: Scene, word: str) -> None:
    """An action on them: where there is little room it stands in a menu."""
    chosen(here)
    if not here.reader.find(f"#bulk.{word}"):
        here.reader.click("#bulk.more")
    here.reader.click(f"#bulk.{word}")


def settings_of_many(here: Scene) -> None:
    of_many(here, "settings")
    here.reader.wait("#bulk.close")


def changes_of_many(here: Scene) -> None:
    settings_of_many(here)
    here.reader.click("#bulk.field.webhook_url")
    here.reader.wait("#bulk.value.webhook_url")
    here.reader.type("#bulk.value.webhook_url", WEBHOOK)
    here.reader.click("#bulk.field.reject_calls")
    time.sleep(2.0)


def recreate_one(here: Scene) -> None:
    select_none(here)
    press_found(here, f"#select.{CONNECTED}", "#bulk.more", "#bulk.recreate")
    here.reader.wait("#recreate.review")
    time.sleep(1.5)


def queue(here: Scene) -> None:
    of_many(here, "pair")
    here.reader.wait("#pair.skip")
    here.reader.wait("#pair.qr", 30.0)


def ask_logout(here: Scene) -> None:
    of_many(here, "logout")
    here.reader.wait("#confirm.ok")


def run_panel(here: Scene) -> None:
    """Under way: one failed, the next is slow."""
    here.sandbox.order_fault("evolution-2.3", "500", "restart")
    here.sandbox.order_fault("evolution-2.3", "slow", "restart", 9)
    of_many(here, "restart")
    here.reader.click("#confirm.ok")
    here.reader.wait("#bulk.run.stop", 30.0)
    time.sleep(1.0)


def run_stop(here: Scene) -> None:
    run_panel(here)
    here.reader.click("#bulk.run.stop")
    here.reader.wait("#confirm.ok")


def run_over(here: Scene) -> None:
    run_stop(here)
    here.sandbox.order_fault("", "none", "")
    here.reader.click("#confirm.ok")
    here.reader.wait("#bulk.run.drop", 60.0)
    time.sleep(1.0)


def run_folded(here: Scene) -> None:
    run_over(here)
    press("Escape")


# --- create many -------------------------------------------------------------------------------------------------


def create_many(here: Scene) -> None:
    new_instance(here)
    here.reader.click("#wizard.many")
    press_found(here, "#csv.done?")
    if here.reader.wait_any(["#csv.file", "#csv.back"]) == "#csv.back":
        here.reader.click("#csv.back")


def table(here: Scene, text: str) -> None:
    path = Path.home() / "clientes-nov.csv"
    path.write_text(text, encoding="latin-1")
    create_many(here)
    here.reader.click("#csv.file")
    # There is no dialog for files here, which is known when none has come.
    here.reader.wait("#csv.path", 20.0)
    here.reader.type("#csv.path", str(path))
    here.reader.click("#csv.open")
    here.reader.wait("#csv.start", 20.0)
    time.sleep(1.5)


def csv_map(here: Scene) -> None:
    table(here, TABLE.format(first=f"trigo-{int(time.time())}"))


def csv_rows(here: Scene) -> None:
    """Where there is little room, columns and rows take turns."""
    csv_map(here)
    width, height = here.shots.size
    here.shots.desk.resize(here.window, width * 5 // 8, height * 3 // 4)
    here.reader.click("#csv.part.rows")


def whole_size(here: Scene) -> None:
    here.shots.desk.resize(here.window, *here.shots.size)


def csv_edit(here: Scene) -> None:
    csv_map(here)
    here.reader.click("#csv.fix.6")


def csv_report(here: Scene) -> None:
    table(here, f"nome;conta\nfilial-{int(time.time())};{EVOLUTION}\nfilial-b-{int(time.time())};{EVOLUTION}\n")
    here.reader.type("#confirm.text", "2")
    here.reader.click("#csv.start")
    here.reader.wait("#csv.report", 30.0)
    here.reader.wait("#bulk.run.drop", 30.0)


# --- one instance ------------------------------------------------------------------------------------------------


def instance_settings(here: Scene) -> None:
    detail(here)
    here.reader.click("#detail.settings")
    here.reader.wait("#settings.review", 30.0)


def changed_settings(here: Scene) -> None:
    instance_settings(here)
    press_found(here, "#field.reject_call?", "#field.groups_ignore?", "#settings.review")
    time.sleep(0.5)


def discard(here: Scene) -> None:
    changed_settings(here)
    press("Escape")
    here.reader.gone("#settings.save")
    press("Escape")
    here.reader.wait("#confirm.ok")


def undo_changes(here: Scene) -> None:
    """Away from the form, and from the question whether to drop what was changed in it."""
    for _ in range(4):
        if here.reader.find("#confirm.ok"):
            here.reader.click("#confirm.ok")
            return
        press("Escape")
        time.sleep(0.3)


def diagnose(here: Scene) -> None:
    detail(here)
    press("ctrl+d")
    here.reader.wait("#diagnose.copy", 30.0)
    time.sleep(3.0)


def new_instance(here: Scene) -> None:
    back_to(here, "new-instance")
    # A draft is gone on with where it was left.
    if here.reader.wait_any(["#wizard.continue", "#wizard.review"]) == "#wizard.review":
        here.reader.click("#wizard.back")
        here.reader.wait("#wizard.continue")


def configure(here: Scene) -> None:
    new_instance(here)
    here.reader.click(f"#account.{EVOLUTION}")
    # On a slow machine both would come in one frame.
    time.sleep(0.5)
    here.reader.click("#wizard.continue")
    here.reader.type("#field.name", "loja-nova")


def configure_wrong(here: Scene) -> None:
    configure(here)
    here.reader.type("#field.webhook_url", "hooks.acme.com.br/wa")
    here.reader.click("#wizard.review")
    time.sleep(0.5)


def review(here: Scene) -> None:
    configure(here)
    here.reader.type("#field.webhook_url", WEBHOOK)
    here.reader.click("#wizard.review")
    here.reader.wait("#wizard.create")


def pair_of(name: str) -> Go:
    def go(here: Scene) -> None:
        instances(here)
        here.reader.click(f"#instance.{name}")
        here.reader.click("#detail.pair")
        here.reader.wait("#pair.qr", 30.0)

    return go


pair = pair_of(WAITING)


def pair_code(here: Scene) -> None:
    pair(here)
    here.reader.click("#pair.use-code")
    here.reader.wait("#pair.phone")


def full_screen(here: Scene) -> None:
    pair(here)
    here.reader.click("#qr.fullscreen")
    time.sleep(1.0)


def customer(here: Scene) -> None:
    """Its window lies over the other."""
    pair(here)
    here.reader.click("#customer.open")
    time.sleep(1.5)


def no_code(here: Scene) -> None:
    here.sandbox.order_fault("evolution-2.3", "count-0", "qr", 500)
    instances(here)
    here.reader.click(f"#instance.{OTHERS[2]}")
    here.reader.click("#detail.pair")
    time.sleep(6.0)


def no_fault(here: Scene) -> None:
    here.sandbox.order_fault("", "none", "")


def paired(here: Scene) -> None:
    """The phone is taken off again behind the scenes. A code that was shown when its time was over is not taken: how long
    it lives is known to the gateway alone, and another comes."""
    pair(here)
    for _ in range(12):
        press_found(here, "#pair.scan-sandbox?")
        with contextlib.suppress(TimeoutError):
            here.reader.wait("#pair.done", 1.0)
            break
    here.reader.wait("#pair.done", 3.0)
    time.sleep(1.0)
    with contextlib.suppress(OSError):
        here.sandbox.unlink(WAITING)


# --- places of the sidebar ---------------------------------------------------------------------------------------


def place(name: str, *then: str) -> Go:
    """A place, and what is pressed there, one after the other."""
    return press_in(lambda here: back_to(here, name), *then)


def press_in(go: Go, *ids: str) -> Go:
    """Goes there and presses these, one after the other."""

    def gone(here: Scene) -> None:
        go(here)
        press_found(here, *(f"#{one}" for one in ids))
        # A dialog is read by the next one who looks.
        time.sleep(0.5)

    return gone


def account(here: Scene) -> None:
    back_to(here, "credentials")
    here.reader.click("#account.add")
    here.reader.click("#account.provider.evolution")
    here.reader.wait("#account.save")


def alerts_below(here: Scene) -> None:
    """The choice what closing does stands below the rules."""
    back_to(here, "alerts")
    here.reader.focus("#watch.keep")


def backup_done(here: Scene) -> None:
    back_to(here, "settings")
    here.reader.click("#settings.backup")
    here.reader.type("#backup.passphrase", PASSPHRASE)
    here.reader.type("#backup.again", PASSPHRASE)
    here.reader.click("#confirm.ok")
    here.reader.wait("#backup.path", 60.0)


def restore_looked(here: Scene) -> None:
    backup_done(here)
    path = here.reader.name("#backup.path")
    back_to(here, "settings")
    here.reader.click("#settings.restore")
    here.reader.type("#restore.file", path)
    here.reader.click("#restore.open")
    here.reader.wait("#restore.passphrase", 20.0)
    here.reader.type("#restore.passphrase", PASSPHRASE)
    here.reader.click("#restore.open")
    here.reader.wait("#restore.rules", 60.0)


def licences(here: Scene) -> None:
    back_to(here, "settings")
    here.reader.click("#settings.licences")
    here.reader.wait("#licences.search")


# --- when a gateway fails ----------------------------------------------------------------------------------------


def failing(here: Scene) -> None:
    """From here on one gateway refuses its key."""
    here.sandbox.order_fault("waha", "401", "list", 500)
    instances(here)
    here.reader.click("#instances.refresh")
    time.sleep(4.0)


def failing_at(name: str) -> Go:
    """A place of the sidebar meanwhile."""

    def go(here: Scene) -> None:
        failing(here)
        back_to(here, name)

    return go


def failing_diagnose(here: Scene) -> None:
    failing_at("credentials")(here)
    here.reader.click(f"#account.{WAHA}.diagnose")
    here.reader.wait("#diagnose.copy", 30.0)
    time.sleep(2.0)


def well_again(here: Scene) -> None:
    here.sandbox.order_fault("", "none", "")
    instances(here)
    here.reader.click("#instances.refresh")


SCREENS: tuple[Place, ...] = (
    Place("instances", instances),
    Place("columns", press_in(instances, "columns.menu")),
    Place("views", press_in(instances, "view.ready"), all_rows),
    Place("fields", press_in(instances, "instances.search.fields")),
    Place("save-view", press_in(instances, "view.save")),
    Place("nothing-found", nothing_found, all_rows),
    Place("detail", detail),
    Place("detail-below", detail_below, resized=focus_again),
    Place("detail-waiting", detail_waiting),
    Place("unconfirmed", unconfirmed),
    Place("menu", menu),
    Place("tags", tags),
    Place("delete", delete),
    Place("message", press_in(detail, "detail.test")),
    Place("palette", palette),
    Place("keys", keys),
    Place("screenshot-mode", screenshot_mode, names_shown),
    Place("chosen", chosen, select_none),
    Place("more-of-many", press_in(chosen, "bulk.more"), select_none),
    Place("ask-logout", ask_logout, select_none),
    Place("settings-of-many", settings_of_many, select_none),
    Place("changes-of-many", changes_of_many, select_none),
    Place("recreate", recreate_one, select_none),
    Place("recreate-to", press_in(recreate_one, "recreate.to"), select_none),
    Place("recreate-many", lambda here: of_many(here, "recreate"), select_none),
    Place("queue", queue),
    Place("run", run_panel, end_runs),
    Place("run-stop", run_stop, end_runs),
    Place("run-over", run_over, end_runs),
    Place("run-folded", run_folded, end_runs),
    Place("instance-settings", instance_settings),
    Place("changed-settings", changed_settings, undo_changes),
    Place("discard", discard, undo_changes),
    Place("diagnose", diagnose),
    Place("new-instance", new_instance),
    Place("configure", configure),
    Place("configure-wrong", configure_wrong),
    Place("review", review),
    Place("create-many", create_many),
    Place("csv-map", csv_map),
    Place("csv-rows", csv_rows, whole_size),
    Place("csv-edit", csv_edit),
    Place("csv-report", csv_report, end_runs),
    Place("pair", pair),
    Place("pair-code", pair_code),
    Place("full-screen", full_screen),
    Place("customer", customer),
    Place("no-code", no_code, no_fault),
    Place("paired", paired),
    Place("credentials", place("credentials")),
    Place("account-menu", place("credentials", f"account.{EVOLUTION}.menu")),
    Place("account-keys", place("credentials", f"account.{EVOLUTION}.menu", f"account.{EVOLUTION}.keys")),
    Place("account-new-keys", place("credentials", f"account.{EVOLUTION}.menu", f"account.{EVOLUTION}.rotate")),
    Place("account", account),
    Place("templates", place("templates")),
    Place("template-import", place("templates", "templates.import")),
    Place("activity", place("activity")),
    Place("activity-of-one", press_in(detail, "detail.timeline.all")),
    Place("alerts", place("alerts")),
    Place("alerts-below", alerts_below, resized=focus_again),
    Place("new-alert", place("alerts", "alerts.new")),
    Place("quiet-hours", place("alerts", "alerts.quiet.edit")),
    Place("sandbox", place("sandbox")),
    Place("settings", place("settings")),
    Place("news", place("settings", "settings.news")),
    Place("backup", place("settings", "settings.backup")),
    Place("backup-done", backup_done),
    Place("restore", place("settings", "settings.restore")),
    Place("restore-looked", restore_looked),
    Place("report", place("settings", "settings.report")),
    Place("licences", licences),
    Place("failing", failing, well_again),
    Place("failing-credentials", failing_at("credentials"), well_again),
    Place("failing-diagnose", failing_diagnose, well_again),
    Place("failing-alerts", failing_at("alerts"), well_again),
)
