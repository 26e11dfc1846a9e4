"""Makes queue items of translated texts: what is drawn for each, in which order they come, what is planted: pure."""

import datetime as dt
import re
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from skillweave.domain.claim import Evidence
from skillweave.domain.queue import NewClaim, NewItem, QueueRules
from skillweave.domain.review import ClaimState, ItemState, Origin, Skill
from skillweave.domain.span import Span
from skillweave.review.draw import draw, fraction
from skillweave.review.kept import ClaimKept, ItemFile, ItemKept, text_hash
from skillweave.text.segment import segment

_ID = re.compile(r"[A-Za-z0-9._:-]{1,60}\Z")
MOST_ID = 200
"""Longest name of an entry."""

_LONGEST = {"experience": MOST_ID, "language": 20}


@dataclass(frozen=True, slots=True)
class Intake:
    """Where new items go: queue, rules, run, time, and how many are there already."""

    queue: str
    rules: QueueRules
    guideline: int | None
    run: str
    now: dt.datetime
    there: int


def item_id(queue: str, run: str, experience: str) -> str:
    """Name an item by where it comes from, so that a second import names it the same."""
    return str(uuid.uuid5(uuid.NAMESPACE_OID, "\x1f".join((queue, run, experience))))


def faults_of(item: NewItem) -> tuple[str, ...]:
    """Say why an item cannot be kept; nothing where it can."""
    faults = []
    if "\x00" in item.text + item.title:
        faults.append("the text has a NUL character")
    if not _is_unicode(item.text + item.title):
        faults.append("the text has half a character (a lone surrogate)")
    faults += [f"{name} is too long" for name, most in _LONGEST.items() if len(getattr(item, name)) > most]
    for claim in item.claims:
        if not _ID.match(claim.id):
            faults.append(f"the claim id {claim.id[:80]!r} has other signs than letters, digits, . _ : -")
        faults += [
            f"{claim.skill.framework} {claim.skill.code}: the quote at {one.start}-{one.end} is not in the text"
            for one in claim.evidence
            if not 0 <= one.start < one.end <= len(item.text) or item.text[one.start : one.end] != one.quote
        ]
    if len({claim.id for claim in item.claims}) != len(item.claims):
        faults.append("two claims have one id")
    return tuple(f"{item.experience}: {fault}" for fault in faults)


def _is_unicode(words: str) -> bool:
    try:
        words.encode()
    except UnicodeEncodeError:
        return False
    return True


def sort_out(
    items: Iterable[NewItem], same: set[str], others: set[str], *, again: bool
) -> tuple[list[NewItem], int, int]:
    """Tell new texts from those that are there, from this run or from another one."""
    fresh: dict[str, NewItem] = {}
    known = earlier = 0
    for item in items:
        if item.experience in same or item.experience in fresh:
            known += 1
        elif item.experience in others and not again:
            earlier += 1
        else:
            fresh[item.experience] = item
    return list(fresh.values()), known, earlier


def prepared(items: Sequence[NewItem], intake: Intake, elsewhere: Sequence[ClaimKept]) -> tuple[ItemFile, ...]:
    """Make queue items of new texts.

    Args:
        items: Sound ones.
        intake: Where they go.
        elsewhere: Claims of items that are in the queue already: they may be planted too.
    """
    plain = [_item(item, intake, place) for place, item in enumerate(items)]
    pool = _pool([*elsewhere, *(claim for file in plain for claim in file.claims)])
    return tuple(_planted(file, pool, intake.rules) for file in plain)


def _item(new: NewItem, intake: Intake, place: int) -> ItemFile:
    rules, name = intake.rules, item_id(intake.queue, intake.run, new.experience)
    claims = _claims(new, name)
    item = ItemKept(
        id=name,
        queue=intake.queue,
        run=intake.run,
        experience=new.experience,
        learner=new.learner,
        text=new.text,
        text_sha256=text_hash(new.text),
        length=len(new.text),
        language=new.language,
        title=new.title,
        error=new.error,
        state=ItemState.OPEN,
        priority=_priority(claims, rules, name, intake.there + place),
        frameworks=tuple(sorted({claim.skill.framework for claim in claims})),
        blind=draw(rules.seed, "blind", name, rules.blind_rate),
        double=draw(rules.seed, "double", name, rules.irr_rate),
        created=intake.now,
    )
    return ItemFile(item, rules, intake.guideline, claims)


