"""What leaves as labelled samples: what persons said, by whose eyes, and nothing that nobody decided."""

import csv
import datetime as dt
import io
import json

import pytest

from skillweave.domain.claim import Evidence
from skillweave.domain.queue import RunMade, SettledClaim, SettledItem
from skillweave.domain.review import ClaimState, Exposure, ReviewedClaim, Skill
from skillweave.review.samples import labels, sample_lines, sample_table, usable
from skillweave.review.spreadsheet import safe_cell

AT = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)
TEXT = "=I led the team"
LEAD, LISTEN = Skill(framework="people", code="P.LEAD"), Skill(framework="people", code="P.LIS")
RUNS = {"run": RunMade(id="run", config_hash="model#abc", provenance={"encoder": "model"})}


def _claim(
    state: ClaimState,
    skill: Skill = LEAD,
    suggested: Skill | None = LEAD,
    exposures: tuple[Exposure, ...] = (Exposure.ASSISTED,),
    policy: str | None = None,
) -> SettledClaim:
    return SettledClaim(
        outcome=ReviewedClaim(id="c", state=state, skill=skill, policy=policy),
        suggested=suggested,
        label="Lead a team",
        framework_version="1",
        evidence=(Evidence(start=1, end=6, quote="I led"),),
        confidence=0.9,
        exposures=exposures,
        decided_at=AT,
        provenance={},
    )


def _item(*claims: SettledClaim, blind: bool = False, text: str = TEXT, judged: tuple[str, ...] = ()) -> SettledItem:
    return SettledItem(
        item="i",
        queue="q",
        run="run",
        experience="e1",
        learner="Ana Miller",
        text=text,
        language="en",
        blind=blind,
        reviewers=("r",),
        guideline=1,
        finished_at=AT,
        claims=claims,
        judged=judged,
    )


def _grades(*claims: SettledClaim) -> dict[str, int]:
    return {one.skill.code: one.grade for one in labels(_item(*claims))}


@pytest.mark.parametrize(
    ("claim", "grades"),
    [
        (_claim(ClaimState.CONFIRMED), {"P.LEAD": 4}),
        (_claim(ClaimState.REJECTED), {"P.LEAD": 0}),
        (_claim(ClaimState.CORRECTED, skill=LISTEN), {"P.LEAD": 0, "P.LIS": 4}),
        (_claim(ClaimState.CORRECTED, skill=LEAD), {"P.LEAD": 4}),
        (_claim(ClaimState.CONFIRMED, suggested=None), {"P.LEAD": 4}),
        (_claim(ClaimState.WITHDRAWN, suggested=None), {}),
    ],
)
def test_outcomes_become_grades(claim: SettledClaim, grades: dict[str, int]) -> None:
    """Confirmed and added skills are there, rejected and replaced ones are not; what was taken back says nothing."""
    assert _grades(claim) == grades


@pytest.mark.parametrize(
    ("claims", "origins"),
    [
        ([_claim(ClaimState.CONFIRMED)], {"P.LEAD": "suggested"}),
        ([_claim(ClaimState.REJECTED)], {"P.LEAD": "suggested"}),
        ([_claim(ClaimState.CONFIRMED, suggested=None)], {"P.LEAD": "added"}),
        ([_claim(ClaimState.REJECTED, suggested=None)], {"P.LEAD": "added"}),
        ([_claim(ClaimState.CORRECTED, skill=LISTEN)], {"P.LEAD": "suggested", "P.LIS": "added"}),
        (
            [_claim(ClaimState.CORRECTED, skill=LISTEN), _claim(ClaimState.REJECTED, skill=LISTEN, suggested=LISTEN)],
            {"P.LEAD": "suggested", "P.LIS": "suggested"},
        ),
    ],
)
def test_a_label_tells_whether_the_skill_was_suggested(claims: list[SettledClaim], origins: dict[str, str]) -> None:
    """Only what was suggested says what suggestions are worth: who adds a skill is always right."""
    (line,) = sample_lines([_item(*claims)], RUNS)
    rows = csv.DictReader(io.StringIO("".join(sample_table([_item(*claims)], RUNS))))

    assert {label["code"]: label["origin"] for label in json.loads(line)["labels"]} == origins
    assert {row["code"]: row["origin"] for row in rows} == origins


