"""The `skillweave` command: its nouns, and what an error looks like to the person at the keyboard."""

import errno
import io
import os
import sys
from importlib import import_module

import click

from skillweave.errors import BatchError, SkillweaveError

COMMANDS = {
    "translate": "skillweave.cli.translate:translate",
    "runs": "skillweave.cli.runs:runs",
    "frameworks": "skillweave.cli.frameworks:frameworks",
    "eval": "skillweave.cli.evaluate:evaluate",
    "queue": "skillweave.cli.queue:queue",
    "privacy": "skillweave.cli.privacy:privacy",
    "serve": "skillweave.cli.serve:serve",
    "init": "skillweave.cli.database:init",
    "migrate": "skillweave.cli.database:migrate",
    "backup": "skillweave.cli.database:backup",
    "restore": "skillweave.cli.database:restore",
    "verify": "skillweave.cli.database:verify",
    "doctor": "skillweave.cli.admin:doctor",
}
"""Command -> where it is; a command's file is loaded when it is asked for, so that `--help` is quick."""

INTERRUPTED = 130
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EIO})


class _Lazy(click.Group):
    """A group that loads a command's file when the command is needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click gives it
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:  # noqa: ARG002 - click gives it
        if name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[name].partition(":")
        command = getattr(import_module(module), attribute)
        if not isinstance(command, click.Command):
            raise TypeError(f"{COMMANDS[name]} is no command")
        return command


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="skillweave", prog_name="skillweave")
def skillweave() -> None:
    """Turn what students write about real work into skill claims, each with its exact evidence.

    Everything runs on this machine; nothing is sent anywhere, unless you let a language model judge or name an
    endpoint as the encoder.

    Exit codes: 0 fine, 1 a fault in skillweave, 2 misuse, 3 finished with some failed rows, 4 configuration or
    environment, 5 input unusable, 6 a service failed, 7 a limit or the output, 130 interrupted.
    """


def main() -> None:
    """Run the command line; an expected error is one message and its exit code, without a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A terminal or a pipe that lacks a character gets its number; that is no reason to stop.
            stream.reconfigure(errors="backslashreplace")
    sys.exit(_exit_code())


def _exit_code() -> int:
    try:
        code = skillweave(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("interrupted; no file was written", err=True)
        # Python notes an interrupt that leaves code made from a string (dataclasses are), even if it is caught later,
        # and would end by the signal in place of the exit code; running such code takes the note back.
        exec("")
        return INTERRUPTED
    except SkillweaveError as error:
        if isinstance(error, BatchError):
            _let_go()
        return _told(error)
    except (BrokenPipeError, SystemExit):
        # The reader went away, as with `| head`: click and rich then exit by themselves. Nothing is left to say.
        _let_go()
        return 0
    except OSError as error:
        if error.errno not in _FULL:
            raise
        _let_go()
        return _told(BatchError(f"cannot write: {(error.strerror or str(error)).lower()}; free some space"))
    return code if isinstance(code, int) else 0


def _told(error: SkillweaveError) -> int:
    click.echo(f"error: {error}", err=True)
    return error.exit_code


def _let_go() -> None:
    """Lead standard output nowhere: what is still held for it would fail again when Python ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
