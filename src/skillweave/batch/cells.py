"""From the cells that logs hold to what an `Experience` accepts: ids, words, dates, hours."""

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from skillweave.domain.experience import ExperienceType, ValidationLevel

Cell = object
"""A cell as its format gives it: text, number, date, list, or None for an empty one."""

_US_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_HOURS = re.compile(r"(\d{1,3}(?:,\d{3})+|\d+)?(\.\d+)?\s*(?:h|hrs?|hours?)?\.?", re.IGNORECASE)
_LISTS = frozenset({"deliverables", "tools", "evidence_links"})
_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Faulty:
    """A cell that cannot be used, and what would have been."""

    accepted: str


@dataclass(frozen=True, slots=True)
class ReadAs:
    """A value that was read in one of two possible ways, and which."""

    value: object
    way: str


def is_empty(cell: Cell) -> bool:
    """Tell whether a cell holds nothing: None, not a number (which alone differs from itself), blanks, no items."""
    if cell is None or cell != cell:
        return True
    return (isinstance(cell, str) and not cell.strip()) or cell == [] or cell == ()


def as_id(cell: Cell) -> str | None:
    """Write an id as text, a whole number without its `.0`; None for what cannot be one."""
    return cell.strip() if isinstance(cell, str) else _scalar(cell)


def as_text(cell: Cell) -> str | None:
    """Keep a text exactly as it is; None for what is no text."""
    return cell if isinstance(cell, str) else _scalar(cell)


def convert(field: str, cell: Cell) -> object:
    """Make a cell fit an optional field; gives `Faulty` for what cannot fit, `ReadAs` where it is a reading."""
    by_field: Mapping[str, Callable[[Cell], object]] = {"hours": _hours, "start_date": _date, "end_date": _date}
    if field in by_field:
        return by_field[field](cell)
    return _words(cell) if field in _LISTS else _short(cell)


def accepted(field: str) -> str:
    """Say what a field takes."""
    return {
        "experience_type": f"one of {', '.join(ExperienceType)}",
        "validation_level": f"one of {', '.join(ValidationLevel)}",
        "hours": "a number from 0 to 20000, such as 12, 12.5 or 12 h",
        "start_date": "a date as YYYY-MM-DD or month/day/year",
        "end_date": "a date as YYYY-MM-DD or month/day/year",
    }.get(field, "text of at most 2,000 characters" + (" an item" if field in _LISTS else ""))


def shown(cell: Cell) -> str:
    """Quote a cell for a message, cut to a length that fits a line."""
    words = " ".join(str(cell).split())
    return repr(words if len(words) <= _SHOWN else words[: _SHOWN - 3] + "...")


def _scalar(cell: Cell) -> str | None:
    if isinstance(cell, bool):
        return None
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat()
    if isinstance(cell, dt.date):
        return cell.isoformat()
    # Decimal and whole numbers; anything with parts or bytes is no text.
    return None if isinstance(cell, (bytes, dict, list, tuple, set)) else str(cell)


def _short(cell: Cell) -> object:
    if isinstance(cell, (list, tuple)):
        parts = [as_text(part) for part in cell if not is_empty(part)]
        return "; ".join(filter(None, parts)) if None not in parts else Faulty("text")
    text = as_text(cell)
    return Faulty("text") if text is None else text


def _words(cell: Cell) -> object:
    if not isinstance(cell, (list, tuple)):
        return _short(cell)
    parts = [as_text(part) for part in cell if not is_empty(part)]
    return tuple(parts) if None not in parts else Faulty("a list of texts")


def _date(cell: Cell) -> object:
    if isinstance(cell, dt.datetime):
        return cell.date()
    if isinstance(cell, dt.date):
        return cell
    if not isinstance(cell, str):
        return Faulty(accepted("start_date"))
    american = _US_DATE.fullmatch(cell.strip())
    try:
        if american:
            month, day, year = (int(part) for part in american.groups())
            return ReadAs(dt.date(year, month, day), "month/day/year")
        return dt.datetime.fromisoformat(cell.strip()).date()
    except ValueError:
        return Faulty(accepted("start_date"))


def _hours(cell: Cell) -> object:
    if isinstance(cell, bool):
        return Faulty(accepted("hours"))
    if isinstance(cell, dt.timedelta):
        return cell.total_seconds() / 3600
    words = str(cell).strip()
    match = _HOURS.fullmatch(words)
    if match and (match[1] or match[2]):
        return float((match[1] or "").replace(",", "") + (match[2] or ""))
    try:
        return float(words)
    except ValueError:
        return Faulty(accepted("hours"))
