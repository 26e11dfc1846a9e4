"""What is claimed and what is left out: duplicates, parents, limits, ties."""

import math
from collections.abc import Callable, Sequence

import pytest
from pydantic import ValidationError

from skillweave.domain.claim import CutReason, Translation
from skillweave.domain.competency import Competency, Concepts, Framework
from skillweave.domain.experience import Experience
from skillweave.embedding.hashing import HashingEmbedder
from skillweave.matching.calibrate import Calibration
from skillweave.matching.claims import ClaimsConfig
from skillweave.matching.index import build_index
from skillweave.matching.parameters import Family, Parameters
from skillweave.pipeline import Pipeline, PipelineConfig
from tests.tiny_frameworks import NEUTRAL, linked, tiny_framework, tiny_skills, tiny_trades

ORDER = "I repeated the order back to the guest."
CREW = "I gave each volunteer a job."
CALVES = "I gave shots to the heifers with the vet."
LOWER = -0.5
"""Added to the threshold, so that `CREW` claims too; what it does not show scores far below."""

Translate = Callable[..., Translation]


@pytest.fixture
def translate(embedder: HashingEmbedder, concepts: Concepts, parameters: Parameters) -> Translate:
    """Translate a text over one framework with these settings."""

    def run(text: str, framework: Framework, **settings: object) -> Translation:
        index = build_index([framework], concepts, NEUTRAL, embedder)
        config = PipelineConfig(claims=ClaimsConfig.model_validate(settings))
        return Pipeline(embedder, index, parameters, concepts, config).translate(Experience(id="e", text=text))

    return run


@pytest.fixture
def threshold(parameters: Parameters) -> float:
    """The threshold of skills, before settings add to it."""
    return parameters.families[Family.TRANSFERABLE].threshold


def _codes(found: Translation) -> list[str]:
    return [one.code for one in found.claims]


def _left_out(found: Translation) -> list[tuple[str, CutReason]]:
    return [(one.code, one.reason) for one in found.cut_off]


def test_near_duplicates_have_one_winner(translate: Translate) -> None:
    """Two competencies of one meaning and one phrase make one claim; the other is its alternative and is told."""
    twins = tiny_framework("twins", [linked("Z", "Hears", "listen"), linked("B", "Attends", "listen")])
    found = translate(ORDER, twins)
    assert [(one.code, one.alternatives) for one in found.claims] == [("B", ("Z",))]
    assert _left_out(found) == [("Z", CutReason.NEAR_DUPLICATE)]


@pytest.mark.parametrize("codes", [("A", "B"), ("B", "A")])
def test_ties_go_by_code_not_by_place(translate: Translate, codes: tuple[str, str]) -> None:
    """Of equal scores the lower code comes first, wherever it stands in the file."""
    twins = tiny_framework("twins", [linked(code, "Hearing", "listen") for code in codes])
    found = translate(ORDER, twins, duplicate_cosine=1.0, above=-9)
    assert translate(ORDER, twins).claims[0].code == "A"
    assert [one.score for one in found.claims] == sorted((one.score for one in found.claims), reverse=True)


def test_other_phrases_are_other_claims(translate: Translate) -> None:
    """Competencies of different meaning are both claimed, each with its own phrase."""
    found = translate(f"{ORDER} {CREW}", tiny_skills(), above=LOWER)
    assert sorted(_codes(found)) == ["S.LEA", "S.LIS"]
    assert {one.code: one.evidence[0].quote for one in found.claims} == {"S.LEA": CREW[:-1], "S.LIS": ORDER[:-1]}


def test_a_parent_stays_with_its_child(translate: Translate) -> None:
    """A field and the field below it rest on one phrase and are both kept; the child tells what stands above it."""
    found = translate(CALVES, tiny_trades(), duplicate_cosine=0.0, above=-2)
    assert {"T.1", "T.1.1"} <= set(_codes(found))
    assert {one.code: one.parents for one in found.claims}["T.1.1"] == ("Agriculture", "Building and growing")


def test_a_parent_is_no_duplicate_of_its_child(translate: Translate) -> None:
    """Even where both link to the same concept, parent and child stay."""
    line = tiny_framework("line", [linked("P", "Hearing", "listen"), linked("C", "Listening", "listen", parent="P")])
    assert sorted(_codes(translate(ORDER, line))) == ["C", "P"]


def test_duplicates_need_one_phrase(translate: Translate) -> None:
    """The same meaning shown in two places by two competencies is no duplicate."""
    two = tiny_framework(
        "two",
        [
            Competency(code="A", label="Orders", indicators=("I repeated the order back to the guest",)),
            Competency(code="B", label="Crews", indicators=("I gave each volunteer a job",)),
        ],
    )
    found = translate(f"{ORDER} {CREW}", two, duplicate_cosine=0.0, above=-3)
    assert sorted(_codes(found)) == ["A", "B"]


def test_beyond_the_most_is_told(translate: Translate) -> None:
    """What the limit cuts is left out with that reason, the best of it first."""
    found = translate(f"{ORDER} {CREW}", tiny_skills(), top_k=1, above=LOWER)
    assert len(found.claims) == 1
    assert [reason for _, reason in _left_out(found)][:1] == [CutReason.BEYOND_TOP_K]


