"""Finds out what this machine calculates fastest: whether there is a graphics card, and whether bf16 pays."""

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import torch
from torch.nn import functional

from skillweave.embedding.attention import plain_products
from skillweave.errors import EncoderError

BF16_PAYS = 1.5
"""How many times faster a layer in bf16 must be: digits are not given away for less."""

_UNITS = ("amx_bf16", "avx512_bf16")
_SENTENCES, _TOKENS, _DIM, _HIDDEN, _HEADS = 32, 24, 384, 1536, 12
_TRIES = 5


@dataclass(frozen=True, slots=True)
class Probe:
    """Which numbers to calculate with, and why, in words that are the same on every try."""

    number_type: Literal["fp32", "bf16"]
    why: str


def device_of(wanted: Literal["auto", "cpu", "cuda"]) -> str:
    """Name the device that is meant.

    Raises:
        EncoderError: A graphics card is asked for and torch sees none.
    """
    there = torch.cuda.is_available() if wanted != "cpu" else False
    if wanted == "cuda" and not there:
        raise EncoderError("embedder.device is cuda, but torch sees no graphics card; set it to auto or cpu")
    return "cuda" if there else "cpu"


def probe() -> Probe:
    """Decide between fp32 and bf16 on a processor: by what it says of itself, then by the time of one layer.

    Without units for bf16 a processor takes several times as long over it, so such a one is not even tried. The
    layer is like the encoder's, over one batch of sentences: not a product alone, but all that is paid for.

    Source:
        Sentences a second in bf16 and fp32: 477 and 172 with AMX; with AVX512-BF16 118 and 171 on one processor, 750
        and 230 on a later one; 23 and 124 with AVX2; docs/decisions/0024-runs-in-parts.md.
    """
    if not _has_units():
        return Probe("fp32", "the processor has no units for bf16")
    if _seconds(torch.float32) < BF16_PAYS * _seconds(torch.bfloat16):
        return Probe("fp32", f"the processor has units for bf16, but a layer was not {BF16_PAYS} times as fast")
    return Probe("bf16", f"the processor has units for bf16, and a layer was more than {BF16_PAYS} times as fast")


def _has_units(cpuinfo: Path = Path("/proc/cpuinfo")) -> bool:
    try:
        lines = cpuinfo.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return False
    return any(flag in line.split() for line in lines if line.startswith("flags") for flag in _UNITS)


def _seconds(number_type: torch.dtype) -> float:
    """Time one layer over a batch of sentences, the quickest of a few, after one to warm up."""
    wide, narrow = torch.ones((_HIDDEN, _DIM), dtype=number_type), torch.ones((_DIM, _HIDDEN), dtype=number_type)
    rows = torch.ones((_SENTENCES, _TOKENS, _DIM), dtype=number_type)

    def attend(heads: torch.Tensor) -> None:
        """As the encoder does in these digits."""
        if number_type is torch.bfloat16:
            plain_products(None, heads, heads, heads, None)
        else:
            functional.scaled_dot_product_attention(heads, heads, heads)

    def layer() -> None:
        heads = rows.view(_SENTENCES, _TOKENS, _HEADS, -1).transpose(1, 2)
        attend(heads)
        hidden = functional.gelu(functional.linear(rows, wide))
        functional.layer_norm(functional.linear(hidden, narrow) + rows, (_DIM,))

    with torch.inference_mode():
        layer()
        times = []
        for _ in range(_TRIES):
            began = time.perf_counter()
            layer()
            times.append(time.perf_counter() - began)
    return min(times)
