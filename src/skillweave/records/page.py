"""One self-contained HTML page of suggested claims beside the words they rest on."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from skillweave.domain.claim import Claim, Status, Translation
from skillweave.domain.competency import Framework, Kind
from skillweave.records.entry import Entry, Listed, show_entry
from skillweave.records.inline import TEMPLATES, hash_of
from skillweave.records.words import KINDS, STATUSES
from skillweave.render import stream

_TONES = 4
"""Shades that the style sheet has for each kind; a fifth framework of one kind takes the first again."""


@dataclass(slots=True)
class Counts:
    """What the page's head says about all entries."""

    statuses: Counter[Status] = field(default_factory=Counter)
    claims: Counter[str] = field(default_factory=Counter)
    entries: Counter[str] = field(default_factory=Counter)
    unverified: Counter[str] = field(default_factory=Counter)
    uncalibrated: int = 0
    kinds: dict[str, Kind] = field(default_factory=dict)

    def add(self, translation: Translation) -> None:
        """Count one entry in."""
        self.statuses[translation.status] += 1
        self.entries.update({claim.framework for claim in translation.claims})
        for claim in translation.claims:
            self._add_claim(claim)
        for match in (*translation.claims, *translation.cut_off):
            self.kinds.setdefault(match.framework, match.kind)

    def _add_claim(self, claim: Claim) -> None:
        self.claims[claim.framework] += 1
        self.unverified[claim.framework] += claim.verification == "unverified"
        self.uncalibrated += claim.confidence is None


def report_page(
    translations: Iterable[Translation],
    *,
    title: str,
    circumstances: Mapping[str, str],
    frameworks: Sequence[Framework],
) -> Iterator[str]:
    """Show translations as one HTML page that loads nothing, in chunks to be written one after the other.

    The page works without a script; with it, evidence and claims light each other and entries can be filtered.
    Nothing from the outside reaches the page unescaped, and its security policy allows its own style and script
    only, by their hashes.

    Args:
        translations: Gone through twice, once to count and once to show. An iterator, which cannot be gone through
            twice, is kept in memory; to avoid that, hand over something that reads afresh each time.
        title: Heading of the page.
        circumstances: What the page says about how it was made, in this order.
        frameworks: Those that were matched, shown in the table even where they have no claim.
    """
    again = tuple(translations) if isinstance(translations, Iterator) else translations
    counts = Counts()
    for translation in again:
        counts.add(translation)
    listed = _list_frameworks(frameworks, counts.kinds)
    yield from stream(
        f"{TEMPLATES}:report.html.j2",
        title=title,
        circumstances=circumstances,
        counts=counts,
        kinds=[(kind, name, _of_kind(listed, kind)) for kind, name in KINDS.items()],
        statuses=STATUSES,
        style_hash=hash_of("report.css"),
        script_hash=hash_of("report.js"),
        entries=_show(again, listed),
    )


def _show(translations: Iterable[Translation], listed: Mapping[str, Listed]) -> Iterator[Entry]:
    return (show_entry(number, item, listed) for number, item in enumerate(translations, start=1))


def _of_kind(listed: Mapping[str, Listed], kind: Kind) -> list[tuple[str, Listed]]:
    return [(id_, item) for id_, item in listed.items() if item.kind is kind]


def _list_frameworks(frameworks: Sequence[Framework], named: Mapping[str, Kind]) -> dict[str, Listed]:
    """Give each framework its place and tone: by kind, then by id, so that the same set looks the same again."""
    known = {framework.id: framework for framework in frameworks}
    kinds = {**named, **{framework.id: framework.kind for framework in frameworks}}
    order = list(KINDS)
    listed: dict[str, Listed] = {}
    seen: Counter[Kind] = Counter()
    for place, id_ in enumerate(sorted(kinds, key=lambda id_: (order.index(kinds[id_]), id_))):
        kind, framework = kinds[id_], known.get(id_)
        listed[id_] = Listed(
            key=f"f{place}",
            name=framework.name if framework else id_,
            version=framework.version if framework else "",
            kind=kind,
            tone=f"{kind}-{seen[kind] % _TONES}",
            framework=framework,
        )
        seen[kind] += 1
    return listed
