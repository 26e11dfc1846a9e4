"""Everyday sentences, which suggest no Apply, and deeds at work, which do."""

from collections.abc import Iterator

import pytest

from skillweave.domain.profile import Dimension, Level
from skillweave.text.profile import profile_of

EVERYDAY = """
I was hungry so I bought a sandwich.
My shift ended at five so I biked home.
It was raining so I took the bus.
I was tired so I made coffee.
The bus was late so I walked to work.
My phone died so I borrowed a charger.
I had an hour left so I made a list of songs.
The line was long so I got in the other one.
The elevator was broken so I used the stairs.
The trash was full so I took it out.
The floor was dirty so I mopped it.
The coffee machine was broken so I made tea.
My shirt got wet so I changed it.
I was cold so I moved my chair.
My boss said the label was wrong so I fixed it.
The copier ran out of paper so I added more.
I did not know anyone so I sat in the back.
It was my last day so I brought cookies.
My supervisor told me the sign was crooked so I moved it.
The store closed early so I went home.
I chose this internship because it was close to home.
I chose the hospital because my aunt works there.
I decided to eat my lunch outside.
I decided to take the bus home after work.
I chose a seat by the window.
It was my idea to get pizza after the shift.
I decided to apply for the job at the bakery.
I made a call to my mom at noon.
I pitched a tent at the campsite and went to sleep.
I got to pick my own shifts.
I decided to wear my new shoes on the first day.
I suggested we watch a movie.
I chose the vet clinic for my placement.
I came up with an excuse to leave early.
I ate lunch by myself every day.
I walked home alone after closing.
I rode the bus by myself for the first time.
I bought myself a soda at the break.
I taught myself to play cards.
I sat alone in the break room.
Nobody told me it was a holiday, so I showed up.
Nobody showed up on my first day and I waited outside.
Nobody asked me about my weekend and I mopped the floor.
No one told me where to park and I drove around the block.
I created an account on the time clock and swept the floor.
I set up my desk and hung up my coat.
I set up an appointment with the dentist.
I planned my birthday party with my cousins.
I opened an account at the bank next door.
I made my own lunch every morning.
My boss was late and I waited in the parking lot.
She was out of gum and I gave her some.
The hygienist was scraping away and I wiped the tray.
I put them on the shelf.
I put them in boxes and taped the boxes shut.
I gave everyone a cookie on my last day.
I got everyone donuts.
I made everyone coffee.
I asked everyone their names.
I told them goodbye and swept up.
I headed home after the shift.
I headed to the bus stop at five.
I directed customers to the fitting rooms.
I led the horse to the barn.
I led customers to their table.
I ran my usual route before work.
I figured out nothing.
I solved nothing that day.
I figured out where the bathroom was.
I figured out what to wear on the first day.
I figured out how to get to work by bus.
I found out that the office was closed on Mondays.
I found out what time lunch was.
I found a short video about bees and watched it.
I found my missing glove in the van.
I realized it was Friday.
I realized that I had left my phone at home.
I worked out with my friends after the shift.
I was diagnosed with asthma that summer and swept less.
I felt isolated at the front desk.
I solved a crossword during my break.
I noticed the sky was blue.
I noticed how nice everyone was and swept the floor.
I noticed a good smell in the kitchen.
I wrote down what time my shift started.
I wrote down where I parked.
I wrote down what the teacher said.
I counted how many days were left until Friday.
I baked a cake and it turned out great.
I mopped the hall and it turned out to be a nice day.
I drank tea instead of coffee.
I tried a different sandwich every day.
I tried two new restaurants near the office.
I switched to the night shift in July.
I switched my phone off during work.
I switched the lights off and locked the door.
I changed my password on the first day.
I changed my hair for the interview.
I changed to a different bus.
I rescheduled my dentist appointment.
I rearranged my room on the weekend.
I had to pick up my brother after work.
I had to pick weeds along the fence.
I had to choose a seat.
I chose to sit by the window.
I decided what to eat.
I decided where to sit at lunch.
I was evaluated by my boss at the end.
I merged onto the highway and drove to the site.
Compared to school, it was fun and I swept a lot.
I compared lunches with my coworker.
I programmed the microwave for three minutes.
I invented a nickname for the delivery guy.
I had never seen a goat up close and I fed it.
There was no manual labor and I filed papers.
I earned $12 an hour.
I earned three credits.
I earned 15 dollars an hour at the car wash.
I earned $200 for my phone.
I saved 200 dollars for my car.
I saved five vacation days.
I collected 20 bags of laundry.
I collected 30 cups from the tables.
I collected 20 books from the return bin.
I raised two rabbits.
I brought in three boxes from the truck.
I cut the cake in half.
I cut the bread in two pieces.
I cut the grass twice a week.
I grew tomatoes in three pots.
I doubled the recipe on Saturday.
I saved the file twice.
I improved my mile time by ten seconds.
I convinced my mom to drive me to work.
I convinced myself to get up at six.
I felt motivated every day and swept the floor.
I got my boss to sign my time sheet.
I got the kids to the bus.
I talked quietly into the phone at the desk.
I swept the floor and the weather changed.
I washed the car and the light changed to red.
I asked for Friday off and my boss said yes.
I took the order and she asked for more coffee.
I cleaned the cage and now she is my friend.
I swept the porch and now it is raining.
I pressed the button and the elevator went up.
I mixed the dough and it doubled.
I stacked the boxes and one fell to the floor.
I served lunch and there was no more soup.
I washed dishes and the bus passed the school.
I swept the steps and the sun went down.
I worked there in June. The bakery is still there.
I bagged groceries with Sam. He still works there.
I filled in the form and my day off was approved.
I wiped the tables. He became the new manager.
I fed the cats. She kept my number.
I swept the hall and they laughed because of my hat.
I cut onions in the back. They use that for soup.
I typed in my code and it worked.
I organized my schedule for the week.
We are friends now and we now text every day.
I ate at the diner and did not eat there again.
I earned a certificate and two badges.
I decided to go home early because I felt sick.
I decided on the chicken for lunch.
My boss let me choose my hours.
I picked the color of my apron and tied it.
I took over a chair by the door.
I asked them to sit down and wait for the nurse.
I sent everyone a text about the party.
I changed my seat on the bus.
I changed my profile picture during the break.
My bike had a flat tire so I called my dad.
The door was locked so I waited outside.
The store was empty so I swept.
We ran out of napkins so I got more from the back.
I could not find my badge so I asked the guard.
The music was too loud so I put in earplugs.
My lunch was too cold so I heated it up.
I was bored so I made a paper airplane.
I missed the bus so I took a cab.
The wifi was slow so I read a book.
My pen ran out so I got a new one.
The soup was too hot so I waited a minute.
I spilled coffee so I wiped the table.
A customer was angry so I called the manager.
The lid was stuck so I asked Tom to open it.
The printer was jammed so I told my supervisor.
My uniform was too big so I got a smaller one.
No one was there so I sat down.
We were done early so I cleaned the counter.
It was slow so I restocked the shelf.
The toilet paper was out so I replaced the roll.
The light bulb died so I changed it.
I decided to be a nurse.
I decided this job is not for me.
I decided it was too hot outside.
I chose art as my elective.
I chose this job for the pay.
I picked the morning shift.
I decided to quit after two weeks.
I decided to get there early.
I decided to call my mom during the break.
I proposed a toast to my coworkers.
I came up with a name for my cat.
My idea of a good day is sleeping in.
I got to choose which day I had off.
I made a decision to eat healthier.
I went to the gym alone after work.
I was alone in the elevator.
I did it to prove myself.
I enjoyed myself at the picnic.
I had the house to myself.
I cleaned my room by myself before work.
I met my boss alone in the office.
Nobody helped me carry my bag and I was late.
Nobody asked why I was late and I clocked in.
I left without asking anyone and went home.
I founded nothing and I led nobody.
I made my own coffee.
I started a new game on my phone.
I started a new job in June.
I opened a box of gloves.
I opened a new tab and typed the address.
I made up my mind to stay.
I built my own burger at the grill.
I organized my desk.
I organized my backpack and went to work.
I planned my route to work.
My manager was gone for lunch and I ate too.
She was away at college.
The chef was sick of onions and I cut them.
My boss was out of coffee so I got some.
He was stuck in traffic and I waited.
I had them for breakfast.
I told everyone my name.
I asked each of them how they were.
I gave them the keys.
I sent them to the front desk.
I gave him a ride in charge of nothing.
I ran to the store for milk.
I ran out of tape.
I ran into a friend at the camp.
I managed to finish my book.
I hit my head on the shelf.
I was head over heels about the puppies.
I led the way to the parking lot.
I showed my friends how cool the lab was.
I taught my friend a card game.
I figured it would rain.
I figured out my locker combination.
I figured out that I like kids.
I figured out how the coffee machine works.
I found a dollar on the floor.
I found the right bus.
I found my way around the building.
I found that the people were friendly.
I found out I got the job.
I found out that my cousin works there too.
I discovered a new restaurant.
I discovered that I like plants.
I realized they were closing soon.
I realized how tired I was.
I realized it was time to leave.
I realized I forgot my lunch.
I realized the job was fun.
I worked out every morning.
I solved a math problem for school.
I tracked down a vending machine.
I noticed a dog on the way to work.
I noticed my friend at the counter and waved.
I noticed it was getting late.
I noticed they had new uniforms.
I noticed the building was big.
I counted how many steps it was to the office.
I logged how many hours I worked.
I wrote down what I did every day.
I wrote down when to come back.
I measured how tall I was.
I tried on three different aprons.
I tried a new flavor of chips.
I tried to sleep until noon.
I tried to stay awake until the end.
I tried another door.
I adapted to the early hours.
I adjusted my mask.
I changed into my uniform.
I changed my mind about college.
I changed my clothes in the locker room.
I changed the channel.
I switched from milk to water.
I switched seats with my friend.
I switched my major to biology.
I revised for my test on the bus.
I modified my burger order.
I compared my shoes with hers.
I had to decide what to wear.
I had to guess the password.
I had to balance school and work.
I decided when to take my break.
I chose which shirt to wear.
I chose what to order.
I combined my breaks.
I prioritized sleep.
I predicted rain.
I estimated my arrival time.
I interpreted the menu for myself.
I was assessed at the end of the program.
I analyzed my sleep on my phone.
I designed my nails for prom.
I programmed my phone alarm.
I raised my hand in the meeting.
I raised a puppy.
I raised three chickens at home.
I made $11 an hour.
I earned minimum wage and 40 hours of credit.
I earned four dollars in tips.
I earned about $1,200 over the summer.
I saved up $500 for a laptop.
I saved ten dollars on lunch.
I saved 20 minutes by taking the train.
I brought in ten dollars for the pizza.
I brought in two friends for lunch.
I collected three paychecks.
I collected 12 trays from the tables.
I collected ten shells at the beach.
I cut my hair by two inches.
I cut the tape in half.
I cut my finger in two places.
I reduced my screen time by half.
I increased my bench press by ten pounds.
I grew two inches that summer.
I lowered the flag at five.
I doubled my socks.
I tripled checked the door.
I recruited my friend for the game.
I convinced my dad to give me a ride.
I convinced my manager to give me Friday off.
I persuaded my sister to pick me up.
I got my friends to come to lunch.
I got everyone to smile for the photo.
I was motivated by the pay.
I got lost and a nice man led me out.
I organized rides home with my cousin.
I ate lunch and my friend switched shifts.
I poured the water and he agreed that it was hot.
I waited in line and now everyone knows my name.
I cooked rice and it got better every day.
I worked Mondays and the schedule changed every week.
I swept up and the traffic got worse.
I walked dogs and the days got shorter.
I turned the key and it worked.
I plugged it in and it works.
I signed the form and it was approved.
I quit in May. They still call me.
I sold lemonade and my friend sold out.
I fed the fish and the store went up in price.
I met Ana there. She is still my friend.
I took the test and my brother passed the class.
I asked my mom and she said yes.
I suggested tacos and everyone agreed.
I swept there all summer because of my mom.
I opened the door. The temperature dropped.
I sang and everyone copied me.
I read a book that was published in 1990.
My boss was away so I went home.
Our manager was out sick so I left early.
The chef was gone for the day and I waited outside.
I convinced no one and swept the floor.
We raised nothing that day.
I trained nobody.
I earned five dollars for lunch.
I earned two credits and a badge.
I earned $9 an hour for the first month.
We earned 14 dollars per shift.
I saved $60 for prom.
"""
"""Needs, ways, food, pay and choices of an ordinary day: none may outrank what an entry tells of the work."""

