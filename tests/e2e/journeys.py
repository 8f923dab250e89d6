#!/usr/bin/python3
"""End-to-end journeys: the real program in a real window, with a real keyring, against its own sandbox.

  journeys.py --program target/debug/pairdesk [--only NAME[,NAME…] | --long] [--list]

Pictures go to target/e2e, or to $PAIRDESK_SHOTS. A journey that fails leaves NAME-tree.txt (what a screen reader
saw), NAME-failed.png and NAME-stderr.txt there.
"""

import argparse
import contextlib
import os
import random
import re
import signal
import socket
import subprocess
import sys
import time
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from canaries import canaries
from clipboard import clipboard
from fleet import fleet_by_keyboard, fleet_by_screen_reader
from keyring import absent, dismissed, killed, locked_in_a_run, no_bus, no_default, timed_out, unanswered
from reading import by_keyboard, by_screen_reader
from rig import REPOSITORY, SCREEN, App, Sandbox, Session, Shots, Stage, close_window, run as tool
from second_start import second_start, starts_that_meet
from steps import (
    check_secrets,
    choose_language,
    choose_theme,
    create,
    create_and_pair,
    delete,
    finish,
    idle_ticks,
    log_out,
    restart,
    scan_from_screen,
    scene,
    see_connected,
    select,
    set_size,
)
from sway import Sway, WaylandSession, WaylandStage
from wayland import wayland

# A journey takes about 20 s, the longest 100 s; a loaded machine may need much longer.
LIMIT_SECONDS = 1200.0
# Journeys at a time: much of one is waiting.
AT_ONCE = 2
IDLE_SECONDS = 30.0
# One tick is 10 ms: three in 30 s are 0.1 % of a processor.
IDLE_TICKS = 3

Journey = Callable[[Path, Shots], None]
JOURNEYS: dict[str, Journey] = {}
# Those on a computer that has no keyring.
WITHOUT_KEYRING: set[str] = set()
# Those on a desktop that speaks Wayland.
ON_WAYLAND: set[str] = set()
# Those that wait too long for every change.
LONG: set[str] = set()
# Those that measure, beside nothing else.
ALONE: set[str] = set()


def journey(
    name: str, keyring: bool = True, long: bool = False, on_wayland: bool = False, alone: bool = False
) -> Callable[[Journey], Journey]:
    def register(function: Journey) -> Journey:
        JOURNEYS[name] = function
        if not keyring:
            WITHOUT_KEYRING.add(name)
        if long:
            LONG.add(name)
        if on_wayland:
            ON_WAYLAND.add(name)
        if alone:
            ALONE.add(name)
        return function

    return register


@journey("arguments")
def arguments(program: Path, _: Shots) -> None:
    """What needs no window works without a display, and what is not understood says so."""
    env = {key: value for key, value in os.environ.items() if key != "DISPLAY"}

    def outcome(*given: str) -> tuple[int, str, str]:
        app = App(program, *given, env=env)
        try:
            return app.end(None), app.stdout(), app.stderr()
        finally:
            app.kill()

    for given in (["--version"], ["-V"], ["sandbox", "-V"]):
        code, out, _err = outcome(*given)
        assert code == 0 and re.fullmatch(r"pairdesk \d+\.\d+\.\d+\n", out), (given, code, out)
    for given in (["--help"], ["-h"], ["sandbox", "--help"]):
        code, out, _err = outcome(*given)
        words = ("--data-dir", "--sandbox", "--lang", "-h, --help", "-V, --version", "  sandbox")
        unmentioned = [word for word in words if word not in out]
        assert code == 0 and out.startswith("Create") and not unmentioned, (given, code, unmentioned)
    for given in (["--no-such-thing"], ["--lang", "xx"], ["--data-dir"], ["sandbox", "--port", "many"]):
        code, out, err = outcome(*given)
        assert code == 2 and err.strip() and not out, (given, code, out, err)
    code, _out, err = outcome("--data-dir", str(Path.home() / "nowhere"))
    assert code > 0 and err.strip() and "panicked" not in err, ("no display", code, err)


def free_port() -> int:
    """One that stays free until it is used: of those that the system gives to nobody by itself."""
    while True:
        port = random.randrange(20_000, 30_000)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


@journey("gateways")
def gateways(program: Path, _: Shots) -> None:
    """The sandbox alone: one line, a control interface, an orderly end."""
    port = free_port()
    app = App(program, "sandbox", "--port", str(port))
    try:
        sandbox = Sandbox(app.announcement())
        assert len(sandbox.accounts) == 5, list(sandbox.accounts)
        assert all(f":{port}/" in account["base_url"] for account in sandbox.accounts.values()), sandbox.accounts
        assert sandbox.state()["instances"] == []
        assert not sandbox.scan("never issued", "5511900000000", "Nobody")
        assert app.end() == 0, app.stderr()
        assert app.stdout().count("\n") == 1, "more than one line on standard output"
    finally:
        app.kill()


