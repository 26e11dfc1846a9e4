"""Figures for a collector of metrics, in Prometheus' text format; counts only, no names of people or words of texts."""

from collections.abc import Iterator, Mapping

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.registry import Collector

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4


def exposition(items: Mapping[tuple[str, str], int], decisions: Mapping[str, int], faults: Mapping[str, str]) -> bytes:
    """Write the figures of this moment.

    Args:
        items: Number of items by queue's id and state.
        decisions: Number of decisions by queue's id.
        faults: What keeps the server from being ready, by name.
    """
    registry = CollectorRegistry()
    registry.register(_Figures(items, decisions, faults))
    return generate_latest(registry)


class _Figures(Collector):
    """Hands over what was counted; keeps nothing from one collection to the next."""

    def __init__(
        self, items: Mapping[tuple[str, str], int], decisions: Mapping[str, int], faults: Mapping[str, str]
    ) -> None:
        self._items = items
        self._decisions = decisions
        self._faults = faults

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Give each figure with its labels."""
        items = GaugeMetricFamily("skillweave_items", "Items in review queues.", labels=["queue", "state"])
        for (queue, state), count in sorted(self._items.items()):
            items.add_metric([queue, state], count)
        yield items
        decisions = GaugeMetricFamily("skillweave_decisions", "Decisions that were kept.", labels=["queue"])
        for queue, count in sorted(self._decisions.items()):
            decisions.add_metric([queue], count)
        yield decisions
        yield GaugeMetricFamily("skillweave_ready", "1 where the server is ready.", value=int(not self._faults))
