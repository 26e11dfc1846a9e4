"""Every rule of the gate's table fits what it is for and leaves alone what only looks like it."""

import pytest

from skillweave.text.gate import judge_passages
from skillweave.text.gate_rules import RULES
from skillweave.text.segment import segment

EXAMPLES = {
    "advert.looking-for": ("We are looking for a friendly cashier.", "We were looking for the leak all morning."),
    "advert.ideal-candidate": ("The ideal candidate is outgoing.", "I interviewed two candidates for the club."),
    "advert.you-will": ("You will greet guests and answer phones.", "You could hear it click."),
    "advert.responsibilities": ("Responsibilities include cleaning.", "My responsibilities included cleaning."),
    "advert.needs": ("Job needs a forklift cert.", "My job requires me to open the register."),
    "advert.pay": ("Competitive pay and benefits.", "I compared the salary range of five jobs."),
    "advert.equal-opportunity": ("We are an equal opportunity employer.", "I gave each kid an equal turn."),
    "advert.years": ("At least two years of experience.", "I have 2 years of experience with goats."),
    "advert.must-be-able": ("Must be able to lift 50 pounds.", "I must be able to lift 50 pounds, so I train."),
    "employer.offers": ("We offer tours every day.", "We offered tours every day."),
    "employer.facts": ("Founded in 1987, the firm has 300 employees.", "I founded the chess club."),
    "employer.program": ("Interns will learn to code.", "I wrote a program that helps kids count."),
    "neg.did-not": ("I didnt clean the tank.", "I did not give up on the tank."),
    "neg.never": ("I never used the saw.", "I never missed a shift."),
    "neg.not-me": ("I wrote the code, not the tests.", "Not only did I clean, I cooked."),
    "neg.unable": ("I was unable to finish.", "I never failed to finish."),
    "neg.no-longer": ("I no longer work the till.", "I worked longer shifts."),
    "neg.instead-of": ("I walked instead of driving.", "I kept going instead of giving up."),
    "neg.rather-than": ("I called rather than writing.", "I asked for help rather than quitting."),
    "neg.without": ("I did it without any training.", "I did it without any help."),
    "neg.no-experience": ("I had no experience with cows.", "I had no problem with cows."),
    "plan.hope": ("I hope to become a vet.", "I gave the patients hope."),
    "plan.career": ("I am thinking about becoming a nurse.", "I kept thinking about the leak."),
    "plan.want": ("I want to learn Excel.", "I asked what the guests wanted to eat."),
    "plan.would-like": ("I would love to run a shop.", "I would greet each guest."),
    "plan.would-have": ("I should have asked first.", "We would have meetings each Monday."),
    "plan.wish": ("I wish I was braver.", "I made a wish list for the library."),
    "plan.plan-to": ("I plan to study law.", "I planned the menu."),
    "plan.going-to": ("I am going to apply again.", "I was going to the store for flour."),
    "plan.will": ("I will ask sooner.", "I was willing to ask."),
    "plan.might": ("I might become a cook.", "I lifted with all my might."),
    "plan.next-time": ("Next time maybe more glue.", "The next week I fixed the roof."),
    "plan.future": ("Someday my own shop.", "I wrote a guide for future interns."),
    "plan.goal": ("My goal is to be a chef.", "I scored the winning goal."),
    "plan.look-forward": ("I look forward to the fair.", "I moved the line forward."),
    "plan.cannot-wait": ("I cant wait to go back.", "I waited for the paint to dry."),
    "plan.intend": ("I intend to apply.", "I aimed the light at the stage."),
    "plan.improve": ("I need to work on my patience.", "I had to work on Sundays."),
    "observed.learned-about": ("I learned about taxes.", "I learned to file taxes."),
    "observed.watched": ("I watched the chef cook.", "I watched the fryer."),
    "observed.saw": ("I saw how the nurse draws blood.", "I saw that the belt was torn and fixed it."),
    "observed.observed": ("I observed the dentist.", "I observed the bees and recorded their trips."),
    "observed.shadowed": ("I shadowed a plumber.", "I added a drop shadow to the logo."),
    "observed.followed": ("I followed the nurse around.", "I followed the recipe."),
    "observed.sat-in": ("I sat in on a trial.", "I sat next to the resident and read to her."),
    "observed.shown": ("I was shown the lab.", "I was told to clean the lab."),
    "observed.got-to-see": ("I got to see a surgery.", "I checked to see if the valve was shut."),
    "observed.heard": ("I heard about the merger.", "I heard a hiss and shut the valve."),
    "observed.lecture": ("We had a lecture on safety.", "I gave a talk on safety."),
    "praise.considers": ("I consider myself a leader.", "I considered three suppliers."),
    "praise.i-am": ("I am a very hard worker.", "I am responsible for the goats."),
    "praise.good-at": ("Very good at math.", "Good morning calls to 20 seniors."),
    "praise.fragment": ("Hardworking and reliable.", "Organized the shelves by author."),
    "praise.i-have": ("I have great people skills.", "I have a forklift license."),
    "praise.others-say": ("Everyone says I am funny.", "Everyone says the soup is good."),
    "praise.works-well": ("I work well under pressure.", "I worked the fryer under pressure."),
    "opinion.importance": ("Teamwork is important.", "I sorted what was important first."),
    "opinion.virtue": ("Honesty builds trust.", "I measured trust with a survey."),
    "opinion.generic": ("Good leaders listen.", "I led the good team."),
    "opinion.think": ("I think the job is useful.", "I think I helped 20 people a day."),
    "opinion.it-was": ("It was so much fun.", "It was broken."),
    "opinion.loved-it": ("I loved my internship.", "I loved helping the kids read."),
    "opinion.feeling": ("I was so nervous.", "I was happy to help the new kids."),
    "opinion.felt-like": ("It felt like a family.", "I felt the pulse."),
    "opinion.learned-a-lot": ("I learned a lot.", "I learned a lot of knots."),
}


