"""Which learned signs speak for which competency."""

import numpy as np
import pytest

from skillweave.domain.competency import Framework
from skillweave.matching.heads import WORDS
from skillweave.matching.parameters import Lane
from skillweave.matching.signs import LINK_COST, Signs
from skillweave.ports import Matrix
from tests.tiny_frameworks import tiny_names, tiny_skills, tiny_trades

LINKS = {entry.code: entry.concepts for entry in tiny_skills().competencies}
FIRST = next(code for code, links in LINKS.items() if links)


def _columns(framework: Framework, own: tuple[str, ...]) -> tuple[str, ...]:
    linked = {f"concept:{link.concept}" for entry in framework.competencies for link in entry.concepts}
    return (*sorted(linked), "shown", *(f"{framework.id}:{code}" for code in own))


def _signs(framework: Framework, *own: str) -> tuple[Signs, tuple[str, ...]]:
    columns = _columns(framework, own)
    found = Signs.of(framework, columns)
    assert found is not None
    return found, columns


def _lanes(signs: Signs, pooled: Matrix) -> dict[Lane, Matrix]:
    """Give the lanes of units that are like nothing in particular."""
    return dict(signs.lanes(pooled, np.zeros((len(pooled), len(signs.own)), np.float32)))


def _place(framework: Framework, code: str) -> int:
    return [entry.code for entry in framework.competencies].index(code)


def test_without_heads_nothing_speaks() -> None:
    """Where nothing was learned there are no signs at all."""
    assert Signs.of(tiny_skills(), ()) is None


def test_a_concept_speaks_through_its_links() -> None:
    """A competency's concept lane is its surest concept, less what a weak link costs."""
    framework = tiny_skills()
    signs, columns = _signs(framework)
    pooled = np.arange(len(columns), dtype=np.float32)[None]
    lanes = _lanes(signs, pooled)
    links = LINKS[FIRST]
    wanted = max(columns.index(f"concept:{link.concept}") + LINK_COST * np.log(link.weight) for link in links)
    assert lanes[Lane.CONCEPT][0, _place(framework, FIRST)] == pytest.approx(wanted, abs=1e-4)
    assert Lane.OWN not in lanes


def _family(framework: Framework) -> tuple[str, list[int]]:
    """Give a competency with others below it, and the places of those."""
    codes = [entry.code for entry in framework.competencies]
    top = next(framework.ancestors(code)[0] for code in codes if framework.ancestors(code))
    return top, [at for at, code in enumerate(codes) if top in framework.ancestors(code)]


@pytest.mark.parametrize(("kind", "lane"), [("", Lane.OWN), (WORDS, Lane.WORDS)])
def test_a_sign_that_is_lent_is_shared_out(kind: str, lane: Lane) -> None:
    """Those below share the log-odds of the one above by their likeness to the unit; their shares make a whole."""
    framework = tiny_trades()
    top, below = _family(framework)
    columns = (*_columns(framework, ()), f"{kind}{framework.id}:{top}")
    found = Signs.of(framework, columns)
    assert found is not None
    pooled = np.arange(len(columns), dtype=np.float32)[None]
    likeness = np.zeros((1, len(framework.competencies)), np.float32)
    likeness[0, below[0]] = 2.0
    lanes = dict(found.lanes(pooled, likeness))
    assert ({Lane.OWN, Lane.WORDS} & set(lanes)) == {lane}
    told = columns.index(f"{kind}{framework.id}:{top}")
    assert lanes[lane][0, _place(framework, top)] == told
    shares = np.exp(lanes[lane][0, below] - told)
    assert shares.sum() == pytest.approx(1)
    assert shares.argmax() == 0
    assert len(below) > 1


def _under(framework: Framework, code: str, elsewhere: str) -> Framework:
    """Say what one competency falls under."""
    entries = tuple(
        entry.model_copy(update={"falls_under": elsewhere}) if entry.code == code else entry
        for entry in framework.competencies
    )
    return framework.model_copy(update={"competencies": entries})


