"""Rules of the experience profile for contribution: an own piece, support of others, an outcome changed."""

from skillweave.text.profile_sign import (
    CLIENT,
    COLLEAGUE,
    DELEGATED,
    DET,
    HELPED,
    HELPED_CUES,
    LED,
    NOT_LED,
    NOT_TRAINED,
    TITLED,
    TRAINED,
    Sign,
    Whose,
)
from skillweave.text.profile_trouble import EVERYDAY, MADE

_NUMBER = (
    r"(?:(?:about|over|around|almost|nearly|more than|at least|up to) ){0,2}(?:\$ )?(?:\d[\d,.]*|two|three|four|"
    r"five|six|seven|eight|nine|ten|twelve|twenty|thirty|forty|fifty|hundreds?|thousands?|a hundred|a thousand|half|"
    r"a third|a quarter)"
)
_BY_NUMBER = rf"(?:(?:from|by|in|to) {_NUMBER}|in half|twice|%|percent)"
_MONEY = rf"(?:{_NUMBER}(?: \d+)*(?: ?k)? (?:dollars|bucks|euros|pounds|pesos)|(?:\w+ ){{0,3}}(?:\$|€|£) \d[\d,. ]*)"
_GOOD_CAUSE = (
    rf"(?:for (?:the |a |an |our |my |this |that |their |other |local |sick )*(?:[\w'-]+ ){{0,3}}(?:{CLIENT}|shelters?|"
    r"pantry|bank|charity|charities|hospitals?|church|schools?|teams?|clubs?|library|museum|fund|foundation|band|"
    r"troop|squad|chapter|class|trip|drive|cause|relief|research|program|nonprofit|kids|children|families|people|"
    r"homeless|uniforms|scholarships?|playground|orchestra|choir|equipment|victims|center|centre|rescue|society|"
    r"orphanage|fundraiser)\b)"
)
"""What money and goods are raised for, where it is not the writer."""

_MEASURED = (
    r"(?:complaints?|sales|orders|lines?|queues?|waits?|wait times?|waiting|times?|errors?|mistakes|returns|scores?|"
    r"grades|attendance|visits?|visitors|views|followers|likes|turnout|donations|sign-?ups|tips|waste|recycling|costs?|"
    r"numbers?|participation|response|responses|traffic|bookings|no-shows|breakage|accidents|injuries|subscribers|"
    r"downloads|registrations|membership|production|output|yield|speed|trash|spills|profits?|revenue|calls|questions|"
    r"rate|rates|use|usage|bill|readers|customers|crowd|count|arguments|fights|absences|tardies|delays|engagement)"
)
"""What is counted at work and can rise or fall by a deed; no sun, no elevator and no dough."""

_OWN_WORK = (
    rf"(?:my (?:own )?(?:[\w-]+ ){{0,2}}(?:{MADE}|ideas?|work|way|version|method|layout|proposal|suggestion|system|"
    r"article|story|photo|photos|report|poem|essay|translation|notes on the|numbers|setup|tip|tips|order form|paint|"
    r"song))"
)

