"""Texts with suggested claims for the review queue's tests, and the small frameworks that they name."""

from collections.abc import Sequence
from pathlib import Path

from skillweave.domain.claim import Evidence
from skillweave.domain.competency import Competency, Framework, Kind
from skillweave.domain.queue import NewClaim, NewItem, RunMade
from skillweave.domain.review import Skill
from skillweave.domain.span import Span
from skillweave.frameworks.load import write_framework
from tests.tiny_folder import write_tiny_folder
from tests.tiny_frameworks import tiny_framework

RUN = RunMade(id="run-1", config_hash="c" * 12, provenance={"encoder": "a-model@12345678", "skillweave": "0.1.0"})

HOSTILE = (
    "<script>window.hacked=1</script>",
    "<img src=x onerror=window.hacked=1>",
    "<svg onload=window.hacked=1>",
    "\"' onfocus=window.hacked=1 autofocus x='",
    "</textarea></title></style></script><script>window.hacked=1</script>",
    "<a href='javascript:window.hacked=1'>press</a>",
    "[press](javascript:window.hacked=1) ![x](x onerror=window.hacked=1)",
    "{{ 7*7 }}{% raw %}${window.hacked=1}<%= 1 %>",
    "<iframe srcdoc='<script>parent.hacked=1</script>'></iframe>",
    "<form action='/sign-out' method=post><button>Sign out</button></form>",
    "<base href='https://evil.example/'><meta http-equiv=refresh content='0;url=https://evil.example/'>",
    "<style>*{display:none}</style><link rel=stylesheet href=https://evil.example/x.css>",
    "&lt;script&gt;window.hacked=1&lt;/script&gt;",
    "=cmd|'/c calc'!A1",
)
"""Words that do harm where a page takes them for more than words."""

POISON = " ".join(HOSTILE)

VISIT = (
    "During my internship I scheduled about 40 visits a day. When a visit had to be moved I explained the delay calmly "
    "and found them an earlier slot. With another intern I rewrote the intake form so that nobody had to ask twice."
)
BOAT = "I led the team.\r\nWe built a boat 🚣🏽‍♀️ and sold it.\rI led the sale too."
HEBREW = "התנדבתי במרפאה ועזרתי למטופלים. שלום abc 123 עולם."
COMBINED = (
    "Cafe\u0301 crew: I re\u0301organised the kitchen 👩‍🔬 and n\u0303andu\u0301 feeding, Zalgo t\u0336e\u0336x\u0336t."
)
LONG = " ".join(f"On day {day} I did task number {day} with care." for day in range(1, 201))


def review_frameworks() -> tuple[Framework, ...]:
    """Give four frameworks: with levels, plain, of 220 entries, and one whose words are hostile."""
    people = [("P.COM", "Handle complaints"), ("P.LEAD", "Lead a team"), ("P.LIS", "Listen to people")]
    trades = [("T.SCH", "Schedule appointments"), ("T.BOAT", "Build boats"), ("T.FORM", "Improve a process")]
    many = [(f"M.{number:03}", f"Task number {number}") for number in range(1, 221)]
    poison = [(f"X.{number}", words) for number, words in enumerate(HOSTILE, 1)]
    levels = ("Beginning", "Developing", "Proficient", "Leading")
    return (
        _framework("people", people).model_copy(update={"levels": levels}),
        _framework("trades", trades, Kind.TECHNICAL),
        _framework("many", many, Kind.CORE),
        _framework("poison", poison, Kind.TECHNICAL),
    )


def _framework(name: str, entries: Sequence[tuple[str, str]], kind: Kind = Kind.TRANSFERABLE) -> Framework:
    return tiny_framework(name, [Competency(code=code, label=label) for code, label in entries], kind=kind)


def write_review_folder(folder: Path) -> Path:
    """Write the frameworks where `serve` finds them."""
    write_tiny_folder(folder)
    for framework in review_frameworks():
        place = folder / framework.id / framework.version
        place.mkdir(parents=True)
        (place / "card.md").write_text("Written for the tests.\n", encoding="utf-8")
        write_framework(framework, place / "framework.yaml")
    return folder


