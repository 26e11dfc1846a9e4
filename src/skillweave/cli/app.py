"""The `skillweave` command: its nouns, and what an error looks like to the person at the keyboard."""

import sys
from importlib import import_module

import click

from skillweave.errors import SkillweaveError

COMMANDS = {
    "translate": "skillweave.cli.translate:translate",
    "frameworks": "skillweave.cli.frameworks:frameworks",
    "eval": "skillweave.cli.evaluate:evaluate",
    "doctor": "skillweave.cli.admin:doctor",
}
"""Command -> where it is; a command's file is loaded when it is asked for, so that `--help` is quick."""

INTERRUPTED = 130


class _Lazy(click.Group):
    """A group that loads a command's file when the command is needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[name].partition(":")
        command = getattr(import_module(module), attribute)
        if not isinstance(command, click.Command):
            raise TypeError(f"{COMMANDS[name]} is no command")
        return command


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="skillweave")
def skillweave() -> None:
    """Turn what students write about real work into skill claims, each with its exact evidence.

    Everything runs on this machine; nothing is sent anywhere.

    Exit codes: 0 fine, 1 a fault in skillweave, 2 misuse, 3 finished with some failed rows, 4 configuration or
    environment, 5 input unusable, 7 a limit or the output, 130 interrupted.
    """


def main() -> None:
    """Run the command line; an expected error is one message and its exit code, without a traceback."""
    try:
        code = skillweave(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("interrupted: nothing was written", err=True)
        sys.exit(INTERRUPTED)
    except SkillweaveError as error:
        click.echo(f"error: {error}", err=True)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        sys.stderr.close()  # the reader went away, as with `| head`; nothing is left to say
        sys.exit(0)
    sys.exit(code if isinstance(code, int) else 0)
