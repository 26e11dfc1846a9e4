"""`skillweave translate --judge` with the real command, against a scripted endpoint: cost, names, kills, resuming."""

import csv
import re
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.commands import Command, Finished, json_lines
from tests.model_scripts import honest
from tests.scripted_endpoint import KEY, MODEL, Endpoint, Request, Script, Step, fault, serving

pytestmark = pytest.mark.enable_socket  # speaks to a server on this machine
ENTRIES = 30


@pytest.fixture
def server() -> Iterator[Endpoint]:
    """An endpoint that answers everything, the same way each time."""
    with serving(honest) as endpoint:
        yield endpoint


@pytest.fixture
def folder(tmp_path: Path, deed: str, server: Endpoint) -> Path:
    """A log in which every entry has an uncertain claim, a roster and settings."""
    with (tmp_path / "log.csv").open("w", encoding="utf-8", newline="") as stream:
        table = csv.writer(stream)
        table.writerow(["id", "text"])
        table.writerows([f"e{at}", f"{deed}. Priya Raman saw {at} of them."] for at in range(ENTRIES))
    (tmp_path / "roster.csv").write_text("name\nPriya Raman\n", encoding="utf-8")
    _settings(tmp_path, server)
    return tmp_path


def _settings(folder: Path, server: Endpoint, *, judge: str = "", privacy: str = 'roster = "roster.csv"') -> None:
    (folder / "skillweave.toml").write_text(
        f'[embedder]\nkind = "hashing"\n[privacy]\n{privacy}\n[judge]\nbase_url = "{server.base_url}"\n'
        f'model = "{MODEL}"\nask_uncalibrated = true\nfolder = "kept"\n{judge}\n',
        encoding="utf-8",
    )


LINE = ("translate", "log.csv", "--frameworks", "as-durable-skills", "--judge")


def _run(command: Command, folder: Path, *words: str, key: str = KEY) -> Finished:
    return command.run(*LINE, *words, cwd=folder, SKILLWEAVE_API_KEY=key)


def test_uncertain_claims_are_judged(command: Command, folder: Path, server: Endpoint) -> None:
    """Each has a judgement with quotes from the entry; the run says where texts went and what it took."""
    done = _run(command, folder, "-o", "out.jsonl")
    assert done.code == 0, done.err
    assert f"uncertain claims go to {server.base_url.removesuffix('/v1')}; 1 people of the roster" in done.err
    assert f"requests {ENTRIES} ({ENTRIES} tries), answered from what was kept 0" in done.err
    for one in json_lines(folder / "out.jsonl"):
        assert one["provenance"]["judge"].startswith("scripted-1/judge-v1@")
        for claim in one["claims"]:
            quotes = claim["judgement"]["evidence"]
            assert all(one["experience"]["text"][q["start"] : q["end"]] == q["quote"] for q in quotes)
            assert claim["judgement"]["shown"] in ("demonstrated", "implied")
        assert all(cut["judgement"] for cut in one["cut_off"] if cut["reason"] == "not_shown")


def test_no_name_of_the_roster_leaves(command: Command, folder: Path, server: Endpoint) -> None:
    """Nor is one, or a text, in the log of what was sent."""
    _run(command, folder, "-o", "out.jsonl")
    everything = "".join(request.text + repr(request.headers) for request in server.requests).lower()
    log = (folder / "kept" / "sent.jsonl").read_text(encoding="utf-8")
    assert len(log.splitlines()) == ENTRIES
    assert "[person_1] saw 7 of them" in everything
    assert not [word for word in ("priya", "raman") if word in everything + log.lower()]
    assert "glasses" not in log


@pytest.mark.parametrize("words", [("-o", "out.jsonl"), ("--dry-run",), ("--in-bulk", "-o", "out.jsonl")])
def test_columns_of_the_roster_that_are_not_read_are_told(
    command: Command, folder: Path, words: tuple[str, ...]
) -> None:
    """Wherever something is sent or foretold; names in columns called as schools do it are replaced."""
    table = "Student ID,Student First Name,Student Last Name,Grade\nS-1042,Priya,Raman,11\n"
    (folder / "roster.csv").write_text(table, encoding="utf-8")
    done = _run(command, folder, *words)
    assert done.code == 0, done.err
    assert done.err.count("note: column 'Grade' of the roster is not read") == 1
    assert ("1 people of the roster" in done.err) is (words != ("--dry-run",))