APPLY = """
aut cpx | The labels kept falling off, so I made a new rack for the jars.
aut cpx | The line was too long, so I set up a second table for pickups.
aut cpx | Customers could not find the order form so I moved it next to the door.
aut cpx | The handles were too low for the shorter guests, so I built a step stool stand.
cpx | The two scales did not match so I tested both with a known weight.
aut | Nobody could find the bins so I labeled each of them.
aut | The owner was out for a week and I opened the shop.
aut | I ran the coffee bar by myself on Saturdays.
aut | I closed the salad station alone.
aut | I drove the delivery van by myself to six stores.
aut | I walked the eight dogs on my own.
aut | Without being asked, I refilled the coffee urns.
aut | Nobody asked me to, but I cleaned the drains.
aut | Nobody told me how, so I read the manual.
aut | I decided to put the cookies next to the register.
aut | I decided which plants to move into the shade.
aut | It was my idea to hang the tools by size.
aut | I suggested that we open the second window at noon.
aut | I pitched the idea of a quiet hour to the manager.
aut | My boss let me plan the window display.
aut | I made the decision to stop the saw.
aut | I took charge of the front desk.
aut | I set up a sign-up sheet for the lab.
aut | I started a newsletter for the residents.
aut | I organized a coat drive at my church.
aut | I planned the menu for the dinner.
aut con | I had each volunteer teach the next one, and I told both of them to count the trays.
aut con | I gave each one a job and a time.
aut con | I split the team into pairs.
aut con | I led the rehearsals for the spring musical.
aut con | I directed the short film for the museum.
aut con | I supervised the younger campers.
aut con | I trained two new hires on the register.
aut con | I taught the other aides the new chart.
aut | I was in charge of the kitchen on Sunday.
aut | I was stage manager for the play.
cpx | I figured out why the freezer iced up.
cpx | I worked out how to fit both boats on the trailer.
cpx | I traced the noise to a worn bearing.
cpx | I found the mistake in the invoice.
cpx | I found that the two lists did not match.
cpx | I realized the pump was missing a seal.
cpx | I noticed that the same three shelves were always empty.
cpx | I noticed the readings were too high and checked the probe.
cpx | I wrote down which machines jammed and when.
cpx | I timed how long each step took.
cpx | I opened the case and it turned out the belt was broken.
cpx | I adapted the recipe for a guest who cannot eat eggs.
cpx | I changed the layout of the seating because the aisle was blocked.
cpx | I tried three different glues until one held.
cpx | I compared the prices of four suppliers.
cpx | I had to decide which patient to help first.
cpx | I estimated the paint for six rooms.
cpx | I designed a bracket for the lamp.
cpx | I programmed the robot to turn at the line.
con | I raised $250 for the animal shelter.
con | We raised over 900 dollars for the band.
con | We earned $300 for the food pantry with the bake sale.
con | I saved the office 40 dollars a month on paper.
con | I cut the setup from an hour to 20 minutes.
con | I reduced the errors by half.
con | I recruited five new members.
con | I collected 200 cans for the food bank.
con | I collected 85 signatures for the crosswalk.
con | I convinced the cafe to switch to paper straws.
con | I got the neighbors to share their tools.
con | I proposed a new order for the stations and the manager agreed.
con | I made a chart for the doses, and now everyone uses it.
con | I built a shelf for the returns. They still use it.
con | I moved the signs. Complaints dropped by half.
con | I rewrote the form and the wait got shorter.
con | I soldered the wire again and it worked.
con | I made a map of the trails and the park adopted it.
con | I made flyers and we sold out.
con | I tutored two boys in fractions. Both passed the test.
con | I wrote a checklist for closing. It is still on the wall.
con | We doubled sales at the stand.
"""
"""The dimensions, then the sentence that speaks for Apply in each."""

