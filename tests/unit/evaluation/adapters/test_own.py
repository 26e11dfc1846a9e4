"""A user's own sample becomes sets: one a framework, with parts, slices, twins, and a second rater beside."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from skillweave.domain.competency import Competency, Framework
from skillweave.domain.span import Span
from skillweave.errors import EvaluationError
from skillweave.evaluation.adapters.own import CARD, CASES, read_labelled, second_labels
from skillweave.evaluation.sets import LabelledSet, Task
from tests.tiny_frameworks import tiny_framework
from tests.unit.evaluation.tiny_sets import write_lines

Row = dict[str, Any]  # Any: a JSON object
Known = Mapping[str, Framework]
DURABLE, CLUSTERS = "as-durable-skills", "career-clusters-16"
CARD_TEXT = "# Ours\n\n**Says:** What three students showed.\n- Synthetic: yes\n"


def a_label(framework: str, code: str, grade: float = 4, *evidence: str) -> Row:
    """Make a label."""
    return {"framework": framework, "code": code, "grade": grade, "evidence": list(evidence)}


TEXTS: list[Row] = [
    {
        "id": "e1",
        "text": "I led the crew and fed the calves.",
        "experience_type": "paid_job",
        "style": "plain",
        "group": "ann",
        "part": "report",
        "slices": {"region": "north"},
        "labels": [
            a_label(DURABLE, "D.LEA", 3, "led the crew"),
            a_label(DURABLE, "D.PER", 1, "fed the calves"),
            a_label(CLUSTERS, "AG", 4, "fed the calves"),
        ],
        "second_labels": [a_label(DURABLE, "D.LEA", 2, "led"), a_label(DURABLE, "D.LIS", 3, "crew")],
    },
    {
        "id": "e2",
        "text": "i led teh crew and fed the calves.",
        "twin_of": "e1",
        "twin_kind": "typos",
        "labels": [a_label(DURABLE, "D.LEA", 3, "led teh crew"), a_label(CLUSTERS, "AG")],
    },
    {"id": "e3", "text": "The bus was late.", "part": "fit", "labels": [], "second_labels": []},
    {"id": "e4", "text": "I framed the walls.", "part": "fit", "labels": [a_label(CLUSTERS, "CO", 2)]},
]


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the sample as JSON lines."""
    return write_lines(tmp_path_factory.mktemp("own") / "ours.jsonl", TEXTS)


@pytest.fixture(scope="module")
def durable(sample: Path, known: Known) -> LabelledSet:
    """Read the set of the durable skills."""
    return read_labelled(sample, known)[0]


def test_there_is_a_set_for_each_framework_with_labels(sample: Path, known: Known) -> None:
    """In the order of the frameworks; each has every text."""
    found = read_labelled(sample, known)
    assert [one.name for one in found] == ["ours_as-durable-skills", "ours_career-clusters-16"]
    assert [one.framework.id for one in found] == [DURABLE, CLUSTERS]
    assert [[case.id for case in one.cases] for one in found] == [["e1", "e2", "e3", "e4"]] * 2


def test_a_framework_without_labels_has_no_set(tmp_path: Path, known: Known) -> None:
    """There would be nothing to measure."""
    path = write_lines(tmp_path / "ours.jsonl", TEXTS[2:])
    assert [one.framework.id for one in read_labelled(path, known)] == [CLUSTERS]


def test_grades_are_those_of_the_framework(durable: LabelledSet) -> None:
    """Gold is 3 or more; a grade of 1 is kept as what it is."""
    case = durable.cases[0]
    assert case.grades == {"D.LEA": 3.0, "D.PER": 1.0}
    assert case.gold == {"D.LEA"}


def test_tempting_words_are_no_gold_span(durable: LabelledSet) -> None:
    """Only what shows a competency is."""
    assert durable.cases[0].spans == {"D.LEA": (Span(start=2, end=14),)}


def test_a_case_carries_what_the_framework_can_claim(sample: Path, known: Known) -> None:
    """A grade of 2 is no gold, so there is nothing to claim."""
    assert [[case.carries for case in one.cases] for one in read_labelled(sample, known)] == [
        [True, True, False, False],
        [True, True, False, False],
    ]


