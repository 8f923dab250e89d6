"""A second way to the session bus that can hold a request up until something else has happened."""

import os
import socket
import threading
from collections.abc import Callable
from pathlib import Path

PIECE = 1 << 16


def session_bus() -> str:
    """The socket of our bus, as `connect` takes it."""
    address = os.environ["DBUS_SESSION_BUS_ADDRESS"].split(";")[0]
    parts = dict(part.split("=", 1) for part in address.removeprefix("unix:").split(","))
    return parts["path"] if "path" in parts else "\0" + parts["abstract"]


class Relay:
    """Passes everything on in both directions; a program is given `address` for its session bus."""

    def __init__(self, path: Path) -> None:
        self.address = f"unix:path={path}"
        self._server = socket.socket(socket.AF_UNIX)
        self._server.bind(str(path))
        self._server.listen()
        self._plan: tuple[list[bytes], Callable[[], None]] | None = None
        self._lock = threading.Lock()
        threading.Thread(target=self._accept, daemon=True).start()

    def before(self, requests: list[str], act: Callable[[], None]) -> None:
        """Acts once these requests have come one after the other, before the last of them is passed on."""
        self._plan = ([request.encode() for request in requests], act)

    def has_acted(self) -> bool:
        return self._plan is None

    def _accept(self) -> None:
        while True:
            client, _ = self._server.accept()
            bus = socket.socket(socket.AF_UNIX)
            bus.connect(session_bus())
            threading.Thread(target=self._pass, args=(client, bus, True), daemon=True).start()
            threading.Thread(target=self._pass, args=(bus, client, False), daemon=True).start()

    def _pass(self, source: socket.socket, target: socket.socket, watched: bool) -> None:
        try:
            while piece := source.recv(PIECE):
                if watched:
                    self._look(piece)
                target.sendall(piece)
            target.shutdown(socket.SHUT_WR)
        except OSError:
            # One side has gone; the other is told.
            source.close()
            target.close()

    def _look(self, piece: bytes) -> None:
        """One request is one piece: the programs that are tried here wait for each answer."""
        with self._lock:
            if self._plan is None or self._plan[0][0] not in piece:
                return
            requests, act = self._plan
            if len(requests) > 1:
                self._plan = (requests[1:], act)
                return
            act()
            self._plan = None
