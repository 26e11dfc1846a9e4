"""Options that several commands share."""

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click

from skillweave.errors import SettingsError
from skillweave.settings import Settings, load_settings


def framework_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add --frameworks."""
    return click.option(
        "--frameworks",
        metavar="A,B",
        help="Framework ids, id@version, or paths of your own lists, parted by commas; all, unless told.",
    )(command)


def source_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add what says how a log is read: --map, --sheet, --encoding."""
    command = click.option("--encoding", help="Encoding of a text file; found out, unless told.")(command)
    command = click.option("--sheet", help="Sheet of an Excel workbook; the first, unless told.")(command)
    return click.option(
        "--map",
        "mapping",
        multiple=True,
        metavar="FIELD=COLUMN",
        help="Take a field from a column; may be repeated. `id=@row` numbers the rows.",
    )(command)


def settings_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add --settings and --frameworks-dir, and hand the command one `Settings` that holds all that was said."""

    @click.option(
        "--settings",
        "settings_file",
        type=click.Path(path_type=Path),
        help="Settings file (skillweave.toml of this folder).",
    )
    @click.option("--frameworks-dir", type=click.Path(path_type=Path), help="Folder of frameworks.")
    @wraps(command)
    def with_settings(
        *args: Any, settings_file: Path | None, frameworks_dir: Path | None, **values: Any
    ) -> Any:  # Any: click's
        settings = load_settings(settings_file)
        if frameworks_dir is not None:
            settings = settings.model_copy(update={"frameworks_dir": frameworks_dir})
        settings = _with_pipeline(settings, values)
        return command(*args, settings=settings, **values)

    return with_settings


def _with_pipeline(settings: Settings, values: dict[str, Any]) -> Settings:
    """Lay --top-k and --no-gate over the settings, where the command has them."""
    top_k, no_gate = values.pop("top_k", None), values.pop("no_gate", False)
    pipeline = settings.pipeline
    if top_k is not None:
        pipeline = pipeline.model_copy(update={"claims": pipeline.claims.model_copy(update={"top_k": top_k})})
    if no_gate:
        pipeline = pipeline.model_copy(update={"gate": False})
    return settings.model_copy(update={"pipeline": pipeline})


def chosen(frameworks: str | None) -> list[str] | None:
    """Part the list that --frameworks gives; None, for all of them, where it was not given.

    Raises:
        SettingsError: There is no name in it.
    """
    if frameworks is None:
        return None
    names = [name.strip() for name in frameworks.split(",") if name.strip()]
    if not names:
        raise SettingsError("--frameworks names none; leave it out for all of them")
    return names
