"""Metrics: what one case says about a system, and how far people agree. `docs/metrics.md` explains each of them.

`statistics` brings cases together: the value of a set, its interval, and the difference between two systems.
"""

from skillweave.domain.span import character_counts, character_f1
from skillweave.evaluation.metrics.agreement import (
    agreement_interval,
    cohen_kappa,
    gwet_ac1,
    krippendorff_alpha,
    percent_agreement,
    quadratic_kappa,
    span_agreement,
)
from skillweave.evaluation.metrics.calibration import (
    ReliabilityRow,
    adaptive_bins,
    bin_parts,
    brier,
    brier_parts,
    reliability,
    risk_coverage,
    wilson_interval,
)
from skillweave.evaluation.metrics.decisions import carries_counts, counts, label_counts
from skillweave.evaluation.metrics.ranking import (
    average_precision,
    hit_at_k,
    ndcg_at_k,
    r_precision_at_k,
    recall_at_k,
    reciprocal_rank,
)
from skillweave.evaluation.metrics.spans import strict_counts, token_iou

__all__ = [
    "ReliabilityRow",
    "adaptive_bins",
    "agreement_interval",
    "average_precision",
    "bin_parts",
    "brier",
    "brier_parts",
    "carries_counts",
    "character_counts",
    "character_f1",
    "cohen_kappa",
    "counts",
    "gwet_ac1",
    "hit_at_k",
    "krippendorff_alpha",
    "label_counts",
    "ndcg_at_k",
    "percent_agreement",
    "quadratic_kappa",
    "r_precision_at_k",
    "recall_at_k",
    "reciprocal_rank",
    "reliability",
    "risk_coverage",
    "span_agreement",
    "strict_counts",
    "token_iou",
    "wilson_interval",
]
