"""The page of those who run a queue: members, leases, rules, policy, guideline, reopening, erasing."""

import datetime as dt
from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from skillweave.domain.queue import QueueRules
from skillweave.errors import ConflictError, NotFoundError, RefusedError
from skillweave.review.queues import Queues
from skillweave.web.forms import Sent, sent
from skillweave.web.pages.claims import Manager
from skillweave.web.pages.manage_forms import MEMBER_ROLES, read_member, read_policy, read_rules
from skillweave.web.pages.queues import queue_row
from skillweave.web.services import services
from skillweave.web.viewer import Access, page

ROUTER = APIRouter(include_in_schema=False)

Given = Annotated[Sent, Depends(sent)]

TARGET = 0.95
"""The precision that the page measures suggestions of each framework against, before a policy names another."""

_DONE = {
    "rules": "The rules were saved. What was drawn for texts that are in the queue already stays.",
    "policy": "The policy was saved.",
    "applied": "The policy was applied to the texts that nobody has worked on.",
    "member": "The member was saved.",
    "removed": "The member was taken out; their decisions stay.",
    "returned": "The text is back in the queue.",
    "guideline": "The new version of the guideline is in force.",
    "name": "The queue has its new name.",
    "state": "The queue was opened or closed.",
    "reopened": "The text is open again.",
    "erased": "The texts were erased.",
}


@ROUTER.get("/q/{queue}/manage")
def manage(request: Request, access: Manager, done: str = "") -> Response:
    """Show how the queue is set up."""
    return _page(request, access, done=_DONE.get(done, ""))


@ROUTER.post("/q/{queue}/manage/rules")
def change_rules(request: Request, access: Manager, given: Given) -> Response:
    """Change how the queue is worked."""

    def change(queues: Queues) -> None:
        _set_rules(request, access, queues, read_rules(given, queues.rules(access.queue)))

    return _changed(request, access, "rules", change)


@ROUTER.post("/q/{queue}/manage/policy")
def set_policy(request: Request, access: Manager, given: Given) -> Response:
    """Switch a policy on, or off; on only while blind items speak for it."""

    def change(queues: Queues) -> None:
        policy = None if given.field("off") else read_policy(given)
        _set_rules(request, access, queues, queues.rules(access.queue).model_copy(update={"policy": policy}))

    return _changed(request, access, "policy", change)


@ROUTER.post("/q/{queue}/manage/policy/apply")
def apply_policy(request: Request, access: Manager) -> Response:
    """Let the policy confirm what it may now."""
    return _changed(request, access, "applied", lambda queues: queues.apply_policy(*_who(request, access)))


@ROUTER.post("/q/{queue}/manage/members")
def set_member(request: Request, access: Manager, given: Given) -> Response:
    """Add a member, or change what they do here."""

    def change(queues: Queues) -> None:
        frameworks = services(request).open_lists(access.viewer.tenant).frameworks(access.queue)
        queue, actor, now = _who(request, access)
        queues.set_member(queue, read_member(given, frameworks), actor, now)

    return _changed(request, access, "member", change)


@ROUTER.post("/q/{queue}/manage/members/remove")
def remove_member(request: Request, access: Manager, given: Given) -> Response:
    """Take a member out."""
    queue, actor, now = _who(request, access)
    person = given.field("person")
    return _changed(request, access, "removed", lambda queues: queues.remove_member(queue, person, actor, now))


@ROUTER.post("/q/{queue}/manage/leases/return")
def return_item(request: Request, access: Manager, given: Given) -> Response:
    """Give an item that somebody holds back to the queue."""
    item = _item_of(request, access, given)
    _, actor, now = _who(request, access)
    return _changed(request, access, "returned", lambda queues: queues.return_item(item, actor, now))


@ROUTER.post("/q/{queue}/manage/guideline")
def add_guideline(request: Request, access: Manager, given: Given) -> Response:
    """Put a new version of the guideline into force."""
    markdown = given.fields.get("markdown", "").replace("\r\n", "\n").strip()

    def change(queues: Queues) -> None:
        if not markdown:
            raise RefusedError("invalid", "The guideline is empty.")
        queue, actor, now = _who(request, access)
        queues.add_guideline(queue, markdown, actor, now)

    return _changed(request, access, "guideline", change)


