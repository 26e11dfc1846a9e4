"""From a translated log to a running review queue and back: every command, as somebody types it."""

import contextlib
import csv
import io
import json
import re
import signal
import socket  # noqa: TID251  # keeps a port of this machine busy
import sys
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner

from skillweave.cli.app import _exit_code
from skillweave.cli.place import KEY_FILE
from skillweave.domain.competency import Framework
from skillweave.domain.queue import ItemShown
from skillweave.domain.review import Decision, TenantId, Verdict
from skillweave.frameworks.load import load_frameworks
from skillweave.review.engine import Database, open_database
from skillweave.review.store import SqlStore
from skillweave.review.tables import PERSON
from skillweave.review_wiring import utc_now
from tests.e2e.conftest import DEED, Command, Finished
from tests.servers import free_port

TENANT = TenantId("default")
RATES = ("--blind", "0%", "--catch", "0%", "--irr", "0%")


@dataclass(frozen=True)
class School:
    """A data folder, and the commands that work on it."""

    command: Command
    folder: Path

    def run(self, *words: object) -> Finished:
        """Run a command with this data folder; in this process, for there are many of them."""
        told = {"SKILLWEAVE_DATABASE": None, "SKILLWEAVE_SECRET_KEY": None, "SKILLWEAVE_DATA": str(self.data)}
        with (
            contextlib.chdir(self.folder),
            CliRunner().isolation(env={**self.command.environment, **told}) as (out, err, _),
            pytest.MonkeyPatch.context() as patch,
        ):
            patch.setattr(sys, "argv", ["skillweave", *map(str, words)])
            code = _exit_code()
            sys.stdout.flush()
            return Finished(code, out.getvalue(), err.getvalue().decode())

    @property
    def data(self) -> Path:
        """The data folder."""
        return self.folder / "data"


