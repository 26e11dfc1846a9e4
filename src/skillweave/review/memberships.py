"""What the people of one tenant may do in its queues."""

from sqlalchemy import select

from skillweave.domain.queue import Role
from skillweave.errors import NotFoundError
from skillweave.review.engine import Database
from skillweave.review.people import has
from skillweave.review.tables import ITEM, QUEUE, QUEUE_MEMBER


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
        member = select(QUEUE_MEMBER.c.role).where(
            QUEUE_MEMBER.c.tenant_id == self._tenant,
            QUEUE_MEMBER.c.queue_id == queue,
            QUEUE_MEMBER.c.person_id == person,
        )
        with self._database.reading() as connection:
            if not has(connection, QUEUE.c.tenant_id == self._tenant, QUEUE.c.id == queue):
                raise NotFoundError("no such queue")
            if role.covers(Role.MANAGER):
                return role
            found = connection.execute(member).scalar_one_or_none()
        if found is None:
            return None
        return role.capped(Role(found))

    def queue_of(self, item: str) -> str:
        """Tell which queue an item is in.

        Raises:
            NotFoundError: There is no such item in this tenant.
        """
        query = select(ITEM.c.queue_id).where(ITEM.c.tenant_id == self._tenant, ITEM.c.id == item)
        with self._database.reading() as connection:
            found = connection.execute(query).scalar_one_or_none()
        if found is None:
            raise NotFoundError("no such item")
        return str(found)
