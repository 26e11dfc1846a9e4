"""A learner's record as its page shows it: confirmed skills by framework, each with the words that show it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from skillweave.domain.competency import Framework
from skillweave.domain.span import Span
from skillweave.records.words import KINDS
from skillweave.review.rows import Record, RecordClaim
from skillweave.text.highlight import pieces

_BY: Mapping[str, str] = {
    "reviewer": "a reviewer",
    "reviewers": "two or more reviewers",
    "adjudicator": "a senior reviewer, after reviewers disagreed",
    "rule": "a rule of the programme, without a person",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """One skill of a record; `anchors` lead to the words in the texts."""

    label: str
    description: str
    path: str
    level: str | None
    by: str
    quotes: tuple[tuple[str, str], ...]
    """Id of the text's element, and the words."""
    claim: RecordClaim


@dataclass(frozen=True, slots=True)
class Section:
    """The skills of one framework."""

    name: str
    kind: str
    skills: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a text, marked where it shows a skill; cut at carriage returns, which HTML turns into newlines."""

    lines: tuple[str, ...]
    marked: bool


@dataclass(frozen=True, slots=True)
class Text:
    """A text of the learner with its evidence marked."""

    id: str
    record: Record
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class RecordPage:
    """Everything on the page."""

    sections: tuple[Section, ...]
    texts: tuple[Text, ...]
    waiting: int
    """Texts that are not final yet."""
    erased: int

    @property
    def skills(self) -> int:
        """Number of skills shown."""
        return sum(len(section.skills) for section in self.sections)


def record_page(records: Sequence[Record], frameworks: Mapping[str, Framework]) -> RecordPage:
    """Work out the page of one text, or of all texts of one learner.

    Skills are grouped by framework, kinds of skills in the order in which people are shown them; a skill that several
    texts show stands there once, with all words.
    """
    ids = {record.item: f"text-{place}" for place, record in enumerate(records, start=1)}
    skills: dict[tuple[str, str], Shown] = {}
    for record in records:
        for claim in record.claims:
            key = (claim.skill.framework, claim.skill.code)
            skills[key] = _shown(claim, ids[record.item], frameworks, skills.get(key))
    return RecordPage(
        sections=_sections(skills, frameworks),
        texts=tuple(Text(ids[record.item], record, _parts(record)) for record in records if record.text),
        waiting=sum(record.final_at is None for record in records),
        erased=sum(record.erased for record in records),
    )


def _shown(claim: RecordClaim, text: str, frameworks: Mapping[str, Framework], before: Shown | None) -> Shown:
    framework = frameworks.get(claim.skill.framework)
    known = framework.by_code.get(claim.skill.code) if framework is not None else None
    quotes = tuple((text, one.quote) for one in claim.evidence if one.quote)
    parents = claim.parents
    if framework is not None and known is not None and not parents:
        parents = tuple(framework.by_code[code].label for code in framework.ancestors(known.code))
    return Shown(
        label=claim.label or (known.label if known is not None else claim.skill.code),
        description=known.description if known is not None else "",
        path=" › ".join(reversed(parents)),
        level=(before.level if before else None) or claim.level,
        by=before.by if before else _BY[claim.confirmed_by],
        quotes=(*(before.quotes if before else ()), *quotes),
        claim=before.claim if before else claim,
    )


def _sections(skills: Mapping[tuple[str, str], Shown], frameworks: Mapping[str, Framework]) -> tuple[Section, ...]:
    def order(name: str) -> tuple[int, str]:
        kind = frameworks[name].kind if name in frameworks else None
        return (list(KINDS).index(kind) if kind is not None else len(KINDS), name)

    sections: list[Section] = []
    for name in sorted({framework for framework, _ in skills}, key=order):
        framework = frameworks.get(name)
        own = tuple(shown for (of, _), shown in skills.items() if of == name)
        kind = KINDS[framework.kind] if framework is not None else ""
        sections.append(Section(framework.name if framework is not None else name, kind, own))
    return tuple(sections)


def _parts(record: Record) -> tuple[Part, ...]:
    spans = [
        ("evidence", Span(start=one.start, end=one.end))
        for claim in record.claims
        for one in claim.evidence
        if one.end <= len(record.text)
    ]
    return tuple(
        Part(tuple(record.text[piece.start : piece.end].split("\r")), bool(piece.ids))
        for piece in pieces(record.text, spans)
    )
