"""The numbers that ship beside the code, fitted on a tiny invented data folder."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from skillweave.domain.competency import Competency, Framework, Kind
from skillweave.domain.experience import Experience
from skillweave.errors import EvaluationError
from skillweave.evaluation.fit import Values, entry_values
from skillweave.evaluation.sets import Case, LabelledSet, Task
from skillweave.evaluation.shipped import TARGET_PRECISION, Shipped, _judged, at_zero, fit, lent, together
from skillweave.evaluation.weave import Assemble
from skillweave.matching.calibrate import log_words
from skillweave.matching.parameters import Family, FamilyParameters, Lane, Parameters, Scale
from skillweave.pipeline import Pipeline
from tests.tiny_frameworks import NEUTRAL, tiny_framework, tiny_names, tiny_parameters, tiny_trades

DEEDS: Mapping[str, tuple[str, ...]] = {
    "S.LIS": ("I asked the guest to say the order again", "I repeated the order back", "I let the patient finish"),
    "S.PER": ("I kept trying when the robot broke", "I tried three more designs", "I restarted the experiment"),
    "S.LEA": ("I gave everyone on the crew a job", "I led the robotics team", "I ran the crew"),
    "T.1": ("I fed the calves and cleaned the barn", "I drove the tractor", "I cleaned the barn with the vet"),
    "T.2": ("I framed the walls of the house", "I poured the concrete", "I measured the walls of the house"),
}
ENDS = ("on Monday", "with the others", "for an hour", "again", "and it rained", "before lunch", "in the house")


def _judged_set(framework: Framework, *codes: str) -> LabelledSet:
    """Give entries with a deed each; every fifth has words for it, but somebody judged that it does not show it."""
    texts = [(code, f"{deed} {end}.") for end in ENDS for code in codes for deed in DEEDS[code]]
    cases = [
        Case(id=str(at), text=text, grades={code: 2.0 if at % 5 == 0 else 4.0}) for at, (code, text) in enumerate(texts)
    ]
    return LabelledSet(
        name=f"judged_{framework.id}",
        framework=framework,
        candidates=frozenset(codes),
        cases=tuple(cases),
        tasks=frozenset({Task.RANKING, Task.CLAIMS}),
        first_person=True,
        synthetic=True,
        says="Nothing.",
    )


def _old_trades() -> Framework:
    """An older list: farming fell under one trade; carpentry and masonry under another."""
    under = {"O.1": "T.1", "O.2": "T.2", "O.3": "T.2"}
    entries = [Competency(code=code, label=code, falls_under=f"trades:{there}") for code, there in under.items()]
    return tiny_framework("old-trades", [*entries, Competency(code="O.4", label="Magic")], kind=Kind.TECHNICAL)


def test_labels_are_lent_where_it_is_sure_what_they_mean() -> None:
    """What two competencies fall under says of neither that it is shown; other labels are no label here."""
    judged = _judged_set(tiny_trades(), "T.1", "T.2")
    found = lent(judged, _old_trades())
    assert (found.framework.id, sorted(found.candidates)) == ("old-trades", ["O.1"])
    assert found.name == "judged_trades, as old-trades"
    for case, before in zip(found.cases, judged.cases, strict=True):
        assert dict(case.grades) == ({"O.1": before.grades["T.1"]} if "T.1" in before.grades else {})
    assert {len(case.grades) for case in found.cases} == {0, 1}
    with pytest.raises(EvaluationError, match="names: no competency falls under one of trades by itself"):
        lent(judged, tiny_names())


def test_samples_are_fitted_together(skills: Framework) -> None:
    """Case by case, for each framework; what only one of them was looked at for is left out."""
    one, other = _judged_set(skills, "S.LIS", "S.PER"), replace(_judged_set(skills, "S.LIS", "S.LEA"), name="lines")
    trades = _judged_set(tiny_trades(), "T.1")
    found = together([one, trades, other])
    assert set(found) == {skills.id, trades.framework.id}
    assert found[trades.framework.id] == trades
    assert found[skills.id].cases == (*one.cases, *other.cases)
    assert found[skills.id].candidates == {"S.LIS"}
    assert found[skills.id].name == "judged_skills and lines"
    with pytest.raises(EvaluationError, match="one is in the first person, the other not"):
        together([one, replace(other, first_person=False)])


@pytest.fixture(scope="module")
def shipped(skills: Framework) -> Shipped:
    """Give small frameworks in place of those that are shipped."""
    core = tiny_framework("core", tiny_trades().competencies, kind=Kind.CORE)
    trades = tiny_trades()
    judged = {
        skills.id: _judged_set(skills, "S.LIS", "S.PER", "S.LEA"),
        trades.id: _judged_set(trades, "T.1", "T.2"),
    }
    return Shipped(skills, trades, _old_trades(), [core], NEUTRAL, judged)


@pytest.fixture(scope="module")
def fitted(data: Path, build: Assemble, shipped: Shipped) -> tuple[Parameters, list[str]]:
    """Fit all families on the tiny data."""
    return fit(data, build, shipped)


def test_every_family_is_fitted(fitted: tuple[Parameters, list[str]]) -> None:
    """Each with its threshold at 0 and a scale for every weight."""
    parameters, _ = fitted
    assert set(parameters.families) == set(Family) - {Family.LEARNED_SKILLS, Family.LEARNED_FIELDS, Family.LENT_FIELDS}
    assert {family.threshold for family in parameters.families.values()} == {0.0}
    assert not [kind for kind, one in parameters.families.items() if set(one.weights) - set(one.scales)]


def test_families_with_judged_entries_are_calibrated(fitted: tuple[Parameters, list[str]]) -> None:
    """The others have no curve: nobody judged their claims."""
    curves = {kind: one.calibration for kind, one in fitted[0].families.items() if one.calibration}
    assert {kind: one.fitted_on for kind, one in curves.items()} == {
        Family.TRANSFERABLE: "judged_skills, part fit (synthetic)",
        Family.TECHNICAL: "judged_trades, part fit (synthetic)",
    }
    assert [curves[kind].frameworks for kind in (Family.TRANSFERABLE, Family.TECHNICAL)] == [
        {"skills": (0,)},
        {"trades": (1,)},
    ]


def test_fitted_numbers_make_claims_that_know_how_sure_they_are(
    build: Assemble, shipped: Shipped, fitted: tuple[Parameters, list[str]]
) -> None:
    """A plain deed is claimed with a confidence, in both calibrated families."""
    made = [build([one], gate=True) for one in (shipped.durable, shipped.clusters)]
    texts = ["I gave everyone on the crew a job.", "I fed the calves and cleaned the barn."]
    for pipeline in made:
        pipeline.parameters = fitted[0]
    claims = [one.translate(Experience(id="e", text=text)).claims[0] for one, text in zip(made, texts, strict=True)]
    assert [one.code for one in claims] == ["S.LEA", "T.1"]
    assert [0 < (one.confidence or 0) <= 1 for one in claims] == [True, True]


def test_the_numbers_are_named_for_the_encoder(fitted: tuple[Parameters, list[str]], durable: Pipeline) -> None:
    """So that they are found again for it, and only for it."""
    parameters, _ = fitted
    assert parameters.encoder == durable.embedder.model_id
    assert parameters.name == f"{durable.embedder.model_id}-v1"


def test_a_note_is_given_for_every_family(fitted: tuple[Parameters, list[str]]) -> None:
    """What was found on the way is for people to read."""
    _, notes = fitted
    assert [note.partition(":")[0] for note in notes] == ["judged_skills", "judged_trades", "core", "named", "large"]


def test_the_fit_repeats(data: Path, build: Assemble, shipped: Shipped, fitted: tuple[Parameters, list[str]]) -> None:
    """The same data give the same numbers, to the last digit."""
    again, _ = fit(data, build, shipped)
    assert again.content_hash() == fitted[0].content_hash()


def test_the_numbers_survive_their_file(fitted: tuple[Parameters, list[str]]) -> None:
    """Written as JSON and read again they are the same."""
    parameters, _ = fitted
    assert Parameters.model_validate_json(parameters.model_dump_json()) == parameters


def test_neutral_sentences_stay_below_the_threshold_of_core(
    build: Assemble, shipped: Shipped, fitted: tuple[Parameters, list[str]]
) -> None:
    """All of so few; only rounding lets one touch it."""
    scores = entry_values(build(shipped.core, gate=True), NEUTRAL, fitted[0].families[Family.CORE])
    assert scores.max() < 0.05


def test_moving_to_zero_changes_no_decision() -> None:
    """What the threshold was is taken from the intercept: 1.5 - 0.7 is 0.8."""
    scale = {Lane.LABEL: Scale(mean=0, deviation=1)}
    family = FamilyParameters(scales=scale, weights={Lane.LABEL: 1.0}, intercept=1.5, threshold=0.7, reach=0.5)
    moved = at_zero(family, 0.7)
    assert (moved.intercept, moved.threshold, moved.reach) == (0.8, 0.0, 0.5)


@pytest.fixture(scope="module")
def entries(skills: Framework) -> LabelledSet:
    """Give the judged entries of the skills."""
    return _judged_set(skills, "S.LIS", "S.PER", "S.LEA")


PLAIN = tiny_parameters().families[Family.TRANSFERABLE]


def _claimed(pipeline: Pipeline, family: FamilyParameters, entries: LabelledSet) -> tuple[Values, np.ndarray]:
    """Give the scores of all matches that the family makes on its entries, and whether each is right."""
    codes = [entry.code for entry in pipeline.index.frameworks[0].framework.competencies]
    scores = entry_values(pipeline, [case.text for case in entries.cases], family)
    return scores, np.array([[code in case.gold for code in codes] for case in entries.cases])


def test_claims_on_judged_entries_are_right_as_often_as_asked(durable: Pipeline, entries: LabelledSet) -> None:
    """From the threshold on; and from no lower score on, so that nothing is left out needlessly."""
    family = _judged(durable, PLAIN, entries, [])
    scores, right = _claimed(durable, family, entries)
    share = {float(one): right[scores >= one].mean() for one in np.unique(scores)}
    assert right[scores >= 0].mean() >= TARGET_PRECISION
    assert [one for one, good in share.items() if good >= TARGET_PRECISION and one < -0.01] == []
    assert min(share) < -1  # there were lower scores to be found


def test_confidence_is_near_the_share_that_is_right(durable: Pipeline, entries: LabelledSet) -> None:
    """On average over the claims and near misses that it was learned from, which a logistic curve must meet."""
    family = _judged(durable, PLAIN, entries, [])
    assert family.calibration is not None
    scores, right = _claimed(durable, family, entries)
    near = scores >= -1
    long = np.broadcast_to(np.array([log_words(case.text) for case in entries.cases])[:, None], scores.shape)
    pairs = zip(scores[near].tolist(), long[near].tolist(), strict=True)
    confidences = [family.calibration.confidence(*pair) for pair in pairs]
    assert family.calibration.judged == near.sum()
    assert np.mean(confidences) == pytest.approx(right[near].mean(), abs=0.01)


def test_twins_and_codes_that_were_not_judged_have_no_say(durable: Pipeline, entries: LabelledSet) -> None:
    """A changed version of an entry repeats it; a code that nobody labelled is not wrong, it is unknown."""
    twins = [replace(case, id=f"{case.id}t", grades={}, twin_of=case.id) for case in entries.cases]
    with_twins = replace(entries, cases=(*entries.cases, *twins))
    assert _judged(durable, PLAIN, with_twins, []) == _judged(durable, PLAIN, entries, [])
    few = replace(entries, candidates=frozenset({"S.LIS"}))
    scores, right = _claimed(durable, _judged(durable, PLAIN, few, []), entries)
    assert right[:, 0][scores[:, 0] >= 0].mean() >= TARGET_PRECISION


def test_the_note_says_how_much_it_rests_on(durable: Pipeline, entries: LabelledSet) -> None:
    """The threshold, the entries, the error of the calibration, and over how many matches."""
    notes: list[str] = []
    family = _judged(durable, PLAIN, entries, notes)
    assert family.calibration is not None
    [note] = notes
    threshold = PLAIN.intercept - family.intercept
    assert note.startswith(f"judged_skills: claims from {threshold:g} on are right in 50% of 63 entries; ")
    assert note.endswith(f"(cross-fitted) over {family.calibration.judged} matches near and above it")


def test_entries_that_all_show_everything_cannot_be_fitted_on(durable: Pipeline, entries: LabelledSet) -> None:
    """The message names the sample."""
    every = dict.fromkeys(("S.LIS", "S.PER", "S.LEA"), 4.0)
    perfect = replace(entries, cases=tuple(replace(case, grades=every) for case in entries.cases))
    with pytest.raises(EvaluationError, match=r"judged_skills, part fit .*all of them right; judge more entries"):
        _judged(durable, PLAIN, perfect, [])
