"""Translations read back: what was written comes in again, and what cannot be used is named."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillweave.batch.read import read_translations
from skillweave.batch.write import open_writer, to_json
from skillweave.domain.claim import Translation
from skillweave.errors import TableError
from tests.strategies import translations as any_translation
from tests.unit.batch.conftest import Write

Change = Callable[[dict[str, object]], object]


@pytest.mark.parametrize(("name", "output_format"), [("out.jsonl", "jsonl"), ("out.json", "json")])
def test_what_was_written_is_read_back(
    tmp_path: Path, translations: tuple[Translation, ...], name: str, output_format: str
) -> None:
    """Both JSON forms, with claims, without, and failed."""
    with open_writer(tmp_path / name, output_format) as writer:  # type: ignore[arg-type]
        for one in translations:
            writer.write(one)
    assert tuple(read.translation for read in read_translations(tmp_path / name)) == translations


@given(translation=any_translation())
def test_any_translation_survives(tmp_path_factory: pytest.TempPathFactory, translation: Translation) -> None:
    """Whatever is in the text, the file gives back the same."""
    path = tmp_path_factory.mktemp("any") / "out.jsonl"
    path.write_text(to_json(translation) + "\n", encoding="utf-8", newline="\n")
    assert [read.translation for read in read_translations(path)] == [translation]


def test_a_folder_is_read_file_by_file(tmp_path: Path, translations: tuple[Translation, ...], write: Write) -> None:
    """In the order of the names; other files are passed over."""
    lines = [to_json(one) for one in translations]
    write("b.jsonl", lines[0])
    write("a.json", f"[{lines[1]}]")
    write("notes.txt", "mine")
    found = [read.translation for read in read_translations(tmp_path)]
    assert found == [translations[1], translations[0]]


def _without_schema(value: dict[str, object]) -> None:
    del value["schema"]


def _other_schema(value: dict[str, object]) -> None:
    value["schema"] = "skillweave.translation/9"


def _other_words(value: dict[str, object]) -> None:
    value["experience"] = {"id": value["id"], "text": "I painted. I grinded."}


def _other_entry(value: dict[str, object]) -> None:
    value["experience"] = {**value["experience"], "id": "other"}  # type: ignore[dict-item]


def _no_entry(value: dict[str, object]) -> None:
    value["experience"] = None


def _no_provenance(value: dict[str, object]) -> None:
    value["provenance"] = None


def _no_log(value: dict[str, object]) -> None:
    value["source"] = 7


def _broken_log(value: dict[str, object]) -> None:
    value["source"] = "half a character: \ud800"


def _unknown_keys(value: dict[str, object]) -> None:
    value.update(dict.fromkeys("abcde", 1))


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (_without_schema, "`schema` is missing"),
        (_other_schema, "schema: Input should be"),
        (_other_words, "is not what stands in the text from 0 to 8"),
        (_other_entry, "is not that of its entry, 'other'"),
        (_no_entry, "no entry"),
        (_no_provenance, "no provenance"),
        (_no_log, "what stands under `source` is not the name of a log"),
        (_broken_log, "what stands under `source` is not the name of a log"),
        (_unknown_keys, "and 2 more"),
    ],
)
def test_an_unusable_line_is_named(
    write: Write, translations: tuple[Translation, ...], change: Change, fault: str
) -> None:
    """With its file, its line and what is wrong; the lines around it are read."""
    lines = [to_json(one) for one in translations]
    value = json.loads(lines[0])
    change(value)
    path = write("out.jsonl", "\n".join([lines[1], json.dumps(value), lines[2]]))
    first, second, third = read_translations(path)
    assert (first.translation, third.translation) == (translations[1], translations[2])
    assert (second.translation, second.where) == (None, "out.jsonl, line 2")
    assert fault in (second.fault or "")


def test_a_fault_never_repeats_what_a_person_wrote(write: Write, translations: tuple[Translation, ...]) -> None:
    """Messages go to logs and screens."""
    value = json.loads(to_json(translations[0]))
    value["experience"]["text"] = ["my private words"]
    (read,) = read_translations(write("out.jsonl", json.dumps(value)))
    assert "experience.text" in (read.fault or "")
    assert "private" not in (read.fault or "")


def test_an_id_stands_for_one_entry_only(write: Write, translations: tuple[Translation, ...]) -> None:
    """The second of its name is refused and the first one's place told."""
    line = to_json(translations[0])
    first, second = read_translations(write("out.jsonl", f"{line}\n{line}\n"))
    assert first.translation == translations[0]
    assert second.fault == f"the id {translations[0].id!r} is there already, in out.jsonl, line 1; ids must differ"


def test_two_logs_may_use_the_same_ids(write: Write, translations: tuple[Translation, ...]) -> None:
    """Log and id together name an entry; the same log may not name two so."""
    north, south = (to_json(translations[0], log) for log in ("north.csv", 'south "new".csv'))
    path = write("out.jsonl", "\n".join([north, south, to_json(translations[0]), south]))
    found = list(read_translations(path))
    assert [one.source for one in found] == ["north.csv", 'south "new".csv', None, None]
    assert [one.translation for one in found] == [*[translations[0]] * 3, None]
    assert found[3].fault == f"the id {translations[0].id!r} is there already, in out.jsonl, line 2; ids must differ"


@pytest.mark.parametrize("line", ["{", "7", "[1, 2]", '{"schema": 1}'])
def test_a_broken_line_is_named(write: Write, translations: tuple[Translation, ...], line: str) -> None:
    """What is no JSON, or no object, spoils no other line."""
    good, bad = read_translations(write("out.jsonl", f"{to_json(translations[0])}\n{line}\n"))
    assert good.translation == translations[0]
    assert bad.fault


@pytest.mark.parametrize(
    ("name", "content", "fault"),
    [
        ("out.csv", b"id,claim", "-o out.jsonl"),
        ("out.jsonl", b'{"schema": "\xe9"}', "is not UTF-8"),
        ("out.json", b"[{]", "not a JSON array"),
    ],
)
def test_a_file_of_another_kind_is_an_error(write: Write, name: str, content: bytes, fault: str) -> None:
    """There is nothing to read at all; the message says what to give."""
    path = write(name, content)
    with pytest.raises(TableError, match=fault):
        list(read_translations(path))


@pytest.mark.parametrize("name", ["missing.jsonl", "."])
def test_nothing_to_read_is_an_error(tmp_path: Path, name: str) -> None:
    """A file that is not there, and a folder without such files."""
    with pytest.raises(TableError, match=r"cannot be read|holds no file"):
        list(read_translations(tmp_path / name))


@given(st.binary(max_size=60))
def test_no_bytes_make_it_crash(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    """Any bytes are lines, faults, or one error in our words."""
    path = tmp_path_factory.mktemp("bytes") / "out.jsonl"
    path.write_bytes(content)
    assert _read_or_told(path)


def _read_or_told(path: Path) -> bool:
    try:
        return all(read.fault for read in read_translations(path))
    except TableError:
        return True