def test_a_roster_of_ids_only_lets_nothing_leave(command: Command, folder: Path, server: Endpoint) -> None:
    """A name in a column that is not known would leave: it is told which, and nothing is sent."""
    (folder / "roster.csv").write_text("Student ID,Who\nS-1042,Priya Raman\n", encoding="utf-8")
    done = _run(command, folder, "-o", "out.jsonl")
    assert (done.code, server.requests) == (4, [])
    assert "roster.csv holds no names" in done.err
    assert "column 'Who' of the roster is not read" in done.err


def test_without_the_option_nothing_is_asked(command: Command, folder: Path, server: Endpoint) -> None:
    """Settings alone send nothing."""
    done = command.run(*LINE[:-1], "-o", "out.jsonl", cwd=folder, SKILLWEAVE_API_KEY=KEY)
    assert (done.code, server.requests) == (0, [])
    assert all(one["provenance"]["judge"] == "none" for one in json_lines(folder / "out.jsonl"))


def test_a_dry_run_sends_nothing_and_says_what_it_would_cost(command: Command, folder: Path, server: Endpoint) -> None:
    """Requests, tokens, money; what was answered already is left out."""
    _settings(folder, server, judge="price_in = 1.0\nprice_out = 4.0")
    before = _run(command, folder, "--dry-run")
    assert (before.code, server.requests) == (0, [])
    assert f"{ENTRIES} requests, 0 answered already" in before.out
    assert "at the prices of the settings" in before.out
    _run(command, folder, "-o", "out.jsonl")
    assert f"0 requests, {ENTRIES} answered already" in _run(command, folder, "--dry-run").out


def test_a_dry_run_counts_equal_entries_once(command: Command, folder: Path, server: Endpoint, deed: str) -> None:
    """In a log of several chunks, as the run then asks; what asking once more would add stands beside it."""
    _settings(folder, server, judge="price_in = 1.0\nprice_out = 4.0")
    (folder / "log.csv").write_text("id,text\n" + "".join(f"e{at},{deed}.\n" for at in range(130)), encoding="utf-8")
    before = _run(command, folder, "--dry-run")
    assert "1 requests, 0 answered already, 129 equal to another" in before.out, before.err
    costs = re.findall(r"^if (no answer|each).*: at most ([\d.]+) at the prices", before.out, re.MULTILINE)
    (first, once), (second, most) = costs
    assert (first, second, 0 < float(once) < float(most)) == ("no answer", "each", True)
    done = _run(command, folder, "-o", "out.jsonl")
    assert (done.code, len(server.requests)) == (0, 1), done.err
    assert "0 requests, 130 answered already, 0 equal to another" in _run(command, folder, "--dry-run").out


@pytest.mark.parametrize("kill_after", [1, 12])
def test_a_killed_run_goes_on_and_pays_nothing_twice(
    command: Command, folder: Path, server: Endpoint, kill_after: int
) -> None:
    """Killed outright in the middle, run again: the same output as without the kill, and every reply paid once.

    Only what was on its way at the kill may be asked again, under the same name, so that an endpoint that knows the
    header need not do it twice.
    """

    def slow(request: Request) -> Step:
        time.sleep(0.03)
        return honest(request)

    server.script = slow
    command = Command({**command.environment, "SKILLWEAVE_API_KEY": KEY}, command.hashing)
    process = command.start(*LINE, "-o", "out.jsonl", cwd=folder)
    while len(server.requests) < kill_after and process.poll() is None:
        time.sleep(0.005)
    process.kill()
    process.communicate()
    time.sleep(0.2)
    kept = {path.stem for path in (folder / "kept").glob("*/*.json")}
    assert not (folder / "out.jsonl").exists()
    assert len(kept) < ENTRIES
    first = len(server.requests)
    done = _run(command, folder, "-o", "out.jsonl")
    assert done.code == 0, done.err
    again = [request.headers["idempotency-key"] for request in server.requests[first:]]
    assert not kept & set(again)
    assert len(again) == len(set(again)) == ENTRIES - len(kept)
    on_their_way = {key for key, count in server.paid.items() if count > 1}
    assert len(on_their_way) <= 4
    undisturbed = (folder / "out.jsonl").read_bytes()
    _run(command, folder, "-o", "again.jsonl")
    assert (folder / "again.jsonl").read_bytes() == undisturbed


