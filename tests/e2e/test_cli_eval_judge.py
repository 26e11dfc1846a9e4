"""`skillweave eval judge` with the real command against a scripted endpoint: figures known before they are printed."""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from skillweave.frameworks.load import load_frameworks
from skillweave.llm.prompt import PROMPT, prompt_hash
from tests.e2e.commands import Command, Finished
from tests.model_scripts import asked, by_length, by_place, confirming, knowing, moody
from tests.scripted_endpoint import KEY, MODEL, Endpoint, serving

pytestmark = pytest.mark.enable_socket  # speaks to a server on this machine
FIT, REPORT = 200, 40
Known = Callable[[str, str], bool]


@pytest.fixture(scope="module")
def gold(frameworks_dir: Path) -> dict[str, str]:
    """Give texts that hold an example, each with the name of the skill that it shows."""
    (framework,) = load_frameworks(frameworks_dir, ["as-durable-skills"])
    examples = [(words, entry.label) for entry in framework.competencies for words in entry.indicators]
    return {
        f"{words}. Round {at}.": label for at in range(FIT + REPORT) for words, label in [examples[at % len(examples)]]
    }


@pytest.fixture
def server() -> Iterator[Endpoint]:
    """An endpoint that shows everything, until it is told otherwise."""
    with serving(confirming) as endpoint:
        yield endpoint


@pytest.fixture
def folder(tmp_path: Path, frameworks_dir: Path, gold: dict[str, str], server: Endpoint) -> Path:
    """A labelled sample with both parts, and settings."""
    (framework,) = load_frameworks(frameworks_dir, ["as-durable-skills"])
    codes = {entry.label: entry.code for entry in framework.competencies}
    lines = [
        json.dumps(
            {
                "id": f"e{at}",
                "text": text,
                "part": "report" if at < REPORT else "fit",
                "labels": [{"framework": "as-durable-skills", "code": codes[label], "grade": 4}],
            }
        )
        for at, (text, label) in enumerate(gold.items())
    ]
    (tmp_path / "own.jsonl").write_text("\n".join(lines), encoding="utf-8")
    _settings(tmp_path, server)
    return tmp_path


def _settings(folder: Path, server: Endpoint, judge: str = "") -> None:
    (folder / "skillweave.toml").write_text(
        f'[embedder]\nkind = "hashing"\n[privacy]\nwithout_roster = true\n[judge]\nbase_url = "{server.base_url}"\n'
        f'model = "{MODEL}"\nask_uncalibrated = true\nfolder = "kept"\n{judge}\n'
        "[pipeline.claims]\nabove = -1.0\n",  # many claims, also wrong ones
        encoding="utf-8",
    )


def _measure(command: Command, folder: Path, *words: str, checks: str = "none") -> Finished:
    line = ("eval", "judge", "own.jsonl", "--checks", checks)
    return command.run(*line, *words, cwd=folder, SKILLWEAVE_API_KEY=KEY)


def _value(done: Finished, name: str) -> str:
    """Give the figure that stands behind a name; of a comparison the second one."""
    assert done.code == 0, done.err
    (found,) = re.findall(rf"^  {re.escape(name)} +(?:[\d.]+ -> )?(-?[\d.]+) ", done.out, re.MULTILINE)
    return str(found)


def test_a_model_that_knows_the_labels_agrees_with_them(
    command: Command, folder: Path, server: Endpoint, gold: dict[str, str]
) -> None:
    """Every figure of agreement is 1, and no claim is wrong; the model and the prompt are named."""
    server.script = knowing(lambda text, name: gold[text] == name)
    done = _measure(command, folder, "-o", "found.json")
    names = ("precision", "raw agreement", "Gwet's AC1", "Krippendorff's alpha", "right where demonstrated")
    assert [_value(done, name) for name in names] == ["1.000"] * 5
    assert _value(done, "right where not shown") == "0.000"
    assert float(_value(done, "agreement if all were shown")) < 1
    assert f"model {MODEL} at {server.base_url.removesuffix('/v1')}, prompt {PROMPT} ({prompt_hash()})" in done.out
    kept = json.loads((folder / "found.json").read_text(encoding="utf-8"))
    assert kept["judge"].startswith(f"{MODEL}/{PROMPT}@")
    assert {one["name"]: one["with"] for one in kept["sets"][0]["changes"]}["precision"] == 1.0
    assert "Round" not in json.dumps(kept)


