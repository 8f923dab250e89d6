"""The stage of an end-to-end run: a virtual display, a home, a session bus and a keyring that nobody else uses.

A `Stage` is set up outside, by the command that was started. The part that drives the program runs inside the
stage's own session bus, in a process of its own, because a process stays on the first bus it has met.
"""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import IO, Any

from gi.repository import Gio, GLib

from driver import PATIENCE, poll, switch_accessibility_on

REPOSITORY = Path(__file__).resolve().parents[2]
SCREEN = (1280, 800)
KEYRING_PASSWORD = "throw-away"
# One window at the corner, without a frame: a picture of the screen is a picture of the window.
OPENBOX = """<?xml version="1.0" encoding="UTF-8"?>
<openbox_config xmlns="http://openbox.org/3.4/rc">
  <theme><keepBorder>no</keepBorder></theme>
  <keyboard><keybind key="A-F4"><action name="Close"/></keybind></keyboard>
  <applications>
    <application class="*">
      <decor>no</decor>
      <maximized>no</maximized>
      <position force="yes"><x>0</x><y>0</y></position>
    </application>
  </applications>
</openbox_config>
"""
# A session bus without the folders of services that the system has.
# What the bus starts when it is asked for.
ACCESSIBILITY = ("org.a11y.Bus", "ca.desrt.dconf")
KEYRING = ("org.freedesktop.secrets", "org.gnome.keyring", "org.gnome.keyring.SystemPrompter")
OWN_BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:dir={sockets}</listen>
  <servicedir>{services}</servicedir>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""


def run(*command: str, check: bool = True, seconds: float = 60.0) -> str:
    """The output of a short command."""
    done = subprocess.run(command, capture_output=True, text=True, timeout=seconds, stdin=subprocess.DEVNULL)
    if check and done.returncode != 0:
        raise AssertionError(f"{' '.join(command)}: exit code {done.returncode}: {done.stderr.strip()}")
    return done.stdout


# --- outside ---------------------------------------------------------------------------------------------------


