"""Logs as pandas data frames, in and out; the only file that knows pandas."""

from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from skillweave.batch.chunk import Translates, translate_rows
from skillweave.batch.mapping import map_columns, require_columns
from skillweave.batch.rows import Record, Row, check_records
from skillweave.batch.tidy import COLUMNS, TidyRow, tidy_rows


def translate_frame(
    pipeline: Translates, frame: pd.DataFrame, *, mapping: Mapping[str, str] | None = None
) -> pd.DataFrame:
    """Translate every row of a data frame; the result has one row a claim, with the columns of the CSV.

    Rows keep their order. One without claims, or one that failed, is a row with its status and error.

    Args:
        pipeline: As `build_pipeline` gives it.
        frame: Its columns are mapped as those of a file.
        mapping: Field to column name; see `parse_mapping`.

    Raises:
        TableError: No column is known to hold the id or the text.
        SettingsError: The mapping does not fit the columns.
    """
    rows = iter_entries(frame, mapping=mapping)
    flat = [row for translation in translate_rows(pipeline, rows) for row in tidy_rows(translation)]
    return _frame(flat)


def iter_entries(frame: pd.DataFrame, *, mapping: Mapping[str, str] | None = None) -> Iterator[Row]:
    """Check the rows of a data frame as those of a file are checked, numbered from 1.

    Raises:
        TableError: No column is known to hold the id or the text.
        SettingsError: The mapping does not fit the columns.
    """
    columns = tuple(str(name) for name in frame.columns)
    found, _ = map_columns(columns, mapping)
    require_columns(found, columns, "the data frame")
    records = (
        Record(number, cells=tuple(map(_plain, cells)))
        for number, cells in enumerate(frame.itertuples(index=False, name=None), 1)
    )
    return check_records(records, found)


def _plain(cell: object) -> object:
    """Take a cell out of pandas and numpy: a missing value is None, an array a list."""
    if pd.api.types.is_scalar(cell):
        if pd.isna([cell])[0]:
            return None
        item = getattr(cell, "item", None)
        return item() if item else cell
    to_list = getattr(cell, "tolist", None)
    return to_list() if to_list else cell


def _frame(rows: Sequence[TidyRow]) -> pd.DataFrame:
    names = {str: "string", int: "Int64", float: "Float64"}
    frame = pd.DataFrame(list(rows), columns=list(COLUMNS), dtype=object)
    return frame.astype({name: names[kind] for name, kind in COLUMNS.items()})
