"""Which words are quoted is fitted on words that raters marked."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from skillweave.domain.competency import Framework
from skillweave.domain.experience import Experience
from skillweave.domain.span import Span, character_f1
from skillweave.errors import EvaluationError
from skillweave.evaluation.adapters import read_labelled
from skillweave.evaluation.pointing import fit_pointing
from skillweave.evaluation.sets import Case, LabelledSet
from skillweave.evaluation.weave import Skillweave
from skillweave.frameworks.concepts import load_concepts
from skillweave.frameworks.load import load_frameworks
from skillweave.matching.parameters import Pointing
from skillweave.pipeline import Pipeline
from skillweave.settings import load_settings
from skillweave.wiring import assemble, build_embedder, frameworks_folder

pytestmark = pytest.mark.encoder


@pytest.fixture(scope="module")
def lines() -> LabelledSet:
    """Give short lines with words that raters marked, none of them reported on."""
    found = read_labelled(Path("eval/datasets/student-lines"), _known(), part="fit")
    return next(one for one in found if one.framework.id == "as-durable-skills")


@pytest.fixture(scope="module")
def pipeline(lines: LabelledSet) -> Pipeline:
    """Give the pipeline that ships."""
    settings = load_settings()
    return assemble([lines.framework], settings, embedder=build_embedder(settings.embedder))


def test_fitted_words_are_nearer_to_what_raters_marked(pipeline: Pipeline, lines: LabelledSet) -> None:
    """Fitted to one half of the lines, quotes in the other overlap more with what was marked than unfitted ones."""
    half, other = lines.cases[::2], lines.cases[1::2]
    fitted = fit_pointing(pipeline, half)
    assert _overlap(pipeline, lines, other, fitted) > _overlap(pipeline, lines, other, Pointing()) + 0.02


def test_without_marked_words_nothing_is_fitted(pipeline: Pipeline) -> None:
    """It is told what is missing."""
    with pytest.raises(EvaluationError, match="no words are marked for a learned skill"):
        fit_pointing(pipeline, [Case("1", "I led two volunteers.", {"DS.LEA": 4.0})])


def test_where_every_word_is_marked_nothing_is_fitted(pipeline: Pipeline) -> None:
    """There is nothing to tell marked words from."""
    whole = Case("1", "Led a crew of 3", {"DS.LEA": 4.0}, {"DS.LEA": (Span(start=0, end=15),)})
    with pytest.raises(EvaluationError, match="every word is marked"):
        fit_pointing(pipeline, [whole])


def test_what_a_claim_is_like_stands_where_its_best_quote_does(pipeline: Pipeline) -> None:
    """The sentence that is given with a claim holds its first quote, whichever part scored best."""
    entries = read_labelled(Path("eval/datasets/student-entries"), _known(), part="fit")
    texts = [case.text for case in entries[0].cases[:40]]
    found = pipeline.translate_many([Experience(id=str(at), text=text) for at, text in enumerate(texts)])
    claims = [claim for one in found for claim in one.claims]
    assert len(claims) > 20
    for claim in claims:
        best = claim.evidence[0]
        assert claim.passage.start <= best.start < best.end <= claim.passage.end


def _known() -> dict[str, Framework]:
    folder = frameworks_folder(load_settings())
    return {one.id: one for one in load_frameworks(folder, concepts=load_concepts(folder))}


def _overlap(pipeline: Pipeline, lines: LabelledSet, cases: Sequence[Case], pointing: Pointing) -> float:
    given = LabelledSet(
        "half", lines.framework, lines.candidates, tuple(cases), lines.tasks, first_person=True, synthetic=True, says=""
    )
    pipeline.parameters = pipeline.parameters.model_copy(update={"pointing": pointing})
    found: list[tuple[Sequence[Span], Sequence[Span]]] = []
    for case, said in zip(cases, Skillweave(lambda _, gate: pipeline).predict(given), strict=True):  # noqa: ARG005
        found += [((said.evidence or {})[code], spans) for code, spans in case.spans.items() if code in case.gold]
    return sum(character_f1(*each) for each in found) / len(found)
