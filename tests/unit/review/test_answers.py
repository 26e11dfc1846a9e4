"""Who says what of which skill: what counts as an answer, and what is none."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given

from skillweave.domain.review import ClaimAsked, Origin, Recorded, ReviewKind, Verdict, Via
from skillweave.domain.span import Span
from skillweave.review.answers import Answer, Reviewed, answers_of
from tests.decided import START, added, claim, decided, finished, said, working
from tests.strategies import ItemHistory, item_histories

C, D = claim("c", "C"), claim("d", "D")
A1, B1 = added("a1", "ana", "S"), added("b1", "ben", "S")
PLANTED = claim("k", "K", Origin.CATCH)


def item(claims: list[ClaimAsked], decisions: list[Recorded], *persons: str) -> Reviewed:
    """Make an item that these persons have finished."""
    return Reviewed("i", claims, [*finished(*persons), *working("zoe")], decisions)


def told(found: Reviewed) -> str:
    """Give the answers in a line: skill, then a letter for each who gave one, capital where present."""
    return " ".join(
        f"{skill.code}:" + "".join(who[0].upper() if answer.present else who[0] for who, answer in sorted(said.items()))
        for skill, said in answers_of(found).units.items()
    )


CASES = [
    ("ana:c+ ben:c-", [C], "C:Ab"),
    ("ana:c+ ben:c?", [C], "C:A"),
    ("ana:c? ben:c?", [C], "C:"),
    ("ana:c+ zoe:c-", [C], "C:A"),
    ("ana:c+ ana:c- ben:c*", [C], "C:ab"),
    ("ana:c+ ana:c0 ben:c+", [C], "C:B"),
    ("ana:* ben:c+", [C], "C:aB"),
    # The replacement is present and the replaced suggestion is absent
    ("ana:c>S ben:c+", [C], "C:aB S:Ab"),
    ("ana:c>S ben:c>S", [C], "C:ab S:AB"),
    ("ana:c>C ben:c+", [C], "C:AB"),
    ("ana:c>D ana:d+ ben:c- ben:d-", [C, D], "C:ab D:Ab"),
    ("ana:c>D ana:d- ben:c- ben:d-", [C, D], "C:ab D:Ab"),
    # Additions
    ("ana:c- ana:a1!S ben:c-", [C, A1], "C:ab S:Ab"),
    ("ana:c- ana:a1!S ben:c>S", [C, A1], "C:ab S:AB"),
    ("ana:a1!S ben:b1!S", [A1, B1], "S:AB"),
    ("ana:a1!S ana:a1~", [A1], ""),
    ("ana:a1!S ana:a1~ ben:b1!S", [A1, B1], "S:aB"),
    ("ana:a1!S ana:a1? ben:b1!S", [A1, B1], "S:B"),
    ("ana:a1!S ana:a1- ben:*", [A1], ""),
    ("zoe:z!S ana:* ben:*", [added("z", "zoe", "S")], ""),
    # Two suggestions of one skill: present outweighs unsure, which outweighs absent
    ("ana:c+ ana:e- ben:c- ben:e-", [C, claim("e", "C")], "C:Ab"),
    ("ana:c? ana:e- ben:c- ben:e+", [C, claim("e", "C")], "C:B"),
    # Planted claims, policies, adjudications
    ("ana:k+ ben:k-", [PLANTED], ""),
    ("ana:k>S ben:k-", [PLANTED], ""),
    ("policy:c+ ana:d+ ben:d+", [C, D], "C: D:AB"),
    ("policy:c+ ana:c- ben:d+", [C, D], "C:a D:B"),
    ("ana:c+ ben:c- judge:c-", [C], "C:Ab"),
    ("ana:c- ben:c- judge:c>S", [C], "C:ab"),
]


@pytest.mark.parametrize(("words", "claims", "answers"), CASES)
def test_answers_are_read_by_hand(words: str, claims: list[ClaimAsked], answers: str) -> None:
    """Two have finished, Zoe has not."""
    assert told(item(claims, said(words), "ana", "ben")) == answers


def test_who_adjudicated_is_no_independent_reviewer() -> None:
    """Nor is a finished adjudication one more answer."""
    found = item([C], said("ana:c+ ben:c- judge:c-"), "ana", "ben")
    with_judge = replace(found, reviews=[*found.reviews, *finished("judge", kind=ReviewKind.ADJUDICATION)])
    assert answers_of(with_judge) == answers_of(found)


@pytest.mark.parametrize(
    ("verdict", "code", "answers"),
    [
        (Verdict.CONFIRM, None, "C:B"),
        (Verdict.REJECT, None, "C:B"),
        (Verdict.CORRECT, "S", "C:B"),
    ],
)
def test_a_claim_decided_with_a_linked_one_is_no_answer_of_its_own(
    verdict: Verdict, code: str | None, answers: str
) -> None:
    """One look at the words, and one answer: that of the claim that was looked at."""
    linked = decided("c", "ana", verdict, 1, code=code, via=Via.LINKED)
    own = decided("c", "ben", Verdict.CONFIRM, 2)
    assert told(item([C], [linked, own], "ana", "ben")) == answers
    again = decided("c", "ana", Verdict.CONFIRM, 3)
    assert told(item([C], [linked, own, again], "ana", "ben")) == "C:AB"


def test_what_was_decided_after_the_first_settlement_does_not_count() -> None:
    """By then, each has seen what the others said."""
    changed = item([C], said("ana:c+ ben:c- ana:c-"), "ana", "ben")
    assert told(changed) == "C:ab"
    assert told(replace(changed, before=START + dt.timedelta(minutes=2))) == "C:Ab"


def test_evidence_is_the_reviewers_choice_or_the_suggested_words() -> None:
    """And it is known which of the two."""
    decisions = [
        decided("c", "ana", Verdict.CONFIRM, 1, spans=[(3, 5)]),
        decided("c", "ben", Verdict.CONFIRM, 2),
        decided("c", "eli", Verdict.REJECT, 3, spans=[(0, 1)]),
    ]
    suggested = (Span(start=0, end=9),)
    found = replace(item([C], decisions, "ana", "ben", "eli"), evidence={"c": suggested})
    assert answers_of(found).units[C.skill] == {
        "ana": Answer(True, (Span(start=3, end=5),), chosen=True),
        "ben": Answer(True, suggested),
        "eli": Answer(False),
    }


def test_evidence_of_two_claims_of_one_skill_is_brought_together() -> None:
    """Each stretch once; it is a choice if one of them is."""
    decisions = [
        decided("c", "ana", Verdict.CONFIRM, 1),
        decided("e", "ana", Verdict.CONFIRM, 2, spans=[(3, 5), (0, 1)]),
    ]
    suggested = {"c": [Span(start=3, end=5), Span(start=7, end=9)]}
    found = replace(item([C, claim("e", "C")], decisions, "ana"), evidence=suggested)
    answer = answers_of(found).units[C.skill]["ana"]
    assert [(span.start, span.end) for span in answer.spans] == [(3, 5), (7, 9), (0, 1)]
    assert answer.chosen


@given(item_histories())
def test_every_finished_reviewer_answers_for_what_another_found(history: ItemHistory) -> None:
    """What somebody found and nobody suggested is absent for all others who finished and named it in no way."""
    found = answers_of(Reviewed("i", history.claims, history.reviews, history.decisions))
    reviewers = {one.person for one in history.reviews if one.finished and one.kind is ReviewKind.REVIEW}
    suggested = {one.skill for one in history.claims if one.origin is Origin.SUGGESTED}
    spoke = {one.person for one in history.decisions}
    assert set(found.persons) == reviewers
    assert suggested <= set(found.units)
    for skill, answers in found.units.items():
        assert set(answers) <= reviewers
        assert skill in suggested or any(answer.present for answer in answers.values())
        assert skill in suggested or reviewers - spoke <= {who for who, one in answers.items() if not one.present}
