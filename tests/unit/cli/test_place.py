"""Where the review queue keeps its things, and who may read or use them."""

import os
from pathlib import Path

import pytest

from skillweave.cli.place import (
    KEY_FILE,
    STALE_AFTER_S,
    data_folder,
    database_url,
    is_loopback,
    make_folder,
    only_host,
    secret_key,
)
from skillweave.errors import SettingsError
from skillweave.settings import ReviewConfig, Settings
from skillweave.web.config import MIN_KEY


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the tester's own environment out."""
    for name in ("SKILLWEAVE_SECRET_KEY", "SKILLWEAVE_DATABASE", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def place(tmp_path: Path) -> Settings:
    """Settings with a data folder that is there."""
    return Settings(review=ReviewConfig(data_dir=tmp_path))


def test_the_data_folder_is_the_users(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """As the settings say, else where the system keeps data of programs."""
    assert data_folder(Settings(review=ReviewConfig(data_dir=Path("here")))) == Path("here")
    assert data_folder(Settings()) == Path.home() / ".local" / "share" / "skillweave"
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert data_folder(Settings()) == tmp_path / "skillweave"


def test_a_new_folder_is_for_its_user_only(tmp_path: Path) -> None:
    """It will hold students' texts."""
    made = make_folder(tmp_path / "a" / "b")
    assert made.stat().st_mode & 0o077 == 0
    assert make_folder(made) == made


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    """With what to set instead."""
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(SettingsError, match="SKILLWEAVE_DATA"):
        make_folder(tmp_path / "file" / "below")


def test_the_database_is_that_which_is_named_nearest(place: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """The option, then the environment, then the settings, then a file of the data folder."""
    assert database_url(place).endswith("/review.db")
    named = place.model_copy(update={"review": place.review.model_copy(update={"database": "sqlite:///named.db"})})
    assert database_url(named) == "sqlite:///named.db"
    monkeypatch.setenv("SKILLWEAVE_DATABASE", "postgresql://db/review")
    assert database_url(named) == "postgresql://db/review"
    assert database_url(named, "sqlite:///given.db") == "sqlite:///given.db"


def test_a_key_is_made_once_and_only_its_user_may_read_it(place: Settings) -> None:
    """The second asking gives the same key."""
    key = secret_key(place, make=True)
    path = data_folder(place) / KEY_FILE
    assert len(key) >= MIN_KEY
    assert path.stat().st_mode & 0o777 == 0o600
    assert secret_key(place, make=False) == secret_key(place, make=True) == key


def test_two_places_have_two_keys(place: Settings, tmp_path: Path) -> None:
    """A key that two installations share would let one forge the other's links."""
    other = Settings(review=ReviewConfig(data_dir=make_folder(tmp_path / "other")))
    assert secret_key(place, make=True) != secret_key(other, make=True)


def test_without_a_key_nothing_starts(place: Settings) -> None:
    """Where none is to be made, the message says how to get one."""
    with pytest.raises(SettingsError, match="skillweave init"):
        secret_key(place, make=False)


def test_a_key_that_others_may_read_is_refused(place: Settings) -> None:
    """With the command that mends it."""
    secret_key(place, make=True)
    (data_folder(place) / KEY_FILE).chmod(0o644)
    with pytest.raises(SettingsError, match="chmod 600"):
        secret_key(place, make=False)


def test_the_environments_key_comes_first(place: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is written then."""
    monkeypatch.setenv("SKILLWEAVE_SECRET_KEY", "k" * 40)
    assert secret_key(place, make=True) == "k" * 40
    assert not (data_folder(place) / KEY_FILE).exists()


@pytest.mark.parametrize(
    ("host", "answer"),
    [
        ("127.0.0.1", True),
        ("127.8.8.8", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("::", False),
        ("192.0.2.7", False),
        ("review.example.org", False),
        ("localhost.example.org", False),
    ],
)
def test_only_this_machine_is_loopback(host: str, answer: bool) -> None:
    """Whatever looks like it, but can be reached from elsewhere, is not."""
    assert is_loopback(host) is answer


def test_another_host_is_refused_while_a_server_runs(tmp_path: Path) -> None:
    """SQLite's locks do not reach over a shared disk; the same host may start again."""
    file = tmp_path / "review.db"
    with only_host(file, "one"):
        with (
            pytest.raises(SettingsError, match="a server on one works on the same SQLite file"),
            only_host(file, "two"),
        ):
            pass
        with only_host(file, "one") as renew:
            renew()


def test_a_host_that_went_away_is_not_in_the_way(tmp_path: Path) -> None:
    """In good order at once, after a crash in two minutes."""
    file, mark = tmp_path / "review.db", tmp_path / "review.db.host"
    with only_host(file, "one"):
        pass
    assert not mark.exists()
    mark.write_text("one", encoding="utf-8")
    crashed_s = mark.stat().st_mtime
    with only_host(file, "two", lambda: crashed_s + STALE_AFTER_S):
        assert mark.read_text(encoding="utf-8") == "two"


def test_renewing_keeps_the_mark_fresh(tmp_path: Path) -> None:
    """Or another host would take over from a server that runs."""
    file, mark = tmp_path / "review.db", tmp_path / "review.db.host"
    with only_host(file, "one") as renew:
        os.utime(mark, (0, 0))
        renew()
        assert mark.stat().st_mtime > STALE_AFTER_S


def test_a_database_server_is_for_any_number_of_hosts(tmp_path: Path) -> None:
    """There is no file to hold."""
    with only_host(None, "one") as renew:
        renew()
    assert list(tmp_path.iterdir()) == []
