"""Fits what words of a whole text say of its field of work and its skills, on training rows and on O*NET tasks."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from eval.train.passages import CLASSIC, FIELDS, SKILLS, Columns, Document
from eval.training_rows import Row
from skillweave.matching.words import ANY, SINGLE, WordHeads
from skillweave.ports import Matrix

STRENGTH = {FIELDS: 3.0, CLASSIC: 1.0, SKILLS: 10.0}
"""Inverse strength of the regularisation."""

PHRASE, FEWEST = 4, 4
"""Words in the longest phrase, and rows that a phrase must stand in."""

Labelled = Sequence[tuple[str, frozenset[str]]]
"""Texts with the columns that hold for them."""


def fit_words(
    rows: Sequence[Row], tasks: Sequence[Document], bundles: Labelled, columns: Columns
) -> tuple[WordHeads, ...]:
    """Fit one logistic regression a column: fields of work by single words, skills by phrases.

    Args:
        rows: Training rows.
        tasks: O*NET tasks, one by one.
        bundles: Several tasks of an occupation in one text each.
        columns: What the heads tell.
    """
    both = (_fields(rows, tasks, bundles, columns), _skills(rows, columns))
    return tuple(one for one in both if one is not None)


def _fields(rows: Sequence[Row], tasks: Sequence[Document], bundles: Labelled, columns: Columns) -> WordHeads | None:
    """Fit the clusters of 2024 on rows, the classic ones on tasks, alone and several together.

    Rows whose words show no field count too: they are what a field is told from.

    Tasks are left out for the clusters of 2024: their language is not a student's, and made it worse there.
    """
    modern = [
        (row.text, frozenset({f"{FIELDS}:{row.field}"} if row.cluster and row.field else ()))
        for row in rows
        if row.cluster is not None
    ]
    classic = [
        (passage.text, frozenset(name for at in passage.targets if (name := columns.names[at]).startswith(CLASSIC)))
        for (passage,) in tasks
    ]
    return _heads(1, 2, columns, {FIELDS: modern, CLASSIC: [*classic, *bundles]})


def _skills(rows: Sequence[Row], columns: Columns) -> WordHeads | None:
    """Fit the durable skills on rows, by what is plainly shown."""
    labelled = [(row.text, frozenset(f"{SKILLS}:{one.code}" for one in row.durable if one.grade > 1)) for row in rows]
    return _heads(PHRASE, FEWEST, columns, {SKILLS: labelled})


def _heads(longest: int, fewest: int, columns: Columns, every: dict[str, Labelled]) -> WordHeads | None:
    told = {kind: names for kind, labelled in every.items() if (names := _told(columns, kind, labelled))}
    if not told:
        return None
    weigher = vectorizer(longest, fewest=fewest).fit([text for labelled in every.values() for text, _ in labelled])
    parts = [_fit(weigher, names, every[kind], STRENGTH[kind]) for kind, names in told.items()]
    return WordHeads(
        longest=longest,
        columns=tuple(name for names, _, _ in parts for name in names),
        words=tuple(weigher.get_feature_names_out()),
        rarity=np.asarray(weigher.idf_, np.float32),
        weights=np.concatenate([weights for _, weights, _ in parts], axis=1),
        bias=np.concatenate([bias for _, _, bias in parts]),
    )


def _told(columns: Columns, kind: str, labelled: Labelled) -> list[str]:
    """Name the columns of a kind that hold for some texts and not for all: of others nothing can be learned."""
    counts = Counter(name for _, found in labelled for name in found)
    return [name for name in columns.names if name.startswith(f"{kind}:") and 0 < counts[name] < len(labelled)]


def _fit(
    weigher: TfidfVectorizer, names: list[str], labelled: Labelled, strength: float
) -> tuple[list[str], Matrix, Matrix]:
    features = weigher.transform([text for text, _ in labelled])
    models = [
        LogisticRegression(C=strength, solver="liblinear", class_weight="balanced").fit(
            features, [name in found for _, found in labelled]
        )
        for name in names
    ]
    weights = np.stack([model.coef_[0] for model in models], axis=1)
    return names, weights.astype(np.float32), np.array([model.intercept_[0] for model in models], np.float32)


def vectorizer(longest: int, fewest: int) -> TfidfVectorizer:
    """Make what weighs words as `WordHeads` does: sublinear counts times rarity, unit length.

    Args:
        longest: Words in the longest stretch; single words are taken without light ones.
        fewest: Texts that a stretch must stand in.
    """
    if longest == 1:
        return TfidfVectorizer(stop_words="english", token_pattern=SINGLE, sublinear_tf=True, min_df=fewest)
    return TfidfVectorizer(ngram_range=(1, longest), token_pattern=ANY, sublinear_tf=True, min_df=fewest)
