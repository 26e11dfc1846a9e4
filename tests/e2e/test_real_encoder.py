"""Whole texts with the real encoder and shipped frameworks: what must be found, and what must not."""

import csv
import http.client
import shutil
import sys
from pathlib import Path

import numpy as np
import pytest
import regex
from pytest_socket import SocketBlockedError

from skillweave.domain.claim import Claim, CutReason, Status, Translation
from skillweave.domain.experience import Experience
from skillweave.embedding import packaged
from skillweave.embedding.adapter import load_adapter
from skillweave.embedding.packaged import packaged_model
from skillweave.embedding.sentence import load_packaged
from skillweave.errors import ModelHashError
from skillweave.pipeline import Pipeline
from skillweave.text.gate import judge_passages
from skillweave.text.segment import segment

pytestmark = pytest.mark.encoder

DURABLE, CLUSTERS = "as-durable-skills", "career-clusters-2024"
SAMPLE = Path(__file__).parents[2] / "eval" / "sample" / "experiences.csv"


def _translate(pipeline: Pipeline, text: str) -> Translation:
    return pipeline.translate(Experience(id="e", text=text))


def _claims(found: Translation, framework: str) -> list[Claim]:
    return [claim for claim in found.claims if claim.framework == framework]


FIELDS = [
    (
        "Agriculture",
        "I fed the calves twice a day and cleaned the barn. On Thursdays the vet came and I held the heifers "
        "while she gave "
        "them shots. I also drove the tractor to bring hay to the far pasture.",
    ),
    (
        "Healthcare & Human Services",
        "I took blood pressure and temperature of the patients at the clinic and wrote both into the chart. "
        "Between patients "
        "I wiped down the exam rooms and restocked gloves.",
    ),
    (
        "Construction",
        "We framed the walls of a two bedroom house. I measured and cut the studs, nailed the plates, and "
        "helped pour the "
        "concrete for the porch. I read the blueprint to find where the windows go.",
    ),
    (
        "Digital Technology",
        "I debugged the Python code of the web app, wrote unit tests, and fixed the login bug before it was "
        "deployed to the "
        "server. I also set up the database backup.",
    ),
    (
        "Hospitality, Events, & Tourism",
        "I worked the line at the restaurant and plated desserts. On weekends I checked guests in at the "
        "hotel desk and set "
        "up the banquet room for weddings.",
    ),
    (
        "Education",
        "I taught a reading lesson to second graders, helped the teacher grade their worksheets, and sat "
        "with a small group "
        "that needed more time with phonics.",
    ),
    (
        "Financial Services",
        "I reconciled the bank statements, entered the invoices into the ledger, and helped a member open a "
        "savings account "
        "at the credit union.",
    ),
    (
        "Advanced Manufacturing",
        "I ran the CNC mill, measured the parts with calipers, and welded brackets for the production line. "
        "When a part was "
        "out of tolerance I adjusted the offset.",
    ),
    (
        "Supply Chain & Transportation",
        "I changed the oil and the brake pads of delivery trucks and rotated their tires in the garage. I "
        "loaded pallets with "
        "the forklift when the warehouse was short.",
    ),
]


@pytest.mark.parametrize(("field", "text"), FIELDS, ids=[field for field, _ in FIELDS])
def test_the_field_of_work_is_found(real_pipeline: Pipeline, field: str, text: str) -> None:
    """The best claim among career clusters is the field that any reader would name, or a part of that field."""
    best = _claims(_translate(real_pipeline, text), CLUSTERS)[0]
    assert field in (best.label, *best.parents)


SKILLS = [
    (
        "Leadership",
        "I ran the kitchen crew on Saturdays. I decided who did what, trained two new people and gave the "
        "crew a pep talk "
        "before the rush.",
    ),
    (
        "Character",
        "I told my manager right away that I was the one who broke the glasses. I also gave back the extra "
        "twenty dollars "
        "that a customer paid me by accident.",
    ),
    (
        "Communication",
        "I explained the new forms to the families in simple words, and I presented our results to the board "
        "of the museum.",
    ),
]


@pytest.mark.parametrize(("skill", "text"), SKILLS, ids=[skill for skill, _ in SKILLS])
def test_the_durable_skill_is_found(real_pipeline: Pipeline, skill: str, text: str) -> None:
    """The best claim among durable skills is the one that the text plainly shows."""
    assert _claims(_translate(real_pipeline, text), DURABLE)[0].label == skill


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("I did not lead the team. I never explained anything to a customer.", CutReason.NEGATED),
        ("I did not give back the money and I did not tell my manager that I broke the glasses.", CutReason.NEGATED),
        ("I hope to lead a team next year. I want to learn how to present to clients.", CutReason.PLAN),
        ("Next summer I will train new lifeguards and run the crew.", CutReason.PLAN),
        ("My supervisor led the team and presented the results to the client.", CutReason.OTHER_PERSON),
        ("The manager ran the kitchen crew and decided who did what.", CutReason.OTHER_PERSON),
    ],
)
def test_what_the_writer_did_not_do_is_no_claim(real_pipeline: Pipeline, text: str, reason: CutReason) -> None:
    """Negations, wishes and others' deeds claim no durable skill; what is told of them has the right reason."""
    found = _translate(real_pipeline, text)
    assert _claims(found, DURABLE) == []
    assert {cut.reason for cut in found.cut_off if cut.framework == DURABLE} <= {reason}


