"""Openly licensed pairs and tasks that the encoder learns from, read from the shared data."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from eval.train.passages import CLASSIC, Columns, Document, Passage
from skillweave.evaluation.adapters.onet import HELD_OUT
from skillweave.evaluation.adapters.rows import read_lines


@dataclass(frozen=True, slots=True)
class Pair:
    """A text and a short name of what it shows."""

    text: str
    name: str


def pairs(data: Path, chance: random.Random) -> list[Pair]:
    """Pair ESCO descriptions and alternative names with names, O*NET tasks with activities, sentences with skills.

    O*NET tasks of held-out occupations are left out.
    """
    out: list[Pair] = []
    for skill in read_lines(data / "esco_skills" / "skills.jsonl"):
        if skill.get("description"):
            out.append(Pair(skill["description"], skill["label"]))
        if skill.get("alt"):
            out.append(Pair(chance.choice(skill["alt"]), skill["label"]))
    for task in _tasks(data):
        if task["dwa"]:
            out.append(Pair(task["text"], chance.choice(task["dwa"])))
    for row in read_lines(data / "skillskape" / "train.jsonl"):
        out += [Pair(row["text"], name) for name in row["skills"] for _ in range(2)]
    chance.shuffle(out)
    return out


def tasks_of(data: Path, columns: Columns, codes: dict[str, str]) -> list[Document]:
    """Take O*NET tasks with the classic career clusters of their occupation.

    Args:
        data: The shared data.
        columns: What the heads tell.
        codes: Cluster codes by name.
    """
    asked = columns.mask(f"{CLASSIC}:")
    out: list[Document] = []
    for task in _tasks(data):
        targets = {columns.at(f"{CLASSIC}:{codes[name]}"): 1.0 for name in task["clusters"] if name in codes}
        out.append((Passage(task["text"], targets, {}, asked),))
    return out


def _tasks(data: Path) -> Sequence[Mapping[str, Any]]:
    rows = read_lines(data / "onet_train" / "tasks.jsonl")
    return [row for row in rows if row["fold"] != HELD_OUT]


def same(one: Sequence[Pair]) -> np.ndarray:
    """Mark the pairs of a batch that are no negatives of each other: the same name or the same text, (n, n)."""
    return np.array([[a is not b and (a.name == b.name or a.text == b.text) for b in one] for a in one], np.bool_)
