"""`skillweave eval learn`: from a reviewed queue to numbers of an installation's own, and to claims made with them."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from skillweave.domain.competency import Framework
from skillweave.frameworks.load import load_frameworks
from skillweave.matching.parameters import Parameters
from tests.e2e.commands import DEED, RATES, Command, Finished, School

ENTRIES, EACH = 240, 4
"""Entries of the log, and how many of them one student wrote."""


def _log(framework: Framework) -> str:
    """Write entries of two deeds: an example as it stands, and another one that ends early."""
    examples = [words for entry in framework.competencies for words in entry.indicators]
    deeds = [(examples[at % len(examples)], examples[(7 * at + 3) % len(examples)].split()) for at in range(ENTRIES)]
    rows = [
        f'e{at},s{at // EACH},"{one}. I {" ".join(other[: len(other) - 2])}."\n'
        for at, (one, other) in enumerate(deeds)
    ]
    return "".join(["Entry ID,Student,What did you do?\n", *rows])


@pytest.fixture(scope="module")
def frameworks(frameworks_dir: Path) -> Sequence[Framework]:
    """Give the durable skills."""
    return load_frameworks(frameworks_dir, ["as-durable-skills"])


@pytest.fixture(scope="module")
def busy(command: Command, tmp_path_factory: pytest.TempPathFactory, frameworks: Sequence[Framework]) -> School:
    """Give a school that reviewed 240 texts: first claims were confirmed, the others rejected; and its labels."""
    made = School(command, tmp_path_factory.mktemp("busy"))
    (made.folder / "log.csv").write_text(_log(frameworks[0]), encoding="utf-8")
    assert command.translate("log.csv", "-o", "out.jsonl", cwd=made.folder).code == 0
    assert made.run("queue", "add", "out.jsonl", "--name", "Spring", *RATES).code == 0
    assert made.run("init").code == 0
    made.review_all(frameworks)
    assert made.run("queue", "export", "Spring", "-o", "spring.jsonl").code == 0
    return made


@pytest.fixture(scope="module")
def learned(busy: School) -> Finished:
    """Learn from these decisions."""
    return _learn(busy, "-o", "my.json")


def _learn(school: School, *words: str) -> Finished:
    return school.run("eval", "learn", "spring.jsonl", *words, "--settings", school.command.hashing)


def _with(school: School, parameters: str, *words: str) -> Finished:
    """Run a command with these numbers."""
    settings = school.folder / "own.toml"
    settings.write_text(f'parameters_file = "{parameters}"\n[embedder]\nkind = "hashing"\n', encoding="utf-8")
    return school.command.run(*words, "--settings", settings, cwd=school.folder)


def _translated(school: School, parameters: str) -> Finished:
    words = ("--text", DEED, "--format", "jsonl", "--frameworks", "as-durable-skills")
    return _with(school, parameters, "translate", *words)


def test_what_helps_is_written(learned: Finished, busy: School) -> None:
    """The comparison on texts held back, what was taken, and a file that says what it rests on."""
    assert learned.code == 0, learned.err
    assert "as-durable-skills: 240 texts of 60 people, 0 of them read unaided" in learned.err
    assert "transferable: calibration: Brier is surely better on the texts held back: taken" in learned.out
    assert "200 pairs judged without a suggestion in view are needed" in learned.out
    made = Parameters.model_validate_json((busy.folder / "my.json").read_bytes())
    assert (made.name, made.encoder) == ("generic-v1-own", "hashing-96")
    assert "by decisions on 240 texts of 60 people" in made.fitted_on
    assert f"my.json: parameters {made.name}@{made.content_hash()}" in learned.out


def test_claims_are_made_with_it(learned: Finished, busy: School) -> None:
    """They have a confidence, say that it rests on their own framework's claims, and name the file's numbers."""
    assert learned.code == 0
    done = _translated(busy, "my.json")
    assert done.code == 0, done.err
    found = json.loads(done.out)
    made = Parameters.model_validate_json((busy.folder / "my.json").read_bytes())
    assert found["provenance"]["parameters"] == f"{made.name}@{made.content_hash()}"
    assert {claim["calibrated_on"] for claim in found["claims"]} == {"own"}
    assert all(0 < claim["confidence"] < 1 for claim in found["claims"])


def test_the_doctor_names_the_numbers_in_use(learned: Finished, busy: School) -> None:
    """With the file that they come from, and what they were fitted on."""
    assert learned.code == 0
    [line] = [line for line in _with(busy, "my.json", "doctor").out.splitlines() if line.startswith("parameters: ")]
    assert line.startswith("parameters: generic-v1-own@")
    assert "(my.json), fitted on transferable: calibration by decisions" in line


def test_numbers_for_another_encoder_are_refused(learned: Finished, busy: School) -> None:
    """Exit code 4, and what to do."""
    assert learned.code == 0
    text = (busy.folder / "my.json").read_text(encoding="utf-8")
    (busy.folder / "other.json").write_text(text.replace("hashing-96", "other@1"), encoding="utf-8")
    done = _translated(busy, "other.json")
    assert (done.code, done.out) == (4, "")
    assert "other.json was fitted for the encoder other@1, but hashing-96 is in use" in done.err


def test_the_same_decisions_give_the_same_file(learned: Finished, busy: School) -> None:
    """To the last digit; another seed holds back others."""
    assert learned.code == 0
    assert _learn(busy, "-o", "again.json").code == 0
    assert (busy.folder / "again.json").read_bytes() == (busy.folder / "my.json").read_bytes()
    assert _learn(busy, "-o", "seed.json", "--seed", "1", "--force").code == 0
    assert (busy.folder / "seed.json").read_bytes() != (busy.folder / "my.json").read_bytes()


def test_too_few_decisions_change_nothing(reviewed: School) -> None:
    """Exit code 0: the present numbers are good; what is missing is counted, and --force makes nothing of it."""
    assert reviewed.run("queue", "export", "Spring", "-o", "spring.jsonl").code == 0
    for words in ((), ("--force",)):
        done = _learn(reviewed, "-o", "none.json", *words)
        assert done.code == 0, done.err
        assert "calibration: 100 judged claims or near misses are needed" in done.out
        assert "the present numbers stay (generic-v1@" in done.out
        assert not (reviewed.folder / "none.json").exists()


def test_a_sample_without_labels_is_told(busy: School) -> None:
    """Exit code 4."""
    (busy.folder / "bare.jsonl").write_text('{"id": "1", "text": "It rained.", "labels": []}\n', encoding="utf-8")
    done = busy.run("eval", "learn", "bare.jsonl", "-o", "x.json", "--settings", busy.command.hashing)
    assert (done.code, "nothing was decided in these samples" in done.err) == (4, True)
