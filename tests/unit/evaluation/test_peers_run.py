"""How other extractors are run: a process of their own, JSON lines in and out, names turned into codes."""

import ast
import importlib
import sys
from pathlib import Path

import pytest

from eval.peers.run import CONSTRAINTS, PEERS, ROOT, ask, codes_by_name, in_codes, install, keep
from skillweave.domain.competency import Competency
from skillweave.errors import EvaluationError
from skillweave.evaluation.adapters.rows import Row
from skillweave.evaluation.peers import PeerLine, PeerPredictions
from skillweave.evaluation.sets import Case, LabelledSet, Task
from tests.tiny_frameworks import tiny_framework

CASES = [{"id": "c1", "text": "We bake bread"}, {"id": "c2", "text": "Ünïcode \u2028 text"}, {"id": "c3", "text": ""}]

DRIVER = """
import os
from eval.peers.protocol import serve

def predict(encoder, texts):
    print("a peer that talks")
    for text in texts:
        ranking = {"rising": 0.1, text: 0.5, "equal": 0.1, os.environ["HF_HUB_OFFLINE"]: -1.0}
        yield ranking, {text: 0.5} if text else None

serve(predict)
"""
FAULTY = {
    "stops early": 'import sys; print(\'{"id": "c1", "ranking": []}\')',
    "fails": 'import sys; print(\'{"id": "c1", "ranking": []}\'); sys.exit(3)',
    "fails at last": 'import sys; [print(\'{"id": "c%d", "ranking": []}\' % n) for n in (1, 2, 3)]; sys.exit(3)',
    "another order": 'print(\'{"id": "c2", "ranking": []}\')',
    "one too many": 'print("\\n".join(\'{"id": "c%d", "ranking": []}\' % n for n in (1, 2, 3, 3)))',
    "no JSON": 'print("Loading ...")',
}


@pytest.fixture(scope="module")
def tiny() -> LabelledSet:
    """Give three cases and labels with aliases, one of which two share."""
    entries = [
        Competency(code="B", label="bake bread", aliases=("make loaves", "use an oven", "paint fences")),
        Competency(code="K", label="bake cakes", aliases=("use an oven",)),
        Competency(code="P", label="paint fences"),
    ]
    return LabelledSet(
        name="tiny",
        framework=tiny_framework("tiny", entries),
        candidates=frozenset("BKP"),
        cases=tuple(Case(case["id"], case["text"], {}) for case in CASES),
        tasks=frozenset({Task.RANKING}),
        first_person=False,
        synthetic=True,
        says="nothing",
    )


def _driver(folder: Path, code: str) -> list[str]:
    path = folder / "driver.py"
    path.write_text(code, encoding="utf-8")
    return [sys.executable, str(path), "folder of an encoder"]


def test_a_driver_is_asked_in_json_lines(tmp_path: Path) -> None:
    """A process of its own gets every text, offline; what the peer prints is kept out of the answers."""
    found = list(ask(_driver(tmp_path, DRIVER), CASES))
    assert [line.id for line in found] == ["c1", "c2", "c3"]
    assert found[0].ranking == (("We bake bread", 0.5), ("equal", 0.1), ("rising", 0.1), ("1", -1.0))
    assert found[1].claims == (("Ünïcode \u2028 text", 0.5),)
    assert found[2].claims is None


@pytest.mark.parametrize(
    ("kind", "says"),
    [
        ("stops early", "ended with code 0 after 1 of 3"),
        ("fails", "ended with code 3 after 1 of 3"),
        ("fails at last", "ended with code 3 after 3 of 3"),
        ("another order", "answer 1 is about 'c2'"),
        ("one too many", "answer 4 is about 'c3'"),
        ("no JSON", "answer 1: "),
    ],
)
def test_a_driver_that_goes_wrong_is_told(tmp_path: Path, kind: str, says: str) -> None:
    """A peer that failed is never taken for one that found nothing."""
    with pytest.raises(EvaluationError, match=says):
        list(ask(_driver(tmp_path, FAULTY[kind]), CASES))


def test_the_first_cases_are_answered_before_the_last(tmp_path: Path) -> None:
    """Answers are read as they come: a ranking of 14,000 names a case is not held for all cases at once."""
    answers = ask(_driver(tmp_path, FAULTY["fails"]), CASES)
    assert next(answers).id == "c1"
    answers.close()  # type: ignore[attr-defined]


