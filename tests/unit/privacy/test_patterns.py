"""Marks of persons are found by their form; numbers and dates of work stay."""

import pytest

from skillweave.privacy.patterns import find_patterns


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("write to a.b+c@x-y.example.org!", [("email", "a.b+c@x-y.example.org")]),
        ("ana (at) school (dot) org", [("email", "ana (at) school (dot) org")]),
        ("call (555) 010-2234 or 555.010.2234", [("phone", "(555) 010-2234"), ("phone", "555.010.2234")]),
        ("+49 170 1234567 is hers", [("phone", "+49 170 1234567")]),
        ("my cell is 5550102234", [("phone", "5550102234")]),
        ("see https://x.org/a_b.", [("link", "https://x.org/a_b")]),
        ("www.x.org/me, github.com/kid/repo", [("link", "www.x.org/me"), ("link", "github.com/kid/repo")]),
        ("follow @tiny.forge!", [("handle", "@tiny.forge")]),
        ("insta: coolkid_9", [("handle", "coolkid_9")]),
        ("born on March 3, 2008", [("birth_date", "March 3, 2008")]),
        ("DOB: 3/4/08", [("birth_date", "3/4/08")]),
        ("15 May 2009 is my birthday", [("birth_date", "15 May 2009")]),
        (
            "at 12 Oak Hill Street, Apt 4, Austin, TX 78701.",
            [("address", "12 Oak Hill Street, Apt 4, Austin, TX 78701")],
        ),
        ("P.O. Box 12", [("address", "P.O. Box 12")]),
        ("SSN 123-45-6789", [("id", "123-45-6789")]),
        ("student id is A0049213", [("id", "A0049213")]),
        ("from 192.168.0.12", [("id", "192.168.0.12")]),
    ],
)
def test_a_mark_of_a_person_is_found(text: str, found: list[tuple[str, str]]) -> None:
    """Each sort, in the forms that entries have."""
    assert [(one.sort.value, text[one.start : one.end]) for one in find_patterns(text)] == found


@pytest.mark.parametrize(
    "text",
    [
        "from 2023-10-01 to 2024-02-14 at 7:30",
        "1,250 tickets, 12 road races, room 5 drive, 98.6 percent",
        "on May 3 we met; 3/4 of the boxes",
        "version 1.2.3, node.js, e.g. this, i.e. that",
        "I moved 1234 5678 boxes @ 5pm",
        "C:\\files and and/or, TCP/IP",
        "I spent $5,500,100 of 555,010,2234 points",
    ],
)
def test_numbers_and_dates_of_work_stay(text: str) -> None:
    """What people write about work is not taken for a mark of somebody."""
    assert list(find_patterns(text)) == []


def test_the_same_thing_has_the_same_key() -> None:
    """Whatever its case and blanks."""
    keys = {one.key for one in find_patterns("A@X.org and a@x.org")}
    assert len(keys) == 1
