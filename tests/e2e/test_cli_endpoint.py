"""`skillweave translate` with an endpoint as its encoder, the real command: names, kills, limits, folders, dry runs."""

import csv
import json
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from skillweave.privacy.sent import read_sent
from tests.e2e.commands import Command, Finished, json_lines
from tests.elsewhere import hashed, texts_of, vectors_step
from tests.model_scripts import honest
from tests.scripted_endpoint import KEY, MODEL, Endpoint, Request, Step, fault, serving

pytestmark = pytest.mark.enable_socket  # speaks to a server on this machine
ENTRIES = 30
LINE = ("translate", "log.csv", "--frameworks", "as-durable-skills")


@pytest.fixture
def command(command: Command, tmp_path: Path) -> Command:
    """Give the command with a cache of its own: two servers of the tests may get the same port."""
    return Command({**command.environment, "SKILLWEAVE_CACHE": str(tmp_path / "cache")}, command.hashing)


@pytest.fixture
def server() -> Iterator[Endpoint]:
    """An endpoint with vectors of hashed words, which also judges."""
    with serving(lambda request: honest(request) if "chat" in request.path else hashed(request)) as endpoint:
        yield endpoint


@pytest.fixture
def folder(tmp_path: Path, deed: str, server: Endpoint) -> Path:
    """A log in which every entry shows a skill and names people, a roster, and settings."""
    with (tmp_path / "log.csv").open("w", encoding="utf-8", newline="") as stream:
        table = csv.writer(stream)
        table.writerow(["id", "text"])
        table.writerows(
            [f"e{at}", f"  {deed}. Priya Raman (S-1009) saw {at} of 👩‍🚒 them. Was PRIYA born? On 3/4/2009 🐄."]
            for at in range(ENTRIES)
        )
    (tmp_path / "roster.csv").write_text("name,id\nPriya Raman,S-1009\n", encoding="utf-8")
    _settings(tmp_path, server)
    return tmp_path


def _settings(folder: Path, server: Endpoint, *, endpoint: str = "", rest: str = 'roster = "roster.csv"') -> None:
    (folder / "skillweave.toml").write_text(
        f'[embedder]\nkind = "endpoint"\n[embedder.endpoint]\nbase_url = "{server.base_url}"\n'
        f'model = "{MODEL}"\n{endpoint}\n[privacy]\n{rest}\n',
        encoding="utf-8",
    )


def _run(command: Command, folder: Path, *words: object, key: str = KEY) -> Finished:
    return command.run(*LINE, *words, cwd=folder, SKILLWEAVE_EMBEDDINGS_KEY=key, SKILLWEAVE_API_KEY=key)


def _host(server: Endpoint) -> str:
    return server.base_url.removesuffix("/v1")


def test_claims_quote_the_original_and_say_what_made_them(
    command: Command, folder: Path, server: Endpoint, deed: str
) -> None:
    """Evidence is the sentence, code point by code point; no confidence is made up; the run says where texts went."""
    done = _run(command, folder, "-o", "out.jsonl", "--report", "report.html")
    assert done.code == 0, done.err
    assert f"sentences go to {_host(server)} to be encoded; 1 people of the roster" in done.err
    assert "evidence is the sentence that it stands in" in done.err
    assert "confidences are not calibrated" in done.err
    assert f"texts sent in {len(server.requests)} requests ({len(server.requests)} tries), 0 vectors kept" in done.err
    found = json_lines(folder / "out.jsonl")
    assert len(found) == ENTRIES
    for one in found:
        assert one["provenance"]["encoder"].startswith(f"endpoint:{MODEL}@")
        assert one["provenance"]["encoder"].endswith(":sentences")
        assert one["provenance"]["parameters"].startswith("generic-v1@")
        text = one["experience"]["text"]
        (first, *_) = one["claims"]
        assert [quote["quote"] for quote in first["evidence"]] == [deed]
        for claim in one["claims"]:
            assert (claim["confidence"], claim["calibrated_on"]) == (None, None)
            for quote in (*claim["evidence"], claim["passage"]):
                assert text[quote["start"] : quote["end"]] == quote["quote"]
    assert f"endpoint:{MODEL}@" in (folder / "report.html").read_text(encoding="utf-8")


