"""Learns from reviewers: refits a family on their decisions, and says whether that helps on decisions held back."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from skillweave.evaluation.fit import NEAR
from skillweave.evaluation.judged import LATE, Judged, Marks, Rule, compared, counted, part_of
from skillweave.evaluation.refit import best_cut, contradicted, curved, lowered, reweighed, tells
from skillweave.evaluation.report.changes import FEW, FEW_GROUPS, Change
from skillweave.evaluation.statistics import Values
from skillweave.matching.parameters import Family, FamilyParameters, Parameters

PAIRS_NEEDED, RIGHT_NEEDED = 200, 30
"""Pairs judged unaided, and how many of them the text must show, before weights and threshold are refitted."""

CURVE_NEEDED, EACH_NEEDED = 100, 20
"""Judged claims and near misses, and how many must be right and how many wrong, before a calibration is refitted.

A framework with fewer than the second number borrows the curve from the others.
"""


class Refit(StrEnum):
    """What is refitted."""

    WHOLE = "weights, threshold and calibration"
    CURVE = "calibration"

    @property
    def figure(self) -> str:
        """The figure that must be better."""
        return "F1" if self is Refit.WHOLE else "Brier"


@dataclass(frozen=True, slots=True)
class Attempt:
    """Numbers that were refitted, and how they do on the texts held back.

    Attributes:
        what: What was refitted.
        family: The numbers.
        changes: From the present numbers to these.
        helped: Whether they are surely better, precision is not surely worse, and F1 is not worse where what people saw
            late counts as right.
        why: The same in words.
    """

    what: Refit
    family: FamilyParameters
    changes: tuple[Change, ...]
    helped: bool
    why: str


@dataclass(frozen=True, slots=True)
class Learned:
    """What came of one family.

    Attributes:
        family: Which.
        texts, people: What was decided on.
        attempts: The fullest first; one that helped is the last.
        missing: Why something was not refitted.
    """

    family: Family
    texts: int
    people: int
    attempts: tuple[Attempt, ...]
    missing: tuple[str, ...]

    def taken(self, *, force: bool = False) -> Attempt | None:
        """Give the numbers to use; None where the present ones stay.

        Args:
            force: Take the fullest refit if none helped.
        """
        helped = next((one for one in self.attempts if one.helped), None)
        return helped or (self.attempts[0] if force and self.attempts else None)


def learn_family(
    family: Family, present: FamilyParameters, texts: Sequence[Judged], above: float, seed: int
) -> Learned:
    """Refit one family: all of it with enough unaided decisions, else, or if that does not help, its calibration.

    Args:
        family: Which.
        present: Its numbers now.
        texts: Decided pairs of all its frameworks.
        above: What the settings add to the threshold.
        seed: Of the draw of the people held back.
    """
    rule = Rule(present, above)
    fit, held = part_of(texts, seed, fit=True), part_of(texts, seed, fit=False)
    missing: list[str] = []
    attempts: list[Attempt] = []
    for what in Refit:
        lack = _lack(texts, rule, what)
        if lack is not None:
            missing.append(lack)
            continue
        made = _refitted(fit, rule, what)
        if made is None:
            missing.append(f"{what}: the decisions have nothing to do with the scores, so there is nothing to learn")
            break
        unaided = what is Refit.WHOLE
        changes = compared(held, rule, Rule(made, above), _share_right(fit, rule), unaided=unaided)
        attempts.append(Attempt(what, made, changes, *_helped(changes, what)))
        if attempts[-1].helped:
            break
    return Learned(family, len(texts), _people(texts), tuple(attempts), tuple(missing))


def _people(texts: Sequence[Judged]) -> int:
    return len({text.group for text in texts})


def _lack(texts: Sequence[Judged], rule: Rule, what: Refit) -> str | None:
    """Say what is missing for a refit; None where there is enough."""
    if what is Refit.WHOLE:
        right = _unaided(texts, rule)[1]
        if len(right) >= PAIRS_NEEDED and right.sum() >= RIGHT_NEEDED:
            return None
        return (
            f"{what}: {PAIRS_NEEDED} pairs judged without a suggestion in view are needed, {RIGHT_NEEDED} of them "
            f"right; there are {len(right)}, {right.sum()} of them right"
        )
    right = _near(texts, rule, rule)[1]
    good, bad = int(right.sum()), int((~right).sum())
    if len(right) >= CURVE_NEEDED and min(good, bad) >= EACH_NEEDED:
        return None
    return (
        f"{what}: {CURVE_NEEDED} judged claims or near misses are needed, at least {EACH_NEEDED} right and "
        f"{EACH_NEEDED} wrong; there are {good} right and {bad} wrong"
    )


def _near(texts: Sequence[Judged], present: Rule, rule: Rule) -> tuple[Values, Marks]:
    """Give score, with its text's length, and truth of every pair that tells what a score is worth."""
    rows = [(text, _tells_worth(text, present, rule)) for text in texts]
    return (
        np.concatenate([np.zeros(0), *(text.worths(rule.family)[marks] for text, marks in rows)]),
        np.concatenate([np.zeros(0, bool), *(text.right[marks] for text, marks in rows)]),
    )


