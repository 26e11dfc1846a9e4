"""The context gate: which stretches of a passage may carry a claim about the writer, and why the others may not."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from skillweave.domain.claim import CutReason
from skillweave.text import lexicon as lex
from skillweave.text.clauses import TURNS, Clause, parse
from skillweave.text.gate_others import judge_other
from skillweave.text.gate_rules import by_cue, compiled
from skillweave.text.gate_signs import (
    ABOUT_WRITER,
    agent_of,
    allowed,
    announces,
    is_bare,
    is_foreign,
    is_listing,
    is_unreal,
)
from skillweave.text.outcome import ALLOWED, Outcome
from skillweave.text.rule import Compiled
from skillweave.text.subjects import UNSAID, Subject, Who, find_subject

GATE = "gate.v2"
"""Name and version of these rules; stored with every claim."""

_QUOTE_REACH = 12
"""Passages that a quotation may run on through; a quotation mark never closed must not swallow the rest."""

_PURPOSE = re.compile(r"so (?:that )?(?:[\w-]+ ){1,4}(?:do|does|will|would) not (?!want|know|think|have)\b")
_SAID_AFTER = re.compile(
    r"^(?:(?:my|the|our|a|his|her) )?(?:\w+ ){0,2}(?:said|told|says|asked|yelled)\b|^(?:said|"
    r"says|asked|told) "
)
_ASIDES = frozenset(
    {"(", "which", "who", "because", "since", "when", "while", "if", "after", "before", "until", "so", "even"}
)
"""What may stand between the parts of one statement: the clause after it may go on with what was before it."""
_INHERITS_SUBJECT = TURNS | frozenset(
    {"so", "then", "because", "since", "when", "whenever", "after", "before", "until", "if"}
)
_TURNING = frozenset({"but", "however", "instead", "although", "though", "whereas", "so"})
_NOT_OTHERS = frozenset({Who.WRITER, Who.SHARED, Who.UNSAID, Who.THING})


@dataclass(frozen=True, slots=True)
class Verdict:
    """What holds for a stretch of a passage.

    Attributes:
        start: Offset in the passage.
        end: Offset after its last code point.
        reason: Why the stretch makes no claim; None where it may.
        rule: Id of the rule that decided.
        flags: Notes for the reviewer on a stretch that may claim: `shared`, `assigned`, `learned`, `listed`.
    """

    start: int
    end: int
    reason: CutReason | None
    rule: str | None
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Context:
    """What a passage hands on to the next one of the same text.

    Attributes:
        quoted: What was decided of a quotation that is still open.
        reach: Passages through which it may still run.
        advert: Whether an advert was announced, whose list may follow.
    """

    quoted: Outcome | None = None
    reach: int = 0
    advert: bool = False


@dataclass(frozen=True, slots=True)
class Judged:
    """One clause with what was decided of it.

    Attributes:
        clause: Where it stands in its passage, and its words.
        joined: The words joined by single blanks, as the rules read them.
        subject: Whom it is about, perhaps handed on from the clause before.
        outcome: The reason why it makes no claim, or the flags of one that may.
    """

    clause: Clause
    joined: str
    subject: Subject
    outcome: Outcome


@dataclass(slots=True)
class _State:
    """What a clause hands on to the next one of the same passage."""

    subject: Subject = UNSAID
    outcome: Outcome = ALLOWED
    outer: tuple[Subject, Outcome] = (UNSAID, ALLOWED)
    announced: bool = False
    conditional: bool = False


NO_CONTEXT = Context()


def judge_passage(passage: str, *, previous: Context = NO_CONTEXT) -> tuple[Verdict, ...]:
    """Judge one passage; the verdicts are a contiguous partition of it.

    Args:
        passage: About a sentence.
        previous: What the passage before left open; `judge_passages` keeps track of it.

    Example:
        >>> [(v.start, v.end, v.rule) for v in judge_passage("I did not weld, but I ground the seams.")]
        [(0, 16, 'neg.did-not'), (16, 39, None)]
    """
    return verdicts_of(_judge(passage, previous)[0])


def judge_passages(passages: Sequence[str]) -> tuple[tuple[Verdict, ...], ...]:
    """Judge the passages of one text in order, with what each leaves open for the next."""
    return tuple(map(verdicts_of, judge_clauses(passages)))


def judge_clauses(passages: Sequence[str]) -> tuple[tuple[Judged, ...], ...]:
    """Judge the passages of one text as `judge_passages` does, and keep the clauses apart."""
    judged: list[tuple[Judged, ...]] = []
    context = NO_CONTEXT
    for place, passage in enumerate(passages):
        if context.quoted and not any(map(_has_quote, passages[place : place + context.reach])):
            context = NO_CONTEXT
        clauses, context = _judge(passage, context)
        judged.append(clauses)
    return tuple(judged)


def verdicts_of(judged: Sequence[Judged]) -> tuple[Verdict, ...]:
    """Join the clauses of one passage: neighbours with the same reason and flags are one stretch."""
    merged: list[Verdict] = []
    for one in judged:
        clause, outcome = one.clause, one.outcome
        if merged and (merged[-1].reason, merged[-1].flags) == (outcome.reason, outcome.flags):
            merged[-1] = Verdict(merged[-1].start, clause.end, outcome.reason, merged[-1].rule, outcome.flags)
        else:
            merged.append(Verdict(clause.start, clause.end, outcome.reason, outcome.rule, outcome.flags))
    return tuple(merged)


def _has_quote(text: str) -> bool:
    return '"' in text or "”" in text or "“" in text


def _judge(passage: str, context: Context) -> tuple[tuple[Judged, ...], Context]:
    quoted = context.quoted
    closes = _has_quote(passage)
    found = parse(passage, in_quote=quoted is not None, open_quote=quoted is None and closes)
    judged = _judged(found, context)
    return tuple(judged), _handed_on(judged, context)


def _handed_on(judged: Sequence[Judged], context: Context) -> Context:
    if not judged:
        return context
    last = judged[-1].clause
    if context.quoted is not None and '"' not in judged[0].clause.words:
        return Context(context.quoted, context.reach - 1) if context.reach > 1 else NO_CONTEXT
    if last.link == '"' and last.words.count('"') == 1 and len(judged) > 1:
        return Context(judged[-1].outcome, _QUOTE_REACH)
    announced = last.words[-1:] == [":"] and announces(judged[-1].joined)
    still = context.advert and all(one.outcome.reason is CutReason.JOB_ADVERT for one in judged)
    return Context(advert=announced or still)


def _judged(found: Sequence[Clause], context: Context) -> list[Judged]:
    """Judge clause by clause, each with what came before it and a look at its neighbours."""
    joined = [" ".join(clause.words) for clause in found]
    listing = bool(joined) and (is_listing(" ".join(joined[:2])) or is_bare(joined))
    state = _State(conditional=any("if" in clause.words for clause in found))
    judged: list[Judged] = []
    for place, clause in enumerate(found):
        if clause.link == '"':
            after = joined[place + 1] if place + 1 < len(found) else ""
            outcome = context.quoted if place == 0 and context.quoted else _quoted(clause, joined[place], state, after)
        else:
            outcome = _judge_clause(clause, joined, place, state)
        if context.advert and outcome.reason is None and state.subject.who in {Who.UNSAID, Who.READER}:
            outcome = Outcome(CutReason.JOB_ADVERT, "advert.announced")
        if listing and outcome.reason is None and state.subject.who in {Who.UNSAID, Who.THING}:
            outcome = Outcome(flags=(*outcome.flags, "listed"))
        state.announced = place + 1 < len(found) and found[place + 1].link == '"' and announces(joined[place])
        if state.announced and outcome.reason is None and state.subject.who is not Who.WRITER:
            outcome = Outcome(CutReason.JOB_ADVERT, "advert.quoted")
        judged.append(Judged(clause, joined[place], state.subject, outcome))
    return judged


def _quoted(clause: Clause, joined: str, state: _State, after: str) -> Outcome:
    """Judge a quotation by its words where they are an advert's, else by who says it."""
    if state.announced:
        return Outcome(CutReason.JOB_ADVERT, "advert.quoted")
    advert = _first_fitting(clause.words, joined, Who.READER)
    if advert and advert.rule.reason in {CutReason.JOB_ADVERT, CutReason.EMPLOYER}:
        return Outcome(advert.rule.reason, advert.rule.id)
    if not clause.start and _SAID_AFTER.search(after):
        return Outcome(CutReason.OTHER_PERSON, "other.said")
    return state.outcome