@pytest.mark.parametrize(("kind", "lane"), [("", Lane.OWN), (WORDS, Lane.WORDS)])
def test_the_surer_of_both_signs_counts(kind: str, lane: Lane) -> None:
    """A competency has its own sign and that of what it falls under; what stands below it is lent the surer one."""
    top, below = _family(tiny_trades())
    framework = _under(tiny_trades(), top, "fields:X")
    columns = ("shown", f"{kind}{framework.id}:{top}", f"{kind}fields:X")
    found = Signs.of(framework, columns)
    assert found is not None
    lanes = _lanes(found, np.array([[0, 1, 4], [0, 3, 2]], np.float32))[lane]
    assert lanes[:, _place(framework, top)].tolist() == [4.0, 3.0]
    shares = np.exp(lanes[:, below] - np.array([[4.0], [3.0]]))
    np.testing.assert_allclose(shares.sum(axis=1), 1, rtol=1e-5)
    others = [at for at in range(len(framework.competencies)) if at not in (*below, _place(framework, top))]
    assert np.isnan(lanes[:, others]).all()


def test_those_that_borrow_the_same_sign_share_it_out() -> None:
    """Two kinds of work under one field, without signs of their own: by their likeness, as what stands below one is."""
    trades = tiny_trades()
    first, second = (entry.code for entry in trades.competencies if trades.is_top(entry.code))
    framework = _under(_under(tiny_trades(), first, "fields:X"), second, "fields:X")
    found = Signs.of(framework, ("shown", "fields:X", f"{WORDS}fields:X"))
    assert found is not None
    likeness = np.zeros((1, len(framework.competencies)), np.float32)
    likeness[0, _place(framework, first)] = 2.0
    lanes = dict(found.lanes(np.array([[0, 3, 2]], np.float32), likeness))
    borrowing = np.flatnonzero(~np.isnan(lanes[Lane.OWN][0]))
    for lane, told in ((Lane.OWN, 3), (Lane.WORDS, 2)):
        shares = np.exp(lanes[lane][0, borrowing] - told)
        assert shares.sum() == pytest.approx(1)
        assert borrowing[shares.argmax()] == _place(framework, first)


def test_what_is_learned_of_that_alone_speaks_too() -> None:
    """Without a sign of its own, a competency has that of what it falls under, and words are quoted by the surer."""
    top, _ = _family(tiny_trades())
    framework = _under(tiny_trades(), top, "fields:X")
    place = np.full(2, _place(framework, top))
    alone = Signs.of(framework, ("shown", "fields:X"))
    assert alone is not None
    assert alone.speaking(np.zeros((2, 2), np.float32), np.arange(2), place).tolist() == [1, 1]
    both = Signs.of(framework, ("shown", f"{framework.id}:{top}", "fields:X"))
    assert both is not None
    peaks = np.array([[0, 1, 4], [0, 3, 2]], np.float32)
    assert both.speaking(peaks, np.arange(2), place).tolist() == [2, 1]


def test_that_something_is_shown_is_said_of_all_alike() -> None:
    """One column tells whether anything is shown; every competency has it."""
    signs, columns = _signs(tiny_skills())
    pooled = np.zeros((2, len(columns)), np.float32)
    pooled[:, columns.index("shown")] = [1.5, -2.0]
    shown = _lanes(signs, pooled)[Lane.SHOWN]
    assert shown.tolist() == [[1.5] * len(LINKS), [-2.0] * len(LINKS)]


