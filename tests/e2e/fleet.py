"""Many instances at once, twice: by keyboard alone, and as a screen reader does it, with what is said by itself.

Found, chosen, tagged, kept as a view, restarted with one that fails and goes again, given a new setting, made once more at
another account, made from a table; alerts, quiet hours, a backup and what it gives back.
"""

from pathlib import Path

from driver import has_state, poll
from reading import Ear, check_dialog, check_focus, check_names, check_role, ids, keys, tab_to, text
from rig import Clipboard, Sandbox, Shots
from steps import Scene, finish, scene

GATEWAY, OTHER = "Sandbox Evolution 2.3", "Sandbox Evolution 1.8"
NAMES = ("loja-a", "loja-b", "loja-c")
MADE = ("filial-a", "filial-b")
# The third has the name of the second, and helps itself by being left out.
TABLE = f"name;account\n{MADE[0]};{GATEWAY}\n{MADE[1]};{GATEWAY}\n{MADE[1]};{GATEWAY}\n"
TAG, VIEW = "sp", "Capital"
PASSPHRASE = "correct horse battery staple"


def begin(here: Scene) -> None:
    """Somebody has made some instances in the gateway's own panel, and paired them."""
    for number, name in enumerate(NAMES):
        here.sandbox.create_elsewhere(GATEWAY, name)
        here.sandbox.pair_elsewhere(GATEWAY, name, f"551198765432{number}")


def see(here: Scene) -> None:
    for name in NAMES:
        here.reader.wait(f"#instance.{name}", 30.0)


def ticked(here: Scene) -> list[str]:
    return [name for name in NAMES if has_state(here.reader.wait(f"#select.{name}"), "CHECKED")]


def is_tagged(here: Scene, name: str) -> None:
    here.reader.wait_name(f"#instance.{name}", lambda got: f", {TAG}" in got)


def count_at(sandbox: Sandbox, gateway: str, names: tuple[str, ...]) -> int:
    rows = [row for row in sandbox.state()["instances"] if row["gateway"] == gateway]
    return sum(row["name"].startswith(names) for row in rows)


def rejects_calls(here: Scene) -> None:
    """The gateway itself has what was set for all of them."""
    for name in NAMES:
        told = here.sandbox.settings(GATEWAY, name)
        assert told["rejectCall"] is True, told


def is_kept(here: Scene) -> str:
    """The path of a backup that was written; nothing in it can be read."""
    path = here.reader.wait("#backup.path", 60.0).get_name() or ""
    assert Path(path).read_bytes().startswith(b"age-encryption.org/"), path
    return path


# --- by keyboard -----------------------------------------------------------------------------------------------


def fleet_by_keyboard(program: Path, shots: Shots) -> None:
    """No mouse and nothing pressed from outside. Wherever a dialog or a menu closes, the keyboard is somewhere."""
    with scene(program, shots, "fleet-by-keyboard") as here:
        begin(here)
        ear = Ear()
        keys("ctrl+1", "F5")
        see(here)
        choose_by_keyboard(here, ear)
        tag_by_keyboard(here, ear)
        view_by_keyboard(here, ear)
        restart_by_keyboard(here, ear)
        settings_by_keyboard(here, ear)
        recreate_by_keyboard(here, ear)
        table_by_keyboard(here, ear)
        alerts_by_keyboard(here, ear)
        backup_by_keyboard(here, ear)
        finish(here)


def first_row(ear: Ear) -> None:
    keys("Home")
    check_focus(ear, f"instance.{NAMES[0]}")


def press(ear: Ear, author_id: str, most: int = 60, back: bool = False) -> None:
    tab_to(ear, author_id, most, back)
    keys("Return")


def choose_by_keyboard(here: Scene, ear: Ear) -> None:
    first_row(ear)
    keys("space")
    ear.hears("1 selected")
    keys("shift+Down")
    ear.hears("2 selected")
    keys("shift+Down")
    ear.hears("3 selected")
    assert ticked(here) == list(NAMES), ticked(here)
    keys("Escape")
    here.reader.gone("#select.clear")
    keys("ctrl+a")
    ear.hears("3 selected")
    assert ticked(here) == list(NAMES), ticked(here)


