"""What another extractor predicted, read from a file and measured like any other system."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillweave.domain.competency import Competency
from skillweave.errors import EvaluationError
from skillweave.evaluation.peers import PeerLine, PeerPredictions
from skillweave.evaluation.sets import Case, Claimed, LabelledSet, Prediction, Task
from tests.tiny_frameworks import tiny_framework

GOOD = [
    {"id": "c2", "ranking": [["F", 0.9], ["B", 0.25]], "claims": [["F", 0.9]]},
    {"id": "elsewhere", "ranking": [["X", 1]]},
    {"id": "c1", "ranking": []},
]


@pytest.fixture(scope="module")
def tiny() -> LabelledSet:
    """Give two cases and three labels, one of them a heading."""
    entries = [Competency(code=code, label=code, heading=code == "G") for code in "BFG"]
    return LabelledSet(
        name="tiny",
        framework=tiny_framework("tiny", entries),
        candidates=frozenset("BF"),
        cases=(Case("c1", "one", {"B": 4.0}), Case("c2", "two", {"F": 4.0})),
        tasks=frozenset({Task.RANKING}),
        first_person=False,
        synthetic=True,
        says="nothing",
    )


def _file(folder: Path, *rows: object) -> Path:
    path = folder / "peer.jsonl"
    path.write_text("\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows), encoding="utf-8")
    return path


def test_predictions_come_in_the_order_of_the_cases(tiny: LabelledSet, tmp_path: Path) -> None:
    """Not in the file's; lines of other cases are passed over, and only a peer that decides has claims."""
    system = PeerPredictions(_file(tmp_path, *GOOD))
    assert system.predict(tiny) == [
        Prediction((), ()),
        Prediction(("F", "B"), (0.9, 0.25), (Claimed("F", 0.9),)),
    ]


def test_a_peer_that_claims_nothing_is_not_one_that_only_ranks(tiny: LabelledSet, tmp_path: Path) -> None:
    """An empty list of claims stays a decision."""
    path = _file(tmp_path, {"id": "c1", "ranking": [], "claims": []}, {"id": "c2", "ranking": []})
    assert [one.claims for one in PeerPredictions(path).predict(tiny)] == [(), None]


def test_a_peer_is_called_by_its_file_or_by_its_name(tmp_path: Path) -> None:
    """The file need not be there before it is asked for."""
    assert [PeerPredictions(tmp_path / "a.jsonl").name, PeerPredictions(tmp_path / "a.jsonl", "A").name] == ["a", "A"]


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([GOOD[0]], r"lacks 1 of the 2 cases of tiny \(c1\)"),
        ([], r"lacks 2 of the 2 cases of tiny \(c1, c2\)"),
        ([*GOOD[:2], {"id": "c1", "ranking": [["X", 1], ["G", 0.5]]}], r"names 2 codes .* \(G, X\)"),
        ([*GOOD[:2], {"id": "c1", "ranking": [], "claims": [["X", 1]]}], r"names 1 codes .* \(X\)"),
        ([*GOOD, GOOD[0]], r"line 4: the case 'c2' is there already"),
        ([*GOOD[:2], {"id": "c1", "ranking": [["B", 0.5], ["B", 0.4]]}], r"line 3: ranking: .* stands twice"),
        ([*GOOD[:2], {"id": "c1", "ranking": [["B", 0.5], ["F", 0.6]]}], r"line 3: ranking: .* scores rise"),
        ([*GOOD[:2], {"id": "c1", "ranking": [], "claims": [["B", 0.5], ["F", 0.6]]}], r"line 3: claims: .*rise"),
        ([*GOOD[:2], {"id": "c1", "ranking": [["B"]]}], r"line 3: ranking\.0"),
        ([*GOOD[:2], {"id": "c1", "ranking": [["B", "0.5"]]}], r"line 3: ranking\.0\.1"),
        ([*GOOD[:2], {"id": "c1"}], r"line 3: ranking: .*a line is \{"),
        ([*GOOD[:2], {"id": 1, "ranking": []}], r"line 3: id"),
        ([*GOOD[:2], {"id": "c1", "ranking": [], "rankings": []}], r"line 3: rankings"),
        ([*GOOD[:2], '{"id": "c1", "ranking": [["B", NaN]]}'], r"line 3: "),
        ([*GOOD[:2], "no JSON"], r"line 3: "),
        (["[]"], r"line 1: "),
    ],
)
def test_a_damaged_file_is_refused(tiny: LabelledSet, tmp_path: Path, rows: list[object], says: str) -> None:
    """Nothing missing is taken for a peer that found nothing; the message says where it is wrong."""
    with pytest.raises(EvaluationError, match=says):
        PeerPredictions(_file(tmp_path, *rows)).predict(tiny)


def test_a_missing_file_is_told(tiny: LabelledSet, tmp_path: Path) -> None:
    """With what makes it."""
    with pytest.raises(EvaluationError, match=r"cannot be read: .*eval/peers/run\.py"):
        PeerPredictions(tmp_path / "none.jsonl").predict(tiny)


def test_a_file_in_another_encoding_is_told(tiny: LabelledSet, tmp_path: Path) -> None:
    """An error of the project's own."""
    path = tmp_path / "peer.jsonl"
    path.write_bytes(b'{"id": "c\xff", "ranking": []}')
    with pytest.raises(EvaluationError, match="not UTF-8"):
        PeerPredictions(path).predict(tiny)


@given(
    st.builds(
        PeerLine,
        id=st.text(max_size=5),
        ranking=st.dictionaries(st.text(max_size=3), st.floats(-1, 1)).map(
            lambda scores: tuple(sorted(scores.items(), key=lambda item: -item[1]))
        ),
    )
)
def test_a_line_survives_its_file(line: PeerLine) -> None:
    """What is written is what is read."""
    assert PeerLine.model_validate_json(line.model_dump_json(exclude_none=True)) == line