@journey("evolution-2.3-light")
def evolution_2(program: Path, shots: Shots) -> None:
    name = "evolution-2.3-light"
    with scene(program, shots, name) as run:
        choose_theme(run, "light", f"{name}-settings")
        create_and_pair(run, "Sandbox Evolution 2.3", "loja-centro", name)
        check_secrets(run, "Sandbox Evolution 2.3")


@journey("zapi-dark")
def zapi(program: Path, shots: Shots) -> None:
    """In dark, after a change of language and back while the program runs."""
    name = "zapi-dark"
    with scene(program, shots, name) as run:
        choose_language(run, "pt-BR", "Instâncias")
        choose_language(run, "es", "Instancias")
        choose_language(run, "en", "Instances")
        choose_theme(run, "dark", f"{name}-settings")
        create_and_pair(run, "Sandbox Z-API", "Loja São Paulo", name)
        check_secrets(run, "Sandbox Z-API")


@journey("evolution-1.8-pt-BR")
def evolution_1(program: Path, shots: Shots) -> None:
    """In Portuguese, the code read off the smallest window the program supports."""
    name = "evolution-1.8-pt-BR"
    with scene(program, shots, name, language="pt-BR") as run:
        run.reader.wait_name("#nav.instances", lambda got: got.startswith("Instâncias"))
        choose_theme(run, "light", f"{name}-settings")
        create(run, "Sandbox Evolution 1.8", "loja-norte", name)
        set_size(run, 800, 600)
        scan_from_screen(run, "loja-norte", f"{name}-code-800x600")
        set_size(run, *SCREEN)
        see_connected(run, "loja-norte", name)
        check_secrets(run, "Sandbox Evolution 1.8")


@journey("enviaai-dark")
def enviaai(program: Path, shots: Shots) -> None:
    name = "enviaai-dark"
    with scene(program, shots, name) as run:
        choose_theme(run, "dark", f"{name}-settings")
        create_and_pair(run, "Sandbox EnviaAI", "Suporte 24h", name)
        check_secrets(run, "Sandbox EnviaAI")


@journey("waha-es")
def waha(program: Path, shots: Shots) -> None:
    """In Spanish and dark."""
    name = "waha-es"
    with scene(program, shots, name, language="es") as run:
        run.reader.wait_name("#nav.instances", lambda got: got.startswith("Instancias"))
        choose_theme(run, "dark", f"{name}-settings")
        create_and_pair(run, "Sandbox WAHA", "loja-leste", name)
        check_secrets(run, "Sandbox WAHA")


@journey("log-out-and-delete")
def log_out_and_delete(program: Path, shots: Shots) -> None:
    """The whole life of an instance, from the detail panel."""
    name = "log-out-and-delete"
    with scene(program, shots, name) as run:
        create_and_pair(run, "Sandbox Evolution 2.3", "loja-sul", name)
        select(run, "loja-sul")
        shots.take(f"{name}-detail")
        restart(run, "loja-sul")
        log_out(run, "loja-sul")
        shots.take(f"{name}-logged-out")
        delete(run, "loja-sul")
        shots.take(f"{name}-deleted")
        finish(run)


@journey("idle", alone=True)
def idle(program: Path, shots: Shots) -> None:
    """A program that waits costs nothing."""
    with scene(program, shots, "idle") as run:
        run.reader.click("#nav.instances")
        time.sleep(5.0)
        measured = []
        # The accounts are looked at once a minute; of three windows in a row at least one holds no such look.
        for _ in range(3):
            measured.append(idle_ticks(run, IDLE_SECONDS))
            if measured[-1] <= IDLE_TICKS:
                break
        print(f"    processor ticks (10 ms) in {IDLE_SECONDS:g} s: {', '.join(map(str, measured))}", flush=True)
        assert measured[-1] <= IDLE_TICKS, f"{measured} ticks while idle"
        finish(run)


@journey("close")
def close(program: Path, shots: Shots) -> None:
    """Both ways out end in order: a signal, and the window manager's close. A window that another program destroys is no
    fault of ours."""
    with scene(program, shots, "close") as run:
        finish(run)
    with scene(program, shots, "close") as run:
        close_window(run.window)
        code = run.app.end(None)
        assert code == 0, f"exit code {code} after closing the window; stderr: {run.app.stderr()!r}"
    with scene(program, shots, "close") as run:
        tool("xdotool", "windowclose", run.window)
        code, words = run.app.end(None), run.app.stderr()
        # Where the news of it comes before the next frame, it is closed as usual.
        assert code == 0 or (code == 1 and "window was taken away" in words), f"exit code {code}; stderr: {words!r}"