_NAMES = {"aut": Dimension.AUTONOMY, "cpx": Dimension.COMPLEXITY, "con": Dimension.CONTRIBUTION}


def _applied() -> Iterator[tuple[str, Dimension]]:
    for line in APPLY.strip().splitlines():
        marks, _, text = line.partition(" | ")
        for mark in marks.split():
            yield text, _NAMES[mark]


@pytest.mark.parametrize("text", EVERYDAY.strip().splitlines())
def test_an_everyday_sentence_never_suggests_apply(text: str) -> None:
    """In no dimension; a lower level may be told."""
    profile = profile_of(text)
    suggested = [found for dimension in Dimension if (found := profile.of(dimension))]
    assert [found.rules for found in suggested if found.level is Level.APPLY] == []


@pytest.mark.parametrize(("text", "dimension"), list(_applied()))
def test_a_deed_at_work_suggests_apply(text: str, dimension: Dimension) -> None:
    """What the rules are for is still found."""
    found = profile_of(text).of(dimension)
    assert found is not None
    assert found.level is Level.APPLY


def test_an_everyday_clause_does_not_outrank_what_was_told() -> None:
    """An entry of orders stays Follow, whatever was eaten after it."""
    found = profile_of("My boss told me to stack the chairs. I was hungry so I bought a sandwich.")
    assert found.autonomy is not None
    assert found.autonomy.level is Level.FOLLOW
    assert found.complexity is None


@pytest.mark.parametrize("before", ["My boss said the sign was wrong", "I was told that the sign was wrong"])
def test_a_remedy_by_order_is_no_answer(before: str) -> None:
    """Trouble and remedy alone suggest Apply only where nobody ordered it."""
    ordered = profile_of(f"{before}, so I moved it.").autonomy
    assert ordered is None or ordered.level is not Level.APPLY
    own = profile_of("People missed the sign, so I moved it.").autonomy
    assert own is not None
    assert own.level is Level.APPLY


def test_consent_needs_a_proposal() -> None:
    """A yes to a day off is no outcome of the work."""
    assert profile_of("I asked for Friday off and my boss said yes.").contribution is None
    found = profile_of("I suggested a shorter form and my boss said yes.").contribution
    assert found is not None
    assert found.rules == ("con.apply.agreed",)


def test_working_again_needs_a_remedy() -> None:
    """A code that works was typed in; a pump that works was mended."""
    assert profile_of("I typed in my code and it worked.").contribution is None
    found = profile_of("I rewired the pump and it worked.").contribution
    assert found is not None
    assert found.rules == ("con.apply.works-now",)
