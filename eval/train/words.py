"""Fits what single words say of a text's field of work and skills, on statements and on O*NET tasks."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from eval.train.passages import CLASSIC, FIELDS, SKILLS, Columns, Document
from eval.training_rows import Row
from skillweave.matching.words import WordHeads, vectorizer
from skillweave.ports import Matrix

STRENGTH = 3.0
"""Inverse strength of the regularisation."""

Labelled = Sequence[tuple[str, frozenset[str]]]
"""Texts with the columns that hold for them."""


def fit_words(rows: Sequence[Row], tasks: Sequence[Document], columns: Columns) -> WordHeads:
    """Fit one logistic regression a column: skills and the clusters of 2024 on statements, the classic ones on tasks.

    Statements whose words show no field count too: they are what a field is told from.

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
    skills = [(row.text, frozenset(f"{SKILLS}:{one.code}" for one in row.durable if one.grade > 1)) for row in rows]
    weigher = vectorizer().fit([text for text, _ in (*modern, *classic)])
    parts = [
        _fit(weigher, names, labelled)
        for kind, labelled in ((SKILLS, skills), (FIELDS, modern), (CLASSIC, classic))
        if (names := _told(columns, kind, labelled))
    ]
    return WordHeads(
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


def _fit(weigher: TfidfVectorizer, names: list[str], labelled: Labelled) -> tuple[list[str], Matrix, Matrix]:
    features = weigher.transform([text for text, _ in labelled])
    models = [
        LogisticRegression(C=STRENGTH, solver="liblinear", class_weight="balanced").fit(
            features, [name in found for _, found in labelled]
        )
        for name in names
    ]
    weights = np.stack([model.coef_[0] for model in models], axis=1)
    return names, weights.astype(np.float32), np.array([model.intercept_[0] for model in models], np.float32)
