"""A reader of pages, and the invented run with its page."""

from collections.abc import Callable
from html.parser import HTMLParser

import pytest

from skillweave.evaluation.report.page import report_page
from skillweave.evaluation.runs import Run
from tests.invented_run import full_run

_VOID = {"br", "meta", "input", "link", "img", "hr"}


class Page(HTMLParser):
    """Reads a page back: its tags, its words, its tables and figures."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.source = source
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.headings: list[tuple[int, str]] = []
        self.tables: list[dict[str, list[str]]] = []
        self.style = ""
        self.texts: dict[str, list[str]] = {}
        self._open: list[tuple[str, dict[str, str]]] = []
        self._words: list[str] = []
        self.feed(source)
        self.close()
        assert self._open == []

    @property
    def words(self) -> str:
        """All text that a reader sees, spaces joined."""
        return " ".join("".join(self._words).split())

    @property
    def skeleton(self) -> list[tuple[str, tuple[str, ...]]]:
        """Tags and the names of their attributes, without any value; drawings, which differ by their words, are out."""
        drawing = {"path", "g", "use", "text", "defs", "clippath", "rect"}
        return [(tag, tuple(attributes)) for tag, attributes in self.tags if tag not in drawing]

    def values(self, name: str) -> list[str]:
        """Every value of an attribute."""
        return [attributes[name] for _, attributes in self.tags if name in attributes]

    def of(self, tag: str) -> list[dict[str, str]]:
        """Attributes of every element of that name."""
        return [attributes for name, attributes in self.tags if name == tag]

    def table(self, caption: str) -> dict[str, list[str]]:
        """Give the only table of that caption: `th` and `td` texts in order."""
        (found,) = [one for one in self.tables if one["caption"] == [caption]]
        return {tag: [" ".join(words.split()) for words in cells] for tag, cells in found.items()}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag."""
        attributes = {name: value or "" for name, value in attrs}
        self.tags.append((tag, attributes))
        if tag in _VOID:
            return
        self._open.append((tag, attributes))
        if tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
            self.headings.append((int(tag[1]), ""))
        if tag == "table":
            self.tables.append({"caption": [], "th": [], "td": []})
        if tag in ("caption", "th", "td"):
            self.tables[-1][tag].append("")
        if tag in ("mark", "text", "title", "desc") or attributes.get("class") in ("text", "notice"):
            self.texts.setdefault(attributes.get("class", tag), []).append("")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag that closes itself, as parts of a drawing do."""
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close a tag; a page that closes another one than the last is broken."""
        opened, _ = self._open.pop()
        assert opened == tag, f"</{tag}> closes <{opened}>"

    def handle_data(self, data: str) -> None:
        """Note a text at every element that it is in."""
        names = [name for name, _ in self._open]
        if "style" in names:
            self.style += data
            return
        self._words.append(data)
        for tag, attributes in self._open:
            if tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
                level, words = self.headings[-1]
                self.headings[-1] = (level, words + data)
            if tag in ("caption", "th", "td"):
                self.tables[-1][tag][-1] += data
            key = attributes.get("class", tag)
            if key in self.texts and (tag in ("mark", "text", "title", "desc") or key in ("text", "notice")):
                self.texts[key][-1] += data


@pytest.fixture(scope="session")
def run() -> Run:
    """Give the run with everything."""
    return full_run()


@pytest.fixture(scope="session")
def before() -> Run:
    """Give an earlier run on the same cases, which was worse, with one setting and one set different."""
    now = full_run(share=0.4, seed=4, name="Summer run", made=None)
    return now.model_copy(update={"settings": {**now.settings, "gate": "off"}, "sets": now.sets[:2]})


@pytest.fixture(scope="session")
def read() -> Callable[[str], Page]:
    """Give the reader of pages."""
    return Page


@pytest.fixture(scope="session")
def page(run: Run, before: Run) -> Page:
    """Give the page of the run with everything, against the earlier one."""
    return Page(report_page(run, before))
