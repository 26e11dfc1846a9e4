"""The training data can be used as it is shipped, and its check finds what is planted."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from eval.training_data import (
    FEWEST_QUOTED,
    HELD_OUT,
    agreement,
    agreement_lines,
    count_lines,
    find_faults,
    named_lines,
    near_pairs,
)
from eval.training_rows import (
    FOLDER,
    Codes,
    Named,
    Row,
    Shown,
    load_codes,
    read_named,
    read_rows,
    scan_rows,
    scan_second,
)
from skillweave.errors import EvaluationError
from skillweave.evaluation.statistics import Figure

Changes = Mapping[str, Any]  # Any: JSON
Write = Callable[..., Path]

TEXT = "The pump tripped twice, so I drew the circuit and told the next shift."
ROW: Changes = {
    "id": "w01-0001",
    "text": TEXT,
    "field": "010100",
    "experience_type": "internship",
    "style": "plain",
    "cluster": True,
    "labels": [{"concept": "find-root-cause", "grade": 2, "evidence": ["I drew the circuit"]}],
    "durable": [{"code": "DS.COM", "grade": 1, "evidence": ["told the next shift"]}],
    "not": [],
}
PLAIN: Changes = {"id": "w01-0002", "text": "Swept the yard again.", "labels": [], "durable": [], "not": ["routine"]}
SEED: Changes = {"id": "seed-a-001", "text": TEXT, "durable": [{"code": "DS.COM", "grade": 2, "evidence": []}]}
LONG = " ".join(f"word{number}" for number in range(261))


def _durable(**changes: object) -> Changes:
    return {"durable": [{"code": "DS.COM", "grade": 1, "evidence": ["told the next shift"], **changes}]}


@pytest.fixture(scope="module")
def codes() -> Codes:
    """What labels may say."""
    return load_codes()


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write rows into a file of a small training folder, and give the folder."""

    def written(file: str, *rows: Changes | str) -> Path:
        path = tmp_path / file
        path.parent.mkdir(parents=True, exist_ok=True)
        lines = (row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows)
        path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        return tmp_path

    return written


def test_the_shipped_rows_have_no_fault(codes: Codes) -> None:
    """Every row can be used, none is nearly another, and none stands in what figures are reported on."""
    assert list(map(str, find_faults(FOLDER, codes))) == []


def test_the_shipped_second_labels_are_all_read() -> None:
    """Of 956 passages and 819 entries, as the card says; no two labellers share a row."""
    rows = read_rows()
    seconds, _ = scan_second(FOLDER, rows)
    entries = {row.id for row in rows if row.is_entry}
    seen = [placed.row.id for placed in seconds]
    assert (len(seen), len(set(seen)), len(entries & set(seen))) == (1775, 1775, 819)


def test_a_row_is_read_with_its_evidence_as_places_in_the_text(write: Write) -> None:
    """Start and end are code points of the text, and a quote that is given twice is found twice."""
    text = "Señora, I cut it. Then I cut it again."
    concepts = [{"concept": "find-root-cause", "grade": 2, "evidence": ["I cut it", "I cut it", "again"]}]
    [row] = read_rows(write("statements/w01.jsonl", {**ROW, "text": text, "labels": concepts, "durable": []}))
    assert row.concepts == (Shown("find-root-cause", 2, ((8, 16), (23, 31), (32, 37))),)
    assert (row.writer, row.before, row.cluster, row.is_entry, row.is_negative) == ("w01", None, True, False, False)


def test_a_row_without_concepts_says_that_nobody_looked_for_them(write: Write) -> None:
    """None is not the same as none shown; the writer is what stands before the number in the id."""
    [row] = read_rows(write("statements/seed.jsonl", SEED))
    assert (row.concepts, row.durable, row.field, row.writer) == (None, (Shown("DS.COM", 2, ()),), None, "seed-a")


