"""skillweave as a system: whole rankings, the claims that `translate` would make, and the words for gold labels."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from skillweave.domain.competency import Framework
from skillweave.domain.experience import Experience
from skillweave.evaluation.adapters import read_labelled
from skillweave.evaluation.adapters.esco import transversal_sentences
from skillweave.evaluation.sets import Case, LabelledSet, Prediction, Task
from skillweave.evaluation.weave import CHUNK, Assemble, Skillweave
from skillweave.frameworks.concepts import load_concepts
from skillweave.frameworks.load import load_frameworks
from skillweave.matching.calibrate import Calibration
from skillweave.matching.parameters import Parameters
from skillweave.pipeline import Pipeline
from skillweave.settings import load_settings
from skillweave.wiring import assemble, build_embedder, frameworks_folder
from tests.tiny_frameworks import tiny_framework, tiny_parameters
from tests.unit.evaluation.by_hand import span

ORDER = "I repeated the order back to the guest."
CREW = "I gave everyone on the crew a job."
PLAN = "Next week I will lead the team."


@pytest.fixture(scope="module")
def sentences(data: Path) -> LabelledSet:
    """Give two sentences with the very words of their gold labels."""
    return transversal_sentences(data)


@pytest.fixture(scope="module")
def predicted(sentences: LabelledSet, build: Assemble) -> list[Prediction]:
    """Predict them."""
    return Skillweave(build).predict(sentences)


def _entries(framework: Framework, *cases: Case) -> LabelledSet:
    """Give entries in the first person over the skills."""
    return LabelledSet(
        name="entries",
        framework=framework,
        candidates=frozenset(framework.by_code),
        cases=cases,
        tasks=frozenset({Task.RANKING, Task.CLAIMS}),
        first_person=True,
        synthetic=True,
        says="Nothing.",
    )


def _case(name: str, text: str, gold: str = "S.LIS", **more: object) -> Case:
    return Case(id=name, text=text, grades={gold: 4.0}, **more)  # type: ignore[arg-type]  # named rightly below


class Fixed:
    """Builds pipelines that have the tests' own numbers, and notes whether the gate was asked for."""

    def __init__(self, build: Assemble, parameters: Parameters) -> None:
        self._build = build
        self._parameters = parameters
        self.gates: list[bool] = []

    def __call__(self, frameworks: Sequence[Framework], *, gate: bool) -> Pipeline:
        """Put a pipeline together."""
        self.gates.append(gate)
        made = self._build(frameworks, gate=gate)
        made.parameters = self._parameters
        return made


@pytest.fixture
def fixed(build: Assemble) -> Fixed:
    """Give the builder."""
    return Fixed(build, tiny_parameters())


def test_every_candidate_is_ranked_for_every_case(predicted: list[Prediction], sentences: LabelledSet) -> None:
    """Nothing is cut off, no threshold and no limit; the cases stay in order, and scores fall."""
    assert [set(one.ranking) for one in predicted] == [sentences.candidates] * len(sentences.cases)
    assert [len(one.ranking) for one in predicted] == [3, 3]
    assert [list(one.scores) for one in predicted] == [sorted(one.scores, reverse=True) for one in predicted]


def test_the_named_skill_is_ranked_first(predicted: list[Prediction], sentences: LabelledSet) -> None:
    """Each sentence holds the very words of a gold label."""
    assert [one.ranking[0] in case.gold for one, case in zip(predicted, sentences.cases, strict=True)] == [True, True]


def test_evidence_is_given_for_gold_labels_that_are_marked(predicted: list[Prediction], sentences: LabelledSet) -> None:
    """The stretch that would be quoted, inside the text; nothing where nobody marked anything."""
    assert [list(case.spans) for case in sentences.cases] == [["bake bread"], []]
    first, second = predicted
    assert first.evidence is not None
    assert second.evidence is None
    assert {
        code: [place.quote(sentences.cases[0].text) for place in places] for code, places in first.evidence.items()
    } == {"bake bread": ["bake bread"]}


