"""Which numbers to calculate with on this machine."""

from pathlib import Path

import pytest

from skillweave.embedding import speed
from skillweave.embedding.speed import Probe, device_of, probe
from skillweave.errors import EncoderError


def test_without_units_for_bf16_it_is_not_even_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    """On such a processor bf16 takes many times as long."""
    monkeypatch.setattr(speed, "_has_units", lambda: False)
    monkeypatch.setattr(speed, "_seconds", lambda _: pytest.fail("a layer was calculated"))
    assert probe() == Probe("fp32", "the processor has no units for bf16")


@pytest.mark.parametrize(("bf16_s", "expected"), [(0.3, "bf16"), (0.9, "fp32")])
def test_with_them_the_measured_ratio_decides(monkeypatch: pytest.MonkeyPatch, bf16_s: float, expected: str) -> None:
    """A second for fp32; bf16 must take less than two thirds of it."""
    monkeypatch.setattr(speed, "_has_units", lambda: True)
    monkeypatch.setattr(speed, "_seconds", lambda kind: bf16_s if "bfloat16" in str(kind) else 1.0)
    assert probe().number_type == expected


@pytest.mark.parametrize(
    ("flags", "expected"),
    [("fpu avx2 amx_tile amx_bf16", True), ("fpu avx2 avx512_bf16", True), ("fpu avx2 avx512f", False), (None, False)],
)
def test_the_processor_says_what_it_has(tmp_path: Path, flags: str | None, expected: bool) -> None:
    """Where it says nothing, it has nothing."""
    path = tmp_path / "cpuinfo"
    if flags is not None:
        path.write_text(f"processor\t: 0\nflags\t\t: {flags}\n", encoding="utf-8")
    assert speed._has_units(path) is expected


def test_a_device_that_is_not_there_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only where it was asked for."""
    monkeypatch.setattr("torch.cuda.is_available", lambda: False)
    assert device_of("auto") == device_of("cpu") == "cpu"
    with pytest.raises(EncoderError, match="torch sees no graphics card"):
        device_of("cuda")
    monkeypatch.setattr("torch.cuda.is_available", lambda: True)
    assert device_of("auto") == device_of("cuda") == "cuda"
    assert device_of("cpu") == "cpu"