@ROUTER.post("/q/{queue}/manage/name")
def rename(request: Request, access: Manager, given: Given) -> Response:
    """Give the queue another name."""
    queue, actor, now = _who(request, access)
    name = given.field("name")[:200]
    return _changed(request, access, "name", lambda queues: queues.rename(queue, name, actor, now))


@ROUTER.post("/q/{queue}/manage/state")
def set_state(request: Request, access: Manager, given: Given) -> Response:
    """Open or close the queue."""
    queue, actor, now = _who(request, access)
    state = given.field("state")
    return _changed(request, access, "state", lambda queues: queues.set_state(queue, state, actor, now))


@ROUTER.post("/q/{queue}/manage/reopen")
def reopen(request: Request, access: Manager, given: Given) -> Response:
    """Lead a text back to review, named by its id in the log."""
    given_services = services(request)
    tenant = access.viewer.tenant
    found = given_services.open_lists(tenant).items_called(access.queue, given.field("experience"))
    if not found:
        return _page(request, access, fault="No text of this queue has this id.", status=422)
    store = given_services.open_store(tenant)
    for item in found:
        store.reopen(item, access.viewer.person, given_services.clock())
    return RedirectResponse(f"/q/{access.queue}/manage?done=reopened", 303)


@ROUTER.post("/q/{queue}/manage/erase")
def erase(request: Request, access: Manager, given: Given) -> Response:
    """Erase all texts of the queue, once its name was typed."""

    def change(queues: Queues) -> None:
        name = queue_row(request, access).name
        if given.field("name") != name:
            raise RefusedError("invalid", "Nothing was erased: type the queue's name exactly as it is.")
        queues.erase_texts(*_who(request, access))

    return _changed(request, access, "erased", change)


def _who(request: Request, access: Access) -> tuple[str, str, dt.datetime]:
    return access.queue, access.viewer.person, services(request).clock()


def _set_rules(request: Request, access: Access, queues: Queues, rules: QueueRules) -> None:
    queue, actor, now = _who(request, access)
    queues.change_rules(queue, rules, actor, now, request=getattr(request.state, "request_id", None))


def _item_of(request: Request, access: Access, given: Sent) -> str:
    """Give the item that a form names; one of another queue is not there."""
    item, viewer = given.field("item"), access.viewer
    memberships = services(request).open_accounts(viewer.tenant).memberships
    if memberships.role_at(item, viewer.person, viewer.role)[0] != access.queue:
        raise NotFoundError("no such text")
    return item


def _changed(request: Request, access: Access, done: str, change: Callable[[Queues], object]) -> Response:
    """Make a change and show the page again; what was refused is said there, and nothing was changed."""
    try:
        change(services(request).open_queues(access.viewer.tenant))
    except (RefusedError, ConflictError) as refused:
        return _page(request, access, fault=str(refused), status=422)
    return RedirectResponse(f"/q/{access.queue}/manage?done={done}", 303)


def _page(request: Request, access: Access, *, done: str = "", fault: str = "", status: int = 200) -> Response:
    given, tenant = services(request), access.viewer.tenant
    lists, queues = given.open_lists(tenant), given.open_queues(tenant)
    row = queue_row(request, access)
    frameworks = lists.frameworks(access.queue)
    members = lists.members(access.queue)
    latest = queues.guideline(access.queue)
    return page(
        request,
        "manage.html.j2",
        access.viewer,
        status=status,
        queue=row,
        rules=row.rules,
        done=done,
        fault=fault[:1].upper() + fault[1:],
        members=[one for one in members if one.role is not None],
        others=[one for one in members if one.role is None and one.active and one.person_role in MEMBER_ROLES],
        member_roles=MEMBER_ROLES,
        frameworks={one: _name(request, one) for one in frameworks},
        languages=lists.languages(access.queue),
        leases=lists.leases(access.queue, given.clock()),
        gaps=lists.gaps(access.queue),
        exports=lists.exports(access.queue),
        cases={one: queues.policy_case(access.queue, one, TARGET) for one in frameworks},
        target=TARGET,
        guideline=latest[1] if latest is not None else "",
        guideline_version=latest[0] if latest is not None else None,
    )


def _name(request: Request, framework: str) -> str:
    known = services(request).frameworks.get(framework)
    return known.name if known is not None else framework
