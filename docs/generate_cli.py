"""Writes docs/cli.md from the help of every command; with `--check`, says whether it is up to date."""

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from skillweave.cli.app import skillweave

TARGET = Path(__file__).with_name("cli.md")
WIDTH = 100
HEAD = """# The command line

Made from `--help` by `make docs`; do not edit by hand. Data goes to standard output, everything else to standard error.
"""


def commands(command: click.Command, parent: click.Context | None, name: str) -> Iterator[tuple[str, str]]:
    """Walk a command and those below it: the full name and the help of each."""
    told = {**command.context_settings, "terminal_width": WIDTH, "color": False}
    context = click.Context(command, parent=parent, info_name=name, **told)
    yield context.command_path, context.get_help()
    if isinstance(command, click.Group):
        for below in command.list_commands(context):
            child = command.get_command(context, below)
            if child is not None and not child.hidden:
                yield from commands(child, context, below)


def page() -> str:
    """Give the whole page."""
    parts = [HEAD]
    for name, text in commands(skillweave, None, "skillweave"):
        lines = "\n".join(line.rstrip() for line in text.splitlines())
        parts.append(f"## `{name}`\n\n```text\n{lines}\n```\n")
    return "\n".join(parts)


def main() -> int:
    """Write the page, or compare."""
    text = page()
    if "--check" not in sys.argv[1:]:
        TARGET.write_text(text, encoding="utf-8", newline="\n")
        return 0
    if TARGET.is_file() and TARGET.read_text(encoding="utf-8") == text:
        return 0
    sys.stderr.write("docs/cli.md is out of date: run `make docs`\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
