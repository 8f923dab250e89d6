"""The table of promises, `docs/promises.md`: a journey that plays many cases says how many, and the table says the same."""

from rig import REPOSITORY


def cases(journey: str, played: int) -> None:
    """Checks the row of this journey: so many cases were played."""
    end = f"| `{journey}` | {played} |"
    rows = (REPOSITORY / "docs" / "promises.md").read_text(encoding="utf-8").splitlines()
    assert any(row.endswith(end) for row in rows), f"docs/promises.md has no row that ends with {end}"
