"""Labelled sets from the folders they are kept in: the open sets by name, and a user's own samples."""

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from skillweave.domain.competency import Framework
from skillweave.errors import EvaluationError
from skillweave.evaluation.adapters.esco import esco_framework, esco_sentences, transversal_sentences
from skillweave.evaluation.adapters.exposure import Assisted, LabelSource
from skillweave.evaluation.adapters.onet import (
    cluster_bundles,
    cluster_tasks,
    transferable_activities,
    work_activities,
)
from skillweave.evaluation.adapters.own import TwoGrades, label_sources, read_labelled, second_labels
from skillweave.evaluation.adapters.reflection import reflection_sentences
from skillweave.evaluation.adapters.spans import Layer, green_sentences, skillspan_sentences
from skillweave.evaluation.adapters.subset import fast_subset
from skillweave.evaluation.adapters.synthetic import compass_statements, skillskape_sentences
from skillweave.evaluation.sets import LabelledSet

__all__ = [
    "SETS",
    "Assisted",
    "Builder",
    "LabelSource",
    "TwoGrades",
    "fast_subset",
    "label_sources",
    "read_labelled",
    "second_labels",
]

Builder = Callable[[Path, Mapping[str, Framework]], LabelledSet]
"""Builds a set from the folder of the data sets and the shipped frameworks by id."""

_DURABLE = "as-durable-skills"
_CLUSTERS = "career-clusters-16"


def _needed(frameworks: Mapping[str, Framework], name: str) -> Framework:
    if name not in frameworks:
        raise EvaluationError(f"this set is matched with the framework {name}, which was not loaded; load it too")
    return frameworks[name]


SETS: Mapping[str, Builder] = MappingProxyType(
    {
        "e3_esco": lambda data, _: esco_sentences(data),
        "e4b_esco_transversal": lambda data, _: transversal_sentences(data),
        "e1_onet_cluster_bundles": lambda data, known: cluster_bundles(data, _needed(known, _CLUSTERS)),
        "e1_onet_cluster_tasks": lambda data, known: cluster_tasks(data, _needed(known, _CLUSTERS)),
        "e4_onet_gwa": lambda data, _: work_activities(data),
        "e4_onet_gwa_transferable": lambda data, _: transferable_activities(data),
        "e5b_cered_reflection": lambda data, known: reflection_sentences(data, _needed(known, _DURABLE)),
        "e6_skillspan_skill": lambda data, _: skillspan_sentences(data, esco_framework(data), Layer.SKILL),
        "e6_skillspan_knowledge": lambda data, _: skillspan_sentences(data, esco_framework(data), Layer.KNOWLEDGE),
        "e6b_green": lambda data, _: green_sentences(data, esco_framework(data)),
        "skillskape_dev": lambda data, _: skillskape_sentences(data),
        "compass": lambda data, _: compass_statements(data),
    }
)
"""The open sets by the name that they have in reports, the real ones first.

Spans of any skill (E6, E6b) are looked for with ESCO's whole list, since no smaller one here names technical skills.
"""
