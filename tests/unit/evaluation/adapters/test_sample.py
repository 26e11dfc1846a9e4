"""A sample as a whole: quotes are found, names exist, twins and parts fit together, and all faults come at once."""

import json
import re
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillweave.domain.competency import Framework
from skillweave.domain.span import Span
from skillweave.errors import EvaluationError
from skillweave.evaluation.adapters.sample import Sample, find_quotes, read_samples
from skillweave.evaluation.adapters.stored import Quote
from skillweave.frameworks.load import load_framework
from tests.strategies import hostile_text
from tests.unit.evaluation.tiny_sets import tiny_known, write_lines

Row = dict[str, Any]  # Any: a JSON object
REPOSITORY = Path(__file__).resolve().parents[4]


def places(text: str, *evidence: Quote) -> list[tuple[int, int]]:
    """Find quotes that are all there."""
    spans, faults = find_quotes(text, evidence)
    assert faults == []
    return [(span.start, span.end) for span in spans]


def a_text(name: str, **more: object) -> Row:
    """Make a text without labels."""
    return {"id": name, "text": "I led the crew 🚣 and led them well.", "labels": []} | more


def a_label(code: str = "D.LEA", *evidence: object, framework: str = "as-durable-skills") -> Row:
    """Make a label."""
    return {"framework": framework, "code": code, "evidence": list(evidence)}


def read(folder: Path, *rows: Row) -> list[Sample]:
    """Write rows and read them as a sample."""
    return read_samples(write_lines(folder / "mine.jsonl", rows), tiny_known())


def faults_of(folder: Path, *rows: Row) -> list[str]:
    """Write rows that are not in order and give the lines of the error after its first."""
    with pytest.raises(EvaluationError) as caught:
        read(folder, *rows)
    first, *faults = str(caught.value).split("\n")
    assert first == f"{folder / 'mine.jsonl'}: {len(faults)} fault{'s' if len(faults) > 1 else ''}"
    return [fault.removeprefix("  - ") for fault in faults]


def test_a_quote_is_found_at_its_first_occurrence() -> None:
    """Counted in code points, whatever stands before."""
    assert places("🚣🚣 led and led", Quote(quote="led")) == [(3, 6)]


def test_the_same_quote_again_is_the_next_occurrence() -> None:
    """An occurrence that shares a character with an earlier piece is passed over."""
    assert places("anana anana", Quote(quote="ana"), Quote(quote="ana")) == [(0, 3), (6, 9)]


def test_occurrences_may_overlap_each_other() -> None:
    """The one that is free is found, also where it starts inside one that is not."""
    assert places("xaaa", Quote(quote="xa", start=0, end=2), Quote(quote="aa")) == [(0, 2), (2, 4)]


def test_a_place_is_taken_as_it_is_given() -> None:
    """Also if the words stood earlier."""
    assert places("led, led", Quote(quote="led", start=5, end=8), Quote(quote="led")) == [(5, 8), (0, 3)]


@pytest.mark.parametrize(
    ("piece", "fault"),
    [
        (Quote(quote="Led"), "evidence 'Led' is not in the text; copy it from there"),
        (Quote(quote="led", start=0, end=3), "from 0 to 3 the text has 'I l'"),
        (Quote(quote="led", start=2, end=6), "from 2 to 6 the text has 'led '"),
        (Quote(quote="I led", start=-1, end=4), "from -1 to 4 the text has 'I le'"),
        (Quote(quote="led", start=90, end=93), "from 90 to 93 the text has ''"),
        (Quote(quote="led", start=5, end=2), "from 5 to 2 the text has ''"),
    ],
)
def test_words_that_are_not_there_are_a_fault(piece: Quote, fault: str) -> None:
    """The message shows what is there."""
    spans, faults = find_quotes("I led the crew", [piece])
    assert spans == ()
    assert len(faults) == 1
    assert fault in faults[0]


@pytest.mark.parametrize("second", [Quote(quote="led the"), Quote(quote="the", start=6, end=9)])
def test_pieces_of_one_label_do_not_overlap(second: Quote) -> None:
    """A character counts once."""
    spans, faults = find_quotes("I led the crew", [Quote(quote="led the"), second])
    assert spans == (Span(start=2, end=9),)
    assert faults == [f"evidence {second.quote!r} overlaps an earlier piece of evidence of this label"]