def _tells_worth(text: Judged, present: Rule, rule: Rule) -> Marks:
    return counted(text, present, unaided=False) & (rule.margins(text) >= -NEAR)


def _unaided(texts: Sequence[Judged], rule: Rule) -> tuple[Values, Marks]:
    """Give margin and truth of every pair judged without a suggestion in view."""
    return (
        np.concatenate([np.zeros(0), *(rule.margins(text)[text.blind] for text in texts)]),
        np.concatenate([np.zeros(0, bool), *(text.right[text.blind] for text in texts)]),
    )


def _share_right(fit: Sequence[Judged], rule: Rule) -> float:
    """Give the share of the present claims that are right: the sureness of a family without a curve."""
    rows = [text.right[_tells_worth(text, rule, rule) & (rule.margins(text) >= 0)] for text in fit]
    claims = np.concatenate([np.zeros(0, bool), *rows])
    return float(claims.mean()) if len(claims) else 0.5


def _refitted(fit: Sequence[Judged], rule: Rule, what: Refit) -> FamilyParameters | None:
    """Refit on the texts of the fit; None where scores have nothing to do with the decisions."""
    new = rule
    if what is Refit.WHOLE:
        moved = reweighed(rule.family, fit)
        cut = best_cut(*_unaided(fit, Rule(moved, rule.above)), at_least=_lowest_precision(fit, rule))
        new = Rule(lowered(moved, cut), rule.above)
        if not tells(*_unaided(fit, rule)):
            return None
    scores, right = _near(fit, rule, new)
    if contradicted(scores, right, new.family):
        return None
    about = f"decisions of reviewers on {len(fit)} texts of {_people(fit)} people"
    return curved(scores, right, new.family, about, _of_their_own(fit, rule, new))


def _of_their_own(fit: Sequence[Judged], present: Rule, rule: Rule) -> dict[str, tuple[int, ...]]:
    """Name the frameworks, and the levels of them, with enough pairs in the curve to call it theirs."""
    pairs = Counter(
        (text.framework, level) for text in fit for level in text.levels[_tells_worth(text, present, rule)].tolist()
    )
    found: dict[str, tuple[int, ...]] = {}
    for (name, level), count in sorted(pairs.items()):
        if count >= EACH_NEEDED:
            found[name] = (*found.get(name, ()), level)
    return found


def _lowest_precision(fit: Sequence[Judged], rule: Rule) -> float:
    """Give the present precision less its standard error: what lies within that is not told apart."""
    margins, right = _unaided(fit, rule)
    claims = right[margins >= 0]
    share = float(claims.mean()) if len(claims) else 0.5
    return share - math.sqrt(share * (1 - share) / max(1, len(claims)))


def _helped(changes: Sequence[Change], what: Refit) -> tuple[bool, str]:
    by_name = {one.difference.name: one for one in changes}
    main, precision, late = by_name.get(what.figure), by_name.get("precision"), by_name.get(LATE)
    if main is None or main.verdict in ("few", "unknown"):
        return False, f"too little was held back to tell: claims in {FEW} texts of {FEW_GROUPS} people are needed"
    if main.verdict != "better":
        return False, f"{what.figure} is not surely better on the texts held back"
    if precision is not None and precision.difference.high < 0:
        return False, "precision is surely worse on the texts held back"
    if late is not None and late.difference.second < late.difference.first:
        return False, "F1 is worse on the texts held back if confirmations that came late count as right"
    return True, f"{what.figure} is surely better on the texts held back"


def merged(present: Parameters, encoder: str, learned: Iterable[Learned], seed: int, *, force: bool) -> Parameters:
    """Put refitted families in the place of the present ones, and tell what they were fitted on.

    Args:
        present: All numbers as they are.
        encoder: An `Embedder.model_id`.
        learned: What came of each family with decisions.
        seed: Of the draw.
        force: Whether refits that did not help are taken too, which is told.
    """
    families = dict(present.families)
    said = []
    for one in learned:
        taken = one.taken(force=force)
        if taken is not None:
            families[one.family] = taken.family
            note = "" if taken.helped else ", forced: not shown to help"
            said.append(f"{one.family}: {taken.what} by decisions on {one.texts} texts of {one.people} people{note}")
    return Parameters(
        format=present.format,
        name=f"{present.name.removesuffix('-own')}-own",
        encoder=encoder,
        fitted_on=f"{'; '.join(said)}; seed {seed}; all else as {present.name}@{present.content_hash()}",
        families=families,
        pointing=present.pointing,
    )