def test_no_name_of_the_roster_leaves(command: Command, folder: Path, server: Endpoint) -> None:
    """Not by embeddings, not by a judge after them, in no header; nor is a text in the log of what was sent.

    A date is found by the sentence before it, though each sentence leaves by itself.
    """
    judge = f'[judge]\nbase_url = "{server.base_url}"\nmodel = "{MODEL}"\nask_uncalibrated = true'
    _settings(folder, server, rest=f'roster = "roster.csv"\n{judge}')
    done = _run(command, folder, "--judge", "-o", "out.jsonl")
    assert done.code == 0, done.err
    assert {request.path for request in server.requests} == {"/v1/embeddings", "/v1/chat/completions"}
    everything = "".join(request.text + repr(request.headers) for request in server.requests).lower()
    assert "[person_1] ([id_1]) saw 7 of" in everything
    for log in (folder / "cache" / "endpoint" / "sent.jsonl", folder / "cache" / "judge" / "sent.jsonl"):
        written = log.read_text(encoding="utf-8").lower()
        assert not [word for word in ("priya", "raman", "s-1009", "glasses") if word in written]
        everything += written
    assert not [word for word in ("priya", "raman", "s-1009", "3/4/2009") if word in everything]


def test_the_log_says_what_was_sent(command: Command, folder: Path, server: Endpoint) -> None:
    """One line a request, texts of frameworks apart from what people wrote, with what was replaced."""
    _run(command, folder, "-o", "out.jsonl")
    sent = read_sent(folder / "cache" / "endpoint" / "sent.jsonl")
    assert len(sent) == len(server.requests)
    assert {(one.to, one.model) for one in sent} == {(_host(server), MODEL)}
    replaced: Counter[str] = Counter()
    for one in sent:
        replaced.update({f"{one.purpose}: {sort.value}": count for sort, count in one.replaced.items()})
    assert replaced["embed parts of entries: person"] == ENTRIES + 1
    assert not [name for name in replaced if "frameworks" in name]


def test_a_second_run_sends_nothing_and_gives_the_same(command: Command, folder: Path, server: Endpoint) -> None:
    """An entry that was added costs only what is new in it."""
    _run(command, folder, "-o", "out.jsonl")
    before = len(server.requests)
    again = _run(command, folder, "-o", "again.jsonl")
    assert (again.code, len(server.requests)) == (0, before)
    assert (folder / "again.jsonl").read_bytes() == (folder / "out.jsonl").read_bytes()
    with (folder / "log.csv").open("a", encoding="utf-8") as stream:
        stream.write("more,I fed the calves with Priya.\n")
    _run(command, folder, "-o", "more.jsonl")
    assert texts_of(server)[-1] == "I fed the calves with [PERSON_1]."
    assert len(server.requests) == before + 1


def test_without_the_setting_nothing_is_asked(command: Command, folder: Path, server: Endpoint) -> None:
    """An address alone sends nothing: the kind of the encoder decides."""
    words = (folder / "skillweave.toml").read_text(encoding="utf-8").replace('kind = "endpoint"', 'kind = "hashing"')
    (folder / "skillweave.toml").write_text(words, encoding="utf-8")
    assert _run(command, folder, "-o", "out.jsonl").code == 0
    assert server.requests == []


