"""Reads the bodies of an OpenAI-compatible endpoint; what is no answer is a reason to try again, never an answer."""

import numpy as np
from pydantic import BaseModel, ConfigDict, ValidationError

from skillweave.remote.talk import Finish, Reply, Usage
from skillweave.remote.waiting import TryAgain


class _Told(BaseModel):
    content: str | None = None
    refusal: str | None = None


class _Choice(BaseModel):
    message: _Told
    finish_reason: str | None = None


class _Counted(BaseModel):
    prompt_tokens: int = 0
    completion_tokens: int = 0


class _Completion(BaseModel):
    choices: list[_Choice]
    usage: _Counted | None = None
    model: str = ""


class _Vector(BaseModel):
    index: int
    embedding: list[float]


class _Vectors(BaseModel):
    data: list[_Vector]
    usage: _Counted | None = None


class Embedded(BaseModel):
    """Vectors, one a text, in the order in which the texts were sent."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    vectors: list[list[float]]
    usage: Usage


_FINISH = {"stop": Finish.STOP, "length": Finish.LENGTH, "content_filter": Finish.REFUSED}


def read_completion(body: bytes) -> Reply:
    """Read a chat completion.

    Raises:
        TryAgain: It is none.
    """
    try:
        read = _Completion.model_validate_json(body)
    except ValidationError as error:
        raise TryAgain("it answered what is no chat completion", maybe_paid=True) from error
    if not read.choices:
        raise TryAgain("it answered without a choice", maybe_paid=True)
    first, counted = read.choices[0], read.usage or _Counted()
    ended = _FINISH.get(first.finish_reason or "stop", Finish.OTHER)
    return Reply(
        text=first.message.content or "",
        finish=Finish.REFUSED if first.message.refusal else ended,
        usage=Usage(tokens_in=counted.prompt_tokens, tokens_out=counted.completion_tokens),
        model=read.model,
    )


def read_vectors(body: bytes, *, wanted: int) -> Embedded:
    """Read embeddings.

    Args:
        body: What came.
        wanted: How many texts were sent.

    Raises:
        TryAgain: They are none, or not one a text, or not of one length, or not finite.
    """
    try:
        read = _Vectors.model_validate_json(body)
    except ValidationError as error:
        raise TryAgain("it answered what are no embeddings", maybe_paid=True) from error
    by_index = {one.index: one.embedding for one in read.data}
    if len(read.data) != wanted or set(by_index) != set(range(wanted)):
        raise TryAgain(f"it answered {len(read.data)} vectors for {wanted} texts", maybe_paid=True)
    sizes = sorted({len(vector) for vector in by_index.values()})
    if len(sizes) > 1 or 0 in sizes:
        raise TryAgain(f"its vectors have different lengths: {', '.join(map(str, sizes))}", maybe_paid=True)
    if not np.isfinite(list(by_index.values())).all():
        raise TryAgain("its vectors hold what is no number", maybe_paid=True)
    counted = read.usage or _Counted()
    vectors = [by_index[at] for at in range(wanted)]
    return Embedded(vectors=vectors, usage=Usage(tokens_in=counted.prompt_tokens))