def test_rows_that_cannot_be_used_are_not_read(write: Write) -> None:
    """The first is named."""
    with pytest.raises(EvaluationError, match=r"1 rows cannot be used, first statements/w01\.jsonl:2 w01-0002: "):
        read_rows(write("statements/w01.jsonl", ROW, {**ROW, "id": "w01-0002", "style": "loud"}))


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"labels": None}, "labels: missing"),
        ({"style": None}, "style: missing"),
        ({"style": "loud"}, "style: Input should be"),
        ({"experience_type": "holiday"}, "experience_type: Input should be"),
        ({"field": "999999"}, "field '999999' is no career cluster"),
        ({"field": "010100.1"}, "field '010100.1' is no career cluster"),
        ({"cluster": "yes"}, "cluster: Input should be a valid boolean"),
        ({"mood": "glad"}, "mood: Extra inputs are not permitted"),
        ({"not": ["tired"]}, "not.0: Input should be"),
        ({"labels": [], "durable": []}, "nothing shown and no reason in `not`"),
        ({"labels": [{"concept": "fly", "grade": 2, "evidence": ["I drew"]}]}, "unknown code 'fly'"),
        (_durable(code="DS.XXX"), "unknown code 'DS.XXX'"),
        (_durable(grade=3), "durable.0.grade: Input should be 1 or 2"),
        (_durable(evidence=[]), "a label without evidence"),
        (_durable(evidence=[""]), "durable.0.evidence.0: String should have at least 1 character"),
        (_durable(evidence=["told the Next shift"]), "evidence not verbatim: 'told the Next shift'"),
        (_durable(evidence=["told the next shift"] * 2), "evidence not verbatim: 'told the next shift'"),
        ({"durable": [*_durable()["durable"], *_durable()["durable"]]}, "'DS.COM' is given twice"),
        ({"id": "w02-0009"}, "the id does not begin with w01-"),
        ({"id": "w01"}, "id: String should match pattern"),
        ({"id": "w01-0002"}, "this id is there already, in statements/w01.jsonl:1"),
        ({"text": "Hosed down.", "labels": [], "durable": [], "not": ["routine"]}, "2 words; 3 to 90 are wanted"),
        ({"text": LONG, "labels": [], "durable": [], "not": ["routine"]}, "261 words; 3 to 90 are wanted"),
    ],
)
def test_a_fault_is_told_with_file_and_line(write: Write, codes: Codes, changes: Changes, what: str) -> None:
    """Whatever it is, and the good row before it is none."""
    [fault] = find_faults(write("statements/w01.jsonl", {**ROW, **PLAIN}, {**ROW, **changes}), codes)
    assert str(fault).startswith(f"statements/w01.jsonl:2 {fault.id}: {what}")
    assert fault.id == changes.get("id", "w01-0001")


@pytest.mark.parametrize("line", ["{", "[]", "", '{"id": "w01-0001"}'])
def test_a_line_that_is_no_row_is_told(write: Write, codes: Codes, line: str) -> None:
    """Broken JSON, something else than keys, an empty line, and keys that are missing."""
    [fault] = find_faults(write("statements/w01.jsonl", line), codes)
    assert fault.place == "statements/w01.jsonl:1"


@pytest.mark.parametrize(("words", "count"), [(54, 1), (55, 0), (260, 0), (261, 1)])
def test_an_entry_has_its_own_limits(write: Write, codes: Codes, words: int, count: int) -> None:
    """55 to 260 words."""
    text = " ".join(LONG.split()[:words])
    row = {**ROW, "id": "e01-001", "text": text, "labels": [], "durable": [], "not": ["routine"]}
    assert len(find_faults(write("entries/e01.jsonl", row), codes)) == count


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"id": "w01-0009"}, "there is no such row"),
        ({"durable": _durable(evidence=["told them"])["durable"]}, "evidence not verbatim: 'told them'"),
        ({"durable": _durable(code="DS.XXX")["durable"]}, "unknown code 'DS.XXX'"),
        ({"labels": None}, "labels: Input should be a valid array"),
    ],
)
def test_a_fault_of_the_second_labels_is_told(write: Write, codes: Codes, changes: Changes, what: str) -> None:
    """They are of a row that is there, with codes and words like the first."""
    write("statements/w01.jsonl", ROW)
    [fault] = find_faults(write("second/s1.jsonl", {"id": "w01-0001", "labels": [], "durable": [], **changes}), codes)
    assert str(fault).startswith(f"second/s1.jsonl:1 {fault.id}: {what}")


