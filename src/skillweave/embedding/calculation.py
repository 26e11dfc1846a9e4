"""Where an encoder calculates, and with how many digits."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Calculation:
    """A device, as torch calls it, and a type of numbers."""

    device: str = "cpu"
    number_type: Literal["fp32", "bf16"] = "fp32"

    @property
    def name(self) -> str:
        """Name what vectors are made with, so that kept ones never meet those made otherwise.

        Example:
            >>> Calculation().name, Calculation("cuda", "bf16").name
            ('fp32', 'bf16 on cuda')
        """
        return self.number_type if self.device == "cpu" else f"{self.number_type} on {self.device}"


PLAIN = Calculation()
"""What every machine can do."""