def _judge_clause(clause: Clause, joined: Sequence[str], place: int, state: _State) -> Outcome:
    """Judge one clause and remember in `state` what the next may inherit."""
    link = clause.link
    if link in _ASIDES:
        state.outer = (state.subject, state.outcome)
    elif link == ")":
        state.subject, state.outcome = state.outer
    subject = find_subject(clause.words, clause.capitals)
    outcome = _decide(clause, subject, joined, place, state)
    if (outcome.reason or outcome.flags) and is_foreign(clause.words):
        outcome = ALLOWED
    if link == "who":
        state.subject, state.outcome = state.outer
    else:
        state.outcome = outcome
    return outcome


def _decide(clause: Clause, subject: Subject, joined: Sequence[str], place: int, state: _State) -> Outcome:
    text = joined[place]
    if clause.link == "who":
        return _relative(joined[place - 1] if place else "", clause, text, state)
    if subject.who is Who.UNSAID or clause.link == "without":
        inherited = _inherited(clause, text, state)
        if inherited is not None:
            return inherited
        subject = (
            state.subject if clause.link in _INHERITS_SUBJECT or clause.link in {",", "and", "or", "—"} else subject
        )
    state.subject = subject
    fitting = _first_fitting(clause.words, text, subject.who)
    if fitting is not None and not (fitting.rule.reason is CutReason.NEGATED and _PURPOSE.match(text)):
        return Outcome(fitting.rule.reason, fitting.rule.id)
    agent = agent_of(text)
    if agent is not None:
        return agent
    if subject.who in {Who.OTHER, Who.HOST}:
        other = judge_other(subject, clause.words, text, link=clause.link)
        # The occasion of what somebody else did is no occasion of the writer's own act.
        return state.outcome if other == ALLOWED and _done_by_others(state, clause) else other
    if state.conditional and subject.who in ABOUT_WRITER and is_unreal(joined, place):
        return Outcome(CutReason.PLAN, "plan.if-unreal")
    return allowed(subject, text)


