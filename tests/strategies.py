"""Hypothesis strategies: text as hostile as logs hold it, and a strategy for every type of the domain.

A strategy that depends on nothing is built once: building and checking it anew takes longer than drawing from it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from string import ascii_letters, digits

from hypothesis import strategies as st

from skillweave.domain.claim import Claim, CutOff, CutReason, Evidence, Provenance, Status, Translation
from skillweave.domain.competency import Competency, Framework, Kind, Verification
from skillweave.domain.experience import Experience, ExperienceType, ValidationLevel
from skillweave.domain.profile import LEVELS, Dimension, Level, Profile, Spoken, Suggested
from skillweave.domain.review import ClaimAsked, Origin, Recorded, Review, ReviewKind, Verdict
from skillweave.domain.span import Span
from tests.decided import added, claim, decided
from tests.tiny_frameworks import tiny_framework

HOSTILE = (
    "👩‍🚒👨‍👩‍👧‍👦 fed 🇺🇸🇫🇷 calves 👍🏽",
    "a\u0301 cafe\u0301 n\u0303 o\u0308\u0323 Z\u0361\u0489algo",
    "한국어 팀을 이끌었다 각각 \u1112\u1161\u11ab",
    "我每天喂牛,打扫牛棚。",
    "עזרתי ללקוחות وساعدت الزبائن \u202eabc\u202c",
    "ﬁxed the ﬂoor oﬃce ﷺ ½ ①",
    "می‌خواهم क्‍ष नमस्ते \u06001",
    "İstanbul ǆ ß ẞ Straße ŉ",
    "[SEP] [CLS] [PAD] [MASK] ##ing",
    "1️⃣ #️⃣ a\ufe0f \u200b\u2060word\ufeff",
    "C++ C# .NET node.js don't O’Brien's x-ray @home R&D",
    "\x07bell\x00null \x1b[31mred\x1b[0m",
)
"""Emoji with joiners, marks, Hangul, CJK, right-to-left, ligatures, joiners in words, case traps, tokens, controls."""

ENTRY_WORDS = (
    *"I we fed the calves cleaned barn ran kitchen crew on Saturdays tried three designs until it held".split(),
    *"did not never hope to want my supervisor welding repeated order back and but , . ! ? ; : — \n \r\n".split(" "),
    *"👩‍🚒 🇺🇸 e\u0301 한국 牛 ﬁxed می‌خواهم क्‍ष 👍🏽".split(),
)


@cache
def hostile_text(max_size: int = 80) -> st.SearchStrategy[str]:
    """Any text, whole hostile strings, and both glued together."""
    known = st.sampled_from(HOSTILE)
    return st.one_of(st.text(max_size=max_size), known, st.tuples(st.text(max_size=20), known).map("".join))


@cache
def prose(max_words: int = 40) -> st.SearchStrategy[str]:
    """Words of entries in any order: much of it can be matched or is gated."""
    return st.lists(st.sampled_from(ENTRY_WORDS), min_size=1, max_size=max_words).map(" ".join)


@cache
def entry_text() -> st.SearchStrategy[str]:
    """Text that an experience may have."""
    return st.one_of(prose(), hostile_text(), st.tuples(prose(12), hostile_text(20), prose(12)).map(" ".join)).filter(
        lambda text: bool(text.strip())
    )


@st.composite
def spans(draw: st.DrawFn, text: str) -> Span:
    """Spans that fit a text, which must not be empty."""
    start = draw(st.integers(0, len(text) - 1))
    return Span(start=start, end=draw(st.integers(start + 1, len(text))))


@cache
def experiences() -> st.SearchStrategy[Experience]:
    """Entries with any text and some of the other fields."""
    return st.builds(
        Experience,
        id=st.text(ascii_letters + digits, min_size=1, max_size=12),
        text=entry_text(),
        experience_type=st.none() | st.sampled_from(ExperienceType),
        hours=st.none() | st.floats(0, 20_000),
        start_date=st.none() | st.dates(),
        tools=st.lists(st.sampled_from(["saw", "spreadsheet", "kiln"]), max_size=3).map(tuple),
        validation_level=st.none() | st.sampled_from(ValidationLevel),
    )


@cache
def labels() -> st.SearchStrategy[str]:
    """Names of competencies."""
    return st.lists(
        st.sampled_from("sell weld plan care for with people data steel".split()), min_size=1, max_size=4
    ).map(" ".join)


def competencies(code: str, parents: tuple[str, ...] = ()) -> st.SearchStrategy[Competency]:
    """Competencies of this code below one of the parents, or below none."""
    return st.builds(
        Competency,
        code=st.just(code),
        label=labels(),
        verification=st.sampled_from(Verification),
        parent=st.sampled_from((None, *parents)),
        aliases=st.lists(labels(), max_size=2).map(tuple),
        indicators=st.lists(labels(), max_size=3).map(tuple),
        heading=st.booleans(),
    )


@st.composite
def frameworks(draw: st.DrawFn) -> Framework:
    """Frameworks of one to eight competencies whose parents come before them."""
    codes = [f"C.{number}" for number in range(draw(st.integers(1, 8)))]
    entries = [draw(competencies(code, tuple(codes[:at]))) for at, code in enumerate(codes)]
    return tiny_framework("drawn", entries, kind=draw(st.sampled_from(Kind)))


@st.composite
def evidence(draw: st.DrawFn, text: str) -> tuple[Evidence, ...]:
    """One to three quotes of a text."""
    found = draw(st.lists(spans(text), min_size=1, max_size=3))
    return tuple(Evidence.of(span, text) for span in found)


PROVENANCE = Provenance(
    skillweave="0.0",
    encoder="hashing-96",
    segmenter="sentences.v1",
    gate="gate.v2",
    parameters="generic-v1@0",
    judge="none",
    settings_hash="0" * 12,
    frameworks={"drawn": "1@0"},
    concepts="t1@0",
)


@st.composite
def claims(draw: st.DrawFn, text: str) -> Claim:
    """Claims about a text."""
    return Claim.model_validate({**draw(_match(text)), **draw(_of_claim())})


@st.composite
def cut_offs(draw: st.DrawFn, text: str) -> CutOff:
    """Matches of a text that make no claim."""
    return CutOff.model_validate({**draw(_match(text)), "reason": draw(st.sampled_from(CutReason))})


@st.composite
def _spoken(draw: st.DrawFn, level: Level, text: str) -> Spoken:
    return Spoken(level=level, evidence=draw(evidence(text)), rules=draw(_rules()))


@cache
def _rules() -> st.SearchStrategy[tuple[str, ...]]:
    names = st.sampled_from(["aut.apply.decided", "con.follow.my-part"])
    return st.lists(names, min_size=1, max_size=2).map(tuple)


@cache
def _levels() -> st.SearchStrategy[set[Level]]:
    return st.sets(st.sampled_from(LEVELS))


@st.composite
def suggestions(draw: st.DrawFn, dimension: Dimension, text: str) -> Suggested | None:
    """Suggestions for a dimension, or none."""
    levels = sorted(draw(_levels()), key=LEVELS.index, reverse=True)
    if not levels:
        return None
    best, *lower = (draw(_spoken(level, text)) for level in levels)
    return Suggested(dimension=dimension, lower=tuple(lower), **best.model_dump())


@st.composite
def profiles(draw: st.DrawFn, text: str) -> Profile:
    """Profiles of a text."""
    found = {dimension.value: draw(suggestions(dimension, text)) for dimension in Dimension}
    return Profile.model_validate({"rules": "profile.v1", **found})


@st.composite
def translations(draw: st.DrawFn) -> Translation:
    """Translations of each status, with what goes with it."""
    entry = draw(experiences())
    made = draw(st.lists(claims(entry.text), max_size=2))
    status = Status.CLAIMS if made else draw(st.sampled_from([Status.NOTHING_FOUND, Status.FAILED]))
    return Translation(
        id=entry.id,
        status=status,
        experience=entry,
        claims=tuple(made),
        cut_off=tuple(draw(st.lists(cut_offs(entry.text), max_size=2))),
        error="the passage is too long" if status is Status.FAILED else None,
        profile=draw(profiles(entry.text)) if draw(st.booleans()) else None,
        provenance=PROVENANCE,
    )


@cache
def _of_claim() -> st.SearchStrategy[dict[str, object]]:
    return st.fixed_dictionaries(
        {
            "id": st.text("0123456789abcdef", min_size=20, max_size=20),
            "rank": st.integers(1, 9),
            "confidence": st.none() | st.floats(0, 1),
            "calibrated_on": st.sampled_from([None, "own", "family"]),
        }
    )


@cache
def _of_match() -> st.SearchStrategy[dict[str, object]]:
    return st.fixed_dictionaries(
        {
            "framework": st.just("drawn"),
            "code": st.just("C.0"),
            "label": labels(),
            "kind": st.sampled_from(Kind),
            "verification": st.sampled_from(["verified", "unverified"]),
            "score": st.floats(-9, 9),
            "scores": st.fixed_dictionaries({"label_cosine": st.floats(-1, 1)}),
            "matched": labels(),
        }
    )


@st.composite
def _match(draw: st.DrawFn, text: str) -> dict[str, object]:
    quotes = draw(evidence(text))
    return {**draw(_of_match()), "evidence": quotes, "passage": quotes[0]}


REVIEWERS = ("ana", "ben", "eli")
ADJUDICATORS = ("judge", "jury")
ASKED = (
    claim("c", "C"),
    claim("d", "D"),
    claim("k", "K", Origin.CATCH),
    added("a1", "ana", "S"),
    added("a2", "ana", "T"),
    added("b1", "ben", "S"),
    added("b2", "ben", "C"),
    added("j1", "judge", "S"),
)
"""Two suggestions, a planted one, and additions: the same skill by two persons, one that was suggested too."""

_ON_SUGGESTED = (Verdict.CONFIRM, Verdict.REJECT, Verdict.CORRECT, Verdict.UNSURE, Verdict.CLEAR, Verdict.NONE)
_ON_OWN = (Verdict.ADD, Verdict.ADD, Verdict.WITHDRAW, Verdict.CLEAR, Verdict.UNSURE)


@dataclass(frozen=True, slots=True)
class ItemHistory:
    """What the rules of review are asked about: an item's claims, reviews and decisions, and the reviews required."""

    claims: tuple[ClaimAsked, ...]
    reviews: tuple[Review, ...]
    decisions: tuple[Recorded, ...]
    required: int

    def having(
        self, *, decisions: Sequence[Recorded] | None = None, reviews: Sequence[Review] | None = None
    ) -> "ItemHistory":
        """Give the same item with other decisions or reviews."""
        return replace(
            self,
            decisions=self.decisions if decisions is None else tuple(decisions),
            reviews=self.reviews if reviews is None else tuple(reviews),
        )


