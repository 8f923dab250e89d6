#!/usr/bin/python3
"""A shell32.dll that knows of icons in the notification area, for trials under Wine; it is never given away.

  shell32.py FROM TO

Wine 8 answers every question for the place of such an icon with "not implemented", and a program that asks for it
before it believes a click hears of none. In the copy the answer is an empty place in the corner. A Wine that has more
to say is copied as it is.
"""

import struct
import sys
from pathlib import Path

NAME = b"Shell_NotifyIconGetRect"
# mov eax, E_NOTIMPL
UNKNOWN = bytes.fromhex("b801400080")
# xor eax, eax; mov [rdx], rax; mov [rdx+8], rax; ret
KNOWN = bytes.fromhex("31c048890248894208c3")
# Wine takes a file with these words for its own, and reads the one that it was installed with instead.
OWN = b"Wine builtin DLL"


class Library:
    """As much of a 64-bit DLL as leads to its functions."""

    def __init__(self, data: bytearray) -> None:
        self.data = data
        (self._head,) = struct.unpack_from("<I", data, 0x3C)
        sections, optional = struct.unpack_from("<2xH12xH", data, self._head + 4)
        first = self._head + 24 + optional
        self._sections = [struct.unpack_from("<8x4I", data, first + 40 * at) for at in range(sections)]

    def offset(self, address: int) -> int:
        """Where in the file is what will be at this address."""
        for size, begin, _, at in self._sections:
            if begin <= address < begin + size:
                return int(address - begin + at)
        raise ValueError(f"nothing is at {address:#x}")

    def function(self, name: bytes) -> int:
        """Where in the file it begins."""
        (exports,) = struct.unpack_from("<I", self.data, self._head + 24 + 112)
        count, functions, names, ordinals = struct.unpack_from("<4I", self.data, self.offset(exports) + 24)
        for at in range(count):
            (own,) = struct.unpack_from("<I", self.data, self.offset(names) + 4 * at)
            begin = self.offset(own)
            if self.data[begin : begin + len(name) + 1] == name + b"\0":
                (ordinal,) = struct.unpack_from("<H", self.data, self.offset(ordinals) + 2 * at)
                (address,) = struct.unpack_from("<I", self.data, self.offset(functions) + 4 * ordinal)
                return self.offset(address)
        raise ValueError(f"no {name!r}")


def main() -> None:
    source, target = (Path(path) for path in sys.argv[1:])
    library = Library(bytearray(source.read_bytes()))
    begin = library.function(NAME)
    if UNKNOWN in library.data[begin : begin + 24]:
        library.data[begin : begin + len(KNOWN)] = KNOWN
        own = library.data.find(OWN, 0, 256)
        library.data[own : own + len(OWN)] = bytes(len(OWN))
    # The file may be one that others read, too.
    target.unlink(missing_ok=True)
    target.write_bytes(library.data)


if __name__ == "__main__":
    main()
