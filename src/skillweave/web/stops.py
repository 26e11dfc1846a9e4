"""Reasons to answer a request with something else than what it asked for."""

from collections.abc import Mapping


class Stop(Exception):  # noqa: N818  # it ends a request, and is not always an error
    """A request ends here.

    `code` is part of the API's contract: `signed_out`, `password_due`, `rate_limited`, `read_only`, `cross_site`,
    `form_expired`, `too_large`, `unknown_host`, `invalid`, `sign_in_failed`.
    """

    def __init__(self, status: int, code: str, message: str, headers: Mapping[str, str] | None = None) -> None:
        """Keep what the answer needs; the message is shown to people."""
        self.status = status
        self.code = code
        self.headers = dict(headers or {})
        super().__init__(message)


def signed_out() -> Stop:
    """Say that nobody is signed in."""
    return Stop(401, "signed_out", "You are signed out. Sign in again.")


def password_due() -> Stop:
    """Say that a one-time password has to be changed first."""
    return Stop(403, "password_due", "Choose a password of your own first.")