def test_each_case_is_quoted_by_what_it_is_like_itself(skills: Framework, fixed: Fixed) -> None:
    """Of two phrases the one that is like the example that this text is like, not the one before it in the chunk."""
    first, second = "I asked the guest to say the order again.", "I let the patient finish her whole story"
    texts = (first, f"{second}, and I told the guest to go again.")
    cases = [_case(str(at), text, spans={"S.LIS": (span(0, 5),)}) for at, text in enumerate(texts)]
    found = [dict(one.evidence or {}) for one in Skillweave(fixed).predict(_entries(skills, *cases))]
    assert [own["S.LIS"][0].quote(text) for own, text in zip(found, texts, strict=True)] == [first[:-1], second]


def test_words_that_the_gate_took_are_not_quoted(skills: Framework, fixed: Fixed) -> None:
    """A plan is never quoted, however like the skill it is: evidence comes from what claims may rest on."""
    text = f"Next week I will give everyone on the crew a job. {ORDER}"
    cases = [
        _case("1", text, "S.LEA", spans={"S.LEA": (span(0, 5),)}),
        _case("2", PLAN, "S.LEA", spans={"S.LEA": (span(0, 5),)}),
    ]
    mixed, closed = Skillweave(fixed).predict(_entries(skills, *cases))
    assert mixed.evidence is not None
    assert all(one.start >= text.index(ORDER) for one in mixed.evidence["S.LEA"])
    assert closed.evidence is None


def test_words_that_only_tempt_are_not_asked_for(skills: Framework, fixed: Fixed) -> None:
    """Marked for a grade that is no gold, or for a code that the framework does not have."""
    marked = {code: (span(0, 5),) for code in ("S.LEA", "S.LIS", "S.PER", "gone")}
    grades = {"S.LEA": 4.0, "S.LIS": 2.0, "gone": 4.0}
    one = Case(id="1", text=CREW, grades=grades, spans=marked)
    [found] = Skillweave(fixed).predict(_entries(skills, one))
    assert found.evidence is not None
    assert list(found.evidence) == ["S.LEA"]


def test_only_candidates_are_ranked_and_claimed(skills: Framework, fixed: Fixed) -> None:
    """A code that cannot be gold takes no place, and a claim of it is not judged."""
    whole = _entries(skills, _case("1", f"{ORDER} {CREW}"))
    few = replace(whole, candidates=frozenset({"S.LIS", "S.PER"}))
    [all_of_them], [found] = (Skillweave(fixed).predict(each) for each in (whole, few))
    assert {claim.code for claim in all_of_them.claims or ()} == {"S.LIS", "S.LEA"}
    assert sorted(found.ranking) == ["S.LIS", "S.PER"]
    assert [claim.code for claim in found.claims or ()] == ["S.LIS"]


def test_a_text_without_any_passage_ranks_nothing(skills: Framework, fixed: Fixed) -> None:
    """Marks alone hold no passage: nothing is ranked, claimed or quoted; its neighbours are as ever."""
    odd = _case("odd", "...", spans={"S.LIS": (span(0, 3),)})
    found = Skillweave(fixed).predict(_entries(skills, _case("1", ORDER), odd, _case("2", CREW)))
    assert [len(one.ranking) for one in found] == [3, 0, 3]
    assert found[1] == Prediction((), (), (), None)
    assert [one.ranking[0] for one in (found[0], found[2])] == ["S.LIS", "S.LEA"]


def test_claims_are_those_of_the_pipeline(skills: Framework, fixed: Fixed) -> None:
    """The same codes, scores and words in the same order as `translate` gives."""
    data = _entries(skills, _case("1", f"{ORDER} {CREW}"), _case("2", "It rained."), _case("3", CREW))
    texts = [Experience(id=case.id, text=case.text) for case in data.cases]
    translated = fixed([skills], gate=True).translate_many(texts)
    found = Skillweave(fixed).predict(data)
    assert [[(one.code, one.score, one.confidence) for one in each.claims or ()] for each in found] == [
        [(one.code, one.score, None) for one in each.claims] for each in translated
    ]
    assert [[[(s.start, s.end) for s in one.spans] for one in each.claims or ()] for each in found] == [
        [[(item.start, item.end) for item in one.evidence] for one in each.claims] for each in translated
    ]
    assert [len(each.claims or ()) for each in found] == [2, 0, 1]