@pytest.mark.parametrize("kill_after", [3, 34])
def test_a_killed_run_goes_on_and_pays_nothing_twice(
    command: Command, folder: Path, server: Endpoint, kill_after: int
) -> None:
    """Killed outright amid the frameworks or amid the entries, run again: the same output, nothing kept asked again.

    Only what was on its way at the kill may be asked again.
    """

    def slow(request: Request) -> Step:
        time.sleep(0.02)
        return hashed(request)

    _settings(folder, server, endpoint="texts_at_most = 64\nconcurrency = 2")
    server.script = slow
    started = Command({**command.environment, "SKILLWEAVE_EMBEDDINGS_KEY": KEY}, command.hashing)
    process = started.start(*LINE, "-o", "out.jsonl", cwd=folder)
    while len(server.requests) < kill_after and process.poll() is None:
        time.sleep(0.002)
    process.kill()
    process.communicate()
    time.sleep(0.2)
    assert not (folder / "out.jsonl").exists()
    kept = len(list((folder / "cache" / "endpoint").glob("*/*/[!.]*")))
    first = len(server.requests)
    done = _run(command, folder, "-o", "out.jsonl")
    assert done.code == 0, done.err
    twice = {text for text, count in Counter(texts_of(server)).items() if count > 1}
    assert len(twice) <= 2 * 64
    again = sum(len(request.json["input"]) for request in server.requests[first:])
    assert again == len(set(texts_of(server))) - kept
    _run(command, folder, "-o", "again.jsonl")
    assert (folder / "again.jsonl").read_bytes() == (folder / "out.jsonl").read_bytes()


def test_a_dry_run_sends_nothing_and_says_what_would_be_sent(command: Command, folder: Path, server: Endpoint) -> None:
    """Exactly so many requests and texts are sent then, and none a second time."""
    _settings(folder, server, endpoint="price_in = 0.02")
    before = _run(command, folder, "--dry-run")
    assert (before.code, server.requests) == (0, [])
    assert "nothing was sent" in before.out
    assert "at the price of the settings" in before.out
    _run(command, folder, "-o", "out.jsonl")
    frameworks = [request for request in server.requests if "glasses." not in request.text]
    many = sum(len(request.json["input"]) for request in frameworks)
    assert f"texts of frameworks: {many:,} (" in before.out
    assert f"would be sent in {len(frameworks)} requests" in before.out
    assert f"parts of entries: {len(texts_of(server)) - many:,} (" in before.out
    after = _run(command, folder, "--dry-run").out
    assert f"texts of frameworks: 0 (0 characters) would be sent in 0 requests, the vectors of {many:,} are" in after
    assert "parts of entries: 0 (0 characters) would be sent in 0 requests" in after


def test_what_a_judge_would_be_asked_cannot_be_foretold(command: Command, folder: Path, server: Endpoint) -> None:
    """It would have to send; it says so."""
    done = _run(command, folder, "--judge", "--dry-run")
    assert (done.code, server.requests) == (4, [])
    assert "known only after sentences were encoded" in done.err


@pytest.mark.parametrize("kind", ["endpoint", "local"])
def test_what_measuring_a_judge_would_ask_cannot_be_foretold(
    command: Command, folder: Path, server: Endpoint, deed: str, kind: str
) -> None:
    """`eval judge --dry-run` would have to send sentences to encode them; it says so, and sends none."""
    label = {"framework": "as-durable-skills", "code": "DS.CHA", "grade": 4}
    lines = [json.dumps({"id": f"e{at}", "text": f"{deed}. It was day {at}.", "labels": [label]}) for at in range(4)]
    (folder / "own.jsonl").write_text("\n".join(lines), encoding="utf-8")
    judge = f'[judge]\nkind = "{kind}"\nbase_url = "{server.base_url}"\nmodel = "{MODEL}"\nask_uncalibrated = true'
    _settings(folder, server, rest=f"without_roster = true\n{judge}")
    words = ("eval", "judge", "own.jsonl", "--part", "all", "--dry-run")
    done = command.run(*words, cwd=folder, SKILLWEAVE_EMBEDDINGS_KEY=KEY, SKILLWEAVE_API_KEY=KEY)
    assert (done.code, server.requests) == (4, []), done.err
    assert "known only after sentences were encoded" in done.err
    assert "leave out --dry-run" in done.err


