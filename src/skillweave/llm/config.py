"""Which judge looks at uncertain claims, what it is asked, and how much of it."""

from pathlib import Path
from typing import Literal

from pydantic import Field

from skillweave.remote.config import EndpointConfig


class JudgeConfig(EndpointConfig):
    """Which judge there is, its endpoint if it has one, and which claims it is asked about."""

    kind: Literal["endpoint", "local"] = "endpoint"
    """`endpoint` asks a language model; `local` looks again on this machine, and nothing leaves it."""
    reranker: Path | None = None
    """The model of the local judge, as `eval rerank` writes it."""
    calibration: Path | None = None
    """What the score of the judge behind the endpoint is worth, as `eval judge` writes it."""
    lowest: float = Field(default=0.2, ge=0, le=1)
    """Claims of less confidence are not asked about."""
    highest: float = Field(default=0.8, ge=0, le=1)
    """Claims of this confidence or more are not asked about: they are sure enough."""
    ask_uncalibrated: bool = False
    """Whether claims without a confidence are asked about too."""
    candidates_at_most: int = Field(default=12, ge=1, le=100)
    """Most claims in one request; more of one entry are asked about in several."""
    further_frameworks: tuple[str, ...] = ()
    """Frameworks whose other competencies the judge may add."""
    further_at_most: int = Field(default=40, ge=0, le=1_000)
    """Most competencies of an entry that are offered; what exceeds it is not offered, near misses first."""
    text_at_most: int = Field(default=12_000, ge=1)
    """Entries of more code points are not sent; their claims stay as they are, marked as not asked."""
    tokens_a_candidate: int = Field(default=160, ge=20, le=4_000)
    """Room for the answer to one candidate."""
    folder: Path | None = None
    """Where answers are kept, so that none is paid twice; None means `judge` in the cache folder."""
