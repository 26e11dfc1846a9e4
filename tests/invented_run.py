"""An evaluation run that nobody made, with everything that a report can show."""

import math
from collections.abc import Mapping, Sequence

import numpy as np

from skillweave.domain.span import Span
from skillweave.evaluation.runs import (
    ClaimedLabel,
    ConfusionRow,
    FigureData,
    GoldLabel,
    LabelRow,
    ReliabilityRow,
    Run,
    SetRun,
    StatisticData,
    SystemRun,
    TwinRow,
    WorstCase,
)
from skillweave.evaluation.statistics import Statistic, figure, mean_of, resamples

TEXT = "I led the crew of the boat and sold the catch at noon."
LABELS = {"LEA": "Leadership", "SEL": "Selling", "PER": "Persistence", "LIS": "Listening to people"}


def figures_of(
    statistics: Sequence[Statistic], groups: Sequence[str], floors: Mapping[str, float]
) -> tuple[FigureData, ...]:
    """Work figures out as a run does."""
    weights = resamples(groups, 0, 200)
    found = (figure(one, weights) for one in statistics)
    return tuple(
        FigureData(
            name=one.name,
            value=one.value,
            low=one.low,
            high=one.high,
            count=one.count,
            floor=floors.get(one.name),
        )
        for one in found
    )


def make_system(
    name: str,
    hits: Sequence[float],
    groups: Sequence[str],
    *,
    floors: Mapping[str, float] | None = None,
    **more: object,
) -> SystemRun:
    """Make a system that was right where `hits` is 1; a second figure only describes, a third is better when low."""
    statistics = [
        mean_of("hit@1", hits),
        mean_of("claims a text", [2 * one for one in hits], higher_is_better=None),
        mean_of("false alarms", [1 - one for one in hits], higher_is_better=False),
    ]
    return SystemRun.model_validate(
        {
            "name": name,
            "statistics": tuple(StatisticData.of(one) for one in statistics),
            "figures": figures_of(statistics, groups, floors or {}),
            **more,
        }
    )


def make_set(name: str, systems: Sequence[SystemRun], cases: int, **changes: object) -> SetRun:
    """Make a set of cases that are their own groups."""
    fixed = {
        "says": "Invented, so it says nothing.",
        "synthetic": False,
        "framework": "tiny-skills",
        "tasks": ("ranking",),
        "groups": tuple(f"g{at}" for at in range(cases)),
        "case_ids": tuple(f"c{at}" for at in range(cases)),
        "texts": ("",) * cases,
        "gold": (("LEA",),) * cases,
    }
    return SetRun.model_validate({"name": name, "systems": tuple(systems), "cases": cases, **fixed, **changes})


def drawn(share: float, cases: int, seed: int) -> list[float]:
    """Draw hits."""
    return [float(one) for one in np.random.default_rng(seed).random(cases) < share]


def rich_details(hits: Sequence[float]) -> dict[str, object]:
    """Give all that a system under test may have besides figures."""
    half = len(hits) // 2
    parts = {
        "north": figures_of([mean_of("hit@1", hits[:half])], [str(at) for at in range(half)], {}),
        "south": figures_of([mean_of("hit@1", hits[half:])], [str(at) for at in range(len(hits) - half)], {}),
        "few": (FigureData(name="hit@1", value=1.0, low=1.0, high=1.0, count=2),),
    }
    words = ("led the crew", "crew of")
    spans = {one: (Span(start=TEXT.index(one), end=TEXT.index(one) + len(one)),) for one in words}
    return {
        "by_slice": {"source": parts},
        "reliability": (
            ReliabilityRow(confidence=0.2, right=0.25, low=0.18, high=0.33, count=80),
            ReliabilityRow(confidence=0.6, right=0.5, low=0.4, high=0.61, count=75),
            ReliabilityRow(confidence=0.9, right=0.8, low=0.5, high=0.97, count=12),
        ),
        "coverage": tuple((at / 50, 0.05 + 0.3 * (at / 50) ** 2) for at in range(1, 51)),
        "per_label": tuple(
            LabelRow(code=code, label=label, right=30 - 8 * at, wrong=3 * at, missed=5 + at)
            for at, (code, label) in enumerate(LABELS.items())
        ),
        "confusion": (
            ConfusionRow(gold="LEA", claimed="PER", count=9),
            ConfusionRow(gold="SEL", claimed="LIS", count=4),
            ConfusionRow(gold="", claimed="LEA", count=2),
        ),
        "worst": (
            WorstCase(
                case_id="c7",
                text=TEXT,
                gold=(GoldLabel(code="LEA", label="Leadership", spans=spans["led the crew"]),),
                claimed=(
                    ClaimedLabel(code="PER", label="Persistence", score=1.25, confidence=0.81, spans=spans["crew of"]),
                    ClaimedLabel(code="LEA", label="Leadership", score=0.5),
                ),
                why="A wrong claim of high confidence.",
            ),
            WorstCase(case_id="c8", text="", gold=(), claimed=(), why="Nothing was said."),
        ),
        "twins": (
            TwinRow(kind="names", pairs=120, kept=0.97, lost=0.03, new=0.02, low=0.93, high=0.99),
            TwinRow(kind="dialect", pairs=12, kept=0.75, lost=0.25, new=0.1, low=0.5, high=0.95),
        ),
    }


def full_run(share: float = 0.7, seed: int = 2, **changes: object) -> Run:
    """Make a run with every part: a rich set, a small one, an empty one, and values that are not numbers.

    Args:
        share: How often the system under test is right.
        seed: Decides where TF-IDF is right.
        changes: Fields of the run.
    """
    cases = 120
    groups = tuple(f"g{at}" for at in range(cases))
    hits = drawn(share, cases, 1)
    curve = tuple((at / 10, 0.4 + 0.03 * at) for at in range(1, 11))
    rich = make_set(
        "harbour logs",
        (
            make_system("skillweave", hits, groups, floors={"hit@1": 0.6}, **rich_details(hits)),
            make_system("tf-idf", drawn(0.35, cases, seed), groups, coverage=curve),
            make_system("label prior", drawn(0.2, cases, 3), groups),
        ),
        cases,
        tasks=("ranking", "claims", "evidence"),
        slices={"source": ("north",) * 60 + ("south",) * 58 + ("few",) * 2},
    )
    one = make_set("one case", (make_system("skillweave", [1.0], ["g0"]), make_system("tf-idf", [0.0], ["g0"])), 1)
    none = make_set("no cases", (SystemRun(name="skillweave"),), 0, synthetic=True, gold=(), texts=())
    no_value = FigureData(name="MRR", value=math.nan, low=math.nan, high=math.nan, count=0, floor=0.5)
    unknown = make_set("no values", (SystemRun(name="skillweave", figures=(no_value,)),), 40, synthetic=True)
    settings = {"encoder": "hashing", "parameters": "neutral", "gate": "on", "segmenter": "sentences.v1"}
    made = {"name": "Autumn run", "made": "2025-11-25", "settings": settings, "sets": (rich, one, none, unknown)}
    return Run.model_validate({**made, **changes})
