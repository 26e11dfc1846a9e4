"""The tiny open sets, written once, and the frameworks that they are read with."""

from pathlib import Path

import pytest

from skillweave.domain.competency import Framework
from tests.unit.evaluation.tiny_sets import tiny_known, write_tiny_sets


@pytest.fixture(scope="session")
def sets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of the tiny sets."""
    return write_tiny_sets(tmp_path_factory.mktemp("sets"))


@pytest.fixture(scope="session")
def known() -> dict[str, Framework]:
    """Give the durable skills and the clusters by their id."""
    return tiny_known()
