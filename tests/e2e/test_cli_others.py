"""`skillweave frameworks`, `doctor`, and what every command says of itself."""

import json
from importlib.metadata import version
from pathlib import Path

import pytest

from tests.e2e.commands import Command

FIGURES = (
    "id version kind entries verified unverified complete not_listed name publisher source licence content_hash"
).split()


def test_the_frameworks_are_listed(command: Command) -> None:
    """The table names every framework."""
    done = command.run("frameworks", "list", COLUMNS="200")
    assert done.code == 0
    assert [name in done.out for name in ("as-durable-skills", "career-clusters-2024", "unverified")] == [True] * 3


def test_the_frameworks_are_listed_as_json(command: Command, tiny_folder: Path) -> None:
    """JSON gives the same, with source and licence."""
    listed = json.loads(command.run("frameworks", "list", "--format", "json", "--frameworks-dir", tiny_folder).out)
    assert [(one["id"], one["version"], one["entries"]) for one in listed] == [("career-clusters-2024", "1", 4)]
    assert list(listed[0]) == FIGURES


def test_one_framework_is_shown(command: Command) -> None:
    """Its source, its licence, every entry with its links to skill concepts."""
    done = command.run("frameworks", "show", "as-durable-skills")
    assert done.code == 0
    assert [part in done.out for part in ("licence: ", "DS.CHA  Character", "concepts: act-honestly (")] == [True] * 3


def test_one_framework_is_shown_as_json(command: Command) -> None:
    """Every competency is there with its fields."""
    shown = json.loads(command.run("frameworks", "show", "as-durable-skills", "--format", "json").out)
    assert len(shown["competencies"]) == shown["entries"] == 10
    assert {"code", "label", "verification", "concepts"} < set(shown["competencies"][0])


def test_a_framework_that_is_not_there_is_named_with_those_that_are(command: Command) -> None:
    """A near name is proposed."""
    done = command.run("frameworks", "show", "casel")
    assert done.code == 5
    assert "unknown framework 'casel' (did you mean casel-5?)" in done.err


def test_the_shipped_frameworks_are_sound(command: Command) -> None:
    """`validate` without paths checks all of them."""
    done = command.run_cold("frameworks", "validate")
    assert done.code == 0
    assert "framework files are sound" in done.out


def test_all_faults_of_all_files_are_told(command: Command, broken: Path, tmp_path: Path) -> None:
    """Two damaged files: the faults of both, under their names."""
    (tmp_path / "two.csv").write_text("label\nNo code here\n", encoding="utf-8")
    done = command.run("frameworks", "validate", broken, "two.csv", cwd=tmp_path)
    lines = done.err.splitlines()
    assert (done.code, done.raw) == (5, b"")
    assert sum(line.startswith(f"  - {broken}: ") for line in lines) >= 5
    assert sum(line.startswith("  - two.csv: ") for line in lines) >= 1


def test_links_are_suggested_for_a_list_of_ones_own(command: Command, own: Path, tmp_path: Path) -> None:
    """The file that is written is sound, and a second run does not overwrite it."""
    words = ("frameworks", "suggest-links", own, "-o", "linked.yaml", "--settings", command.hashing)
    first, second = command.run(*words, cwd=tmp_path), command.run(*words, cwd=tmp_path)
    assert (first.code, second.code) == (0, 2)
    assert "of 3 entries have suggested links" in first.out
    assert "linked.yaml is there already; suggestions never overwrite a file" in second.err
    assert command.run("frameworks", "validate", "linked.yaml", cwd=tmp_path).code == 0


@pytest.mark.encoder
def test_the_doctor_finds_all_well(command: Command, tiny_folder: Path, tmp_path: Path) -> None:
    """Versions, the encoder's hash, the frameworks and a translation."""
    done = command.run_cold("doctor", "--frameworks-dir", tiny_folder, cwd=tmp_path)
    assert (done.code, done.err) == (0, "")
    assert "hashes as pinned" in done.out
    [told] = [line for line in done.out.splitlines() if line.startswith("a translation: 'I fed the calves")]
    assert sorted(told.rpartition(" -> ")[2].split(", ")) == ["Agriculture", "Animal care"]
    assert done.out.splitlines()[-1] == "all is well; nothing was sent anywhere"


def test_the_doctor_names_every_fault(command: Command, tmp_path: Path) -> None:
    """Frameworks that are not there: told, and exit code 4."""
    done = command.run("doctor", "--settings", command.hashing, "--frameworks-dir", tmp_path / "nowhere")
    assert done.code == 4
    assert sum(line.startswith("FAULT: ") for line in done.err.splitlines()) == 2
    assert "all is well" not in done.out


def test_the_version_is_that_of_the_package(command: Command) -> None:
    """`--version` names the package and its version."""
    assert command.run_cold("--version").out == f"skillweave, version {version('skillweave')}\n"


@pytest.mark.parametrize(
    "words",
    [
        "--help",
        "translate --help",
        "frameworks --help",
        "frameworks suggest-links -h",
        "eval --help",
        "eval fit -h",
    ],
)
def test_every_command_explains_itself(command: Command, words: str) -> None:
    """Both forms of the option work on every command."""
    done = command.run_cold(*words.split())
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("Usage: python -m skillweave")
    assert len(done.out.splitlines()) > 5


@pytest.mark.parametrize("words", ["bogus", "frameworks show", "frameworks validate nofile.yaml"])
def test_misuse_is_exit_code_2(command: Command, words: str) -> None:
    """Unknown commands, missing arguments and files that are not there show the usage."""
    done = command.run(*words.split())
    assert (done.code, done.raw) == (2, b"")
    assert done.err.startswith("Usage: ")


def test_nothing_asked_shows_the_help(command: Command) -> None:
    """Without a command the help is shown, as misuse."""
    done = command.run_cold()
    assert done.code == 2
    assert "Exit codes: 0 fine" in done.err