def test_a_model_that_says_yes_to_all_changes_nothing(command: Command, folder: Path) -> None:
    """Agreement is what anybody reaches who says yes, and every difference is 0."""
    done = _measure(command, folder)
    assert _value(done, "raw agreement") == _value(done, "agreement if all were shown")
    assert re.search(r"^  F1 +([\d.]+) -> \1  \+0.000 \[\+0.000, \+0.000\]  same$", done.out, re.MULTILINE), done.out


def _candidates(server: Endpoint) -> list[int]:
    """Give how many candidates each text was asked about."""
    return list({what.text: len(what.candidates) for what in map(asked, server.requests)}.values())


def test_a_bias_to_the_first_place_is_found(command: Command, folder: Path, server: Endpoint) -> None:
    """Two verdicts of each text change; one pair of places differs, and the pairs between do not."""
    server.script = by_place
    done = _measure(command, folder, checks="order")
    several = [many for many in _candidates(server) if many > 1]
    assert several
    assert _value(done, "verdicts that changed") == f"{2 * len(several) / sum(several):.3f}"
    assert _value(done, "moved towards shown") == "0.000"
    pairs = sum(many - many % 2 for many in several)
    assert _value(done, "shown when earlier minus when later") == f"{2 * len(several) / pairs:.3f}"


def test_a_liking_for_long_texts_is_found(
    command: Command, folder: Path, server: Endpoint, gold: dict[str, str]
) -> None:
    """Nothing is shown in the texts, everything in the same ones when they are padded."""
    server.script = by_length(max(map(len, gold)) + 1)
    done = _measure(command, folder, checks="length")
    assert (_value(done, "verdicts that changed"), _value(done, "moved towards shown")) == ("1.000", "1.000")


def test_a_model_that_changes_its_mind_is_found(command: Command, folder: Path, server: Endpoint) -> None:
    """Asked again in earnest, not from what was kept; after a stop, both answers are."""
    server.script = moody()
    done = _measure(command, folder, checks="repeat")
    assert (_value(done, "verdicts that changed"), _value(done, "moved towards shown")) == ("1.000", "-1.000")
    assert set(Counter(request.text for request in server.requests).values()) == {2}
    assert set(server.paid.values()) == {1}
    before = len(server.requests)
    assert _measure(command, folder, checks="repeat").out == done.out
    assert len(server.requests) == before