def tag_by_keyboard(here: Scene, ear: Ear) -> None:
    keys("F2")
    here.reader.wait("#tag.new")
    check_focus(ear, "tag.new")
    text(TAG)
    keys("Return")
    here.reader.wait(f"#tag.{TAG}")
    press(ear, "writing.done")
    here.reader.gone("#writing.done")
    check_focus(ear, f"instance.{NAMES[-1]}")
    for name in NAMES:
        is_tagged(here, name)


def view_by_keyboard(here: Scene, ear: Ear) -> None:
    keys("ctrl+f")
    check_focus(ear, "instances.search")
    text(f"tag:{TAG}")
    press(ear, "view.save", back=True)
    here.reader.wait("#view.name")
    check_focus(ear, "view.name")
    text(VIEW)
    keys("Return")
    here.reader.gone("#view.name")
    check_focus(ear, "view.save")
    poll(lambda: has_state(here.reader.wait(f"#view.{VIEW}"), "SELECTED"), 10.0, "the view is not on show")


def restart_by_keyboard(here: Scene, ear: Ear) -> None:
    """One fails at its gateway, and is tried again."""
    first_row(ear)
    keys("ctrl+a")
    here.sandbox.order_fault("evolution-2.3", "405", "restart")
    press(ear, "bulk.restart")
    here.reader.wait("#confirm.ok")
    check_focus(ear, "confirm.cancel")
    press(ear, "confirm.ok")
    here.reader.wait("#bulk.run.retry", 30.0)
    ear.hears("1 failed", 30.0)
    here.reader.gone("#select.clear")
    press(ear, "bulk.run.retry")
    here.reader.gone("#bulk.run.retry", 30.0)
    here.reader.wait_name("#bulk.run", lambda got: got.endswith("3 of 3 done"), 30.0)
    ear.hears("3 of 3 done")
    folded(here, ear)


def folded(here: Scene, ear: Ear) -> None:
    """The panel goes by Esc when the keyboard is in it; the run stays in the header."""
    press(ear, "bulk.run.fold", back=True)
    here.reader.gone("#bulk.run.report")
    assert not has_state(here.reader.wait("#bulk.run"), "EXPANDED")


def settings_by_keyboard(here: Scene, ear: Ear) -> None:
    first_row(ear)
    keys("ctrl+a")
    press(ear, "bulk.settings")
    here.reader.wait("#bulk.field.reject_calls", 30.0)
    tab_to(ear, "bulk.field.reject_calls")
    keys("space")
    check_focus(ear, "bulk.value.reject_calls")
    here.reader.wait("#confirm.text", 30.0)
    tab_to(ear, "confirm.text", 100, back=True)
    text("3")
    keys("Return")
    here.reader.gone("#bulk.field.reject_calls", 30.0)
    ear.hears("3 of 3 done", 30.0)
    rejects_calls(here)
    folded(here, ear)


def recreate_by_keyboard(here: Scene, ear: Ear) -> None:
    """Two of them once more, at the older gateway."""
    first_row(ear)
    keys("space", "shift+Down")
    ear.hears("2 selected")
    press(ear, "bulk.more")
    here.reader.wait("#bulk.recreate")
    press(ear, "bulk.recreate")
    here.reader.wait("#recreate.to")
    choose(here, ear, "recreate.to", f"recreate.to.{OTHER}")
    tab_to(ear, "confirm.text")
    text("2")
    keys("Return")
    here.reader.gone("#recreate.to", 30.0)
    ear.hears("2 of 2 done", 60.0)
    assert count_at(here.sandbox, "evolution-1.8", NAMES) == 2, here.sandbox.state()["instances"]
    folded(here, ear)


def choose(here: Scene, ear: Ear, author_id: str, which: str) -> None:
    """One of a list that opens."""
    press(ear, author_id)
    here.reader.wait(f"#{which}")
    press(ear, which)
    here.reader.gone(f"#{which}")
    check_focus(ear, author_id)


