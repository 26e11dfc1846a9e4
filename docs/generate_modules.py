"""Writes the table of modules in docs/architecture.md from the first lines of their docstrings.

Run by `make docs`; with `--check`, it only says whether the table is up to date.
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "skillweave"
PAGE = ROOT / "docs" / "architecture.md"
BEGIN, END = "| module | what lives there |\n|---|---|\n", "\nData beside the code:"
ORDER = """
    errors domain ports privacy frameworks text remote embedding matching pipeline render batch llm evaluation records
    review web settings privacy_wiring wiring judge_wiring batch_wiring review_wiring cli __init__ __main__
""".split()
"""Bottom first, as the layers lie."""


def first_line(path: Path) -> str:
    """Give the first paragraph of a module's docstring as one line."""
    told = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return " ".join(told.split("\n\n")[0].split()).replace("|", "\\|")


def rows() -> Iterator[str]:
    """Give a row for each module and each package, in the order of the layers."""
    for name in ORDER:
        folder = PACKAGE / name
        if not folder.is_dir():
            yield f"| `{name}.py` | {first_line(PACKAGE / f'{name}.py')} |"
            continue
        for path in sorted(folder.rglob("*.py"), key=lambda one: (one.parent, one.name != "__init__.py", one.name)):
            inside = path.relative_to(PACKAGE)
            if path.name == "__init__.py":
                yield f"| **`{inside.parent.as_posix()}/`** | **{first_line(path)}** |"
            else:
                yield f"| `{inside.as_posix()}` | {first_line(path)} |"


def main() -> int:
    """Put the table between the words that stand around it."""
    page = PAGE.read_text(encoding="utf-8")
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    new = before + BEGIN + "".join(f"{row}\n" for row in rows()) + END + after
    if "--check" in sys.argv:
        return 0 if new == page else 1
    PAGE.write_text(new, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
