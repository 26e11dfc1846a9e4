"""Rules of the experience profile for contribution: an own piece, support of others, an outcome changed."""

from skillweave.text.profile_sign import CLIENT, COLLEAGUE, DET, HELPED, HELPED_CUES, LED, TITLED, TRAINED, Sign, Whose

_NUMBER = (
    r"(?:(?:about|over|around|almost|nearly|more than|at least|up to) ){0,2}(?:\$ )?(?:\d[\d,.]*|two|three|four|five|"
    r"six|seven|"
    r"eight|nine|ten|twelve|twenty|thirty|forty|fifty|hundreds?|thousands?|a hundred|a thousand|half|a third|a "
    r"quarter)"
)
_BY_NUMBER = rf"(?:(?:from|by|in|to) {_NUMBER}|in half|twice|%|percent)"

CONTRIBUTION = (
    Sign("con.follow.assigned", Whose.TOLD,
         "A piece that was handed over.",
         "assigned given gave gives tasked put told asked had",
         r"\b(?:was|were|got|been|am) (?:\w+ )?(?:assigned|tasked|given (?:the|a|an|my|\w+) \w+|put on|asked to|told "
         r"to)\b"
         r"|\bassigned (?:to )?(?:me|us)\b|\b(?:gave|gives) (?:me|us) (?:the|my|a|an) (?:\w+ )?(?:job|task|part|"
         r"section|station|list|"
         r"aisle|row|assignment|role)\b|\b(?:told|asked) (?:me|us) to\b|\bput (?:me|us) (?:on|at)\b|\bhad (?:me|us) "
         r"\w",
         r"\b(?:not|never|nobody|no one|without) (?:\w+ ){0,3}(?:asked|told|assigned)\b|\bput (?:me|us) in charge\b|"
         r"\bgiven (?:me )?(?:the )?"
         r"(?:advice|credit|award|thanks|award|lunch)\b"),
    Sign("con.follow.my-part", Whose.DEED,
         "The own share named.",
         "job part task role duty duties station responsibility responsible assignment section share piece",
         r"\bmy (?:only |main |own |first |whole )?(?:job|part|task|role|duty|duties|station|responsibility|"
         r"responsibilities|assignment|"
         r"section|share|piece) (?:was|were|is|:|included)\b|\bthat was my (?:part|job|share|task)\b|\bdid my "
         r"(?:part|share)\b"
         r"|\bresponsible for\b|\bin (?:our|the|my) group (?:\w+ ){0,2}i did\b",
         r"\bresponsible for (?:the )?(?:whole|entire|team|crew)\b"),
    Sign("con.assist.helped", Whose.DEED,
         "Helping those one works with.", HELPED_CUES, HELPED,
         r"\bhelped (?:by|a lot|because)\b"),
    Sign("con.assist.supported", Whose.DEED,
         "Standing in, backing up, work for another's result.",
         "supported filled covered backed pitched contributed for to",
         rf"\bfilled in\b|\bcovered (?:for|{DET}shifts?)\b|\bbacked (?:\w+ )?up\b|\bpitched in\b|\bcontributed\b|"
         rf"\bsupported "
         rf"{DET}(?:{COLLEAGUE}|{TITLED})\b|\b(?:handed|passed|brought|mixed|typed|prepped|prepared|gathered|set up|"
         rf"got|wrote|made|"
         rf"carried|cleaned|recorded|counted) (?:[\w-]+ ){{0,6}}for (?:her|him|them|{DET}{COLLEAGUE}|{TITLED}(?: "
         rf"\.)? \w+)\b"
         r"|\bfor (?:her|his|their) (?:\w+ )?(?:paper|catalog|catalogue|project|report|research|presentation|draws?|"
         r"exam)\b"
         r"|\bhold (?:\w+ ){0,3}for the\b",
         r"\b(?:filled in (?:the|a|my) (?:form|blank|sheet|holes?)|backed (?:the \w+ |it )?up (?:the|to|into)|"
         r"covered for class)\b"
         rf"|\bfor (?:the|my|our) (?:{CLIENT})\b"),
    Sign("con.assist.so-they-could", Whose.EFFECT,
         "Done so that others could do theirs.",
         "so could can",
         r"^so (?:that )?(?:the|my|our|she|he|they|we|everyone|other|others|people|\w+) (?:[\w-]+ ){0,3}(?:could|can|"
         r"had|kept|did not have to)\b"),
    Sign("con.assist.team-result", Whose.SHARED,
         "A result of the group.",
         "finished built won raised served completed collected delivered made sold hosted published presented fed "
         "packed "
         "organized organised cleaned planted painted installed fixed",
         r"\b(?:finished|built|won|raised|served|completed|collected|delivered|made|sold|hosted|published|presented|"
         r"packed|planted|"
         r"painted|installed|organi[sz]ed|fixed)\b",
         r"\bmade (?:sure|fun|friends|mistakes|jokes)\b"),
    Sign("con.apply.moved-others", Whose.OWN,
         "Others recruited, convinced, trained or led.",
         "trained taught coached mentored onboarded showed recruited convinced persuaded talked got motivated "
         "coordinated "
         "delegated led headed chaired captained directed supervised managed ran rallied signed asked organized "
         "organised",
         rf"{TRAINED}|{LED}|\b(?:recruited|convinced|persuaded|rallied|delegated|motivated) (?!by\b|to\b)\w|\btalked "
         rf"(?:\w+ ){{1,4}}into\b"
         rf"|\bgot (?:[\w-]+ ){{0,3}}(?:{COLLEAGUE}|{CLIENT}|everyone|everybody|neighbors|companies|businesses|"
         rf"restaurants|stores|"
         rf"shops|schools|sponsors|them) to\b|\b(?:coordinated|organi[sz]ed) {DET}(?:{COLLEAGUE}|people|event|drive|"
         rf"tournament|"
         r"fundraiser|meeting|shift|shifts|rides|schedules?)\b",
         r"\b(?:was|were|been|got|get|be|am) (?:\w+ )?(?:trained|taught|coached|mentored|led|recruited|convinced|"
         r"persuaded|motivated|"
         r"supervised|managed|directed|headed)\b|\b(?:trained|taught|led|motivated) by\b|\bran (?:to|into|out|away|"
         r"the (?:fryer|dishwasher|"
         r"register|machine|mixer))\b|\bmanaged to\b"),
    Sign("con.apply.numbers", Whose.DEED,
         "A result of the writer's in numbers; counted goods are none.",
         "raised saved reduced increased doubled tripled recruited gained earned shortened lowered cut grew improved "
         "boosted "
         "collected brought sped",
         rf"\b(?:raised|earned|recruited|brought in|gained) (?:[\w-]+ ){{0,4}}{_NUMBER}\b"
         rf"|\b(?:reduced|increased|shortened|lowered|cut|grew|improved|boosted|sped up|saved) "
         rf"(?:[\w'-]+ ){{0,6}}{_BY_NUMBER}"
         rf"|\bsaved (?:[\w-]+ ){{0,4}}(?:\$ \d|{_NUMBER} (?:dollars|hours?|minutes|percent|days|pounds))|"
         rf"\b(?:doubled|tripled) (?:the|our|my|"
         rf"their|sales|sign)|\bcollected (?:[\w-]+ ){{0,2}}{_NUMBER}(?: ,? ?\d+)? (?:[\w-]+ ){{0,2}}(?:signatures|"
         rf"pounds|pints|cans|coats|books|"
         r"dollars|donations|toys|meals|bags|shoes|votes)\b",
         r"\braised (?:my|his|her) hand\b|\b(?:cut|saved) (?:\w+ ){0,3}in half (?:a|an|with)\b"),
    Sign("con.apply.changed", Whose.EFFECT,
         "What became more, less, faster or well again.",
         "went rose fell dropped increased decreased doubled tripled grew improved shrank came sold passed stopped "
         "again more "
         "faster shorter fewer adopted",
         r"\bwent (?:up|down|from)\b|\b(?:rose|fell|dropped|increased|decreased|doubled|tripled|shrank|grew) (?:to|"
         r"from|by|\d|in half|a lot|"
         r"after|$|\.)|\b(?:doubled|tripled|improved)\b|\bsold out\b|\bcame back\b|\bnot (?:\w+ ){0,4}again\b|\bno "
         r"more \w+"
         r"|\bpassed (?:the|their|her|his|after)\b|\bstopped (?:\w+ing|after|because)\b|\b(?:faster|shorter|fewer "
         r"\w+) (?:now|after|than)\b"
         r"|\bgot (?:faster|shorter|better|fixed|adopted)\b",
         r"\b(?:asleep|in love|on the (?:floor|ground)|class|tears|sun|temperature|weather|off (?:the|of|a)|home|to "
         r"school|to lunch|over (?:the|my))\b"),
    Sign("con.apply.back-in-order", Whose.DEED,
         "The same, said of what the writer takes part in.",
         "again out twice now because",
         r"\b(?:sold out|not (?:\w+ ){1,3}(?:again|since))\b|\bwe now\b|\bnow we\b"),
    Sign("con.apply.in-use", Whose.EFFECT,
         "Made by the writer and in use afterwards.",
         "still now adopted kept use uses used uses since published live permanent standard",
         r"\bstill (?:use|uses|using|used|there|in use|run|runs|hangs?|up|do|does|keep|keeps|go|goes|works?)\b"
         r"|\bnow (?:\w+ )?(?:use|uses|used|follow|follows|let|lets|does|do|run|runs|keeps?)\b|\b(?:is|are) (?:now|"
         r"still) (?!closed\b)\w"
         r"|\b(?:use|uses) (?:it|my|our|them|that|this|the (?:\w+ )?i)\b|\b(?:adopted|published) (?:it|my|the|our)\b|"
         r"\bwas (?:adopted|published|"
         r"installed|approved)\b|\bkept (?:it|the \w+ after|using|doing|my)\b|\bwent live\b|\b(?:became|as) (?:the|a|"
         r"our) (?:new |permanent )+"
         r"|\bever since\b",
         r"\bstill (?:learning|in school|a student)\b"),
    Sign("con.apply.because-of-me", Whose.EFFECT,
         "The writer named as the cause.",
         "because thanks without",
         r"\b(?:because of|thanks to) (?:me|my \w+|it|this|that)\b|\bwithout (?:me|my) (?:\w+ ){0,3}would\b"),
)  # fmt: skip
"""From an own piece to an outcome changed."""