def test_shown_outweighs_not_shown() -> None:
    """A skill that one claim shows is there, though another claim for it was rejected."""
    assert _grades(_claim(ClaimState.CONFIRMED), _claim(ClaimState.REJECTED)) == {"P.LEAD": 4}


@pytest.mark.parametrize(
    "item",
    [
        _item(_claim(ClaimState.UNSURE)),
        _item(_claim(ClaimState.SUGGESTED)),
        _item(_claim(ClaimState.CONFIRMED, policy="people-sure")),
        _item(_claim(ClaimState.CONFIRMED), text=""),
    ],
)
def test_what_nobody_decided_is_no_sample(item: SettledItem) -> None:
    """An open question, a policy's word or an erased text makes no gold."""
    assert not usable(item)
    assert list(sample_lines([item], RUNS)) == []
    assert len(list(sample_table([item], RUNS))) == 1


def test_text_without_skills_is_a_sample() -> None:
    """A text that shows nothing matters as much as the others."""
    (line,) = sample_lines([_item()], RUNS)
    rows = list(csv.DictReader(io.StringIO("".join(sample_table([_item()], RUNS)))))

    assert json.loads(line)["labels"] == []
    assert [(row["id"], row["code"], row["exposure"]) for row in rows] == [("e1", "", "assisted")]


@pytest.mark.parametrize(
    ("blind", "exposures", "text_exposure", "label_exposure"),
    [
        (True, (Exposure.BLIND,), "blind", "blind"),
        (True, (Exposure.ASSISTED,), "blind", "assisted"),
        (True, (Exposure.BLIND, Exposure.ASSISTED), "blind", "assisted"),
        (False, (Exposure.ASSISTED,), "assisted", "assisted"),
        (False, (), "assisted", "assisted"),
    ],
)
def test_exposure_is_told_of_text_and_label(
    blind: bool, exposures: tuple[Exposure, ...], text_exposure: str, label_exposure: str
) -> None:
    """A label is blind only if every decision behind it was; a text if it had to be read first."""
    (line,) = sample_lines([_item(_claim(ClaimState.CONFIRMED, exposures=exposures), blind=blind)], RUNS)
    entry = json.loads(line)

    assert (entry["exposure"], entry["labels"][0]["exposure"]) == (text_exposure, label_exposure)


@pytest.mark.parametrize(
    ("blind", "judged", "listed", "cell"),
    [
        (True, ("people", "trades"), ["people", "trades"], "people | trades"),
        (True, (), [], "none"),
        (False, (), None, ""),
    ],
)
def test_what_was_looked_for_is_told_of_a_blind_text(
    blind: bool, judged: tuple[str, ...], listed: list[str] | None, cell: str
) -> None:
    """In a text of which suggestions were in view, everything that was suggested was judged."""
    item = _item(_claim(ClaimState.CONFIRMED), blind=blind, judged=judged)
    (row,) = csv.DictReader(io.StringIO("".join(sample_table([item], RUNS))))

    assert json.loads(next(iter(sample_lines([item], RUNS)))).get("judged") == listed
    assert row["judged"] == cell


def test_run_and_version_are_named() -> None:
    """The harness learns whose suggestions were in view."""
    (line,) = sample_lines([_item(_claim(ClaimState.CONFIRMED))], RUNS)
    entry = json.loads(line)

    assert (entry["run"], entry["version"]) == ("model#abc", "model")


def test_learner_is_a_group_without_a_name() -> None:
    """Texts of one person can be told as such; who it is does not leave."""
    first, second = sample_lines([_item(), _item()], RUNS)

    assert json.loads(first)["group"] == json.loads(second)["group"]
    assert "Ana" not in first


def test_table_says_a_text_once() -> None:
    """The text stands in the first row of its id, safe to open in a spreadsheet."""
    table = "".join(sample_table([_item(_claim(ClaimState.CORRECTED, skill=LISTEN))], RUNS))
    rows = list(csv.DictReader(io.StringIO(table)))

    assert [row["text"] for row in rows] == ["'=I led the team", ""]
    assert [row["run"] for row in rows] == ["model#abc", ""]
    assert [row["evidence"] for row in rows] == ["I led", "I led"]


@pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@x", "\t=1", "\r=1", "  =1", " \t@x"])
def test_formulas_are_disarmed(cell: str) -> None:
    """No cell begins as a formula does, blanks before it or not."""
    assert safe_cell(cell) == f"'{cell}"