def test_claims_carry_confidence_where_the_family_is_calibrated(skills: Framework, build: Assemble) -> None:
    """As the curve says of their score."""
    curve = Calibration(slope=1.0, intercept=-1.0, fitted_on="nothing", judged=9)
    plain = tiny_parameters()
    families = {kind: one.model_copy(update={"calibration": curve}) for kind, one in plain.families.items()}
    fitted = Fixed(build, plain.model_copy(update={"families": families}))
    [found] = Skillweave(fitted).predict(_entries(skills, _case("1", ORDER)))
    assert [one.confidence for one in found.claims or ()] == [curve.confidence(one.score) for one in found.claims or ()]
    assert found.claims


def test_what_the_gate_closes_is_neither_ranked_nor_claimed(skills: Framework, fixed: Fixed) -> None:
    """In texts in the first person; other texts are read without it, or every line would be somebody else's."""
    entries = _entries(skills, _case("1", PLAN), _case("2", f"{PLAN} {ORDER}"))
    gated = Skillweave(fixed).predict(entries)
    open_to_all = Skillweave(fixed).predict(replace(entries, first_person=False))
    assert fixed.gates == [True, False]
    assert (gated[0].ranking, gated[0].claims) == ((), ())
    assert gated[1].ranking[0] == "S.LIS"
    assert len(open_to_all[0].ranking) == 3


def test_predictions_do_not_depend_on_the_chunk(skills: Framework, fixed: Fixed) -> None:
    """More cases than one chunk holds: each is as it is alone."""
    cases = [_case(str(at), f"{ORDER if at % 2 else CREW} It was day {at}.") for at in range(CHUNK + 3)]
    together = Skillweave(fixed).predict(_entries(skills, *cases))
    assert len(together) == len(cases)
    picked = (0, CHUNK - 1, CHUNK, CHUNK + 2)
    alone = [Skillweave(fixed).predict(_entries(skills, cases[at]))[0] for at in picked]
    assert [together[at].ranking for at in picked] == [one.ranking for one in alone]
    assert [together[at].scores for at in picked] == [pytest.approx(one.scores, abs=1e-3) for one in alone]


def test_equal_scores_go_by_code(fixed: Fixed, skills: Framework) -> None:
    """Whatever their places in the framework: a text that is like nothing there ranks by the alphabet among equals."""
    twins = tiny_framework("twins", [skills.competencies[0].model_copy(update={"code": code}) for code in "ZA"])
    [found] = Skillweave(fixed).predict(_entries(twins, _case("1", ORDER, "A")))
    assert found.scores[0] == found.scores[1]
    assert found.ranking == ("A", "Z")


def test_it_has_a_name(build: Assemble) -> None:
    """Its own, or the one that it is given to be told from another version."""
    assert Skillweave(build).name == "skillweave"
    assert Skillweave(build, "without the gate").name == "without the gate"


def test_no_cases_are_no_predictions(skills: Framework, fixed: Fixed) -> None:
    """An empty set is measured like any other."""
    assert Skillweave(fixed).predict(_entries(skills)) == []


@pytest.mark.encoder
def test_what_is_measured_as_evidence_is_what_a_claim_quotes() -> None:
    """By the model that ships, whose learned signs choose the parts of a text: for every right claim the same words."""
    settings = load_settings()
    folder = frameworks_folder(settings)
    known = {one.id: one for one in load_frameworks(folder, concepts=load_concepts(folder))}
    given = read_labelled(Path("eval/datasets/student-entries"), known, part="fit")
    data = next(one for one in given if one.framework.id == "as-durable-skills")
    data = replace(data, cases=data.cases[:24])
    embedder = build_embedder(settings.embedder)
    system = Skillweave(lambda frameworks, *, gate: assemble(frameworks, settings, embedder=embedder, gate=gate))
    both = [
        (one.spans, (said.evidence or {})[one.code])
        for said in system.predict(data)
        for one in said.claims or ()
        if one.code in (said.evidence or {})
    ]
    assert len(both) > 10
    assert [quoted for quoted, _ in both] == [measured for _, measured in both]
