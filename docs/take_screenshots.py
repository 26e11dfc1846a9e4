"""Takes the pictures of the review pages under docs/images/: `python -m docs.take_screenshots`, from the root folder.

The texts and people are invented, the skills are those of frameworks that ship. It needs the extra `test` and Chromium.
"""

import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page

from skillweave.domain.claim import Evidence
from skillweave.domain.competency import Framework
from skillweave.domain.queue import NewClaim, NewItem, Role
from skillweave.domain.review import Skill, Verdict
from skillweave.domain.span import Span
from skillweave.frameworks.load import load_frameworks
from skillweave.review_wiring import open_store, utc_now
from tests.browsers import Look, chromium, looking
from tests.review_items import RUN
from tests.seed import CALM, NORTH, School, Seeded, Site, enrol, open_queue, open_school, opened, review
from tests.servers import ROOT, Setting, serving

IMAGES = Path(__file__).with_name("images")
MOST_BYTES = 200_000
FRAMEWORKS = ("as-durable-skills", "career-clusters-2024", "ut-portrait")
QUEUE = "Spring internships"


@dataclass(frozen=True)
class Told:
    """What a student wrote, and the skills suggested for it: (framework, code, words, confidence)."""

    text: str
    skills: Sequence[tuple[str, str, str, float]]


CLINIC = Told(
    "During my internship at the animal clinic I scheduled about 40 visits a day. When the surgery ran late I "
    "explained the delay calmly to each owner and found them an earlier slot. With another intern I rewrote the "
    "intake form, because people had to write the same thing twice. Next time I would ask the vets first what they "
    "really read.",
    (
        ("as-durable-skills", "DS.COM", "explained the delay calmly to each owner", 0.91),
        ("ut-portrait", "A.1", "explained the delay calmly to each owner", 0.83),
        ("as-durable-skills", "DS.COL", "With another intern I rewrote the intake form", 0.78),
        ("as-durable-skills", "DS.CRI", "because people had to write the same thing twice", 0.64),
        ("as-durable-skills", "DS.MET", "Next time I would ask the vets first", 0.52),
    ),
)
ROBOTICS = Told(
    "Our robot's arm broke two days before the contest. I split the work so that everybody had a part of the repair, "
    "and we tried four designs until one held. In the end we came in third.",
    (
        ("as-durable-skills", "DS.LEA", "I split the work so that everybody had a part of the repair", 0.88),
        ("as-durable-skills", "DS.FOR", "we tried four designs until one held", 0.81),
        ("ut-portrait", "P.2", "we tried four designs until one held", 0.74),
    ),
)
KITCHEN = Told(
    "I ran the till at the school kitchen and noticed that the change was wrong on Fridays. I told my supervisor at "
    "once although it was my own mistake, and wrote down a better way to count.",
    (
        ("as-durable-skills", "DS.CHA", "I told my supervisor at once although it was my own mistake", 0.9),
        ("as-durable-skills", "DS.CRI", "noticed that the change was wrong on Fridays", 0.58),
        ("ut-portrait", "P.1", "it was my own mistake", 0.69),
    ),
)
CONFIRM, REJECT, UNSURE = Verdict.CONFIRM, Verdict.REJECT, Verdict.UNSURE
VIEWS = (
    [(CONFIRM, CONFIRM, CONFIRM), (CONFIRM, CONFIRM, CONFIRM)],
    [(CONFIRM, REJECT, CONFIRM), (CONFIRM, REJECT, CONFIRM)],
    [(CONFIRM, CONFIRM, REJECT), (CONFIRM, CONFIRM, CONFIRM)],
    [(CONFIRM, CONFIRM, CONFIRM), (CONFIRM, CONFIRM, CONFIRM)],
)
"""What two reviewers hold of the texts, claim by claim; about the third they disagree."""


def _item(told: Told, number: int, frameworks: Mapping[str, Framework]) -> NewItem:
    experience = f"log-{number:04}"
    claims = [_claim(told.text, experience, *one, frameworks=frameworks) for one in told.skills]
    return NewItem(
        experience=experience,
        text=told.text,
        title=f"Log {number:04}",
        language="en",
        learner=f"L{number % 3}",
        claims=tuple(claims),
    )


