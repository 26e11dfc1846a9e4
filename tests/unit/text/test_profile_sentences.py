"""Sentences from many fields of work, with the levels that they speak for; - is not told."""

from collections.abc import Iterator

import pytest

from skillweave.domain.profile import Dimension
from skillweave.text.profile import profile_of

SENTENCES = """
aut=follow | The chef showed me how to hold the knife.
aut=follow | My supervisor watched me draw up every dose.
aut=follow | I was told to stand by the door and count people.
aut=follow | Ms. Tran checked all my stitches before the garment went out.
aut=follow | I labeled tubes under the supervision of the lab manager.
aut=follow | I did exactly what the foreman told me.
aut=follow | The nurse stood next to me while I took the pulse.
aut=follow cpx=- con=- | I shadowed a court reporter for a day.
aut=follow | I was not allowed to use the table saw, so I sanded.
aut=follow | I followed her instructions and planted the rows.
aut=follow | The mechanic signed off each brake job that I did.
aut=follow | My mentor walked me through the audit.
aut=- | A customer told me the soup was cold and I brought a new one.
aut=- | My boss told me that I did a great job.
aut=- cpx=- con=- | My supervisor designed the booth and trained the volunteers.
aut=- cpx=- con=- | I want to be in charge of my own kitchen one day.
aut=- cpx=- con=- | I did not lead the meeting.
aut=- cpx=- con=- | I am an independent person and a natural leader.
aut=- cpx=- con=- | The job posting said "you will manage a team and make decisions on your own".
aut=- cpx=- con=- | The company offers tours and has 300 employees.
aut=- | I swept the shop floor.
aut=- | I left the dog alone in the yard for a minute.
aut=- | I introduced myself to the tenants.
aut=- | I helped customers find the right size.
aut=- | I decided that I want to become a welder.
aut=- | I helped an upset child calm down.
aut=assist con=assist | I helped the electrician pull wire.
aut=assist con=assist | I assisted two surveyors on the highway job.
aut=assist | Together with a coworker I unloaded the kiln.
aut=assist | My cousin and I painted the fence.
aut=assist | I worked alongside a park ranger to mark the trail.
aut=assist | I held the flashlight while the plumber cut the pipe.
aut=assist | I paired with another intern on the login page.
aut=assist | I handed tools to the mechanic.
aut=assist | We decided to move the tables outside.
aut=assist | I fixed the pump with the help of my supervisor.
aut=assist con=assist | I shadowed the hygienist and helped her with the x-rays.
aut=- | I put together the shelves in the stock room.
aut=apply | I closed the store by myself on Sundays.
aut=apply | Nobody told me what to do, so I made a list of the broken bikes.
aut=apply | Without being asked I restocked the crash cart.
aut=apply | I decided to move the sign closer to the road.
aut=apply | It was my idea to film the interviews outside.
aut=apply con=apply | I trained three new cashiers.
aut=apply con=apply | I led the paint crew on the second site.
aut=apply | I was in charge of the greenhouse over spring break.
aut=apply | I set up a booking calendar for the studio.
aut=apply | My boss let me choose the fabrics.
aut=apply | The owner left me in charge of the food truck.
aut=apply | I started a podcast about local farms.
aut=apply cpx=apply | I designed the jig for the drill press.
aut=apply | did the wiring alone, inspector passed it
aut=apply | I volunteered at the clinic and organized the coat drive.
cpx=follow | I only shredded paper.
cpx=follow | I folded towels all day.
cpx=follow | I did the same thing over and over, stamping forms.
cpx=follow | My job was to peel potatoes.
cpx=assist | I mixed the feed following the recipe card.
cpx=assist | I ran the samples by the protocol.
cpx=assist | I set up the sound board using the checklist.
cpx=assist | First I sanded the door, then I primed it, and finally I painted it.
cpx=assist | I took apart the carburetor step by step.
cpx=apply | I figured out why the printer jammed.
cpx=apply | I traced the leak to a cracked seal and replaced it.
cpx=apply | I adapted the lesson for a boy who could not read yet.
cpx=apply | I compared three suppliers and chose the one with the shorter wait.
cpx=apply | The plan did not fit the slope, so I changed the layout of the beds.
cpx=apply | I tried two different angles until the weld held.
cpx=apply | I diagnosed a misfire with the scan tool.
cpx=apply | We debugged the sensor for three hours.
cpx=apply | I had to decide which patients to call first.
cpx=- | I changed the beds on the second floor.
cpx=- | I fed the calves.
cpx=- | The vet figured out what was wrong with the horse.
cpx=- | I hope to diagnose engines one day.
con=follow | My part was the lighting.
con=follow | I was assigned the front desk.
con=follow | I was responsible for the towels.
con=follow | She gave me the job of sorting mail.
con=assist | I covered for a server who was sick.
con=assist | I filled in at the concession stand.
con=assist | I cleaned the brushes so the painters could keep going.
con=assist | We built a ramp for the library.
con=apply | I raised $400 for the shelter.
con=apply | I cut the wait from 20 minutes to 8.
con=apply | I recruited nine classmates for the cleanup.
con=apply | I convinced the owner to recycle oil.
con=apply | I wrote a guide for the printer. The staff still use it.
con=apply | I moved the cones closer together. The line got shorter and complaints dropped by half.
con=apply | I made a map of the storage room, and now everyone uses it.
con=apply | I got the neighbors to sort their trash.
con=- | I dropped a tray and it fell on the floor.
con=- | The manager raised $400 for the shelter.
con=- | Sales went up in May.
con=- | I was trained by the shift lead.
con=- | I managed to finish on time.
aut=apply | I ran the register alone on Black Friday.
aut=apply | i was the only one there so i closed up by myself lol
aut=follow | they taught me how to use the forklift
aut=follow | Everything I typed was reviewed by the attorney.
aut=follow | The trainer guided me through the first tax return.
aut=assist | I worked with two other interns on the survey.
aut=assist | My lab partner and I took turns at the microscope.
aut=assist | I set up the microphones for the band director.
aut=apply | I planned the menu for forty guests.
aut=apply | I was captain of the debate team.
aut=apply | I made up my own filing system.
aut=apply | I took the initiative and called the vendor.
aut=- | We are looking for people who can work independently.
aut=- | I live alone and take the bus.
aut=- | If I had more time I would have led the project.
aut=- | My partner decided the color and made the poster by herself.
aut=- cpx=- con=- | The hygienist took the x-rays and compared them.
cpx=follow | I scanned tickets every night.
cpx=follow | Mostly I swept.
cpx=assist | I followed the care plan for each resident.
cpx=assist | I cut the boards from the blueprint.
cpx=assist | I cleaned the tanks in the same order every time: drain, scrub, rinse, fill.
cpx=apply | I wrote my own checklist after I noticed which steps people forgot, and figured out a better order.
cpx=apply | I estimated how much gravel the path would take.
cpx=apply | I improvised a splint from a trail map.
cpx=apply | I rerouted the deliveries when the bridge closed.
cpx=apply | We prioritized the tickets by how many people were stuck.
cpx=apply | I found the bug in the loop and it turned out the index was wrong.
cpx=- | I changed the oil.
cpx=- | I walked the dogs.
cpx=- | Our teacher compared the two bridges.
con=follow | My task was to copy the forms.
con=follow | They put me on dishes.
con=assist | I helped the crew finish the deck.
con=assist | I pitched in when the line was long.
con=assist | We served 120 meals at the shelter.
con=assist | I recorded the measurements for the surveyor.
con=apply | I persuaded the bakery to donate the leftovers.
con=apply | I reduced the waste by half.
con=apply | I coached the younger swimmers and all of them made the relay.
con=apply | I built a ramp for the side door. It is still there.
con=apply | I put up signs by the bins. The recycling doubled.
con=apply | I wrote the safety sheet and the shop adopted it.
con=- | My teacher recruited nine classmates.
con=- | I want to raise $400 next year.
con=- | I was taught by the best.
con=- | I saw sales go up.
aut=- | The guide was wrong and no one had asked him.
aut=- cpx=- | It was late, so I must be sure.
cpx=- | I counted 23 instead of 32 boxes.
con=- | I ran the stand by myself.
"""


def _cases() -> Iterator[tuple[str, str, str]]:
    for line in SENTENCES.strip().splitlines():
        marks, _, text = line.partition(" | ")
        for told in marks.split():
            dimension, _, level = told.partition("=")
            yield text, dimension, level


_NAMES = {"aut": Dimension.AUTONOMY, "cpx": Dimension.COMPLEXITY, "con": Dimension.CONTRIBUTION}


@pytest.mark.parametrize(("text", "dimension", "level"), list(_cases()))
def test_a_sentence_speaks_for_its_level(text: str, dimension: str, level: str) -> None:
    """The level is the one written beside the sentence, or nothing is suggested."""
    found = profile_of(text).of(_NAMES[dimension])
    assert (found.level.value if found else "-") == level
