"""`skillweave translate` on sound input: every format, every source, every option."""

import csv
import io
import json
from html.parser import HTMLParser
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from skillweave.batch.tidy import COLUMNS
from tests.e2e.commands import Command, Finished

TOP_LEVEL = ["schema", "id", "status", "row", "experience", "claims", "cut_off", "error", "profile", "provenance"]
EXPERIENCE = (
    "id text learner_id experience_type host sector start_date end_date hours goal deliverables tools team role "
    "supervisor validation_level evidence_links"
).split()
CLAIM = (
    "framework code label kind verification score scores matched evidence passage parents judgement id rank confidence "
    "calibrated_on flags alternatives"
).split()
CUT_OFF = (
    "framework code label kind verification score scores matched evidence passage parents judgement reason rule"
).split()
_PLAN = ("--text", "Next week I will fix bicycles.", "--format", "jsonl")
PROVENANCE = "skillweave encoder segmenter gate parameters judge settings_hash frameworks concepts".split()


@pytest.fixture(scope="module")
def as_lines(command: Command, log: Path) -> Finished:
    """Translate the log to JSON lines, once for all tests that look at them."""
    return command.run_cold("translate", log, "--format", "jsonl", "--map", "learner_id=Student", *command.quick)


@pytest.fixture(scope="module")
def translations(as_lines: Finished) -> list[dict]:  # type: ignore[type-arg]
    """Parse the JSON lines."""
    return [json.loads(line) for line in as_lines.out.splitlines()]


def test_a_sound_log_ends_with_0_and_a_count(as_lines: Finished) -> None:
    """Results go to standard output; what was guessed and how it ended goes to standard error."""
    assert as_lines.code == 0
    assert "columns guessed by name: id from 'Entry ID', text from 'What did you do?'" in as_lines.err
    assert as_lines.err.splitlines()[-1] == "3 entries: 2 with claims (2 claims), 1 with nothing found, 0 failed"


def test_a_line_has_the_documented_keys(translations: list[dict]) -> None:  # type: ignore[type-arg]
    """Every line has exactly these keys, in this order."""
    assert [list(one) for one in translations] == [TOP_LEVEL] * 3
    assert [one["schema"] for one in translations] == ["skillweave.translation/1"] * 3
    assert [list(one["experience"]) for one in translations] == [EXPERIENCE] * 3
    assert [list(one["provenance"]) for one in translations] == [PROVENANCE] * 3


def test_a_claim_has_the_documented_keys(translations: list[dict]) -> None:  # type: ignore[type-arg]
    """A claim has exactly these keys, and so has its evidence."""
    claim = translations[0]["claims"][0]
    assert list(claim) == CLAIM
    assert list(claim["evidence"][0]) == list(claim["passage"]) == ["start", "end", "quote"]
    assert (claim["framework"], claim["label"], claim["rank"]) == ("as-durable-skills", "Character", 1)


def test_what_was_cut_off_has_the_documented_keys(command: Command, own: Path) -> None:
    """A plan makes no claim: the match is told with the keys of a claim, but for a claim's own, and says why."""
    done = command.run("translate", *_PLAN, "--settings", command.hashing, "--frameworks", own)
    only = json.loads(done.out)
    assert [list(match) for match in only["cut_off"]] == [CUT_OFF]
    assert (only["status"], only["cut_off"][0]["reason"]) == ("nothing_found", "plan")
    assert only["provenance"]["gate"] == "gate.v2"


def test_the_gate_can_be_turned_off(command: Command, own: Path) -> None:
    """With --no-gate a plan makes a claim too, and the provenance says so."""
    done = command.run("translate", *_PLAN, "--settings", command.hashing, "--frameworks", own, "--no-gate")
    only = json.loads(done.out)
    assert [claim["label"] for claim in only["claims"]] == ["Fix bicycles"]
    assert only["provenance"]["gate"] == "off"


def test_quotes_are_verbatim(translations: list[dict]) -> None:  # type: ignore[type-arg]
    """Start and end count code points of the text, also behind an emoji and an accent."""
    text = translations[2]["experience"]["text"]
    pieces = [piece for claim in translations[2]["claims"] for piece in (*claim["evidence"], claim["passage"])]
    assert text.startswith("Café 🚌")
    assert [text[piece["start"] : piece["end"]] for piece in pieces] == [piece["quote"] for piece in pieces] != []


