"""From translations to items: nothing is lost, nothing is made up, and the same comes out again."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillweave.domain.claim import CutOff, CutReason, Match, Status, Translation
from skillweave.domain.experience import Experience
from skillweave.domain.judgement import Judgement, Shown
from skillweave.review.intake import UNKNOWN_RUN, intakes, named, run_of
from skillweave.review.prepare import MOST_ID
from tests.strategies import PROVENANCE
from tests.strategies import translations as any_translation


def _translation(name: str, status: Status = Status.NOTHING_FOUND, **more: object) -> Translation:
    given = {"experience": Experience(id=name, text="I fed the calves."), "provenance": PROVENANCE, **more}
    return Translation.model_validate({"id": name, "status": status, **given})


@given(st.lists(any_translation(), max_size=4, unique_by=lambda one: one.id))
def test_every_text_becomes_an_item_with_its_claims(translations: list[Translation]) -> None:
    """The text, the claims and their evidence are those of the translation."""
    made = [item for intake in intakes(translations) for item in intake.items]
    assert [(item.experience, item.text) for item in made] == [
        (one.id, one.experience.text) for one in translations if one.experience
    ]
    assert [[(claim.id, claim.label, claim.evidence) for claim in item.claims] for item in made] == [
        [(claim.id, claim.label, claim.evidence) for claim in one.claims] for one in translations
    ]


@given(st.lists(any_translation(), max_size=4, unique_by=lambda one: one.id))
def test_the_same_translations_make_the_same_items(translations: list[Translation]) -> None:
    """So that adding a file twice changes nothing."""
    assert intakes(translations) == intakes(translations)


@given(any_translation())
def test_a_failure_is_kept_as_one(translation: Translation) -> None:
    """It is never shown as a text without skills."""
    (made,) = intakes([translation])
    assert (made.items[0].error is not None) == (translation.status is Status.FAILED)


@given(any_translation())
def test_what_a_judge_said_stays_behind(translation: Translation) -> None:
    """Claims are taken over as they are without it, and what it took away is not among them."""
    said = Judgement(shown=Shown.NOT_ASKED, reason="too long", judge="j")
    gone = Judgement(shown=Shown.NOT_SHOWN, score=0.0, reason="as told", judge="j")
    fields = [{name: getattr(one, name) for name in Match.model_fields} for one in translation.claims]
    after = translation.model_copy(
        update={
            "claims": tuple(one.model_copy(update={"judgement": said}) for one in translation.claims),
            "cut_off": tuple(CutOff(**{**one, "judgement": gone}, reason=CutReason.NOT_SHOWN) for one in fields),
        }
    )
    assert intakes([after]) == intakes([translation])


def test_an_entry_without_a_text_is_left_out() -> None:
    """A row of the log that could not be read has nothing to review."""
    failed = Translation(id="row 3", status=Status.FAILED, error="row 3: there is no text")
    assert intakes([failed]) == ()


@given(st.lists(st.tuples(st.text("a%#.2", min_size=1), st.text("a%#.2", min_size=1)), unique=True))
def test_log_and_id_together_name_an_entry(entries: list[tuple[str, str]]) -> None:
    """Whatever signs are in them, no two entries get one name."""
    assert len({named(_translation(name), log).id for log, name in entries}) == len(entries)


def test_a_name_that_is_too_long_for_a_queue_is_cut() -> None:
    """It still differs from others, and is the same the next time."""
    logs = [f"{'deep/' * 50}{name}.csv" for name in ("north", "south")]
    names = [named(_translation("e" * size), log).id for log in logs for size in (2, 199, 200)]
    assert len(set(names)) == len(names)
    assert max(map(len, names)) <= MOST_ID
    assert names[0].endswith("#ee")
    assert names == [named(_translation("e" * size), log).id for log in logs for size in (2, 199, 200)]


def test_without_a_log_the_id_is_the_name() -> None:
    """As in a file of one log."""
    assert named(_translation("e1"), None) == _translation("e1")


def test_runs_are_told_apart() -> None:
    """Another encoder makes another run; items of each stay together, in their order."""
    other = PROVENANCE.model_copy(update={"encoder": "other@1"})
    made = intakes([_translation("a"), _translation("b", provenance=other), _translation("c")])
    assert [[item.experience for item in one.items] for one in made] == [["a", "c"], ["b"]]
    assert made[0].run.id != made[1].run.id


def test_a_run_says_what_made_it() -> None:
    """The encoder in plain words, and each framework with its version."""
    run = run_of(PROVENANCE)
    assert run.provenance["encoder"] == "hashing-96"
    assert run.provenance["framework.drawn"] == "1@0"


def test_other_frameworks_make_another_run_of_the_same_configuration() -> None:
    """What the model is does not depend on which lists it was asked for."""
    first, second = run_of(PROVENANCE), run_of(PROVENANCE.model_copy(update={"frameworks": {"drawn": "2@1"}}))
    assert first.id != second.id
    assert first.config_hash == second.config_hash


def test_failed_entries_go_with_the_first_run() -> None:
    """They say nothing of what made them; alone they have a run of their own."""
    failed = _translation("f", Status.FAILED, provenance=None, error="the passage is too long")
    assert [item.experience for item in intakes([failed, _translation("a")])[0].items] == ["a", "f"]
    assert [one.run for one in intakes([failed])] == [UNKNOWN_RUN]


@pytest.mark.parametrize(
    ("fields", "title"),
    [
        ({}, ""),
        ({"experience_type": "paid job"}, "Paid job"),
        (
            {"experience_type": "internship", "host": "Redbud Clinic", "start_date": dt.date(2026, 9, 1)},
            "Internship, Redbud Clinic, September 2026",
        ),
        ({"role": "crew lead", "learner_id": "Ann"}, "Crew lead"),
    ],
)
def test_a_title_says_what_sort_of_work_it_was(fields: dict[str, object], title: str) -> None:
    """Never who wrote it."""
    entry = Experience.model_validate({"id": "a", "text": "I fed the calves.", **fields})
    (made,) = intakes([_translation("a", experience=entry)])
    assert made.items[0].title == title


def test_the_language_is_that_which_was_named() -> None:
    """A log does not say it; it is written as members' languages are."""
    (made,) = intakes([_translation("a")], language="ES ")
    assert made.items[0].language == "es"