CONTRIBUTION = (
    Sign("con.follow.assigned", Whose.TOLD,
         "A piece that was handed over.",
         "assigned given gave gives tasked put told asked had",
         r"\b(?:was|were|got|been|am) (?:\w+ )?(?:assigned|tasked|put on|asked to|told to)\b|\bgiven (?:the|a|an|my|"
         r"our) (?:[\w-]+ ){0,2}(?:job|task|part|section|station|list|aisle|row|assignment|role|table|stack|pile|"
         r"folder)\b|\bgiven (?:aisle|section|room|table|row|station) \w|\bassigned (?:to )?(?:me|us)\b|\b(?:gave|"
         r"gives) (?:me|us) (?:the|my|a|an) (?:\w+ )?(?:job|task|part|section|station|list|aisle|row|assignment|"
         r"role)\b|\b(?:told|asked) (?:me|us) to\b|\bput (?:me|us) (?:on|at)\b|\bhad (?:me|us) \w",
         r"\b(?:not|never|nobody|no one|without) (?:\w+ ){0,3}(?:asked|told|assigned)\b|\bput (?:me|us) in charge\b"),
    Sign("con.follow.my-part", Whose.DEED,
         "The own share named.",
         "job part task role duty duties station responsibility responsible assignment section share piece",
         r"\bmy (?:only |main |own |first |whole )?(?:job|part|task|role|duty|duties|station|responsibility|"
         r"responsibilities|assignment|section|share|piece) (?:was|were|is|:|included)\b|\bthat was my (?:part|job|"
         r"share|task)\b|\bdid my (?:part|share)\b|\bresponsible for\b|\bin (?:our|the|my) group (?:\w+ ){0,2}i "
         r"did\b",
         r"\bresponsible for (?:the )?(?:whole|entire|team|crew)\b"),
    Sign("con.assist.helped", Whose.DEED,
         "Helping those one works with.", HELPED_CUES, HELPED,
         r"\bhelped (?:by|a lot|because)\b"),
    Sign("con.assist.supported", Whose.DEED,
         "Standing in, backing up, work for another's result.",
         "supported filled covered backed pitched contributed for to",
         rf"\bfilled in (?:for|at|on|when|whenever|where|as|if)\b|\bfilled in(?: \W)*$|\bcovered (?:for|"
         rf"{DET}shifts?)\b|\bbacked (?:\w+ )?up\b|\bpitched in\b|\bcontributed\b|\bsupported {DET}(?:{COLLEAGUE}|"
         rf"{TITLED})\b|\b(?:handed|passed|brought|mixed|typed|prepped|prepared|gathered|set up|got|wrote|made|"
         rf"carried|cleaned|recorded|counted) (?:[\w-]+ ){{0,6}}for (?:her|him|them|{DET}{COLLEAGUE}|{TITLED}(?: "
         rf"\.)? \w+)\b"
         r"|\bfor (?:her|his|their) (?:\w+ )?(?:paper|catalog|catalogue|project|report|research|presentation|exam)\b",
         r"\bbacked (?:the \w+ |it )?up (?:the|to|into)\b|\bcovered for class\b"
         rf"|\bfor (?:the|my|our) (?:{CLIENT})\b"),
    Sign("con.assist.so-they-could", Whose.EFFECT,
         "Done so that others could do theirs.",
         "so",
         r"^so (?:that )?(?:\w+ )(?:[\w-]+ ){0,3}(?:could|can|kept|did not have to)\b",
         r"\b(?:could|can) not\b|\b(?:could|can) be\b|\bso far\b"),
    Sign("con.assist.team-result", Whose.SHARED,
         "A result of the group.",
         "finished built won raised served completed collected delivered made sold hosted published presented "
         "packed organized organised planted painted installed fixed",
         r"\b(?:finished|built|won|raised|served|completed|collected|delivered|made|sold|hosted|published|presented|"
         r"packed|planted|painted|installed|organi[sz]ed|fixed)\b",
         r"\bmade (?:sure|fun|friends|mistakes|jokes)\b|\bfinished (?:\d|last|first|second|third|early|late)|"
         r"^(?:before|until|if|when|after)\b"),
    Sign("con.apply.moved-others", Whose.OWN,
         "Others recruited, convinced, trained or led; parents who are talked into a ride are none.",
         "trained taught coached mentored onboarded showed recruited convinced persuaded talked got motivated "
         "coordinated delegated led headed chaired captained directed supervised managed ran rallied organized "
         "organised",
         rf"{TRAINED}|{LED}|\b(?:recruited|convinced|persuaded|rallied|delegated|motivated) (?!by\b|to\b)\w|"
         rf"\btalked (?:[\w-]+ ){{1,4}}into (?:\w+ing|it|a|the)\b|\bgot (?:[\w-]+ ){{0,3}}(?:{COLLEAGUE}|{CLIENT}|"
         r"everyone|everybody|neighbors|companies|businesses|restaurants|stores|shops|schools|sponsors|them) to\b|"
         rf"\b(?:coordinated|organi[sz]ed) {DET}(?:[\w-]+ )?(?:{COLLEAGUE}|people|event|drive|tournament|fundraiser|"
         r"meeting|shift|shifts|rides|schedules?)\b",
         rf"{NOT_TRAINED}|{NOT_LED}|\b(?:was|were|been|got|get|be|am|is|are|feel|felt|stay|stayed|keep|kept|very|"
         r"really|more|less|so|not|self|self-) ?(?:\w+ )?(?:recruited|convinced|persuaded|motivated)\b|"
         r"\b(?:recruited|convinced|persuaded|motivated|talked) (?:myself|me|my (?:mom|mother|dad|father|parents|"
         r"sister|brother|grandma|grandpa|aunt|uncle|cousin|friends?) (?:to|into) (?:let|drive|pick|give|buy|take|"
         r"come|get|go|join|lend|\w+ing)|(?:my|a) (?:friend|cousin|sister|brother) for the (?:game|match))\b|"
         r"\b(?:recruited|convinced|persuaded|got|talked) (?:[\w-]+ ){1,4}(?:to (?:let|drive|pick|give|buy|take|"
         r"lend|sign|write|help|hire|pay)|into (?:letting|driving|buying|giving|taking|hiring|paying)) (?:me|us|"
         r"my)\b|\binto (?:the|a) (?:phone|mic|microphone|radio|headset|walkie|intercom|speaker|camera|megaphone|"
         r"recorder|kitchen|room|office)\b|\bgot (?:[\w-]+ ){1,4}to (?:the|my|a|an|her|his|their|our|work|school|"
         r"bed|safety|class|go home|leave me|come (?:to lunch|over|with me)|smile|laugh|hang out)\b|"
         r"\borgani[sz]ed my\b|\brides? home\b|\b(?:she|he|they|who) (?:\w+ )?(?:got|talked|convinced|persuaded|led|"
         r"ran|trained|taught)\b"),
    Sign("con.apply.delegated", Whose.OWN,
         "Work given out to others.",
         "told asked had got put gave sent made split assigned", DELEGATED),
    Sign("con.apply.others-changed", Whose.EFFECT,
         "Others did it otherwise after the writer's deed; weather and timetables change by themselves.",
         "changed switched adopted copied asked now",
         rf"\b(?:changed|switched) (?:to )?(?:it|that|this|our|{_OWN_WORK}|(?:their|the) (?:\w+ )?(?:rules?|policy|"
         r"policies|procedures?|process|layout|way|wording|routine|habits?))\b|\b(?:copied|adopted) (?:it|mine|"
         rf"{_OWN_WORK}|our|that|this|the (?:idea|\w+ {MADE}|{MADE}))\b|\basked for (?:{_OWN_WORK}|my section|"
         r"me by name|me again|(?:one|some|more) (?:too|of (?:my|them|mine|these)))\b|\bnow (?:it|they|she|he|"
         r"the (?:\w+ ){1,2}|we|everyone|everybody|each (?:\w+ )?|every \w+ |both|all|all of them|people|"
         r"customers) ?(?:also |all |always |actually )?(?:use|uses|using|follow|follows|keep|keeps|put|puts|sort|"
         r"sorts|check|checks|write|writes|label|labels|copy|copies|start with|print|prints|let|lets|find|finds|"
         r"can (?:find|see|read|reach|use|do|get)|sign|signs|order|orders|recycle|recycles|stack|stacks|do it|"
         r"does it|run it|opens|works|fits)\b",
         r"\b(?:changed|switched) (?:it|that|the way) (?:every|each)\b|\bcopied my (?:\w+ )?(?:homework|answers|"
         rf"notes|test)\b|\b(?:changed|switched) (?:to )?(?:the |their |my )?(?:\w+ )?{EVERYDAY}|"
         r"\bkeeps? (?:in touch|texting|calling)\b"),
    Sign("con.apply.agreed", Whose.CONSENT,
         "What the writer proposed was taken up.",
         "agreed changed switched yes adopted liked took did",
         r"\bagreed\b|\bsaid (?:yes|okay|ok)\b|\b(?:changed|switched|adopted|tried) (?!my mind\b)\w|\b(?:took|"
         r"did) it\b",
         r"\bnot\b|\bagreed that\b"),
    Sign("con.apply.works-now", Whose.REMEDIED,
         "It works, it held, after it was mended or made.",
         "worked held works fixed nobody never ran started not",
         r"^(?:[^\w\s] )*(?:and |but )?(?:it|they|that|the \w+) (?:has |have )?(?:still |all |finally )?(?:worked|"
         r"held|works|ran again|started again)(?: \W)*$|\bfixed now\b|\b(?:has|have) not (?:\w+ ){1,3}since\b"),
    Sign("con.apply.numbers", Whose.DEED,
         "A result of the writer's in numbers; pay and credits, counted goods and cut boards are none.",
         "raised saved reduced increased doubled tripled recruited earned shortened lowered cut grew improved "
         "boosted collected brought sped made",
         rf"\braised (?:about |over |almost |nearly |more than |around )?(?:{_MONEY}|{_NUMBER}(?= (?:for|in|at|from|"
         rf"on)\b))|\braised (?:[\w-]+ ){{0,2}}(?:[\w-]+ )?{_MONEY}|\b(?:earned|brought in|made|saved up|"
         rf"saved) (?:[\w-]+ ){{0,3}}{_MONEY} ?(?:[\w-]+ ){{0,3}}{_GOOD_CAUSE}|\brecruited (?:[\w-]+ "
         rf"){{0,4}}{_NUMBER}\b|\bbrought in (?:[\w-]+ ){{0,3}}{_NUMBER} (?:new |more )?(?:members|customers|clients|"
         r"donations|donors|sponsors|volunteers|orders|people)\b|\b(?:reduced|increased|shortened|lowered|cut|grew|"
         rf"improved|boosted|sped up|saved) (?:[\w'-]+ ){{0,6}}{_BY_NUMBER}|\bsaved (?:them|him|her|us|everyone|"
         r"each (?:\w+ )?|the \w+ |our \w+ |my (?:boss|team|coworkers?) ) ?(?:\w+ ){0,2}(?:\$ ?\d|(?:a |"
         rf"an )?{_NUMBER} (?:an )?(?:dollars|hours?|minutes|percent|days|pounds))|\bsaved (?:about |over |"
         rf"almost )?{_NUMBER} (?:hours|minutes) (?:a|per|each|every|of)\b|\b(?:doubled|tripled) (?:the|our|"
         rf"their) (?:\w+ )?{_MEASURED}\b|\b(?:doubled|tripled) sales\b|\bcollected (?:[\w-]+ ){{0,2}}{_NUMBER}(?: ,? "
         r"?\d+)? (?:[\w-]+ ){0,2}(?:signatures|dollars|donations|votes|pints)\b|\bcollected (?:[\w-]+ "
         rf"){{0,2}}{_NUMBER}(?: ,? ?\d+)? (?:[\w-]+ ){{0,2}}(?:pounds|cans|coats|books|toys|meals|bags|shoes|"
         rf"blankets|boxes|items|jackets|socks) (?:[\w-]+ ){{0,4}}{_GOOD_CAUSE}|\bcollected (?:[\w-]+ "
         rf"){{0,2}}{_NUMBER}(?: ,? ?\d+)? (?:pounds|cans|bags|boxes) of (?:food|donations|canned)\b|"
         rf"\bcollected (?:[\w-]+ ){{0,2}}{_MONEY}",
         r"\braised (?:(?:my|his|her) hand|(?:my|the|our) prices?|it)\b|\bcut (?:\d|a|them|boards?|wood|fabric|"
         r"cloth|paper|(?:the |some |two |three |four |each |every |all |my )*(?:\w+ )?(?:boards?|studs?|wood|"
         r"fabric|cloth|paper|pipe|strips?|pieces?|cake|cakes|bread|bagels?|apples?|oranges?|lemons?|carrots?|"
         r"potatoes|onions?|tomatoes|peppers?|fruit|vegetables|chicken|meat|grass|lawn|lawns|hair|nails?|fingers?|"
         r"thumb|hand|knee|rope|string|ribbon|wire|tape|foam|cardboard|stems|flowers|pills?|tablets|classes|"
         r"class))\b|\bcut (?:[\w-]+ ){0,3}sandwich(?:es)?\b|\bgrew (?:[\w-]+ ){0,4}(?:inch|inches|plants?|"
         r"seeds?|seedlings|tomatoes|flowers|vegetables|herbs|in)\b|\b(?:saved|lowered) (?:[\w-]+ ){0,4}(?:twice|"
         r"files?|flag|folders?|photos?|document)\b|\b(?:improved|increased|boosted|reduced|lowered|shortened|"
         r"cut) (?:my|in|at|on) (?!run of\b)(?:\w+ ){0,2}(?:time|mile|grades?|gpa|typing|speed|skills?|score|"
         r"english|spanish|french|bench|squat|weeks?|days?|months?|hours|sleep|screen time|stress|steps|shot|serve|"
         r"vocabulary|wpm|confidence)\b|\b(?:earned|made|saved|brought in|raised) (?:[\w-]+ ){0,3}(?:\$ ?)?[\d,. "
         r"]*(?:\w+ ){0,2}(?:an|a|per|each|every) (?:hour|shift|credit)\b|\bfor (?:me|myself|my (?:own )?(?:car|"
         r"phone|college|trip|room|shoes|bike|laptop|prom|mom|dad|family|birthday|savings)|college|gas|lunch|food|"
         r"rent|clothes|prom|a (?:new )?(?:car|phone|bike|laptop))\b|\b(?:credits?|points in|stars?|stickers?|"
         r"badges?|certificates?)(?: \W)*$"),
    Sign("con.apply.changed", Whose.EFFECT,
         "What became more, less or faster, of what is counted at work; sun, elevator and dough rise by themselves.",
         "went rose fell dropped increased decreased doubled tripled grew improved shrank sold passed stopped "
         "faster shorter smoother fewer less more down got better",
         rf"\b{_MEASURED} (?:\w+ )?(?:went (?:up|down|from)|rose|fell|dropped|increased|decreased|doubled|tripled|"
         r"shrank|grew|improved|stopped|got (?:faster|shorter|better|smaller))\b|\b(?:went (?:up|down)|rose|fell|"
         rf"dropped|shrank|grew|increased|decreased) (?:from {_NUMBER} (?:\w+ )?to {_NUMBER}|by {_NUMBER}|(?:by |"
         rf"in )half)|\b(?:we|they|it|them|the (?:\w+ ){{1,2}}|\w+s) sold out\b|\bno more (?:{_MEASURED}|leaks?|jams?|"
         r"mix-?ups|confusion|lost \w+|missing \w+)\b|\bdown from\b|\bpassed (?:the|their|her|"
         r"his) (?:[\w-]+ ){0,2}(?:tests?|exams?|quiz|finals?|inspection|check|retake)\b|"
         r"\bstopped (?:complaining|breaking|leaking|jamming|crashing|failing|fighting|arguing|wasting|throwing away|"
         r"losing|skipping)\b|\b(?:goes|went|moves|moved|runs|ran|is|was|are|were) (?:\w+ )?(?:faster|shorter|"
         r"smoother) (?:now|after|than before)\b|\b(?:fewer|less) (?:\w+ )?(?:errors|mistakes|complaints|waste|"
         r"returns|injuries|accidents|spills|questions|calls) (?:now|after|than)\b",
         r"\b(?:tears|sun|temperature|weather|elevator|dough|lunch)\b"),
    Sign("con.apply.back-in-order", Whose.DEED,
         "The same, said of what the writer takes part in.",
         "out now",
         r"\b(?:we|i|it|they|and) (?:\w+ )?sold out\b|\b(?:we now|now we) (?:all |only |always )?(?:use|do|keep|check|"
         r"write|put|run|sort|label|have (?:a|an|fewer|less|more)|follow|make)\b",
         rf"\bnow we (?:do not|hang)\b|\bhave (?:a|an|more) (?:\w+ )?(?:friend|dog|cat|break|{EVERYDAY})"),
    Sign("con.apply.in-use", Whose.EFFECT,
         "Made by the writer and in use afterwards; a shop that is still there is none.",
         "still now adopted kept use uses used since published live permanent standard became as approved installed "
         "chosen picked put",
         rf"\bstill (?:use|uses|using|used|hangs?|in use)\b|\b(?:it|they|that|{MADE}) (?:is|are) (?:now|"
         r"still) (?:used|there|in use|up|online|running|hanging|working|part of|the standard|on the (?:wall|door|"
         rf"fridge|site|website|board|menu))\b|\b(?:it|they|that|{MADE}) still (?:works?|runs?|holds?|stands?)\b|"
         rf"\bstill (?:do|does|keep|keeps|follow|follows) (?:it|{_OWN_WORK}|that)\b|\bnow (?:\w+ ){{0,3}}(?:use|uses|"
         r"used|follow|follows)\b|\b(?:they|we|everyone|everybody|staff|people|\w+s) (?:all |now |still )(?:use|"
         rf"uses) (?:it|my|our|them|that|this|the (?:\w+ )?i)\b|\b(?:use|uses|using) {_OWN_WORK}\b|\b(?:adopted|"
         rf"published) (?:it|my|our)\b|\b(?:{_OWN_WORK}|it) was (?:adopted|published|put up)\b|"
         rf"\b{_OWN_WORK} was (?:approved|chosen|picked|installed)\b|\bkept (?:the \w+ after|using (?:it|my|the|our|"
         rf"them)|{_OWN_WORK})|\bwent live\b|\bbecame (?:the|a|our) (?:new |permanent )*(?:standard|rule|policy|"
         r"routine|system|way)\b|\bbecame (?:permanent|policy)\b|\bas (?:the|a|our) (?:new )?standard\b|\b(?:used|"
         r"using|use|followed|kept) (?:\w+ ){1,4}ever since\b",
         r"\bstill (?:learning|in school|a student)\b|\bstill (?:do|does|did|is|are) not\b|\b(?:published|"
         rf"written) in \d|\b(?:use|used|uses|using) (?:my|the|his|her|their|a) (?:\w+ )?(?:{EVERYDAY}|name)"),
    Sign("con.apply.because-of-me", Whose.EFFECT,
         "The writer named as the cause.",
         "because thanks without",
         rf"\b(?:because of|thanks to) {_OWN_WORK}\b|\bthanks to me\b|\bwithout (?:me|my) (?:\w+ ){{0,3}}would\b"),
)  # fmt: skip
"""From an own piece to an outcome changed."""
