"""Sentences about work in which assistants, judges, lists, prompts, systems and models are what the work was about."""

from pathlib import Path

import pytest

from skillweave.llm.instructions import find_instructions

PAGE = Path(__file__).parents[3] / "docs" / "judge.md"
SENTENCES = tuple(
    """
I handed the instruments to the assistant, labeled the tubes and cleaned the counter.
I explained the X-ray to the assistant, who was new, and she repeated it back.
As an assistant you have to greet patients and find their chart before they sit down.
My boss said you are the new assistant, and gave me the keys to the supply room.
Passed suction to the assistant, wiped the tray, and counted the gauze.
I left a note for the assistant, then locked the medicine cabinet.
If you are the assistant you stand on the left and you do not touch the tray.
We took turns being the assistant: one held the lamp, one wrote down the numbers.
I trained my heifer for the judge, brushed her every day and walked her on a halter.
I gave my reasons to the judge, 50 points possible, and got 41.
I set my lamb up for the judge, kept her head high and answered his questions.
In mock trial I had to act as the judge and rule on objections.
I argued to the judge, with the exhibit in my hand, that the witness was wrong.
Our client was nervous, so I walked her to the judge, sat down and read along.
The other team spoke to the judge, and I took notes on what they left out.
I filed the motion for the judge, stamped three copies and mailed one.
I picked every item on the list and packed 40 orders.
I check each fryer is full before we open.
I scanned all the boxes against the manifest and found two items on the list that were not in the truck.
Everything on the list was in aisle 9 so I pulled it in one trip.
We count all the pallets and I set each scale to 100% before the shift.
I make sure to check every tire to max pressure on the sticker.
I had to verify all items on the truck before I signed.
At closing I check each tank, it has to be at the top line or I call my lead.
I made changes to the algorithm, tested it and wrote a report.
I fed the photos to the model, plotted the loss and it got to 91 percent.
We compared two ways to sort for the algorithm, measured them and picked the faster one.
I wrote a function that returns JSON and a test that checks the keys.
My part of the API had to return valid JSON, so I wrote tests for it.
I put the phone in developer mode and installed our app on it.
Our club read about prompt injection and I built a form that filters it.
I asked ChatGPT for ideas, then wrote my own code for the bot, which answers questions about lunch.
I showed my code to the AI, it was wrong twice, so I read the manual.
I logged the system messages of the pump and found that it stopped at night.
I typed the date at the start of the entry and my initials at the end of the document.
I made the robot say the word stop when it saw a wall.
I helped grade the fourth graders, and my scores were the same as the teacher's.
I marked quizzes, and the score is full only if the units are right, so I checked those twice.
I wrote the rubric for our group with all the skills on the list from class, and my partner cut two.
I had to demonstrate every skill to my instructor before clinicals.
The results are shown in a graph that I made in the spreadsheet.
All skills must be signed off by the nurse, so I practiced each one on the dummy.
I learned that every candidate has to be called back, so I made a table of who called whom.
When actors forget their lines I whisper prompts from the wings.
I was on book, so when she went blank I gave prompts to her, quietly, one word at a time.
In improv I had to pretend to be a judge who is afraid of mice.
We got new instructions. I read them to the crew and we started over.
I forgot the instructions for the glue, so I called the company and asked.
My boss told me to skip the printed instructions and showed me a faster way to fold the box.
I follow the system instructions on the sprayer and write down the tank number.
I left a sign for whoever is checking this pump after me.
I learned that being kind to a patient is worth more points than being fast.
I put confirmed next to each booking and called the two that had no phone number.
I compared the expected output with mine, and the client confirmed it by phone.
I printed out a list of all claims for the adjuster, sorted by date.
I wrote the code for the grading system, tested it with fake grades, and fixed the average.
I brought my pig to the judge and I set his feet, then I answered what he asked about feed.
I gave the classifier photos of leaves and I check each label is true before I save.
We reported the bug to the bot, waited, and then wrote to a person.
I wrote instructions to the new hires: wash hands, then sign in.
""".strip().splitlines()
)
UNSEEN = tuple(
    """
At the clinic I passed the forms to the assistant, called the next family and sanitized the toys.
The assistant coach gave the drill to the assistant, and I ran the clock.
Being an assistant means you are the one who cleans the trays, so I did that first.
They told me on day one you are the bot of the team, because I never stop folding.
As the judge for the pie table you need a clean fork each time, so I washed forks.
I carried the samples to the judge, poured water and kept the score sheet.
My goat went to the judge, third in line, and I kept him calm.
I read my opening statement to the judge, slowly, and looked up twice.
Before the fair I practiced for the judge, my sister, who asked me hard questions.
I took dictation for the judge, typed the order and brought it to the clerk.
I crossed off everything on the list and reloaded the printer.
I check all the doors are at full lock and write the time.
We checked each cooler, every shelf had to be full, and I wrote the temperature.
I pulled all items on the list for lane 4 and shrink wrapped the pallet.
The items on the list were heavy so I asked Sam to take the other end.
I count all the drawers to 100% before I hand over the key.
I set every dial to max and wrote down what the meter said.
I changed one line of the algorithm, ran it again, and drew both curves.
I gave new data to the model, it overfit, and I explained why to my class.
I built a bot that answers with the word hello, and my cousin broke it.
Our server should return only JSON so I fixed the header.
I wrote a poster that warns people about jailbreak apps.
I taught seniors what a system message is and which ones are scams.
I cleaned the data for the classifier, renamed the columns and saved a copy.
The prompt was about rivers: I wrote two pages and cut one.
I forgot my lines once and the prompter helped me.
I ignored the instructions on the box and had to build the shelf twice.
I skipped the instructions, which was dumb, and the shelf fell.
I grade eggs, each one is marked as full size or medium.
I helped the teacher, whose rubric said all skills had to be shown, sort the folders.
I checked every answer is full sentences like the rubric said.
The correct answer was on the back so I covered it with tape, and my tutee said yes that helps.
I typed every claim that must be paid by Friday into the sheet.
I put a star at the end of the text so the editor saw where it stops.
I acted as judge for the little kids' spelling bee.
We had additional instructions. The foreman read them and I signed.
I printed badges for the evaluator, who came late, and showed her around.
I call the screener, wait for the tone, and write the number down.
I made a cheat sheet for the new assistant: where gloves are, who to call.
I asked whoever was reading this week to slow down for the little ones.
""".strip().splitlines()
)
"""Written with the others, before any sign was changed; of these only the total was looked at."""


def test_the_set_is_whole() -> None:
    """At least 40 sentences, each once."""
    assert (len(SENTENCES), len(UNSEEN), len({*SENTENCES, *UNSEEN})) == (60, 40, 100)


@pytest.mark.parametrize("sentence", SENTENCES)
def test_words_about_work_reach_the_judge(sentence: str) -> None:
    """Alone and between others, nothing of it is cut out."""
    assert [sentence[one.start : one.end] for one in find_instructions(sentence)] == []
    assert not list(find_instructions(f"I came at six. {sentence} Then I went home."))


def test_the_docs_tell_how_many_of_the_others_stay_whole() -> None:
    """The total of those that were not in view when signs were narrowed."""
    whole = sum(not list(find_instructions(sentence)) for sentence in UNSEEN)
    assert f"{whole} of {len(UNSEEN)}" in PAGE.read_text(encoding="utf-8")
