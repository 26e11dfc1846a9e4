"""`skillweave eval`: a tiny open set and a labelled sample, measured, compared, reported, and every way to go wrong."""

import json
import shutil
from pathlib import Path

import pytest

from skillweave.evaluation.runs import read_run
from tests.e2e.commands import DEED, Command, Finished
from tests.unit.evaluation.tiny_sets import write_lines, write_tiny_sets

SETS = ("--data", "data", "--sets", "e4b_esco_transversal")


def _text(name: str, text: str, *codes: str, **more: object) -> dict[str, object]:
    labels = [{"framework": "as-durable-skills", "code": code, "grade": 4} for code in codes]
    return {"id": name, "text": text, "part": "report", "labels": labels, **more}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with the tiny open sets and samples of one's own.

    `own` has 20 texts that even the hashing encoder gets right and 20 that nothing gets right; `twice` was rated twice.
    """
    place = tmp_path_factory.mktemp("evaluation")
    write_tiny_sets(place / "data")
    good = [_text(f"good{at}", f"{DEED}, on day {at}.", "DS.CHA") for at in range(20)]
    bad = [_text(f"bad{at}", f"The bus was late on day {at}.", "DS.CRI") for at in range(20)]
    write_lines(place / "own.jsonl", good + bad)
    seen = [{"framework": "as-durable-skills", "code": "DS.CHA", "grade": 4}]
    second = {"second_labels": seen}
    write_lines(place / "twice.jsonl", [_text("1", DEED, "DS.CHA", **second), _text("2", "It rained.", **second)])
    (place / "broken.json").write_text('{"sets": [', encoding="utf-8")
    (place / "own.txt").write_text("no sample", encoding="utf-8")
    return place


def _evaluate(command: Command, folder: Path, *words: object) -> Finished:
    settings = () if words[0] in ("compare", "report") else ("--settings", command.hashing)
    return command.run("eval", *words, *settings, cwd=folder)


def _evaluate_cold(command: Command, folder: Path, *words: object) -> Finished:
    return command.run_cold("eval", *words, "--settings", command.hashing, cwd=folder)


@pytest.fixture(scope="module")
def measured(command: Command, folder: Path) -> Finished:
    """Measure both and keep the run."""
    return _evaluate_cold(command, folder, "run", *SETS, "--samples", "own.jsonl", "-o", "run.json", "--name", "first")


def test_figures_are_printed_with_intervals_and_floors(measured: Finished) -> None:
    """The system under test first, then what any matcher has to beat; what is being done goes to standard error."""
    assert measured.code == 0, measured.err
    lines = measured.out.splitlines()
    assert lines[0].split() == "e4b_esco_transversal skillweave hit@1 1.000 [1.000, 1.000] n=2 floor 0.68".split()
    assert lines[1].split(maxsplit=1) == ["e4b_esco_transversal", "2 cases: too few to say more"]
    systems = ["skillweave", "random", "prior", "tf-idf", "whole"]
    assert [line.split()[1] for line in lines if " hit@1 " in line] == ["skillweave", *systems]
    assert sum("floor" in line for line in lines) == 1
    assert (len(lines) < 20, "nan" in measured.out) == (True, False)
    assert measured.err.splitlines()[:2] == ["1/2 e4b_esco_transversal: 2 cases", "2/2 own_as-durable-skills: 40 cases"]


def test_the_run_is_kept_with_what_it_was_measured_with(measured: Finished, folder: Path) -> None:
    """Encoder, fitted numbers and settings; and the figures that were printed."""
    assert measured.code == 0
    run = read_run(folder / "run.json")
    assert run.name == "first"
    assert run.settings["encoder"] == "hashing-96"
    assert {"parameters", "gate", "segmenter", "skillweave", "settings_hash", "concepts"} < set(run.settings)
    assert [(one.name, one.cases, len(one.systems)) for one in run.sets] == [
        ("e4b_esco_transversal", 2, 5),
        ("own_as-durable-skills", 40, 5),
    ]
    hit = run.sets[1].systems[0].measured("hit@1")
    assert hit is not None
    assert 0.5 <= hit.value < 1


def test_measuring_again_gives_the_same(measured: Finished, command: Command, folder: Path) -> None:
    """Read from what was kept or measured anew, to the last digit."""
    words = ("run", *SETS, "--samples", "own.jsonl", "--name", "first", "-o")
    kept, anew = (_evaluate(command, folder, *words, name, *more) for name, more in (("k", ()), ("a", ("--anew",))))
    assert kept.out == anew.out == measured.out
    whole = (folder / "run.json").read_bytes()
    assert (folder / "k").read_bytes() == (folder / "a").read_bytes() == whole


def test_what_is_asked_for_is_measured_and_no_more(command: Command, folder: Path) -> None:
    """One set alone, by the system under test alone; a sample that is not there by default is told."""
    done = _evaluate(command, folder, "run", *SETS, "--no-baselines")
    assert done.code == 0
    assert {line.split()[1] for line in done.out.splitlines()} == {"skillweave", "2"}
    assert "student-entries is not here, so no labelled sample is measured" in done.err
    none = _evaluate(command, folder, "run", "--sets", "none", "--samples", "twice.jsonl", "--no-baselines")
    assert {line.split()[0] for line in none.out.splitlines()} == {"twice_as-durable-skills"}


def test_a_peer_stands_beside_it(command: Command, folder: Path) -> None:
    """With its predictions for a set, under the name of their file."""
    lines = [{"id": name, "ranking": [["bake bread", 0.5]]} for name in ("s1", "s4")]
    write_lines(folder / "peer.jsonl", lines)
    peer = ("--peer", "e4b_esco_transversal=peer.jsonl")
    done = _evaluate(command, folder, "run", *SETS, "--no-baselines", *peer, "--all")
    assert done.code == 0, done.err
    [line] = [line for line in done.out.splitlines() if " peer " in line and " hit@1 " in line]
    assert line.split()[3] == "1.000"


def test_a_figure_below_its_floor_fails_after_all_was_told(command: Command, folder: Path, tmp_path: Path) -> None:
    """Exit code 4 and the floor; the figures and the file are there all the same."""
    shutil.copytree(folder / "data", tmp_path / "data")
    rows = tmp_path / "data" / "e4b_esco_transversal" / "dev.jsonl"
    wrong = [{**json.loads(line), "gold": ["fix bicycles"], "spans": []} for line in rows.read_text().splitlines()]
    write_lines(rows, wrong)
    done = _evaluate(command, tmp_path, "run", *SETS, "--no-baselines", "-o", "run.json", "--report", "run.md")
    assert done.code == 4
    assert "error: e4b_esco_transversal hit@1 is 0.000, its floor is 0.68" in done.err
    assert " hit@1 " in done.out
    assert read_run(tmp_path / "run.json").sets[0].cases == 2
    assert (tmp_path / "run.md").read_text(encoding="utf-8").startswith("# run")


def test_a_sure_loss_against_an_earlier_run_fails(measured: Finished, command: Command, folder: Path) -> None:
    """The earlier run had a hit on every case; against itself nothing is lost."""
    assert measured.code == 0
    run = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    [hits] = [one for one in run["sets"][1]["systems"][0]["statistics"] if one["name"] == "hit@1"]
    hits["parts"] = [[1, 1]] * 40
    (folder / "better.json").write_text(json.dumps(run), encoding="utf-8")
    words = ("run", *SETS, "--samples", "own.jsonl", "--against")
    same, worse = (_evaluate(command, folder, *words, name) for name in ("run.json", "better.json"))
    assert (same.code, worse.code) == (0, 4)
    assert "error: own_as-durable-skills hit@1: 1.000 -> 0." in worse.err
    assert "e4b" not in worse.err.partition("error: ")[2]  # its two cases cannot lose anything surely


def test_two_runs_are_compared(measured: Finished, command: Command, folder: Path) -> None:
    """Second minus first, with a verdict; and what they were measured with, where it differs."""
    assert measured.code == 0
    run = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    run["settings"]["encoder"] = "older"
    run["sets"][0]["case_ids"] = ["x", "y"]
    [hits] = [one for one in run["sets"][1]["systems"][0]["statistics"] if one["name"] == "hit@1"]
    hits["parts"] = [[0, 1]] * 40
    (folder / "older.json").write_text(json.dumps(run), encoding="utf-8")
    done = _evaluate(command, folder, "compare", "older.json", "run.json")
    lines = done.out.splitlines()
    assert done.code == 0
    assert lines[0] == "encoder: older -> hashing-96"
    assert lines[1].startswith("e4b_esco_transversal: The two runs did not see the same cases")
    [hit] = [line.split() for line in lines if " skillweave " in line and " hit@1 " in line]
    assert (hit[:5], hit[-1]) == (["own_as-durable-skills", "skillweave", "hit@1", "0.000", "->"], "better")


@pytest.mark.parametrize(("name", "start"), [("page.html", "<!doctype html>"), ("page.md", "# first")])
def test_a_run_is_reported(measured: Finished, command: Command, folder: Path, name: str, start: str) -> None:
    """As a page or as Markdown; the name of the file is printed."""
    assert measured.code == 0
    done = _evaluate(command, folder, "report", "run.json", "--previous", "run.json", "-o", name)
    assert (done.code, done.out) == (0, f"{name}\n")
    assert (folder / name).read_text(encoding="utf-8").lower().startswith(start)


def test_two_raters_are_compared(command: Command, folder: Path) -> None:
    """They agree on one of two texts; a sample that was rated once says so."""
    done = _evaluate(command, folder, "agreement", "twice.jsonl")
    lines = done.out.splitlines()
    assert done.code == 0
    assert lines[0] == "as-durable-skills: 2 texts, 2 pairs of text and competency"
    assert lines[1].split()[:4] == ["agreement", "on", "shown", "0.500"]
    assert _evaluate(command, folder, "agreement", "own.jsonl").out == "no text was rated twice\n"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("run --data data --sets e4b_esco_transversal,bogus", "no such set: bogus; there are: e3_esco, "),
        ("run --data nowhere --sets e4b_esco_transversal", "give the folder of the data sets with --data"),
        ("run --data data --sets none", "nothing to measure; name open sets with --sets"),
        ("run --sets none --samples nowhere.jsonl", "nowhere.jsonl cannot be read: there is no such file"),
        ("run --sets none --samples nowhere", "nowhere cannot be read: there is no such file or folder"),
        ("run --sets none --samples own.txt", "own.txt: a labelled sample ends in .csv or .jsonl"),
        ("run --sets none --samples own.jsonl --part fit", "no text belongs to the part 'fit'"),
        ("run --sets none --samples own.jsonl --report run.pdf", "run.pdf: a report ends in .html or .md"),
        ("run --sets none --samples own.jsonl --against nowhere.json", "cannot read the run nowhere.json"),
        ("run --sets none --samples own.jsonl --peer peer.jsonl", "say for which set, such as e3_esco=peer.jsonl"),
        ("run --sets none --samples own.jsonl --peer e3_esco=peer.jsonl", "the set 'e3_esco' is not measured"),
        ("compare nowhere.json broken.json", "measure again to make one"),
        ("report broken.json -o page.html", "measure again to make one"),
        ("report nowhere.json -o page.html", "cannot read the run nowhere.json: no such file"),
        ("agreement nowhere.csv", "nowhere.csv cannot be read"),
        ("fit --data data --judged nowhere.csv -o fitted.json", "nowhere.csv cannot be read"),
        ("fit --data data --judged own.jsonl --judged ./own.jsonl -o fitted.json", "a sample stands there twice"),
        ("fit --data data --judged own.jsonl -o fitted.json", "no text belongs to the part 'fit'"),
    ],
)
def test_what_cannot_be_used_is_named(command: Command, folder: Path, words: str, message: str) -> None:
    """Exit code 4, one message that says what to do, nothing printed and nothing written."""
    before = sorted(folder.iterdir())
    done = _evaluate(command, folder, *words.split())
    assert (done.code, done.raw) == (4, b"")
    assert message in done.err.partition("error: ")[2]
    assert sorted(folder.iterdir()) == before


def test_a_run_cannot_be_reported_as_anything(measured: Finished, command: Command, folder: Path) -> None:
    """Only as what it can be."""
    assert measured.code == 0
    done = _evaluate(command, folder, "report", "run.json", "-o", "page.pdf")
    assert (done.code, "page.pdf: a report ends in .html or .md" in done.err) == (4, True)


def test_the_fit_needs_judged_entries_of_both_frameworks(
    command: Command, folder: Path, tiny_folder: Path, tmp_path: Path
) -> None:
    """What is missing is named: labels of a framework, or the framework itself."""
    rows = [_text("1", DEED, "DS.CHA")]
    write_lines(tmp_path / "judged.jsonl", [{**row, "part": "fit"} for row in rows])
    words = ("fit", "--data", folder / "data", "--judged", "judged.jsonl", "-o", "fitted.json")
    done = _evaluate(command, tmp_path, *words)
    assert done.code == 4
    assert "the part `fit` has no labels of career-clusters-2024; the fit needs them" in done.err
    other = _evaluate(command, tmp_path, *words, "--frameworks-dir", tiny_folder)
    assert other.code == 4
    assert (
        f"{tiny_folder} has no as-durable-skills and no career-clusters-16; the fit needs the shipped frameworks"
        in other.err
    )
    assert [path.name for path in tmp_path.iterdir()] == ["judged.jsonl"]


def test_the_fit_tells_an_output_that_cannot_be_written_before_it_works(command: Command, tmp_path: Path) -> None:
    """Minutes are not spent for nothing: the open sets are not even looked at."""
    rows = [
        {**_text(str(at), DEED, "DS.CHA"), "part": "fit", "labels": [{"framework": one, "code": code, "grade": 4}]}
        for at, (one, code) in enumerate([("as-durable-skills", "DS.CHA"), ("career-clusters-2024", "010100")])
    ]
    write_lines(tmp_path / "judged.jsonl", rows)
    done = _evaluate(command, tmp_path, "fit", "--data", "no", "--judged", "judged.jsonl", "-o", "missing/fitted.json")
    assert (done.code, "the folder does not exist; make it first" in done.err) == (7, True)


def test_the_fit_takes_no_labels_made_in_view_of_suggestions(command: Command, folder: Path, tmp_path: Path) -> None:
    """They are refused by name, with what can use them."""
    row = _text("1", DEED, "DS.CHA", part="fit", exposure="assisted", run="r1", version="enc@1")
    write_lines(tmp_path / "judged.jsonl", [row])
    words = ("fit", "--data", folder / "data", "--judged", "judged.jsonl", "-o", "fitted.json")
    done = _evaluate(command, tmp_path, *words)
    assert done.code == 4
    assert "0 assisted labels of 1 texts, run r1 of enc@1. They were made in view of suggestions" in done.err


def test_frameworks_of_ones_own_are_enough_to_measure(command: Command, folder: Path, tiny_folder: Path) -> None:
    """An open set that brings its own labels needs none of those that are shipped."""
    done = _evaluate(command, folder, "run", *SETS, "--no-baselines", "--frameworks-dir", tiny_folder)
    assert done.code == 0, done.err
