"""Every open set by its name: on the tiny folder, and, where it is there, on the real one."""

from collections import Counter
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest

from skillweave.domain.competency import Framework
from skillweave.errors import EvaluationError
from skillweave.evaluation.adapters import SETS
from skillweave.evaluation.sets import ANY, LabelledSet, Task
from skillweave.frameworks.load import load_frameworks

REPOSITORY = Path(__file__).resolve().parents[4]
DATA = REPOSITORY.parent / "shared" / "data"
NEEDS_DATA = pytest.mark.skipif(not DATA.is_dir(), reason="the open data sets are not there: ../shared/data")


@cache
def shipped() -> Mapping[str, Framework]:
    """Load the frameworks that the sets need, once."""
    wanted = ["as-durable-skills", "career-clusters-16"]
    return {one.id: one for one in load_frameworks(REPOSITORY / "frameworks", wanted)}


@cache
def real(name: str) -> LabelledSet:
    """Read a set of the real folder once."""
    return SETS[name](DATA, shipped())


@pytest.mark.parametrize("name", SETS)
def test_a_set_is_called_what_it_is_asked_for(sets: Path, known: Mapping[str, Framework], name: str) -> None:
    """It says in one sentence what it can say, and has something to measure."""
    found = SETS[name](sets, known)
    assert found.name == name
    assert found.says.endswith(".")
    assert found.tasks
    assert found.cases


@pytest.mark.parametrize("name", ["e1_onet_cluster_tasks", "e5b_cered_reflection"])
def test_a_framework_that_was_not_loaded_is_named(sets: Path, name: str) -> None:
    """With what to do."""
    with pytest.raises(EvaluationError, match=r"framework (career-clusters-16|as-durable-skills), .* load it too"):
        SETS[name](sets, {})


COUNTS = {
    "e3_esco": (160, 13_896),
    "e4b_esco_transversal": (49, 107),
    "e1_onet_cluster_bundles": (85, 16),
    "e1_onet_cluster_tasks": (347, 16),
    "e4_onet_gwa": (433, 41),
    "e4_onet_gwa_transferable": (242, 27),
    "e5b_cered_reflection": (6_096, 10),
    "e6_skillspan_skill": (355, 13_896),
    "e6_skillspan_knowledge": (355, 13_896),
    "e6b_green": (161, 13_896),
    "skillskape_dev": (1_316, 13_896),
    "compass": (54, 14),
}
"""Cases and candidates, as the read-me of each folder counts them."""


@NEEDS_DATA
@pytest.mark.parametrize("name", SETS)
def test_cases_and_candidates_are_as_many_as_the_read_me_says(name: str) -> None:
    """None is lost, none is there twice."""
    found = real(name)
    assert (len(found.cases), len(found.candidates)) == COUNTS[name]
    assert len({case.id for case in found.cases}) == len(found.cases)


@NEEDS_DATA
@pytest.mark.parametrize("name", SETS)
def test_every_gold_is_a_candidate(name: str) -> None:
    """And every candidate is in the framework; a set of spans has no gold."""
    found = real(name)
    assert frozenset().union(*(case.gold for case in found.cases)) <= found.candidates <= set(found.framework.by_code)
    assert any(case.gold for case in found.cases) == (Task.RANKING in found.tasks)


@NEEDS_DATA
@pytest.mark.parametrize("name", SETS)
def test_every_span_lies_in_its_text(name: str) -> None:
    """And belongs to a gold label, or to none at all; no text is blank."""
    cases = real(name).cases
    assert all(case.text.strip() and set(case.spans) <= case.gold | {ANY} for case in cases)
    marked = [span.quote(case.text) for case in cases for spans in case.spans.values() for span in spans]
    assert all(quote.strip() for quote in marked)


@NEEDS_DATA
@pytest.mark.parametrize("name", SETS)
def test_every_case_belongs_to_a_group(name: str) -> None:
    """Cases without one would all be drawn together."""
    assert all(case.group for case in real(name).cases)


@NEEDS_DATA
def test_esco_counts() -> None:
    """HOUSE 61 with gold and 16 without, TECH 60 and 23; 257 spans with a label; the wrong texts are not used."""
    found = real("e3_esco")
    assert Counter((case.slices["source"], case.carries) for case in found.cases) == {
        ("house", True): 61,
        ("house", False): 16,
        ("tech", True): 60,
        ("tech", False): 23,
    }
    assert all(bool(case.gold) == case.carries for case in found.cases)
    assert sum(len(spans) for case in found.cases for spans in case.spans.values()) == 257
    assert "attend to accuracy" in found.framework.by_code["attend to detail"].aliases


@NEEDS_DATA
def test_transversal_counts() -> None:
    """33 TECHWOLF, 11 HOUSE, 5 TECH; 16 have spans, 16 are in E3; 19 labels occur."""
    cases = real("e4b_esco_transversal").cases
    assert Counter(case.slices["source"] for case in cases) == {"techwolf": 33, "house": 11, "tech": 5}
    assert sum(bool(case.spans) for case in cases) == 16
    assert Counter(case.slices["seen_in"] for case in cases) == {"e3_esco": 16, "no other set": 33}
    assert len(frozenset().union(*(case.gold for case in cases))) == 19


@NEEDS_DATA
def test_onet_counts() -> None:
    """Of the held-out occupations, 427 rows have one cluster and 5 have two; most of the 41 activities occur."""
    clusters = [*real("e1_onet_cluster_bundles").cases, *real("e1_onet_cluster_tasks").cases]
    assert Counter(len(case.gold) for case in clusters) == {1: 427, 2: 5}
    tasks = real("e4_onet_gwa").cases
    assert len(frozenset().union(*(case.gold for case in tasks))) == 37
    assert round(sum(len(case.gold) for case in tasks) / len(tasks), 2) == 1.17


@NEEDS_DATA
def test_reflection_counts() -> None:
    """Experience, Reflection, Learning and Difficulty can carry evidence: 1,417 + 1,024 + 68 + 395."""
    cases = real("e5b_cered_reflection").cases
    assert Counter(case.carries for case in cases) == {True: 1_417 + 1_024 + 68 + 395, False: 3_192}


@NEEDS_DATA
def test_span_counts() -> None:
    """SkillSpan's held-out fold: 130 and 192 spans in 8 documents. Green: 342 spans, 50 sentences without."""
    for layer, spans in (("skill", 130), ("knowledge", 192)):
        cases = real(f"e6_skillspan_{layer}").cases
        assert sum(len(case.spans.get(ANY, ())) for case in cases) == spans
        assert len({case.group for case in cases}) == 8
    green = real("e6b_green").cases
    assert sum(len(case.spans.get(ANY, ())) for case in green) == 342
    assert sum(not case.carries for case in green) == 50


@NEEDS_DATA
def test_synthetic_counts() -> None:
    """SkillSkape: 2,615 labels, 86 sentences without, 136 with more."""
    skape = real("skillskape_dev").cases
    assert sum(len(case.gold) for case in skape) == 2_615
    assert sum(not case.carries for case in skape) == 86
    assert sum(case.slices["outside_esco"] == "yes" for case in skape) == 136
