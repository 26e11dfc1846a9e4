"""The server is killed amid decisions: what it acknowledged is there when it comes back."""

import itertools
import threading
import uuid
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.seed import Seeded, seed
from tests.servers import Setting, client, free_port, start

pytestmark = pytest.mark.enable_socket  # speaks to a server on this machine

KILLS = 5
WRITERS = 4