@st.composite
def item_decisions(draw: st.DrawFn, sequence: int) -> Recorded:
    """A decision on one of `ASKED`, or on the item, by somebody who may make it."""
    person = draw(st.sampled_from((None, *REVIEWERS, *ADJUDICATORS)))
    if person is None:
        return decided(draw(st.sampled_from(["c", "d"])), None, Verdict.CONFIRM, sequence)
    asked = draw(st.sampled_from([None, *(one for one in ASKED if one.by in (None, person))]))
    verdicts = (Verdict.NONE, Verdict.NONE, Verdict.CLEAR) if asked is None else _ON_OWN if asked.by else _ON_SUGGESTED
    verdict = draw(st.sampled_from(verdicts))
    code = asked.skill.code if asked is not None and verdict is Verdict.ADD else None
    return decided(
        None if asked is None else asked.id,
        person,
        verdict,
        sequence,
        code=draw(st.sampled_from("CDST")) if verdict is Verdict.CORRECT else code,
        kind=ReviewKind.ADJUDICATION if person in ADJUDICATORS else ReviewKind.REVIEW,
        level=draw(st.sampled_from([None, "2"])),
    )


@st.composite
def item_reviews(draw: st.DrawFn) -> tuple[Review, ...]:
    """Who opened the item, and whether they have finished."""
    people = [(person, ReviewKind.REVIEW) for person in REVIEWERS]
    people += [(person, ReviewKind.ADJUDICATION) for person in ADJUDICATORS if draw(st.integers(0, 3)) == 0]
    return tuple(Review(person=person, kind=kind, finished=draw(st.booleans())) for person, kind in people)


