"""Tables with one row a label."""

import csv
import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillweave.evaluation.adapters.sheet import sheet_texts
from skillweave.evaluation.adapters.stored import Raw

HEAD = "id,text,framework,code,grade,evidence"


def read(*lines: str) -> list[Raw]:
    """Read a table that is in order."""
    faults: list[str] = []
    found = list(sheet_texts("\n".join(lines) + "\n", faults))
    assert faults == []
    return found


def faults_in(*lines: str) -> list[str]:
    """Read a table that is not."""
    faults: list[str] = []
    list(sheet_texts("\n".join(lines) + "\n", faults))
    return faults


def a_label(**more: object) -> dict[str, Any]:  # Any: a JSON object
    """Say what a label of the tests becomes."""
    return {"framework": "f", "code": "c", "evidence": []} | more


def test_rows_of_one_id_become_one_text() -> None:
    """The text may be repeated or left out after the first row."""
    found = read(HEAD, "e1,I led.,f,c,3,led", "e2,I ran.,f,c,,", "e1,,f,d,,", "e1,I led.,f,e,0,")
    assert [(raw.line, raw.value["id"], raw.value["text"]) for raw in found] == [
        (2, "e1", "I led."),
        (3, "e2", "I ran."),
    ]
    assert found[0].value["labels"] == [
        a_label(grade=3.0, evidence=["led"]),
        a_label(code="d"),
        a_label(code="e", grade=0.0),
    ]
    assert found[0].label_lines == {"labels": [2, 4, 5]}


def test_a_row_without_a_code_shows_nothing() -> None:
    """Somebody looked, and there was nothing."""
    assert [raw.value["labels"] for raw in read(HEAD, "e1,I ran.,,,,", "e2,I sat.,f,,,")] == [[], []]


def test_lines_are_those_of_the_file() -> None:
    """A text may run over several, and its row is named by its first."""
    found = read(HEAD, '"e1","I led.', "", 'Twice.",f,c,,', "", "e2,I ran.,f,c,,")
    assert [(raw.line, raw.value["text"]) for raw in found] == [(2, "I led.\n\nTwice."), (6, "I ran.")]


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_the_header_tells_the_delimiter(mark: str) -> None:
    """As spreadsheets of different countries write it."""
    rows = (
        ["id", "text", "framework", "code", "grade"],
        ["e1", "I led, I ran", "f", "c", "2,5" if mark == ";" else "2.5"],
    )
    stream = io.StringIO()
    csv.writer(stream, delimiter=mark, lineterminator="\n").writerows(rows)
    found = read(stream.getvalue())
    assert found[0].value["labels"] == [a_label(grade=2.5)]
    assert found[0].value["text"] == "I led, I ran"


def test_columns_may_be_spelled_freely() -> None:
    """Capitals and spaces do not count; a column that is not known is left out."""
    raw = read("ID,Text,Framework,Code,Experience type,Remark", "e1,I led.,f,c,internship,nice")[0]
    assert raw.value == {
        "id": "e1",
        "text": "I led.",
        "experience_type": "internship",
        "slices": {},
        "labels": [a_label()],
    }


def test_slices_have_columns_of_their_own() -> None:
    """An empty cell is no slice."""
    found = read("id,text,framework,code,slice:region,slice:grade", "e1,I led.,,,north,9", "e2,I ran.,,,,10")
    assert [raw.value["slices"] for raw in found] == [{"region": "north", "grade": "9"}, {"grade": "10"}]


@pytest.mark.parametrize(
    ("cell", "quotes"),
    [("led | ran", ["led", "ran"]), ("led|", ["led"]), ("a | b", ["a | b"]), ("", []), ("led | | ", ["led"])],
)
def test_quotes_are_parted_by_bars(cell: str, quotes: list[str]) -> None:
    """Unless the text has the bar itself."""
    raw = read(HEAD, f"e1,led or ran a | b,f,c,,{cell}")[0]
    assert raw.value["labels"][0]["evidence"] == quotes


def test_the_second_rater_has_rows_of_their_own() -> None:
    """A row without a code says that they looked; without any row they did not."""
    head = "id,text,framework,code,rater"
    found = read(head, "e1,I led.,f,c,first", "e1,,f,d,Second", "e2,I ran.,f,c,", "e2,,,,2", "e3,I sat.,,,1")
    assert [raw.value.get("second_labels") for raw in found] == [[a_label(code="d")], [], None]
    assert found[0].label_lines == {"labels": [2], "second_labels": [3]}


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        (["e1,I led.,f,c,,", "e1,I  led.,f,d,,"], "line 3, id 'e1': text is not that of line 2"),
        ([",I led.,f,c,,"], "line 2: id is empty"),
        (["e1,I led.,f,,4,"], "line 2, id 'e1': code is empty, though the row has a grade"),
        (["e1,I led.,f,,,led"], "line 2, id 'e1': code is empty, though the row has a grade or evidence"),
        (["e1,I led, and ran.,f,c,4,"], "line 2: 7 cells under 6 columns"),
        (['e1,"I led.,f,c,,'], "not valid CSV"),
    ],
)
def test_faults_name_their_line(rows: list[str], fault: str) -> None:
    """One each."""
    found = faults_in(HEAD, *rows)
    assert len(found) == 1
    assert fault in found[0]


@pytest.mark.parametrize("column", ["part", "group", "style", "experience_type", "twin_of", "twin_kind", "slice:x"])
def test_what_belongs_to_the_text_cannot_change(column: str) -> None:
    """Not only the words."""
    found = faults_in(f"id,text,framework,code,{column}", "e1,I led.,f,c,one", "e1,,f,d,two", "e1,,f,e,")
    assert found == [f"line 3, id 'e1': {column} is not that of line 2; repeat it exactly or leave it empty"]


def test_an_unknown_rater_is_a_fault() -> None:
    """There are two."""
    found = faults_in("id,text,framework,code,rater", "e1,I led.,f,c,third")
    assert found == ["line 2, id 'e1': rater: must be empty, first or second (it is 'third')"]


@pytest.mark.parametrize(
    ("header", "fault"),
    [
        ("id,text,code", "the column framework is missing; the header names: id, text, code"),
        ("id,text,framework,code,Code", "the column code is there twice"),
    ],
)
def test_the_header_must_have_what_is_needed(header: str, fault: str) -> None:
    """No row is read under a wrong one."""
    assert faults_in(header, "e1,I led.,f,c,,,,,") == [f"line 1: {fault}"]


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")), min_size=1, max_size=5))
def test_texts_come_back_as_they_were(texts: list[str]) -> None:
    """Line ends, quotes, commas and all."""
    rows = [(f"e{at}", f"x{text}", "f", "c") for at, text in enumerate(texts)]
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows([("id", "text", "framework", "code"), *rows])
    faults: list[str] = []
    assert [raw.value["text"] for raw in sheet_texts(stream.getvalue(), faults)] == [f"x{text}" for text in texts]
    assert faults == []
