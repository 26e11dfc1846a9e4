"""What the server signs: one-time links, and the tokens in its own forms."""

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass

from itsdangerous import BadSignature, Signer, URLSafeSerializer

_LINK = "skillweave one-time link"
_FORM = "skillweave form"


@dataclass(frozen=True, slots=True)
class Link:
    """What a one-time link says: for whom it is, and until when."""

    tenant: str
    person: str
    until: dt.datetime
    state: str
    """How the person's ways in stood when it was made; see `Invites`."""
    token_hash: str
    """What is kept once it was used."""


def write_link(key: str, tenant: str, person: str, until: dt.datetime, state: str) -> str:
    """Sign a link for one person; whoever has it may set that person's password."""
    said = {"t": tenant, "p": person, "u": int(until.timestamp()), "s": state, "n": secrets.token_hex(8)}
    token = URLSafeSerializer(key, salt=_LINK, signer_kwargs={"digest_method": hashlib.sha256}).dumps(said)
    return str(token)


def read_link(key: str, token: str, now: dt.datetime) -> Link | None:
    """Read a link; None where it is not ours or has run out. Whether it was used stands in the database."""
    try:
        said = URLSafeSerializer(key, salt=_LINK, signer_kwargs={"digest_method": hashlib.sha256}).loads(token)
    except BadSignature:
        return None
    until = dt.datetime.fromtimestamp(said["u"], tz=dt.UTC)
    if now >= until:
        return None
    return Link(said["t"], said["p"], until, said.get("s", ""), hashlib.sha256(token.encode()).hexdigest())


def form_token(key: str, cookie: str) -> str:
    """Give what every form of a session carries: another site can neither read nor guess it."""
    return Signer(key, salt=_FORM, digest_method=hashlib.sha256).get_signature(cookie.encode()).decode()