def _rules(text: str) -> set[str | None]:
    judged = judge_passages([span.quote(text) for span in segment(text)])
    return {verdict.rule for verdicts in judged for verdict in verdicts}


def test_every_rule_has_examples() -> None:
    """No rule is in the table without an example for it and one against it."""
    assert {rule.id for rule in RULES} == EXAMPLES.keys()


def test_rule_ids_are_unique() -> None:
    """An id in a reviewer's page names one rule."""
    assert len({rule.id for rule in RULES}) == len(RULES)


@pytest.mark.parametrize("rule", EXAMPLES)
def test_rule_fits_what_it_is_for(rule: str) -> None:
    """The rule decides its own example."""
    assert rule in _rules(EXAMPLES[rule][0])


@pytest.mark.parametrize("rule", EXAMPLES)
def test_rule_leaves_its_lookalike_alone(rule: str) -> None:
    """The rule does not fit the sentence that only resembles its example."""
    assert rule not in _rules(EXAMPLES[rule][1])


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("My supervisor wrote the plan.", "other.supervisor"),
        ("My coworker wrote the plan.", "other.peer"),
        ("The customers wrote reviews.", "other.client"),
        ("She wrote the plan.", "other.pronoun"),
        ("Ms. Ortiz wrote the plan.", "other.title"),
        ("Maria wrote the plan.", "other.name"),
        ("The crew wrote the plan.", "other.team"),
        ("Somebody wrote the plan.", "other.someone"),
        ("The plan was written by my supervisor.", "other.passive"),
        ("The company wrote the plan.", "other.organisation"),
        ("The company makes valves.", "employer.organisation"),
        ("My mentor taught me how to weld.", "observed.taught"),
        ("If I had more time I would paint it.", "plan.if-unreal"),
        ('The posting said "detail-oriented team player".', "advert.quoted"),
    ],
)
def test_subject_decides(text: str, rule: str) -> None:
    """Whom a clause is about is named by a rule of its own."""
    assert rule in _rules(text)


@pytest.mark.parametrize(
    "text",
    [
        "The plan was written by me.",
        "I wrote the plan with my supervisor.",
        "My supervisor and I wrote the plan.",
        "My supervisor asked me to write the plan.",
        "When the customers came I wrote the plan.",
        "I asked Maria to check the plan.",
        "The plan was written by the end of May.",
    ],
)
def test_others_beside_the_writer_cut_nothing(text: str) -> None:
    """People as objects, partners or givers of work leave the writer's clause alone."""
    assert _rules(text) == {None}
