"""What the server does by itself while it runs."""

import threading
import time

import pytest

from skillweave.cli.serve import Repeating
from skillweave.errors import StoreError


def test_it_is_done_again_and_again_until_the_end() -> None:
    """And not once more after it."""
    thrice, times = threading.Event(), []

    def deed() -> None:
        times.append(1)
        if len(times) == 3:
            thrice.set()

    with Repeating(0.001, deed):
        assert thrice.wait(20)
    done = len(times)
    time.sleep(0.05)
    assert len(times) == done


def test_a_fault_of_the_database_does_not_end_it(capsys: pytest.CaptureFixture[str]) -> None:
    """It is told, and tried again."""
    twice, times = threading.Event(), []

    def deed() -> None:
        times.append(1)
        if len(times) == 2:
            twice.set()
        raise StoreError("the database did not answer")

    with Repeating(0.001, deed):
        assert twice.wait(20)
    assert "warning: the database did not answer" in capsys.readouterr().err