@pytest.mark.parametrize(
    ("rest", "endpoint", "key", "place", "told"),
    [
        ("", "", KEY, "out.jsonl", "privacy.roster"),
        ("", "", KEY, "claims/", "privacy.roster"),
        ('roster = "gone.csv"', "", KEY, "out.jsonl", "gone.csv cannot be read"),
        ('roster = "roster.csv"', "", "", "claims/", "SKILLWEAVE_EMBEDDINGS_KEY is empty"),
        ('roster = "roster.csv"', "cost_at_most = 1.0", KEY, "out.jsonl", "needs price_in"),
    ],
)
def test_what_is_missing_is_told_before_anything_is_sent(
    command: Command, folder: Path, server: Endpoint, rest: str, endpoint: str, key: str, place: str, told: str
) -> None:
    """No roster, no key, a limit without a price: exit code 4, nothing sent or written."""
    _settings(folder, server, rest=rest, endpoint=endpoint)
    done = _run(command, folder, "-o", place, key=key)
    assert (done.code, server.requests) == (4, [])
    assert told in done.err
    assert not (folder / place).exists()


@pytest.mark.parametrize(
    "words", [("-o", "out.jsonl"), ("--dry-run",), ("-o", "claims/"), ("-o", "claims/", "--dry-run")]
)
def test_columns_of_the_roster_that_are_not_read_are_told(
    command: Command, folder: Path, words: tuple[str, ...]
) -> None:
    """Wherever something is sent or foretold."""
    (folder / "roster.csv").write_text("name,id,Grade\nPriya Raman,S-1009,11\n", encoding="utf-8")
    done = _run(command, folder, *words)
    assert done.code == 0, done.err
    assert done.err.count("note: column 'Grade' of the roster is not read") == 1


def test_a_roster_of_ids_only_lets_nothing_leave(command: Command, folder: Path, server: Endpoint) -> None:
    """Names would leave: exit code 4."""
    (folder / "roster.csv").write_text("id,Who\nS-1009,Priya Raman\n", encoding="utf-8")
    done = _run(command, folder, "-o", "out.jsonl")
    assert (done.code, server.requests) == (4, [])
    assert "roster.csv holds no names" in done.err


@pytest.mark.parametrize("missing", ["base_url", "model"])
def test_an_endpoint_that_is_not_named_is_told(command: Command, folder: Path, server: Endpoint, missing: str) -> None:
    """Which setting is missing, and what needs it."""
    words = (folder / "skillweave.toml").read_text(encoding="utf-8").splitlines()
    kept = [line for line in words if not line.startswith(missing)]
    (folder / "skillweave.toml").write_text("\n".join(kept), encoding="utf-8")
    done = _run(command, folder)
    assert (done.code, server.requests) == (4, [])
    assert f"embedder.endpoint.{missing} is missing" in done.err


def test_an_endpoint_that_fails_ends_the_run_with_6(command: Command, folder: Path, server: Endpoint) -> None:
    """No file is written; what was answered is kept."""
    server.script = lambda request: fault(401, "bad key") if "glasses." in request.text else hashed(request)
    done = _run(command, folder, "-o", "out.jsonl")
    assert (done.code, (folder / "out.jsonl").exists()) == (6, False)
    assert "401: bad key; check the key in SKILLWEAVE_EMBEDDINGS_KEY" in done.err
    assert list((folder / "cache" / "endpoint").glob("*/*/*"))


def test_an_entry_with_a_sentence_that_is_refused_fails_alone(command: Command, folder: Path, server: Endpoint) -> None:
    """With the endpoint's reason; all others are translated."""
    server.script = lambda request: fault(400, "too odd") if " saw 7 of" in request.text else hashed(request)
    done = _run(command, folder, "-o", "out.jsonl")
    assert done.code == 3, done.err
    assert "29 with claims" in done.err
    (failed,) = (one for one in json_lines(folder / "out.jsonl") if one["status"] == "failed")
    assert (failed["id"], "400: too odd" in failed["error"]) == ("e7", True)


def test_another_model_under_the_same_name_is_told(command: Command, folder: Path, server: Endpoint) -> None:
    """Vectors of another length never meet the kept ones."""
    _run(command, folder, "-o", "out.jsonl")
    server.script = lambda request: vectors_step([[1.0, 2.0]] * len(request.json["input"]))
    (folder / "log.csv").write_text("id,text\na,I fed calves.\n", encoding="utf-8")
    done = _run(command, folder, "-o", "new.jsonl")
    assert (done.code, (folder / "new.jsonl").exists()) == (4, False)
    assert "have 96 numbers, but one of 2 came" in done.err