def table_by_keyboard(here: Scene, ear: Ear) -> None:
    keys("ctrl+k")
    here.reader.wait("#palette.search")
    text("create many")
    here.reader.wait("#palette.nav.create-many")
    keys("Return")
    here.reader.wait("#csv.paste")
    Clipboard.put(TABLE)
    keys("ctrl+v")
    here.reader.wait_name("#csv.row.3", lambda got: "Same name as row 2" in got, 30.0)
    keys("F8")
    check_focus(ear, "csv.row.3")
    keys("Return")
    here.reader.wait_name("#csv.row.3", lambda got: got.endswith("Left out"))
    tab_to(ear, "confirm.text", 100, back=True)
    text("2")
    keys("Return")
    ear.hears("2 of 2 done", 60.0)
    assert count_at(here.sandbox, "evolution-2.3", MADE) == 2, here.sandbox.state()["instances"]


def alerts_by_keyboard(here: Scene, ear: Ear) -> None:
    keys("ctrl+6")
    here.reader.wait("#alerts.new")
    rules = rules_of(here)
    press(ear, "alerts.new")
    here.reader.wait("#rule.kind")
    check_focus(ear, "rule.kind")
    press(ear, "confirm.ok")
    here.reader.gone("#rule.kind")
    check_focus(ear, "alerts.new")
    poll(lambda: rules_of(here) == rules + 1, 10.0, "the rule was not kept")
    tab_to(ear, "alerts.quiet")
    was = has_state(here.reader.wait("#alerts.quiet"), "PRESSED")
    keys("space")
    poll(lambda: has_state(here.reader.wait("#alerts.quiet"), "PRESSED") != was, 10.0, "the switch did not move")
    press(ear, "alerts.quiet.edit", back=True)
    here.reader.wait("#quiet.from")
    check_focus(ear, "quiet.from")
    keys("Escape")
    here.reader.gone("#quiet.from")
    check_focus(ear, "alerts.quiet.edit")


def rules_of(here: Scene) -> int:
    return sum(one.startswith("alerts.rule.") and one.endswith(".edit") for one in ids(here.reader))


def backup_by_keyboard(here: Scene, ear: Ear) -> None:
    """Written with keys; then a view is removed, and comes back with the backup."""
    keys("ctrl+comma")
    here.reader.wait("#settings.backup")
    press(ear, "settings.backup", 100)
    here.reader.wait("#backup.passphrase")
    check_focus(ear, "backup.with-keys")
    for field in ("backup.passphrase", "backup.again"):
        tab_to(ear, field)
        text(PASSPHRASE)
    keys("Return")
    path = is_kept(here)
    check_focus(ear, "confirm.cancel")
    keys("Return")
    here.reader.gone("#backup.path")
    check_focus(ear, "settings.backup")
    keys("ctrl+1")
    press(ear, "view.menu", 100)
    press(ear, "view.remove")
    here.reader.gone(f"#view.{VIEW}")
    keys("ctrl+comma")
    press(ear, "settings.restore", 100)
    here.reader.wait("#restore.file")
    check_focus(ear, "restore.file")
    text(path)
    keys("Return")
    check_focus(ear, "restore.passphrase", 30.0)
    text(PASSPHRASE)
    keys("Return")
    here.reader.wait("#restore.views", 60.0)
    check_focus(ear, "confirm.cancel")
    press(ear, "confirm.ok")
    here.reader.gone("#confirm.ok", 30.0)
    check_focus(ear, "confirm.cancel")
    keys("Return")
    here.reader.gone("#confirm.cancel")
    check_focus(ear, "settings.restore")
    keys("ctrl+1")
    here.reader.wait(f"#view.{VIEW}")


# --- by a screen reader ----------------------------------------------------------------------------------------


