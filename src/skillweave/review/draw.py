"""Draws which items are blind, reviewed twice, planted in or shown out of order: by a hash, so always the same ones."""

import hashlib


def fraction(seed: int, what: str, about: str) -> float:
    """Give a number from 0 up to, but not with, 1 that is spread evenly and never changes.

    Args:
        seed: The queue's.
        what: What is drawn for; draws for different things know nothing of each other.
        about: Id of the item.
    """
    digest = hashlib.sha256(f"{seed}\x1f{what}\x1f{about}".encode()).digest()
    return int.from_bytes(digest[:6], "big") / 2**48


def draw(seed: int, what: str, about: str, rate: float) -> bool:
    """Tell whether an item is drawn; a higher rate draws the same items and more.

    Example:
        >>> draw(1, "blind", "item", 0.0), draw(1, "blind", "item", 1.0)
        (False, True)
    """
    return fraction(seed, what, about) < rate