@pytest.mark.parametrize(
    ("text", "reasons"),
    [
        ("Nurse drew blood. I waited.", {CutReason.OTHER_PERSON}),
        ("Sam welded the frame. I sat.", {CutReason.OTHER_PERSON}),
        ("Vet operated and I waited in the hall.", set()),
    ],
)
def test_words_of_others_lift_no_field(real_pipeline: Pipeline, text: str, reasons: set[CutReason]) -> None:
    """What somebody else did is told as left out, unless it is too short; the writer's words do not borrow from it."""
    found = _translate(real_pipeline, text)
    assert _claims(found, CLUSTERS) == []
    assert {one.reason for one in found.cut_off if one.framework == CLUSTERS} == reasons


@pytest.mark.parametrize(
    "text",
    [
        "My mentor gave us a lecture about teamwork and communication.",
        "Teamwork is important. I am a hard worker.",
        "Interns will learn leadership and communication skills in this program.",
    ],
)
def test_talk_about_skills_is_no_skill(real_pipeline: Pipeline, text: str) -> None:
    """Being told of a skill, praising it or a programme's promise claims nothing; the gate closes it all by rules."""
    found = _translate(real_pipeline, text)
    assert found.status is Status.NOTHING_FOUND
    spans = segment(text)
    assert all(verdict.rule for one in judge_passages([span.quote(text) for span in spans]) for verdict in one)
    assert all(cut.rule for cut in found.cut_off if cut.reason is not CutReason.BELOW_THRESHOLD)


@pytest.mark.parametrize(
    "text",
    ["It rained the whole time. We had pizza for lunch on Friday.", "My internship is on Mondays and Wednesdays."],
)
def test_weather_and_lunch_are_nothing(real_pipeline: Pipeline, text: str) -> None:
    """A text that shows no skill gives the explicit result that nothing was found."""
    assert _translate(real_pipeline, text).status is Status.NOTHING_FOUND


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        (
            "I debugged the Rust services.",
            {"Maintenance & Repair", "Supply Chain & Transportation", "Advanced Manufacturing"},
        ),
        ("I saw the bigger picture.", {"Arts, Entertainment, & Design", "Design & Digital Arts"}),
        ("I helped with cutting waste by 15% in the office.", {"Advanced Manufacturing", "Construction"}),
        ("The salary range for this position is $18 to $22 an hour.", {"Financial Services", "Accounting"}),
        ("I made a spreadsheet that tracked vaccine inventory.", {"Biotechnology Research & Development"}),
        ("I worked as a PR volunteer and IT was hard.", {"Digital Technology"}),
    ],
    ids=["shared-word", "figure-of-speech", "figure-of-speech-waste", "blurb", "object-for-skill", "acronym"],
)
def test_traps(real_pipeline: Pipeline, text: str, wrong: set[str]) -> None:
    """A shared word, a figure of speech, an advert, a mentioned thing or initials do not lead to the wrong field."""
    assert not {claim.label for claim in _translate(real_pipeline, text).claims} & wrong


def test_a_blurb_is_told_with_its_rule(real_pipeline: Pipeline) -> None:
    """An advert's sentence claims nothing and, where it matched, names the rule that kept it out."""
    found = _translate(
        real_pipeline, "The company offers competitive pay. Responsibilities include selling to clients."
    )
    assert found.status is Status.NOTHING_FOUND
    assert {cut.reason for cut in found.cut_off} <= {
        CutReason.JOB_ADVERT,
        CutReason.EMPLOYER,
        CutReason.BELOW_THRESHOLD,
    }


def test_quotes_are_cut_at_words(real_pipeline: Pipeline) -> None:
    """Words that hold `or` and `and` inside are never split: every quoted word is a word of the text."""
    text = (
        "I counted the inventory against the standard orders, found four candles missing, and worked out with the "
        "landlord where they were stored."
    )
    whole = set(regex.findall(r"[\p{L}\p{N}]+", text))
    found = _translate(real_pipeline, text)
    quoted = {
        word for claim in (*found.claims, *found.cut_off) for item in claim.evidence for word in item.quote.split()
    }
    assert {word.strip(".,") for word in quoted} <= whole
    assert quoted


