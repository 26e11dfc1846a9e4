"""What people may do in queues."""

import pytest
from sqlalchemy import insert

from skillweave.domain.queue import Role
from skillweave.errors import NotFoundError
from skillweave.review.accounts import Accounts
from skillweave.review.engine import Database
from skillweave.review.tables import QUEUE, QUEUE_MEMBER
from tests.enrolled import NOW, enrol


@pytest.mark.parametrize(
    ("login", "queue_role", "expected"),
    [
        ("reader", Role.ADJUDICATOR, Role.READER),
        ("reviewer", Role.REVIEWER, Role.REVIEWER),
        ("reviewer", Role.READER, Role.READER),
        ("reviewer", None, None),
        ("adjudicator", None, None),
        ("manager", None, Role.MANAGER),
        ("admin", Role.READER, Role.ADMIN),
    ],
)
def test_the_lower_of_two_roles_holds_in_a_queue(
    accounts: Accounts, database: Database, login: str, queue_role: Role | None, expected: Role | None
) -> None:
    """Membership gives at most what the tenant's role gives; managers and admins need none."""
    person = enrol(accounts, login, Role(login))
    _queue(database, "here", members={person.id: queue_role} if queue_role else {})
    assert accounts.memberships.role_in("q", person.id, person.role) is expected


def test_a_queue_of_another_tenant_is_not_there(accounts: Accounts, elsewhere: Accounts, database: Database) -> None:
    """Not even an admin finds a queue of another tenant."""
    _queue(database, "here", members={})
    boss = enrol(elsewhere, "admin", Role.ADMIN)
    with pytest.raises(NotFoundError):
        elsewhere.memberships.role_in("q", boss.id, Role.ADMIN)
    with pytest.raises(NotFoundError):
        accounts.memberships.role_at("no such item", boss.id, Role.ADMIN)


def _queue(database: Database, tenant: str, members: dict[str, Role]) -> None:
    queue = {"tenant_id": tenant, "id": "q", "name": "Spring", "rules": {}, "state": "open", "created": NOW}
    common = {"tenant_id": tenant, "queue_id": "q", "languages": [], "frameworks": []}
    rows = [{**common, "person_id": person, "role": role.value} for person, role in members.items()]
    with database.writing() as connection:
        connection.execute(insert(QUEUE).values(queue))
        if rows:
            connection.execute(insert(QUEUE_MEMBER), rows)
