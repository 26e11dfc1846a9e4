"""What any matcher has to beat: chance, the labels' frequency, shared spelling, and one vector for a whole text."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from skillweave.domain.competency import Competency
from skillweave.domain.span import Span
from skillweave.errors import TextError
from skillweave.evaluation.sets import Case, Claimed, LabelledSet, Prediction
from skillweave.matching.parameters import LARGE
from skillweave.ports import Embedder, Matrix
from skillweave.text.segment import segment

DIGITS = 4
"""Scores are rounded to so many digits before they are ordered; among equals the code decides."""

_FOLDS = 5
_BLOCK = 64
"""Texts that are compared with all labels at once: bounds the memory, also for a framework of 14,000."""
_LABEL_BLOCK = 4_096


@dataclass(frozen=True, slots=True)
class Random:
    """Ranks by chance; the order for a case depends on the seed, its id and the candidates, on nothing else.

    Attributes:
        seed: Another seed gives other orders.
        name: Name in reports.
    """

    seed: int = 0
    name: str = "random"

    def predict(self, data: LabelledSet, /) -> list[Prediction]:
        """Shuffle the candidates for each case; scores fall evenly from 1."""
        codes = sorted(data.candidates)
        scores = tuple(1 - place / len(codes) for place in range(len(codes)))
        orders = (
            np.random.default_rng(_number(f"{self.seed}\0{case.id}")).permutation(len(codes)) for case in data.cases
        )
        return [Prediction(tuple(codes[at] for at in order.tolist()), scores) for order in orders]


@dataclass(frozen=True, slots=True)
class Prior:
    """Ranks labels by how often they are gold in the other folds, without a look at the text.

    Groups are dealt into five folds, a changed version of a case with its original, so that no case, nor any of the
    same group, has a say in its own ranking. Changed versions are ranked, but not counted.

    Attributes:
        threshold: Share of the texts from which on a label is claimed; None for rankings only.
        name: Name in reports.
    """

    threshold: float | None = None
    name: str = "prior"

    def predict(self, data: LabelledSet, /) -> list[Prediction]:
        """Score each label by the share of the cases of the other folds that show it."""
        codes = sorted(data.candidates)
        folds = _folds(data.cases)
        ranked = {fold: _order(codes, _shares(codes, data.cases, folds, fold)) for fold in set(folds)}
        claims = {fold: _claims(*each, self.threshold, ()) for fold, each in ranked.items()}
        return [Prediction(*ranked[fold], claims[fold]) for fold in folds]


def _shares(codes: Sequence[str], cases: Sequence[Case], folds: Sequence[int], left_out: int) -> NDArray[np.float64]:
    seen = [case for case, fold in zip(cases, folds, strict=True) if fold != left_out and case.twin_of is None]
    counts = Counter(code for case in seen for code in case.gold)
    return np.array([counts[code] for code in codes], np.float64) / max(1, len(seen))


def _folds(cases: Sequence[Case]) -> list[int]:
    """Deal groups into folds in an order that depends on their names alone; a case without a group is its own."""
    by_id = {case.id: case for case in cases}
    originals = [by_id.get(case.twin_of or case.id, case) for case in cases]
    groups = [case.group or case.id for case in originals]
    dealt = {group: at % _FOLDS for at, group in enumerate(sorted(set(groups), key=_number))}
    return [dealt[group] for group in groups]


@dataclass(frozen=True, slots=True)
class TfIdf:
    """Ranks by shared words and letters: the mean of two TF-IDF cosines; it learns from the labels' texts only.

    One is over words and pairs of words, one over 3 to 5 letters inside word borders, both with sublinear counts. A
    label's text is its label, aliases, description and examples, run together.

    Attributes:
        threshold: Score from which on a label is claimed; None for rankings only.
        name: Name in reports.
    """

    threshold: float | None = None
    name: str = "tf-idf"

    def predict(self, data: LabelledSet, /) -> list[Prediction]:
        """Compare every text as a whole with every candidate."""
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.pipeline import FeatureUnion

        # One-letter words stay in: C and R are skills.
        words = TfidfVectorizer(token_pattern=r"(?u)\b\w+\b", ngram_range=(1, 2), sublinear_tf=True, dtype=np.float32)
        letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True, dtype=np.float32)
        # Each part has unit length, so with weights of root one half the product of two rows is the mean cosine.
        weights = {"words": 0.5**0.5, "letters": 0.5**0.5}
        both = FeatureUnion([("words", words), ("letters", letters)], transformer_weights=weights)
        entries = _candidates(data)
        labels = both.fit_transform([_whole(entry) for entry in entries]).T.tocsc()
        scores = ((both.transform([case.text for case in block]) @ labels).toarray() for block in _blocks(data.cases))
        return _predictions(data, entries, scores, self.threshold)


def _whole(entry: Competency) -> str:
    return "\n".join((entry.label, *entry.aliases, entry.description, *entry.indicators))


@dataclass(frozen=True, slots=True)
class WholeSentence:
    """Ranks by the cosine between one vector for the whole text and the nearest of a label's texts.

    A label's texts are its label, its aliases and its description; in a framework of more than `LARGE` entries, whose
    aliases would take half an hour to encode, its label alone. A text too long for the encoder is represented by the
    mean of its passages' vectors.

    Attributes:
        embedder: What makes the vectors. Only labels' texts go through `sentences`, which may be kept on disk; a case's
            text goes through `encode`, which is not.
        threshold: Cosine from which on a label is claimed; None for rankings only.
        name: Name in reports.
    """

    embedder: Embedder
    threshold: float | None = None
    name: str = "whole sentence"

    def predict(self, data: LabelledSet, /) -> list[Prediction]:
        """Compare every text as a whole with every candidate."""
        entries = _candidates(data)
        texts = [_texts(entry, alone=len(entries) > LARGE) for entry in entries]
        starts = np.cumsum([0, *map(len, texts)])[:-1]
        vectors = _label_vectors(self.embedder, [text for own in texts for text in own])
        cosines = (
            np.maximum.reduceat(_case_vectors(self.embedder, block) @ vectors.T, starts, axis=1)
            for block in _blocks(data.cases)
        )
        return _predictions(data, entries, cosines, self.threshold)


def _texts(entry: Competency, *, alone: bool) -> list[str]:
    return [entry.label] if alone else [entry.label, *entry.aliases, *filter(None, [entry.description.strip()])]


def _label_vectors(embedder: Embedder, texts: Sequence[str]) -> Matrix:
    blocks = [texts[start : start + _LABEL_BLOCK] for start in range(0, len(texts), _LABEL_BLOCK)]
    return np.concatenate([_label_block(embedder, block) for block in blocks])


def _label_block(embedder: Embedder, texts: Sequence[str]) -> Matrix:
    try:
        return embedder.sentences(texts)
    except TextError:
        return np.stack([_vector(embedder, text) for text in texts])


def _case_vectors(embedder: Embedder, cases: Sequence[Case]) -> Matrix:
    texts = [case.text for case in cases]
    try:
        return np.stack([encoding.sentence for encoding in embedder.encode(texts)])
    except TextError:
        return np.stack([_vector(embedder, text) for text in texts])


def _vector(embedder: Embedder, text: str) -> Matrix:
    """Encode one text, passage by passage where the whole is too long; (dim,), unit length."""
    try:
        return embedder.encode([text])[0].sentence
    except TextError:
        passages = [span.quote(text) for span in segment(text)]
        if not passages:
            raise
        mean = np.mean([encoding.sentence for encoding in embedder.encode(passages)], axis=0)
        return np.asarray(mean / np.linalg.norm(mean), np.float32)


def _candidates(data: LabelledSet) -> list[Competency]:
    """Give the entries that are ranked, by code."""
    return [data.framework.by_code[code] for code in sorted(data.candidates)]


def _blocks(cases: Sequence[Case]) -> Iterator[Sequence[Case]]:
    return (cases[start : start + _BLOCK] for start in range(0, len(cases), _BLOCK))


def _predictions(
    data: LabelledSet, entries: Sequence[Competency], blocks: Iterator[Matrix], threshold: float | None
) -> list[Prediction]:
    """Order the candidates of each case; whatever is claimed or asked for is quoted by the whole text."""
    codes = [entry.code for entry in entries]
    rows = (row for block in blocks for row in block)
    found = []
    for case, row in zip(data.cases, rows, strict=True):
        ranking, scores = _order(codes, row)
        whole = (Span(start=0, end=len(case.text)),) if case.text else ()
        evidence = {code: whole for code in case.spans if code in case.gold} if case.spans and whole else None
        found.append(Prediction(ranking, scores, _claims(ranking, scores, threshold, whole), evidence))
    return found


def _order(codes: Sequence[str], scores: Matrix | NDArray[np.float64]) -> tuple[tuple[str, ...], tuple[float, ...]]:
    """Order codes, given sorted, by falling rounded score; equals keep the order of their codes."""
    rounded = np.round(scores.astype(np.float64), DIGITS)
    order = np.argsort(-rounded, kind="stable")
    return tuple(codes[at] for at in order.tolist()), tuple(rounded[order].tolist())


def _claims(
    ranking: Sequence[str], scores: Sequence[float], threshold: float | None, spans: tuple[Span, ...]
) -> tuple[Claimed, ...] | None:
    if threshold is None:
        return None
    pairs = zip(ranking, scores, strict=True)
    return tuple(Claimed(code, score, spans=spans) for code, score in pairs if score >= threshold)


def _number(name: str) -> int:
    """Turn a name into a number that is the same on every machine."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big")
