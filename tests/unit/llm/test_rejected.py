"""An entry that the endpoint will not be asked about fails alone; an endpoint that refuses everything ends the run."""

import threading
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillweave.domain.judgement import Shown
from skillweave.errors import RemoteError
from skillweave.llm.config import JudgeConfig
from skillweave.llm.judge import LlmJudge
from skillweave.llm.prompt import PROBE
from skillweave.llm.rejected import without_words_of
from skillweave.privacy.sent import read_sent
from tests.judges import client_of, llm_judge, question
from tests.model_scripts import answer, asked, honest, said
from tests.scripted_endpoint import Endpoint, Request, Script, Step, fault, serving

pytestmark = pytest.mark.enable_socket  # speaks to a server on this machine
TEXTS = [f"I fed calf number {at} and wrote it down." for at in range(6)]
QUESTIONS = [question(text, name=f"e{at}") for at, text in enumerate(TEXTS)]


def _refusing(status: int, message: str = "too odd", *, about: str = "number 3 ") -> Script:
    return lambda request: fault(status, message) if about in request.last else honest(request)


@pytest.fixture
def server() -> Iterator[Endpoint]:
    """An endpoint that answers everything, until it is told otherwise."""
    with serving(honest) as endpoint:
        yield endpoint


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    """Close clients at the end."""
    with ExitStack() as stack:
        yield stack


def _judge(server: Endpoint, folder: Path, stack: ExitStack, **values: object) -> LlmJudge:
    config = JudgeConfig.model_validate(values)
    return llm_judge(stack.enter_context(client_of(server, folder, config)), folder, config)


@pytest.mark.parametrize("concurrency", [1, 4])
@pytest.mark.parametrize("status", [400, 413, 422])
def test_one_entry_that_is_refused_fails_alone(
    server: Endpoint, tmp_path: Path, stack: ExitStack, status: int, concurrency: int
) -> None:
    """With the endpoint's reason; all others are judged as without it, and the entry is named."""
    server.script = _refusing(status)
    judge = _judge(server, tmp_path, stack, concurrency=concurrency)
    answers = judge.judge(QUESTIONS)
    told = f"the endpoint refused the request: it answered {status}: too odd"
    assert {(one.shown, one.reason, one.tokens) for one in answers[3].judgements} == {(Shown.FAILED, told, 0)}
    assert not any(one.shown is Shown.FAILED for at, two in enumerate(answers) if at != 3 for one in two.judgements)
    assert judge.tally.rejected == {"e3": told}
    assert judge.tally.verdicts[Shown.FAILED] == len(QUESTIONS[3].candidates)


def test_a_rerun_asks_nothing_and_says_the_same(server: Endpoint, tmp_path: Path, stack: ExitStack) -> None:
    """The refusal is kept as an answer would be, and counts as one that is there."""
    server.script = _refusing(400)
    first = _judge(server, tmp_path, stack).judge(QUESTIONS)
    sent = len(server.requests)
    again = _judge(server, tmp_path, stack)
    assert (again.estimate(QUESTIONS).requests, again.estimate(QUESTIONS).kept) == (0, len(QUESTIONS))
    assert again.unanswered(QUESTIONS) == {}
    assert again.judge(QUESTIONS) == first
    assert (len(server.requests), again.tally.requests, list(again.tally.rejected)) == (sent, 0, ["e3"])


def test_the_sentence_that_is_tried_holds_nothing_of_an_entry(
    server: Endpoint, tmp_path: Path, stack: ExitStack
) -> None:
    """It has the form of every request, so that an endpoint that knows no schema refuses it too."""
    server.script = _refusing(400)
    judge = _judge(server, tmp_path, stack)
    judge.judge([QUESTIONS[3]])
    refused, tried = server.requests
    assert (asked(tried).text, asked(tried).candidates, asked(tried).further) == (PROBE, (), ())
    assert "Skill" not in tried.last
    assert tried.system == refused.system
    assert tried.json["response_format"] == refused.json["response_format"]
    assert [(one.purpose, len(one.about)) for one in read_sent(tmp_path / "sent.jsonl")] == [
        ("judge", 1),
        ("judge a sentence of ours", 0),
    ]
    assert judge.tally.requests == 1 + len(judge.tally.rejected)