def test_each_level_has_its_own_limit(translate: Translate) -> None:
    """A field of work and the fields below it do not push each other out."""
    found = translate(CALVES, tiny_trades(), top_k=1, above=-2)
    assert sorted(len(one.parents) for one in found.claims) == [1, 2]


@pytest.mark.parametrize("k", [1, 2, 3])
def test_a_limit_never_lets_a_duplicate_in(translate: Translate, k: int) -> None:
    """A higher limit adds claims and takes none away, also where near-duplicates stand on two levels."""
    twins = tiny_framework(
        "levels",
        [
            linked("P", "Leading", "lead-team"),
            linked("Q", "Repeated the order back", "listen"),
            linked("R", "Root", "persist"),
            linked("R.1", "Attending", "listen", parent="R"),
        ],
    )
    text = f"I gave each volunteer a job and decided who did what on the crew. {ORDER}"
    few, more = (translate(text, twins, top_k=top, above=-6, cut_off_limit=9) for top in (k, k + 1))
    assert set(_codes(few)) <= set(_codes(more))


def test_below_the_threshold_is_told_within_the_margin(translate: Translate, threshold: float) -> None:
    """A match just below the threshold is left out with that reason; one far below is not told at all."""
    score = translate(ORDER, tiny_skills()).claims[0].score
    near = translate(ORDER, tiny_skills(), above=score - threshold + 0.1)
    far = translate(ORDER, tiny_skills(), above=score - threshold + 0.1, cut_off_margin=0.05)
    assert (_codes(near), _left_out(near)) == ([], [("S.LIS", CutReason.BELOW_THRESHOLD)])
    assert (_codes(far), _left_out(far)) == ([], [])


def test_of_what_lies_below_only_the_nearest_is_told(translate: Translate) -> None:
    """Where nothing is claimed, the best of several matches below the threshold is told, however many might be."""
    found = translate(f"{ORDER} {CREW}", tiny_skills(), above=9, cut_off_margin=20, cut_off_limit=3)
    assert (_codes(found), _left_out(found)) == ([], [("S.LIS", CutReason.BELOW_THRESHOLD)])


def test_beside_a_claim_nothing_below_is_told(translate: Translate, threshold: float) -> None:
    """A match just below the threshold is worth no look where its framework claims something."""
    second = translate(f"{ORDER} {CREW}", tiny_skills(), above=LOWER).claims[1].score
    found = translate(f"{ORDER} {CREW}", tiny_skills(), above=second - threshold + 0.1)
    assert (_codes(found), _left_out(found)) == (["S.LIS"], [])


def test_a_score_on_the_threshold_claims(translate: Translate, threshold: float) -> None:
    """Reaching the threshold is enough."""
    score = translate(ORDER, tiny_skills()).claims[0].score
    assert _codes(translate(ORDER, tiny_skills(), above=score - threshold)) == ["S.LIS"]


@pytest.mark.parametrize("limit", [0, 1, 2])
def test_few_are_told_of_what_is_left_out(translate: Translate, limit: int) -> None:
    """The number of matches left out that are told is a setting."""
    assert len(translate(ORDER, tiny_skills(), above=-9, top_k=1, cut_off_limit=limit).cut_off) == limit


@pytest.mark.parametrize(("limit", "count"), [(1, 1), (2, 2), (3, 2)])
def test_a_claim_has_few_quotes(translate: Translate, limit: int, count: int) -> None:
    """A skill shown twice has two quotes, as far as the setting allows, the best first."""
    text = f"{CREW} It rained. Again I gave each volunteer a job."
    found = translate(text, tiny_skills(), evidence_limit=limit, above=LOWER)
    quotes = found.claims[0].evidence
    assert len(quotes) == count
    assert quotes[0].quote == CREW[:-1]


def test_what_is_claimed_is_not_also_told_as_gated(translate: Translate) -> None:
    """A skill claimed in one sentence and negated in another is a claim, and nothing else."""
    found = translate(f"{CREW} I did not give each volunteer a job.", tiny_skills(), above=-2)
    assert "S.LEA" in _codes(found)
    assert "S.LEA" not in [code for code, _ in _left_out(found)]


def test_flags_are_gathered(translate: Translate) -> None:
    """A claim from a sentence about `we` carries the flag `shared`."""
    assert translate("We led the robotics team through the season.", tiny_skills()).claims[0].flags == ("shared",)


def test_confidence_is_not_invented(translate: Translate) -> None:
    """Without calibration there is no probability, only scores under their lanes' names."""
    claim = translate(ORDER, tiny_skills()).claims[0]
    assert claim.confidence is None
    assert set(claim.scores) == {"label_cosine", "alias_cosine", "prototype_log_odds", "whole_log_odds"}


def test_recalled_names_say_so(translate: Translate) -> None:
    """A name written from memory is shown as unverified."""
    assert translate(ORDER, tiny_skills()).claims[0].verification == "unverified"