def _claim(
    text: str,
    experience: str,
    framework: str,
    code: str,
    words: str,
    confidence: float,
    *,
    frameworks: Mapping[str, Framework],
) -> NewClaim:
    found, start = frameworks[framework], text.index(words)
    parents = tuple(found.by_code[above].label for above in found.ancestors(code))
    return NewClaim(
        id=f"{experience}.{framework}.{code}",
        skill=Skill(framework=framework, code=code),
        framework_version=found.version,
        label=found.by_code[code].label,
        parents=parents,
        kind=found.kind,
        evidence=(Evidence.of(Span(start=start, end=start + len(words)), text),),
        confidence=confidence,
        rank=1,
        provenance=RUN.provenance,
    )


def _fill(school: School, frameworks: Mapping[str, Framework]) -> None:
    """Make people, and a queue in which two of them have worked."""
    now = utc_now()
    for login, name, role in (
        ("ana", "Ana Ruiz", Role.REVIEWER),
        ("ben", "Ben Okafor", Role.REVIEWER),
        ("chris", "Chris Lund", Role.ADJUDICATOR),
    ):
        enrol(school, login, name, role, now)
    told = [ROBOTICS, KITCHEN] * len(VIEWS) + [CLINIC] * 4
    items = [_item(one, number, frameworks) for number, one in enumerate(told, 401)]
    open_queue(school, QUEUE, CALM.model_copy(update={"reviews_required": 2}), items, now)
    for item, verdicts in zip(items, [*VIEWS, *VIEWS], strict=False):
        for login, said in zip(("ana", "ben"), verdicts, strict=True):
            review(school, school.items[QUEUE, item.experience], login, now, verdicts=dict(enumerate(said)), note=None)


def _shoot(
    browser: Browser, site: Site, login: str, path: str, look: Look, name: str, keys: Sequence[str] = ()
) -> None:
    with looking(browser, look, base=site.server.base, cookie=site.north.cookies[login]) as watched:
        page = watched.page()
        page.goto(path)
        for key in keys:
            _press(page, key)
        target = IMAGES / name
        page.screenshot(path=target)
        size = target.stat().st_size
        sys.stdout.write(f"{target.relative_to(ROOT)}: {size:,} bytes\n")
        if size > MOST_BYTES:
            raise SystemExit(f"{target} is larger than {MOST_BYTES:,} bytes")


def _press(page: Page, key: str) -> None:
    page.locator("[data-claim]:focus, [data-claim] :focus").first.wait_for()
    page.keyboard.press(key)
    page.get_by_text("All saved").wait_for()


def main() -> int:
    """Fill a database, serve it, and take the pictures."""
    IMAGES.mkdir(exist_ok=True)
    frameworks = {one.id: one for one in load_frameworks(ROOT / "frameworks", FRAMEWORKS)}
    with tempfile.TemporaryDirectory() as name:
        url = f"sqlite:///{name}/review.db"
        with opened(url) as database:
            school = open_school(database, NORTH, utc_now())
            school.store = open_store(database, NORTH, frameworks)
            _fill(school, frameworks)
            item, disputed = school.items[QUEUE, "log-0409"], school.items[QUEUE, "log-0403"]
            school.store.take(item, school.people["ana"], utc_now())
            school.store.take(disputed, school.people["chris"], utc_now())
            setting = Setting(Path(name), ROOT / "frameworks", url)
            with serving(setting, words=("--tenant", NORTH)) as server, chromium() as browser:
                site = Site(server, Seeded(database, utc_now(), school, school))
                wide, narrow = Look(), Look(390, "dark")
                _shoot(browser, site, "ana", f"/i/{item}", wide, "review-item.png", keys="a")
                _shoot(browser, site, "chris", f"/i/{disputed}", wide, "review-settle.png")
                school.store.take(item, school.people["ana"], utc_now())  # leaving the page has let it go
                _shoot(browser, site, "ana", f"/i/{item}", narrow, "review-narrow-dark.png")
    return 0


if __name__ == "__main__":
    sys.exit(main())
