"""Fits, last of all, the column that tells words that name a skill, over the finished hidden layer."""

from collections.abc import Sequence

import numpy as np
import torch
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_predict
from torch.nn import functional

from eval.train.losses import LONGEST_PASSAGE
from eval.train.network import Network
from eval.train.passages import Document, Passage
from skillweave.evaluation.fit import f1_threshold

FOLDS = 5
STRENGTH = 0.1
"""Inverse strength of the regularisation."""

_AT_ONCE = 64


def fit_stated(network: Network, advertisements: Sequence[Document], column: int) -> None:
    """Fit the column to advertisements, in place; no other column changes.

    One logistic regression over tokens. Its threshold, at which log-odds are 0, is where F1 is best of tokens that
    were scored by a fit to other sentences, in five folds.
    """
    passages = [passage for (passage,) in advertisements]
    parts = [_tokens(network, passages[at : at + _AT_ONCE], column) for at in range(0, len(passages), _AT_ONCE)]
    features = np.concatenate([part for part, _, _ in parts])
    marked = np.concatenate([part for _, part, _ in parts])
    sentences = np.concatenate([part + at * _AT_ONCE for at, (_, _, part) in enumerate(parts)])
    model = LogisticRegression(C=STRENGTH, max_iter=2_000)
    folds = GroupKFold(FOLDS)
    scores = cross_val_predict(model, features, marked, groups=sentences, cv=folds, method="decision_function")
    model.fit(features, marked)
    with torch.no_grad():
        network.heads.out.weight[column] = torch.from_numpy(model.coef_[0]).float()
        network.heads.out.bias[column] = float(model.intercept_[0]) - f1_threshold(scores, marked)


def _tokens(network: Network, passages: Sequence[Passage], column: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Give the hidden layer of the passages' tokens, which of them are marked, and the passage of each."""
    with torch.no_grad():
        found = network.encode([one.text for one in passages], LONGEST_PASSAGE)
        own = functional.normalize(found.pooled, dim=1)
        hidden = network.heads.hidden(found.rows, torch.cat([torch.zeros_like(own), own], 1))
    marked = np.zeros(found.mask.shape, np.bool_)
    for row, one in enumerate(passages):
        for low, high in one.words.get(column, ()):
            offsets = found.offsets[row].numpy()
            marked[row] |= (offsets[:, 0] < high) & (offsets[:, 1] > low)
    mask = found.mask.numpy()
    return hidden.numpy()[mask], marked[mask], np.nonzero(mask)[0]
