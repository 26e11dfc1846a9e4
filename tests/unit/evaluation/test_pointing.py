"""Which words are quoted is fitted on words that raters marked."""

from collections.abc import Sequence
from pathlib import Path

import pytest

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
    folder = frameworks_folder(load_settings())
    known = {one.id: one for one in load_frameworks(folder, concepts=load_concepts(folder))}
    found = read_labelled(Path("eval/datasets/student-lines"), known, part="fit")
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
    with pytest.raises(EvaluationError, match="no words are marked in the judged entries"):
        fit_pointing(pipeline, [Case("1", "I led two volunteers.", {"DS.LEA": 4.0})])


def _overlap(pipeline: Pipeline, lines: LabelledSet, cases: Sequence[Case], pointing: Pointing) -> float:
    given = LabelledSet(
        "half", lines.framework, lines.candidates, tuple(cases), lines.tasks, first_person=True, synthetic=True, says=""
    )
    pipeline.parameters = pipeline.parameters.model_copy(update={"pointing": pointing})
    found: list[tuple[Sequence[Span], Sequence[Span]]] = []
    for case, said in zip(cases, Skillweave(lambda _, gate: pipeline).predict(given), strict=True):  # noqa: ARG005
        found += [((said.evidence or {})[code], spans) for code, spans in case.spans.items() if code in case.gold]
    return sum(character_f1(*each) for each in found) / len(found)