def test_an_endpoint_that_fails_ends_the_run_with_6(command: Command, folder: Path, server: Endpoint) -> None:
    """No file is written; what was answered is kept."""
    server.script = lambda request: fault(401, "bad key") if "saw 20 of" in request.last else honest(request)
    _settings(folder, server, judge="concurrency = 1")
    done = _run(command, folder, "-o", "out.jsonl")
    assert (done.code, (folder / "out.jsonl").exists()) == (6, False)
    assert "401: bad key; check the key in SKILLWEAVE_API_KEY" in done.err
    assert len(list((folder / "kept").glob("*/*.json"))) == 20


def test_an_entry_that_the_endpoint_refuses_fails_alone(command: Command, folder: Path, server: Endpoint) -> None:
    """Its claims stay, marked failed, and it is named; all others are judged, and the next run pays nothing."""
    server.script = lambda request: fault(400, "content filter") if "saw 7 of" in request.last else honest(request)
    done = _run(command, folder, "-o", "out.jsonl")
    assert done.code == 0, done.err
    assert "1 entries were refused by the endpoint: what was asked about them is marked failed" in done.err
    assert "  e7: the endpoint refused the request: it answered 400: content filter" in done.err
    assert f"requests {ENTRIES + 1} ({ENTRIES + 1} tries)" in done.err  # a sentence of ours was tried after it
    failed = {
        one["id"]: claim["judgement"]["reason"]
        for one in json_lines(folder / "out.jsonl")
        for claim in one["claims"]
        if claim["judgement"]["shown"] == "failed"
    }
    assert failed == {"e7": "the endpoint refused the request: it answered 400: content filter"}
    sent = len(server.requests)
    again = _run(command, folder, "-o", "again.jsonl")
    assert (again.code, len(server.requests)) == (0, sent), again.err
    assert "  e7: the endpoint refused the request" in again.err
    assert (folder / "again.jsonl").read_bytes() == (folder / "out.jsonl").read_bytes()


def test_an_endpoint_that_refuses_everything_ends_the_run_with_6(
    command: Command, folder: Path, server: Endpoint
) -> None:
    """No entry is to blame where it refuses a sentence of ours too: no file is written, and nothing is kept."""
    server.script = lambda _: fault(400, "no schema here")
    done = _run(command, folder, "-o", "out.jsonl")
    assert (done.code, (folder / "out.jsonl").exists()) == (6, False)
    assert '400: no schema here; if it knows no JSON schema, set structured = "json" or "none"' in done.err
    assert not list((folder / "kept").glob("*/*.json"))


def test_a_budget_ends_the_run_with_7(command: Command, folder: Path, server: Endpoint) -> None:
    """And says how to go on."""
    _settings(folder, server, judge="tokens_at_most = 4000")
    done = _run(command, folder, "-o", "out.jsonl")
    assert (done.code, (folder / "out.jsonl").exists()) == (7, False)
    assert "raise the limit and run again to go on" in done.err
    assert 0 < len(server.requests) < ENTRIES


@pytest.mark.parametrize(
    ("privacy", "judge", "key", "told"),
    [
        ("", "", KEY, "privacy.roster"),
        ('roster = "gone.csv"', "", KEY, "gone.csv cannot be read"),
        ('roster = "roster.csv"', "", "", "SKILLWEAVE_API_KEY is empty"),
        ('roster = "roster.csv"', 'further_frameworks = ["nothing"]', KEY, "further_frameworks names nothing"),
        ('roster = "roster.csv"', "cost_at_most = 1.0", KEY, "needs price_in and price_out"),
    ],
)
def test_what_is_missing_is_told_before_anything_is_sent(
    command: Command, folder: Path, server: Endpoint, privacy: str, judge: str, key: str, told: str
) -> None:
    """No roster, no key, a limit without prices: exit code 4, nothing sent."""
    _settings(folder, server, privacy=privacy, judge=judge)
    done = _run(command, folder, "-o", "out.jsonl", key=key)
    assert (done.code, server.requests) == (4, [])
    assert told in done.err


def test_texts_without_names_need_no_roster(command: Command, folder: Path, server: Endpoint) -> None:
    """If the settings say so."""
    _settings(folder, server, privacy="without_roster = true")
    assert _run(command, folder, "-o", "out.jsonl").code == 0
    assert len(server.requests) == ENTRIES


