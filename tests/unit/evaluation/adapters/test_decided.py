"""Labelled samples as decisions: which pairs were judged unaided, which in view of a suggestion, which not at all."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from skillweave.domain.competency import Competency, Framework
from skillweave.errors import EvaluationError
from skillweave.evaluation.adapters.decided import Decided, read_decided
from skillweave.matching.parameters import LARGE
from tests.tiny_frameworks import tiny_framework
from tests.unit.evaluation.tiny_sets import write_lines

Known = Mapping[str, Framework]
DURABLE = "as-durable-skills"
CODES = ("D.LEA", "D.PER", "D.LIS")


def _label(code: str, grade: float = 4.0, exposure: str | None = None, framework: str = DURABLE) -> dict[str, object]:
    return {"framework": framework, "code": code, "grade": grade, **({"exposure": exposure} if exposure else {})}


def _text(name: str, *labels: dict[str, object], **more: object) -> dict[str, object]:
    return {"id": name, "text": f"{name}: I led the crew.", "labels": labels, **more}


def _read(folder: Path, known: Known, *texts: dict[str, object]) -> dict[str, Decided]:
    found = read_decided([write_lines(folder / "s.jsonl", list(texts))], known)
    return {one.id: one for one in found.get(DURABLE, [])}


def test_a_text_read_blind_judges_everything_that_could_be_named(tmp_path: Path, known: Known) -> None:
    """What nobody named is not there."""
    found = _read(tmp_path, known, _text("a", _label("D.LEA", exposure="blind"), exposure="blind"))["a"]
    assert found.blind == {code: code == "D.LEA" for code in found.blind}
    assert set(CODES) <= set(found.blind)
    assert found.shown == {}


def test_what_was_seen_only_when_it_was_shown_is_no_unaided_judgement(tmp_path: Path, known: Known) -> None:
    """In a text read blind too; what was turned down when shown had not been seen before either."""
    labels = (_label("D.LEA", exposure="assisted"), _label("D.PER", 0.0, "assisted"))
    found = _read(tmp_path, known, _text("a", *labels, exposure="blind"))["a"]
    assert found.shown == {"D.LEA": True}
    assert "D.LEA" not in found.blind
    assert found.blind["D.PER"] is False


def test_with_suggestions_in_view_only_what_was_said_counts(tmp_path: Path, known: Known) -> None:
    """Nobody judged the others."""
    labels = (_label("D.LEA", exposure="assisted"), _label("D.PER", 0.0, "assisted"))
    found = _read(tmp_path, known, _text("a", *labels, exposure="assisted"))["a"]
    assert (found.blind, found.shown) == ({}, {"D.LEA": True, "D.PER": False})


def test_labels_that_say_nothing_of_it_were_made_unaided(tmp_path: Path, known: Known) -> None:
    """As in a sample made by hand; grade 3 and 4 are there, lower ones are not."""
    found = _read(tmp_path, known, _text("a", _label("D.LEA", 3.0), _label("D.PER", 2.0)), _text("b"))
    assert [found["a"].blind[code] for code in CODES] == [True, False, False]
    assert not any(found["b"].blind.values())
    assert found["b"].blind.keys() == found["a"].blind.keys()


def test_twins_and_texts_kept_for_the_report_are_left_out(tmp_path: Path, known: Known) -> None:
    """A figure on a text that was fitted on would say nothing."""
    texts = (
        _text("a", _label("D.LEA"), part="fit"),
        _text("b", _label("D.LEA"), part="report"),
        _text("c", _label("D.LEA"), twin_of="a"),
        _text("d", _label("D.LEA")),
    )
    assert _read(tmp_path, known, *texts).keys() == {"a", "d"}


def test_people_are_told_apart_by_their_group(tmp_path: Path, known: Known) -> None:
    """A text without one stands for itself."""
    found = _read(tmp_path, known, _text("a", _label("D.LEA"), group="p1"), _text("b"))
    assert [found[name].group for name in ("a", "b")] == ["p1", "b"]


def test_a_text_in_two_files_counts_once(tmp_path: Path, known: Known) -> None:
    """As the first one has it; another text of the same id is another text."""
    one = write_lines(tmp_path / "1.jsonl", [_text("a", _label("D.LEA"))])
    other = write_lines(tmp_path / "2.jsonl", [_text("a", _label("D.PER")), {**_text("b", _label("D.PER")), "id": "a"}])
    with pytest.raises(EvaluationError, match="this id is taken"):
        read_decided([one, other], known)
    other = write_lines(tmp_path / "2.jsonl", [_text("a", _label("D.PER"))])
    third = write_lines(tmp_path / "3.jsonl", [{**_text("b", _label("D.PER")), "id": "a"}])
    found = read_decided([one, other, third], known)[DURABLE]
    assert [(text.text[0], text.blind["D.LEA"]) for text in found] == [("a", True), ("b", False)]


def test_of_a_very_large_framework_only_what_was_said_counts(tmp_path: Path) -> None:
    """Nobody looks for thousands of names in a text."""
    entries = [Competency(code=f"M{number}", label=f"Task {number}") for number in range(LARGE + 1)]
    texts = [_text("a", _label("M1", exposure="blind", framework="many"), exposure="blind")]
    path = write_lines(tmp_path / "s.jsonl", texts)
    [found] = read_decided([path], {"many": tiny_framework("many", entries)})["many"]
    assert (found.blind, found.shown) == ({}, {"M1": True})


def test_a_framework_without_labels_is_left_out(tmp_path: Path, known: Known) -> None:
    """A file in which nothing is named decides nothing."""
    assert read_decided([write_lines(tmp_path / "s.jsonl", [_text("a")])], known) == {}