def test_slices_come_from_the_fields(durable: LabelledSet) -> None:
    """Type, style, length, kind of twin, then those that were given."""
    assert [list(case.slices.items()) for case in durable.cases[:2]] == [
        [("experience_type", "paid job"), ("style", "plain"), ("length", "short"), ("region", "north")],
        [("length", "short"), ("twin_kind", "typos")],
    ]


@pytest.mark.parametrize(
    ("words", "length"), [(1, "short"), (39, "short"), (40, "medium"), (130, "medium"), (131, "long")]
)
def test_length_is_counted_in_words(tmp_path: Path, known: Known, words: int, length: str) -> None:
    """Short is below 40, long above 130."""
    row = {"id": "e1", "text": "led " * words, "labels": [a_label(DURABLE, "D.LEA")]}
    path = write_lines(tmp_path / "ours.jsonl", [row])
    assert read_labelled(path, known)[0].cases[0].slices["length"] == length


def test_twins_are_kept_with_their_original(durable: LabelledSet) -> None:
    """In the same group."""
    assert [(case.twin_of, case.group) for case in durable.cases] == [
        (None, "ann"),
        ("e1", "ann"),
        (None, "e3"),
        (None, "e4"),
    ]


def test_tasks_are_those_that_the_labels_allow(durable: LabelledSet, tmp_path: Path, known: Known) -> None:
    """No evidence without spans of gold labels, no abstention without texts of both kinds."""
    assert durable.tasks == {Task.RANKING, Task.CLAIMS, Task.EVIDENCE, Task.ABSTENTION}
    row = {"id": "e1", "text": "I led.", "labels": [a_label(DURABLE, "D.LEA"), a_label(DURABLE, "D.LIS", 1, "led")]}
    found = read_labelled(write_lines(tmp_path / "ours.jsonl", [row]), known)[0]
    assert found.tasks == {Task.RANKING, Task.CLAIMS}


def test_candidates_lie_on_the_levels_with_labels(sample: Path, known: Known) -> None:
    """Clusters were labelled, so their pathways are no candidates; a heading is none, and makes no level."""
    durable, clusters = read_labelled(sample, known)
    assert durable.candidates == {"D.LEA", "D.LIS", "D.PER"}
    assert clusters.candidates == {"AG", "CO", "AV"}


def test_a_heading_makes_no_level(tmp_path: Path) -> None:
    """An entry below a heading lies beside one that has nothing above it."""
    entries = [
        Competency(code="H", label="Heading", heading=True),
        Competency(code="A", label="Below it", parent="H"),
        Competency(code="B", label="Beside it"),
        Competency(code="B.1", label="Below that", parent="B"),
    ]
    mixed = tiny_framework("mixed", entries)
    path = write_lines(tmp_path / "ours.jsonl", [{"id": "e1", "text": "I led.", "labels": [a_label("mixed", "A")]}])
    assert read_labelled(path, {"mixed": mixed})[0].candidates == {"A", "B"}


def test_pathways_are_candidates_where_one_is_labelled(tmp_path: Path, known: Known) -> None:
    """Beside the clusters, where those are labelled too, in whatever part."""
    rows = [
        {"id": "e1", "text": "I fed calves.", "part": "fit", "labels": [a_label(CLUSTERS, "AG.1")]},
        {"id": "e2", "text": "I built.", "part": "report", "labels": [a_label(CLUSTERS, "CO")]},
    ]
    path = write_lines(tmp_path / "ours.jsonl", rows)
    assert read_labelled(path, known, part="report")[0].candidates == {"AG", "AG.1", "CO", "AV"}


@pytest.mark.parametrize(("part", "ids"), [("fit", ["e3", "e4"]), ("report", ["e1", "e2"])])
def test_one_part_can_be_read_alone(sample: Path, known: Known, part: Any, ids: list[str]) -> None:  # noqa: ANN401
    """A twin is in the part of its original; the set says which part it is."""
    found = read_labelled(sample, known, part=part)
    assert [case.id for case in found[0].cases] == ids
    assert found[0].says.endswith(f"Only the part for the {part}.")


def test_an_empty_part_is_refused(tmp_path: Path, known: Known) -> None:
    """It would measure nothing and look like a result."""
    path = write_lines(tmp_path / "ours.jsonl", [{"id": "e1", "text": "I led.", "labels": [a_label(DURABLE, "D.LEA")]}])
    with pytest.raises(EvaluationError, match="no text belongs to the part 'report'"):
        read_labelled(path, known, part="report")


