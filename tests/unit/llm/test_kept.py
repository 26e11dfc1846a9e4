"""Kept replies are whole or not there; a damaged one is told, not paid again."""

from pathlib import Path

import pytest

from skillweave.errors import JudgeError
from skillweave.llm.kept import KeptReplies
from skillweave.remote.talk import Finish, Reply, Usage

KEY = "ab" * 32
REPLY = Reply(text="x\n“é”", finish=Finish.STOP, usage=Usage(tokens_in=3, tokens_out=4), model="m")


def test_a_reply_comes_back_as_it_was(tmp_path: Path) -> None:
    """And only under its own name; its file is the owner's alone."""
    kept = KeptReplies(tmp_path)
    assert kept.get(KEY) is None
    kept.put(KEY, REPLY)
    assert (kept.get(KEY), kept.get("cd" * 32)) == (REPLY, None)
    (path,) = [one for one in tmp_path.rglob("*") if one.is_file()]
    assert path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"reply": {}}', '{"reply": {"text": 1}}'])
def test_a_damaged_file_is_an_error_that_names_it(damage: str, tmp_path: Path) -> None:
    """Asking again would cost again: a person decides."""
    kept = KeptReplies(tmp_path)
    kept.put(KEY, REPLY)
    path = tmp_path / "ab" / f"{KEY}.json"
    path.write_text(damage, encoding="utf-8")
    with pytest.raises(JudgeError, match=f"{KEY}.json cannot be read; delete it to ask again"):
        kept.get(KEY)


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    """With the setting that names another."""
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(JudgeError, match=r"judge\.folder"):
        KeptReplies(tmp_path / "file").put(KEY, REPLY)


@pytest.mark.parametrize("name", ["../../../x", "/x", "AB" * 32, "ab" * 31, "ab" * 32 + "\n", ""])
def test_only_names_of_ours_become_files(name: str, tmp_path: Path) -> None:
    """Whoever gives another, such as an endpoint, writes and reads nothing."""
    kept = KeptReplies(tmp_path / "a" / "b" / "c")
    with pytest.raises(JudgeError, match="no name of a request"):
        kept.put(name, REPLY)
    with pytest.raises(JudgeError, match="no name of a request"):
        kept.get(name)
    assert list(tmp_path.rglob("*")) == []
