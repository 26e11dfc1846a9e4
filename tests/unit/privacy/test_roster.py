"""People on a list are found however they are written; ordinary words are left alone."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillweave.errors import PrivacyError
from skillweave.privacy.found import Sort
from skillweave.privacy.people import Person, read_people
from skillweave.privacy.roster import Roster, make_roster
from skillweave.privacy.vocabulary import shipped_vocabulary

ORDINARY = shipped_vocabulary().ordinary
PLAIN = sorted(word for word in ORDINARY - {*"the of coach miss van von los las del bin".split()} if len(word) > 2)
"""Ordinary words that are neither titles nor particles."""


def _roster(*names: str, ids: tuple[str, ...] = ()) -> Roster:
    return make_roster([Person(f"row {at}", (name,), ids) for at, name in enumerate(names)], ORDINARY)


def _found(roster: Roster, text: str) -> list[str]:
    return [text[one.start : one.end] for one in roster.find(text)]


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("María José O’Brien", "MARIA JOSE O'BRIEN came", ["MARIA JOSE O'BRIEN"]),
        ("María José O’Brien", "ask obrien's sister", ["obrien"]),
        ("Priya Raman", "the Ramans and priya.", ["Ramans", "priya"]),
        ("Jean-Luc Petit", "jean luc, Jeanluc and Luc", ["jean luc", "Jeanluc", "Luc"]),
        ("Garcia, Ana", "Garcia, Ana and ana garcia", ["Garcia, Ana", "ana garcia"]),
        ("Nguyễn Thị Lan", "Nguyen Thi Lan helped", ["Nguyen Thi Lan"]),
        ("Łukasz Dąbrowski", "lukasz dabrowski", ["lukasz dabrowski"]),
        ("李娜", "我和李娜去学校", ["李娜"]),
        ("Will Harper", "I will ask Will; WILL HARPER will know", ["Will", "WILL HARPER"]),
        ("An Huang", "An apple for an huang", ["An", "an huang"]),
        ("Ana de la Cruz", "a day de la semana with Cruz", ["Cruz"]),
        ("Li Na", "na na na, Li", ["Li"]),
        ("Ma\u200bria Voss", "mar\u200bia", ["mar\u200bia"]),
    ],
)
def test_a_name_is_found_as_people_write_it(name: str, text: str, found: list[str]) -> None:
    """Case, accents, apostrophes, hyphens, order and invisible marks do not hide a name; ordinary words stay."""
    assert _found(_roster(name), text) == found


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("Hill, Grace", "with grace hill and hill grace", ["grace hill", "hill grace"]),
        ("Hill, Grace Ann", "grace hill, grace ann hill", ["grace hill", "grace ann hill"]),
        ("Grace Ann Hill", "grace hill and hill grace, hill grace ann", ["grace hill", "hill grace", "hill grace ann"]),
        ("Hill, Grace, Jr.", "grace hill jr", ["grace hill"]),
        ("Dr. Mark Young III", "mark young came", ["mark young"]),
        ("Mark Young Hill", "mark young and mark hill", ["mark young", "mark hill"]),
        ("Mark de la Rose", "mark rose, mark de la rose", ["mark rose", "mark de la rose"]),
        ("Jean-Mark Young", "mark young", ["mark young"]),
        ("J. Mark Young", "mark young, j young", ["mark young"]),
        ("A. Hill", "up the hill a bit", []),
        ("Mark Hill", "up the hill. mark it, said the hill, mark my word", ["hill, mark"]),
        ("Mark Hill", "mark the way to the hill", []),
        ("Mark Hill", "mark_hill.docx", ["mark_hill"]),
    ],
)
def test_a_full_name_is_found_in_either_order_and_any_case(name: str, text: str, found: list[str]) -> None:
    """Though each of its words is an ordinary one, and without middle names, titles and suffixes."""
    assert _found(_roster(name), text) == found


@given(
    st.lists(st.sampled_from(PLAIN), min_size=3, max_size=3, unique=True), st.sampled_from("lower upper title".split())
)
def test_no_word_of_a_full_name_is_left_standing(words: list[str], case: str) -> None:
    """Whatever ordinary words it is made of, however it stands on the list and in a text."""
    first, middle, last = words
    for listed in (f"{first} {middle} {last}", f"{last}, {first} {middle}"):
        roster = _roster(listed)
        for way in (f"{first} {last}", f"{last} {first}", f"{last}, {first}", listed, f"{last} {first} {middle}"):
            written = getattr(way, case)()
            assert _found(roster, f"xqx {written} xqx") == [written]


def test_a_name_in_its_usual_order_holds_where_two_share_a_word() -> None:
    """No word of it is left standing because another name begins before it; nor of two that are both so."""
    roster = _roster("Mark Hill", "Mark Young", "Rose Mark")
    assert _found(roster, "on the hill, mark young came") == ["mark young"]
    assert _found(roster, "mark hill, mark young") == ["mark hill", "mark young"]
    assert _found(roster, "rose mark young") == ["rose mark", "mark young"]


@pytest.mark.parametrize(
    ("table", "text"),
    [
        ("Last Name,First Name\nHill,Grace\nYoung,Mark\n", "with grace hill and mark young today"),
        ("Last Name,First Name,Middle Name\nHill,Grace,Ann\nYoung,Mark,\n", "with grace hill and mark young today"),
        ("First Name,MI,Last Name\nGrace,A,Hill\nMark,B,Young\n", "with hill grace and young mark today"),
        ("name,surname\nGrace,Hill\nMark,Young\n", "with hill grace and mark young today"),
        ("Name,Nickname\nWinifred Hill,Grace\nPeter Young,Mark\n", "with grace hill and mark young today"),
        ('Name\n"Hill, Grace"\n"Young, Mark"\n', "with grace hill and mark young today"),
    ],
)
def test_columns_stand_in_any_order(table: str, text: str, tmp_path: Path) -> None:
    """Which column holds the family name tells how a name is written; every middle name may be left out."""
    path = tmp_path / "roster.csv"
    path.write_text(table, encoding="utf-8")
    roster = make_roster(read_people(path).people, ORDINARY)
    assert [text[one.start : one.end] for one in roster.find(text)] == [
        part for part in ("grace hill", "hill grace", "mark young", "young mark") if part in text
    ]
    assert len({one.key for one in roster.find(text)}) == 2


def test_a_name_in_two_columns_is_found_in_a_script_without_spaces(tmp_path: Path) -> None:
    """Nobody parts its words in a text."""
    path = tmp_path / "roster.csv"
    path.write_text("Last,First\n李,娜\n", encoding="utf-8")
    assert _found(make_roster(read_people(path).people, ORDINARY), "我和李娜去学校") == ["李娜"]


@pytest.mark.parametrize(
    "name", ["Al", "JR", "Das", "San", "Van", "El", "Priya Das", "Das, Priya", "Al Rivera", "Mr. Das"]
)
def test_a_particle_that_is_somebodys_name_is_found_with_a_capital(name: str) -> None:
    """As a nickname, an accepted name, or the only first or family name; small, it is a word like others."""
    (particle,) = {"al", "jr", "das", "san", "van", "el"} & {part.strip(",").lower() for part in name.split()}
    assert _found(_roster(name), f"with {particle.title()} at the {particle} there") == [particle.title()]


@pytest.mark.parametrize(
    "name", ["Maria De La Cruz", "De la Cruz", "Maria San Juan", "Elton St John", "St John", "Dr. May"]
)
def test_a_particle_beside_a_name_is_left_alone(name: str) -> None:
    """A title, or a part of a longer family name, says nothing of itself."""
    assert _found(_roster(name), "De, La, San, St, Dr, de la, san") == []


@pytest.mark.parametrize(
    ("listed", "text", "found"),
    [
        ("S-1042", "s1042, S 1042, s.1042, not s10421 or 1042", ["s1042", "S 1042", "s.1042"]),
        ("S1043", "S-1043, s 1043, S/1043, not S10431", ["S-1043", "s 1043", "S/1043"]),
        ("j_smith07", "jsmith07, j.smith.07, JSmith-07", ["jsmith07", "j.smith.07", "JSmith-07"]),
        ("A12", "a-12, not a 12 foot board", ["a-12"]),
        ("soccer12", "soccer-12, not soccer, 12 games", ["soccer-12"]),
        ("ab12-cd34-ef56", "AB12CD34EF56, ab 12 cd 34 ef 56", ["AB12CD34EF56", "ab 12 cd 34 ef 56"]),
    ],
)
def test_an_id_is_found_with_other_marks_or_none(listed: str, text: str, found: list[str]) -> None:
    """Between its letters and its numbers; a word and a number of a sentence are none."""
    assert _found(_roster("Ana Voss", ids=(listed,)), text) == found


@pytest.mark.parametrize("one", ["j_smith07", "A_778", "S/12345", "S.12:345", "@ana_lopez12", "ana_lopez12", "A778#1"])
def test_an_id_is_found_whatever_marks_it_holds(one: str) -> None:
    """Whole: a name that stands in it does not leave its rest."""
    id_ = one.removeprefix("@")
    assert _found(_roster("Ana Voss", ids=(one,)), f"ask {id_} or {id_.upper()}") == [id_, id_.upper()]


def test_an_address_that_is_a_name_makes_no_id_of_it() -> None:
    """The same person keeps one placeholder, by name and by the words of an address."""
    found = list(_roster("Ana Voss", ids=("ana.voss@x.org",)).find("ana voss, Ana, ana_voss"))
    assert {(one.key, one.sort) for one in found} == {("row 0", Sort.PERSON)}
    assert len(found) == 3


def test_what_is_too_short_to_be_looked_for_is_told(tmp_path: Path) -> None:
    """By its row; an initial beside a family name does not count."""
    path = tmp_path / "roster.csv"
    path.write_text("name,nick name,id\nJ Voss,,S-1\nAna,J,S-2\nIda Holm,Ida,42\n?,,\n", encoding="utf-8")
    assert make_roster(read_people(path).people, ORDINARY).unfound == ("roster row 3", "roster row 4", "roster row 5")


@pytest.mark.parametrize("name", ["will", "J", "?", "-", "A\u0301", "42"])
def test_what_is_not_found_as_it_is_listed_is_told(name: str) -> None:
    """Though it would be with a capital, as an ordinary word is."""
    assert _found(_roster(name), name) == []
    assert _roster(name).unfound == ("row 0",)


def test_a_short_name_in_a_script_without_capitals_is_found() -> None:
    """No capital can tell it from a word."""
    assert _found(_roster("דן", "राम"), "with דן and राम") == ["דן", "राम"]


def test_a_column_without_a_header_is_refused_if_it_holds_text(tmp_path: Path) -> None:
    """It may hold names, and so may cells beyond the header; an empty one is told. No message quotes a cell."""
    path = tmp_path / "roster.csv"
    for table, where in [
        ("Student Name,,ID\nAna,,S-1042\nIda,Quispe,S-1043\n", "row 3, has text in column 2 "),
        ("Student Name,ID\nQuispe, Ana,S-1042\n", "row 2, has text in column 3 "),
        (",Student Name\nQuispe,Ana\n", "row 2, has text in column 1 "),
    ]:
        path.write_text(table, encoding="utf-8")
        with pytest.raises(PrivacyError, match=f"{where}.no header.: write above it") as told:
            read_people(path)
        assert "Quispe" not in str(told.value)
    path.write_text("Student Name,,ID,\nAna,,S-1042\nIda, ,S-1043,,,\n", encoding="utf-8")
    assert read_people(path).unheaded == (2, 4)


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("Student First Name", "first"),
        ("StudentLastName", "last"),
        ("Student's Legal Middle Name", "middle"),
        ("Student Name (Last, First)", "name"),
        ("Preferred First Name", "nickname"),
        ("Student School E-Mail", "id"),
        ("Supervisor", "other"),
        ("STUDENT_ID", "id"),
    ],
)
def test_headers_of_schools_are_known(header: str, kind: str, tmp_path: Path) -> None:
    """Whose a column is, brackets, blanks and case do not matter."""
    path = tmp_path / "roster.csv"
    path.write_text(f'"{header}",grade\nPriya,11\n', encoding="utf-8")
    listed = read_people(path)
    assert listed.left_out == ("grade",)
    assert listed.people[0].ids == (("Priya",) if kind == "id" else ())
    assert listed.has_names is (kind in ("name", "first", "last"))


@pytest.mark.parametrize("header", ["Grade", "School Name", "Members", "Course", "Student Grade", "(name)"])
def test_other_headers_are_not(header: str, tmp_path: Path) -> None:
    """What is not known is told, never guessed."""
    path = tmp_path / "roster.csv"
    path.write_text(f'"{header}",name\nA,Priya\n', encoding="utf-8")
    assert read_people(path).left_out == (header,)


@pytest.mark.parametrize("text", ["Anagram", "banana", "Harpers Ferry has a harp", "the priyamvada tree"])
def test_a_part_of_a_word_is_no_name(text: str) -> None:
    """Only whole words count."""
    assert _found(_roster("Ana Harp"), text.replace("harp", "sharp")) == []


def test_an_id_is_found_in_any_case() -> None:
    """Ids are whole words too."""
    assert _found(_roster("Ana Voss", ids=("S-1042",)), "s-1042 but not S-10421") == ["s-1042"]


def test_the_same_person_has_one_key_and_a_shared_name_its_own() -> None:
    """Two people called Ana: "Ana" alone says neither, their full names say which."""
    text = "Ana, Ana Voss, Voss and Ana Lutz"
    keys = [one.key for one in _roster("Ana Voss", "Ana Lutz").find(text)]
    assert keys == ["shared:ana", "row 0", "row 0", "row 1"]


@pytest.mark.parametrize(
    "table",
    [
        "Student Name,Grade\nPriya Raman,11\n",
        "first_name;last name;Grade\nPriya;Raman;11\n",
        "\ufeffNAME\tgrade\nPriya Raman\t11\n\n",
    ],
)
def test_a_roster_is_read_from_what_schools_export(table: str, tmp_path: Path) -> None:
    """Names in one column or two, any delimiter, a byte order mark; other columns are left out and told."""
    path = tmp_path / "roster.csv"
    path.write_text(table, encoding="utf-8")
    listed = read_people(path)
    assert _found(make_roster(listed.people, ORDINARY), "priya raman") == ["priya raman"]
    assert [name.lower() for name in listed.left_out] == ["grade"]


@pytest.mark.parametrize("cell", ["Seun; Shay", "Seun|Shay", "Seun/Shay", "Seun & Shay", "Seun, Shay"])
def test_nicknames_are_found(cell: str, tmp_path: Path) -> None:
    """However several in one cell are parted, each counts as one: as a first name too."""
    path = tmp_path / "roster.csv"
    path.write_text(f'name,nicknames\nOluwaseun Hill,"{cell}"\n', encoding="utf-8")
    roster = make_roster(read_people(path).people, ORDINARY)
    assert _found(roster, "seun and Shay, shay hill") == ["seun", "Shay", "shay hill"]
    assert roster.unfound == ()


def test_several_ids_and_other_people_of_one_cell_are_found(tmp_path: Path) -> None:
    """Each by itself, other people by their full names."""
    path = tmp_path / "roster.csv"
    path.write_text('name,guardian,id\nAna Voss,Grace Hill & Mark Young,"S-1042,S-1043"\n', encoding="utf-8")
    text = "grace hill, mark young and S-1043"
    roster = make_roster(read_people(path).people, ORDINARY)
    assert _found(roster, text) == ["grace hill", "mark young", "S-1043"]


def test_a_family_name_before_a_nickname_stays_with_it(tmp_path: Path) -> None:
    """A comma in a column of preferred names may part them."""
    path = tmp_path / "roster.csv"
    path.write_text('preferred name\n"Hill, Grace"\n', encoding="utf-8")
    assert _found(make_roster(read_people(path).people, ORDINARY), "with grace hill") == ["grace hill"]


@pytest.mark.parametrize(
    ("table", "fault"),
    [(b"", "empty"), (b"a,b\n1,2\n", "no column"), (b"name\n", "no names"), (b"name\n\xff\xfe\n", "UTF-8")],
)
def test_a_file_that_is_no_roster_is_refused(table: bytes, fault: str, tmp_path: Path) -> None:
    """The message says what is wrong with which file."""
    path = tmp_path / "roster.csv"
    path.write_bytes(table)
    with pytest.raises(PrivacyError, match=fault) as told:
        read_people(path)
    assert "roster.csv" in str(told.value)


def test_a_missing_roster_is_told(tmp_path: Path) -> None:
    """By its path."""
    with pytest.raises(PrivacyError, match=r"gone\.csv cannot be read"):
        read_people(tmp_path / "gone.csv")