journey("by-keyboard")(by_keyboard)
journey("by-screen-reader")(by_screen_reader)
journey("fleet-by-keyboard")(fleet_by_keyboard)
journey("fleet-by-screen-reader")(fleet_by_screen_reader)
journey("canaries")(canaries)
journey("clipboard")(clipboard)
journey("second-start")(second_start)
journey("starts-that-meet")(starts_that_meet)
journey("wayland", on_wayland=True)(wayland)
journey("keyring-unanswered")(unanswered)
journey("keyring-timeout", long=True)(timed_out)
journey("keyring-dismissed")(dismissed)
journey("keyring-run")(locked_in_a_run)
journey("keyring-killed")(killed)
journey("keyring-no-default")(no_default)
journey("keyring-absent", keyring=False)(absent)
journey("keyring-no-bus", keyring=False)(no_bus)


def play(name: str, program: Path, shots: Shots) -> int:
    """Inside the session: one journey."""
    session = WaylandSession if name in ON_WAYLAND else Session
    if name in ON_WAYLAND:
        shots = Shots(shots.folder, Sway())
    try:
        with session(name not in WITHOUT_KEYRING):
            JOURNEYS[name](program, shots)
    except Exception as error:
        print(f"    {type(error).__name__}: {error}")
        traceback.print_exc(file=sys.stdout)
        return 1
    return 0


def stage(name: str, program: Path, shots: Shots) -> bool:
    """Outside: a fresh stage for one journey."""
    print(f"journey {name} …", flush=True)
    started = time.monotonic()
    # Traces of an earlier run would be taken for this one's; those of a longer name are another journey's.
    longer = tuple(f"{other}-" for other in JOURNEYS if other.startswith(f"{name}-"))
    for old in shots.folder.glob(f"{name}-*"):
        if not old.name.startswith(longer):
            old.unlink()
    command = ["/usr/bin/python3", __file__, "--program", str(program), "--shots", str(shots.folder)]
    try:
        with (WaylandStage if name in ON_WAYLAND else Stage)() as fresh:
            code = fresh.run([*command, "--inside", name], LIMIT_SECONDS, name not in WITHOUT_KEYRING)
            if code not in (0, 1):
                print(fresh.log_tail())
    except Exception:
        traceback.print_exc(file=sys.stdout)
        code = 1
    verdict = "ok" if code == 0 else "FAILED"
    print(f"journey {name}: {verdict} ({time.monotonic() - started:.1f} s)", flush=True)
    return code == 0


def beside(names: list[str], program: Path, shots: Shots) -> int:
    """Some at a time, each in a process of its own; what one says is said when it has ended. How many went well."""
    running: set[subprocess.Popen[str]] = set()

    def one(name: str) -> bool:
        command = ["/usr/bin/python3", __file__, "--program", str(program), "--shots", str(shots.folder)]
        with subprocess.Popen(
            [*command, "--only", name], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        ) as process:
            running.add(process)
            said, _ = process.communicate()
            running.discard(process)
        print(said, end="", flush=True)
        return process.returncode == 0

    pool = ThreadPoolExecutor(AT_ONCE)
    try:
        return sum(pool.map(one, names))
    finally:
        # Of a run that is cancelled, those that are on their way clear up after themselves.
        pool.shutdown(wait=False, cancel_futures=True)
        for process in list(running):
            process.terminate()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", type=Path, default=REPOSITORY / "target" / "debug" / "pairdesk")
    parser.add_argument("--only", help="names, separated by commas")
    parser.add_argument("--long", action="store_true", help="those that wait too long for every change, and no others")
    parser.add_argument("--list", action="store_true", help="print the names and end")
    default = os.environ.get("PAIRDESK_SHOTS", str(REPOSITORY / "target" / "e2e"))
    parser.add_argument("--shots", type=Path, default=Path(default), help="folder for pictures")
    parser.add_argument("--inside", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.list:
        print("\n".join(JOURNEYS))
        return 0
    program, shots = given.program.resolve(), Shots(given.shots.resolve())
    if given.inside:
        return play(given.inside, program, shots)
    names = given.only.split(",") if given.only else [name for name in JOURNEYS if (name in LONG) == given.long]
    if unknown := [name for name in names if name not in JOURNEYS]:
        parser.error(f"no such journey: {', '.join(unknown)} (--list shows them)")
    if not program.is_file():
        parser.error(f"{program} does not exist; cargo build makes it")
    if len(names) == 1:
        return 0 if stage(names[0], program, shots) else 1
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    passed = beside([name for name in names if name not in ALONE], program, shots)
    passed += sum(stage(name, program, shots) for name in names if name in ALONE)
    print(f"e2e: {passed} passed, {len(names) - passed} failed", flush=True)
    return 0 if passed == len(names) else 1


if __name__ == "__main__":
    sys.exit(main())
