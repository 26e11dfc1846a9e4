"""Which learned signs speak for which competency."""

import numpy as np
import pytest

from skillweave.domain.competency import Framework
from skillweave.matching.parameters import Lane
from skillweave.matching.signs import LINK_COST, Signs
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
    lanes = dict(signs.lanes(pooled))
    links = LINKS[FIRST]
    wanted = max(columns.index(f"concept:{link.concept}") + LINK_COST * np.log(link.weight) for link in links)
    assert lanes[Lane.CONCEPT][0, _place(framework, FIRST)] == pytest.approx(wanted, abs=1e-4)
    assert Lane.OWN not in lanes


def test_an_entry_below_hears_the_sign_of_the_one_above() -> None:
    """A competency without a column of its own takes that of the nearest one above it."""
    framework = tiny_trades()
    child = next(entry for entry in framework.competencies if framework.ancestors(entry.code))
    top = framework.ancestors(child.code)[0]
    signs, columns = _signs(framework, top)
    lanes = dict(signs.lanes(np.arange(len(columns), dtype=np.float32)[None]))
    assert lanes[Lane.OWN][0, _place(framework, child.code)] == columns.index(f"{framework.id}:{top}")


def test_that_something_is_shown_is_said_of_all_alike() -> None:
    """One column tells whether anything is shown; every competency has it."""
    signs, columns = _signs(tiny_skills())
    pooled = np.zeros((2, len(columns)), np.float32)
    pooled[:, columns.index("shown")] = [1.5, -2.0]
    shown = dict(signs.lanes(pooled))[Lane.SHOWN]
    assert shown.tolist() == [[1.5] * len(LINKS), [-2.0] * len(LINKS)]


def test_side_by_side_they_say_what_they_say_alone() -> None:
    """Frameworks laid side by side have the lanes of each, NaN where one has no such lane."""
    every = [tiny_skills(), tiny_trades(), tiny_names()]
    own = every[1].competencies[-1].code
    columns = tuple(dict.fromkeys((*_columns(every[0], ()), *_columns(every[1], (own,)))))
    alone = [found for one in every if (found := Signs.of(one, columns)) is not None]
    sizes = [len(one.competencies) for one in every]
    pooled = np.random.default_rng(1).standard_normal((4, len(columns))).astype(np.float32)
    together = dict(Signs.joined(alone, sizes).lanes(pooled))
    for lane, values in together.items():
        parts = [
            dict(one.lanes(pooled)).get(lane, np.full((4, size), np.nan))
            for one, size in zip(alone, sizes, strict=True)
        ]
        np.testing.assert_allclose(values, np.concatenate(parts, axis=1), atol=1e-5)


def test_the_surest_concept_is_the_one_that_is_quoted() -> None:
    """Words are quoted for a competency's own column, else for the concept whose best token is surest."""
    framework = tiny_skills()
    signs, columns = _signs(framework)
    link = LINKS[FIRST][0]
    tokens = np.full((3, len(columns)), -5.0, np.float32)
    tokens[1, columns.index(f"concept:{link.concept}")] = 4.0
    assert signs.speaking(_place(framework, FIRST), tokens) == columns.index(f"concept:{link.concept}")
    owned, named = _signs(framework, FIRST)
    assert owned.speaking(_place(framework, FIRST), np.zeros((1, len(named)), np.float32)) == named.index(
        f"{framework.id}:{FIRST}"
    )


def test_nothing_learned_of_a_competency_is_told() -> None:
    """Without a column of its own and without links, nothing speaks."""
    signs, columns = _signs(tiny_skills())
    bare = Signs.of(tiny_names(), columns)
    assert bare is not None
    assert bare.speaking(0, np.zeros((1, len(columns)), np.float32)) is None
    assert Lane.CONCEPT not in dict(bare.lanes(np.zeros((1, len(columns)), np.float32)))
    assert signs.shown == columns.index("shown")