def test_a_run_in_bulk_is_handed_in_then_collected(command: Command, folder: Path, server: Endpoint) -> None:
    """Handed in, not ready, ready: three runs of one command, each reply paid once."""
    first = _run(command, folder, "--in-bulk", "-o", "out.jsonl")
    assert (first.code, (folder / "out.jsonl").exists()) == (0, False)
    assert f"{ENTRIES} requests were handed in as batch batch-1" in first.out
    waiting = _run(command, folder, "--in-bulk", "-o", "out.jsonl")
    assert (waiting.code, "batch-1 is in_progress, 0 of 30 requests done" in waiting.err) == (6, True)
    server.finish("batch-1")
    done = _run(command, folder, "--in-bulk", "-o", "out.jsonl")
    assert done.code == 0, done.err
    assert f"answered from what was kept {ENTRIES}" in done.err
    assert len(json_lines(folder / "out.jsonl")) == ENTRIES
    assert set(server.paid.values()) == {1}


def _in_bulk(command: Command, folder: Path) -> Finished:
    return _run(command, folder, "--in-bulk", "-o", "out.jsonl")


def _other_log(folder: Path, deed: str) -> None:
    """Put another log in the place of the first, with two entries that this had too."""
    (folder / "log.csv").write_text(
        "id,text\n"
        + "".join(f"e{at},{deed}. Priya Raman saw {at} of them.\n" for at in range(ENTRIES - 2, ENTRIES + 3)),
        encoding="utf-8",
    )


def test_a_batch_of_another_log_is_collected_and_the_rest_handed_in(
    command: Command, folder: Path, server: Endpoint, deed: str
) -> None:
    """Nothing of the second log is asked one by one."""
    _in_bulk(command, folder)
    server.finish("batch-1")
    _other_log(folder, deed)
    second = _in_bulk(command, folder)
    assert (second.code, (folder / "out.jsonl").exists()) == (0, False), second.err
    assert f"batch batch-1: completed, {ENTRIES} answers of {ENTRIES} are kept" in second.err
    assert "3 requests were handed in as batch batch-2" in second.out
    server.finish("batch-2")
    done = _in_bulk(command, folder)
    assert (done.code, len(json_lines(folder / "out.jsonl"))) == (0, 5), done.err
    assert [one for one in server.requests if one.path.endswith("completions")] == []
    assert set(server.paid.values()) == {1}


@pytest.mark.parametrize("status", ["failed", "completed", "expired"])
def test_a_batch_that_gave_nothing_ends_the_run_with_its_reason(
    command: Command, folder: Path, server: Endpoint, status: str
) -> None:
    """Nothing is asked at the full price that nobody wanted to pay; the next run hands in anew."""
    _in_bulk(command, folder)
    server.fail("batch-1", "the file is too old", status=status)
    done = _in_bulk(command, folder)
    assert (done.code, (folder / "out.jsonl").exists()) == (6, False)
    assert f"batch batch-1 has ended as {status}: the file is too old; 0 answers of {ENTRIES} are kept" in done.err
    assert [one for one in server.requests if one.path.endswith("completions")] == []
    assert f"{ENTRIES} requests were handed in as batch batch-2" in _in_bulk(command, folder).out


def test_what_an_expired_batch_had_is_kept_and_the_rest_handed_in_again(
    command: Command, folder: Path, server: Endpoint
) -> None:
    """After the run has said so."""
    _in_bulk(command, folder)
    server.finish("batch-1", status="expired", leave_out=3)
    done = _in_bulk(command, folder)
    assert (done.code, f"ended as expired; {ENTRIES - 3} answers of {ENTRIES} are kept" in done.err) == (6, True), (
        done.err
    )
    assert "3 requests were handed in as batch batch-2" in _in_bulk(command, folder).out


def test_what_a_batch_left_out_is_asked_alone(command: Command, folder: Path, server: Endpoint) -> None:
    """A few that went wrong do not wait for another day."""
    _in_bulk(command, folder)
    server.finish("batch-1", leave_out=2)
    done = _in_bulk(command, folder)
    assert (done.code, len(json_lines(folder / "out.jsonl"))) == (0, ENTRIES), done.err
    assert len([one for one in server.requests if one.path.endswith("completions")]) == 2