@pytest.fixture(scope="module")
def sample() -> list[Experience]:
    """The forty entries of the sample log."""
    with SAMPLE.open(encoding="utf-8-sig", newline="") as stream:
        return [Experience(id=row["Entry ID"], text=row["What did you do?"]) for row in csv.DictReader(stream)]


@pytest.fixture(scope="module")
def translated(real_pipeline: Pipeline, sample: list[Experience]) -> tuple[Translation, ...]:
    """The sample log, translated together."""
    return real_pipeline.translate_many(sample)


def test_the_sample_is_translated_verbatim(sample: list[Experience], translated: tuple[Translation, ...]) -> None:
    """Every quote of all forty entries is the text between its offsets, and they come back in order."""
    assert len(sample) == 40
    assert [found.id for found in translated] == [entry.id for entry in sample]
    quotes = [
        (entry.text, item)
        for entry, found in zip(sample, translated, strict=True)
        for one in (*found.claims, *found.cut_off)
        for item in (*one.evidence, one.passage)
    ]
    assert len(quotes) > 200
    assert all(text[item.start : item.end] == item.quote for text, item in quotes)


def test_only_published_codes_are_claimed(real_pipeline: Pipeline, translated: tuple[Translation, ...]) -> None:
    """Every code of the sample's claims is an entry of the loaded framework, under its published label."""
    known = {
        (one.framework.id, entry.code, entry.label)
        for one in real_pipeline.index.frameworks
        for entry in one.framework.competencies
        if not entry.heading
    }
    assert {
        (one.framework, one.code, one.label) for found in translated for one in (*found.claims, *found.cut_off)
    } <= known


def test_the_sample_says_what_was_cut_off_and_why(translated: tuple[Translation, ...]) -> None:
    """Most entries have claims, something is left out, and every gated match names its rule."""
    left_out = [cut for found in translated for cut in found.cut_off]
    scored = {CutReason.BELOW_THRESHOLD, CutReason.NEAR_DUPLICATE, CutReason.BEYOND_TOP_K}
    assert sum(found.status is Status.CLAIMS for found in translated) > 30
    assert {cut.reason for cut in left_out} - scored
    assert all((cut.rule is None) == (cut.reason in scored) for cut in left_out)


def test_alone_and_together_agree(
    real_pipeline: Pipeline, sample: list[Experience], translated: tuple[Translation, ...]
) -> None:
    """An entry gives the same claims alone as within the log."""
    alone = real_pipeline.translate(sample[0])
    assert [(one.code, one.evidence) for one in alone.claims] == [
        (one.code, one.evidence) for one in translated[0].claims
    ]
    assert [one.score for one in alone.claims] == pytest.approx([one.score for one in translated[0].claims], abs=1e-3)


def test_provenance_names_the_pinned_encoder(translated: tuple[Translation, ...]) -> None:
    """A result says that the pinned encoder, the adapter and the numbers fitted for both were used."""
    made = translated[0].provenance
    assert made is not None
    adapter = load_adapter()
    assert made.encoder == f"all-MiniLM-L6-v2@53aa5117+{adapter.name}"
    assert made.parameters.startswith(f"all-minilm-l6-v2-53aa5117+{adapter.name.replace('@', '-')}-v1@")


def test_the_model_is_loaded_with_the_network_blocked(real_pipeline: Pipeline) -> None:
    """With sockets blocked the encoder loads and works, and none of its package's code was run."""
    with pytest.warns(UserWarning, match="socket"), pytest.raises(SocketBlockedError):
        http.client.HTTPConnection("127.0.0.1", 9).connect()
    loaded = load_packaged(threads=1, adapter=load_adapter())
    text = ["I fed the calves."]
    np.testing.assert_allclose(loaded.encode(text)[0].rows, real_pipeline.embedder.encode(text)[0].rows, atol=1e-5)
    assert packaged.MODULE not in sys.modules


@pytest.mark.parametrize("file", ["model.safetensors", "tokenizer.json"])
def test_one_changed_byte_refuses_the_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: str) -> None:
    """A package whose weights or tokenizer differ in their last byte is not loaded."""
    folder = tmp_path / "damaged_minilm" / "model"
    folder.mkdir(parents=True)
    for name in ("model.safetensors", "tokenizer.json"):
        shutil.copyfile(packaged_model() / name, folder / name)
    with (folder / file).open("r+b") as stream:
        stream.seek(-1, 2)
        last = stream.read(1)
        stream.seek(-1, 2)
        stream.write(bytes([last[0] ^ 1]))
    (folder.parent / "__init__.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(packaged, "MODULE", "damaged_minilm")
    with pytest.raises(ModelHashError, match=file):
        load_packaged()