def fleet_by_screen_reader(program: Path, shots: Shots) -> None:
    """Nothing but the tree, its actions, and what is said by itself; nothing in it is without a name."""
    with scene(program, shots, "fleet-by-screen-reader") as here:
        begin(here)
        ear = Ear()
        reader = here.reader
        reader.click("#nav.instances")
        reader.click("#instances.refresh")
        see(here)
        choose_and_tag(here, ear)
        keep_view(here)
        run_restarts(here, ear)
        change_many(here, ear)
        recreate_one(here)
        create_from_table(here, ear)
        alerts_and_quiet_hours(here)
        backup_and_restore(here)
        finish(here)


def choose_and_tag(here: Scene, ear: Ear) -> None:
    reader = here.reader
    check_role(reader, f"#select.{NAMES[0]}", "check box", f"Select {NAMES[0]}")
    reader.click(f"#select.{NAMES[0]}")
    ear.hears("1 selected")
    reader.click("#select.all")
    ear.hears("3 selected")
    check_names(reader, "the list with chosen rows")
    reader.click("#bulk.tag")
    reader.wait("#tag.new")
    check_dialog(reader, "3 instances")
    reader.type("#tag.new", TAG)
    reader.click("#tag.add")
    reader.wait(f"#tag.{TAG}")
    poll(lambda: has_state(reader.wait(f"#tag.{TAG}"), "CHECKED"), 10.0, "the tag is not ticked")
    check_names(reader, "the tags")
    reader.click("#writing.done")
    reader.gone("#writing.done")
    for name in NAMES:
        is_tagged(here, name)


def keep_view(here: Scene) -> None:
    reader = here.reader
    reader.type("#instances.search", f"tag:{TAG}")
    reader.click("#view.save")
    reader.wait("#view.name")
    check_dialog(reader)
    reader.type("#view.name", VIEW)
    reader.click("#confirm.ok")
    reader.gone("#confirm.ok")
    check_role(reader, f"#view.{VIEW}", "page tab", VIEW)
    poll(lambda: has_state(reader.wait(f"#view.{VIEW}"), "SELECTED"), 10.0, "the view is not on show")
    check_names(reader, "the views")


def run_restarts(here: Scene, ear: Ear) -> None:
    """Each item says what became of it, and why."""
    reader = here.reader
    here.sandbox.order_fault("evolution-2.3", "405", "restart")
    reader.click("#bulk.restart")
    reader.wait("#confirm.ok")
    check_dialog(reader, "3 instances")
    reader.click("#confirm.ok")
    reader.gone("#confirm.ok")
    reader.wait("#bulk.run.retry", 30.0)
    ear.hears("1 failed", 30.0)
    check_names(reader, "the panel of a run")
    failed = reader.name(f"#bulk.item.{NAMES[0]}")
    assert failed.startswith(f"{NAMES[0]}, The gateway"), failed
    reader.click("#bulk.run.retry")
    reader.gone("#bulk.run.retry", 30.0)
    reader.wait_name("#bulk.run", lambda got: got.endswith("3 of 3 done"), 30.0)
    ear.hears("3 of 3 done")
    reader.click("#bulk.run")
    reader.gone("#bulk.run.report")


def change_many(here: Scene, ear: Ear) -> None:
    reader = here.reader
    reader.click("#select.all")
    reader.click("#bulk.settings")
    check_role(reader, "#bulk.field.reject_calls", "check box")
    reader.click("#bulk.field.reject_calls")
    reader.wait("#confirm.text", 30.0)
    check_names(reader, "settings of many")
    reader.type("#confirm.text", "3")
    reader.click("#confirm.ok")
    reader.gone("#bulk.field.reject_calls", 30.0)
    ear.hears("3 of 3 done", 30.0)
    rejects_calls(here)
    reader.click("#bulk.run")
    reader.gone("#bulk.run.report")