def test_while_a_batch_is_pending_a_plain_run_is_refused(command: Command, folder: Path, server: Endpoint) -> None:
    """Every request of it would be paid twice."""
    _in_bulk(command, folder)
    done = _run(command, folder, "-o", "out.jsonl")
    assert (done.code, (folder / "out.jsonl").exists()) == (6, False)
    assert "a batch is pending (kept/pending.json)" in done.err
    assert server.paid == {}


def _spent(folder: Path) -> list[dict]:  # type: ignore[type-arg]
    return json_lines(folder / "kept" / "usage.jsonl")


def test_what_a_batch_cost_is_told_when_it_is_collected(command: Command, folder: Path, server: Endpoint) -> None:
    """Its answers are kept ones by then, and were paid all the same; each run has a line, without a text."""
    _settings(folder, server, judge="price_in = 1.0\nprice_out = 4.0")
    _in_bulk(command, folder)
    server.finish("batch-1")
    done = _in_bulk(command, folder)
    told = f"tokens {ENTRIES * 100:,} sent, {ENTRIES * 20:,} received, cost {ENTRIES * 180 / 1_000_000:.4f}"
    assert told in done.err
    (one,) = _spent(folder)
    assert (one["tokens_in"], one["tokens_out"], one["requests"], one["kept"]) == (
        ENTRIES * 100,
        ENTRIES * 20,
        0,
        ENTRIES,
    )
    assert one["cost"] == pytest.approx(ENTRIES * 180 / 1_000_000)
    assert one["judge"].startswith("scripted-1/judge-v1@")
    assert set(one) == {"at", "to", "judge", "requests", "tries", "kept", "tokens_in", "tokens_out", "cost"}
    _run(command, folder, "-o", "again.jsonl")
    assert len(_spent(folder)) == 1  # a run that asks nothing takes nothing


@pytest.mark.parametrize(
    ("settings", "script", "code"),
    [
        ("tokens_at_most = 4000", honest, 7),
        ("concurrency = 1", lambda one: fault(401, "no") if "saw 20 of" in one.last else honest(one), 6),
    ],
    ids=["budget", "failure"],
)
def test_what_a_run_took_is_told_when_it_ends_early(
    command: Command, folder: Path, server: Endpoint, settings: str, script: Script, code: int
) -> None:
    """On the screen and in a line of its own."""
    server.script = script
    _settings(folder, server, judge=settings)
    done = _run(command, folder, "-o", "out.jsonl")
    paid = sum(server.paid.values())
    assert (done.code, paid > 0) == (code, True)
    assert f"tokens {paid * 100:,} sent, {paid * 20:,} received" in done.err
    assert [(one["requests"], one["tokens_in"]) for one in _spent(folder)] == [(paid, paid * 100)]


def test_tries_that_broke_off_are_in_what_is_told(command: Command, folder: Path, server: Endpoint) -> None:
    """They may have been paid, so they are counted with the most that they may have taken."""
    first = [True]

    def script(request: Request) -> Step:
        if first:
            first.clear()
            return Step("{not json")
        return honest(request)

    server.script = script
    _settings(folder, server, judge="concurrency = 1")
    done = _run(command, folder, "-o", "out.jsonl")
    assert f"requests {ENTRIES} ({ENTRIES + 1} tries)" in done.err
    (one,) = _spent(folder)
    assert (one["tries"], one["tokens_in"] > ENTRIES * 100 + 50) == (ENTRIES + 1, True)


def test_ctrl_c_is_a_run_too(command: Command, folder: Path, server: Endpoint) -> None:
    """What was used until then is told and kept."""

    def slow(request: Request) -> Step:
        time.sleep(0.05)
        return honest(request)

    server.script = slow
    command = Command({**command.environment, "SKILLWEAVE_API_KEY": KEY}, command.hashing)
    process = command.start(*LINE, "-o", "out.jsonl", cwd=folder)
    while len(server.requests) < 4 and process.poll() is None:
        time.sleep(0.005)
    process.send_signal(signal.SIGINT)
    process.communicate()
    (one,) = _spent(folder)
    assert 0 < one["requests"] < ENTRIES


def test_in_bulk_is_about_a_judge(command: Command, folder: Path) -> None:
    """Alone it means nothing."""
    done = command.run("translate", "log.csv", "--in-bulk", cwd=folder)
    assert (done.code, "give --judge too" in done.err) == (4, True)
