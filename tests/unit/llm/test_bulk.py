"""Requests handed in as one batch: collected once, never handed in twice, and what it leaves out is asked alone."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from pydantic import SecretStr

from skillweave.errors import BudgetError, JudgeError, RemoteError, SettingsError
from skillweave.llm.config import JudgeConfig
from skillweave.llm.judge import LlmJudge
from skillweave.llm.pending import Pending, PendingFile
from skillweave.privacy.sent import SentLog, read_sent
from skillweave.remote import config as remote
from skillweave.remote.client import Client
from tests.judges import client_of, llm_judge, question
from tests.model_scripts import honest
from tests.scripted_endpoint import KEY, Endpoint, fault, serving

pytestmark = pytest.mark.enable_socket  # speaks to a server on this machine
QUESTIONS = [question(f"Priya Raman and I fed calf number {at} and wrote it down.") for at in range(6)]


@pytest.fixture
def server() -> Iterator[Endpoint]:
    """An endpoint that has batches."""
    with serving(honest) as endpoint:
        yield endpoint


@pytest.fixture
def judge(server: Endpoint, tmp_path: Path) -> Iterator[LlmJudge]:
    """A judge of that endpoint."""
    with ExitStack() as stack:
        client = stack.enter_context(client_of(server, tmp_path, JudgeConfig()))
        yield llm_judge(client, tmp_path, JudgeConfig())


@pytest.fixture
def pending(tmp_path: Path) -> PendingFile:
    """Where a batch is remembered."""
    return PendingFile(tmp_path / "kept")


def test_a_batch_gives_the_answers_that_single_requests_give(
    judge: LlmJudge, server: Endpoint, pending: PendingFile, tmp_path: Path
) -> None:
    """Whatever the order of its answers; afterwards nothing is asked."""
    batch = judge.batches.hand_in(judge.unanswered(QUESTIONS))
    assert (batch.ended, batch.total) == (False, len(QUESTIONS))
    server.finish(batch.id)
    ended = judge.batches.collect()
    assert ended is not None
    assert (ended.ended, pending.read(), judge.unanswered(QUESTIONS)) == (True, None, {})
    before = len(server.requests)
    answers = judge.judge(QUESTIONS)
    assert len(server.requests) == before
    with client_of(server, tmp_path / "other", JudgeConfig()) as client:
        assert llm_judge(client, tmp_path / "other", JudgeConfig()).judge(QUESTIONS) == answers


def test_no_name_is_in_a_batch_and_each_request_is_written_down(
    judge: LlmJudge, server: Endpoint, tmp_path: Path
) -> None:
    """The gate and the log are the same as for single requests."""
    judge.batches.hand_in(judge.unanswered(QUESTIONS))
    everything = "".join(request.text for request in server.requests).lower()
    assert "[person_1] and i fed calf number 3" in everything
    assert "priya" not in everything
    assert [one.purpose for one in read_sent(tmp_path / "sent.jsonl")] == ["judge, in bulk"] * len(QUESTIONS)


def test_what_a_batch_leaves_out_is_asked_alone(judge: LlmJudge, server: Endpoint) -> None:
    """Expired batches give what they have."""
    batch = judge.batches.hand_in(judge.unanswered(QUESTIONS))
    server.finish(batch.id, status="expired", leave_out=2)
    judge.batches.collect()
    assert len(judge.unanswered(QUESTIONS)) == 2
    judge.judge(QUESTIONS)
    assert judge.tally.requests == 2
    assert max(server.paid.values()) == 1


def test_a_batch_that_goes_on_stays_pending(judge: LlmJudge, server: Endpoint, pending: PendingFile) -> None:
    """Nothing is handed in or asked meanwhile."""
    batch = judge.batches.hand_in(judge.unanswered(QUESTIONS))
    waiting = judge.batches.collect()
    assert waiting is not None
    assert (waiting.id, waiting.ended) == (batch.id, False)
    assert pending.read() is not None
    assert len(server.batches) == 1


def test_a_stop_while_handing_in_is_found_out(judge: LlmJudge, server: Endpoint, pending: PendingFile) -> None:
    """Between the endpoint's yes and our note of it: the batch is found by our name, not handed in again."""
    batch = judge.batches.hand_in(judge.unanswered(QUESTIONS))
    known = pending.read()
    assert known is not None
    pending.write(known.model_copy(update={"batch": None}))
    server.finish(batch.id)
    judge.batches.collect()
    assert judge.unanswered(QUESTIONS) == {}
    pending.write(known.model_copy(update={"name": "never handed in", "batch": None}))
    assert judge.batches.collect() is None
    assert pending.read() is None


