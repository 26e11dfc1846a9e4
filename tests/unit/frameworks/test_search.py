"""The search box: what fits typed words, and in which order."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from skillweave.domain.competency import Competency, Framework
from skillweave.frameworks.search import CompetencySearch, How, build_search
from tests.strategies import frameworks
from tests.tiny_frameworks import tiny_framework

SKILLS = tiny_framework(
    "skills",
    [
        Competency(code="S", label="Think", heading=True),
        Competency(code="S.1", label="Critical Thinking", parent="S", aliases=("Problem Solving",)),
        Competency(code="S.2", label="Communication", parent="S", description="Listens, and thinks before speaking."),
        Competency(code="S.3", label="Thinking Ahead", parent="S.1"),
        Competency(code="S.10", label="Team Leadership", aliases=("Lead a Crew", "Café Management")),
    ],
)
TRADES = tiny_framework(
    "trades", [Competency(code="Think", label="Carpentry"), Competency(code="T.2", label="Problem Solving on Site")]
)


@pytest.fixture(scope="module")
def search() -> CompetencySearch:
    """Give an index over both."""
    return build_search([SKILLS, TRADES])


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("S.1", ["S.1", "S.10"]),
        ("s.10", ["S.10"]),
        ("think", ["Think", "S.3", "S.1", "S.2"]),
        ("thinking", ["S.3", "S.1"]),
        ("crit thin", ["S.1"]),
        ("thin crit", ["S.1"]),
        ("problem solving", ["S.1", "T.2"]),
        ("PROBLEM   solv", ["T.2", "S.1"]),
        ("cafe management", ["S.10"]),
        ("CAFÉ", ["S.10"]),
        ("listens", ["S.2"]),
        ("comunication", ["S.2"]),
        ("leaderhsip", ["S.10"]),
        ("crtical thinkin", ["S.1"]),
        ("communicatiom", ["S.2"]),
        ("xyz", []),
        ("critical carpentry", []),
        ("", []),
        ("  -- ", []),
    ],
)
def test_typed_words_find_competencies_best_first(search: CompetencySearch, typed: str, codes: list[str]) -> None:
    """A code, the name, its beginning, its words, words of the description, then slips of the keyboard."""
    assert [hit.competency.code for hit in search.find(typed).hits] == codes


@pytest.mark.parametrize(
    ("typed", "how"),
    [
        ("think", How.CODE),
        ("critical thinking", How.NAME),
        ("problem solving", How.NAME),
        ("crit", How.LABEL_START),
        ("S.", How.CODE_START),
        ("crew lead", How.WORDS),
        ("listens", How.DESCRIPTION),
        ("carpnetry", How.MISSPELT),
    ],
)
def test_a_hit_says_how_it_fits(search: CompetencySearch, typed: str, how: How) -> None:
    """So that a page may tell a guess from a sure hit."""
    assert search.find(typed).hits[0].how is how


def test_a_hit_has_the_labels_above_it(search: CompetencySearch) -> None:
    """Nearest first, the heading with them."""
    (first, *_) = search.find("thinking ahead").hits
    assert (first.framework, first.parents) == ("skills", ("Critical Thinking", "Think"))


def test_one_framework_can_be_searched_alone(search: CompetencySearch) -> None:
    """Others do not show, however well they fit; slips are tried where this one has nothing else."""
    assert [hit.competency.code for hit in search.find("problem solving", frameworks={"trades"}).hits] == ["T.2"]
    assert [hit.competency.code for hit in search.find("carpentri", frameworks={"trades"}).hits] == ["Think"]
    assert search.find("critical", frameworks={"trades"}).hits == ()


def test_what_the_limit_cuts_off_is_counted(search: CompetencySearch) -> None:
    """The best stay."""
    found = search.find("think", limit=1)
    assert ([hit.competency.code for hit in found.hits], found.more) == (["Think"], 3)


def test_a_short_word_is_not_taken_for_a_slip(search: CompetencySearch) -> None:
    """One other letter in three makes another word."""
    assert search.find("tem").hits == ()


def test_nothing_to_search_finds_nothing() -> None:
    """An index over no frameworks answers too."""
    assert build_search([]).find("think").hits == ()


@given(framework=frameworks(), typed=st.text(max_size=12))
def test_headings_are_never_found_and_hits_differ(framework: Framework, typed: str) -> None:
    """Whatever is typed: what is found may be claimed, is there once, and comes in the same order again."""
    found = build_search([framework]).find(typed, limit=1_000)
    codes = [hit.competency.code for hit in found.hits]
    assert not any(hit.competency.heading for hit in found.hits)
    assert len(set(codes)) == len(codes)
    assert build_search([framework]).find(typed, limit=1_000) == found
    assert list(found.hits) == sorted(found.hits, key=lambda hit: hit.how)


@given(framework=frameworks(), data=st.data())
def test_every_entry_is_found_by_its_code_and_its_label(framework: Framework, data: st.DataObject) -> None:
    """In full, in capitals, or with the last letter still to come."""
    assume(framework.claimable)
    entry = data.draw(st.sampled_from([one for one in framework.competencies if not one.heading]))
    search = build_search([framework])
    assert entry in [hit.competency for hit in search.find(entry.code, limit=1_000).hits]
    typed = data.draw(st.sampled_from([entry.label, entry.label.upper(), entry.label.swapcase()]))
    assert entry in [hit.competency for hit in search.find(typed, limit=1_000).hits] or not any(map(str.isalnum, typed))


@given(framework=frameworks(), typed=st.text(max_size=12), limit=st.integers(0, 5))
def test_a_limit_keeps_the_head_of_the_list(framework: Framework, typed: str, limit: int) -> None:
    """The hits of a smaller limit are the first of a larger one."""
    search = build_search([framework])
    every, some = search.find(typed, limit=1_000), search.find(typed, limit=limit)
    assert some.hits == every.hits[:limit]
    assert len(some.hits) + some.more == len(every.hits)
