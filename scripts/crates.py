"""What the program is made of: the crates that come into it on each of the three systems, by the lock file."""

import json
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
SYSTEMS = ("x86_64-unknown-linux-gnu", "x86_64-pc-windows-gnu", "aarch64-apple-darwin")


@dataclass(frozen=True, order=True)
class Crate:
    """A crate as its own manifest describes it."""

    name: str
    version: str
    licence: str
    description: str
    authors: tuple[str, ...]
    repository: str
    folder: Path


def cargo(*arguments: str) -> str:
    """What cargo prints."""
    done = subprocess.run(["cargo", *arguments], cwd=REPOSITORY, check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout


def names(system: str) -> set[tuple[str, str]]:
    """Name and version of each crate that is linked into the program, without what only helps to build it."""
    tree = cargo("tree", "--locked", "--edges", "normal,no-proc-macro", "--prefix", "none", "--format", "{p}",
                 "--target", system)
    rows = {tuple(line.split()[:2]) for line in tree.splitlines() if line}
    return {(name, version.removeprefix("v")) for name, version in rows} - {("pairdesk", version_of_ours())}


def version_of_ours() -> str:
    """The version of the program."""
    return re.search(r'^version = "(.*)"', (REPOSITORY / "Cargo.toml").read_text(), re.MULTILINE)[1]


def crates(*systems: str) -> list[Crate]:
    """The crates of these systems, by name."""
    found = {}
    for system in systems:
        wanted = names(system)
        known = json.loads(cargo("metadata", "--locked", "--format-version", "1", "--filter-platform", system))
        for package in known["packages"]:
            key = (package["name"], package["version"])
            if key in wanted:
                wanted.remove(key)
                found[key] = Crate(
                    *key,
                    licence=(package["license"] or "").replace(" / ", " OR ").replace("/", " OR "),
                    description=" ".join((package["description"] or "").split()),
                    authors=tuple(package["authors"]),
                    repository=package["repository"] or "",
                    folder=Path(package["manifest_path"]).parent,
                )
        if wanted:
            raise SystemExit(f"crates: cargo metadata does not know {sorted(wanted)}")
    return sorted(found.values())


def locked() -> dict[tuple[str, str], tuple[str, list[str]]]:
    """Of each package of the lock file its checksum and what it depends on, as `name` or `name version`."""
    packages = {}
    for block in (REPOSITORY / "Cargo.lock").read_text().split("[[package]]")[1:]:
        field = dict(re.findall(r'^(name|version|checksum) = "(.*)"', block, re.MULTILINE))
        below = re.search(r"^dependencies = \[(.*?)\]", block, re.MULTILINE | re.DOTALL)
        needs = re.findall(r'"([^"]+)"', below[1]) if below else []
        packages[field["name"], field["version"]] = (field.get("checksum", ""), needs)
    return packages
