"""`skillweave serve`: the review server."""

import platform
import signal
import threading
from collections.abc import Callable
from contextlib import ExitStack
from typing import TYPE_CHECKING

import click

from skillweave.cli.database import prepare
from skillweave.cli.desk import ACTOR, database_at, database_options, tenant_options, with_tenant
from skillweave.cli.options import chosen, settings_options
from skillweave.cli.place import data_folder, is_loopback, only_host, secret_key
from skillweave.errors import SettingsError, StoreError
from skillweave.settings import Settings

if TYPE_CHECKING:
    from fastapi import FastAPI

    from skillweave.review.engine import Database

_RENEW_S = 30
_ERASE_S = 3_600
_STOP_WITHIN_S = 5


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on; others than this machine "
              "can reach it only if it is not 127.0.0.1.")  # fmt: skip
@click.option("--port", type=click.IntRange(1, 65_535), default=8000, show_default=True, help="Port to listen on.")
@click.option(
    "--public-url", metavar="URL", help="The address that people type in, such as https://review.example.org."
)
@click.option(
    "--proxy",
    metavar="ADDRESS",
    help="Address of the TLS proxy in front, whose X-Forwarded headers are believed.",
)
@click.option(
    "--frameworks", metavar="A,B", help="Further framework files or id@version to choose from; all shipped ones are."
)
@database_options
@tenant_options
@settings_options
def serve(
    host: str,
    port: int,
    public_url: str | None,
    proxy: str | None,
    frameworks: str | None,
    database: str | None,
    tenant: str | None,
    settings: Settings,
) -> int:
    """Serve the review pages until Ctrl-C.

    The first start makes the data folder, the secret key, the database, and an admin whose one-time password is
    printed once. A later start changes an older database, after a copy. Texts whose time to be kept has passed are
    erased at the start and every hour.

    \b
    skillweave serve
    skillweave serve --host 0.0.0.0 --public-url https://review.example.org --proxy 192.0.2.7
    """  # noqa: D301
    settings = with_tenant(settings, tenant)
    address = _address(host, port, public_url or settings.review.public_url)
    from skillweave.review_wiring import build_services, load_review_frameworks, need_review_extra, utc_now, web_config

    need_review_extra()
    names = chosen(frameworks)
    with ExitStack() as stack:
        opened = stack.enter_context(database_at(settings, database))
        key = secret_key(settings, make=is_loopback(host))
        renew = stack.enter_context(only_host(opened.file, platform.node()))
        config = web_config(settings, key, address)
        prepare(opened, settings, config, utc_now())
        from skillweave.web.app import create_app

        app = create_app(build_services(opened, load_review_frameworks(settings, names), config, utc_now))
        if not is_loopback(host) and not config.secure:
            click.echo("warning: passwords travel unprotected without TLS; put a TLS proxy in front", err=True)
        click.echo(f"data folder: {data_folder(settings).resolve()}", err=True)
        click.echo(f"database: {opened.engine.url.render_as_string(hide_password=True)}", err=True)
        click.echo(f"review at {address} (Ctrl-C to stop)", err=True)
        _erase(opened)
        stack.enter_context(Repeating(_RENEW_S, renew))
        stack.enter_context(Repeating(_ERASE_S, lambda: _erase(opened)))
        _run(app, host, port, proxy)
    return 0


def _address(host: str, port: int, public_url: str | None) -> str:
    if public_url is not None:
        return public_url
    if not is_loopback(host):
        raise SettingsError(
            f"a server on {host} needs the address that people type in: give --public-url, or review.public_url in the "
            "settings"
        )
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


class Repeating:
    """Does something again and again while the server runs; a fault of the database is told and does not end it."""

    def __init__(self, every_s: float, deed: Callable[[], None]) -> None:
        """Remember what to do; entering starts it."""
        self._every_s = every_s
        self._deed = deed
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def _run(self) -> None:
        while not self._done.wait(self._every_s):
            try:
                self._deed()
            except (StoreError, OSError) as error:
                click.echo(f"warning: {error}", err=True)

    def __enter__(self) -> None:
        """Start."""
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        """Stop, and wait until what is being done is done."""
        self._done.set()
        self._thread.join()


def _erase(database: "Database") -> None:
    from skillweave.review_wiring import erase_due, utc_now

    count = erase_due(database, ACTOR, utc_now())
    if count:
        click.echo(f"{count} texts were erased: the time to keep them has passed", err=True)


def _run(app: "FastAPI", host: str, port: int, proxy: str | None) -> None:
    import uvicorn

    # The server ends in good order and then sends itself the signal again: it must not end us before we have tidied up.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        uvicorn.run(
            app,
            host=host,
            port=port,
            access_log=False,  # addresses of pages hold one-time links
            log_level="warning",
            server_header=False,
            ws="none",
            proxy_headers=proxy is not None,
            forwarded_allow_ips=proxy,
            timeout_graceful_shutdown=_STOP_WITHIN_S,
        )
    except KeyboardInterrupt:
        pass
    except SystemExit as error:  # it has written why
        raise SettingsError(f"cannot serve on {host}, port {port}; if it is in use, give another --port") from error
    click.echo("stopped", err=True)