@pytest.mark.parametrize("status", [400, 413, 422])
def test_an_endpoint_that_refuses_everything_ends_the_run(
    server: Endpoint, tmp_path: Path, stack: ExitStack, status: int
) -> None:
    """With what it said to the entry; nothing is kept, so that the next run asks."""
    server.script = lambda _: fault(status, "no such form")
    judge = _judge(server, tmp_path, stack, concurrency=1)
    with pytest.raises(RemoteError, match=f"it answered {status}: no such form"):
        judge.judge(QUESTIONS)
    assert (len(server.requests), judge.tally.rejected) == (2, {})
    server.script = honest
    assert _judge(server, tmp_path, stack).estimate(QUESTIONS).requests == len(QUESTIONS)


def test_an_endpoint_that_begins_to_refuse_everything_ends_the_run(
    server: Endpoint, tmp_path: Path, stack: ExitStack
) -> None:
    """What it answered before says nothing of now: an account at its limit would fail every entry after it."""
    seen = iter(range(100))
    server.script = lambda request: honest(request) if next(seen) < 3 else fault(400, "billing limit")
    judge = _judge(server, tmp_path, stack, concurrency=1)
    with pytest.raises(RemoteError, match="billing limit"):
        judge.judge(QUESTIONS)
    server.script = honest
    assert _judge(server, tmp_path, stack).estimate(QUESTIONS).kept == 3


def test_a_try_that_fails_otherwise_is_told_as_it_is(server: Endpoint, tmp_path: Path, stack: ExitStack) -> None:
    """A key that was taken away in between is no fault of an entry."""
    server.script = lambda request: fault(401, "key is gone") if PROBE in request.last else fault(400, "too odd")
    with pytest.raises(RemoteError, match="401: key is gone"):
        _judge(server, tmp_path, stack).judge([QUESTIONS[3]])


def test_many_that_are_refused_at_once_share_a_try(server: Endpoint, tmp_path: Path, stack: ExitStack) -> None:
    """Nobody waits for nobody's end, and every one of them fails alone."""
    together = threading.Barrier(4)

    def script(request: Request) -> Step:
        if PROBE in request.last:
            return honest(request)
        together.wait(60)
        return fault(413, "too long")

    server.script = script
    judge = _judge(server, tmp_path, stack, concurrency=4)
    judge.judge(QUESTIONS[:4])
    assert sorted(judge.tally.rejected) == ["e0", "e1", "e2", "e3"]
    assert 5 <= len(server.requests) <= 8


def test_where_only_the_second_request_is_refused_the_first_answer_stands(
    server: Endpoint, tmp_path: Path, stack: ExitStack
) -> None:
    """As far as it could be used; the rest failed with the endpoint's reason."""

    def script(request: Request) -> Step:
        return fault(413, "too long") if asked(request).again else said([answer("c2", "not_shown")])

    server.script = script
    judge = _judge(server, tmp_path, stack)
    (found,) = judge.judge(QUESTIONS[:1])
    assert [one.shown.value for one in found.judgements] == ["failed", "not_shown", "failed"]
    assert "it answered 413: too long" in found.judgements[0].reason
    assert list(judge.tally.rejected) == ["e0"]


def test_a_reason_that_repeats_the_entry_is_kept_without_it(server: Endpoint, tmp_path: Path, stack: ExitStack) -> None:
    """Neither in the judgement nor on the disk."""
    server.script = _refusing(400, "flagged 'FED CALF number 3 and wrote it down' as violence")
    (found,) = _judge(server, tmp_path, stack).judge([QUESTIONS[3]])
    assert found.judgements[0].reason.endswith("it answered 400: flagged '[...]' as violence")
    written = "".join(path.read_text(encoding="utf-8") for path in (tmp_path / "kept").glob("*/*.json"))
    assert "flagged '[...]' as violence" in written
    assert "wrote it down" not in written


@given(st.text("ab \n-'", max_size=30), st.text("ab \n-'", max_size=30), st.text("ab ", max_size=30))
def test_no_three_words_in_a_row_of_a_text_are_told(before: str, after: str, text: str) -> None:
    """Wherever they stand; what is no part of the text stays."""
    told = without_words_of(f"{before} {text} {after}", text)
    words, size = told.split(), min(3, len(text.split()))
    runs = {tuple(text.split()[at : at + size]) for at in range(len(text.split()) - size + 1)} if size else set()
    assert not runs & {tuple(words[at : at + size]) for at in range(len(words) - size + 1)}
    assert without_words_of("content filter", text) == "content filter"
