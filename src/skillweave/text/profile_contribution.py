"""Rules of the experience profile for contribution: an own piece, support of others, an outcome changed."""

from skillweave.text.profile_sign import (
    CLIENT,
    COLLEAGUE,
    DELEGATED,
    DET,
    HELPED,
    HELPED_CUES,
    LED,
    TITLED,
    TRAINED,
    Sign,
    Whose,
)

_NUMBER = (
    r"(?:(?:about|over|around|almost|nearly|more than|at least|up to) ){0,2}(?:\$ )?(?:\d[\d,.]*|two|three|four|"
    r"five|six|seven|eight|nine|ten|twelve|twenty|thirty|forty|fifty|hundreds?|thousands?|a hundred|a thousand|half|"
    r"a third|a quarter)"
)
_BY_NUMBER = rf"(?:(?:from|by|in|to) {_NUMBER}|in half|twice|%|percent)"

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
         "Others recruited, convinced, trained or led.",
         "trained taught coached mentored onboarded showed recruited convinced persuaded talked got motivated "
         "coordinated delegated led headed chaired captained directed supervised managed ran rallied organized "
         "organised",
         rf"{TRAINED}|{LED}|\b(?:recruited|convinced|persuaded|rallied|delegated|motivated) (?!by\b|to\b)\w|"
         rf"\btalked (?:[\w-]+ ){{1,4}}into\b|\bgot (?:[\w-]+ ){{0,3}}(?:{COLLEAGUE}|{CLIENT}|everyone|everybody|"
         rf"neighbors|companies|businesses|restaurants|stores|shops|schools|sponsors|them) to\b|\b(?:coordinated|"
         rf"organi[sz]ed) {DET}(?:[\w-]+ )?(?:{COLLEAGUE}|people|event|drive|tournament|"
         r"fundraiser|meeting|shift|shifts|rides|schedules?)\b",
         r"\b(?:was|were|been|got|get|be|am) (?:\w+ )?(?:trained|taught|coached|mentored|led|recruited|convinced|"
         r"persuaded|motivated|supervised|managed|directed|headed)\b|\b(?:trained|taught|led|motivated) by\b|\bran "
         r"(?:to|into|out|away|the (?:fryer|dishwasher|register|machine|mixer))\b|\bmanaged to\b|\b(?:she|he|they|"
         r"who) (?:\w+ )?(?:got|talked|convinced|persuaded|led|ran|trained|taught)\b"),
    Sign("con.apply.delegated", Whose.OWN,
         "Work given out to others.",
         "told asked had got put gave sent made split", DELEGATED),
    Sign("con.apply.others-changed", Whose.EFFECT,
         "Others did it otherwise after the writer's deed.",
         "changed switched agreed yes adopted copied asked again now",
         r"\b(?:changed|switched|copied|adopted) (?!my mind)\w|\b(?:agreed|said yes)\b|\basked for (?:my|me|it|more|"
         r"one)\b|\bnow (?:it|they|she|he|the|we|everyone|everybody|each|every|both|all|people) (?:\w+ )?(?!am\b|"
         r"was\b|were\b|feel\b|felt\b|want\b)\w",
         r"\bchanged (?:clothes|shirts?|majors?|beds?|diapers?|sheets?)\b|\bagreed (?:that|with)\b"),
    Sign("con.apply.works-now", Whose.EFFECT,
         "It works, it held.",
         "worked held works fixed nobody never",
         r"^(?:[^\w\s] )*(?:and |but )?(?:it|they|that|the \w+) (?:has |have )?(?:still |all |finally )?(?:worked|"
         r"held|works|ran again|started again)(?: \W)*$|\bfixed now\b|\b(?:has|have) not (?:\w+ ){1,3}since\b"),
    Sign("con.apply.numbers", Whose.DEED,
         "A result of the writer's in numbers; counted goods and cut boards are none.",
         "raised saved reduced increased doubled tripled recruited earned shortened lowered cut grew improved "
         "boosted collected brought sped",
         rf"\b(?:raised|earned|recruited|brought in) (?:[\w-]+ ){{0,4}}{_NUMBER}\b|\b(?:reduced|increased|shortened|"
         rf"lowered|cut|grew|improved|boosted|sped up|saved) (?:[\w'-]+ ){{0,6}}{_BY_NUMBER}|\bsaved "
         rf"(?:[\w-]+ ){{0,4}}(?:\$ \d|{_NUMBER} (?:dollars|hours?|minutes|percent|days|pounds))|\b(?:doubled|"
         rf"tripled) (?:the|our|my|their|sales|sign)|\bcollected (?:[\w-]+ ){{0,2}}{_NUMBER}(?: ,? ?\d+)? "
         rf"(?:[\w-]+ ){{0,2}}(?:signatures|pounds|pints|cans|coats|books|"
         r"dollars|donations|toys|meals|bags|shoes|votes)\b",
         r"\braised (?:(?:my|his|her) hand|(?:my|the|our) prices?|it)\b|\bcut (?:\d|a|them|boards?|wood|fabric|"
         r"cloth|paper|(?:the )?(?:boards?|studs?|wood|fabric|cloth|paper|pipe|strips?|pieces?))\b"),
    Sign("con.apply.changed", Whose.EFFECT,
         "What became more, less or faster.",
         "went rose fell dropped increased decreased doubled tripled grew improved shrank sold passed stopped again "
         "more faster shorter fewer adopted down",
         r"\bwent (?:up|down|from)\b|\b(?:rose|fell|dropped|increased|decreased|doubled|tripled|shrank|grew) (?:to|"
         r"from|by|\d|in half|a lot|after)\b|\b(?:doubled|tripled|improved|shrank)\b|\bsold out\b|\bnot "
         r"(?:\w+ ){0,4}again\b|\bno more \w+|\bdown from\b|\bpassed (?:the|their|her|his|after)\b|\bstopped "
         r"(?:complaining|breaking|leaking|jamming|crashing|failing|falling|asking)\b|\b(?:faster|shorter|fewer "
         r"\w+) (?:now|after|than)\b|\bgot (?:faster|shorter|better|fixed|adopted)\b",
         r"\b(?:asleep|in love|on the (?:floor|ground)|class|tears|sun|temperature|weather|off (?:the|of|a)|home|to "
         r"school|to lunch|over (?:the|my))\b"),
    Sign("con.apply.back-in-order", Whose.DEED,
         "The same, said of what the writer takes part in.",
         "again out twice now because",
         r"\b(?:sold out|not (?:\w+ ){1,3}(?:again|since))\b|\bwe now\b|\bnow we\b"),
    Sign("con.apply.in-use", Whose.EFFECT,
         "Made by the writer and in use afterwards.",
         "still now adopted kept use uses used since published live permanent standard became as approved installed",
         r"\bstill (?:use|uses|using|used|there|in use|run|runs|hangs?|up|do|does|keep|keeps|works?)\b|\bnow "
         r"(?:\w+ )?(?:use|uses|used|follow|follows|let|lets|does|do|keeps?)\b|\b(?:is|are) (?:now|still) (?:used|"
         r"in use|up|there|online|running|hanging|part of|the standard|on the)\b|\b(?:they|we|everyone|everybody|"
         r"staff|people|\w+s) (?:all |now |still )?(?:use|uses) (?:it|my|our|them|that|this|the (?:\w+ )?i)\b|"
         r"\b(?:adopted|published) (?:it|my|the|our)\b|\bwas (?:adopted|published|installed|approved)\b|\bkept "
         r"(?:the \w+ after|using|my)\b|\bwent live\b|\b(?:became|as) (?:the|a|our) (?:new |permanent |standard )+|"
         r"\bever since\b",
         r"\bstill (?:learning|in school|a student)\b|\bstill (?:do|does|did|is|are) not\b"),
    Sign("con.apply.because-of-me", Whose.EFFECT,
         "The writer named as the cause.",
         "because thanks without",
         r"\b(?:because of|thanks to) (?:me|my \w+|it|this|that)\b|\bwithout (?:me|my) (?:\w+ ){0,3}would\b"),
)  # fmt: skip
"""From an own piece to an outcome changed."""
