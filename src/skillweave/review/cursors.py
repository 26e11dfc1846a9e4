"""Pages of long lists by the key of their last row: no offset, so that rows which come in between shift nothing."""

import base64
import binascii
import datetime as dt
import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Select, tuple_

from skillweave.errors import RefusedError

Row = TypeVar("Row")

_UNASKED = re.compile("[\0\ud800-\udfff]")

FILE_ROWS = 500
"""Rows that are read at once for a file."""

Key = tuple[str | int | float, ...]


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Some rows of a list, and the cursor of the rows after them; None at the end."""

    rows: tuple[Row, ...]
    next: str | None = None


def to_cursor(key: Key) -> str:
    """Write a key so that it can stand in an address.

    Example:
        >>> from_cursor(to_cursor(("a", 2)), (str, int))
        ('a', 2)
    """
    return base64.urlsafe_b64encode(json.dumps(key, ensure_ascii=False).encode()).decode().rstrip("=")


def from_cursor(cursor: str, kinds: Sequence[type]) -> Key:
    """Read a key.

    Raises:
        RefusedError: `bad_cursor`: it was not made by `to_cursor` for this list.
    """
    try:
        found = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError) as error:
        raise refused() from error
    if not isinstance(found, list) or [type(one) for one in found] != list(kinds) or not _storable(found):
        raise refused()
    return tuple(found)


def _storable(values: Sequence[object]) -> bool:
    """Tell whether a database can be asked for these: no NUL, no half of a surrogate pair, no huge number."""
    texts = (one for one in values if isinstance(one, str))
    return not any(_UNASKED.search(one) for one in texts) and all(
        abs(one) < 2**31 for one in values if isinstance(one, int)
    )


def refused() -> RefusedError:
    """Make the error for what is no cursor."""
    return RefusedError("bad_cursor", "This is no cursor of this list; start without one.")


def after(
    query: Select[Any], columns: Sequence[ColumnElement[Any]], key: Sequence[object] | None, limit: int
) -> Select[Any]:
    """Order a query by columns that name each row, and begin behind a key.

    One row more than `limit` is asked for, so that `page` knows whether there are others.
    """
    if key is not None:
        query = query.where(tuple_(*columns) > tuple_(*key))
    return query.order_by(*columns).limit(limit + 1)


def page(found: Sequence[Row], limit: int, key: Callable[[Row], Key]) -> Page[Row]:
    """Cut off the row that was asked for too much; `key` names the last one that stays."""
    kept = tuple(found[:limit])
    return Page(kept, to_cursor(key(kept[-1])) if len(found) > limit else None)


def all_rows(ask: Callable[[str | None], Page[Row]]) -> Iterator[Row]:
    """Go through a whole list, page after page.

    Args:
        ask: Gives the page behind a cursor, the first one for None.
    """
    found = ask(None)
    yield from found.rows
    while found.next is not None:
        found = ask(found.next)
        yield from found.rows


def as_time(words: str) -> dt.datetime:
    """Read the time in a cursor, which somebody may have changed.

    Raises:
        RefusedError: `bad_cursor`.
    """
    try:
        at = dt.datetime.fromisoformat(words)
    except ValueError as error:
        raise refused() from error
    if at.tzinfo is None:
        raise refused()
    return at
