"""Whole sentences in many voices, with what the gate keeps and what it cuts: `{reason: stretch}` is cut."""

import re

import pytest

from skillweave.text.gate import judge_passages
from skillweave.text.segment import segment

SENTENCES = """
I took vitals for six residents every morning, {negated: but I did not give any medication.}
{negated: i didnt get to use the saw} but i measured and marked all the boards
Helped the vet hold the dogs {other_person: while she gave the shots.}
{other_person: My manager closed the register} and I swept the floor.
I sorted the donations {other_person: and my coworker priced them.}
{other_person: Sam welded the frame} and I held it.
{other_person: sam welded the frame,} i held it
{other_person: Nurse drew blood.} I waited.
{other_person: Priya wrote the minutes,} I kept time.
{other_person: Luis helped customers} while I stocked.
Marco and I painted the fence.
{other_person: Luis quickly fixed the pump,} I held the lamp.
Sam needed help with fractions, walked him through each step.
Emma cried, calmed her down.
Ali was trained on the register by me.
Priya got tutored in algebra, grade went from D to B.
Reuben grilled to order.
Boxes stacked by size and labeled.
Potatos peeled 3 buckets.
Smoothies blended all day and crepes flipped.
Tues ran register, Wed led warmups.
Yestrday took the truck to the dump.
Vaccum cleaned the house.
Goldendoodle came in matted, shaved and bathed it.
Hvac went down, reset the breaker.
minutes by me since Ollie lost the pen again
Photographed the event and edited the pictures.
Excel crashed the second time so I rebuilt the sheet.
{job_advert: job needs forklift cert}
{job_advert: The position asks for two years of experience.}
{job_advert: requires CPR card and a clean record.}
{job_advert: food handler permit required.}
Needs assessment for the pantry, called 40 families.
Need to order permits so I called the city.
Program needs assessed, wrote the budget.
Filed the permits needed.
Got permits required.
My role requires me to train new hires and greet guests.
Ran a 6 hour event, requiring me to coordinate 12 volunteers.
Tracked which volunteers had a permit required.
Required licenses were renewed by me.
The job required me to lift boxes.
{other_person: She was late} so I opened the store by myself.
When a customer complained I listened and offered a refund.
{other_person: The client wanted a logo} so I drew three versions.
{observed: Our chef taught us how to make stock.}
I learned how to make stock and I made it every Friday.
I learnt to drive the tractor.
My boss let me run the register on Saturdays.
The foreman told me to sweep the site and stack the lumber.
My supervisor gave me the keys and trusted me to lock up.
{other_person: My teacher gave me good advice.}
The head nurse assigned me three patients.
I was asked to train two new volunteers.
{observed: I was told that the lab is dangerous.}
{plan: I hope that next year I can work in the kitchen.}
{plan: I want to be an engineer someday.}
{plan: I would like to learn welding.}
{plan: Next summer I am going to apply for the same internship.}
{plan: I am planning to study nursing.}
{plan: I'm looking forward to the next project.}
{plan: I should have asked for help sooner.}
{plan: I could have finished if I had more time.}
I would call every client on Mondays to confirm.
We would check the oil before every shift.
Every day I would open the gym and set up the mats.
I planned the fundraiser and booked the hall.
{plan: I planned to call them} but I emailed instead.
If the printer jammed I cleared it.
I decided to label every shelf.
I was willing to work the early shift.
I went to the store to buy supplies.
{plan: I hoped to meet the deadline,} so I stayed late and finished the poster.
{employer: The hospital has over 300 beds.}
{employer: Our company was founded in 1990.}
{employer: The company offers training to its employees.}
{employer: We specialize in wedding cakes.}
We provided meals to 40 families.
{employer: We serve customers with a smile.}
{employer: Students will learn teamwork and leadership.}
{employer: The program provides students with real experience.}
{job_advert: We are looking for motivated people to join our team.}
{job_advert: You will answer phones and greet visitors.}
{job_advert: Applicants must have a driver's license.}
{job_advert: Responsibilities include cleaning and stocking.}
My responsibilities included cleaning and stocking.
{job_advert: The ad said "we want a fast learner with strong communication skills".}
{job_advert: We offer competitive pay and are an equal opportunity employer.}
{observed: Watched the mechanic rebuild an engine.}
{observed: I watched the surgeon operate} and wrote down every step.
I watched the oven so the bread would not burn.
I watched over the toddlers at nap time.
{observed: I saw how they make cheese.}
I saw a loose wire and told the electrician.
I observed a class and took notes.
{observed: I observed the head cook.}
{observed: I shadowed a nurse for two days} and helped her change the beds.
{observed: We had a lecture on lab safety.}
{observed: I heard about the new software from my supervisor.}
{observed: I got to see a real courtroom.}
{observed: I learned about the history of the museum.}
{self_praise: I am a hard worker and a team player.}
{self_praise: I am very organized.}
{self_praise: I'm good with kids.}
{self_praise: I have excellent communication skills.}
{self_praise: I consider myself a natural leader.}
I was the treasurer of the club.
I was in charge of the cash box.
I am responsible for feeding the goats.
I was responsible for the lights.
{self_praise: Everyone says I am a good leader.}
{opinion: I think teamwork is important.}
{opinion: Teamwork is the key to success.}
{opinion: It was a great experience and I enjoyed it.}
{opinion: I was nervous} but I gave the speech.
{opinion: I felt proud.}
I loved working with the kids.
I enjoyed teaching the seniors how to text.
I was happy to help the new students find their rooms.
I realized I talk too fast, so I slowed down.
I noticed the shelves were empty and refilled them.
Skills: Excel, Photoshop, customer service
Tools used: table saw, drill press, sander
Me and my friend built the website.
My partner and I designed the bridge and tested it.
me and him carry the boxes to the truck
We built a chicken coop.
The team and I repaired six bikes.
Both of us wrote the report.
Our group presented to the city council.
{other_person: The other students did the poster.}
{other_person: My group did the research} and I made the slides.
{other_person: Nobody knew how to fix it} so I read the manual.
{other_person: Someone spilled paint} and I cleaned it up.
They asked me to translate for a family.
{other_person: The family thanked me.}
{other_person: The customers were happy} because I remembered their orders.
{other_person: The poster was made by my partner.}
The code was written by me.
I never missed a shift.
I never gave up on the robot.
I did not panic when the alarm rang.
I didn't let my team down.
I don't mind cleaning.
I refused to quit.
I finished the mural without being reminded.
I worked without any supervision.
I built the shelf {negated: without reading the manual.}
{negated: Instead of guessing,} I measured twice.
I called the client {negated: rather than emailing.}
I was not afraid to ask questions.
{negated: I wasn't able to come on Fridays.}
{negated: I failed to save the file and lost the draft.}
{negated: I can't cook} but I washed all the dishes.
{negated: I had no experience with cameras} so I practiced at home.
I not only sold tickets but also cleaned the theater.
It's not just about selling, I also stocked.
In my country I repaired phones and here I help the technician.
The boss he say me to clean the machine and I clean it all day.
My english not good but I try to explain the customer with pictures.
I am work in kitchen, I cut the vegetables and wash the pots.
{other_person: They was happy with my work.}
we was making the benches and i sanded the legs
{opinion: idk it was fun} i guess but i did the inventory by myself
{opinion: ngl i was scared at first} but i talked to like 40 people
{other_person: my boss said good job and gave me a raise}
i fixed 3 laptops, {other_person: my friend fixed 2}
{observed: Mr. Alvarez showed me how to prune the trees.} Then I pruned twelve of them.
{observed: Dr. Lee explained the X-rays to me.}
{other_person: Maria did the drawing} and I did the coloring.
I helped Maria with the drawing.
I told my supervisor that the scale was wrong.
I asked the nurse if I could take the blood pressure.
I convinced the manager to change the schedule.
I worked with the other interns to plan the event.
I translated what the doctor said for the patient.
I taught two classmates how to solder.
I listened {other_person: while the client explained her problem.}
I took notes {other_person: while my supervisor interviewed the witness.}
The printer did not work so I took it apart.
The first design failed, but I tried again with thicker cardboard.
I made a spreadsheet that tracked vaccine inventory.
I debugged the Rust services.
I saw the bigger picture and cut waste by 15%.
{observed: Shadowed loan officer (observation only)}
I wrote the grant {other_person: (my advisor checked it)} and sent it.
{negated: Things I did not do: the deposits.}
{plan: I was going to quit} but I stayed.
{plan: I will never forget it.}
From now on I am labeling every wire.
I led the warm-ups, {other_person: while the coach set up the nets.}
As team captain I organized the carpool.
{self_praise: I work well under pressure.}
{self_praise: Good communicator, hardworking and reliable.}
I made sure everyone had a job.
I helped kids who have autism with their reading.
My coworker, {observed: who trained me,} was on vacation so I ran the desk alone.
Trabajé con mi hermano en la panadería y no falté ni un día.
Je n'ai pas fait la cuisine mais j'ai servi les clients.
Cleared tables and rolled silverware for the dinner shift.
I ran the light board for eleven performances.
Burr on the bore kept coming back, so I traced it to a worn insert and changed it.
{negated: I don't drive the forklift} because I'm 17, {other_person: my lead does all the loading.}
{other_person: The regression was run by the doctoral student,} but I cleaned the data.
{other_person: Other interns processed the dog licenses.}
I read it back before I hang up.
i started bagging the chips before the rush so we dont fall behind
I noticed we kept running out of chips, so I made a chart of what sold each day.
{employer: Gilded Thistle Foods is a leading producer of frozen vegetables.}
I gave everybody one job {other_person: so nobody was standing around.}
{opinion: My first year I was shy,} {negated: and I never raised my hand.}
She told me to sell ten boxes first.
The teacher asked us to write down what happens, so I kept a tally.
{negated: Coding = not me.}
{negated: We didn't agree on the color} so I suggested using both.
I explained it to my grandma so she could do it alone.
I put labels on the bins so people can find the screws.
{negated: I didn't correct him,} just held his hand and listened to the story.
When we got the wrong results {negated: I didn't point fingers;} I redid the pipetting.
{other_person: In February she read a whole page out loud.}
I fed the calves {other_person: and the cows were milked by my uncle.}
{other_person: My supervisor designed the survey and sent it out.}
{plan: I hope to learn Excel and improve my writing.}
{other_person: The survey was designed by my supervisor.}
The survey was designed by me.
My boss asked me to sort the files and label them.
She let me lead the tour.
The nurse had me take vitals.
My supervisor trusted me with the keys.
{observed: My mentor taught me how to solder.}
{observed: My mentor showed me how to solder} and I soldered six boards.
{other_person: The customers loved it.}
I helped my supervisor design the survey.
I asked my manager for feedback.
I told the team where to set up.
I worked with the nurse on rounds.
{negated: I did not lead the team,} but I kept the schedule.
{negated: I didn't know how} so I looked it up.
I did not give up when the pump failed.
I never panicked.
I didn't complain.
I never lost my temper with guests.
i didnt want to let my team down
I not only cleaned the tanks but also fed the fish.
I closed the shop without being asked.
I finished the wall without help.
I couldn't have done it alone.
I was never late.
{negated: I'm no longer scared of the register.}
I would greet every guest at the door.
I planned the menu.
We planned and ran the event.
If a customer was upset I talked to them.
I was willing to stay late.
I was going to the store every morning to buy bread.
{plan: I wanted to fix the door} {observed: so I watched a video} and replaced the hinge.
I decided to reorganize the shelves.
The store was going to close so I counted the till.
{employer: The company offers tours.} {employer: We provide care to elderly people.}
We served 200 meals a day.
{employer: Interns will learn to code.} {employer: The program teaches welding.}
{job_advert: We are looking for a friendly person.} {job_advert: The ideal candidate is organized.}
My responsibilities included answering phones.
{observed: I watched the chef plate the desserts.}
I observed the animals and recorded their weight.
I watched the gauges for leaks.
I watched the kids for two hours {other_person: while parents trained.}
I saw that the belt was broken and fixed it.
I learned how to use the register.
I learned to weld.
{observed: I learned about taxes.}
I noticed a leak.
{observed: I sat in on a meeting.}
{observed: I was shown the lab.}
{observed: I was told about the rules.}
{observed: I got to see a surgery.}
{observed: I heard about layoffs.}
{observed: We had a lecture about safety.}
{self_praise: I am a really good leader.}
{self_praise: I'm hard working and a team player.}
{self_praise: I'm good at math.}
{self_praise: I have great communication skills.}
{self_praise: People say I am funny.}
{self_praise: I consider myself a leader.}
{self_praise: I was the best.}
I was the cashier.
I was team captain.
I was responsible for ordering.
I am in charge of the tools.
{opinion: Teamwork is important.}
{opinion: It is important to listen.}
{opinion: I think communication is key.}
{opinion: Communication matters.}
{opinion: It was fun.}
{opinion: I loved it.}
{opinion: I was so nervous.}
{opinion: I felt tired.}
I loved helping the kids read.
I felt she was upset so I sat with her.
I realised that I interrupt people so I wait now.
Skills: Python, SQL
My team and I built a ramp.
Me and my partner painted the wall.
my job was to feed the calves
{observed: he were showing me the machine} and I write the steps
{job_advert: The flyer said "must be outgoing and punctual".}
{negated: wasnt able to finish the report}
{negated: I failed to submit the form.}
{plan: In the future I will ask sooner.}
{plan: Someday I want to run a shop.}
{plan: My goal is to be a nurse.}
{plan: If I had more time I would fix the roof.}
If I had a question I asked my lead.
{other_person: Mr. Lopez fixed the mower.}
I gave my coworker a ride.
No problem was too small.
Trabajé en el hospital y ayudé a los pacientes con su comida.
Ich habe in der Küche gearbeitet und nicht aufgegeben.
Our team won third place.
{other_person: The crew poured the slab.}
{other_person: Other interns did the filing.}
""".strip().splitlines()

_MARKED = re.compile(r"\{(\w+): ([^}]*)\}")


def _marked(text: str) -> str:
    """Write the gate's verdicts into the text, as in `SENTENCES`."""
    passages = [span.quote(text) for span in segment(text)]
    stretches = [
        (passage[verdict.start : verdict.end].strip(), verdict.reason)
        for passage, verdicts in zip(passages, judge_passages(passages), strict=True)
        for verdict in verdicts
    ]
    return " ".join(f"{{{reason.value}: {stretch}}}" if reason else stretch for stretch, reason in stretches)


@pytest.mark.parametrize("marked", SENTENCES)
def test_sentence_is_cut_where_marked(marked: str) -> None:
    """The gate cuts exactly the marked stretches, each for the reason given, and keeps the rest."""
    assert _marked(_MARKED.sub(r"\2", marked)) == marked