def _priority(claims: Sequence[ClaimKept], rules: QueueRules, item: str, place: int) -> float:
    """Give an item's place in the queue, the lowest first.

    By uncertainty, the least sure claim counts; a claim without a calibrated confidence is as unsure as can be, and
    a text without claims comes last. The random slice is spread evenly between them.
    """
    if rules.order_by == "text":
        return float(place)
    if draw(rules.seed, "random", item, rules.random_slice):
        return fraction(rules.seed, "place", item)
    return min((claim.confidence or 0.0 for claim in claims), default=1.0)


def _claims(new: NewItem, item: str) -> tuple[ClaimKept, ...]:
    groups = _link_groups(new.claims)
    ordered = sorted(new.claims, key=_in_text_order)
    return tuple(
        ClaimKept(
            id=claim_name(claim.id, item),
            skill=claim.skill,
            framework_version=claim.framework_version,
            label=claim.label,
            parents=claim.parents,
            kind=claim.kind,
            origin=Origin.SUGGESTED,
            evidence=claim.evidence,
            provenance=claim.provenance,
            place=place,
            state=ClaimState.SUGGESTED,
            rank=claim.rank,
            confidence=claim.confidence,
            flags=claim.flags,
            link_group=groups.get(claim.id),
        )
        for place, claim in enumerate(ordered)
    )


def claim_name(claim: str, item: str) -> str:
    """Name a claim in a queue: the same claim may stand in several."""
    return f"{claim}.{item.replace('-', '')[:16]}"


def _in_text_order(claim: NewClaim) -> tuple[int, int, int, str]:
    first = claim.evidence[0] if claim.evidence else None
    start, end = (first.start, first.end) if first is not None else (10**9, 10**9)
    return start, end, claim.rank if claim.rank is not None else 10**9, claim.id


def _link_groups(claims: Sequence[NewClaim]) -> Mapping[str, str]:
    """Tie claims of several frameworks together that stand on the same words."""
    groups: dict[tuple[int, int], list[NewClaim]] = defaultdict(list)
    for claim in claims:
        if claim.evidence:
            groups[(claim.evidence[0].start, claim.evidence[0].end)].append(claim)
    return {
        claim.id: f"{start}-{end}"
        for (start, end), tied in groups.items()
        if len({one.skill.framework for one in tied}) > 1
        for claim in tied
    }


def _pool(claims: Sequence[ClaimKept]) -> tuple[ClaimKept, ...]:
    """Give one claim of each competency, in an order that does not depend on that of the items."""
    firsts: dict[Skill, ClaimKept] = {}
    for claim in sorted(claims, key=lambda one: one.id):
        if claim.origin is Origin.SUGGESTED:
            firsts.setdefault(claim.skill, claim)
    return tuple(sorted(firsts.values(), key=lambda one: (one.skill.framework, one.skill.code)))


def _planted(file: ItemFile, pool: Sequence[ClaimKept], rules: QueueRules) -> ItemFile:
    """Plant a claim that is known to be wrong where the item is drawn and has room for it.

    It is a competency of another item that is no candidate here, nor named like one, on a sentence that carries no
    claim; it looks like a suggestion in all else.
    """
    item = file.item
    if not file.claims or not draw(rules.seed, "catch", item.id, rules.catch_rate):
        return file
    here, names = {claim.skill for claim in file.claims}, {claim.label.casefold() for claim in file.claims}
    own = set(item.frameworks)
    strange = [one for one in pool if one.skill not in here and one.label.casefold() not in names]
    fitting = [one for one in strange if one.skill.framework in own] or strange
    unused = _unused(file)
    if not fitting or not unused:
        return file
    source = fitting[int(fraction(rules.seed, "catch skill", item.id) * len(fitting))]
    span = unused[int(fraction(rules.seed, "catch place", item.id) * len(unused))]
    ranks = [claim.rank for claim in file.claims if claim.rank is not None]
    sure = [claim.confidence for claim in file.claims if claim.confidence is not None]
    like = uuid.uuid5(uuid.UUID(item.id), "catch").hex[: len(file.claims[0].id.split(".")[0])]
    planted = replace(
        source,
        id=claim_name(like, item.id),
        origin=Origin.CATCH,
        evidence=(Evidence.of(span, item.text),),
        provenance={},
        link_group=None,
        rank=max(ranks) + 1 if ranks else None,
        confidence=min([*sure, source.confidence or 1.0]) if sure else None,
    )
    claims = sorted((*file.claims, planted), key=lambda one: one.evidence[0].start if one.evidence else 10**9)
    return replace(file, claims=tuple(replace(one, place=place) for place, one in enumerate(claims)))


def _unused(file: ItemFile) -> list[Span]:
    used = [Span(start=one.start, end=one.end) for claim in file.claims for one in claim.evidence]
    return [span for span in segment(file.item.text) if not any(span.overlaps(one) for one in used)]