def test_a_batch_keeps_to_the_budget(server: Endpoint, tmp_path: Path) -> None:
    """All of it together, before anything is handed in."""
    config = JudgeConfig(tokens_at_most=3_000)
    with client_of(server, tmp_path, config) as client:
        judge = llm_judge(client, tmp_path, config)
        asks = judge.unanswered(QUESTIONS)
        with pytest.raises(BudgetError):
            judge.batches.hand_in(asks)
    assert server.requests == []


def test_an_endpoint_without_batches_is_told(judge: LlmJudge, server: Endpoint) -> None:
    """By its own words."""
    server.refuses_files = fault(404, "no batches here")
    with pytest.raises(RemoteError, match="404: no batches here"):
        judge.batches.hand_in(judge.unanswered(QUESTIONS))


def test_a_damaged_note_is_an_error(judge: LlmJudge, pending: PendingFile) -> None:
    """Handing in anew would cost again."""
    pending.path.parent.mkdir()
    pending.path.write_text("{", encoding="utf-8")
    with pytest.raises(JudgeError, match=r"pending\.json cannot be read"):
        judge.batches.collect()


def test_a_note_says_what_was_handed_in_and_where(judge: LlmJudge, server: Endpoint, pending: PendingFile) -> None:
    """So that another log, model or address is not taken for it."""
    asks = judge.unanswered(QUESTIONS)
    judge.batches.hand_in(asks)
    note = pending.read()
    assert note is not None
    assert (note.base_url, note.model, note.keys) == (server.base_url, "scripted-1", frozenset(asks))


def test_while_a_batch_is_pending_nothing_is_asked(judge: LlmJudge, server: Endpoint) -> None:
    """Its requests would be paid twice: not by single requests, not in another batch; kept answers are given."""
    judge.judge(QUESTIONS[:1])
    judge.batches.hand_in(judge.unanswered(QUESTIONS))
    before = len(server.requests)
    for ask in (lambda: judge.judge(QUESTIONS), lambda: judge.batches.hand_in(judge.unanswered(QUESTIONS))):
        with pytest.raises(JudgeError, match=r"pending\.json\), and nothing is asked meanwhile.*--in-bulk"):
            ask()
    assert len(judge.judge(QUESTIONS[:1])) == 1
    assert len(server.requests) == before


@pytest.mark.parametrize("status", ["failed", "expired", "cancelled", "completed"])
def test_why_a_batch_gave_nothing_is_known(judge: LlmJudge, server: Endpoint, status: str) -> None:
    """From what is wrong with all of it, or with its first request."""
    batch = judge.batches.hand_in(judge.unanswered(QUESTIONS))
    server.fail(batch.id, "no  such\nmodel", status=status)
    ended = judge.batches.collect()
    assert ended is not None
    assert (ended.status, ended.done, ended.total) == (status, 0, len(QUESTIONS))
    assert judge._client.why(ended) == "no such model"


