"""What is kept of a request that an endpoint will not take for what stands in it: the reason, never the text."""

import regex

from skillweave.errors import RemoteError
from skillweave.remote.talk import Finish, Reply, Usage

_RUN = 3
"""So many words in a row that also stand in the text are taken for a repetition of it."""
_WORD = regex.compile(r"\w+")
_LEFT_OUT = "[...]"


def rejection(error: RemoteError, text: str) -> Reply:
    """Make the reply that stands for a refusal.

    Args:
        error: With which the endpoint refused.
        text: What was sent of the entry; the endpoint may have repeated it.
    """
    reason = without_words_of(error.reason, text)
    told = f"the endpoint refused the request: it answered {error.status}" + (f": {reason}" if reason else "")
    return Reply(text=told, finish=Finish.REJECTED, usage=Usage(), model="")


def without_words_of(told: str, text: str) -> str:
    """Leave out of what an endpoint says whatever stands in the text, word for word and several in a row."""
    told = "".join(letter if letter.isprintable() else " " for letter in told)
    words = [word.casefold() for word in _WORD.findall(text)]
    size = min(_RUN, len(words))
    runs = {tuple(words[at : at + size]) for at in range(len(words) - size + 1)} if size else set()
    found = list(_WORD.finditer(told))
    said = [one[0].casefold() for one in found]
    out, done = "", 0
    for at in range(len(found) - size + 1 if size else 0):
        if tuple(said[at : at + size]) in runs:
            start, end = found[at].start(), found[at + size - 1].end()
            out += told[done:start] + _LEFT_OUT if start >= done else ""
            done = end
    return out + told[done:]
