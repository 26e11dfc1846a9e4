"""What keeps a review queue running: set-up, backups, checks, and the server, as somebody types the commands."""

import json
import re
import signal
import socket  # noqa: TID251  # keeps a port of this machine busy
from collections.abc import Sequence
from pathlib import Path

import httpx
import pytest

from skillweave.cli.place import KEY_FILE
from skillweave.review.engine import open_database
from tests.e2e.commands import Command, School
from tests.servers import free_port


def test_init_makes_all_that_is_needed_once(school: School) -> None:
    """The password is shown the first time only; the key is for its user only."""
    first, again = (
        school.run("init", "--tenant", "north", "--name", "North High"),
        school.run("init", "--tenant", "north"),
    )
    assert (first.code, again.code) == (0, 0)
    assert len(re.findall(r"login admin, password \S{20,}", first.err)) == 1
    assert "password" not in again.err
    assert (school.data / KEY_FILE).stat().st_mode & 0o077 == 0


def test_two_schools_share_a_database(filled: School, out: Path) -> None:
    """Each sees its own queues."""
    assert filled.run("queue", "add", out, "--name", "Autumn", "--tenant", "south").code == 0
    names = [row["queue"] for row in json.loads(filled.run("queue", "list", "--format", "json").out)]
    others = [
        row["queue"] for row in json.loads(filled.run("queue", "list", "--tenant", "south", "--format", "json").out)
    ]
    assert (names, others) == (["Spring"], ["Autumn"])


def test_a_backup_brings_back_what_was_there(filled: School, out: Path) -> None:
    """And what was there in between is kept beside it."""
    assert filled.run("backup", "before.db").code == 0
    assert filled.run("queue", "add", out, "--name", "Mistake").code == 0
    done = filled.run("restore", "before.db", "--yes")
    assert done.code == 0, done.err
    assert [row["queue"] for row in json.loads(filled.run("queue", "list", "--format", "json").out)] == ["Spring"]
    assert len(list((filled.data / "backups").glob("before-restore-*.db"))) == 1


def test_a_backup_never_overwrites_a_file(filled: School) -> None:
    """It may be the last good one."""
    assert filled.run("backup", "before.db").code == 0
    again = filled.run("backup", "before.db")
    assert (again.code, "is there already" in again.err) == (4, True)


@pytest.mark.parametrize(("words", "code"), [((), 2), (("--yes",), 4)])
def test_nothing_is_replaced_by_accident(filled: School, words: Sequence[str], code: int) -> None:
    """Without a terminal it needs --yes; a file that is no backup is refused."""
    (filled.folder / "other.db").write_text("mine", encoding="utf-8")
    assert filled.run("restore", "other.db", *words).code == code
    assert json.loads(filled.run("queue", "list", "--format", "json").out)[0]["texts"] == 3


def test_a_backup_fills_a_new_folder(filled: School, command: Command, tmp_path: Path) -> None:
    """Nothing was there before, so no copy of it is named."""
    new = tmp_path / "new"
    new.mkdir()
    assert filled.run("backup", new / "b.db").code == 0
    done = School(command, new).run("restore", "b.db", "--yes")
    assert (done.code, done.err) == (0, "restored from b.db\n")


def test_verify_finds_what_does_not_follow_from_the_decisions(
    reviewed: School, command: Command, tmp_path: Path
) -> None:
    """And mends it when told."""
    assert reviewed.run("verify").err == "the database agrees with its decisions\n"
    assert reviewed.run("backup", tmp_path / "b.db").code == 0
    copy = School(command, tmp_path)
    assert copy.run("restore", "b.db", "--yes").code == 0
    database = open_database(f"sqlite:///{copy.data / 'review.db'}")
    with database.writing() as connection:
        connection.exec_driver_sql("UPDATE claim SET state = 'unsure'")
    database.close()
    found = copy.run("verify")
    assert (found.code, "skillweave verify --repair" in found.err) == (4, True)
    assert copy.run("verify", "--repair").code == 0
    assert copy.run("verify").code == 0


def test_migrate_says_that_there_is_nothing_to_do(filled: School) -> None:
    """A database of this version stays as it is."""
    assert "is up to date" in filled.run("migrate").err


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        (("--host", "0.0.0.0"), "--public-url"),  # it is refused
        (("--host", "0.0.0.0", "--public-url", "https://review.example.org"), "skillweave init"),
        (("--public-url", "review.example.org"), "public_url"),
        (("--database", "mysql://db"), "mysql is not supported"),
        (("--frameworks", "no-such-list"), "no-such-list"),
    ],
)
def test_serve_refuses_what_would_not_be_safe(school: School, words: Sequence[str], fault: str) -> None:
    """Before it listens; the message says what to do."""
    done = school.run("serve", *words)
    assert done.code in (4, 5)
    assert fault in done.err


def test_serve_refuses_a_file_that_another_host_works_on(filled: School) -> None:
    """SQLite is for one host."""
    (filled.data / "review.db.host").write_text("elsewhere", encoding="utf-8")
    done = filled.run("serve")
    assert (done.code, "PostgreSQL for several hosts" in done.err) == (4, True)


@pytest.mark.enable_socket
@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM])
def test_serve_runs_until_it_is_told_to_stop(school: School, end: signal.Signals) -> None:
    """The first start makes all that is needed and shows the password once; it ends in good order."""
    port = free_port()
    first, password = _served(school, port, end)
    second, none = _served(school, port, end)
    assert (first, second, none) == (0, 0, [])
    assert len(password) == 1
    assert not (school.data / "review.db.host").exists()


def _served(school: School, port: int, end: signal.Signals) -> tuple[int, list[str]]:
    environment = {**school.command.environment, "SKILLWEAVE_DATA": str(school.data)}
    process = Command(environment, school.command.hashing).start("serve", "--port", port, cwd=school.folder)
    assert process.stderr is not None
    lines = []
    for raw in process.stderr:
        lines.append(raw.decode())
        if "Ctrl-C" in lines[-1]:
            break
    transport = httpx.HTTPTransport(retries=5)
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", transport=transport) as browser:
        assert browser.get("/sign-in").status_code == 200
    process.send_signal(end)
    rest = process.communicate(timeout=30)[1].decode()
    assert "Traceback" not in rest, rest
    told = "".join(lines)
    assert f"data folder: {school.data}" in told
    return process.returncode, re.findall(r"password (\S+)\n", told + rest)


@pytest.mark.enable_socket
def test_a_busy_port_is_told(filled: School) -> None:
    """Not as a traceback."""
    with socket.create_server(("127.0.0.1", 0)) as busy:
        place = {"SKILLWEAVE_DATA": str(filled.data)}
        done = Command({**filled.command.environment, **place}, filled.command.hashing).run(
            "serve", "--port", busy.getsockname()[1]
        )
    assert (done.code, "give another --port" in done.err) == (4, True)