@pytest.fixture(scope="module")
def out(command: Command, log: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A translated log of three entries: two with the same deed, one with nothing."""
    path = tmp_path_factory.mktemp("out") / "out.jsonl"
    assert command.translate(log, "-o", path).code == 0
    return path


@pytest.fixture
def school(command: Command, tmp_path: Path) -> School:
    """A school that has nothing yet."""
    return School(command, tmp_path)


@pytest.fixture
def filled(school: School, out: Path) -> School:
    """A school with the log in a queue."""
    assert school.run("queue", "add", out, "--name", "Spring", *RATES).code == 0
    return school


@pytest.fixture(scope="module")
def reviewed(command: Command, out: Path, tmp_path_factory: pytest.TempPathFactory, frameworks_dir: Path) -> School:
    """A school whose admin has reviewed the whole queue: each first claim confirmed, the others rejected."""
    made = School(command, tmp_path_factory.mktemp("reviewed"))
    assert made.run("queue", "add", out, "--name", "Spring", *RATES).code == 0
    assert made.run("init").code == 0
    frameworks = load_frameworks(frameworks_dir, ["as-durable-skills"])
    database = open_database(f"sqlite:///{made.data / 'review.db'}")
    _review_all(database, frameworks)
    database.close()
    return made


def _review_all(database: Database, frameworks: Sequence[Framework]) -> None:
    store = SqlStore(database, TENANT, {one.id: one for one in frameworks})
    with database.reading() as connection:
        person = connection.execute(PERSON.select()).one().id
        (queue,) = connection.exec_driver_sql("SELECT id FROM queue").scalars()
    while (item := store.next_item(queue, person, utc_now()).item) is not None:
        for decision in _decisions(store.show(item, person, utc_now())):
            store.decide(decision, person, utc_now())
        store.finish(item, person, utc_now())


def _decisions(shown: ItemShown) -> Iterator[Decision]:
    for place, claim in enumerate(shown.claims):
        verdict = Verdict.REJECT if place else Verdict.CONFIRM
        yield Decision(id=str(uuid.uuid4()), item=shown.id, claim=claim.id, verdict=verdict, seen_version=claim.version)
    if not shown.claims:
        yield Decision(id=str(uuid.uuid4()), item=shown.id, verdict=Verdict.NONE, seen_version=0)


def test_a_translated_log_fills_a_queue(school: School, out: Path) -> None:
    """Data folder, database and queue are made on the way; what was done is told."""
    done = school.run("queue", "add", out, "--name", "Spring")
    assert (done.code, done.out) == (0, "")
    assert re.search(r"Spring: 3 texts with \d+ claims added, 0 were there already", done.err)


def test_adding_twice_changes_nothing(filled: School, out: Path) -> None:
    """Nobody has to remember whether it was done."""
    done = filled.run("queue", "add", out, "--name", "Spring", *RATES)
    assert (done.code, done.err) == (0, "Spring: 0 texts with 0 claims added, 3 were there already\n")
    assert json.loads(filled.run("queue", "list", "--format", "json").out)[0]["texts"] == 3


def test_a_folder_of_results_fills_one_queue(school: School, out: Path) -> None:
    """Such as those of several classes."""
    runs = school.folder / "runs"
    runs.mkdir()
    lines = out.read_text(encoding="utf-8").splitlines(keepends=True)
    (runs / "a.jsonl").write_text(lines[0], encoding="utf-8")
    (runs / "b.jsonl").write_text("".join(lines[1:]), encoding="utf-8")
    assert "3 texts" in school.run("queue", "add", runs, "--name", "Spring").err


def test_bad_lines_are_named_and_the_others_added(school: School, out: Path) -> None:
    """Exit code 3: finished, with some that failed."""
    lines = out.read_text(encoding="utf-8").splitlines()
    lines.insert(1, '{"schema": "skillweave.translation/1", "id": 7}')
    bad = school.folder / "bad.jsonl"
    bad.write_text("\n".join(lines), encoding="utf-8")
    done = school.run("queue", "add", bad, "--name", "Spring")
    assert done.code == 3
    assert "failed: bad.jsonl, line 2: " in done.err
    assert "3 texts" in done.err


def test_rules_that_are_there_are_not_changed_by_the_way(filled: School, out: Path) -> None:
    """Who gives others is told which differ, and where to change them."""
    done = filled.run("queue", "add", out, "--name", "Spring", "--reviews", "2", "--blind", "0%")
    assert done.code == 4
    assert "reviews_required is 1, not 2" in done.err
    assert "blind_rate" not in done.err


@pytest.mark.parametrize("rate", ["x", "101%", "-1", "nan", "2"])
def test_a_rate_is_a_share(school: School, out: Path, rate: str) -> None:
    """Of one, or in percent."""
    done = school.run("queue", "add", out, "--name", "Spring", "--irr", rate)
    assert (done.code, "is no share; write 10% or 0.1" in done.err) == (2, True)
    assert not school.data.exists()


@pytest.mark.parametrize("words", [("list",), ("stats", "Spring"), ("export", "Spring"), ("members", "Spring")])
def test_an_empty_database_is_told(school: School, words: Sequence[str]) -> None:
    """With the commands that fill it."""
    done = school.run("queue", *words)
    assert done.code == 4
    assert "skillweave init" in done.err


def test_an_unknown_queue_is_told_with_those_there_are(filled: School) -> None:
    """A slip in the name is seen at once."""
    done = filled.run("queue", "stats", "Sprong")
    assert (done.code, done.err) == (4, "error: there is no queue called 'Sprong'; there are: Spring\n")


def test_queues_are_listed(filled: School) -> None:
    """As a table, and as JSON for programs."""
    table = filled.run("queue", "list").out.splitlines()
    assert table[0].split()[:3] == ["queue", "state", "texts"]
    assert table[1].split()[:3] == ["Spring", "open", "3"]


def test_figures_of_a_queue_are_printed(reviewed: School) -> None:
    """How far it is, how people decide, how far they agree."""
    figures = json.loads(reviewed.run("queue", "stats", "Spring", "--format", "json").out)
    assert (figures["texts"], figures["final"], figures["reviewers"]) == (3, 3, 1)
    assert figures["raw agreement"] == "no item has two reviews yet"
    assert reviewed.run("queue", "conflicts", "Spring").err == "none\n"


def test_settled_texts_come_out_as_a_labelled_sample(reviewed: School) -> None:
    """One line a text, with what was confirmed, what was not, and how it was seen."""
    done = reviewed.run("queue", "export", "Spring")
    texts = {text["id"]: text for text in map(json.loads, done.out.splitlines())}
    assert texts.keys() == {"b1", "b2", "b3"}
    assert texts["b2"]["labels"] == []
    assert texts["b1"]["labels"][0]["evidence"][0]["quote"] in DEED
    assert {label["exposure"] for label in texts["b1"]["labels"]} == {"assisted"}
    assert texts["b1"]["version"] == "hashing-96"
    assert done.err == "3 of 3 settled texts written\n"


def test_the_table_says_the_same(reviewed: School) -> None:
    """For people who work with a spreadsheet; the ending of the file gives the format."""
    assert reviewed.run("queue", "export", "Spring", "-o", "spring.csv").code == 0
    content = (reviewed.folder / "spring.csv").read_text(encoding="utf-8")
    assert {row["id"] for row in csv.DictReader(io.StringIO(content, newline=""))} == {"b1", "b2", "b3"}


def _measure(reviewed: School, *words: str) -> Finished:
    assert reviewed.run("queue", "export", "Spring", "-o", "spring.jsonl").code == 0
    rest = ("--part", "all", "--no-baselines", "--settings", reviewed.command.hashing)
    return reviewed.run("eval", "run", "--sets", "none", "--samples", "spring.jsonl", *rest, *words)


def test_a_model_is_not_scored_on_labels_made_in_view_of_its_suggestions(reviewed: School) -> None:
    """Exit code 4, with the labels that are in the way and what can be done."""
    done = _measure(reviewed)
    assert (done.code, done.out) == (4, "")
    assert re.search(r"spring\.jsonl: \d+ assisted labels of 3 texts, run [0-9a-f]{16} of hashing-96", done.err)
    assert "--assisted leave-out" in done.err


def test_who_wants_it_all_the_same_is_told_which_labels_were_used(reviewed: School) -> None:
    """The flag is a decision, and the output shows it."""
    done = _measure(reviewed, "--assisted", "use")
    assert done.code == 0, done.err
    assert re.search(r"spring\.jsonl: \d+ assisted labels of 3 texts, run .*: used\n", done.err)
    assert "skillweave" in done.out


def test_nothing_but_assisted_labels_leaves_nothing_to_measure(reviewed: School) -> None:
    """That is an error, not a figure of nothing."""
    done = _measure(reviewed, "--assisted", "leave-out")
    assert (done.code, "review some items blind" in done.err) == (4, True)


def test_a_final_text_can_be_opened_again(command: Command, reviewed: School, tmp_path: Path) -> None:
    """By its id; it is open then, and the other ones stay."""
    assert reviewed.run("backup", tmp_path / "b.db").code == 0
    copy = School(command, tmp_path)
    assert copy.run("restore", "b.db", "--yes").code == 0
    database = open_database(f"sqlite:///{copy.data / 'review.db'}")
    with database.reading() as connection:
        item = connection.exec_driver_sql("SELECT id FROM item WHERE experience_id = 'b1'").scalar_one()
    database.close()
    assert copy.run("queue", "reopen", item).err == f"{item} is open again\n"
    (queue,) = json.loads(copy.run("queue", "list", "--format", "json").out)
    assert (queue["open"], queue["final"]) == (1, 2)
    assert copy.run("queue", "reopen", "no-such-item").code == 4


def test_members_are_added_listed_and_removed(filled: School) -> None:
    """By login; what they are offered stands beside them."""
    assert filled.run("init").code == 0
    added = filled.run("queue", "members", "Spring", "--add", "Admin", "--role", "adjudicator", "--languages", "en, es")
    assert added.code == 0, added.err
    assert re.search(r"Administrator +reviewer-\w+ +adjudicator +en, es +all", added.out)
    assert filled.run("queue", "members", "Spring", "--remove", "admin").err == "none\n"
    unknown = filled.run("queue", "members", "Spring", "--add", "bob")
    assert (unknown.code, "nobody has the login 'bob'" in unknown.err) == (4, True)


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
