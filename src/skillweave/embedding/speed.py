"""Finds out what this machine calculates fastest: whether there is a graphics card, and whether bf16 pays."""

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import torch

from skillweave.errors import EncoderError

BF16_PAYS = 1.5
"""How many times faster a product in bf16 must be: below that, other layers eat up what it gains."""

_SIZE = 256
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


def probe(device: str) -> Probe:
    """Decide between fp32 and bf16: by what the processor says of itself, then by a product of small matrices.

    Without units for bf16 a processor takes several times as long over it, so such a one is not even tried.

    Source:
        Sentences a second in bf16 and fp32: 477 and 172 with AMX, 118 and 171 with AVX512-BF16 alone, 23 and 124 with
        AVX2; docs/decisions/0024-runs-in-parts.md.
    """
    if device == "cuda":
        if torch.cuda.is_bf16_supported():
            return Probe("bf16", "the graphics card has units for bf16")
        return Probe("fp32", "the graphics card has no units for bf16")
    if not _has_amx():
        return Probe("fp32", "the processor has no AMX units for bf16")
    if _seconds(torch.float32) < BF16_PAYS * _seconds(torch.bfloat16):
        return Probe("fp32", f"the processor has AMX, but bf16 was not {BF16_PAYS} times as fast")
    return Probe("bf16", f"the processor has AMX, and bf16 was more than {BF16_PAYS} times as fast")


def _has_amx(cpuinfo: Path = Path("/proc/cpuinfo")) -> bool:
    try:
        lines = cpuinfo.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return False
    return any("amx_bf16" in line for line in lines if line.startswith("flags"))


def _seconds(number_type: torch.dtype) -> float:
    """Time one product, the quickest of a few, after one to warm up."""
    one = torch.ones((_SIZE, _SIZE), dtype=number_type)
    with torch.inference_mode():
        torch.mm(one, one)
        times = []
        for _ in range(_TRIES):
            began = time.perf_counter()
            torch.mm(one, one)
            times.append(time.perf_counter() - began)
    return min(times)
