"""The docs and the program name the same things."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from skillweave import errors
from skillweave.cli.app import skillweave
from skillweave.domain.claim import Claim, Translation
from skillweave.errors import SkillweaveError

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
_TOP = ("src", "tests", "docs", "eval", "frameworks", "notebooks", ".ci")
_BELOW_TOP = r"(?:" + "|".join(map(re.escape, _TOP)) + r")/[\w./-]*"
_MODULE = r"[\w.-]+/[\w./-]*\.(?:py|md|j2)"
_PATH = re.compile(f"`({_BELOW_TOP}|{_MODULE})`")
_LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)(?:#[^)]*)?\)")


def _named() -> list[tuple[str, str]]:
    pages = ((page.relative_to(ROOT).as_posix(), page.read_text(encoding="utf-8")) for page in PAGES)
    return sorted({(page, path) for page, text in pages for path in _PATH.findall(text)})


def _linked() -> list[tuple[str, str]]:
    pages = ((page.relative_to(ROOT).as_posix(), page.read_text(encoding="utf-8")) for page in PAGES)
    return sorted({(page, link) for page, text in pages for link in _LINK.findall(text)})


def _commands(group: click.Group, before: str = "") -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        yield f"{before}{name}", command
        if isinstance(command, click.Group):
            yield from _commands(command, f"{before}{name} ")


def _options() -> list[tuple[str, str]]:
    return [
        (name, option)
        for name, command in _commands(skillweave)
        for parameter in command.params
        if isinstance(parameter, click.Option)
        for option in parameter.opts
    ]


def _errors(root: type[SkillweaveError]) -> Iterator[type[SkillweaveError]]:
    yield root
    for one in root.__subclasses__():
        yield from _errors(one)


@pytest.fixture(scope="module")
def cli() -> str:
    """Give the page on the command line."""
    return (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def told(cli: str) -> str:
    """Give the pages on which errors and exit codes may stand."""
    page = ROOT / "docs" / "errors.md"
    return cli + (page.read_text(encoding="utf-8") if page.exists() else "")


@pytest.mark.parametrize(("page", "path"), _named(), ids=str)
def test_a_path_that_the_docs_name_exists(page: str, path: str) -> None:
    """A file or folder of the repository, named from its root, or a module, named from the package."""
    assert any((place / path).exists() for place in (ROOT, ROOT / "src" / "skillweave")), f"{page} names {path}"


@pytest.mark.parametrize(("page", "link"), _linked(), ids=str)
def test_a_link_between_pages_leads_somewhere(page: str, link: str) -> None:
    """Links are relative to the page they stand on."""
    assert ((ROOT / page).parent / link).exists(), f"{page} links to {link}"


@pytest.mark.parametrize("command", [name for name, _ in _commands(skillweave)])
def test_every_command_is_documented(cli: str, command: str) -> None:
    """docs/cli.md names it in full."""
    assert f"skillweave {command}" in cli


@pytest.mark.parametrize(("command", "option"), _options())
def test_every_option_is_documented(cli: str, command: str, option: str) -> None:
    """docs/cli.md names it in the section of its command."""
    section = cli.partition(f"## `skillweave {command}`")[2].partition("\n## ")[0]
    assert re.search(rf"(?<![\w-]){re.escape(option)}(?![\w-])", section)


@pytest.mark.parametrize("script", ["generate_cli.py", "generate_modules.py"])
def test_what_is_generated_is_up_to_date(script: str) -> None:
    """`make docs` makes it, and was run after the last change."""
    done = subprocess.run([sys.executable, f"docs/{script}", "--check"], cwd=ROOT, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize("error", sorted({one.__name__ for one in _errors(SkillweaveError)}))
def test_every_error_is_documented(told: str, error: str) -> None:
    """By its name."""
    assert error in told
    assert hasattr(errors, error)


@pytest.mark.parametrize("code", [0, 2, 3, 130, *sorted({one.exit_code for one in _errors(SkillweaveError)})])
def test_every_exit_code_is_documented(told: str, code: int) -> None:
    """As a word of its own."""
    assert re.search(rf"(?<!\w){code}(?!\w)", told)


@pytest.mark.parametrize(
    "key", sorted({field.alias or name for kind in (Translation, Claim) for name, field in kind.model_fields.items()})
)
def test_every_key_of_the_output_is_documented(key: str) -> None:
    """docs/output-format.md names each in backticks."""
    assert f"`{key}`" in (ROOT / "docs" / "output-format.md").read_text(encoding="utf-8")
