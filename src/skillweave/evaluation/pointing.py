"""Fits which tokens of a unit are quoted, on words that raters marked as what shows a skill."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from skillweave.domain.experience import Experience
from skillweave.domain.span import Span
from skillweave.errors import EvaluationError
from skillweave.evaluation.fit import CHUNK, Values, f1_threshold, logistic
from skillweave.evaluation.sets import Case
from skillweave.matching.parameters import Pointing
from skillweave.pipeline import Pipeline
from skillweave.ports import Offsets

NUMBERS = ("token", "highest", "mean", "phrase_mean", "phrase_highest", "log_tokens")
"""The numbers of a token, in the order of its features; fields of `Pointing`."""


def fit_pointing(pipeline: Pipeline, cases: Sequence[Case]) -> Pointing:
    """Fit one logistic regression over the tokens of open units that hold marked words; log-odds 0 is where F1 is best.

    Args:
        pipeline: Over one framework, whose competencies have signs of their own.
        cases: Their gold labels with the words that show them.

    Raises:
        EvaluationError: Nothing is marked, or everything.
    """
    found = list(_marked(pipeline, cases))
    if not found:
        raise EvaluationError(
            "in the judged texts no words are marked for a learned skill: which words to quote cannot be fitted"
        )
    features, marked = (np.concatenate(parts) for parts in zip(*found, strict=True))
    if marked.all():
        raise EvaluationError(
            "in the judged texts every word is marked as what shows a skill; which words to quote cannot be fitted: "
            "mark the words of a deed, and leave others out"
        )
    found_weights, intercept = logistic(features, marked)
    threshold = f1_threshold(features @ found_weights + intercept, marked)
    weights = {name: round(float(weight), 4) for name, weight in zip(NUMBERS, found_weights, strict=True)}
    return Pointing(**weights, intercept=round(intercept - threshold, 4))


def token_numbers(signs: Sequence[float], edges: Sequence[int]) -> Values:
    """Give the numbers of each token, (n, len(NUMBERS)); what they weigh is added up by `evidence.pointed_odds`.

    Args:
        signs: (n,), of each token by the sign that speaks.
        edges: Where the unit's phrases begin, from 0, and n.
    """
    count, own = len(signs), np.array(signs, np.float64)
    phrases = [own[low:high] for low, high in pairwise(edges)]
    lengths = [len(phrase) for phrase in phrases]
    return np.stack(
        [
            own,
            np.full(count, own.max()),
            np.full(count, own.mean()),
            np.repeat([phrase.mean() for phrase in phrases], lengths),
            np.repeat([phrase.max() for phrase in phrases], lengths),
            np.full(count, np.log(count)),
        ],
        axis=1,
    )


def _marked(pipeline: Pipeline, cases: Sequence[Case]) -> Iterator[tuple[Values, NDArray[np.bool_]]]:
    """Give, for each gold label and each unit with words of it, the numbers of the tokens and which are marked."""
    one = pipeline.index.frameworks[0]
    if one.signs is None:
        return
    columns = {entry.code: int(one.signs.own[at, 0]) for at, entry in enumerate(one.framework.competencies)}
    for start in range(0, len(cases), CHUNK):
        some = cases[start : start + CHUNK]
        for unit in pipeline.units([Experience(id=case.id, text=case.text) for case in some]):
            case = some[unit.entry]
            for code, spans in case.spans.items():
                column = columns.get(code, -1)
                if code not in case.gold or column < 0 or unit.reason is not None:
                    continue
                inside = tokens_inside(unit.offsets, spans)
                if inside.any():
                    yield token_numbers(unit.signs[:, column].tolist(), unit.edges), inside


def tokens_inside(offsets: Offsets, spans: Iterable[Span]) -> NDArray[np.bool_]:
    """Mark the tokens that share a code point with a span, (n,).

    Args:
        offsets: (n, 2), code points of the text.
        spans: Stretches of the text.
    """
    inside = np.zeros(len(offsets), np.bool_)
    for span in spans:
        inside |= (offsets[:, 0] < span.end) & (offsets[:, 1] > span.start)
    return inside