def test_entries_keep_order_row_and_fields(translations: list[dict]) -> None:  # type: ignore[type-arg]
    """One line an entry, in the order of the log, with its row and its other fields."""
    seen = [(one["id"], one["row"], one["status"], one["experience"]["learner_id"]) for one in translations]
    assert seen == [("b1", 2, "claims", "S1"), ("b2", 3, "nothing_found", "S1"), ("b3", 4, "claims", "S2")]


@pytest.fixture(scope="module")
def written(command: Command, log: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Translate the log into one file of each format."""
    folder = tmp_path_factory.mktemp("written")
    names = [folder / f"claims.{ending}" for ending in ("jsonl", "json", "csv", "parquet")]
    done = [command.translate(log, "-o", name, "--map", "learner_id=Student") for name in names]
    assert [(one.code, one.raw) for one in done] == [(0, b"")] * len(names)
    return folder


def test_the_ending_gives_the_format(written: Path, as_lines: Finished) -> None:
    """--output writes the bytes that standard output would get, into that file and no other."""
    assert (written / "claims.jsonl").read_bytes() == as_lines.raw
    assert sorted(path.suffix for path in written.iterdir()) == [".csv", ".json", ".jsonl", ".parquet"]


def test_json_is_one_array_of_the_lines(written: Path, translations: list[dict]) -> None:  # type: ignore[type-arg]
    """The array holds what the lines hold."""
    assert json.loads((written / "claims.json").read_text(encoding="utf-8")) == translations


def test_csv_has_one_line_a_claim_and_one_for_nothing(written: Path) -> None:
    """The columns are the documented ones, and no entry is lost."""
    with (written / "claims.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert list(rows[0]) == list(COLUMNS)
    assert [(row["id"], row["status"], row["label"]) for row in rows] == [
        ("b1", "claims", "Character"),
        ("b2", "nothing_found", ""),
        ("b3", "claims", "Character"),
    ]


def test_parquet_has_the_columns_of_the_csv(written: Path) -> None:
    """The flat form is the same in both."""
    table = pq.read_table(written / "claims.parquet")
    assert table.column_names == list(COLUMNS)
    assert table.column("status").to_pylist() == ["claims", "nothing_found", "claims"]


def test_the_table_is_for_people(command: Command, log: Path) -> None:
    """Without options a table is printed: the leading claim of an entry with its words, and that nothing was found."""
    done = command.translate(log, COLUMNS="160")
    assert done.code == 0
    assert "Character" in done.out
    assert "nothing found (this is not a failing mark)" in done.out


def test_a_text_can_be_given_on_the_command_line(command: Command, deed: str) -> None:
    """--text is one entry called text."""
    only = json.loads(command.translate("--text", deed, "--format", "jsonl").out)
    assert (only["id"], only["experience"]["text"], only["status"]) == ("text", deed, "claims")


@pytest.mark.parametrize(
    ("given", "ids"),
    [
        ("id,text\nc1,{deed}\nc2,Nothing.\n", ["c1", "c2"]),
        ('{{"id": "j1", "text": "{deed}"}}\n{{"id": "j2", "text": "Nothing."}}\n', ["j1", "j2"]),
        ("{deed}.\nNothing else, really.\n", ["entry-1"]),
    ],
    ids=["csv", "jsonl", "prose"],
)
def test_standard_input_is_read(command: Command, deed: str, given: str, ids: list[str]) -> None:
    """A dash reads standard input: a table, JSON lines, or one entry of plain text."""
    done = command.translate("-", "--format", "jsonl", given=given.format(deed=deed).encode())
    assert [json.loads(line)["id"] for line in done.out.splitlines()] == ids


def test_columns_can_be_mapped(command: Command, deed: str) -> None:
    """--map takes fields from columns of any name, and ids from the row numbers."""
    log = f"Nr,Story\n7,{deed}\n7,{deed}\n".encode()
    done = command.translate("-", "--map", "id=@row", "--map", "text=Story", "--format", "csv", given=log)
    assert [row["status"] for row in csv.DictReader(io.StringIO(done.out))] == ["claims", "claims"]


def test_a_dry_run_translates_nothing(command: Command, log: Path, tmp_path: Path) -> None:
    """It says what is read as what, what would be done, and writes no file."""
    done = command.translate(log, "--dry-run", "-o", tmp_path / "claims.csv")
    assert done.code == 0
    assert done.out.splitlines() == [
        "column 'Entry ID' -> id (guessed)",
        "column 'What did you do?' -> text (guessed)",
        "column 'Student' -> learner_id (guessed)",
        "3 entries (168 characters) would be translated, 0 would fail",
        "1 frameworks with 10 competencies: as-durable-skills",
        "nothing was translated or written",
    ]
    assert list(tmp_path.iterdir()) == []


def test_top_k_bounds_the_claims(command: Command, own: Path) -> None:
    """No more claims a framework than asked for, the first ones; the others are told as cut off."""
    text = "I fixed bicycles for the neighbours. I baked bread for the market on Saturday."
    done = command.run(
        "translate", "--text", text, "--format", "jsonl", "--top-k", "1", "--settings", command.hashing,
        "--frameworks", own,
    )  # fmt: skip
    only = json.loads(done.out)
    assert [(claim["label"], claim["rank"]) for claim in only["claims"]] == [("Fix bicycles", 1)]
    assert [(match["label"], match["reason"]) for match in only["cut_off"]] == [("Bake bread", "beyond_top_k")]


def test_two_frameworks_are_claimed_apart(command: Command, deed: str, own: Path) -> None:
    """A list of one's own is used beside a shipped one, and each claim says which it is from."""
    done = command.run(
        "translate", "--text", f"{deed}. I fixed bicycles.", "--format", "jsonl", "--settings", command.hashing,
        "--frameworks", f"{own}, as-durable-skills",
    )  # fmt: skip
    found = {(claim["framework"], claim["label"]) for claim in json.loads(done.out)["claims"]}
    assert found == {("own", "Fix bicycles"), ("as-durable-skills", "Character")}


class _Loads(HTMLParser):
    """Collects what a browser would fetch or run."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep addresses of all tags but plain links."""
        named = {name: value or "" for name, value in attrs}
        self.found += [named[name] for name in ("src", "srcset", "data", "action", "poster") if name in named]
        self.found += [named["href"]] if tag != "a" and "href" in named else []


def test_the_report_of_the_sample_is_one_file_that_loads_nothing(
    command: Command, sample: Path, tmp_path: Path
) -> None:
    """--report and --output .html write the same page; nothing in it is fetched from anywhere."""
    report, page = tmp_path / "report.html", tmp_path / "page.html"
    done = command.translate(sample, "--report", report, "-o", page)
    html = report.read_text(encoding="utf-8")
    loads = _Loads()
    loads.feed(html)
    style = html[html.index("<style") : html.rindex("</style>")]
    assert (done.code, done.raw) == (0, b"")
    assert html == page.read_text(encoding="utf-8")
    assert loads.found == []
    assert "@import" not in style
    assert "url(" not in style
    assert "EL-0001" in html
    assert sorted(path.name for path in tmp_path.iterdir()) == ["page.html", "report.html"]


def test_a_report_can_go_with_any_format(command: Command, log: Path, tmp_path: Path) -> None:
    """--report adds the page to what is printed."""
    done = command.translate(log, "--format", "csv", "--report", tmp_path / "report.html")
    assert done.out.startswith("id,row,status")
    assert (tmp_path / "report.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def test_settings_are_read_from_the_current_folder(command: Command, tmp_path: Path) -> None:
    """A skillweave.toml is found without being named."""
    (tmp_path / "skillweave.toml").write_text(
        '[embedder]\nkind = "hashing"\n[pipeline]\ngate = false\n', encoding="utf-8"
    )
    done = command.run(
        "translate", "--text", "hi", "--frameworks", "as-durable-skills", "--format", "jsonl", cwd=tmp_path
    )
    assert json.loads(done.out)["provenance"]["gate"] == "off"
