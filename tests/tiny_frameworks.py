"""Small frameworks, skill concepts and numbers for the tests: a hashing embedder tells them apart by their words."""

from collections.abc import Sequence

from skillweave.domain.competency import Competency, Concept, ConceptLink, Concepts, Framework, Kind, Relation
from skillweave.matching.parameters import Family, FamilyParameters, Lane, Parameters, Scale

NEUTRAL = (
    "It rained the whole week.",
    "The bus was late again on Monday.",
    "We had pizza for lunch.",
    "The office is on the third floor.",
    "My internship ends in May.",
    "The building has big windows.",
)


def tiny_concepts() -> Concepts:
    """Three concepts with four examples each."""
    return Concepts(
        version="t1",
        content_hash="c" * 64,
        concepts=(
            _concept(
                "listen",
                "I repeated the order back to the guest",
                "asked the farmer to say the amounts again",
                "let the patient finish her whole story",
                "I summed up what the client wanted",
            ),
            _concept(
                "persist",
                "kept going after the first prototype failed",
                "I tried three more designs until one held",
                "restarted the broken experiment again and again",
                "I never gave up on the robot",
            ),
            _concept(
                "lead-team",
                "I ran the kitchen crew on Saturdays",
                "decided who did what on the crew",
                "I gave each volunteer a job",
                "led the robotics team through the season",
            ),
        ),
    )


def tiny_framework(
    name: str, competencies: Sequence[Competency], *, kind: Kind = Kind.TRANSFERABLE, version: str = "1"
) -> Framework:
    """Make a framework of these competencies."""
    return Framework(
        id=name,
        version=version,
        name=name.title(),
        kind=kind,
        publisher="the tests",
        source="written for the tests",
        licence="none",
        competencies=tuple(competencies),
        complete=True,
        not_listed="",
        content_hash=(name.encode().hex() * 64)[:64],
    )


def linked(code: str, label: str, *concepts: str, parent: str | None = None) -> Competency:
    """Make a competency that links to concepts with full weight."""
    links = tuple(ConceptLink(concept=concept, relation=Relation.EXACT, weight=1.0) for concept in concepts)
    return Competency(code=code, label=label, concepts=links, parent=parent)


def tiny_skills() -> Framework:
    """Three skills that link to the concepts."""
    return tiny_framework(
        "skills",
        [
            linked("S.LIS", "Listening", "listen"),
            linked("S.PER", "Persistence", "persist"),
            linked("S.LEA", "Leadership", "lead-team"),
        ],
    )


def tiny_trades() -> Framework:
    """Two fields of work under a heading, one with a field below it; each has examples of its own."""
    return tiny_framework(
        "trades",
        [
            Competency(code="G", label="Building and growing", heading=True),
            Competency(
                code="T.1",
                label="Agriculture",
                parent="G",
                aliases=("farm work",),
                indicators=("fed the calves and cleaned the barn", "drove the tractor over the field"),
            ),
            Competency(
                code="T.1.1",
                label="Animal care",
                parent="T.1",
                indicators=("gave shots to the heifers with the vet", "milked the cows before school"),
            ),
            Competency(
                code="T.2",
                label="Construction",
                parent="G",
                indicators=("framed the walls of the house", "poured the concrete for the foundation"),
            ),
        ],
        kind=Kind.TECHNICAL,
    )


def tiny_names() -> Framework:
    """Bare names, as a published list without descriptions has them."""
    return tiny_framework(
        "names",
        [
            Competency(code="N.1", label="Welding"),
            Competency(code="N.2", label="Pipe welding and fitting", aliases=("join pipes",)),
            Competency(code="N.3", label="Customer service"),
            Competency(code="N.4", label="IT"),
        ],
    )


def tiny_parameters() -> Parameters:
    """Weights and thresholds that stay as they are, whatever is fitted for the package."""
    cosine, odds = Scale(mean=0.15, deviation=0.1), Scale(mean=0, deviation=3)
    scales = {lane: cosine if lane.value.endswith("cosine") else odds for lane in Lane}
    by_examples = {Lane.PROTOTYPE: 1.4, Lane.INDICATOR: 0.3, Lane.ALIAS: 0.1, Lane.LABEL: 0.05}
    weights = {
        Family.TRANSFERABLE: by_examples,
        Family.TECHNICAL: by_examples,
        Family.CORE: by_examples,
        Family.NAMED: {Lane.PROTOTYPE: 1.0, Lane.LABEL: 0.5},
        Family.LARGE: {Lane.LABEL: 1.0, Lane.WHOLE: 0.2, Lane.LEXICAL: 0.3},
    }
    families = {
        family: FamilyParameters(
            scales=scales,
            weights=lanes,
            intercept=0,
            threshold=1,
            reach=0.6 if family is Family.TECHNICAL else 0.01,
        )
        for family, lanes in weights.items()
    }
    return Parameters(
        format="skillweave-parameters/1", name="tiny-v1", encoder="any", fitted_on="nothing", families=families
    )


def _concept(name: str, *indicators: str) -> Concept:
    return Concept(
        id=name,
        name=name.replace("-", " "),
        definition=f"The person shows it: {indicators[0]}.",
        indicators=indicators,
        counter_indicators=(f"My manager is good at this: {name}.",),
    )
