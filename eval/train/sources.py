"""Openly licensed pairs and tasks that the encoder learns from, read from the shared data."""

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any

import numpy as np

from eval.train.passages import CLASSIC, FIELDS, Columns, Document, Passage
from eval.training_rows import Named
from skillweave.domain.competency import Framework
from skillweave.evaluation.adapters.onet import cluster_codes, letters
from skillweave.evaluation.adapters.rows import HELD_OUT, held_out, read_lines
from skillweave.evaluation.adapters.synthetic import threshold_sentences
from skillweave.matching.heads import STATED

PARTED = frozenset({"AG"})
"""Classic clusters that fall under one of 2024 for the most part only: no task of theirs is asked for it."""

Task = Mapping[str, Any]  # Any: JSON

_BUNDLE, _DRAWS = 4, 6
"""Tasks in one text, and such texts of an occupation."""

_LIKE_LENGTH = 60
"""Code points: texts of siblings in a batch differ by no more, or little more."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A text and a short name of what it shows.

    Attributes:
        text: What is to be matched.
        name: Of what it shows.
        group: What is like it and yet something else shares this; empty where no group is known.
    """

    text: str
    name: str
    group: str = ""


def pairs(data: Path, named: Iterable[Named], chance: random.Random) -> list[Pair]:
    """Pair ESCO descriptions and alternative names with names, O*NET tasks with activities, sentences with skills.

    O*NET tasks of held-out occupations are left out, and sentences that thresholds are fitted on.

    Args:
        data: The shared data.
        named: Texts written for names of skills; names of one writer's list are siblings.
        chance: Draws and shuffles.
    """
    out: list[Pair] = []
    for skill in read_lines(data / "esco_skills" / "skills.jsonl"):
        group = min(skill.get("groups") or ("",))
        if skill.get("description"):
            out.append(Pair(skill["description"], skill["label"], group))
        if skill.get("alt"):
            out.append(Pair(chance.choice(skill["alt"]), skill["label"], group))
    for task in _tasks(data):
        if task["dwa"]:
            out.append(Pair(task["text"], chance.choice(task["dwa"]), task["soc"]))
    kept = {row["text"] for row in threshold_sentences(data)}
    for row in read_lines(data / "skillskape" / "train.jsonl"):
        if row["text"] not in kept:
            out += [Pair(row["text"], name) for name in row["skills"] for _ in range(2)]
    out += [Pair(one.text, name, one.list) for one in named for name in one.names for _ in range(2)]
    chance.shuffle(out)
    return out


def batches_of(pairs: Sequence[Pair], size: int, chance: random.Random) -> Iterator[list[Pair]]:
    """Give batches without end; texts of like length stand together, so that little is spent on padding.

    A quarter of a batch are siblings, of one group or two: hard negatives of each other. Those of no known group stand
    together as one more. The rest is drawn from all.

    Args:
        pairs: All are seen once in each round.
        size: Of a batch, at least 2.
        chance: Where the order comes from.
    """
    few = max(1, size // 4)
    while True:
        mixed = chance.sample(list(pairs), len(pairs))
        siblings, others = mixed[: len(mixed) // 4], mixed[len(mixed) // 4 :]
        together = _cut(sorted(siblings, key=lambda one: (len(one.text) // _LIKE_LENGTH, one.group)), few)
        apart = _cut(sorted(others, key=lambda one: len(one.text) / 20 + chance.random() * 2), size - few)
        found = [[*one, *other] for one, other in zip_longest(together, apart, fillvalue=())]
        chance.shuffle(found)
        yield from found


def _cut(pairs: Sequence[Pair], size: int) -> list[Sequence[Pair]]:
    return [pairs[start : start + size] for start in range(0, len(pairs), size)]


def tasks_of(data: Path, columns: Columns, clusters: Framework) -> list[Document]:
    """Take O*NET tasks with the career clusters of their occupation: the classic ones, and those of 2024 if certain.

    Args:
        data: The shared data.
        columns: What the heads tell.
        clusters: The classic clusters.
    """
    codes = cluster_codes(clusters)
    under = {one.code: one.falls_under for one in clusters.competencies if one.falls_under and one.code not in PARTED}
    classic, both = columns.mask(f"{CLASSIC}:"), columns.mask(f"{CLASSIC}:", f"{FIELDS}:")
    out: list[Document] = []
    for task in _tasks(data):
        mine = [codes[letters(name)] for name in task["clusters"]]
        targets = {columns.at(f"{CLASSIC}:{code}"): 1.0 for code in mine}
        certain = bool(mine) and all(code in under for code in mine)
        if certain:
            targets |= {columns.at(under[code]): 1.0 for code in mine}
        out.append((Passage(task["text"], targets, {}, both if certain else classic),))
    return out


def bundles_of(data: Path, codes: Mapping[str, str], chance: random.Random) -> list[tuple[str, frozenset[str]]]:
    """Put several tasks of an occupation into one text, six times four of them and once all, with its classic clusters.

    What a person does all day tells their field better than one task, which many fields share.

    Args:
        data: The shared data.
        codes: Codes of classic clusters by the letters of their names.
        chance: Draws the tasks.
    """
    return [
        (
            " ".join(task["text"] for task in bundle),
            frozenset(f"{CLASSIC}:{codes[letters(name)]}" for name in bundle[0]["clusters"]),
        )
        for bundle in drawn_bundles(_tasks(data), chance)
    ]


def drawn_bundles(tasks: Iterable[Task], chance: random.Random) -> list[Sequence[Task]]:
    """Draw several tasks of each occupation, some times a few of them and once all."""
    by_occupation: dict[str, list[Task]] = {}
    for task in tasks:
        by_occupation.setdefault(task["soc"], []).append(task)
    out: list[Sequence[Task]] = []
    for own in by_occupation.values():
        out += [chance.sample(own, min(_BUNDLE, len(own))) for _ in range(_DRAWS)]
        out.append(own)
    return out


def advertisements_of(data: Path, columns: Columns) -> list[Document]:
    """Take sentences of job advertisements with the words that name a skill (SkillSpan), but for held-out ones.

    Advertisements repeat each other: a sentence that also stands in a held-out one is left out.

    Args:
        data: The shared data.
        columns: What the heads tell.
    """
    stated, asked = columns.at(STATED), columns.mask(STATED)
    out: list[Document] = []
    rows = list(read_lines(data / "e6_skillspan" / "dev.jsonl"))
    repeated = {letters(row["text"]) for row in rows if held_out(row["doc"])}
    for row in rows:
        if not held_out(row["doc"]) and letters(row["text"]) not in repeated:
            words = tuple((span["start"], span["end"]) for span in row["skill"])
            found = ({stated: 1.0}, {stated: words}) if words else ({}, {})
            out.append((Passage(row["text"], *found, asked),))
    return out


def _tasks(data: Path) -> Sequence[Task]:
    rows = read_lines(data / "onet_train" / "tasks.jsonl")
    return [row for row in rows if row["fold"] != HELD_OUT]


def same(one: Sequence[Pair]) -> np.ndarray:
    """Mark the pairs of a batch that are no negatives of each other: the same name or the same text, (n, n)."""
    return np.array([[a is not b and (a.name == b.name or a.text == b.text) for b in one] for a in one], np.bool_)
