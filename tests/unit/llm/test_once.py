"""Requests that are on their way are shared, and so is what goes wrong with them."""

from concurrent.futures import Future, ThreadPoolExecutor
from threading import Semaphore

import pytest

from skillweave.errors import RemoteError
from skillweave.llm import once as module
from skillweave.llm.once import Once
from skillweave.remote.talk import Finish, Reply, Usage

REPLY = Reply(text="x", finish=Finish.STOP, usage=Usage(), model="m")


@pytest.mark.parametrize("error", [None, RemoteError("broken")])
def test_threads_that_want_the_same_share_one_request(
    error: RemoteError | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its reply, or its error; afterwards it is looked for anew."""
    waiting = Semaphore(0)
    asked = []

    class Watched(Future[Reply]):
        def result(self, timeout: float | None = None) -> Reply:
            waiting.release()
            return super().result(timeout)

    def find() -> Reply:
        asked.append(1)
        assert all(waiting.acquire(timeout=10) for _ in range(2))  # until both others wait for this one
        if error is not None:
            raise error
        return REPLY

    def want() -> object:
        try:
            return once.reply("key", find)
        except RemoteError as met:
            return met

    monkeypatch.setattr(module, "Future", Watched)
    once = Once()
    with ThreadPoolExecutor(3) as threads:
        got = list(threads.map(lambda _: want(), range(3)))
    assert (got, len(asked)) == ([error or REPLY] * 3, 1)
    assert once.reply("key", lambda: REPLY.model_copy(update={"text": "y"})).text == "y"


def test_another_request_does_not_wait() -> None:
    """Only equal ones are shared."""
    once = Once()
    assert once.reply("a", lambda: once.reply("b", lambda: REPLY)) is REPLY
