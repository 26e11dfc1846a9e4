"""The log of what was sent holds no text, and nothing is sent without it."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from skillweave.errors import PrivacyError
from skillweave.privacy.found import Sort
from skillweave.privacy.sent import Sent, SentLog, read_sent


def _sent(attempt: int) -> Sent:
    return Sent(
        at=dt.datetime(2026, 1, 2, tzinfo=dt.UTC),
        to="http://127.0.0.1:1",
        model="m",
        purpose="judge",
        about=("a" * 12,),
        sha256="b" * 64,
        characters=7,
        replaced={Sort.PERSON: 2},
        attempt=attempt,
    )


def test_lines_of_many_threads_do_not_mix(tmp_path: Path) -> None:
    """Each is written by one call, so that every line can be read back."""
    log = SentLog(tmp_path / "new" / "sent.jsonl")
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda at: log.add(_sent(at)), range(200)))
    assert sorted(one.attempt for one in read_sent(log.path)) == list(range(200))


def test_a_log_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    """So that the request is not made."""
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(PrivacyError, match="nothing was sent"):
        SentLog(tmp_path / "file" / "sent.jsonl").add(_sent(1))


def test_a_damaged_log_is_an_error(tmp_path: Path) -> None:
    """It names the file."""
    (tmp_path / "sent.jsonl").write_text("{}\n", encoding="utf-8")
    with pytest.raises(PrivacyError, match=r"sent\.jsonl"):
        read_sent(tmp_path / "sent.jsonl")