def test_what_was_used_is_told_when_asking_ends_early(command: Command, folder: Path, server: Endpoint) -> None:
    """And kept as a line, as for `translate`."""
    _settings(folder, server, "tokens_at_most = 5000")
    done = _measure(command, folder)
    paid = sum(server.paid.values())
    assert (done.code, paid > 0) == (7, True), done.err
    assert f"tokens {paid * 100:,} sent, {paid * 20:,} received" in done.err
    (line,) = (folder / "kept" / "usage.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["requests"] == paid


def test_while_a_batch_is_pending_nothing_is_asked(command: Command, folder: Path, server: Endpoint) -> None:
    """Its requests would be paid twice."""
    (folder / "kept").mkdir()
    (folder / "kept" / "pending.json").write_text('{"name": "x", "batch": "batch-1"}', encoding="utf-8")
    done = _measure(command, folder)
    assert (done.code, server.requests) == (6, [])
    assert "a batch is pending (kept/pending.json)" in done.err


def test_a_dry_run_counts_every_request_once_and_sends_nothing(
    command: Command, folder: Path, server: Endpoint
) -> None:
    """As many as a run then makes, with all checks."""
    _settings(folder, server, "price_in = 1.0\nprice_out = 2.0")
    before = _measure(command, folder, "--dry-run", "--calibration", "sure.json", checks="order,length,quotes,repeat")
    assert (before.code, server.requests, (folder / "sure.json").exists()) == (0, [], False), before.err
    assert "at the prices of the settings" in before.out
    (count,) = re.findall(r"in all checks (\d+) requests", before.out)
    done = _measure(command, folder, "--calibration", "sure.json", checks="order,length,quotes,repeat")
    assert done.code == 0, done.err
    assert len(server.requests) == int(count)


def _wavering(gold: dict[str, str]) -> Known:
    """Go by the labels, but for every fourth pair."""

    def shown(text: str, name: str) -> bool:
        wrong = hashlib.sha256(f"{text}{name}".encode()).digest()[0] % 4 == 0
        return (gold[text] == name) is not wrong

    return shown


def test_the_score_is_calibrated_on_other_texts_and_used(
    command: Command, folder: Path, server: Endpoint, gold: dict[str, str]
) -> None:
    """What is learned on the part `fit` is the share of its verdicts that is right; claims then carry it."""
    shown = _wavering(gold)
    server.script = knowing(shown)
    done = _measure(command, folder, "--calibration", "sure.json")
    assert "the judge's score: fitted to " in done.out, done.out
    fit = set(list(gold)[REPORT:])
    pairs = [(shown(text, name), gold[text] == name) for text, names in _names(server) if text in fit for name in names]
    made = json.loads((folder / "sure.json").read_text(encoding="utf-8"))
    assert made["calibration"]["judged"] == len(pairs)
    yes = [right for said, right in pairs if said]
    _settings(folder, server, 'calibration = "sure.json"')
    log = "id,text\n" + "".join(f'{at},"{text}"\n' for at, text in enumerate(gold))
    (folder / "log.csv").write_text(log, encoding="utf-8")
    words = ("translate", "log.csv", "--frameworks", "as-durable-skills", "--judge", "-o", "out.jsonl")
    assert command.run(*words, cwd=folder, SKILLWEAVE_API_KEY=KEY).code == 0
    found = [json.loads(line) for line in (folder / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    (sure,) = {claim["judgement"]["confidence"] for one in found for claim in one["claims"]}
    assert sure == pytest.approx(sum(yes) / len(yes), abs=0.01)
    assert found[0]["provenance"]["judge"].startswith(f"{made['judge']}+")


def _names(server: Endpoint) -> list[tuple[str, list[str]]]:
    """Give what each request asked about: the text, and the names of the skills."""
    return [(asked(one).text, re.findall(r"^- c\d+: ([^.\n]*)", one.last, re.MULTILINE)) for one in server.requests]


def test_a_calibration_of_another_judge_is_refused(
    command: Command, folder: Path, server: Endpoint, gold: dict[str, str]
) -> None:
    """Another band is another judge: exit code 4, nothing is sent."""
    server.script = knowing(_wavering(gold))
    assert _measure(command, folder, "--calibration", "sure.json").code == 0
    sent = len(server.requests)
    _settings(folder, server, 'calibration = "sure.json"\nhighest = 0.9')
    (folder / "log.csv").write_text("id,text\n1,I told my manager that I broke it.\n", encoding="utf-8")
    words = ("translate", "log.csv", "--frameworks", "as-durable-skills", "--judge", "-o", "out.jsonl")
    done = command.run(*words, cwd=folder, SKILLWEAVE_API_KEY=KEY)
    assert (done.code, "judge.calibration: sure.json is of the judge" in done.err) == (4, True), done.err
    assert len(server.requests) == sent


@pytest.mark.parametrize(
    ("words", "judge", "told"),
    [
        (("--checks", "mood"), "", "no such check: mood; there are: order, length, quotes, repeat"),
        (("--calibration", "x.json", "--part", "all"), "", "leave out --part"),
        (("--calibration", "x.json"), 'kind = "local"', "--calibration is for endpoints"),
        ((), 'kind = "local"', "judge.reranker is missing"),
        ((), 'calibration = "none.json"', "judge.calibration: none.json cannot be read"),
    ],
)
def test_what_cannot_be_done_is_told_first(
    command: Command, folder: Path, server: Endpoint, words: tuple[str, ...], judge: str, told: str
) -> None:
    """Exit code 4, nothing sent."""
    _settings(folder, server, judge)
    done = command.run("eval", "judge", "own.jsonl", *words, cwd=folder, SKILLWEAVE_API_KEY=KEY)
    assert (done.code, told in done.err) == (4, True), done.err
    assert server.requests == []


def test_a_judge_that_learns_nothing_writes_no_calibration(command: Command, folder: Path) -> None:
    """One that says yes to all has one score; the reason is told, and the figures are there."""
    done = _measure(command, folder, "--calibration", "sure.json")
    assert done.code == 0, done.err
    assert "the judge's score: not calibrated: the judge scores everything alike" in done.out
    assert not (folder / "sure.json").exists()