def test_a_sample_without_labels_is_refused(tmp_path: Path, known: Known) -> None:
    """No framework is named, so none can be measured."""
    path = write_lines(tmp_path / "ours.jsonl", [TEXTS[2]])
    with pytest.raises(EvaluationError, match="no text has a label"):
        read_labelled(path, known)


def test_a_users_sample_is_real_and_in_the_first_person(durable: LabelledSet) -> None:
    """Unless a card says otherwise."""
    assert (durable.synthetic, durable.first_person) == (False, True)


def test_a_folder_is_read_with_its_card(tmp_path: Path, known: Known) -> None:
    """The card gives the sentence and says whether the texts were written for the purpose; the folder the name."""
    write_lines(tmp_path / "entries" / CASES, TEXTS)
    (tmp_path / "entries" / CARD).write_text(f"{CARD_TEXT}First person: no\n", encoding="utf-8")
    found = read_labelled(tmp_path / "entries", known)[0]
    assert found.name == "entries_as-durable-skills"
    assert (found.says, found.synthetic, found.first_person) == ("What three students showed.", True, False)


@pytest.mark.parametrize(
    ("card", "fault"),
    [
        ("Synthetic: yes", "card.md: a line 'Says: ...' is missing"),
        ("Says: Much.", "card.md: a line 'Synthetic: ...' is missing"),
        ("Says: Much.\nSynthetic: partly", "card.md: synthetic: must be yes or no (it is 'partly')"),
        (f"{CARD_TEXT}First person: maybe", "card.md: first person: must be yes or no"),
    ],
)
def test_a_folder_without_a_whole_card_is_refused(tmp_path: Path, known: Known, card: str, fault: str) -> None:
    """Together with what is wrong in the file itself."""
    write_lines(tmp_path / CASES, [*TEXTS, {"id": "e9"}])
    (tmp_path / CARD).write_text(card, encoding="utf-8")
    with pytest.raises(EvaluationError, match=r"cases\.jsonl: 3 faults") as caught:
        read_labelled(tmp_path, known)
    assert fault in str(caught.value)
    assert "line 5, id 'e9': text: is missing" in str(caught.value)


def test_a_folder_without_a_card_is_refused(tmp_path: Path, known: Known) -> None:
    """Nobody would know where its texts come from."""
    write_lines(tmp_path / CASES, TEXTS)
    with pytest.raises(EvaluationError, match=r"cases\.jsonl: 1 fault\n  - card\.md is missing beside it"):
        read_labelled(tmp_path, known)


def test_two_raters_are_put_side_by_side(sample: Path, known: Known) -> None:
    """Every competency that either named anywhere; 0 where a rater did not name it; only texts rated twice."""
    found = second_labels(sample, known)
    assert [(one.case, one.code, one.first, one.second) for one in found] == [
        ("e1", "D.LEA", 3.0, 2.0),
        ("e1", "D.LIS", 0.0, 3.0),
        ("e1", "D.PER", 1.0, 0.0),
        ("e1", "AG", 4.0, 0.0),
        ("e1", "CO", 0.0, 0.0),
        *(("e3", code, 0.0, 0.0) for code in ("D.LEA", "D.LIS", "D.PER", "AG", "CO")),
    ]


def test_spans_of_both_raters_are_kept(sample: Path, known: Known) -> None:
    """Also those of low grades; a row can be taken apart like a tuple."""
    case, framework, code, _, _, first, second = second_labels(sample, known)[0]
    assert (case, framework, code) == ("e1", DURABLE, "D.LEA")
    assert (first, second) == ((Span(start=2, end=14),), (Span(start=2, end=5),))


def test_agreement_can_be_looked_at_in_one_part(sample: Path, known: Known) -> None:
    """As everything else can."""
    assert {one.case for one in second_labels(sample, known, part="fit")} == {"e3"}


def test_nothing_rated_twice_gives_no_rows(tmp_path: Path, known: Known) -> None:
    """That is no fault."""
    assert second_labels(write_lines(tmp_path / "ours.jsonl", TEXTS[3:]), known) == []
