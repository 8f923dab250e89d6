"""Looks for secrets where none may be: files, texts and the memory of a process, each in every disguise."""

import base64
import os
import re
import urllib.parse
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

# What stands around a hit in memory tells whose buffer it is.
SURROUNDINGS = 48
# Memory is read in pieces of this size; most are nothing but zeroes and need no search.
PIECE = 256 << 10


def disguises(secret: str) -> Iterator[tuple[str, bytes]]:
    """The secret as it may stand somewhere, with the name of each form."""
    raw = secret.encode()
    yield "plain", raw
    yield "utf-16", secret.encode("utf-16-le")
    yield "utf-16-be", secret.encode("utf-16-be")
    yield "hex", raw.hex().encode()
    yield "HEX", raw.hex().upper().encode()
    quoted = urllib.parse.quote(secret, safe="").encode()
    if quoted != raw:
        yield "url", quoted
    # At each of the three alignments.
    for shift in range(3):
        whole = base64.b64encode(b"\0" * shift + raw)
        # The first and last characters also hold bits of the neighbours.
        inner = whole[(0, 2, 3)[shift] : (shift + len(raw)) // 3 * 4]
        yield f"base64+{shift}", inner
        if (safe := inner.translate(bytes.maketrans(b"+/", b"-_"))) != inner:
            yield f"base64url+{shift}", safe


class Needles:
    """Secrets to look for, by the kind of each."""

    def __init__(self, secrets: dict[str, str]) -> None:
        self._by_bytes: dict[bytes, tuple[str, str]] = {}
        for kind, secret in secrets.items():
            for form, needle in disguises(secret):
                self._by_bytes[needle] = (kind, form)
        self.longest = max((len(needle) for needle in self._by_bytes), default=0)

    def items(self) -> Iterator[tuple[str, str, bytes]]:
        for needle, (kind, form) in self._by_bytes.items():
            yield kind, form, needle

    def find(self, content: bytes) -> list[str]:
        """`kind (form)` of everything that stands in there."""
        return [f"{kind} ({form})" for kind, form, needle in self.items() if needle in content]

    def find_in_files(self, folders: Iterable[Path], without: Iterable[Path] = ()) -> list[str]:
        """The same for contents, names and targets of links of all files below, with the name of the file."""
        found, spared = [], tuple(without)
        for folder in folders:
            for path in sorted(folder.rglob("*")):
                if any(path.is_relative_to(spare) for spare in spared):
                    continue
                found += [f"name of {path.name}: {hit}" for hit in self.find(os.fsencode(path.name))]
                try:
                    if path.is_symlink():
                        content = os.fsencode(os.readlink(path))
                    elif path.is_file():
                        content = path.read_bytes()
                    else:
                        continue
                except FileNotFoundError:  # a journal of the store that has just been folded in
                    continue
                found += [f"{path}: {hit}" for hit in self.find(content)]
        return found


def find_leaks(secrets: Iterable[str], folders: Iterable[Path]) -> list[str]:
    """Files that hold a secret. Says where, and how the secret begins."""
    return Needles({f"{secret[:6]}…": secret for secret in secrets if secret}).find_in_files(folders)


def prove_scanner(needles: Needles, folder: Path) -> None:
    """Every secret in every disguise is found where it was planted: a scanner that sees nothing finds nothing."""
    folder.mkdir()
    for number, (kind, form, needle) in enumerate(needles.items()):
        planted = folder / f"planted-{number}"
        planted.write_bytes(b"\0before" + needle + b"after\xff")
        found = needles.find_in_files([folder])
        assert any(hit.endswith(f"{kind} ({form})") for hit in found), f"{kind} as {form} was not found: {found}"
        planted.unlink()
    folder.rmdir()


@dataclass(frozen=True)
class Hit:
    """A secret in memory: in which map, and what stands around it, its own characters left out."""

    kind: str
    form: str
    place: str
    before: bytes
    after: bytes

    def __str__(self) -> str:
        around = f"{readable(self.before)}[…]{readable(self.after)}"
        return f"{self.kind} ({self.form}) in {self.place}: {around}"


def readable(raw: bytes) -> str:
    """Bytes as text, with a dot for each run of what cannot be read."""
    return re.sub(r"[^ -~]+", "·", raw.decode("latin-1"))


def scan_memory(process: int, needles: Needles) -> list[Hit]:
    """Every secret in every map that the process can write to."""
    hits = []
    with open(f"/proc/{process}/mem", "rb", buffering=0) as memory:
        for start, end, name in writable_maps(process):
            at = start
            while at < end:
                size = min(PIECE + needles.longest, end - at)
                try:
                    content = os.pread(memory.fileno(), size, at)
                except OSError:  # gone meanwhile, or a device that cannot be read
                    break
                if not content:
                    break
                if content.strip(b"\0"):
                    hits += hits_in(content, at - start, name, needles)
                at += PIECE
    return list(dict.fromkeys(hits))


def writable_maps(process: int) -> Iterator[tuple[int, int, str]]:
    for line in Path(f"/proc/{process}/maps").read_text().splitlines():
        span, rights, _offset, _device, _inode, *name = line.split(maxsplit=5)
        if "r" in rights and "w" in rights:
            start, end = (int(part, 16) for part in span.split("-"))
            yield start, end, f"{name[0] if name else 'anonymous'} {start:x}+{end - start:x}"


def hits_in(content: bytes, offset: int, name: str, needles: Needles) -> Iterator[Hit]:
    for kind, form, needle in needles.items():
        at = content.find(needle)
        while at >= 0:
            end = at + len(needle)
            before, after = content[max(0, at - SURROUNDINGS) : at], content[end : end + SURROUNDINGS]
            yield Hit(kind, form, f"{name} at {offset + at:x}", before, after)
            at = content.find(needle, end)
