"""Passwords: how they are kept, checked, and made for a first sign-in."""

import secrets
import threading

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.profiles import RFC_9106_LOW_MEMORY

MIN_PASSWORD = 12
MAX_PASSWORD = 200
_AT_ONCE = 4
"""Each check takes 64 MiB for its time; more at once wait."""
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


class Passwords:
    """Hashes and checks passwords with argon2id."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY)
        self._turn = threading.BoundedSemaphore(_AT_ONCE)
        self._nobody: str | None = None

    def hash(self, password: str) -> str:
        """Hash a password for keeping."""
        with self._turn:
            return self._hasher.hash(password)

    def matches(self, kept: str | None, password: str) -> bool:
        """Tell whether a password is the one that was kept; takes as long where none was kept."""
        with self._turn:
            stand_in = self._stand_in()  # made at the first check of all, whoever it is for
            try:
                self._hasher.verify(kept or stand_in, password)
            except (VerificationError, InvalidHashError):
                return False
        return kept is not None

    def outdated(self, kept: str) -> bool:
        """Tell whether a hash was made with weaker parameters than today's."""
        return self._hasher.check_needs_rehash(kept)

    def _stand_in(self) -> str:
        if self._nobody is None:
            self._nobody = self._hasher.hash(secrets.token_hex())
        return self._nobody


def make_password() -> str:
    """Make a password for a first sign-in, without letters that look alike."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(5)) for _ in range(4))


def weakness(password: str) -> str | None:
    """Say what is wrong with a new password; None where it will do. No rules but length: they make it guessable."""
    if len(password) < MIN_PASSWORD:
        return f"A password has {MIN_PASSWORD} characters at least."
    if len(password) > MAX_PASSWORD:
        return f"A password has {MAX_PASSWORD} characters at most."
    if len(set(password)) < 4:
        return "A password is not one character many times."
    return None
