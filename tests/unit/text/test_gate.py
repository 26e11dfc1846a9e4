"""The gate as a whole: partition, purity, flags, and what one passage hands on to the next."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillweave.domain.claim import CutReason
from skillweave.text.gate import GATE, Verdict, judge_passage, judge_passages

WORDS = (
    "i I we my the a boss nurse customers they she did not never hope will would if when while because so but and or",
    ', . ; : " ( ) — - helped watched made asked me was by who which without instead of sorted is are',
    "important learned how to 2 😭",
    "don't “ ” said it'd 12 Maria",
)
PROSE = st.lists(st.sampled_from(" ".join(WORDS).split()), max_size=40).map(" ".join)
TEXTS = st.one_of(st.text(max_size=120), PROSE)


def _flags(text: str) -> set[str]:
    return {flag for verdict in judge_passage(text) for flag in verdict.flags}


def _reasons(passages: list[str]) -> list[list[CutReason | None]]:
    return [[verdict.reason for verdict in verdicts] for verdicts in judge_passages(passages)]


@given(TEXTS)
def test_verdicts_partition_the_passage(text: str) -> None:
    """The stretches joined are the passage, whatever its characters."""
    verdicts = judge_passage(text)
    assert "".join(text[verdict.start : verdict.end] for verdict in verdicts) == text
    assert all(verdict.start < verdict.end for verdict in verdicts)


@given(TEXTS)
def test_neighbours_differ(text: str) -> None:
    """Two stretches side by side differ in reason or flags."""
    verdicts = judge_passage(text)
    assert all((a.reason, a.flags) != (b.reason, b.flags) for a, b in pairwise(verdicts))


@given(TEXTS)
def test_a_cut_names_its_rule(text: str) -> None:
    """A reason comes with a rule and without flags; no reason, no rule."""
    assert all((v.reason is None) == (v.rule is None) and not (v.reason and v.flags) for v in judge_passage(text))


@given(st.lists(TEXTS, max_size=4))
def test_judging_is_pure(passages: list[str]) -> None:
    """The same passages give the same verdicts, and each is judged."""
    assert judge_passages(passages) == judge_passages(list(passages))
    assert len(judge_passages(passages)) == len(passages)


@given(TEXTS)
def test_curly_and_plain_apostrophes_agree(text: str) -> None:
    """A curly apostrophe is read as a plain one, and offsets stay."""
    assert judge_passage(text.replace("'", "’")) == judge_passage(text.replace("’", "'"))


@pytest.mark.parametrize(
    "text", ["", " ", "\n", "…", "😭😭", "\ud800", "İİİ not", "ﬁ I didn’t", "e\u0301i e\u0301 I said"]
)
def test_odd_text_is_judged(text: str) -> None:
    """Text without words, or with characters that grow when lowered, is no error."""
    assert "".join(text[verdict.start : verdict.end] for verdict in judge_passage(text)) == text


def test_long_passage_is_judged() -> None:
    """A passage of many thousand words ends in one stretch."""
    assert judge_passage("word " * 5_000) == (Verdict(0, 25_000, None, None, ()),)


@pytest.mark.parametrize(
    ("text", "flag"),
    [
        ("We built a ramp.", "shared"),
        ("My partner and I built a ramp.", "shared"),
        ("Our group built a ramp.", "shared"),
        ("My mentor helped me build a ramp.", "shared"),
        ("My boss asked me to build a ramp.", "assigned"),
        ("She let me build the ramp.", "assigned"),
        ("The nurse had me take vitals.", "assigned"),
        ("I was asked to build a ramp.", "assigned"),
        ("I learned how to weld.", "learned"),
        ("I was trained to weld.", "learned"),
        ("Skills: welding, grinding", "listed"),
        ("Tools used: saw, drill", "listed"),
        ("I learned teamwork and patience.", "listed"),
        ("Welding.", "listed"),
        ("- trained", "listed"),
    ],
)
def test_kept_clause_carries_its_flag(text: str, flag: str) -> None:
    """A clause that may claim, but not without question, says why."""
    assert flag in _flags(text)


@pytest.mark.parametrize(
    "text",
    [
        "I built a ramp.",
        "Raised $400.",
        "我教孩子们数学。",
        "2024",
        "Built a ramp.",
        "Construí una rampa con mi tío y fue muy difícil.",
    ],
)
def test_plain_action_has_no_flag(text: str) -> None:
    """The writer's own action, and any other language, pass without a note."""
    assert judge_passage(text) == (Verdict(0, len(text), None, None, ()),)


def test_quoted_advert_runs_on_over_passages() -> None:
    """A quotation that stays open is the same quotation in the next passages, and ends where it closes."""
    passages = ["The job posting said: “Seeking a cook.", "Lifts 50 lbs.", "Smiles a lot.”", "I cook every day."]
    assert _reasons(passages) == [[CutReason.JOB_ADVERT], [CutReason.JOB_ADVERT], [CutReason.JOB_ADVERT], [None]]


def test_quote_that_never_closes_swallows_nothing() -> None:
    """A stray quotation mark does not decide the passages after it."""
    assert _reasons(["The flyer said “we need help.", "I helped.", "I cooked."])[1:] == [[None], [None]]


def test_announced_list_is_advert() -> None:
    """The lines after `the ad said:` are the advert's until the writer speaks again."""
    passages = ["The job description said:", "Friendly attitude", "Lifts 50 lbs", "I cooked.", "Washed pots."]
    assert _reasons(passages)[1:] == [[CutReason.JOB_ADVERT], [CutReason.JOB_ADVERT], [None], [None]]


def test_gate_has_a_version() -> None:
    """The rules' version is stored with every claim."""
    assert GATE == "gate.v2"