def test_of_guessed_links_only_differences_count() -> None:
    """What lifts all linked competencies of a unit alike changes nothing; those without a link have no number."""
    framework = tiny_skills()
    columns = _columns(framework, ())
    sure, guessed = Signs.of(framework, columns), Signs.of(framework, columns, guessed=True)
    assert sure is not None
    assert guessed is not None
    pooled = np.random.default_rng(2).standard_normal((3, len(columns))).astype(np.float32)
    plain, compared = _lanes(sure, pooled)[Lane.CONCEPT], _lanes(guessed, pooled)[Lane.CONCEPT]
    np.testing.assert_allclose(compared, plain - np.nanmean(plain, axis=1, keepdims=True), atol=1e-5)
    np.testing.assert_allclose(_lanes(guessed, pooled + 5.0)[Lane.CONCEPT], compared, atol=1e-5)


def test_side_by_side_they_say_what_they_say_alone() -> None:
    """Frameworks laid side by side have the lanes of each, NaN where one has no such lane."""
    every = [tiny_skills(), tiny_trades(), tiny_names()]
    own = every[1].competencies[-1].code
    columns = tuple(dict.fromkeys((*_columns(every[0], ()), *_columns(every[1], (own,)))))
    alone = [found for one in every if (found := Signs.of(one, columns)) is not None]
    sizes = [len(one.competencies) for one in every]
    pooled = np.random.default_rng(1).standard_normal((4, len(columns))).astype(np.float32)
    together = _lanes(Signs.joined(alone, sizes), pooled)
    for lane, values in together.items():
        parts = [
            _lanes(one, pooled).get(lane, np.full((4, size), np.nan)) for one, size in zip(alone, sizes, strict=True)
        ]
        np.testing.assert_allclose(values, np.concatenate(parts, axis=1), atol=1e-5)


def test_the_surest_concept_is_the_one_that_is_quoted() -> None:
    """Words are quoted for a competency's own column, else for the concept whose best token is surest."""
    framework = tiny_skills()
    signs, columns = _signs(framework)
    places = [columns.index(f"concept:{link.concept}") for link in LINKS[FIRST]]
    peaks = np.full((len(places), len(columns)), -5.0, np.float32)
    peaks[np.arange(len(places)), places] = 4.0
    rows, mine = np.arange(len(places)), np.full(len(places), _place(framework, FIRST))
    assert signs.speaking(peaks, rows, mine).tolist() == places
    owned, named = _signs(framework, FIRST)
    own = named.index(f"{framework.id}:{FIRST}")
    zeros = np.zeros((len(places), len(named)), np.float32)
    assert owned.speaking(zeros, rows, mine).tolist() == [own] * len(places)


def test_nothing_learned_of_a_competency_is_told() -> None:
    """Without a column of its own and without links, nothing speaks and nothing is pointed at."""
    signs, columns = _signs(tiny_skills())
    bare = Signs.of(tiny_names(), columns)
    assert bare is not None
    none, at = np.zeros((1, len(columns)), np.float32), np.zeros(1, np.int64)
    assert bare.speaking(none, at, at).tolist() == [-1]
    assert bare.pointed(none, at, at, [1]) == [[]]
    assert Lane.CONCEPT not in _lanes(bare, none)
    assert signs.shown == columns.index("shown")


@pytest.mark.parametrize(
    ("peaks", "chosen"),
    [
        ([0.0, 2.0, 1.5], [1, 2]),
        ([2.0, 0.9, 3.0], [2, 0]),
        ([1.0, 1.0, 1.0], [0, 1, 2]),
        ([-4.0, -9.0, -4.5], [0, 2]),
    ],
)
def test_units_are_quoted_by_their_own_words(peaks: list[float], chosen: list[int]) -> None:
    """Of the units that speak for a competency, those whose surest token is near the surest of all, surest first."""
    framework = tiny_skills()
    signs, columns = _signs(framework, FIRST)
    place, own = _place(framework, FIRST), columns.index(f"{framework.id}:{FIRST}")
    tokens = np.full((len(peaks), len(columns)), -9.0, np.float32)
    tokens[:, own] = peaks
    rows, mine = np.array([0, 1, 2, 1], np.int64), np.full(2, place)
    assert signs.pointed(tokens, rows, mine, [3, 1]) == [[(unit, own) for unit in chosen], [(1, own)]]
