"""Tables for spreadsheets, whose cells nobody can use to run a formula."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def safe_cell(cell: str) -> str:
    """Put an apostrophe before what a spreadsheet would run, also behind blanks.

    Example:
        >>> [safe_cell(cell) for cell in ("=1+1", " @SUM(A1)", "plain", "")]
        ["'=1+1", "' @SUM(A1)", 'plain', '']
    """
    risky = cell.startswith(_FORMULA) or cell.lstrip().startswith(_FORMULA[:4])
    return f"'{cell}" if risky else cell


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Write a table line by line, its first line naming the columns."""
    yield row(header)
    for one in rows:
        yield row(one)


def row(cells: Sequence[str]) -> str:
    """Write one line of a table."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow([safe_cell(cell) for cell in cells])
    return out.getvalue()
