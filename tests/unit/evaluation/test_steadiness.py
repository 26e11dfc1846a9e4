"""Bias is measured as it is: models behind a real server, swayed in a known way, give figures known in advance."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from hypothesis import given

from skillweave.domain.question import Question
from skillweave.evaluation.steadiness import Check, Steadiness, round_of, steadiness
from skillweave.evaluation.variants import padded, quoting_more, turned_round
from skillweave.llm.config import JudgeConfig
from skillweave.ports import Judge
from tests.judges import client_of, llm_judge, question
from tests.model_scripts import WRONG, by_length, by_place, confirming, honest, moody
from tests.rerankers import local_judge
from tests.scripted_endpoint import Endpoint, Script, serving
from tests.strategies import entry_text
from tests.tiny_frameworks import NEUTRAL

LOOPBACK = pytest.mark.enable_socket  # speaks to a server on this machine
TEXT = "I fed the calves and wrote it down."


@contextmanager
def _judges(script: Script, folder: Path) -> Iterator[tuple[Endpoint, Judge, Judge]]:
    """Give a server, a judge that asks it, and the same judge for a second turn."""
    config = JudgeConfig()
    with ExitStack() as stack:
        server = stack.enter_context(serving(script))
        client = stack.enter_context(client_of(server, folder, config))
        yield server, llm_judge(client, folder, config), llm_judge(client, folder, config, turn=1)


def _asked(*candidates: int) -> list[Question]:
    return [question(f"{TEXT} Day {at}.", many, 0, name=f"e{at}") for at, many in enumerate(candidates)]


def _measured(check: Check, plain: list[Question], judge: Judge, again: Judge) -> Steadiness:
    one = round_of(check, plain, judge, again, NEUTRAL)
    first, second = judge.judge(plain), one.judge.judge(one.questions)
    return steadiness(one, plain, first, second, [asked.experience.id for asked in plain])


def _values(found: Steadiness) -> list[float]:
    return [round(one.value, 6) for one in found.figures]


@LOOPBACK
@pytest.mark.parametrize(
    ("candidates", "changed", "earlier"),
    [((2, 2, 2), 1.0, 1.0), ((3, 3), 2 / 3, 1.0), ((4, 4), 0.5, 0.5), ((2, 4, 1), 4 / 6, 4 / 6)],
)
def test_a_model_that_shows_what_stands_first(
    tmp_path: Path, candidates: tuple[int, ...], changed: float, earlier: float
) -> None:
    """The first and the last candidate change, and each is shown exactly where it stands first; a single one cannot."""
    with _judges(by_place, tmp_path) as (_, judge, again):
        found = _measured(Check.ORDER, _asked(*candidates), judge, again)
    assert _values(found) == [round(changed, 6), 0.0, round(earlier, 6)]
    assert found.compared == sum(many for many in candidates if many > 1)


@LOOPBACK
def test_a_model_that_likes_long_texts(tmp_path: Path) -> None:
    """It shows nothing in a short text, and everything once it is padded."""
    with _judges(by_length(150), tmp_path) as (_, judge, again):
        found = _measured(Check.LENGTH, _asked(2, 3), judge, again)
        assert _values(_measured(Check.ORDER, _asked(2, 3), judge, again)) == [0.0, 0.0, 0.0]
    assert _values(found) == [1.0, 1.0]


@LOOPBACK
def test_a_model_that_changes_its_mind(tmp_path: Path) -> None:
    """A second turn is a request of its own, under a name of its own, though every word of it is the same."""
    with _judges(moody(), tmp_path) as (server, judge, again):
        found = _measured(Check.REPEAT, _asked(2, 1), judge, again)
        assert _values(found) == [1.0, -1.0]
        assert len({request.text for request in server.requests}) == 2
        assert len(server.paid) == 4
        assert _values(_measured(Check.REPEAT, _asked(2, 1), judge, again)) == [1.0, -1.0]
        assert len(server.requests) == 4


@LOOPBACK
@pytest.mark.parametrize("check", list(Check))
def test_a_model_that_always_says_the_same_is_steady(tmp_path: Path, check: Check) -> None:
    """In every check."""
    with _judges(confirming, tmp_path) as (_, judge, again):
        found = _measured(check, _asked(3, 2), judge, again)
    assert set(_values(found)) == {0.0}
    assert found.compared == 5


@LOOPBACK
def test_a_model_is_not_sent_what_the_matching_quotes(tmp_path: Path) -> None:
    """So longer quotes are the same request, and cost nothing."""
    with _judges(honest, tmp_path) as (server, judge, again):
        _measured(Check.QUOTES, _asked(3, 2), judge, again)
    assert len(server.requests) == 2


@LOOPBACK
def test_what_failed_is_not_compared(tmp_path: Path) -> None:
    """A model that cannot answer is not steady: there is nothing to say of it."""
    with _judges(WRONG["prose"], tmp_path) as (_, judge, again):
        found = _measured(Check.REPEAT, _asked(2), judge, again)
    assert found.compared == 0


def test_the_local_judge_goes_by_no_order_and_no_mood() -> None:
    """It is steady there by how it is made; by quotes it may go."""
    judge = local_judge({"score": 0.1, "rivals": -1.0, "quote_words": 1.0}, intercept=-1.0)
    plain = [
        Question(
            one.experience, tuple(m.model_copy(update={"score": float(at)}) for at, m in enumerate(one.candidates))
        )
        for one in _asked(3, 2, 4)
    ]
    for check in (Check.ORDER, Check.REPEAT):
        assert set(_values(_measured(check, plain, judge, judge))) == {0.0}


@given(entry_text())
def test_another_way_of_asking_keeps_what_is_asked(text: str) -> None:
    """The same competencies; every place still holds its words; the text itself stands at the beginning."""
    plain = question(text)
    turned = turned_round(plain)
    assert turned is not None
    for one in (turned, padded(plain, NEUTRAL), quoting_more(plain)):
        assert {m.code for m in one.candidates} == {m.code for m in plain.candidates}
        assert one.experience.text.startswith(text)
        for found in (quote for m in one.candidates for quote in m.evidence):
            assert one.experience.text[found.start : found.end] == found.quote
    assert turned_round(turned) == plain
    assert turned_round(question(text, 1)) is None