def claim(
    text: str,
    experience: str,
    skill: tuple[str, str, str],
    *quotes: str | Span,
    confidence: float | None = 0.8,
) -> NewClaim:
    """Suggest a skill (framework, code, label) on words of the text, or on a span of it."""
    framework, code, label = skill
    spans = [_span(text, quote) for quote in quotes]
    return NewClaim(
        id=f"{experience}.{framework}.{code}",
        skill=Skill(framework=framework, code=code),
        framework_version="1",
        label=label,
        parents=("Skills of the tests",),
        kind=Kind.TRANSFERABLE,
        evidence=tuple(Evidence.of(span, text) for span in spans),
        confidence=confidence,
        rank=1,
        provenance=RUN.provenance,
    )


def _span(text: str, quote: str | Span) -> Span:
    if isinstance(quote, Span):
        return quote
    start = text.index(quote)
    return Span(start=start, end=start + len(quote))


COMPLAINTS = ("people", "P.COM", "Handle complaints")
LEAD = ("people", "P.LEAD", "Lead a team")
LISTEN = ("people", "P.LIS", "Listen to people")
SCHEDULE = ("trades", "T.SCH", "Schedule appointments")
BOATS = ("trades", "T.BOAT", "Build boats")
PROCESS = ("trades", "T.FORM", "Improve a process")


def plain(experience: str, *, learner: str = "L1", tail: str = "") -> NewItem:
    """Give a plain text with three claims, two of them on the same words, and a tail that carries none."""
    return NewItem(
        experience=experience,
        text=VISIT + tail,
        title=f"Log {experience}",
        language="en",
        learner=learner,
        claims=(
            claim(VISIT, experience, SCHEDULE, "scheduled about 40 visits a day", confidence=0.93),
            claim(VISIT, experience, COMPLAINTS, "explained the delay calmly", confidence=0.71),
            claim(VISIT, experience, PROCESS, "explained the delay calmly", "rewrote the intake form", confidence=0.4),
        ),
    )


def strange_items() -> tuple[NewItem, ...]:
    """Give texts of every kind that a page must stand: see each one's `experience`."""
    return (
        plain("plain"),
        _item(
            "overlaps",
            BOAT,
            claim(BOAT, "overlaps", LEAD, "led the team", "We built a boat 🚣🏽‍♀️", "led the sale"),
            claim(BOAT, "overlaps", BOATS, "built a boat"),
            claim(BOAT, "overlaps", SCHEDULE, "a boat 🚣🏽‍♀️ and sold", confidence=None),
        ),
        _item("hebrew", HEBREW, claim(HEBREW, "hebrew", LISTEN, "ועזרתי למטופלים"), language="he"),
        _item("combined", COMBINED, claim(COMBINED, "combined", LEAD, "e\u0301 crew: I re\u0301organised")),
        _item("nothing", "The bus was late. We had pizza."),
        NewItem(experience="failed", text="One two three.", title="Log failed", language="en", error="text_too_long"),
        _item("broken", VISIT, claim(VISIT, "broken", COMPLAINTS, "explained the delay calmly")),
        hostile_item(),
        many_claims(),
    )


def hostile_item(experience: str = "hostile") -> NewItem:
    """Give a text, a title, a learner and labels that would all do harm."""
    text = f"I wrote {POISON} and sent it."
    claims = tuple(
        claim(text, experience, ("poison", f"X.{number}", words), words, confidence=0.5)
        for number, words in enumerate(HOSTILE, 1)
    )
    return NewItem(
        experience=experience, text=text, title=POISON[:300], language="en", learner=HOSTILE[1], claims=claims
    )


def many_claims(experience: str = "many", count: int = 200) -> NewItem:
    """Give a long text with many claims, each on a sentence of its own."""
    claims = tuple(
        claim(LONG, experience, ("many", f"M.{day:03}", f"Task number {day}"), f"task number {day} with care")
        for day in range(1, count + 1)
    )
    return _item(experience, LONG, *claims)


def _item(experience: str, text: str, *claims: NewClaim, language: str = "en") -> NewItem:
    return NewItem(
        experience=experience, text=text, title=f"Log {experience}", language=language, learner="L1", claims=claims
    )
