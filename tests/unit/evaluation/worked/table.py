"""A metric with cases worked out by hand, and wrong versions of it that the cases must tell apart."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass

import numpy as np

from skillweave.domain.span import Span

Metric = Callable[..., object]
Given = tuple[object, ...]

TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True)
class Table:
    """What is known of one metric.

    Attributes:
        metric: The metric.
        cases: Arguments and the value worked out by hand; the arithmetic stands beside it.
        bugs: What was got wrong -> a version of the metric that gets it wrong. It must not fail on any of the cases.
    """

    metric: Metric
    cases: Sequence[tuple[Given, object]]
    bugs: Mapping[str, Metric]


def agrees(metric: Metric, given: Given, expected: object) -> bool:
    """Tell whether a metric gives the value, number by number, to 1e-9; NaN agrees with NaN."""
    got, wanted = list(_numbers(metric(*given))), list(_numbers(expected))
    return len(got) == len(wanted) and np.allclose(got, wanted, rtol=0, atol=TOLERANCE, equal_nan=True)


def _numbers(value: object) -> Iterable[float]:
    """Lay rows, tuples and arrays out as plain numbers."""
    if isinstance(value, int | float):
        yield float(value)
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from _numbers(getattr(value, field.name))
    elif isinstance(value, Iterable):
        for part in value:
            yield from _numbers(part)
    else:
        raise TypeError(f"no number: {value!r}")


def spans(*ends: tuple[int, int]) -> list[Span]:
    """Write spans short."""
    return [Span(start=start, end=end) for start, end in ends]