@st.composite
def item_histories(draw: st.DrawFn) -> ItemHistory:
    """Items with up to sixteen decisions of three reviewers, two adjudicators and a policy."""
    count = draw(st.integers(0, 16))
    return ItemHistory(
        claims=ASKED,
        reviews=draw(item_reviews()),
        decisions=tuple(draw(item_decisions(sequence)) for sequence in range(count)),
        required=draw(st.integers(0, 3)),
    )


@st.composite
def reviewed_items(draw: st.DrawFn) -> ItemHistory:
    """Items that two or three have finished, each with an answer to both suggestions and perhaps an addition."""
    people = REVIEWERS[: draw(st.integers(2, 3))]
    decisions: list[Recorded] = []
    for person in people:
        for asked in ASKED[:2]:
            verdict = draw(st.sampled_from([Verdict.CONFIRM, *_ON_SUGGESTED[:4]]))
            code = "S" if verdict is Verdict.CORRECT else None
            decisions.append(decided(asked.id, person, verdict, len(decisions), code=code))
        for asked in ASKED:
            if asked.by == person and draw(st.integers(0, 3)) == 0:
                decisions.append(decided(asked.id, person, Verdict.ADD, len(decisions), code=asked.skill.code))
    reviews = tuple(Review(person=person, finished=True) for person in people)
    return ItemHistory(ASKED, reviews, tuple(decisions), draw(st.integers(1, 2)))