def recreate_one(here: Scene) -> None:
    """Through the wizard, which is filled in with what the old place told."""
    reader = here.reader
    reader.click(f"#instance.{NAMES[0]}.menu")
    reader.click("#menu.recreate")
    reader.click("#recreate.to")
    reader.click(f"#recreate.to.{OTHER}")
    check_names(reader, "the same elsewhere")
    reader.click("#recreate.review", 30.0)
    reader.wait("#wizard.create", 30.0)
    check_names(reader, "the review of the same elsewhere")
    reader.click("#wizard.create")
    reader.wait("#pair.qr", 30.0)
    assert count_at(here.sandbox, "evolution-1.8", NAMES) == 1, here.sandbox.state()["instances"]


def create_from_table(here: Scene, ear: Ear) -> None:
    reader = here.reader
    reader.click("#nav.new-instance")
    reader.click("#wizard.many")
    reader.wait("#csv.paste")
    check_names(reader, "create many")
    Clipboard.put(TABLE)
    reader.click("#csv.paste")
    reader.wait_name("#csv.row.3", lambda got: "Same name as row 2" in got, 30.0)
    check_role(reader, "#csv.row.1", "table row")
    check_names(reader, "the rows of a table")
    reader.click("#csv.fix.3")
    reader.wait_name("#csv.row.3", lambda got: got.endswith("Left out"))
    reader.type("#confirm.text", "2")
    reader.click("#csv.start")
    ear.hears("2 of 2 done", 60.0)
    assert count_at(here.sandbox, "evolution-2.3", MADE) == 2, here.sandbox.state()["instances"]
    check_names(reader, "the report of a table")


def alerts_and_quiet_hours(here: Scene) -> None:
    reader = here.reader
    reader.click("#nav.alerts")
    reader.wait("#alerts.new")
    reader.wait("#alerts.quiet")
    rules = rules_of(here)
    check_names(reader, "the alerts")
    reader.click("#alerts.new")
    reader.wait("#rule.kind")
    check_dialog(reader, "New rule")
    reader.click("#confirm.ok")
    reader.gone("#confirm.ok")
    poll(lambda: rules_of(here) == rules + 1, 10.0, "the rule was not kept")
    check_role(reader, "#alerts.quiet", "toggle button", "Quiet hours")
    reader.click("#alerts.quiet.edit")
    reader.wait("#quiet.from")
    check_dialog(reader, "Quiet hours")
    reader.type("#quiet.from", "25:00")
    reader.wait("Enter a time of day, such as 22:00")
    reader.type("#quiet.from", "21:30")
    reader.click("#confirm.ok")
    reader.gone("#confirm.ok")
    poll(lambda: has_state(reader.wait("#alerts.quiet"), "PRESSED"), 10.0, "the quiet hours are not on")
    assert "21:30" in reader.name("#alerts.quiet.edit"), reader.name("#alerts.quiet.edit")


def backup_and_restore(here: Scene) -> None:
    reader = here.reader
    reader.click("#nav.settings")
    reader.click("#settings.backup")
    reader.wait("#backup.passphrase")
    check_dialog(reader)
    reader.type("#backup.passphrase", PASSPHRASE)
    reader.type("#backup.again", PASSPHRASE)
    reader.click("#confirm.ok")
    path = is_kept(here)
    reader.click("#confirm.cancel")
    reader.gone("#backup.path")
    reader.click("#nav.instances")
    reader.click("#view.menu")
    reader.click("#view.remove")
    reader.gone(f"#view.{VIEW}")
    reader.click("#nav.settings")
    reader.click("#settings.restore")
    reader.type("#restore.file", path)
    reader.click("#restore.open")
    reader.type("#restore.passphrase", "another passphrase", 30.0)
    reader.click("#restore.open")
    reader.wait("The passphrase does not open this file*", 60.0)
    check_dialog(reader)
    reader.type("#restore.passphrase", PASSPHRASE)
    reader.click("#restore.open")
    reader.wait("#restore.views", 60.0)
    check_dialog(reader)
    reader.click("#confirm.ok")
    reader.gone("#confirm.ok", 30.0)
    reader.click("#confirm.cancel")
    reader.gone("#confirm.cancel")
    reader.click("#nav.instances")
    reader.wait(f"#view.{VIEW}")