@pytest.mark.parametrize(
    "settings", [{"top_k": 0}, {"evidence_limit": 0}, {"cut_off_margin": -1}, {"duplicate_cosine": 2}, {"most": 1}]
)
def test_settings_out_of_bounds_are_refused(settings: dict[str, Sequence[int]]) -> None:
    """Limits have bounds, and unknown settings are refused."""
    with pytest.raises(ValidationError):
        ClaimsConfig.model_validate(settings)


def test_claims_of_a_calibrated_family_have_its_confidence(
    embedder: HashingEmbedder, concepts: Concepts, parameters: Parameters
) -> None:
    """What the curve says of the score; a family without a curve has none, in the same translation."""
    curve = Calibration(slope=2.0, intercept=-3.0, fitted_on="nothing", judged=9)
    skills = parameters.families[Family.TRANSFERABLE].model_copy(update={"calibration": curve})
    fitted = parameters.model_copy(update={"families": {**parameters.families, Family.TRANSFERABLE: skills}})
    index = build_index([tiny_skills(), tiny_trades()], concepts, NEUTRAL, embedder)
    low = PipelineConfig(claims=ClaimsConfig(above=-2))
    found = Pipeline(embedder, index, fitted, concepts, low).translate(Experience(id="e", text=f"{ORDER} {CALVES}"))
    of_skills = [one for one in found.claims if one.framework == "skills"]
    of_trades = [one for one in found.claims if one.framework == "trades"]
    expected = [round(1 / (1 + math.exp(3.0 - 2.0 * one.score)), 3) for one in of_skills]
    assert of_skills
    assert of_trades
    assert [one.confidence for one in of_skills] == expected
    assert {one.confidence for one in of_trades} == {None}


def test_the_length_of_the_whole_text_counts(
    embedder: HashingEmbedder, concepts: Concepts, parameters: Parameters
) -> None:
    """Whatever of it is claimed: where a curve takes length into account, a longer text makes the same score less."""
    curve = Calibration(slope=2.0, intercept=-3.0, length=-0.5, fitted_on="nothing", judged=9)
    skills = parameters.families[Family.TRANSFERABLE].model_copy(update={"calibration": curve})
    fitted = parameters.model_copy(update={"families": {**parameters.families, Family.TRANSFERABLE: skills}})
    index = build_index([tiny_skills()], concepts, NEUTRAL, embedder)
    low = PipelineConfig(claims=ClaimsConfig(above=-2))
    text = f"{ORDER} {CALVES}"
    for added in ("", " It rained the whole week." * 20):
        found = Pipeline(embedder, index, fitted, concepts, low).translate(Experience(id="e", text=text + added))
        long = math.log(len((text + added).split()) / 40)
        assert found.claims
        assert [one.confidence for one in found.claims] == [
            round(1 / (1 + math.exp(3.0 - 2.0 * (one.score - 0.5 * long))), 3) for one in found.claims
        ]


def test_a_claim_says_whose_judged_claims_its_confidence_rests_on(
    embedder: HashingEmbedder, concepts: Concepts, parameters: Parameters
) -> None:
    """Its own framework's, or those of another one of its family, or nobody's."""
    curve = Calibration(slope=2.0, intercept=-3.0, fitted_on="nothing", judged=9, frameworks={"skills": (0,)})
    skills = parameters.families[Family.TRANSFERABLE].model_copy(update={"calibration": curve})
    fitted = parameters.model_copy(update={"families": {**parameters.families, Family.TRANSFERABLE: skills}})
    new = tiny_skills().model_copy(update={"id": "new"})
    index = build_index([tiny_skills(), new, tiny_trades()], concepts, NEUTRAL, embedder)
    low = PipelineConfig(claims=ClaimsConfig(above=-2))
    found = Pipeline(embedder, index, fitted, concepts, low).translate(Experience(id="e", text=f"{ORDER} {CALVES}"))
    assert {(one.framework, one.calibrated_on) for one in found.claims} == {
        ("skills", "own"),
        ("new", "family"),
        ("trades", None),
    }


def test_confidence_changes_no_claim(embedder: HashingEmbedder, concepts: Concepts, parameters: Parameters) -> None:
    """It is told beside the score: the same claims in the same order, for the same words."""
    curve = Calibration(slope=0.1, intercept=5.0, fitted_on="nothing", judged=9)
    families = {kind: one.model_copy(update={"calibration": curve}) for kind, one in parameters.families.items()}
    index = build_index([tiny_skills(), tiny_trades()], concepts, NEUTRAL, embedder)
    low, text = PipelineConfig(claims=ClaimsConfig(above=-2)), f"{ORDER} {CREW} {CALVES}"
    plain, fitted = (
        Pipeline(embedder, index, each, concepts, low).translate(Experience(id="e", text=text))
        for each in (parameters, parameters.model_copy(update={"families": families}))
    )
    assert {one.framework for one in plain.claims} == {"skills", "trades"}
    assert {one.confidence for one in plain.claims} == {None}
    assert None not in {one.confidence for one in fitted.claims}
    left = [(one.framework, one.code, one.score, one.evidence) for one in plain.claims]
    assert left == [(one.framework, one.code, one.score, one.evidence) for one in fitted.claims]
