"""What the pages work with; made by the composition root."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import cast

from fastapi import Request

from skillweave.domain.competency import Framework
from skillweave.frameworks.search import CompetencySearch
from skillweave.ports import ClaimStore
from skillweave.review.accounts import Accounts
from skillweave.review.lists import Lists
from skillweave.review.queues import Queues
from skillweave.web.config import WebConfig


@dataclass(frozen=True, slots=True)
class Services:
    """What `create_app` is given."""

    open_store: Callable[[str], ClaimStore]
    """By the tenant's id, like the three that follow."""
    open_queues: Callable[[str], Queues]
    open_lists: Callable[[str], Lists]
    open_accounts: Callable[[str], Accounts]
    find_tenant: Callable[[str], str | None]
    """Id of a tenant by its slug."""
    frameworks: Mapping[str, Framework]
    """By id: what labels come from."""
    search: CompetencySearch
    """What the search box asks."""
    config: WebConfig
    clock: Callable[[], dt.datetime]
    ready: Callable[[], Mapping[str, str]]
    """Faults by name; nothing where all is well."""


def services(request: Request) -> Services:
    """Give what the server was started with; a dependency."""
    return cast(Services, request.app.state.services)  # `state` is untyped
