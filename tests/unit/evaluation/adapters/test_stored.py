"""The format skillweave-labels/1: what a line may hold, and how faults are told."""

import json
from typing import Any

import pytest

from skillweave.evaluation.adapters.stored import Raw, Stored, checked, json_texts

PLAIN: dict[str, Any] = {"id": "e1", "text": "I led the crew.", "labels": []}  # Any: a JSON object


def faults_of(**changed: object) -> list[str]:
    """Check the plain text with some keys changed; a key set to None is taken out."""
    value = {key: one for key, one in (PLAIN | changed).items() if one is not None}
    faults: list[str] = []
    assert (checked(Raw(3, value), faults) is None) == bool(faults)
    return faults


def stored(**more: object) -> Stored:
    """Check a text that is in order."""
    found = checked(Raw(3, PLAIN | more), [])
    assert found is not None
    return found


def test_a_grade_that_is_not_given_is_4() -> None:
    """A plain label says that the text shows it plainly."""
    assert stored(labels=[{"framework": "f", "code": "c"}]).row.labels[0].grade == 4.0


def test_evidence_is_a_quote_or_a_place() -> None:
    """Both forms may stand side by side."""
    place = {"start": 2, "end": 5, "quote": "led"}
    label = stored(labels=[{"framework": "f", "code": "c", "evidence": ["led", place]}]).row.labels[0]
    assert [(one.quote, one.start, one.end) for one in label.evidence] == [("led", None, None), ("led", 2, 5)]


def test_types_of_experience_are_spelled_as_logs_spell_them() -> None:
    """Underscores and synonyms are understood."""
    kind = stored(experience_type="Pre_Apprenticeship").entry.experience_type
    assert kind is not None
    assert kind.value == "pre-apprenticeship"


def test_remarks_may_be_there() -> None:
    """For people; nothing reads them."""
    label = {"framework": "f", "code": "c", "why": "only planned"}
    assert stored(labels=[label], note="second look").row.note == "second look"


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"labels": None}, "labels: is missing"),
        ({"label": []}, "label: unknown key"),
        ({"text": 7}, "text: must be text"),
        ({"text": " \n"}, "text is empty"),
        ({"part": "test"}, "part: Input should be 'fit' or 'report' (it is 'test')"),
        ({"format": "skillweave-labels/2"}, "format: Input should be 'skillweave-labels/1' (it is 'skill"),
        ({"experience_type": "holiday"}, "experience_type: Input should be 'internship'"),
        ({"twin_kind": "typos"}, "give twin_of"),
        ({"slices": {"length": "tiny"}}, "slices: length: this dimension is filled"),
        ({"labels": [{"framework": "f"}]}, "labels no. 1: code: is missing"),
        ({"labels": [{"framework": "f", "code": "c", "grade": 5}]}, "labels 'c': grade: "),
        ({"labels": [{"framework": "f", "code": "c", "grade": -0.5}]}, "labels 'c': grade: "),
        ({"labels": [{"framework": "f", "code": "c", "grade": "4"}]}, "labels 'c': grade: "),
        ({"labels": [{"framework": "f", "code": "c", "grade": True}]}, "labels 'c': grade: "),
        ({"labels": [{"framework": "f", "code": "c", "grade": float("nan")}]}, "labels 'c': grade: "),
        ({"labels": [{"framework": "f", "code": "c", "evidence": [""]}]}, "evidence[1].quote: is empty"),
        ({"labels": [{"framework": "f", "code": "c", "evidence": [{"quote": "a", "end": 1}]}]}, "belong together"),
        ({"second_labels": [{"framework": "f", "code": "d", "grade": 9}]}, "second_labels 'd': grade: "),
    ],
)
def test_a_fault_names_line_id_and_place(changed: dict[str, object], fault: str) -> None:
    """In one sentence."""
    found = faults_of(**changed)
    assert len(found) == 1
    assert found[0].startswith("line 3, id 'e1': ")
    assert fault in found[0]


def test_a_text_without_an_id_is_named_by_its_line() -> None:
    """And the fault is told once, though two checks find it."""
    assert faults_of(id=None) == ["line 3: id: is missing"]


def test_all_faults_of_a_text_are_told() -> None:
    """Those of the entry and those of its labels."""
    assert len(faults_of(experience_type="holiday", part="x", colour="red")) == 3


def test_a_label_is_named_by_its_own_line() -> None:
    """Where labels stand on lines of their own, as in a table."""
    value = PLAIN | {"labels": [{"framework": "f", "code": "c"}, {"framework": "f", "code": "d", "grade": 9}]}
    faults: list[str] = []
    checked(Raw(3, value, {"labels": [3, 8]}), faults)
    assert [fault.partition(",")[0] for fault in faults] == ["line 8"]


def test_lines_are_cut_at_line_feeds_only() -> None:
    """A line separator inside a string is part of the text; empty lines count and are passed over."""
    rows = [json.dumps({"text": "a\u2028b\x85"}, ensure_ascii=False), "", '{"text": "c"}\r']
    faults: list[str] = []
    assert [(raw.line, raw.value["text"]) for raw in json_texts("\n".join(rows), faults)] == [
        (1, "a\u2028b\x85"),
        (3, "c"),
    ]
    assert faults == []


@pytest.mark.parametrize("line", ['{"id": ', "[]", "7", "[" * 100_000])
def test_a_line_that_is_no_object_is_a_fault(line: str) -> None:
    """The lines after it are still read."""
    faults: list[str] = []
    assert [raw.line for raw in json_texts(f"{line}\n{{}}", faults)] == [2]
    assert [fault.partition(":")[0] for fault in faults] == ["line 1"]