class Stage:
    """A display and a home of its own. Leaving it ends every process that was started in it."""

    def __init__(self, screen: tuple[int, int] = SCREEN) -> None:
        self._stack = contextlib.ExitStack()
        self._screen = screen
        self.folder = Path(tempfile.mkdtemp(prefix="pairdesk-e2e-"))
        self.env: dict[str, str] = {}
        self._log = self.folder / "session.log"

    def __enter__(self) -> "Stage":
        # A run that is cancelled has to clear up too.
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
        self._stack.callback(shutil.rmtree, self.folder, ignore_errors=True)
        try:
            self._fill_environment()
            self._stack.callback(self._end_processes)
            self.env.update(self._start_display())
        except BaseException:
            self._stack.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def _fill_environment(self) -> None:
        """Nothing is taken over but the search path: proxies, themes and sessions of the caller stay outside."""
        home, runtime, temporary = self.folder / "home", self.folder / "runtime", self.folder / "tmp"
        for folder in (home, runtime, temporary):
            folder.mkdir(mode=0o700)
        self.env = {
            "HOME": str(home),
            "LC_ALL": "C.UTF-8",
            "PATH": os.environ.get("PATH", os.defpath),
            "PYTHONDONTWRITEBYTECODE": "1",
            "TMPDIR": str(temporary),
            "XDG_RUNTIME_DIR": str(runtime),
        }

    def _start_display(self) -> dict[str, str]:
        """Gives what leads programs there."""
        read_end, write_end = os.pipe()
        width, height = self._screen
        command = ["Xvfb", "-displayfd", str(write_end), "-screen", "0", f"{width}x{height}x24"]
        # Without -noreset the server starts over when its last client leaves.
        command += ["-nolisten", "tcp", "-noreset"]
        process = subprocess.Popen(
            command,
            env=self.env,
            pass_fds=[write_end],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self._stack.callback(process.wait)
        self._stack.callback(process.terminate)
        os.close(write_end)
        with os.fdopen(read_end) as answer:
            number = answer.readline().strip()
        if not number:
            raise RuntimeError("Xvfb did not start")
        return {"DISPLAY": f":{number}"}

    def _own_bus(self, keyring: bool) -> list[str]:
        """Options for a bus that starts nobody but what accessibility and the keyring need, whatever this computer has
        besides: dialogs for files and notifications are there where a journey brings them."""
        services = self.folder / "services"
        services.mkdir(exist_ok=True)
        for name in ACCESSIBILITY + (KEYRING if keyring else ()):
            shutil.copy(f"/usr/share/dbus-1/services/{name}.service", services)
        config = self.folder / "bus.conf"
        config.write_text(OWN_BUS.format(sockets=self.env["TMPDIR"], services=services))
        return ["--config-file", str(config)]

    def run(self, command: list[str], seconds: float, keyring: bool = True) -> int:
        """Runs a command inside the stage's session bus; its standard output goes where ours goes."""
        # The services of the bus talk on its standard output; that is kept, and shown on trouble only.
        with self._log.open("ab") as log:
            ours = os.dup(1)
            bus = ["dbus-run-session", *self._own_bus(keyring), "--", "bash", "-c", f'exec "$@" >&{ours}', "bash"]
            process = subprocess.Popen(
                [*bus, *command],
                env=self.env,
                pass_fds=[ours],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
            os.close(ours)
        try:
            return process.wait(seconds)
        except subprocess.TimeoutExpired:
            print(f"no end after {seconds:g} s", flush=True)
            return 124
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def log_tail(self, lines: int = 20) -> str:
        return "\n".join(self._log.read_text(errors="replace").splitlines()[-lines:])

    def _end_processes(self) -> None:
        """Services that the bus has started have left our process group; their environment tells that they are ours."""
        mark = f"XDG_RUNTIME_DIR={self.env['XDG_RUNTIME_DIR']}".encode()
        for process in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                if mark in (process / "environ").read_bytes().split(b"\0"):
                    os.kill(int(process.name), signal.SIGKILL)


# --- inside ----------------------------------------------------------------------------------------------------


class Session:
    """The services of a desktop that the program expects: keyring, accessibility, window manager."""

    def __init__(self, keyring: bool = True) -> None:
        self._stack = contextlib.ExitStack()
        self._keyring = keyring

    def __enter__(self) -> "Session":
        if self._keyring:
            self._start_keyring()
        self._start_window_manager()
        switch_accessibility_on()
        if self._keyring:
            poll(lambda: Keyring.is_ready() or None, 15.0, "the keyring did not unlock")
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def _start_window_manager(self) -> None:
        config = Path.home() / ".config" / "openbox" / "rc.xml"
        config.parent.mkdir(parents=True)
        config.write_text(OPENBOX)
        self._start(["openbox", "--sm-disable", "--config-file", str(config)])

    def _start_keyring(self) -> None:
        # Its two pipes keep the keyring in the foreground, so that it ends with us.
        keyring = self._start(["gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets"])
        assert keyring.stdin is not None
        keyring.stdin.write(KEYRING_PASSWORD.encode())
        keyring.stdin.close()

    def _start(self, command: list[str]) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
        self._stack.callback(process.wait)
        self._stack.callback(process.kill)
        return process


class Keyring:
    """Reads the Secret Service as any other program of the person could."""

    NAME = "org.freedesktop.secrets"
    SERVICE = "org.freedesktop.Secret.Service"

    @classmethod
    def _call(cls, path: str, interface: str, method: str, arguments: Any) -> Any:
        bus = Gio.bus_get_sync(Gio.BusType.SESSION)
        flags = Gio.DBusCallFlags.NO_AUTO_START
        return bus.call_sync(cls.NAME, path, interface, method, arguments, None, flags, 60_000).unpack()

    @classmethod
    def _property(cls, path: str, interface: str, name: str) -> Any:
        arguments = GLib.Variant("(ss)", (interface, name))
        return cls._call(path, "org.freedesktop.DBus.Properties", "Get", arguments)[0]

    @classmethod
    def _default(cls) -> str:
        alias = GLib.Variant("(s)", ("default",))
        (path,) = cls._call("/org/freedesktop/secrets", cls.SERVICE, "ReadAlias", alias)
        return str(path)

    @classmethod
    def is_ready(cls) -> bool:
        """A default collection is there and open."""
        path = cls._default()
        return path != "/" and not cls._property(path, "org.freedesktop.Secret.Collection", "Locked")

    @classmethod
    def lock(cls) -> None:
        """As the person does it, or the desktop when the screen is locked."""
        cls._call("/org/freedesktop/secrets", cls.SERVICE, "Lock", GLib.Variant("(ao)", ([cls._default()],)))
        assert not cls.is_ready(), "the keyring did not lock"

    @classmethod
    def drop_default(cls) -> None:
        """The collection is removed: a keyring that has none is what a fresh account of a computer has."""
        (prompt,) = cls._call(cls._default(), "org.freedesktop.Secret.Collection", "Delete", None)
        assert (prompt, cls._default()) == ("/", "/"), "the collection stayed"

    @classmethod
    def kill(cls) -> None:
        """The service dies; the bus starts another, which is locked, for whoever asks next."""
        bus = Gio.bus_get_sync(Gio.BusType.SESSION)
        place = ("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus")
        name, flags = GLib.Variant("(s)", (cls.NAME,)), Gio.DBusCallFlags.NONE
        (pid,) = bus.call_sync(*place, "GetConnectionUnixProcessID", name, None, flags, 60_000).unpack()
        os.kill(pid, signal.SIGKILL)

        def is_gone() -> bool:
            return not bus.call_sync(*place, "NameHasOwner", name, None, flags, 60_000).unpack()[0]

        poll(is_gone, 10.0, "the keyring's service did not die", pause=0.02)

    @classmethod
    def entries(cls) -> dict[str, str]:
        """Every entry of ours: its path, and the `service` it is kept for: one per data folder."""
        found: dict[str, str] = {}
        for collection in cls._property("/org/freedesktop/secrets", cls.SERVICE, "Collections"):
            for item in cls._property(collection, "org.freedesktop.Secret.Collection", "Items"):
                service = cls._property(item, "org.freedesktop.Secret.Item", "Attributes").get("service", "")
                if "pairdesk" in service:
                    found[item] = service
        return found

    @classmethod
    def names(cls) -> str:
        """What our entries are called: a locked keyring shows it too."""
        item = "org.freedesktop.Secret.Item"
        shown = [cls._property(path, item, what) for path in cls.entries() for what in ("Label", "Attributes")]
        return "\n".join(map(str, shown))

    @classmethod
    def services(cls) -> set[str]:
        return set(cls.entries().values())

    @classmethod
    def dump(cls) -> str:
        """All our entries with their secrets, as `secret-tool` prints them: told anew where one goes meanwhile."""
        while True:
            services = sorted(cls.services())
            try:
                return "".join(run("secret-tool", "search", "--all", "service", service) for service in services)
            except AssertionError as failure:
                if "No such secret item" not in str(failure):
                    raise


class Clipboard:
    """The selections of the display, as any other program reads and sets them."""

    @staticmethod
    def read(selection: str = "clipboard", target: str = "UTF8_STRING") -> str:
        """What is there; nothing when there is nothing."""
        return run("xclip", "-selection", selection, "-target", target, "-o", check=False)

    @classmethod
    def targets(cls) -> list[str]:
        """The forms that the owner of the clipboard offers."""
        return cls.read(target="TARGETS").split()

    @classmethod
    def put(cls, text: str) -> None:
        """Another program copies something."""
        # It stays in the background to serve what it holds, so it may not have our pipes.
        command = ["xclip", "-selection", "clipboard", "-i"]
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        process.communicate(text.encode(), timeout=60.0)
        poll(lambda: cls.read() == text, 10.0, "the clipboard did not take the text")


class App:
    """The program, started and watched."""

    def __init__(self, program: Path, *arguments: str, env: dict[str, str] | None = None) -> None:
        self.program = program
        self.process = subprocess.Popen(
            [program, *arguments],
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self._lines: list[str] = []
        self._errors: list[str] = []
        # A pipe that nobody empties would stop the program.
        assert self.process.stdout is not None and self.process.stderr is not None
        self._readers = [self._drain(self.process.stdout, self._lines), self._drain(self.process.stderr, self._errors)]

    @staticmethod
    def _drain(pipe: IO[str], lines: list[str]) -> threading.Thread:
        thread = threading.Thread(target=lambda: lines.extend(iter(pipe.readline, "")), daemon=True)
        thread.start()
        return thread

    def stdout(self) -> str:
        return "".join(self._lines)

    def stderr(self) -> str:
        return "".join(self._errors)

    def announcement(self, seconds: float = 30.0) -> dict[str, Any]:
        """The sandbox's first line: where its control interface is, and the keys of its accounts."""
        poll(lambda: self._lines or self.process.poll() is not None, seconds, "the sandbox was not announced")
        if not self._lines:
            raise AssertionError(f"the sandbox was not announced; stderr: {self.stderr()!r}")
        line: dict[str, Any] = json.loads(self._lines[0])
        return line

    def end(self, sign: signal.Signals | None = signal.SIGTERM, seconds: float = 15.0 * PATIENCE) -> int:
        """Asks the program to end, or waits for it to do so by itself, and gives its exit code."""
        if sign is not None:
            self.process.send_signal(sign)
        try:
            code = self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            raise AssertionError(f"{self.program.name} did not end within {seconds:g} s") from None
        for reader in self._readers:
            reader.join(5.0)
        return code

    def kill(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()

    def processor_ticks(self) -> int:
        """Ticks spent so far, user and system together, all threads."""
        # The second field may hold spaces; what follows its bracket does not.
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return int(fields[11]) + int(fields[12])


class Sandbox:
    """The control interface of the sandbox, and its gateways as a vendor's own panel would see them."""

    def __init__(self, announcement: dict[str, Any]) -> None:
        self._control: str = announcement["control"]
        self.accounts: dict[str, dict[str, Any]] = {a["label"]: a for a in announcement["accounts"]}

    @staticmethod
    def _fetch(url: str, body: Any = None, headers: dict[str, str] | None = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(url, data, {"content-type": "application/json", **(headers or {})})
        # Never through a proxy: all of this is on this machine.
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(request, timeout=60) as answer:
            return json.load(answer)

    def state(self) -> dict[str, Any]:
        answer: dict[str, Any] = self._fetch(f"{self._control}/state")
        return answer

    def create_requests(self, gateway: str) -> int:
        """Creates that have come to a gateway, whatever became of them."""
        return int(self.state()["create_requests"][gateway])

    def instance(self, name: str) -> dict[str, Any] | None:
        return next((row for row in self.state()["instances"] if row["name"] == name), None)

    def code(self, name: str) -> str | None:
        """The text that a phone could scan now."""
        row = self.instance(name)
        return row["code"] if row else None

    def scan(self, code: str, phone: str, name: str) -> bool:
        """The phone scans; `False` when the code is no longer shown."""
        try:
            self._fetch(f"{self._control}/scan", {"code": code, "phone": phone, "name": name})
        except urllib.error.HTTPError as error:
            if error.code == 404:
                return False
            raise
        return True

    def unlink(self, name: str) -> None:
        """The phone removes the device."""
        self._fetch(f"{self._control}/logout", {"name": name})

    def create_elsewhere(self, label: str, name: str) -> None:
        """Somebody else creates an instance, in the gateway's own panel. Evolution only."""
        account = self.accounts[label]
        body = {"instanceName": name, "integration": "WHATSAPP-BAILEYS"}
        self._fetch(f"{account['base_url']}/instance/create", body, {"apikey": account["secrets"]["global_key"]})

    def pair_elsewhere(self, label: str, name: str, phone: str) -> None:
        """Somebody else scans its code, in the gateway's own panel. Evolution only."""
        account = self.accounts[label]
        self._fetch(f"{account['base_url']}/instance/connect/{name}", headers={"apikey": account["secrets"]["global_key"]})
        code = poll(lambda: self.code(name), 10.0, f"{name} shows no code")
        assert self.scan(code, phone, name), f"the code of {name} was not taken"

    def instance_tokens(self, label: str) -> list[str]:
        """The tokens of all instances of an account, from the gateway itself."""
        account = self.accounts[label]
        base, secrets = account["base_url"], account["secrets"]
        match account["provider"]:
            case "zapi":
                headers = {"authorization": f"Bearer {secrets['partner_token']}"}
                rows = self._fetch(f"{base}/instances?page=1&pageSize=100", headers=headers)["content"]
                return [row["token"] for row in rows]
            case "evolution":
                rows = self._fetch(f"{base}/instance/fetchInstances", headers={"apikey": secrets["global_key"]})
                # The two generations differ: `{"instance": {"apikey"}}` and `{"token"}`.
                return [row["token"] if "token" in row else row["instance"]["apikey"] for row in rows]
            case _:
                return []

    def settings(self, label: str, name: str) -> dict[str, Any]:
        """Of an instance, as its gateway keeps them. Evolution only."""
        account = self.accounts[label]
        headers = {"apikey": account["secrets"]["global_key"]}
        told: dict[str, Any] = self._fetch(f"{account['base_url']}/settings/find/{name}", headers=headers)
        return told

    def choose_keys(self, keys: dict[str, str]) -> None:
        """The gateways take these from now on; the names are those of the control interface."""
        self._fetch(f"{self._control}/keys", keys)
        places = {
            "partner_token": ("Sandbox Z-API", "partner_token"),
            "client_token": ("Sandbox Z-API", "client_token"),
            "evolution-1.8": ("Sandbox Evolution 1.8", "global_key"),
            "evolution-2.3": ("Sandbox Evolution 2.3", "global_key"),
            "enviaai": ("Sandbox EnviaAI", "api_key"),
            "waha": ("Sandbox WAHA", "api_key"),
        }
        for name, value in keys.items():
            label, key = places[name]
            self.accounts[label]["secrets"][key] = value

    def order_fault(self, provider: str, fault: str, call: str, times: int = 1) -> None:
        """The next requests of this kind go wrong."""
        order = {"provider": provider, "fault": fault, "call": call, "times": times}
        self._fetch(f"{self._control}/fault", order)

    def account_secrets(self) -> list[str]:
        return [secret for account in self.accounts.values() for secret in account["secrets"].values()]

    def all_secrets(self) -> list[str]:
        tokens = [token for label in self.accounts for token in self.instance_tokens(label)]
        return self.account_secrets() + tokens


class Desk:
    """The window and its picture, as the tools of the display see them: here those of X11."""

    def window_of(self, process: subprocess.Popen[str]) -> str:
        return window_of(process)

    def resize(self, window: str, width: int, height: int) -> None:
        resize(window, width, height)

    def close(self, window: str) -> None:
        close_window(window)

    def picture(self, path: Path, size: tuple[int, int]) -> None:
        width, height = size
        run("import", "-silent", "-window", "root", "-crop", f"{width}x{height}+0+0", "+repage", str(path))


class Shots:
    """Pictures of the display, and what can be read in them."""

    def __init__(self, folder: Path, desk: Desk | None = None) -> None:
        self.folder = folder
        self.desk = desk or Desk()
        # The part of the display that the window covers.
        self.size = SCREEN
        folder.mkdir(parents=True, exist_ok=True)

    def take(self, name: str) -> Path:
        path = self.folder / f"{name}.png"
        self.desk.picture(path, self.size)
        return path

    @staticmethod
    def are_equal(one: Path, other: Path) -> bool:
        """Pixel by pixel."""
        command = ["compare", "-metric", "AE", str(one), str(other), "null:"]
        return subprocess.run(command, capture_output=True, timeout=60.0, stdin=subprocess.DEVNULL).returncode == 0

    @staticmethod
    def decode(picture: Path) -> list[str]:
        """The texts of all QR codes in a picture."""
        options = ["--raw", "-q", "--nodbus", "-Sdisable", "-Sqrcode.enable"]
        # Exit code 4 says that there is none.
        return run("zbarimg", *options, str(picture), check=False).splitlines()

    @staticmethod
    def brightness(picture: Path) -> float:
        """Mean of a picture, 0 black to 1 white."""
        return float(run("convert", str(picture), "-colorspace", "Gray", "-format", "%[fx:mean]", "info:"))


def window_of(process: subprocess.Popen[str]) -> str:
    def search() -> str | None:
        found = run("xdotool", "search", "--onlyvisible", "--pid", str(process.pid), check=False).split()
        return found[-1] if found else None

    return poll(search, 15.0, "no window")


def resize(window: str, width: int, height: int) -> None:
    """Gives the window a size and waits until it has been redrawn."""
    run("xdotool", "windowsize", window, str(width), str(height))

    def fits() -> bool:
        geometry = run("xdotool", "getwindowgeometry", "--shell", window, check=False).split()
        return f"WIDTH={width}" in geometry and f"HEIGHT={height}" in geometry

    poll(fits, 10.0, f"the window did not become {width}x{height}")
    # There is no event for "painted"; software graphics need some frames.
    time.sleep(0.8)


def close_window(window: str) -> None:
    """As the person does it, through the window manager."""
    run("xdotool", "windowfocus", window, check=False)
    run("xdotool", "key", "alt+F4")
