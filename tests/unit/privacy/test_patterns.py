"""Marks of persons are found by their form; numbers and dates of work stay."""

import time
from itertools import chain

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


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("My insta handle is ana_lopez22.", "ana_lopez22"),
        ("my instagram username is ana_lopez22", "ana_lopez22"),
        ("her Snapchat  user name:  @ana.l", "@ana.l"),
        ("my tiktok: anavoss, find me", "anavoss"),
        ("insta - kid_9 shows it", "kid_9"),
        ("we are on Twitch as pixel_bakers", "pixel_bakers"),
        ("Instagram’s page is pix.by.noor.", "pix.by.noor"),
        ("Add me on snap ana22lopez, ok", "ana22lopez"),
        ("my discord quietfox77", "quietfox77"),
        ("my username is ana_lopez22", "ana_lopez22"),
        ("gamertag: Blade_77", "Blade_77"),
        ("insta: a_" + "very" * 12, "a_" + "very" * 12),
        ("shop @" + "tiny" * 12 + ".", "@" + "tiny" * 12),
    ],
)
def test_a_handle_is_found_beside_the_name_of_a_platform(text: str, found: str) -> None:
    """Whole, with any words between that say it is one."""
    assert [(one.sort.value, text[one.start : one.end]) for one in find_patterns(text)] == [("handle", found)]


@pytest.mark.parametrize(
    "text",
    [
        "TikTok is important for marketing",
        "I learned how Discord is moderated.It was long",
        "Instagram is where I posted, Twitter was down",
        "my Instagram name was changed and my snap is fun.",
        "our discord python3 bot, a Facebook page is live",
        "The YouTube id is missing; the door handle is part_b",
    ],
)
def test_what_is_said_of_a_platform_is_no_handle(text: str) -> None:
    """Without a digit, an underline, a full stop inside or a colon before it, it is a word like others."""
    assert list(find_patterns(text)) == []


@pytest.mark.parametrize(
    "link",
    [
        *("linktr.ee/analopez", "youtu.be/dQw4w9WgXcQ", "forms.gle/abc", "bit.ly/3xYz", "t.me/ana", "x.de:8080/ana"),
        *("ana-voss.photography/about", "ana.carrd.co/#me", "beacons.page/ana", "docs.google.com/d/1a"),
    ],
)
def test_a_link_needs_no_scheme(link: str) -> None:
    """Whatever its address ends in, also behind full stops."""
    for text in (f"see {link}.", f"it is...{link}, I think", f"({link.upper()})"):
        assert [text[one.start : one.end].lower() for one in find_patterns(text)] == [link.lower()]


@pytest.mark.parametrize(
    "text",
    [
        "node.js/express and main.py/util.py, no.of/boxes",
        "e.g./i.e., 8 a.m./p.m., 3.5/4.0, v1.2/1.3, TCP/IP and/or",
    ],
)
def test_a_slash_makes_no_link(text: str) -> None:
    """Names of files and short forms are none."""
    assert list(find_patterns(text)) == []


@pytest.mark.parametrize(
    "text",
    [
        "I planted 30 trees along the road and fed 12 calves on the way",
        "We had 40 customers in court. I carried 25 boxes to the place.",
        "I led 5 kids on the trail, 3 dogs around our square",
        "at 4 I drive home, at 5 we drive, it is a 20 minute drive on a 2 lane road",
    ],
)
def test_a_number_and_a_road_make_no_address(text: str) -> None:
    """Where a small word stands between them that joins the words of a sentence."""
    assert list(find_patterns(text)) == []


@pytest.mark.parametrize("text", ["12 Of The Woods Road", "12 I Street", "418 juniper ridge road", "7 O’Hara Ln"])
def test_a_street_may_be_called_so(text: str) -> None:
    """With capitals; small, it has none of these words."""
    assert [(one.sort.value, text[one.start : one.end]) for one in find_patterns(text)] == [("address", text)]


_RUNS = (
    ("a", "-", ".", "_", "'", "1", "@", "(", " ", "\n", "a.", "a-", "a/", "a@", "@a", "@a.", "a.b/", "a@b.", "x.com/."),
    ("www.", "http://", "1.", "1-", "1 ", "+1 ", "12 a ", "12 oak ", "po box ", "may ", "born ", "call ", "a (at) "),
    ("id#", "idno-", "id is ", "case no ", "ig-", "ig is ", "insta: ", "my insta "),
)


@pytest.mark.parametrize("before", ["", "case no", "insta ", "a@"])
def test_a_text_four_times_as_long_takes_four_times_as_long(before: str) -> None:
    """Not sixteen times, whatever it repeats: a text of one letter must not hold up a log."""
    for run in chain.from_iterable(_RUNS):
        assert _least_time(before + run * 3200) < 9 * _least_time(before + run * 800), run


def _least_time(text: str) -> float:
    """Measure the time of this process only, and its least, which others on the machine hardly change."""
    times: list[float] = []
    for _ in range(4):
        start = time.process_time()
        list(find_patterns(text))
        times.append(time.process_time() - start)
    return min(times)