@given(hostile_text(), st.data())
def test_what_was_cut_from_a_text_is_found_in_it(text: str, data: st.DataObject) -> None:
    """With offsets that give the quote back, apart from each other, however hostile the text."""
    cuts = data.draw(st.lists(st.integers(0, len(text)), max_size=6).map(sorted))
    pieces = [text[low:high] for low, high in pairwise(cuts) if low < high]
    spans, faults = find_quotes(text, [Quote(quote=piece) for piece in pieces[:1]])
    assert faults == []
    assert [span.quote(text) for span in spans] == pieces[:1]
    spans, _ = find_quotes(text, [Quote(quote=piece) for piece in pieces])
    assert all(span.quote(text) in pieces for span in spans)
    assert not any(one.overlaps(other) for at, one in enumerate(spans) for other in spans[:at])


def test_both_formats_say_the_same(tmp_path: Path) -> None:
    """A table and JSON lines with the same content give the same labels."""
    sheet = tmp_path / "mine.csv"
    sheet.write_text(
        "id,text,framework,code,grade,evidence,part,rater\n"
        "e1,I led 🚣 the crew,as-durable-skills,D.LEA,3,led | crew,fit,\n"
        "e1,,career-clusters-16,AG,0,,,second\n",
        encoding="utf-8-sig",
    )
    row = {
        "id": "e1",
        "text": "I led 🚣 the crew",
        "part": "fit",
        "labels": [a_label("D.LEA", "led", "crew") | {"grade": 3}],
        "second_labels": [a_label("AG", framework="career-clusters-16") | {"grade": 0}],
    }
    (one,), (other,) = read_samples(sheet, tiny_known()), read(tmp_path, row)
    assert (one.labels, one.second, one.part) == (other.labels, other.second, other.part)
    assert one.stored.entry == other.stored.entry
    assert [span.quote("I led 🚣 the crew") for span in one.labels[0].spans] == ["led", "crew"]


def test_a_twin_belongs_to_its_original(tmp_path: Path) -> None:
    """Group and part are those of the text it was made from, unless it has its own."""
    found = read(tmp_path, a_text("t", twin_of="e1", twin_kind="typos"), a_text("e1", group="ann", part="fit"))
    assert [(one.group, one.part) for one in found] == [("ann", "fit"), ("ann", "fit")]


def test_a_text_without_a_group_is_one_of_its_own(tmp_path: Path) -> None:
    """It is drawn alone, with its twins."""
    assert [one.group for one in read(tmp_path, a_text("e1"), a_text("e2", twin_of="e1"))] == ["e1", "e1"]


@pytest.mark.parametrize(
    ("label", "fault"),
    [
        (
            a_label(framework="as-durable-skill"),
            "there is no framework 'as-durable-skill'; perhaps 'as-durable-skills'",
        ),
        (a_label(framework="zzz"), "there is no framework 'zzz'"),
        (a_label("D.LEO"), "the framework as-durable-skills has no such code; perhaps 'D.LEA'"),
        (a_label("D"), "is a heading, which is never claimed"),
        (a_label("D.LEA", "I lead"), "evidence 'I lead' is not in the text"),
    ],
)
@pytest.mark.parametrize("key", ["labels", "second_labels"])
def test_what_a_label_names_must_be_there(tmp_path: Path, label: Row, fault: str, key: str) -> None:
    """The message names file, line, id and code; the second rater's labels are checked no less."""
    found = faults_of(tmp_path, a_text("e0"), a_text("e1", **{key: [label]}))
    assert len(found) == 1
    assert found[0].startswith(f"line 2, id 'e1': label {label['code']!r}: ")
    assert fault in found[0]


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        ([a_text("e1"), a_text("e1", text="Another.")], "line 2, id 'e1': this id is taken by line 1"),
        ([a_text("e1", labels=[a_label(), a_label()])], "line 1, id 'e1': label 'D.LEA': is there twice"),
        ([a_text("e1", twin_of="e9")], "line 1, id 'e1': twin_of: there is no text with the id 'e9'"),
        ([a_text("e1", twin_of="e1")], "line 1, id 'e1': twin_of: 'e1' is a twin itself"),
        (
            [a_text("e1", group="ann", part="fit"), a_text("e2", group="ann", part="report")],
            "line 2, id 'e2': part: the group 'ann' is in two, report here and fit on line 1",
        ),
        ([a_text("e1", part="fit"), a_text("e2", twin_of="e1", part="report")], "the group 'e1' is in two"),
        ([a_text("e1", group="ann", part="fit"), a_text("e2", group="ann")], "none here and fit on line 1"),
        ([], "there is no text in it"),
    ],
)
def test_texts_must_fit_together(tmp_path: Path, rows: list[Row], fault: str) -> None:
    """Ids are unique, twins have an original, and nobody's texts are in two parts."""
    found = faults_of(tmp_path, *rows)
    assert len(found) == 1
    assert fault in found[0]


