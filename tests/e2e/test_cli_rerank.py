"""`skillweave eval rerank`, and `translate --judge` with what it wrote: no network, and no model that does not help."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from skillweave.frameworks.load import load_frameworks
from skillweave.rerank.model import Reranker
from tests.e2e.commands import Command, Finished

PEOPLE = 240
LOCAL = '[embedder]\nkind = "hashing"\n[judge]\nkind = "local"\nask_uncalibrated = true\n'


def _labels(examples: list[tuple[str, str]], *, sign: bool) -> Iterator[dict[str, object]]:
    """Write texts of which half are not shown: where there is a sign, those that "we" did."""
    for at in range(PEOPLE):
        code, words = examples[at % len(examples)]
        shown = at % 2 == 0
        who = "I" if shown or not sign else "We"
        label = {"framework": "as-durable-skills", "code": code, "grade": 4 if shown else 0}
        yield {"id": f"e{at}", "group": f"p{at}", "text": f"{who} {words}.", "labels": [label]}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, frameworks_dir: Path) -> Path:
    """Give samples: in one "we" tells what is not shown, in the other nothing tells."""
    place = tmp_path_factory.mktemp("rerank")
    (framework,) = load_frameworks(frameworks_dir, ["as-durable-skills"])
    examples = [
        (entry.code, words.removeprefix("I ")) for entry in framework.competencies for words in entry.indicators
    ]
    for name, sign in (("told", True), ("blank", False)):
        lines = [json.dumps(one) for one in _labels(examples, sign=sign)]
        (place / f"{name}.jsonl").write_text("\n".join(lines), encoding="utf-8")
    report = [json.dumps({**json.loads(line), "part": "report"}) for line in lines[:5]]
    (place / "report.jsonl").write_text("\n".join(report), encoding="utf-8")
    (place / "fit.toml").write_text(LOCAL, encoding="utf-8")
    (place / "use.toml").write_text(f'{LOCAL}reranker = "judge.json"\n', encoding="utf-8")
    return place


def _rerank(command: Command, folder: Path, *words: str) -> Finished:
    return command.run("eval", "rerank", *words, "--settings", "fit.toml", cwd=folder)


@pytest.fixture(scope="module")
def fitted(command: Command, folder: Path) -> Finished:
    """Fit to the sample in which there is something to learn."""
    return _rerank(command, folder, "told.jsonl", "-o", "judge.json")


def _translate(command: Command, folder: Path, *words: str, settings: str = "use.toml") -> Finished:
    common = ("--frameworks", "as-durable-skills", "--settings", settings, "--judge")
    return command.run("translate", *words, *common, cwd=folder)


def test_what_helps_is_written(fitted: Finished, folder: Path) -> None:
    """The comparison, what was taken, and a file of plain numbers that says what it rests on."""
    assert fitted.code == 0, fitted.err
    assert "transferable: F1 is surely better on the texts held back: taken" in fitted.out
    made = Reranker.model_validate_json((folder / "judge.json").read_bytes())
    assert (made.encoder, list(made.families)) == ("hashing-96", ["transferable"])
    assert made.families[next(iter(made.families))].features["cue.shared"].weight < 0
    assert "people" in made.fitted_on
    assert f"judge.json: local judge judge@{made.content_hash()}" in fitted.out


def test_the_same_decisions_give_the_same_file(fitted: Finished, command: Command, folder: Path) -> None:
    """To the last digit."""
    assert fitted.code == 0
    before = (folder / "judge.json").read_bytes()
    assert _rerank(command, folder, "told.jsonl", "-o", "judge.json").code == 0
    assert (folder / "judge.json").read_bytes() == before


def test_claims_are_judged_with_it(fitted: Finished, command: Command, folder: Path) -> None:
    """Without a key, a roster or an address; each judgement names the model and quotes the claim's own words."""
    assert fitted.code == 0
    lines = map(json.loads, (folder / "told.jsonl").read_text(encoding="utf-8").splitlines())
    rows = [f'{one["id"]},"{one["text"]}"' for one in lines][:20]
    (folder / "log.csv").write_text("\n".join(["id,text", *rows]), encoding="utf-8")
    done = _translate(command, folder, "log.csv", "-o", "out.jsonl")
    assert done.code == 0, done.err
    assert "nothing is sent" in done.err
    assert " demonstrated, " in done.err
    found = list(map(json.loads, (folder / "out.jsonl").read_text(encoding="utf-8").splitlines()))
    made = Reranker.model_validate_json((folder / "judge.json").read_bytes())
    assert {one["provenance"]["judge"] for one in found} == {f"local/judge@{made.content_hash()}"}
    kept = [claim for one in found for claim in one["claims"]]
    dropped = [(one, cut) for one in found for cut in one["cut_off"] if cut["reason"] == "not_shown"]
    assert {claim["judgement"]["shown"] for claim in kept} == {"demonstrated"}
    assert all(claim["judgement"]["evidence"] == claim["evidence"] for claim in kept)
    assert all(0 < one["judgement"]["confidence"] < 1 for one in (*kept, *(cut for _, cut in dropped)))
    assert {one["experience"]["text"].split()[0] for one, _ in dropped} == {"We"}
    assert all("against it: shared" in cut["judgement"]["reason"] for _, cut in dropped)