def _done_by_others(state: _State, clause: Clause) -> bool:
    joins = clause.link not in {"", ".", ";", "i", "after-quote"}
    return joins and state.outcome.reason in {CutReason.OTHER_PERSON, CutReason.OBSERVED}


def _inherited(clause: Clause, text: str, state: _State) -> Outcome | None:
    """Give what a clause without a subject of its own takes over from the one before; None for a fresh start."""
    link = clause.link
    if link in {"", ".", ";", "i", "after-quote"}:
        return None
    own = _first_fitting(clause.words, text, Who.UNSAID)
    if own is not None and state.subject.who in _NOT_OTHERS:
        return Outcome(own.rule.reason, own.rule.id)
    has_past = any(map(lex.is_past, clause.words))
    if state.outcome.reason is CutReason.OBSERVED and link == "and" and state.subject.who in ABOUT_WRITER:
        return None
    if state.outcome.reason is CutReason.OTHER_PERSON or state.subject.who is Who.OTHER:
        handed = judge_other(state.subject, clause.words, text, link="")
        return handed if not handed.reason or state.outcome.reason else state.outcome
    if link in _TURNING and has_past:
        return None
    if state.outcome.reason in {CutReason.OPINION, CutReason.SELF_PRAISE} and (has_past or link in _TURNING):
        return None
    if (
        state.outcome.reason in {CutReason.PLAN, CutReason.NEGATED}
        and link in {"then", "and", ",", "—", ":"}
        and has_past
    ):
        return None if link != "," or state.outcome.reason is CutReason.PLAN else state.outcome
    if link in {"—", ":"} and any(map(lex.is_finite, clause.words)):
        return None
    return state.outcome if state.outcome.reason else allowed(state.subject, text)


def _relative(before: str, clause: Clause, text: str, state: _State) -> Outcome:
    """Judge `who ...` by its antecedent: colleagues act themselves, those served are part of the writer's work."""
    antecedent = before.rsplit(" ", 2)[-1] if not before.endswith(",") else before[:-2].rsplit(" ", 1)[-1]
    if state.outcome.reason is not None:
        return state.outcome
    if antecedent in lex.CLIENT_NOUNS or antecedent in lex.ORGANISATIONS:
        return allowed(state.subject, text)
    subject = Subject(Who.OTHER, "other.supervisor" if antecedent in lex.AUTHORITY_NOUNS else "other.peer")
    return judge_other(subject, clause.words, text, link="who")


def _first_fitting(words: Sequence[str], joined: str, who: Who) -> Compiled | None:
    """Find the first rule of the table that fits; rules about the writer are tried on the writer's clauses only."""
    calls = by_cue()
    called = 0
    for word in words:
        called |= calls.get(word, 0)
    while called:
        candidate = compiled((called & -called).bit_length() - 1)
        called &= called - 1
        if (candidate.rule.about == "any" or who in ABOUT_WRITER) and candidate.fits(joined):
            return candidate
    return None
