"""The encoding of a text file is found, checked over the whole file, and said."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillweave.batch.encodings import TextEncoding, detect
from skillweave.errors import SettingsError, TableError

CURLY = "id,text\n1,I don\u2019t like it — it was “hard”.\n"


def decoded(raw: bytes, encoding: str | None = None) -> tuple[str, TextEncoding]:
    """Find the encoding and decode by it."""
    found = detect(io.BytesIO(raw), "log.csv", encoding)
    return raw.decode(found.codec, found.errors), found


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_unicode_is_recognised(codec: str) -> None:
    """UTF-8 needs no mark; the others are known by theirs; nothing needs to be said."""
    text, found = decoded(CURLY.encode(codec))
    assert text == CURLY
    assert (found.name, found.note) == (codec, None)


@pytest.mark.parametrize(
    "words", ["I don\u2019t like it", "“hard” work", "Mañana trabajé", "naïve café", "€5 • résumé"]
)
@pytest.mark.parametrize("plain_rows", [0, 3_000])
def test_windows_text_is_read_and_said(words: str, plain_rows: int) -> None:
    """Western text that is not UTF-8 is windows-1252, also where the first accent comes late."""
    text = "id,text\n" + "1,plain words and nothing else, in a row\n" * plain_rows + f"2,{words}\n"
    read, found = decoded(text.encode("cp1252"))
    assert read == text
    assert found.name == "windows-1252"
    assert found.note == "read as windows-1252, not UTF-8; use --encoding to change"


@pytest.mark.parametrize(
    ("codec", "words"),
    [
        ("cp1251", "Я работал в магазине и помогал покупателям каждый день."),
        ("cp932", "私は毎日店で働いて、お客様を手伝いました。"),
        ("gb18030", "我每天在商店工作,帮助顾客。"),
    ],
)
def test_other_scripts_are_recognised(codec: str, words: str) -> None:
    """Text that is mostly in another script is read in the encoding of that script, and it is said."""
    text = f"id,text\n1,{words}\n" * 20
    read, found = decoded(text.encode(codec))
    assert read == text
    assert found.note == f"read as {codec}, not UTF-8; use --encoding to change"


def test_a_mix_of_utf8_and_windows_is_read_as_both() -> None:
    """Rows pasted from two sources keep the characters of both, and it is said."""
    read, found = decoded("1,“Señor” café\n".encode() * 3 + "2,naïve \u2013 don\u2019t\n".encode("cp1252"))
    assert read == "1,“Señor” café\n" * 3 + "2,naïve \u2013 don\u2019t\n"
    assert found.note is not None
    assert found.note.startswith("mostly UTF-8")


def test_the_gaps_of_windows_1252_do_not_stop_reading() -> None:
    """A byte that windows-1252 does not know is a control character, as in browsers."""
    read, _ = decoded(b"1,caf\xe9 \x81\n")
    assert read == "1,café \x81\n"


def test_a_given_encoding_is_taken() -> None:
    """What the user says is not second-guessed."""
    text, found = decoded(CURLY.encode("mac_roman"), "mac-roman")
    assert text == CURLY
    assert (found.name, found.note) == ("mac-roman", None)


def test_a_given_encoding_that_does_not_fit_is_refused() -> None:
    """The error names the file, the encoding and the place."""
    with pytest.raises(TableError, match=r"log\.csv is not ascii: it goes wrong near byte 15"):
        decoded(CURLY.encode(), "ascii")


@pytest.mark.parametrize("encoding", ["klingon", "hex", "rot13", "a\0b"])
def test_an_unknown_encoding_is_refused(encoding: str) -> None:
    """What is no text encoding is an error of the setting."""
    with pytest.raises(SettingsError, match="is not known"):
        decoded(b"id,text\n", encoding)


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"PK\x03\x04rest", "an Excel workbook: give it the ending .xlsx"),
        (b"PAR1rest", "a Parquet file"),
        (b"%PDF-1.7", "a PDF"),
        (b"\x1f\x8b\x08\x00", "a gzip file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Excel workbook"),
        (b"{\\rtf1\\ansi", "a rich text document"),
        (b"id,text\n1,a\0b\n", "byte 11 is NUL"),
        ("id,text\n".encode("utf-16-le"), "--encoding utf-16-le"),
        (b"", "log.csv is empty"),
        ("id,text\n".encode("utf-16")[:-1], "is not utf-16"),
    ],
)
def test_what_is_no_text_is_refused(raw: bytes, words: str) -> None:
    """A file that is no text is an error that says what it seems to be."""
    with pytest.raises(TableError, match=words):
        decoded(raw)


def read_or_refused(raw: bytes) -> str:
    """Give the text, or the message of the refusal."""
    try:
        return decoded(raw)[0]
    except TableError as error:
        return str(error)


@given(st.binary(min_size=1, max_size=200))
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    """Whatever the bytes, they are decoded without a fault or refused with a `TableError`."""
    assert read_or_refused(raw) or raw == b"\xef\xbb\xbf"
