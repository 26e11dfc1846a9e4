"""Translations made by hand, and a reader of pages."""

from collections.abc import Callable, Mapping, Sequence
from html.parser import HTMLParser
from types import MappingProxyType

import pytest

from skillweave.domain.claim import Claim, CutOff, Evidence, Status, Translation
from skillweave.domain.competency import Competency, Framework, Kind
from skillweave.domain.experience import Experience, ExperienceType
from skillweave.domain.span import Span
from skillweave.records.page import report_page

_VOID = {"br", "meta", "input", "link", "img", "hr"}


class Page(HTMLParser):
    """Reads a page back: its tags, its texts by the place where they stand, its style and script."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.source = source
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.headings: list[int] = []
        self.marks: list[tuple[frozenset[str], str]] = []
        self.written: list[str] = []
        self._open: list[tuple[str, dict[str, str]]] = []
        self._inline: dict[str, list[str]] = {"style": [], "script": []}
        self._words: list[str] = []
        self.feed(source)
        self.close()

    @property
    def skeleton(self) -> list[tuple[str, tuple[str, ...]]]:
        """Tags and the names of their attributes, without any value."""
        return [(tag, tuple(attributes)) for tag, attributes in self.tags]

    @property
    def words(self) -> str:
        """All text that a reader sees, spaces joined."""
        return " ".join("".join(self._words).split())

    def inline(self, tag: str) -> list[str]:
        """Contents of every element of that name."""
        return self._inline[tag]

    def values(self, name: str) -> list[str]:
        """Every value of an attribute."""
        return [attributes[name] for _, attributes in self.tags if name in attributes]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag."""
        attributes = {name: value or "" for name, value in attrs}
        self.tags.append((tag, attributes))
        if tag in _VOID:
            return
        self._open.append((tag, attributes))
        if tag[0] == "h" and tag[1:].isdigit():
            self.headings.append(int(tag[1:]))
        if attributes.get("class") == "text":
            self.written.append("")
        if tag in self._inline:
            self._inline[tag].append("")
        if tag == "mark":
            self.marks.append((frozenset(attributes["data-claims"].split()), ""))

    def handle_endtag(self, tag: str) -> None:
        """Close a tag; a page that closes another one than the last is broken."""
        opened, _ = self._open.pop()
        assert opened == tag, f"</{tag}> closes <{opened}>"

    def handle_data(self, data: str) -> None:
        """Note a text."""
        tag = self._open[-1][0] if self._open else ""
        if tag in self._inline:
            self._inline[tag][-1] += data
            return
        self._words.append(data)
        if tag == "mark":
            self.marks[-1] = (self.marks[-1][0], self.marks[-1][1] + data)
        if any(attributes.get("class") == "text" for _, attributes in self._open):
            self.written[-1] += data


def _framework(id_: str = "alpha", kind: Kind = Kind.TRANSFERABLE, **changes: object) -> Framework:
    """Make a framework of one competency."""
    values = {"version": "1", "name": f"The {id_} list", "publisher": "A board", "source": "a leaflet"}
    values |= {"licence": "CC0-1.0", "content_hash": "0" * 64, "not_listed": ""}
    competencies = (Competency(code="A1", label="Teamwork"),)
    fixed = {"id": id_, "kind": kind, "complete": True, "competencies": competencies}
    return Framework.model_validate({**values, **fixed, **changes})


def _match(text: str, quotes: Sequence[str]) -> dict[str, object]:
    spans = [Span(start=text.index(quote), end=text.index(quote) + len(quote)) for quote in quotes]
    return {
        "framework": "alpha",
        "code": "A1",
        "label": "Teamwork",
        "kind": Kind.TRANSFERABLE,
        "score": 1.25,
        "verification": "verified",
        "scores": {"dense": 0.5},
        "matched": "Teamwork",
        "evidence": tuple(Evidence.of(span, text) for span in spans),
        "passage": Evidence(start=0, end=len(text), quote=text),
    }


def _claim(text: str, *quotes: str, **changes: object) -> Claim:
    """Make a claim with the quotes given, each at its first place in the text."""
    return Claim.model_validate({"id": "c" * 20, "rank": 1, "confidence": None, **_match(text, quotes), **changes})


def _cut_off(text: str, *quotes: str, **changes: object) -> CutOff:
    """Make a match that was left out."""
    return CutOff.model_validate({"reason": "negated", "rule": "not.1", **_match(text, quotes), **changes})


def _translation(text: str | None = "We built a boat.", **changes: object) -> Translation:
    """Make a translation; it found nothing unless claims are given."""
    kind = ExperienceType.INTERNSHIP
    experience = None if text is None else Experience(id="e1", text=text, experience_type=kind, host="A yard")
    status = Status.CLAIMS if changes.get("claims") else Status.NOTHING_FOUND
    return Translation.model_validate({"id": "e1", "status": status, "experience": experience, "row": 2, **changes})


def _page(
    *translations: Translation,
    title: str = "A report",
    circumstances: Mapping[str, str] = MappingProxyType({"Encoder": "hashing"}),
    frameworks: Sequence[Framework] | None = None,
) -> Page:
    """Make a page and read it back."""
    lists = [_framework()] if frameworks is None else frameworks
    return Page("".join(report_page(translations, title=title, circumstances=circumstances, frameworks=lists)))


@pytest.fixture(scope="session")
def make_framework() -> Callable[..., Framework]:
    """Give the maker of frameworks."""
    return _framework


@pytest.fixture(scope="session")
def make_claim() -> Callable[..., Claim]:
    """Give the maker of claims."""
    return _claim


@pytest.fixture(scope="session")
def make_cut_off() -> Callable[..., CutOff]:
    """Give the maker of left-out matches."""
    return _cut_off


@pytest.fixture(scope="session")
def make_translation() -> Callable[..., Translation]:
    """Give the maker of translations."""
    return _translation


@pytest.fixture(scope="session")
def make_page() -> Callable[..., Page]:
    """Give the maker of pages."""
    return _page
