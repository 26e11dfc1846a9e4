"""From translations to items of a review queue: what the pipeline said, in the queue's words."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from skillweave.domain.claim import Claim, Provenance, Status, Translation
from skillweave.domain.experience import Experience
from skillweave.domain.queue import NewClaim, NewItem, RunMade
from skillweave.domain.review import Skill
from skillweave.review.prepare import MOST_ID

UNKNOWN_RUN = RunMade(id="unknown", config_hash="")
"""What failed entries come from where nothing in the same files says what made them."""


@dataclass(frozen=True, slots=True)
class Intake:
    """Items of one run, ready to be put into a queue."""

    run: RunMade
    items: tuple[NewItem, ...]


def intakes(translations: Iterable[Translation], *, language: str = "") -> tuple[Intake, ...]:
    """Make items, one intake for each run, in the order in which the runs first appear.

    A run is named by what made it, so the same translations make the same run again, and adding them twice changes
    nothing. Entries that failed go with the first run; those without a text have nothing to review and are left out.

    Args:
        translations: With ids that differ.
        language: The language of the texts, as a code such as `en`; empty where it is not known.
    """
    language = language.strip().lower()  # as the languages of members are written
    runs: dict[str, RunMade] = {}
    items: dict[str, list[NewItem]] = {}
    failed: list[NewItem] = []
    for translation in translations:
        if translation.experience is None:
            continue
        item = _item(translation, translation.experience, language)
        if translation.provenance is None:
            failed.append(item)
            continue
        run = run_of(translation.provenance)
        runs.setdefault(run.id, run)
        items.setdefault(run.id, []).append(item)
    if failed:
        first = next(iter(runs.values()), UNKNOWN_RUN)
        runs.setdefault(first.id, first)
        items.setdefault(first.id, []).extend(failed)
    return tuple(Intake(run, tuple(items[name])) for name, run in runs.items())


def named(translation: Translation, source: str | None) -> Translation:
    """Put the log before the id where it is told: two logs may use the same ids.

    It is put before every id, not only before those that two logs share: an entry must have the same name when it is
    added again, with whatever other logs. What is too long for a queue is cut, and a hash keeps it apart.

    Example:
        >>> named(Translation(id="e1", status="failed"), "schools/north.csv").id
        'schools/north.csv#e1'
    """
    if source is None:
        return translation
    log = source.replace("%", "%25").replace("#", "%23")  # so that the first # is the one between log and id
    name = f"{log}#{translation.id}"
    if len(name) > MOST_ID:
        name = f"{hashlib.sha256(name.encode()).hexdigest()[:16]}#{translation.id}"[:MOST_ID]
    return translation.model_copy(update={"id": name})


def run_of(provenance: Provenance) -> RunMade:
    """Name the run behind a translation: the same for all that was made by the same program over the same lists."""
    told = provenance.as_text()
    digest = hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()
    return RunMade(id=digest[:20], config_hash=provenance.configuration, provenance=told)


def _item(translation: Translation, entry: Experience, language: str) -> NewItem:
    return NewItem(
        experience=translation.id,
        text=entry.text,
        title=_title(entry),
        language=language,
        learner=entry.learner_id,
        claims=_claims(translation),
        error=translation.error if translation.status is Status.FAILED else None,
    )


def _title(entry: Experience) -> str:
    """Say what sort of work it was; who wrote it stays out of sight."""
    kind = entry.experience_type.value if entry.experience_type else None
    parts = (kind, entry.role, entry.host, entry.start_date.strftime("%B %Y") if entry.start_date else None)
    title = ", ".join(part for part in parts if part)
    return title[:1].upper() + title[1:]


def _claims(translation: Translation) -> Sequence[NewClaim]:
    versions = translation.provenance.frameworks if translation.provenance else {}
    return tuple(_claim(claim, versions) for claim in translation.claims)


def _claim(claim: Claim, versions: Mapping[str, str]) -> NewClaim:
    version, _, _ = versions.get(claim.framework, "").partition("@")
    return NewClaim(
        id=claim.id,
        skill=Skill(framework=claim.framework, code=claim.code),
        framework_version=version,
        label=claim.label,
        parents=claim.parents,
        kind=claim.kind,
        evidence=claim.evidence,
        confidence=claim.confidence,
        rank=claim.rank,
        flags=claim.flags,
        provenance={"verification": claim.verification, "score": f"{claim.score:.6g}"},
    )