def test_a_budget_ends_the_run_with_7(command: Command, folder: Path, server: Endpoint) -> None:
    """And says how to go on; raising the limit goes on from there."""
    _settings(folder, server, endpoint="tokens_at_most = 9000\nconcurrency = 1")
    done = _run(command, folder, "-o", "out.jsonl")
    assert (done.code, (folder / "out.jsonl").exists()) == (7, False)
    assert "raise the limit and run again to go on" in done.err
    before = len(server.requests)
    _settings(folder, server)
    assert _run(command, folder, "-o", "out.jsonl").code == 0
    assert 0 < before < len(server.requests)
    assert max(Counter(texts_of(server)).values()) == 1


def test_a_run_into_a_folder_by_several_workers(command: Command, folder: Path, server: Endpoint) -> None:
    """The same claims as into a file; frameworks are paid once; the next run sends nothing."""
    _settings(folder, server, endpoint="concurrency = 4")
    done = _run(command, folder, "-o", "claims/", "--format", "jsonl", "--part-rows", 5, "--workers", 2)
    assert done.code == 0, done.err
    assert "sentences go to" in done.err
    (run,) = (folder / "claims").glob("run-*")
    parts = [line for path in sorted(run.glob("translations/*.jsonl")) for line in json_lines(path)]
    before = len(server.requests)
    twice = [text for text, count in Counter(texts_of(server)).items() if count > 1]
    assert not [text for text in twice if " saw " in text]  # what only one entry has
    assert len(twice) <= 3  # what all entries share: two workers may ask for it at once
    assert _run(command, folder, "-o", "out.jsonl").code == 0
    assert len(server.requests) == before
    alone = {one["id"]: one["claims"] for one in json_lines(folder / "out.jsonl")}
    assert {one["id"]: one["claims"] for one in parts} == alone
    made = json.loads((run / "manifest.json").read_text(encoding="utf-8"))["made"]
    assert (made["device"], made["number_type_why"]) == ("endpoint", "the encoder is an endpoint")
    again = _run(command, folder, "-o", "claims/", "--format", "jsonl", "--part-rows", 5, "--workers", 2)
    assert (again.code, len(server.requests)) == (0, before)


def test_a_folder_run_that_meets_a_failure_goes_on_later(command: Command, folder: Path, server: Endpoint) -> None:
    """Finished parts are kept; what was paid is not paid again."""

    def failing(request: Request) -> Step:
        return fault(401, "bad key") if "saw 17 of" in request.text else hashed(request)

    server.script = failing
    words = ("-o", "claims/", "--part-rows", 5, "--workers", 1)
    done = _run(command, folder, *words)
    assert done.code == 6, done.err
    server.script = hashed
    assert _run(command, folder, *words).code == 0
    paid = Counter(text for request in server.requests if "saw 17 of" not in request.text for text in _input(request))
    assert max(paid.values()) == 1


def _input(request: Request) -> list[str]:
    return list(request.json["input"])


def test_a_run_into_a_folder_that_is_killed_pays_nothing_twice(
    command: Command, folder: Path, server: Endpoint
) -> None:
    """Its workers end with it; the next run asks for what was neither kept nor on its way."""

    def slow(request: Request) -> Step:
        time.sleep(0.2 if " saw " in request.text else 0.0)
        return hashed(request)

    _settings(folder, server, endpoint="concurrency = 2")
    words = ("-o", "claims/", "--part-rows", 5, "--workers", 2)
    assert _run(command, folder, "-o", "whole/", *words[2:]).code == 0
    (folder / "cache").rename(folder / "before")
    server.requests.clear()
    server.script = slow
    started = Command({**command.environment, "SKILLWEAVE_EMBEDDINGS_KEY": KEY}, command.hashing)
    process = started.start(*LINE, *words, cwd=folder)
    while not any("saw 3 of" in request.text for request in list(server.requests)) and process.poll() is None:
        time.sleep(0.002)
    process.kill()
    process.communicate()
    time.sleep(1.0)
    server.script = hashed
    assert _run(command, folder, *words).code == 0
    twice = [text for text, count in Counter(texts_of(server)).items() if count > 1]
    assert len(twice) <= 2 * (5 + 3)  # a part of five rows each was on its way at the kill
    (one,), (other,) = ((folder / name).glob("run-*/claims") for name in ("whole", "claims"))
    names = sorted(path.name for path in one.iterdir())
    assert [(other / name).read_bytes() for name in names] == [(one / name).read_bytes() for name in names]


