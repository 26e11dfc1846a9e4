"""From a translated log to a reviewed queue and its labels: the commands, as somebody types them."""

import csv
import io
import json
import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from skillweave.review.engine import open_database
from tests.e2e.commands import DEED, RATES, Command, Finished, School


def test_a_translated_log_fills_a_queue(school: School, out: Path) -> None:
    """Data folder, database and queue are made on the way; what was done is told."""
    done = school.run("queue", "add", out, "--name", "Spring")
    assert (done.code, done.out) == (0, "")
    assert re.search(r"Spring: 3 texts with \d+ claims added, 0 were there already", done.err)


def test_adding_twice_changes_nothing(filled: School, out: Path) -> None:
    """Nobody has to remember whether it was done."""
    done = filled.run("queue", "add", out, "--name", "Spring", *RATES)
    assert (done.code, done.err) == (0, "Spring: 0 texts with 0 claims added, 3 were there already\n")
    assert json.loads(filled.run("queue", "list", "--format", "json").out)[0]["texts"] == 3


def test_a_folder_of_results_fills_one_queue(school: School, out: Path) -> None:
    """Such as those of several classes."""
    runs = school.folder / "runs"
    runs.mkdir()
    lines = out.read_text(encoding="utf-8").splitlines(keepends=True)
    (runs / "a.jsonl").write_text(lines[0], encoding="utf-8")
    (runs / "b.jsonl").write_text("".join(lines[1:]), encoding="utf-8")
    assert "3 texts" in school.run("queue", "add", runs, "--name", "Spring").err


def test_bad_lines_are_named_and_the_others_added(school: School, out: Path) -> None:
    """Exit code 3: finished, with some that failed."""
    lines = out.read_text(encoding="utf-8").splitlines()
    lines.insert(1, '{"schema": "skillweave.translation/1", "id": 7}')
    bad = school.folder / "bad.jsonl"
    bad.write_text("\n".join(lines), encoding="utf-8")
    done = school.run("queue", "add", bad, "--name", "Spring")
    assert done.code == 3
    assert "failed: bad.jsonl, line 2: " in done.err
    assert "3 texts" in done.err


def test_rules_that_are_there_are_not_changed_by_the_way(filled: School, out: Path) -> None:
    """Who gives others is told which differ, and where to change them."""
    done = filled.run("queue", "add", out, "--name", "Spring", "--reviews", "2", "--blind", "0%")
    assert done.code == 4
    assert "reviews_required is 1, not 2" in done.err
    assert "blind_rate" not in done.err


@pytest.mark.parametrize("rate", ["x", "101%", "-1", "nan", "2"])
def test_a_rate_is_a_share(school: School, out: Path, rate: str) -> None:
    """Of one, or in percent."""
    done = school.run("queue", "add", out, "--name", "Spring", "--irr", rate)
    assert (done.code, "is no share; write 10% or 0.1" in done.err) == (2, True)
    assert not school.data.exists()


@pytest.mark.parametrize("words", [("list",), ("stats", "Spring"), ("export", "Spring"), ("members", "Spring")])
def test_an_empty_database_is_told(school: School, words: Sequence[str]) -> None:
    """With the commands that fill it."""
    done = school.run("queue", *words)
    assert done.code == 4
    assert "skillweave init" in done.err


def test_an_unknown_queue_is_told_with_those_there_are(filled: School) -> None:
    """A slip in the name is seen at once."""
    done = filled.run("queue", "stats", "Sprong")
    assert (done.code, done.err) == (4, "error: there is no queue called 'Sprong'; there are: Spring\n")


def test_queues_are_listed(filled: School) -> None:
    """As a table, and as JSON for programs."""
    table = filled.run("queue", "list").out.splitlines()
    assert table[0].split()[:3] == ["queue", "state", "texts"]
    assert table[1].split()[:3] == ["Spring", "open", "3"]


def test_figures_of_a_queue_are_printed(reviewed: School) -> None:
    """How far it is, how people decide, how far they agree."""
    figures = json.loads(reviewed.run("queue", "stats", "Spring", "--format", "json").out)
    assert (figures["texts"], figures["final"], figures["reviewers"]) == (3, 3, 1)
    assert figures["raw agreement"] == "no text has two reviews yet"
    assert reviewed.run("queue", "conflicts", "Spring").err == "none\n"