NAMED: Changes = {"id": "d01-001", "text": "I fed the calves.", "names": ["Livestock", "Patience"], "voice": "own"}


def test_a_text_for_names_is_read_with_its_list(write: Write) -> None:
    """Names of one writer's list are siblings; those of ESCO are in no list."""
    write("lists/d01.jsonl", NAMED)
    folder = write("names/n01.jsonl", {**NAMED, "id": "n01-001", "text": "You lead the team.", "voice": "ad"})
    names = ("Livestock", "Patience")
    assert read_named(folder) == [
        Named("n01-001", "", "You lead the team.", names),
        Named("d01-001", "d01", "I fed the calves.", names),
    ]
    assert list(named_lines(read_named(folder)))[1] == (
        "texts for lists of their own: 1, 2 names, 1 texts show more than one"
    )


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"id": "d02-001"}, "the id does not begin with d01-"),
        ({"names": []}, "names: Tuple should have at least 1 item"),
        ({"names": ["Livestock", "Livestock"]}, "a name is given twice"),
        ({"voice": "theirs"}, "voice: Input should be 'ad' or 'own'"),
        ({"text": ""}, "text: String should have at least 1 character"),
        ({"text": "I fed the calves!"}, "nearly the same as d01-001 in lists/d01.jsonl:1: 100% of the pairs of words"),
    ],
)
def test_a_fault_of_a_text_for_names_is_told(write: Write, codes: Codes, changes: Changes, what: str) -> None:
    """With file and line, and nothing is trained on."""
    folder = write("lists/d01.jsonl", NAMED, {**NAMED, "id": "d01-002", "text": "I swept the barn twice.", **changes})
    [fault] = find_faults(folder, codes)
    assert str(fault).startswith(f"lists/d01.jsonl:2 {fault.id}: {what}")
    if "nearly" not in what:
        with pytest.raises(EvaluationError, match="1 rows cannot be used"):
            read_named(folder)


def test_a_row_is_labelled_by_one_other_person_only(write: Write, codes: Codes) -> None:
    """A second time would count the row twice."""
    write("statements/w01.jsonl", ROW)
    write("second/s1.jsonl", {"id": "w01-0001", "labels": [], "durable": []})
    [fault] = find_faults(write("second/s2.jsonl", {"id": "w01-0001", "labels": [], "durable": []}), codes)
    assert str(fault) == "second/s2.jsonl:1 w01-0001: this id is there already, in second/s1.jsonl:1"


def test_a_near_duplicate_is_told_with_both_places(write: Write, codes: Codes) -> None:
    """The later row is at fault; 12 of the 14 pairs of words of either are the same."""
    twin = {**ROW, "id": "w02-0001", "text": TEXT.replace("shift", "crew"), "durable": []}
    write("statements/w01.jsonl", {**ROW, **PLAIN}, ROW)
    [fault] = find_faults(write("statements/w02.jsonl", twin), codes)
    where = "nearly the same as w01-0001 in statements/w01.jsonl:2: 86% of the pairs of words"
    assert str(fault) == f"statements/w02.jsonl:1 w02-0001: {where}"


@pytest.mark.parametrize("file", HELD_OUT, ids=[file.parent.name for file in HELD_OUT])
def test_a_passage_out_of_a_reported_entry_is_told(write: Write, codes: Codes, file: Path) -> None:
    """However long the entry is that it was taken from, and with a word changed."""
    cases = map(json.loads, file.read_text(encoding="utf-8").splitlines())
    case = next(one for one in cases if len(one["text"].split()) > FEWEST_QUOTED + 6)
    text = " ".join(["Yesterday", *case["text"].split()[1:12]])
    row = {**ROW, "text": text, "labels": [], "durable": [], "not": ["routine"]}
    faults = find_faults(write("statements/w01.jsonl", row), codes)
    assert any(f"nearly the same as {case['id']} in {file.parent.name}" in str(fault) for fault in faults)


def test_a_text_of_the_open_data_sets_is_told(write: Write, codes: Codes) -> None:
    """Wherever in a row it stands."""
    folder = write("statements/w01.jsonl", ROW)
    write("open/skillskape/dev.jsonl", {"id": "1", "said": ["no", {"text": TEXT.upper()}]})
    [fault] = find_faults(folder, codes, folder / "open")
    assert "nearly the same as skillskape/dev.jsonl" in str(fault)


