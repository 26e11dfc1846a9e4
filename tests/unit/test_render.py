"""What the one owner of templates promises, whatever the template."""

from collections.abc import Callable

import jinja2
import pytest

from skillweave.render import render, stream

Package = Callable[..., str]


@pytest.fixture
def package(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Package:
    """Make an importable package with the templates given and return its name."""

    def make(**templates: str) -> str:
        folder = tmp_path_factory.mktemp("templates_of_")
        name = folder.name.replace("-", "_")
        inside = folder / name / "templates"
        inside.mkdir(parents=True)
        (folder / name / "__init__.py").write_text('"""Templates for a test."""\n')
        [(inside / f"{key}.j2").write_text(text) for key, text in templates.items()]
        monkeypatch.syspath_prepend(str(folder))
        return name

    return make


@pytest.mark.parametrize("value", ["<b>", "a & b", '"quoted"', "it's"])
def test_values_are_escaped(package: Package, value: str) -> None:
    """A value never changes the structure of a page, inside an attribute either, whatever the file is called."""
    name = package(page='<p title="{{ value }}">{{ value }}</p>')

    filled = render(f"{name}:page.j2", value=value)

    assert filled.count("<") == 2
    assert filled.count('"') == 2
    assert "'" not in filled


def test_name_without_value_is_refused(package: Package) -> None:
    """A misspelt name raises instead of leaving a gap."""
    name = package(page="{{ titel }}")

    with pytest.raises(jinja2.UndefinedError, match="titel"):
        render(f"{name}:page.j2", title="x")


def test_include_looks_in_the_same_package(package: Package) -> None:
    """Two packages may have files of the same name."""
    first, second = (package(page='{% include "part.j2" %}', part=words) for words in ("one", "two"))

    assert (render(f"{first}:page.j2"), render(f"{second}:page.j2")) == ("one", "two")


def test_included_files_are_verbatim(package: Package) -> None:
    """A style sheet or script that is included is the same text as when it is rendered alone, so hashes agree."""
    name = package(page='<style>{% include "style.j2" %}</style>', style="a > b { content: '<' }\n\n")

    assert render(f"{name}:page.j2") == f"<style>{render(f'{name}:style.j2')}</style>"


@pytest.mark.parametrize(("value", "shown"), [("a\0b", "a\ufffdb"), ("a\udcffb", "a?b")])
def test_what_no_page_can_hold_is_replaced(package: Package, value: str, shown: str) -> None:
    """A NUL or a lone surrogate neither breaks the page nor the writing of it."""
    name = package(page="{{ value }}")

    assert render(f"{name}:page.j2", value=value) == shown


def test_stream_gives_what_render_gives(package: Package) -> None:
    """The pieces joined are the whole."""
    name = package(page="{% for item in items %}<p>{{ item }}</p>{% endfor %}")

    pieces = list(stream(f"{name}:page.j2", items=iter(range(1_000))))

    assert len(pieces) > 1
    assert "".join(pieces) == render(f"{name}:page.j2", items=range(1_000))


def test_stream_takes_values_as_it_goes(package: Package) -> None:
    """The first piece is there before the last value was made."""
    name = package(page="{% for item in items %}<p>{{ item }}</p>{% endfor %}")
    items = iter(range(10_000))

    next(stream(f"{name}:page.j2", items=items))

    assert next(items) < 1_000


@pytest.mark.parametrize(
    "reference", ["page.j2", "skillweave.no_such_package:page.j2", "skillweave.records:no_such.j2"]
)
def test_unknown_template_is_refused(reference: str) -> None:
    """A wrong name raises and is named."""
    with pytest.raises(ValueError, match="template"):
        render(reference)