def test_settled_texts_come_out_as_a_labelled_sample(reviewed: School) -> None:
    """One line a text, with what was confirmed, what was not, and how it was seen."""
    done = reviewed.run("queue", "export", "Spring")
    texts = {text["id"]: text for text in map(json.loads, done.out.splitlines())}
    assert texts.keys() == {"b1", "b2", "b3"}
    assert texts["b2"]["labels"] == []
    assert texts["b1"]["labels"][0]["evidence"][0]["quote"] in DEED
    assert {label["exposure"] for label in texts["b1"]["labels"]} == {"assisted"}
    assert texts["b1"]["version"] == "hashing-96"
    assert done.err == "3 of 3 settled texts written\n"


def test_the_table_says_the_same(reviewed: School) -> None:
    """For people who work with a spreadsheet; the ending of the file gives the format."""
    assert reviewed.run("queue", "export", "Spring", "-o", "spring.csv").code == 0
    content = (reviewed.folder / "spring.csv").read_text(encoding="utf-8")
    assert {row["id"] for row in csv.DictReader(io.StringIO(content, newline=""))} == {"b1", "b2", "b3"}


def _measure(reviewed: School, *words: str) -> Finished:
    assert reviewed.run("queue", "export", "Spring", "-o", "spring.jsonl").code == 0
    rest = ("--part", "all", "--no-baselines", "--settings", reviewed.command.hashing)
    return reviewed.run("eval", "run", "--sets", "none", "--samples", "spring.jsonl", *rest, *words)


def test_a_model_is_not_scored_on_labels_made_in_view_of_its_suggestions(reviewed: School) -> None:
    """Exit code 4, with the labels that are in the way and what can be done."""
    done = _measure(reviewed)
    assert (done.code, done.out) == (4, "")
    assert re.search(r"spring\.jsonl: \d+ assisted labels of 3 texts, run [0-9a-f]{16} of hashing-96", done.err)
    assert "--assisted leave-out" in done.err


def test_who_wants_it_all_the_same_is_told_which_labels_were_used(reviewed: School) -> None:
    """The flag is a decision, and the output shows it."""
    done = _measure(reviewed, "--assisted", "use", "--all")
    assert done.code == 0, done.err
    assert re.search(r"spring\.jsonl: \d+ assisted labels of 3 texts, run .*: used\n", done.err)
    assert "skillweave" in done.out


def test_nothing_but_assisted_labels_leaves_nothing_to_measure(reviewed: School) -> None:
    """That is an error, not a figure of nothing."""
    done = _measure(reviewed, "--assisted", "leave-out")
    assert (done.code, "review some texts blind" in done.err) == (4, True)


def test_a_final_text_can_be_opened_again(command: Command, reviewed: School, tmp_path: Path) -> None:
    """By its id; it is open then, and the other ones stay."""
    assert reviewed.run("backup", tmp_path / "b.db").code == 0
    copy = School(command, tmp_path)
    assert copy.run("restore", "b.db", "--yes").code == 0
    database = open_database(f"sqlite:///{copy.data / 'review.db'}")
    with database.reading() as connection:
        item = connection.exec_driver_sql("SELECT id FROM item WHERE experience_id = 'b1'").scalar_one()
    database.close()
    assert copy.run("queue", "reopen", item).err == f"{item} is open again\n"
    (queue,) = json.loads(copy.run("queue", "list", "--format", "json").out)
    assert (queue["open"], queue["final"]) == (1, 2)
    assert copy.run("queue", "reopen", "no-such-item").code == 4


def test_members_are_added_listed_and_removed(filled: School) -> None:
    """By login; what they are offered stands beside them."""
    assert filled.run("init").code == 0
    added = filled.run("queue", "members", "Spring", "--add", "Admin", "--role", "adjudicator", "--languages", "en, es")
    assert added.code == 0, added.err
    assert re.search(r"Administrator +reviewer-\w+ +adjudicator +en, es +all", added.out)
    assert "texts without a language, offered to everybody: 3" in added.err
    assert "no text of the queue is in en, es; languages told: none" in added.err
    assert filled.run("queue", "members", "Spring", "--remove", "admin").err == "none\n"
    unknown = filled.run("queue", "members", "Spring", "--add", "bob")
    assert (unknown.code, "nobody has the login 'bob'" in unknown.err) == (4, True)
