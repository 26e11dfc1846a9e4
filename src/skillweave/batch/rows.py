"""From records of any format to checked rows: the one place where a row is judged.

Only a faulty id or text fails a row. Any other faulty field is left empty, with a warning that names it.
"""

import hashlib
from array import array
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pydantic import ValidationError

from skillweave.batch.cells import Cell, Faulty, ReadAs, accepted, as_id, as_text, convert, is_empty, shown
from skillweave.batch.mapping import ColumnMapping, MappedColumn
from skillweave.domain.claim import Status, Translation
from skillweave.domain.experience import MAX_TEXT, Experience

_MAX_ID = 200


@dataclass(frozen=True, slots=True)
class Record:
    """One record as its format gives it: cells in the order of the columns, or why they cannot be had.

    Attributes:
        number: As the user's editor or spreadsheet counts it.
        cells: May be shorter than the columns; what is not there is empty.
        error: What is wrong with the record as a whole; then the cells count for nothing.
        warning: What a person should look at although the record could be read.
    """

    number: int
    cells: tuple[Cell, ...] = ()
    error: str | None = None
    warning: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a log: an experience, or the reason why it is none.

    Attributes:
        number: Line, sheet row or record, as the user counts it.
        experience: None where the row failed.
        id: The id, where one could be read, also of a failed row.
        error: Why the row failed and what to do; None where it did not.
        warnings: Fields that were left empty or read in one of two ways.
    """

    number: int
    experience: Experience | None
    id: str | None = None
    error: str | None = None
    warnings: tuple[str, ...] = ()


class _RowError(Exception):
    """A fault that fails its row, and the id if it is known."""

    def __init__(self, reason: str, row_id: str | None = None) -> None:
        super().__init__(reason)
        self.row_id = row_id


class _Seen:
    """Which row used an id first, in 16 to 20 bytes an id: a log of any length must fit.

    8 bytes of each id's hash and its row are kept in many small tables, which grow one at a time and a little each:
    what grows is there twice for a moment.
    """

    _TABLES = 64

    def __init__(self) -> None:
        self._tables = [_Table() for _ in range(self._TABLES)]

    def first_row(self, row_id: str, number: int) -> int:
        """Give the row that used the id first, this one if none did."""
        hashed = hashlib.sha1(row_id.encode("utf-8", "surrogatepass"), usedforsecurity=False).digest()
        return self._tables[hashed[8] % self._TABLES].first(int.from_bytes(hashed[:8], "big") or 1, number)


class _Table:
    """Numbers by hashes other than 0, filled to three quarters at most; a place that is taken sends on to the next."""

    def __init__(self) -> None:
        self._resize(16)

    def first(self, digest: int, number: int) -> int:
        """Give the number that stands with the digest; put this one there if none does."""
        if 4 * self._used >= 3 * len(self._digests):
            digests, numbers = self._digests, self._numbers
            self._resize(len(digests) * 5 // 4)
            for known, earlier in zip(digests, numbers, strict=True):
                if known:
                    self._put(known, earlier)
        return self._put(digest, number)

    def _resize(self, size: int) -> None:
        self._digests, self._numbers = array("Q", [0]) * size, array("I", [0]) * size
        self._used = 0

    def _put(self, digest: int, number: int) -> int:
        digests = self._digests
        size = len(digests)
        place = digest % size
        while digests[place] not in (0, digest):
            place = place + 1 if place + 1 < size else 0
        if digests[place] == 0:
            digests[place], self._numbers[place] = digest, number
            self._used += 1
        return self._numbers[place]


def check_records(records: Iterable[Record], mapping: ColumnMapping) -> Iterator[Row]:
    """Turn records into rows, one by one, none left out.

    The second use of an id fails its row. An American date is remarked on once a field, not on every row.
    """
    seen = _Seen()
    remarked: set[str] = set()
    for record in records:
        try:
            yield _check(record, mapping, seen, remarked)
        except _RowError as fault:
            yield Row(record.number, None, id=fault.row_id, error=f"row {record.number}: {fault}")


def failed_translation(row: Row) -> Translation:
    """Make the result of a row that failed, named `row-<number>` where it has no id of its own."""
    return Translation(id=row.id or f"row-{row.number}", status=Status.FAILED, error=row.error, row=row.number)


def _check(record: Record, mapping: ColumnMapping, seen: _Seen, remarked: set[str]) -> Row:
    if record.error:
        raise _RowError(record.error)
    row_id = _id(record, mapping, seen)
    fields: dict[str, object] = {"id": row_id, "text": _text(record, mapping, row_id)}
    given: dict[str, Cell] = {}
    warnings = [record.warning] if record.warning else []
    for column in mapping.taken:
        cell = given[column.field] = _cell(record, column)
        if column.field in fields or is_empty(cell):
            continue
        value, warning = _optional(column, cell, remarked)
        warnings += [warning] if warning else []
        if value is not None:
            fields[column.field] = value
    experience, more = _experience(fields, given)
    told = tuple(f"row {record.number}: {warning}" for warning in (*warnings, *more))
    return Row(record.number, experience, id=row_id, warnings=told)


def _cell(record: Record, column: MappedColumn | None) -> Cell:
    return record.cells[column.position] if column and column.position < len(record.cells) else None


def _id(record: Record, mapping: ColumnMapping, seen: _Seen) -> str:
    if mapping.row_ids:
        return f"row-{record.number}"
    cell = _cell(record, mapping.of("id"))
    row_id = None if is_empty(cell) else as_id(cell)
    if not row_id:
        raise _RowError("id is empty" if is_empty(cell) else f"id {shown(cell)} is neither text nor a number")
    if len(row_id) > _MAX_ID:
        raise _RowError(f"id {shown(row_id)} has {len(row_id):,} characters, the limit is {_MAX_ID}")
    if not _is_unicode(row_id):
        raise _RowError("id holds half of a character; the export that made it is damaged")
    first = seen.first_row(row_id, record.number)
    if first != record.number:
        raise _RowError(f"id {shown(row_id)} was already used in row {first}", row_id)
    return row_id


def _text(record: Record, mapping: ColumnMapping, row_id: str) -> str:
    cell = _cell(record, mapping.of("text"))
    if is_empty(cell):
        raise _RowError("text is empty", row_id)
    text = as_text(cell)
    if text is None:
        raise _RowError(f"text is not text but {type(cell).__name__}", row_id)
    if len(text) > MAX_TEXT:
        reason = f"text has {len(text):,} characters, the limit is {MAX_TEXT:,}: split it or check for a pasted file"
        raise _RowError(reason, row_id)
    if not _is_unicode(text):
        raise _RowError("text holds half of a character; the export that made it is damaged", row_id)
    return text


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _optional(column: MappedColumn, cell: Cell, remarked: set[str]) -> tuple[object, str | None]:
    """Give the value for a field, None if there is none, and what to tell about it."""
    value = convert(column.field, cell)
    if isinstance(value, Faulty):
        return None, _left_empty(column.field, cell, value.accepted)
    if not isinstance(value, ReadAs):
        return value, None
    if column.field in remarked:
        return value.value, None
    remarked.add(column.field)
    return value.value, f"{column.field} {shown(cell)} is read as {value.way}: {value.value}; so are all like it"


def _left_empty(field: str, cell: Cell, accepts: str) -> str:
    return f"{field} {shown(cell)} is left empty; accepted is {accepts}"


def _experience(fields: Mapping[str, object], given: Mapping[str, Cell]) -> tuple[Experience, list[str]]:
    """Build an experience; an optional field that does not validate is dropped and told."""
    try:
        return Experience.model_validate(fields), []
    except ValidationError as fault:
        locations = {str(error["loc"][0]) for error in fault.errors() if error["loc"]}
    if not locations:
        # Every field is good by itself, so what is left is the order of the dates.
        kept = {name: value for name, value in fields.items() if name != "end_date"}
        accepts = f"a day not before start_date {fields['start_date']}"
        return Experience.model_validate(kept), [_left_empty("end_date", given["end_date"], accepts)]
    told = [_left_empty(name, given[name], accepted(name)) for name in fields if name in locations]
    good = {name: value for name, value in fields.items() if name not in locations}
    experience, more = _experience(good, given)
    return experience, told + more