def test_all_faults_come_at_once(tmp_path: Path) -> None:
    """Of lines, of fields, of names, of quotes and of twins."""
    path = write_lines(
        tmp_path / "mine.jsonl",
        [
            a_text("e1", labels=[a_label("D.XYZ"), a_label("D.LEA", "no", "none")]),
            a_text("e1"),
            a_text("e2", colour="red"),
            a_text("e3", twin_of="e7"),
        ],
    )
    path.write_text(f"{path.read_text(encoding='utf-8')}[]\n", encoding="utf-8")
    with pytest.raises(EvaluationError, match=r"mine\.jsonl: 7 faults\n") as caught:
        read_samples(path, tiny_known())
    lines = sorted(fault.split()[2].rstrip(",:") for fault in str(caught.value).split("\n")[1:])
    assert lines == ["1", "1", "1", "2", "3", "4", "5"]


def test_a_label_of_a_table_is_named_by_its_row(tmp_path: Path, known: Mapping[str, Framework]) -> None:
    """Not by the first row of its text."""
    path = tmp_path / "mine.csv"
    path.write_text(
        "id,text,framework,code,evidence\ne1,I led.,,,\ne1,,as-durable-skills,D.LEA,ran\n", encoding="utf-8"
    )
    with pytest.raises(EvaluationError, match=r"line 3, id 'e1': label 'D.LEA': evidence 'ran' is not in the text"):
        read_samples(path, known)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("mine.xlsx", b"", r"mine\.xlsx: a labelled sample ends in \.csv or \.jsonl, or is a folder"),
        ("mine.csv", b"id,text,framework,code\ne1,caf\xe9,,\n", r"mine\.csv, line 2: not UTF-8"),
        ("mine.csv", b"", r"mine\.csv: 4 faults"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(
    tmp_path: Path, known: Mapping[str, Framework], name: str, content: bytes, message: str
) -> None:
    """With what would do."""
    (tmp_path / name).write_bytes(content)
    with pytest.raises(EvaluationError, match=message):
        read_samples(tmp_path / name, known)


def test_a_missing_file_is_named(tmp_path: Path, known: Mapping[str, Framework]) -> None:
    """With the reason."""
    with pytest.raises(EvaluationError, match=r"mine\.jsonl cannot be read: there is no such file"):
        read_samples(tmp_path / "mine.jsonl", known)


def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path: Path, known: Mapping[str, Framework]) -> None:
    """Editors put one before the first line."""
    path = tmp_path / "mine.jsonl"
    path.write_text(json.dumps(a_text("e1")), encoding="utf-8-sig")
    assert [one.stored.entry.id for one in read_samples(path, known)] == ["e1"]


def test_the_examples_of_the_page_say_the_same(tmp_path: Path) -> None:
    """Both formats as docs/labelled-samples.md shows them, and the table that its program reads."""
    page = (REPOSITORY / "docs" / "labelled-samples.md").read_text(encoding="utf-8")
    blocks = {kind: re.findall(rf"```{kind}\n(.*?)```", page, re.DOTALL)[0] for kind in ("csv", "json")}
    (tmp_path / "page.csv").write_text(blocks["csv"], encoding="utf-8")
    (tmp_path / "page.jsonl").write_text(blocks["json"], encoding="utf-8")
    durable = load_framework(REPOSITORY / "frameworks" / "as-durable-skills" / "2021")
    table, lines = (read_samples(tmp_path / name, {durable.id: durable}) for name in ("page.csv", "page.jsonl"))
    assert [(one.stored.entry, one.labels, one.second, one.part) for one in table] == [
        (one.stored.entry, one.labels, one.second, one.part) for one in lines
    ]
    assert blocks["csv"] in page.replace(f"```csv\n{blocks['csv']}", "")