def test_a_dry_run_into_a_folder_sends_nothing(command: Command, folder: Path, server: Endpoint) -> None:
    """It says how much would be sent, and makes no folder."""
    done = _run(command, folder, "-o", "claims/", "--dry-run")
    assert (done.code, server.requests) == (0, [])
    assert f"{ENTRIES} rows, 0 would fail" in done.out
    assert "parts of entries: " in done.out
    assert not (folder / "claims").exists()


@pytest.mark.parametrize(
    ("endpoint", "words", "told"),
    [
        ("", ("--passage-cache", "kept"), "vectors of an endpoint are kept anyway"),
        ("", ("--number-type", "bf16"), "an endpoint calculates as it likes"),
        ("", ("--cluster", "auto"), "leave out --cluster"),
        ("tokens_at_most = 100000", ("--workers", 2), "give --workers 1"),
    ],
)
def test_what_an_endpoint_cannot_do_is_refused(
    command: Command, folder: Path, server: Endpoint, endpoint: str, words: tuple[object, ...], told: str
) -> None:
    """With the way on; nothing is sent."""
    _settings(folder, server, endpoint=endpoint)
    done = _run(command, folder, "-o", "claims/", *words)
    assert (done.code, server.requests) == (4, [])
    assert told in done.err


def test_the_doctor_sends_nothing_unless_asked(command: Command, folder: Path, server: Endpoint) -> None:
    """Then one sentence of ours, and it says what came."""
    quiet = command.run("doctor", cwd=folder, SKILLWEAVE_EMBEDDINGS_KEY=KEY)
    assert (quiet.code, server.requests) == (0, [])
    assert "whether it answers was not tried" in quiet.out
    assert "nothing was sent anywhere" in quiet.out
    asked = command.run("doctor", "--ask-endpoint", cwd=folder, SKILLWEAVE_EMBEDDINGS_KEY=KEY)
    assert asked.code == 0, asked.err
    assert "it answers: 96 numbers for 'I fed the calves every morning.'" in asked.out
    assert texts_of(server) == ["I fed the calves every morning."]
    server.script = lambda _: fault(401, "bad key")
    failing = command.run("doctor", "--ask-endpoint", cwd=folder, SKILLWEAVE_EMBEDDINGS_KEY=KEY)
    assert (failing.code, "FAULT: " in failing.err, "401: bad key" in failing.err) == (4, True, True)
    missing = command.run("doctor", cwd=folder)
    assert (missing.code, "SKILLWEAVE_EMBEDDINGS_KEY is empty" in missing.err) == (4, True)


def test_the_doctor_asks_no_endpoint_that_is_not_named(command: Command, tmp_path: Path) -> None:
    """The option alone means nothing."""
    done = command.run("doctor", "--ask-endpoint", cwd=tmp_path)
    assert (done.code, 'is about embedder.kind = "endpoint"' in done.err) == (4, True)


def test_links_are_suggested_without_a_roster(command: Command, folder: Path, server: Endpoint, own: Path) -> None:
    """Texts of frameworks are public."""
    _settings(folder, server, rest="")
    done = command.run(
        "frameworks", "suggest-links", own, "-o", "linked.yaml", cwd=folder, SKILLWEAVE_EMBEDDINGS_KEY=KEY
    )
    assert done.code == 0, done.err
    assert "Bake bread. " not in texts_of(server)
    assert "Bake bread" in texts_of(server)
