"""A wish to stop that comes while a worker is being started."""

import signal
import threading
from collections.abc import Iterator

import pytest

from skillweave.batch.local import stops_heard_later


@pytest.fixture
def other_thread() -> Iterator[int]:
    """Give a thread that takes signals, as libraries start them."""
    done = threading.Event()
    thread = threading.Thread(target=done.wait, daemon=True)
    thread.start()
    assert thread.ident is not None
    yield thread.ident
    done.set()
    thread.join()


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_it_is_heard_when_the_start_is_over(other_thread: int, stop: signal.Signals) -> None:
    """Whichever thread the system gives it to, and as often as it came."""
    heard: list[str] = []
    before = signal.signal(stop, lambda *_: heard.append("heard"))
    try:
        with stops_heard_later():
            signal.pthread_kill(other_thread, stop)
            threading.Event().wait(1.0)
            signal.raise_signal(stop)
            heard.append("started")
        assert heard == ["started", "heard", "heard"]
        assert signal.getsignal(stop) is not signal.SIG_DFL
    finally:
        signal.signal(stop, before)


def test_what_it_raises_comes_out_behind_the_start() -> None:
    """The worker that was started is known by then, and can be ended."""
    known = False
    with pytest.raises(KeyboardInterrupt), stops_heard_later():  # noqa: PT012 - what comes behind the signal is the point
        signal.raise_signal(signal.SIGINT)
        known = True
    assert known