def test_the_seed_statements_may_be_in_the_open_data_sets_too(write: Write, codes: Codes) -> None:
    """They are part of the training data, so nothing is to be reported on them."""
    folder = write("statements/seed.jsonl", SEED)
    write("open/statements_seed/seed_a.jsonl", {"text": TEXT})
    assert find_faults(folder, codes, folder / "open") == []


def test_a_scene_whose_deed_is_turned_may_stay() -> None:
    """Nearly the same is not the same words in part: 5 of the 15 pairs of words of either are in both."""
    texts = ["I asked the nurse why and she showed me the chart", "I asked the nurse why and wrote down what she said"]
    assert list(near_pairs(texts)) == []
    assert [(row, other) for row, other, _ in near_pairs([texts[0], texts[0]])] == [(1, 0)]


FIRST = [
    [Shown("a", 2, ((0, 4),)), Shown("b", 1, ((5, 9),))],
    [],
]
SECOND = [
    [Shown("a", 2, ((2, 6),))],
    [Shown("b", 2, ((0, 3),))],
]


@pytest.fixture(scope="module")
def by_hand() -> Mapping[str, Figure]:
    """The figures of these two rows."""
    return {one.name: one for one in agreement(FIRST, SECOND, codes=2)}


@pytest.mark.parametrize(
    ("name", "value", "count"),
    [
        # a and b in two rows, four decisions: both yes, first only, second only, neither; by chance 1/2.
        ("Cohen's kappa, grade 1 or 2", 0, 2),
        ("Gwet's AC1, grade 1 or 2", 0, 2),
        ("F1 of second labels, grade 1 or 2", 1 / 2, 2),
        # Both yes, second only, neither twice: agreement 3/4, by chance 1/4 * 1/2 + 3/4 * 1/2 = 1/2.
        ("Cohen's kappa, grade 2", 1 / 2, 2),
        ("Gwet's AC1, grade 2", 9 / 17, 2),  # by chance 2 * 3/8 * 5/8 = 15/32; (24/32 - 15/32) / (17/32)
        ("F1 of second labels, grade 2", 2 / 3, 2),
        ("character F1 of evidence, both grade 1 or 2", 1 / 2, 1),  # 2 of 4 characters each
    ],
)
def test_agreement_by_hand(by_hand: Mapping[str, Figure], name: str, value: float, count: int) -> None:
    """Two rows and two codes; the rows that say something about the figure are counted with it."""
    assert (by_hand[name].value, by_hand[name].count) == pytest.approx((value, count))


def test_rows_are_drawn_whole() -> None:
    """Row 1 agrees on all codes, row 2 on none: F1 is 0, 1/2 or 1 as they are drawn."""
    labels = [Shown("a", 2, ((0, 1),))]
    found = {one.name: one for one in agreement([labels, labels], [labels, [Shown("b", 2, ((0, 1),))]], codes=2)}
    one = found["F1 of second labels, grade 2"]
    assert (one.value, one.low, one.high) == (1 / 2, 0, 1)


def test_what_is_there_is_counted(write: Write, codes: Codes) -> None:
    """Rows and negatives by file, labels by grade, and the share of what is known of a row."""
    write("statements/seed.jsonl", SEED)
    rows, _ = scan_rows(write("statements/w01.jsonl", ROW, {**ROW, **PLAIN}))
    text = "\n".join(count_lines(rows, codes))
    assert "statements/w01.jsonl         2 rows,    1 show nothing" in text
    assert "all                          3 rows,    1 show nothing" in text
    assert "DS.COM 1 + 1" in text
    assert f"concepts: {len(codes.concepts)}, {len(codes.concepts)} of them with fewer than 10 rows" in text
    assert "styles, 2 rows: plain 100.0%" in text


def test_without_second_labels_no_agreement_is_told(codes: Codes) -> None:
    """Not even one of no rows."""
    assert list(agreement_lines(list[Row](), [], codes)) == ["second labels: 0 passages and 0 entries, 0 labellers"]
