"""Logs as JSON: one object a line, or one array of objects in a file that is not too large."""

import json
from collections.abc import Iterator

from skillweave.batch.encodings import TextEncoding
from skillweave.batch.lines import MAX_LINE, LineTooLongError, Source
from skillweave.batch.rows import Record
from skillweave.errors import TableError

MAX_ARRAY_BYTES = 50_000_000
"""An array must be read whole; beyond this, one object a line is asked for."""

Parsed = tuple[int, dict[str, object] | str]
"""The number of an object and the object, or what is wrong with it."""


def is_array(source: Source, encoding: TextEncoding) -> bool:
    """Tell whether the first character that is not blank opens an array."""
    return source.start(encoding).startswith("[")


def read_columns(source: Source, encoding: TextEncoding, *, array: bool) -> tuple[str, ...]:
    """Collect the keys of all objects, in the order in which they first appear.

    Raises:
        TableError: There is no object at all, or the array cannot be read.
    """
    columns: dict[str, None] = {}
    first_fault = "it holds no rows"
    found = False
    for number, parsed in read_objects(source, encoding, array=array):
        if isinstance(parsed, dict):
            found = True
            columns.update(dict.fromkeys(parsed))
        elif first_fault == "it holds no rows":
            first_fault = f"row {number}: {parsed}"
    if not found:
        raise TableError(f"{source.name} holds no JSON object; {first_fault}")
    return tuple(columns)


def read_records(
    source: Source, encoding: TextEncoding, columns: tuple[str, ...], *, array: bool = False
) -> Iterator[Record]:
    """Read objects one by one, numbered by their line, in an array by their place; a broken one is an error."""
    for number, parsed in read_objects(source, encoding, array=array):
        if isinstance(parsed, str):
            yield Record(number, error=parsed)
        else:
            yield Record(number, cells=tuple(parsed.get(column) for column in columns))


def read_objects(source: Source, encoding: TextEncoding, *, array: bool) -> Iterator[Parsed]:
    """Read objects one by one, numbered by their line, in an array by their place; of a broken one, what is wrong.

    Raises:
        TableError: The array cannot be read.
    """
    if not array:
        yield from _lines(source, encoding)
        return
    for number, item in enumerate(_array(source, encoding), 1):
        yield number, item if isinstance(item, dict) else f"{_named(item)} where an object {{...}} was expected"


def _lines(source: Source, encoding: TextEncoding) -> Iterator[Parsed]:
    with source.text(encoding) as lines:
        while True:
            lines.hold()
            try:
                line = next(lines)
            except StopIteration:
                return
            except LineTooLongError:
                yield lines.number, f"the line has over {MAX_LINE:,} characters"
                continue
            if line.strip():
                yield lines.number, _object(line)


def _object(line: str) -> dict[str, object] | str:
    try:
        parsed = json.loads(line)
    except json.JSONDecodeError as error:
        return f"not a JSON object on one line: {error.msg} at character {error.colno}"
    except (ValueError, RecursionError):
        return "not JSON that can be read: a number is too long or it is nested too deep"
    return parsed if isinstance(parsed, dict) else f"{_named(parsed)} where an object {{...}} was expected"


def _named(parsed: object) -> str:
    names = {"list": "an array", "str": "a text", "bool": "true or false", "NoneType": "null"}
    return names.get(type(parsed).__name__, "a number")


def _array(source: Source, encoding: TextEncoding) -> list[object]:
    with source.open() as stream:
        raw = stream.read(MAX_ARRAY_BYTES + 1)
    if len(raw) > MAX_ARRAY_BYTES:
        what = f"a JSON array of more than {MAX_ARRAY_BYTES // 1_000_000} MB"
        raise TableError(f"{source.name} is {what}; save it as JSON lines, one object a line")
    try:
        parsed = json.loads(raw.decode(encoding.codec, encoding.errors).lstrip("\ufeff"))
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, character {error.colno}"
        raise TableError(f"{source.name} is not a JSON array: {error.msg} at {where}") from error
    except (ValueError, RecursionError) as error:
        raise TableError(f"{source.name} is not JSON that can be read: {error}") from error
    return parsed if isinstance(parsed, list) else [parsed]
