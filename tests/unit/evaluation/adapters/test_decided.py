"""Labelled samples as decisions: which pairs were judged unaided, which in view of a suggestion, which not at all."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from skillweave.domain.competency import Competency, Framework
from skillweave.errors import EvaluationError
from skillweave.evaluation.adapters.decided import Decided, LeftOut, read_decided
from skillweave.matching.parameters import LARGE
from tests.tiny_frameworks import tiny_framework
from tests.unit.evaluation.tiny_sets import write_lines

Known = Mapping[str, Framework]
DURABLE = "as-durable-skills"
CODES = ("D.LEA", "D.PER", "D.LIS")


def _label(
    code: str, grade: float = 4.0, exposure: str | None = None, framework: str = DURABLE, origin: str | None = None
) -> dict[str, object]:
    """Make a label; what was told in view of suggestions was told of one, unless somebody added it."""
    told = {"exposure": exposure, "origin": origin or ("suggested" if exposure == "assisted" else None)}
    given = {name: word for name, word in told.items() if word}
    return {"framework": framework, "code": code, "grade": grade, **given}


def _untold(label: dict[str, object]) -> dict[str, object]:
    """Make a label of an older export."""
    return {name: word for name, word in label.items() if name != "origin"}


def _text(name: str, *labels: dict[str, object], **more: object) -> dict[str, object]:
    return {"id": name, "text": f"{name}: I led the crew.", "labels": labels, **more}


def _read(folder: Path, known: Known, *texts: dict[str, object], encoder: str | None = None) -> dict[str, Decided]:
    found = read_decided([write_lines(folder / "s.jsonl", list(texts))], known, encoder=encoder)
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


def test_a_framework_that_nobody_looked_for_is_not_judged_unaided(tmp_path: Path, known: Known) -> None:
    """What was said of it in view of suggestions counts as that; what was not said says nothing."""
    labels = (_label("D.LEA", exposure="assisted"), _label("D.PER", 0.0, "assisted"))
    texts = [
        _text(name, *labels, exposure="blind", judged=found) for name, found in (("a", ["other"]), ("b", [DURABLE]))
    ]
    found = _read(tmp_path, known, *texts)
    assert (found["a"].blind, found["a"].shown) == ({}, {"D.LEA": True, "D.PER": False})
    assert found["b"].blind["D.PER"] is False


def test_with_suggestions_in_view_only_what_was_said_counts(tmp_path: Path, known: Known) -> None:
    """Nobody judged the others."""
    labels = (_label("D.LEA", exposure="assisted"), _label("D.PER", 0.0, "assisted"))
    found = _read(tmp_path, known, _text("a", *labels, exposure="assisted"))["a"]
    assert (found.blind, found.shown) == ({}, {"D.LEA": True, "D.PER": False})


def test_what_a_reviewer_added_is_no_word_on_a_suggestion(tmp_path: Path, known: Known) -> None:
    """Of skills that were not suggested only those that are there are named."""
    labels = (_label("D.LEA", exposure="assisted", origin="added"), _label("D.PER", 0.0, "assisted"))
    found = _read(tmp_path, known, _text("a", *labels, exposure="assisted"))["a"]
    assert (found.blind, found.shown, found.late) == ({}, {"D.PER": False}, ())
    assert found.left_out == (LeftOut.ADDED,)


def test_what_was_seen_late_is_told_apart_by_whether_it_was_suggested(tmp_path: Path, known: Known) -> None:
    """Either is there, and neither was seen unaided; only the first says what suggestions are worth."""
    labels = (_label("D.LEA", exposure="assisted"), _label("D.PER", exposure="assisted", origin="added"))
    found = _read(tmp_path, known, _text("a", *labels, _label("D.LIS", exposure="blind"), exposure="blind"))["a"]
    assert found.late == ("D.LEA", "D.PER")
    assert found.shown == {"D.LEA": True}
    assert not {"D.LEA", "D.PER"} & found.blind.keys()
    assert found.left_out == (LeftOut.ADDED,)


def test_a_table_tells_the_same(tmp_path: Path, known: Known) -> None:
    """By its column origin; another word in it is refused."""
    head = "id,text,framework,code,grade,exposure,origin,text_exposure\n"
    rows = f"a,I led.,{DURABLE},D.LEA,4,assisted,added,assisted\na,,{DURABLE},D.PER,0,assisted,suggested,\n"
    path = tmp_path / "s.csv"
    path.write_text(head + rows, encoding="utf-8")
    [found] = read_decided([path], known)[DURABLE]
    assert (found.shown, found.left_out) == ({"D.PER": False}, (LeftOut.ADDED,))
    path.write_text(head + rows.replace("added", "invented"), encoding="utf-8")
    with pytest.raises(EvaluationError, match="origin"):
        read_decided([path], known)


def test_labels_of_an_older_export_tell_nothing_of_suggestions(tmp_path: Path, known: Known) -> None:
    """They do not say which of them were additions; what was seen unaided counts as before."""
    labels = [_untold(_label("D.LEA", exposure="assisted")), _untold(_label("D.PER", 0.0, "assisted"))]
    found = _read(
        tmp_path,
        known,
        _text("a", *labels, exposure="assisted"),
        _text("b", *labels, _label("D.LIS", exposure="blind"), exposure="blind"),
    )
    assert (found["a"].shown, found["a"].left_out) == ({}, (LeftOut.UNTOLD, LeftOut.UNTOLD))
    assert (found["b"].shown, found["b"].late, found["b"].left_out) == ({}, ("D.LEA",), (LeftOut.UNTOLD,))
    assert (found["b"].blind["D.LIS"], found["b"].blind["D.PER"]) == (True, False)


def test_suggestions_of_another_encoder_are_left_out(tmp_path: Path, known: Known) -> None:
    """It chose what was judged; what was seen unaided does not depend on it."""
    labels = (_label("D.LEA", exposure="assisted"), _label("D.LIS", exposure="blind"))
    texts = (
        _text("a", labels[0], exposure="assisted", version="old@1"),
        _text("b", *labels, exposure="blind", version="old@1"),
    )
    other = _read(tmp_path, known, *texts, encoder="new@1")
    assert (other["a"].shown, other["a"].left_out) == ({}, (LeftOut.OTHER,))
    assert (other["b"].shown, other["b"].late, other["b"].blind["D.LIS"]) == ({}, ("D.LEA",), True)
    same = _read(tmp_path, known, *texts, encoder="old@1")
    assert (same["a"].shown, same["b"].shown) == ({"D.LEA": True}, {"D.LEA": True})
    assert same["a"].left_out == ()


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


@pytest.mark.parametrize("turned", [False, True])
def test_of_two_readings_the_blind_one_counts(tmp_path: Path, known: Known, *, turned: bool) -> None:
    """Whichever file is named first: it says what is not there; and one that tells of suggestions outweighs none."""
    seen = _label("D.LEA", exposure="assisted")
    files = [
        write_lines(tmp_path / "0.jsonl", [_text("a", _untold(seen), exposure="assisted")]),
        write_lines(tmp_path / "1.jsonl", [_text(name, seen, exposure="assisted") for name in ("a", "b")]),
        write_lines(tmp_path / "2.jsonl", [_text("b", _label("D.PER", exposure="blind"), exposure="blind")]),
    ]
    found = {one.id: one for one in read_decided(files[::-1] if turned else files, known)[DURABLE]}
    assert found["a"].shown == {"D.LEA": True}
    assert (found["b"].blind["D.PER"], found["b"].shown) == (True, {})


def test_of_a_very_large_framework_only_what_was_said_counts(tmp_path: Path) -> None:
    """Nobody looks for thousands of names in a text."""
    entries = [Competency(code=f"M{number}", label=f"Task {number}") for number in range(LARGE + 1)]
    texts = [_text("a", _label("M1", exposure="blind", framework="many", origin="suggested"), exposure="blind")]
    path = write_lines(tmp_path / "s.jsonl", texts)
    [found] = read_decided([path], {"many": tiny_framework("many", entries)})["many"]
    assert (found.blind, found.shown) == ({}, {"M1": True})


def test_a_framework_without_labels_is_left_out(tmp_path: Path, known: Known) -> None:
    """A file in which nothing is named decides nothing."""
    assert read_decided([write_lines(tmp_path / "s.jsonl", [_text("a")])], known) == {}