def test_a_dry_run_counts_what_would_be_judged(fitted: Finished, command: Command, folder: Path) -> None:
    """And writes nothing."""
    assert fitted.code == 0
    (folder / "dry.csv").write_text("id,text\n1,I told my manager that I broke the glasses.\n", encoding="utf-8")
    done = _translate(command, folder, "dry.csv", "--dry-run", "-o", "dry.jsonl")
    assert done.code == 0, done.err
    assert "the local judge would look at " in done.out
    assert not (folder / "dry.jsonl").exists()


def test_what_does_not_help_is_not_written(command: Command, folder: Path) -> None:
    """Exit code 0, the reason, no file; --force writes it, and it says so itself."""
    done = _rerank(command, folder, "blank.jsonl", "-o", "blank.json")
    assert done.code == 0, done.err
    assert "not surely better on the texts held back: not taken" in done.out
    assert not (folder / "blank.json").exists()
    assert _rerank(command, folder, "blank.jsonl", "-o", "blank.json", "--force").code == 0
    made = Reranker.model_validate_json((folder / "blank.json").read_bytes())
    assert "forced: not shown to help" in made.fitted_on


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("report.jsonl",), "nothing was decided in these samples"),
        (("told.jsonl", "--held-back", "report"), "no text of these samples has the part `report`"),
    ],
)
def test_samples_that_cannot_be_used_are_told(
    command: Command, folder: Path, words: tuple[str, ...], told: str
) -> None:
    """Exit code 4, and no file."""
    done = _rerank(command, folder, *words, "-o", "none.json")
    assert (done.code, told in done.err) == (4, True), done.err
    assert not (folder / "none.json").exists()


@pytest.mark.parametrize(
    ("settings", "words", "told"),
    [
        ("fit.toml", (), "judge.reranker is missing in the settings"),
        ("use.toml", ("--in-bulk",), "--in-bulk is about endpoints"),
        ("other.toml", (), "fitted for the encoder other@1, but hashing-96 is in use"),
    ],
)
def test_a_judge_that_cannot_be_used_is_told(
    fitted: Finished, command: Command, folder: Path, settings: str, words: tuple[str, ...], told: str
) -> None:
    """Exit code 4, nothing written."""
    assert fitted.code == 0
    text = (folder / "judge.json").read_text(encoding="utf-8")
    (folder / "other.json").write_text(text.replace("hashing-96", "other@1"), encoding="utf-8")
    (folder / "other.toml").write_text(f'{LOCAL}reranker = "other.json"\n', encoding="utf-8")
    (folder / "one.csv").write_text("id,text\n1,I told my manager that I broke the glasses.\n", encoding="utf-8")
    done = _translate(command, folder, "one.csv", *words, "-o", "no.jsonl", settings=settings)
    assert (done.code, told in done.err) == (4, True), done.err
    assert not (folder / "no.jsonl").exists()
