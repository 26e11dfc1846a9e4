"""Data frames in and out, with the rows judged as those of files."""

import datetime as dt
import io
from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest

from skillweave.batch.frame import iter_entries, translate_frame
from skillweave.batch.tidy import COLUMNS
from skillweave.batch.write import open_writer
from skillweave.domain.claim import Claim, Status, Translation
from skillweave.domain.experience import Experience
from skillweave.errors import SettingsError, TableError


class OneClaimForWelders:
    """A pipeline that finds one claim in texts about welding."""

    def __init__(self, claim: Claim) -> None:
        """Keep the claim to find."""
        self.claim = claim

    def translate_many(self, experiences: Sequence[Experience], /) -> Sequence[Translation]:
        """Give one result each."""
        return [self.translate(experience) for experience in experiences]

    def translate(self, experience: Experience, /) -> Translation:
        """Find the claim where the text is about welding."""
        if "weld" not in experience.text:
            return Translation(id=experience.id, status=Status.NOTHING_FOUND, experience=experience)
        return Translation(id=experience.id, status=Status.CLAIMS, experience=experience, claims=(self.claim,))


@pytest.fixture
def pipeline(claim: Claim) -> OneClaimForWelders:
    """A pipeline that needs no model."""
    return OneClaimForWelders(claim)


def test_a_frame_goes_in_and_a_tidy_frame_comes_out(pipeline: OneClaimForWelders) -> None:
    """Rows keep their order; claims, nothing found and failed are rows of their own."""
    result = translate_frame(
        pipeline, pd.DataFrame({"Entry ID": [1, 2, None, 1], "Reflection": ["I welded.", "I sat.", "I ran.", "I hid."]})
    )
    assert list(result.columns) == list(COLUMNS)
    assert result["status"].tolist() == ["claims", "nothing_found", "failed", "failed"]
    assert result["id"].tolist() == ["1", "2", "row-3", "1"]
    assert result["row"].tolist() == [1, 2, 3, 4]
    assert result["error"].tolist()[2:] == ["row 3: id is empty", "row 4: id '1' was already used in row 1"]
    assert result["code"].tolist()[0] == "W.1"
    assert str(result["rank"].dtype) == "Int64"


def test_the_frame_is_what_the_csv_holds(pipeline: OneClaimForWelders) -> None:
    """The frame has the columns and values of the CSV of the same translations."""
    frame = pd.DataFrame({"id": ["a", "b"], "text": ["I welded.", "I sat."]})
    buffer = io.BytesIO()
    with open_writer(buffer, "csv") as writer:
        rows = enumerate(pipeline.translate_many([row.experience for row in iter_entries(frame) if row.experience]), 1)
        for number, translation in rows:
            writer.write(translation.model_copy(update={"row": number}))
    buffer.seek(0)
    expected = pd.read_csv(buffer, dtype=object, keep_default_na=False)
    result = translate_frame(pipeline, frame).astype(object)
    assert result.where(result.notna(), "").map(str).to_dict() == expected.to_dict()


def test_values_of_pandas_and_numpy_are_taken_out() -> None:
    """Missing values are empty, timestamps days, arrays lists; the index plays no part."""
    frame = pd.DataFrame(
        {
            "id": pd.array([7, 8], dtype="Int64"),
            "text": ["a", "b"],
            "start_date": [pd.Timestamp("2024-09-09"), pd.NaT],
            "hours": [np.float64(1.5), np.nan],
            "tools": [np.array(["saw", "mill"]), None],
            "host": pd.array([pd.NA, "Café"], dtype="string"),
            5: ["x", "y"],
        },
        index=["x", "x"],
    )
    first, second = iter_entries(frame)
    assert first.experience == Experience(
        id="7", text="a", start_date=dt.date(2024, 9, 9), hours=1.5, tools=("saw", "mill")
    )
    assert second.experience == Experience(id="8", text="b", host="Café")
    assert (first.warnings, second.warnings) == ((), ())


def test_columns_can_be_mapped(pipeline: OneClaimForWelders) -> None:
    """A mapping works as for files."""
    result = translate_frame(pipeline, pd.DataFrame({"Story": ["I welded."]}), mapping={"id": "@row", "text": "Story"})
    assert result["id"].tolist() == ["row-1"]


def test_an_empty_frame_gives_an_empty_frame(pipeline: OneClaimForWelders) -> None:
    """No rows are no rows, with all columns and their types."""
    result = translate_frame(pipeline, pd.DataFrame({"id": [], "text": []}))
    assert (len(result), list(result.columns), str(result["start"].dtype)) == (0, list(COLUMNS), "Int64")


def test_a_frame_without_text_is_refused(pipeline: OneClaimForWelders) -> None:
    """Missing columns and mappings that do not fit are the same errors as for files."""
    with pytest.raises(TableError, match="the data frame: no column is known to hold the text"):
        translate_frame(pipeline, pd.DataFrame({"id": [1]}))
    with pytest.raises(SettingsError, match="names the column 'Story'"):
        iter_entries(pd.DataFrame({"id": [1]}), mapping={"text": "Story"})