def test_an_endpoint_cannot_name_files_of_ours(
    judge: LlmJudge, server: Endpoint, pending: PendingFile, tmp_path: Path
) -> None:
    """An answer under a path, or under a name that was not handed in, is left out."""
    before = set(tmp_path.parent.rglob("*"))  # folders of other tests are there too
    batch = judge.batches.hand_in(judge.unanswered(QUESTIONS))
    server.finish(batch.id)
    lines = server.files[f"{batch.id}-out"].splitlines()
    (ours,) = set(judge.unanswered(QUESTIONS)) & {lines[0].split('"')[3]}
    foreign = [lines[0].replace(ours, name) for name in ("../../../planted", "/planted", "ab" * 32, "AB" * 32)]
    server.files[f"{batch.id}-out"] = "\n".join([*foreign, *lines[1:]])
    judge.batches.collect()
    assert list(judge.unanswered(QUESTIONS)) == [ours]
    new = set(tmp_path.parent.rglob("*")) - before
    assert [path for path in new if "planted" in path.name or "ab" * 8 in path.name.lower()] == []
    assert len(list(pending.path.parent.glob("*/*.json"))) == len(QUESTIONS) - 1


@pytest.mark.parametrize("change", [{"base_url": "http://127.0.0.1:9/v1"}, {"model": "another"}])
def test_a_batch_is_not_looked_for_where_it_is_not(
    judge: LlmJudge, server: Endpoint, pending: PendingFile, tmp_path: Path, change: dict[str, str]
) -> None:
    """Not even before the endpoint has named it: the note stays, and the message says what helps."""
    judge.batches.hand_in(judge.unanswered(QUESTIONS))
    known = pending.read()
    assert known is not None
    where = {"base_url": server.base_url, "model": "scripted-1", **change}
    endpoint = remote.Endpoint(**where, key=SecretStr(KEY), limits=JudgeConfig())
    for note in (known, known.model_copy(update={"batch": None})):
        pending.write(note)
        with Client(endpoint, SentLog(tmp_path / "sent.jsonl")) as client:
            other = llm_judge(client, tmp_path, JudgeConfig())
            with pytest.raises(SettingsError, match=r"pending \(.*pending\.json\).*put the old ones back"):
                other.batches.collect()
        assert pending.read() == note


def test_a_batch_that_the_endpoint_has_lost_names_the_note(
    judge: LlmJudge, server: Endpoint, pending: PendingFile
) -> None:
    """Only a person can say that it is gone."""
    judge.batches.hand_in(judge.unanswered(QUESTIONS))
    server.batches.clear()
    with pytest.raises(RemoteError, match=r"404: no batch batch-1.*pending\.json\); if it is known to be gone"):
        judge.batches.collect()
    assert pending.read() is not None


def test_a_note_of_an_earlier_version_is_read(judge: LlmJudge, server: Endpoint, pending: PendingFile) -> None:
    """It has no keys, so every answer under a name of our form is kept; one that cannot be found is not forgotten."""
    batch = judge.batches.hand_in(judge.unanswered(QUESTIONS))
    server.finish(batch.id)
    pending.path.write_text(f'{{"name": "x", "batch": "{batch.id}"}}', encoding="utf-8")
    judge.batches.collect()
    assert (judge.unanswered(QUESTIONS), pending.read()) == ({}, None)
    pending.write(Pending(name="of old"))
    with pytest.raises(RemoteError, match="does not say where it was handed in"):
        judge.batches.collect()
    assert pending.read() == Pending(name="of old")


def test_what_was_refused_leaves_no_note(
    server: Endpoint, pending: PendingFile, judge: LlmJudge, tmp_path: Path
) -> None:
    """By the budget or by the endpoint: otherwise nothing could be asked from then on."""
    config = JudgeConfig(tokens_at_most=3_000)
    with client_of(server, tmp_path, config) as client:
        small = llm_judge(client, tmp_path, config)
        with pytest.raises(BudgetError):
            small.batches.hand_in(small.unanswered(QUESTIONS))
    assert pending.read() is None
    server.refuses_files = fault(404, "no batches here")
    with pytest.raises(RemoteError):
        judge.batches.hand_in(judge.unanswered(QUESTIONS))
    assert pending.read() is None
    assert len(judge.judge(QUESTIONS)) == len(QUESTIONS)
