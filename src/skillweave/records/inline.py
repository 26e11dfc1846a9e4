"""What a page holds of its own style and script, and the hash by which its security policy allows them."""

import base64
import hashlib

from skillweave.render import render

TEMPLATES = "skillweave.records"


def hash_of(name: str) -> str:
    """Give what a security policy wants of a file that the page holds inline."""
    digest = hashlib.sha256(render(f"{TEMPLATES}:{name}").encode()).digest()
    return "sha256-" + base64.b64encode(digest).decode()
