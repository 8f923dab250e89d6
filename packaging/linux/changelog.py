#!/usr/bin/python3
"""CHANGELOG.md in the form that Debian's tools read, on standard output.

  changelog.py MAINTAINER SECONDS     the date of every version: seconds since 1970
"""

import sys
import textwrap
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]


def versions(text: str) -> list[tuple[str, list[str]]]:
    """Every version with its entries, the newest first."""
    found: list[tuple[str, list[str]]] = []
    for line in text.splitlines():
        if line.startswith("## "):
            found.append((line.split()[1], []))
        elif line.startswith("- "):
            found[-1][1].append(line[2:])
        elif line.startswith("  "):
            found[-1][1][-1] += f" {line.strip()}"
    return found


def main() -> None:
    maintainer, seconds = sys.argv[1:]
    date = format_datetime(datetime.fromtimestamp(int(seconds), UTC))
    for version, entries in versions((REPOSITORY / "CHANGELOG.md").read_text(encoding="utf-8")):
        print(f"pairdesk ({version}) unstable; urgency=medium\n")
        for entry in entries:
            print(textwrap.fill(entry.replace("**", ""), 78, initial_indent="  * ", subsequent_indent="    "))
        print(f"\n -- {maintainer}  {date}\n")


if __name__ == "__main__":
    main()