def test_names_become_codes(tiny: LabelledSet) -> None:
    """Links and labels in any case; an alias that two have, or that is another's label, means nothing or the label."""
    rows: list[Row] = [
        {"uri": "http://x/1", "label": "other spelling", "e3_label": "bake bread"},
        {"uri": "http://x/2", "label": "bake bread"},
        {"uri": "http://x/1", "label": "bake cakes"},
        {"uri": None, "label": "paint fences"},
        {"uri": "http://x/9", "label": "unheard of"},
    ]
    names = codes_by_name(tiny, rows)
    assert names == {"make loaves": "B", "bake bread": "B", "bake cakes": "K", "paint fences": "P", "http://x/1": "B"}


def test_the_best_score_of_a_code_counts(tiny: LabelledSet) -> None:
    """Two names of one code give it one place; names that mean nothing here are counted."""
    said = PeerLine(
        id="c", ranking=(("Make Loaves", 0.87654), ("juggle", 0.8), ("PAINT fences", 0.7), ("bake bread", 0.6))
    )
    coded, unknown = in_codes(said, codes_by_name(tiny, []))
    assert coded == PeerLine(id="c", ranking=(("B", 0.8765), ("P", 0.7)))
    assert unknown == {"juggle"}


def test_equal_scores_are_ordered_by_code(tiny: LabelledSet) -> None:
    """After rounding, so that two machines write one file."""
    said = PeerLine(id="c", ranking=(("paint fences", 0.50001), ("bake bread", 0.5)), claims=(("bake cakes", 0.5),))
    coded, _ = in_codes(said, codes_by_name(tiny, []))
    assert (coded.ranking, coded.claims) == ((("B", 0.5), ("P", 0.5)), (("K", 0.5),))


def test_what_is_kept_can_be_measured(tiny: LabelledSet, tmp_path: Path) -> None:
    """From the driver's process to a system of the harness."""
    path = tmp_path / "new" / "peer.jsonl"
    counted = keep(
        ask(_driver(tmp_path, DRIVER.replace("text: 0.5", "'bake bread': 0.5")), CASES), codes_by_name(tiny, []), path
    )
    assert counted == (1, 3)
    assert [one.ranking for one in PeerPredictions(path).predict(tiny)] == [("B",)] * 3
    assert [item.name for item in path.parent.iterdir()] == ["peer.jsonl"]


def test_a_run_that_breaks_off_leaves_no_file(tiny: LabelledSet, tmp_path: Path) -> None:
    """Half a file would look like a whole one of fewer cases."""
    path = tmp_path / "peer.jsonl"
    with pytest.raises(EvaluationError):
        keep(ask(_driver(tmp_path, FAULTY["fails"]), CASES), codes_by_name(tiny, []), path)
    assert [item.name for item in tmp_path.iterdir()] == ["driver.py"]


def test_an_environment_is_made_once(tmp_path: Path) -> None:
    """One that says it holds what is wanted is taken as it is."""
    (tmp_path / "installed.json").write_text('["a==1"]', encoding="utf-8")
    python = install(("a==1",), tmp_path)
    assert (python.parent.parent, python.exists()) == (tmp_path, False)


def test_an_environment_that_cannot_be_filled_is_not_taken_for_a_whole_one(tmp_path: Path) -> None:
    """Other requirements than those it holds make it anew; where pip fails, the next run tries again."""
    (tmp_path / "installed.json").write_text('["a==1"]', encoding="utf-8")
    with pytest.raises(EvaluationError, match="pip cannot install"):
        install((str(tmp_path / "no-such-folder"),), tmp_path)
    assert (tmp_path / "pyvenv.cfg").is_file()
    assert not (tmp_path / "installed.json").exists()


@pytest.mark.parametrize("script", sorted(path.name for path in (ROOT / "eval" / "peers").glob("*.py")))
def test_every_script_compiles(script: str) -> None:
    """Those of peers cannot run here, where no peer is installed."""
    ast.parse((ROOT / "eval" / "peers" / script).read_text(encoding="utf-8"), script)


@pytest.mark.parametrize("name", sorted(PEERS))
def test_every_peer_has_a_driver_and_is_told_of(name: str) -> None:
    """Importing a driver needs no peer; versions are pinned; README.md names what is pinned."""
    assert callable(importlib.import_module(PEERS[name].driver).predict)
    assert ["==" in requirement for requirement in PEERS[name].requirements] == [True] * len(PEERS[name].requirements)
    told = (ROOT / "eval" / "peers" / "README.md").read_text(encoding="utf-8")
    assert name in told
    assert PEERS[name].requirements[0] in told
    assert CONSTRAINTS.is_file()
