"""Which characters the bytes of a text file stand for: looked at once, in full, and said."""

import codecs
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from charset_normalizer import from_bytes

from skillweave.errors import SettingsError, TableError

_CHUNK = 1 << 20
_SAMPLE = 1 << 16
_WINDOWS = "skillweave.windows-1252"

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

_NOT_TEXT = (
    (b"PK\x03\x04", "a zip file, most likely an Excel workbook: give it the ending .xlsx"),
    (b"PAR1", "a Parquet file: give it the ending .parquet"),
    (b"%PDF", "a PDF; copy the log out of it into a spreadsheet"),
    (b"\x1f\x8b", "a gzip file: unpack it first"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook or one with a password: save it as .xlsx without a password"),
    (b"{\\rtf", "a rich text document: save it as plain text or as a table"),
)

# Western encodings other than windows-1252 are left out: on the few bytes of a curly quote or an accent
# the guesser prefers them wrongly. These are told apart by most of their letters, or not at all.
_OTHER_SCRIPTS = ("cp1251", "cp932", "gb18030", "big5", "euc_kr", "euc_jp")
_OTHER_SCRIPT_SHARE = 0.2
_OTHER_SCRIPT_BYTES = 32


@dataclass(frozen=True, slots=True)
class TextEncoding:
    """How to decode a file: the codec, what it does with other bytes, its name for people, and a remark."""

    codec: str
    errors: str
    name: str
    note: str | None = None


def detect(stream: BinaryIO, where: str, encoding: str | None = None) -> TextEncoding:
    """Find the encoding of a whole stream, reading it in pieces from its start.

    A mark at the start decides, then UTF-8 if every byte fits, then a guess. A given encoding is checked only.

    Raises:
        SettingsError: The given encoding does not exist.
        TableError: The stream is empty, is no text, or does not fit the given encoding.
    """
    head = stream.read(8)
    _refuse_other_files(head, where)
    if encoding is not None:
        return _given(stream, where, encoding)
    marked = next((codec for mark, codec in _MARKS if head.startswith(mark)), None)
    if marked:
        _scan(stream, marked, where)
        return TextEncoding(marked, "strict", marked)
    _refuse_binary(stream, where)
    fault = _first_fault(stream, "utf-8")
    return TextEncoding("utf-8", "strict", "utf-8") if fault is None else _guess(stream, fault)


def _refuse_other_files(head: bytes, where: str) -> None:
    if not head:
        raise TableError(f"{where} is empty")
    for magic, what in _NOT_TEXT:
        if head.startswith(magic):
            raise TableError(f"{where} is not text; it seems to be {what}")


def _refuse_binary(stream: BinaryIO, where: str) -> None:
    stream.seek(0)
    read = 0
    for chunk in _chunks(stream):
        if b"\0" in chunk:
            place = read + chunk.index(b"\0")
            raise TableError(
                f"{where} is not text: byte {place} is NUL. It seems to be a binary file; if it is UTF-16 without "
                f"a mark, say so with --encoding utf-16-le"
            )
        read += len(chunk)


def _given(stream: BinaryIO, where: str, encoding: str) -> TextEncoding:
    try:
        # Only codecs from bytes to text will do: this refuses hex, rot13 and the like as well.
        io.TextIOWrapper(io.BytesIO(), encoding=encoding)
        name = codecs.lookup(encoding).name
    except (LookupError, ValueError) as error:
        raise SettingsError(f"--encoding {encoding!r} is not known; try utf-8, utf-16 or windows-1252") from error
    _scan(stream, name, where)
    return TextEncoding(name, "strict", name)


def _scan(stream: BinaryIO, codec: str, where: str) -> None:
    fault = _first_fault(stream, codec)
    if fault is not None:
        raise TableError(f"{where} is not {codec}: it goes wrong near byte {fault}; use --encoding to name another")


def _first_fault(stream: BinaryIO, codec: str) -> int | None:
    """Decode all of a stream strictly; give the place of the first byte that does not fit, to within a few."""
    stream.seek(0)
    decoder = codecs.getincrementaldecoder(codec)()
    read = 0
    try:
        for chunk in _chunks(stream):
            decoder.decode(chunk)
            read += len(chunk)
        decoder.decode(b"", final=True)
    except UnicodeError as error:
        return read + getattr(error, "start", 0)
    return None


def _chunks(stream: BinaryIO) -> Iterator[bytes]:
    while chunk := stream.read(_CHUNK):
        yield chunk


def _guess(stream: BinaryIO, fault: int) -> TextEncoding:
    # The sample starts where UTF-8 ends: before that, a long file may be plain ASCII and tell nothing.
    stream.seek(max(0, fault - 256))
    sample = stream.read(_SAMPLE)
    other = _other_script(sample)
    if other and _first_fault(stream, other) is None:
        return TextEncoding(other, "strict", other, f"read as {other}, not UTF-8; use --encoding to change")
    codecs.register_error(_WINDOWS, _as_windows)
    if _is_mostly_utf8(sample):
        name = "utf-8 with windows-1252"
        note = "mostly UTF-8, with some windows-1252 characters, which were read as such; check quotes and accents"
        return TextEncoding("utf-8", _WINDOWS, name, note)
    note = "read as windows-1252, not UTF-8; use --encoding to change"
    return TextEncoding("cp1252", _WINDOWS, "windows-1252", note)


def _other_script(sample: bytes) -> str | None:
    beyond_ascii = sum(byte >= 0x80 for byte in sample)
    if beyond_ascii < max(_OTHER_SCRIPT_BYTES, _OTHER_SCRIPT_SHARE * len(sample)):
        return None
    best = from_bytes(sample, cp_isolation=["cp1252", *_OTHER_SCRIPTS]).best()
    return best.encoding if best and best.encoding in _OTHER_SCRIPTS else None


def _is_mostly_utf8(sample: bytes) -> bool:
    """Tell whether more characters are UTF-8 sequences than stray bytes; windows-1252 makes such a sequence rarely."""
    decoded = sample.decode("utf-8", "surrogateescape")
    stray = sum("\udc80" <= character <= "\udcff" for character in decoded)
    whole = sum(character > "\x7f" for character in decoded) - stray
    return whole > stray


def _as_windows(error: UnicodeError) -> tuple[str, int]:
    """Decode the bytes that a codec refuses as windows-1252, as browsers do: its five gaps are control characters."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    wrong = error.object[error.start : error.end]
    characters = (bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in wrong)
    return "".join(characters), error.end
