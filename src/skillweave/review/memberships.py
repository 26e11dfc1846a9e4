"""What the people of one tenant may do in its queues."""

from sqlalchemy import Row, Select, and_, bindparam, select

from skillweave.domain.queue import Role
from skillweave.errors import NotFoundError
from skillweave.review.engine import Database
from skillweave.review.tables import ITEM, QUEUE, QUEUE_MEMBER

_Found = tuple[str, str | None]
"""A queue, and a person's role in it."""

_MEMBER = QUEUE.outerjoin(
    QUEUE_MEMBER,
    and_(
        QUEUE_MEMBER.c.tenant_id == QUEUE.c.tenant_id,
        QUEUE_MEMBER.c.queue_id == QUEUE.c.id,
        QUEUE_MEMBER.c.person_id == bindparam("person"),
    ),
)
_ROLE = select(QUEUE.c.id.label("queue"), QUEUE_MEMBER.c.role.label("here")).where(
    QUEUE.c.tenant_id == bindparam("tenant")
)
_IN_QUEUE = _ROLE.select_from(_MEMBER).where(QUEUE.c.id == bindparam("about"))
_AT_ITEM = _ROLE.select_from(
    _MEMBER.join(ITEM, and_(ITEM.c.tenant_id == QUEUE.c.tenant_id, ITEM.c.queue_id == QUEUE.c.id))
).where(ITEM.c.id == bindparam("about"))


class Memberships:
    """Who may do what in the queues of one tenant."""

    def __init__(self, database: Database, tenant: str) -> None:
        self._database = database
        self._tenant = tenant

    def role_in(self, queue: str, person: str, role: Role) -> Role | None:
        """Tell what a person with a role in the tenant may do in a queue; None where it is not for them to know.

        Raises:
            NotFoundError: There is no such queue in this tenant.
        """
        found = self._ask(_IN_QUEUE, person, queue)
        if found is None:
            raise NotFoundError("no such queue")
        return _role(found, role)

    def role_at(self, item: str, person: str, role: Role) -> tuple[str, Role | None]:
        """Tell which queue an item is in, and as `role_in` what a person may do there.

        Raises:
            NotFoundError: There is no such item in this tenant.
        """
        found = self._ask(_AT_ITEM, person, item)
        if found is None:
            raise NotFoundError("no such item")
        return found.queue, _role(found, role)

    def _ask(self, question: Select[_Found], person: str, about: str) -> Row[_Found] | None:
        asked = {"tenant": self._tenant, "person": person, "about": about}
        with self._database.reading() as connection:
            return connection.execute(question, asked).one_or_none()


def _role(found: Row[_Found], role: Role) -> Role | None:
    if role.covers(Role.MANAGER):
        return role
    return None if found.here is None else role.capped(Role(found.here))
