#!/usr/bin/python3
"""The main job in a virtual display: one instance per dialect of the sandbox, created, shown, scanned, connected.

  tour.py --program target/release/pairdesk

Leaves the screenshots (NN-….png) and the text of each code (code-DIALECT.txt) in target/tour. Exit code 0 says that
every code was read off the screen, was the one the sandbox had issued, and led to a connected instance.
"""

import argparse
import sys
import traceback
from pathlib import Path

from rig import REPOSITORY, Session, Shots, Stage
from steps import choose_theme, create_and_pair, finish, leave_traces, scene

LIMIT_SECONDS = 600.0
# Dialect, account of the sandbox, name of the new instance.
STOPS = (
    ("zapi", "Sandbox Z-API", "Loja Centro"),
    ("evolution-1.8", "Sandbox Evolution 1.8", "loja-norte"),
    ("evolution-2.3", "Sandbox Evolution 2.3", "loja-sul"),
    ("enviaai", "Sandbox EnviaAI", "Suporte"),
    ("waha", "Sandbox WAHA", "loja-leste"),
)


def visit(program: Path, shots: Shots) -> int:
    """Inside the session: all dialects in one run of the program. Gives the number of those that failed."""
    failed = 0
    with Session(), scene(program, shots, "tour") as run:
        choose_theme(run, "light", "01-settings")
        for number, (dialect, account, name) in enumerate(STOPS, start=2):
            try:
                code = create_and_pair(run, account, name, f"{number:02}-{dialect}")
            except Exception as error:
                failed += 1
                leave_traces(run.app, run.reader, shots, dialect)
                print(f"tour: {dialect}: FAILED: {error}", flush=True)
                continue
            (shots.folder / f"code-{dialect}.txt").write_text(f"{code}\n")
            print(f"tour: {dialect}: code read off the screen, “{name}” is connected", flush=True)
        choose_theme(run, "dark", "07-settings-dark")
        run.reader.click("#nav.instances")
        run.reader.wait(f"#instance.{STOPS[0][2]}")
        shots.take("08-instances-dark")
        finish(run)
    return failed


def play(program: Path, shots: Shots) -> int:
    try:
        return 1 if visit(program, shots) else 0
    except Exception:
        traceback.print_exc(file=sys.stdout)
        return 1


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", type=Path, default=REPOSITORY / "target" / "release" / "pairdesk")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    program, shots = given.program.resolve(), Shots(REPOSITORY / "target" / "tour")
    if given.inside:
        return play(program, shots)
    # Nothing of an earlier tour may stand for this one.
    for pattern in ("*.png", "*.txt"):
        for old in shots.folder.glob(pattern):
            old.unlink()
    print("tour: the program runs in a virtual display, this takes about a minute", flush=True)
    with Stage() as fresh:
        code = fresh.run(["/usr/bin/python3", __file__, "--inside", "--program", str(program)], LIMIT_SECONDS)
        if code not in (0, 1):
            print(fresh.log_tail())
    for left in sorted(shots.folder.glob("*.*")):
        print(f"tour: {left.relative_to(REPOSITORY)}")
    print(f"tour: {'all dialects paired' if code == 0 else 'FAILED'}; pictures and codes are listed above", flush=True)
    return 0 if code == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
