"""The straight line from texts to claims; every step is a pure function of the one before."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from itertools import pairwise

import numpy as np
from pydantic import BaseModel, ConfigDict

from skillweave.domain.claim import CutReason, Provenance, Status, Translation
from skillweave.domain.competency import Concepts
from skillweave.domain.experience import Experience
from skillweave.domain.profile import Profile
from skillweave.domain.span import Span
from skillweave.matching.claims import ChunkClaims, ClaimsConfig, EntryClaims, find_claims
from skillweave.matching.heads import Heads
from skillweave.matching.index import MatchIndex
from skillweave.matching.parameters import Parameters
from skillweave.matching.ranking import Entries
from skillweave.matching.retrieve import Retrieved, retrieve
from skillweave.matching.stated import stated_words
from skillweave.matching.stretches import Stretch, stretches_of
from skillweave.matching.units import Unit, text_of, units_of
from skillweave.ports import Embedder, Encoding, Matrix
from skillweave.text.gate import GATE, Judged, Verdict, judge_clauses, verdicts_of
from skillweave.text.profile import profile_from
from skillweave.text.segment import SEGMENTER, segment

Hide = Callable[[str, Sequence[Span]], Sequence[str]]
"""Gives parts of an entry as they may be encoded elsewhere, in their order: with what tells who it is replaced."""


class PipelineConfig(BaseModel):
    """What the pipeline itself can be told."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    gate: bool = True
    """Whether the context gate keeps plans, negations and others' deeds from making claims."""
    claims: ClaimsConfig = ClaimsConfig()

    def content_hash(self) -> str:
        """Hash the effective settings."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Matched:
    """Entries that were scored.

    Attributes:
        units: The units of all entries.
        starts: (entries + 1,), where each entry's units begin, and the end.
        retrieved: Their scores.
        profiles: What each entry as a whole suggests; None without the gate.
    """

    units: list[Unit]
    starts: list[int]
    retrieved: Retrieved
    profiles: Sequence[Profile | None]


@dataclass(frozen=True, slots=True)
class _Read:
    """One entry cut into passages, and their clauses as the gate judges them; None where the gate is off."""

    spans: Sequence[Span]
    quotes: Sequence[str]
    judged: Sequence[Sequence[Judged]] | None

    def verdicts(self) -> Sequence[Sequence[Verdict]]:
        if self.judged is None:
            return [[Verdict(start=0, end=len(one), reason=None, rule=None, flags=())] for one in self.quotes]
        return [verdicts_of(clauses) for clauses in self.judged]

    def parted(self) -> dict[CutReason | None, str]:
        """Part the words by the reason for which the gate took them away; under None, those left to the writer.

        What others did, and what was planned or watched, lifts nothing that the writer did, nor the other way round.
        """
        words: dict[CutReason | None, list[str]] = {}
        for quote, verdicts in zip(self.quotes, self.verdicts(), strict=True):
            for verdict in verdicts:
                words.setdefault(verdict.reason, []).append(quote[verdict.start : verdict.end])
        return {reason: " ".join(own) for reason, own in words.items()}

    def stretches(self, text: str) -> list[Stretch]:
        both = zip(self.spans, self.verdicts(), strict=True)
        return [part for span, verdicts in both for part in stretches_of(text, span, verdicts)]

    def profile(self, text: str) -> Profile | None:
        return None if self.judged is None else profile_from(text, self.spans, self.judged)


SCORES_AT_ONCE = 5_000_000
"""Scores that each lane keeps at the same time, about: entries are matched in groups that keep to it."""

UNITS_AN_ENTRY = 8
"""What an entry is taken to have, when groups are made."""


class Pipeline:
    """Turns experiences into claims over all chosen frameworks; the texts are encoded once.

    `skillweave.build_pipeline` makes one; the parts can also be put together by hand, as the tests do.
    """

    def __init__(
        self,
        embedder: Embedder,
        index: MatchIndex,
        parameters: Parameters,
        concepts: Concepts,
        config: PipelineConfig,
        heads: Heads | None = None,
        hide: Hide | None = None,
    ) -> None:
        """Keep the parts.

        Args:
            embedder: The encoder of entries.
            index: The chosen frameworks.
            parameters: Fitted numbers.
            concepts: The shared skill concepts.
            config: What the pipeline itself can be told.
            heads: What was learned of tokens, words and phrases; None without.
            hide: For an encoder elsewhere: it is given no more than parts of entries, as this shows them, and each
                part has one vector. None for an encoder on this machine.
        """
        self.embedder = embedder
        self.index = index
        self.parameters = parameters
        self.config = config
        self.heads = heads
        self._hide = hide
        competencies = sum(len(part.labels) for part in index.parts)
        self._at_once = max(1, SCORES_AT_ONCE // (UNITS_AN_ENTRY * max(1, competencies)))
        self.provenance = Provenance(
            skillweave=version("skillweave"),
            encoder=embedder.model_id,
            segmenter=SEGMENTER,
            gate=GATE if config.gate else "off",
            parameters=f"{parameters.name}@{parameters.content_hash()}",
            judge="none",
            settings_hash=config.content_hash(),
            frameworks={
                one.framework.id: f"{one.framework.version}@{one.framework.content_hash[:12]}"
                for one in index.frameworks
            },
            concepts=f"{concepts.version}@{concepts.content_hash[:12]}",
        )

    def translate(self, experience: Experience) -> Translation:
        """Translate one entry."""
        return self.translate_many([experience])[0]

    def translate_many(self, experiences: Sequence[Experience]) -> tuple[Translation, ...]:
        """Translate entries together: faster than one by one, with the same result.

        Raises:
            TextError: The encoder cannot take a passage. `batch.chunk` turns that into a failed row.
        """
        groups = (experiences[start : start + self._at_once] for start in range(0, len(experiences), self._at_once))
        return tuple(one for group in groups for one in self.claims_of(group, self.match(group)))

    def match(self, experiences: Sequence[Experience]) -> Matched:
        """Cut, judge, encode and score entries; nothing is claimed yet."""
        read = [self._read(item.text) for item in experiences]
        units, starts = self._units(experiences, read)
        texts = [text_of(unit, experiences[unit.entry].text) for unit in units]
        retrieved = retrieve(self.index, units, texts, self.parameters, self._told(units, experiences, read))
        profiles = [one.profile(item.text) for one, item in zip(read, experiences, strict=True)]
        return Matched(units, starts, retrieved, profiles)

    def _told(self, units: Sequence[Unit], experiences: Sequence[Experience], read: Sequence[_Read]) -> Matrix | None:
        """Bring together what was learned to tell of each unit; None where no framework asks for it."""
        if self.heads is None or all(part.signs is None for part in self.index.parts):
            return None
        parted = {(entry, reason): words for entry, one in enumerate(read) for reason, words in one.parted().items()}
        place = {key: number for number, key in enumerate(parted)}
        own = list(parted.values()), np.array([place[unit.entry, unit.reason] for unit in units], np.int64)
        whole = [item.text for item in experiences], np.array([unit.entry for unit in units], np.int64)
        return self.heads.of_units([unit.signs for unit in units], whole, own)

    def units(self, experiences: Sequence[Experience]) -> list[Unit]:
        """Cut, judge and encode entries; nothing is scored."""
        return self._units(experiences, [self._read(item.text) for item in experiences])[0]

    def claims_of(
        self, experiences: Sequence[Experience], matched: Matched, config: ClaimsConfig | None = None
    ) -> tuple[Translation, ...]:
        """Turn the scores of the same entries into claims.

        Args:
            experiences: The entries.
            matched: Their scores.
            config: Other limits than the pipeline's own, to look further down; ids and provenance do not tell.
        """
        entries = Entries.of(matched.units, matched.starts)
        config = config or self.config.claims
        chunk = find_claims(self.index, matched.retrieved, entries, self.parameters, config, self.provenance)
        builders = [
            EntryClaims(experience, matched.units[start:stop], start, self.index)
            for experience, (start, stop) in zip(experiences, pairwise(matched.starts), strict=True)
        ]
        every = zip(experiences, builders, matched.profiles, strict=True)
        return tuple(self._entry(number, *parts, chunk, config) for number, parts in enumerate(every))

    def stated(self, experiences: Sequence[Experience], matched: Matched) -> list[tuple[Span, ...]]:
        """Give, for the same entries, the words that name a skill, whoever has it; none without heads."""
        if self.heads is None:
            return [()] * len(experiences)
        ranges = zip(experiences, pairwise(matched.starts), strict=True)
        return [stated_words(item.text, matched.units[start:stop], self.heads) for item, (start, stop) in ranges]

    def _units(self, experiences: Sequence[Experience], read: Sequence[_Read]) -> tuple[list[Unit], list[int]]:
        """Encode and cut: the units of all entries, and where each entry's begin (one more at the end)."""
        if self._hide is not None:
            return self._hidden_units(self._hide, experiences, read)
        quotes = [one.quotes for one in read]
        encodings = self._encode([quote for one in quotes for quote in one])
        signs = iter(self._signs(quotes, encodings))
        units: list[Unit] = []
        starts = [0]
        for entry, (item, one) in enumerate(zip(experiences, read, strict=True)):
            for span, quote, verdicts in zip(one.spans, one.quotes, one.verdicts(), strict=True):
                units.extend(units_of(entry, item.text, span, verdicts, encodings[quote], next(signs)))
            starts.append(len(units))
        return units, starts

    def _hidden_units(
        self, hide: Hide, experiences: Sequence[Experience], read: Sequence[_Read]
    ) -> tuple[list[Unit], list[int]]:
        """Cut, hide and encode: the encoder sees no more than parts, and gives one vector for each."""
        cut = [one.stretches(item.text) for item, one in zip(experiences, read, strict=True)]
        shown = [hide(item.text, [part.span for part in own]) for item, own in zip(experiences, cut, strict=True)]
        encodings = self._encode([words for own in shown for words in own])
        units: list[Unit] = []
        starts = [0]
        for entry, (own, words) in enumerate(zip(cut, shown, strict=True)):
            units.extend(part.unit(entry, encodings[word]) for part, word in zip(own, words, strict=True))
            starts.append(len(units))
        return units, starts

    def _read(self, text: str) -> _Read:
        """Cut a text and judge its passages together: a quotation may run over several."""
        spans = segment(text)
        quotes = [span.quote(text) for span in spans]
        return _Read(spans, quotes, judge_clauses(quotes) if self.config.gate else None)

    def _encode(self, quotes: Sequence[str]) -> dict[str, Encoding]:
        """Encode each distinct passage once: logs repeat their headings."""
        distinct = list(dict.fromkeys(quotes))
        return dict(zip(distinct, self.embedder.encode(distinct), strict=True))

    def _signs(self, quotes: Sequence[Sequence[str]], encodings: Mapping[str, Encoding]) -> list[Matrix]:
        """Read the learned signs off each passage, in the light of the one before it in its entry."""
        if self.heads is None:
            return [np.zeros((len(encodings[quote].rows), 0), np.float32) for one in quotes for quote in one]
        known = [[encodings[quote] for quote in one] for one in quotes]
        return self.heads.signs([pair for one in known for pair in zip(one, [None, *one], strict=False)])

    def _entry(
        self,
        number: int,
        experience: Experience,
        builder: EntryClaims,
        profile: Profile | None,
        chunk: ChunkClaims,
        config: ClaimsConfig,
    ) -> Translation:
        claims, left_out = builder.build(number, chunk, self.parameters, config)
        return Translation(
            id=experience.id,
            status=Status.CLAIMS if claims else Status.NOTHING_FOUND,
            experience=experience,
            claims=claims,
            cut_off=left_out,
            profile=profile,
            provenance=self.provenance,
        )
