"""How well the clusters of O*NET occupations can be told from their tasks at all: `python -m eval.field_limit`.

A minute or two. Plain models, each fitted to three of the four folds of occupations that the adapter is trained on and
measured on the fourth: words, sentence vectors of the encoder that ships without an adapter, and both. The held-out
fold is not looked at. What they reach says what is to be had from these tasks, whatever the model.
"""

import random
import sys
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from eval.train.sources import Task, drawn_bundles
from skillweave.embedding.sentence import load_packaged
from skillweave.evaluation.adapters.rows import HELD_OUT, read_lines
from skillweave.matching.words import SINGLE

DATA = Path("../shared/data")
SEED = 1

Scores = NDArray[np.float64]
Bundle = Sequence[Task]


def scores(
    learned: NDArray[np.float64], gold: NDArray[np.bool_], asked: NDArray[np.float64], strength: float
) -> Scores:
    """Fit one logistic regression a cluster, and give the log-odds of what is asked."""
    models = [
        LogisticRegression(C=strength, solver="liblinear", class_weight="balanced").fit(learned, column)
        for column in gold.T
    ]
    return np.stack([model.decision_function(asked) for model in models], axis=1)


def told(found: Scores, gold: NDArray[np.bool_]) -> tuple[float, float]:
    """Give hit@1 and MRR."""
    order = np.argsort(-found, axis=1, kind="stable")
    first = np.take_along_axis(gold, order, axis=1).argmax(axis=1)
    return float((first == 0).mean()), float((1 / (1 + first)).mean())


def vectors_of(tasks: Sequence[Task]) -> Callable[[Sequence[Bundle]], NDArray[np.float64]]:
    """Encode each task once; a bundle is the mean of its tasks, at unit length."""
    rows = load_packaged().sentences([task["text"] for task in tasks])
    at = {task["id"]: row for task, row in zip(tasks, rows, strict=True)}

    def means(bundles: Sequence[Bundle]) -> NDArray[np.float64]:
        every = np.stack([np.mean([at[task["id"]] for task in bundle], axis=0) for bundle in bundles])
        return np.asarray(every / np.linalg.norm(every, axis=1, keepdims=True), np.float64)

    return means


def main() -> None:
    """Print a line a model."""
    tasks = [row for row in read_lines(DATA / "onet_train" / "tasks.jsonl") if row["fold"] != HELD_OUT]
    given = [row for row in read_lines(DATA / "e1_onet_cluster" / "dev.jsonl") if row["kind"] == "bundle"]
    by_occupation: dict[str, list[Task]] = defaultdict(list)
    for task in tasks:
        by_occupation[task["soc"]].append(task)
    bundles = {
        row["soc"]: tuple(task for task in by_occupation[row["soc"]] if task["text"] in row["text"])
        for row in given
        if row["soc"] in by_occupation
    }
    names = sorted({name for task in tasks for name in task["clusters"]})
    means = vectors_of(tasks)
    found: dict[str, list[tuple[float, float, int]]] = defaultdict(list)
    for fold in sorted({task["fold"] for task in tasks}):
        learned = drawn_bundles([task for task in tasks if task["fold"] != fold], random.Random(SEED))
        asked = [own for own in bundles.values() if own[0]["fold"] == fold]
        gold, wanted = (
            np.array([[name in one[0]["clusters"] for name in names] for one in some]) for some in (learned, asked)
        )
        weigher = TfidfVectorizer(stop_words="english", token_pattern=SINGLE, sublinear_tf=True)
        texts = [[" ".join(task["text"] for task in one) for one in some] for some in (learned, asked)]
        words = scores(weigher.fit_transform(texts[0]), gold, weigher.transform(texts[1]), 1.0)
        vectors = scores(means(learned), gold, means(asked), 1.0)
        both = words / words.std() + vectors / vectors.std()
        for name, values in (("words", words), ("vectors", vectors), ("both", both)):
            found[name].append((*told(values, wanted), len(asked)))
    for name, each in found.items():
        hit, rank = np.average([one[:2] for one in each], axis=0, weights=[one[2] for one in each])
        sys.stdout.write(f"{name:<8} hit@1 {hit:.3f}  MRR {rank:.3f}  n={sum(one[2] for one in each)}\n")


if __name__ == "__main__":
    main()
