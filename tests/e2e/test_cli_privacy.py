"""`skillweave privacy scan`: the page tells what would be replaced, and nothing else changes."""

from pathlib import Path

import pytest

from tests.e2e.commands import Command, Finished

LOG = (
    "id,text,tools\n"
    '1,"I worked with Priya Raman. Mr. Okafor told yareli to use Python. Mail p@x.org <b>now</b>",Krita\n'
    "2,i fixed it in krita,Krita\n"
    "3,,\n"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A log and a roster."""
    (tmp_path / "log.csv").write_text(LOG, encoding="utf-8")
    (tmp_path / "roster.csv").write_text("Student Name;Grade\nPriya Raman;11\n", encoding="utf-8")
    return tmp_path


def _scan(command: Command, folder: Path, *words: str) -> Finished:
    return command.run("privacy", "scan", "log.csv", "-o", "page.html", *words, cwd=folder)


def test_the_page_shows_what_would_be_replaced(command: Command, folder: Path) -> None:
    """Names of the roster and patterns struck out, suspected names underlined, everything escaped."""
    words = ("--roster", "roster.csv", "--suggestions", "names.csv")
    done = command.run_cold("privacy", "scan", "log.csv", "-o", "page.html", *words, cwd=folder)
    page = (folder / "page.html").read_text(encoding="utf-8")
    assert done.code == 0
    assert done.out == "page.html: entries 2, places replaced 2, possible names 2\n"
    assert "column 'Grade' of the roster is not read" in done.err
    assert "not scanned: row 4" in done.err
    assert "<del>Priya Raman</del> <ins>[PERSON_1]</ins>" in page
    assert "<mark>Okafor</mark> told <mark>yareli</mark> to use Python" in page
    assert "&lt;b&gt;now" in page
    assert (folder / "names.csv").read_text(encoding="utf-8") == "accept,name,count\n,Okafor,1\n,yareli,1\n"


def test_accepted_names_are_replaced(command: Command, folder: Path) -> None:
    """A person's yes makes a suggestion one of the names."""
    (folder / "names.csv").write_text("accept,name\nyes,Okafor\n,yareli\n", encoding="utf-8")
    done = _scan(command, folder, "--accepted", "names.csv", "--no-model")
    page = (folder / "page.html").read_text(encoding="utf-8")
    assert done.code == 0
    assert "<del>Okafor</del> <ins>[PERSON_1]</ins> told <mark>yareli</mark>" in page


def test_a_name_of_which_only_a_part_is_listed_is_suggested(command: Command, folder: Path) -> None:
    """Whole, so that accepting it hides it whole; the page marks what would leave of it."""
    (folder / "log.csv").write_text("id,text\n1,I worked with Priya Okafor and Priya Raman today.\n", encoding="utf-8")
    words = ("--roster", "roster.csv", "--no-model")
    done = _scan(command, folder, *words, "--suggestions", "names.csv")
    page = (folder / "page.html").read_text(encoding="utf-8")
    assert done.code == 0
    assert (folder / "names.csv").read_text(encoding="utf-8") == "accept,name,count\n,Priya Okafor,1\n"
    assert "<del>Priya</del> <ins>[PERSON_1]</ins> <mark>Okafor</mark>" in page
    (folder / "yes.csv").write_text("accept,name\nyes,Priya Okafor\n", encoding="utf-8")
    again = _scan(command, folder, *words, "--accepted", "yes.csv")
    page = (folder / "page.html").read_text(encoding="utf-8")
    assert again.out == "page.html: entries 1, places replaced 2, possible names 0\n"
    assert "<del>Priya Okafor</del> <ins>[PERSON_1]</ins>" in page


def test_what_of_a_list_is_not_looked_for_is_told(command: Command, folder: Path) -> None:
    """By its column or row."""
    (folder / "roster.csv").write_text("Name;Student ID;Grade\nPriya Raman;7;11\n", encoding="utf-8")
    done = _scan(command, folder, "--roster", "roster.csv", "--no-model")
    assert done.code == 0
    assert "note: column 'Grade' of the roster is not read" in done.err
    assert (
        "too short to be looked for, or an ordinary word written small, and would leave as it is: roster row 2"
        in done.err
    )


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--roster", "gone.csv"), "gone.csv cannot be read"),
        (("--roster", "other.csv"), "no column that is known"),
        (("--suggestions", "log.csv"), "never overwrite"),
    ],
)
def test_what_cannot_be_used_is_refused_and_nothing_is_written(
    command: Command, folder: Path, words: tuple[str, str], told: str
) -> None:
    """Exit code 4, one message, and no page."""
    (folder / "other.csv").write_text("grade,room\n11,4\n", encoding="utf-8")
    done = _scan(command, folder, *words)
    assert (done.code, (folder / "page.html").exists()) == (4, False)
    assert told in done.err
