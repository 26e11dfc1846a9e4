"""The gate is made of the lists that the settings name, and tells what of them is not looked for."""

from pathlib import Path

import pytest

from skillweave.errors import PrivacyError
from skillweave.privacy_wiring import make_gate, make_outgoing_gate
from skillweave.settings import PrivacyConfig


def _config(folder: Path, roster: str, *, without_roster: bool = False, accepted: str = "") -> PrivacyConfig:
    (folder / "roster.csv").write_text(roster, encoding="utf-8")
    (folder / "names.csv").write_text(f"accept,name\n{accepted}", encoding="utf-8")
    return PrivacyConfig(roster=folder / "roster.csv", accepted=folder / "names.csv", without_roster=without_roster)


def test_headers_that_schools_use_let_no_name_out(tmp_path: Path) -> None:
    """First and last name of a student are names."""
    made = make_outgoing_gate(_config(tmp_path, "Student ID,Student First Name,Student Last Name\nS-1,Grace,Hill\n"))
    assert made.gate.let_out("with grace hill, S-1").text == "with [PERSON_1], [ID_1]"
    assert made.notes() == ()


@pytest.mark.parametrize("header", ["Student ID,Full Moniker", "Student ID,Nickname", "Student ID,Name"])
def test_a_roster_without_names_lets_nothing_out(header: str, tmp_path: Path) -> None:
    """Ids alone are no list of names, nor is a column of names that is empty; what is not read is told."""
    config = _config(tmp_path, f"{header}\nS-1042,{'' if header.endswith(',Name') else 'Grace'}\n")
    with pytest.raises(PrivacyError, match=r"roster\.csv holds no names, so names would leave") as told:
        make_outgoing_gate(config)
    assert ("Moniker' of the roster is not read" in str(told.value)) is header.endswith("Moniker")
    assert make_gate(config).people == 1
    assert make_outgoing_gate(config.model_copy(update={"without_roster": True})).people == 1


def test_what_is_not_looked_for_is_told(tmp_path: Path) -> None:
    """Columns by their names, rows by their numbers; no name and no id stands in a message."""
    rows = "".join(f"Person Voss,{at}\n" for at in range(10, 22))
    made = make_gate(_config(tmp_path, f"name,id,grade\n{rows}", accepted="yes,Das\nyes,J\nno,K\n"))
    unread, short = made.notes()
    assert unread == "column 'grade' of the roster is not read"
    assert short.startswith("a name or an id is too short to be looked for")
    assert "roster row 2, roster row 3, " in short
    assert short.endswith("roster row 11 and 3 more")
    assert made.gate.let_out("Das and das").text == "[PERSON_1] and das"


def test_a_column_without_a_header_is_told_by_its_number(tmp_path: Path) -> None:
    """If it is empty; one with text is refused, for nobody knows whether it holds names."""
    config = _config(tmp_path, "Student Name,,ID\nAna Quispe,,S-1042\n")
    assert make_outgoing_gate(config).notes() == ("column 2 (no header) of the roster is not read",)
    (tmp_path / "roster.csv").write_text("Student Name,,ID\nAna,Quispe,10442\n", encoding="utf-8")
    with pytest.raises(PrivacyError, match=r"column 2 \(no header\)"):
        make_outgoing_gate(config)
