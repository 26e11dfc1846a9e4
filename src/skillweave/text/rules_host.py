"""Rules for the language of job advertisements and for what hosts say of themselves."""

from skillweave.domain.claim import CutReason
from skillweave.text.rule import Rule

_A, _E = CutReason.JOB_ADVERT, CutReason.EMPLOYER

ADVERT_RULES = (
    Rule("advert.looking-for", _A,
         "An employer seeks; not a writer who was looking for something.",
         "looking seeking hiring seeks",
         r"\bwe (?:are|re) (?:currently |now |always )?(?:looking for|seeking|hiring)\b|^[\W ]*(?:now hiring|"
         r"seeking (?:a|an|motivated|energetic|enthusiastic|reliable|experienced))\b|\bcompany (?:seeks|"
         r"is (?:seeking|hiring|looking for))\b",
         r"\blooking for (?:the|my|our|a way|ways|parts|a solution)\b",
         about="any"),
    Rule("advert.ideal-candidate", _A,
         "The candidate of an advert.",
         "candidate candidates applicant applicants",
         r"\b(?:ideal|successful|right|qualified|the) candidates?\b|\b(?:candidates?|applicants?) (?:must|should|"
         r"will|are|need)\b",
         r"\b(?:i|we) (?:\w+ )?(?:interview|screen|call|help|greet|schedul|contact|rank|compar|register|email|"
         r"chose|pick)\w*",
         about="any"),
    Rule("advert.you-will", _A,
         "The reader is addressed with duties.",
         "you your",
         r"\byou will\b(?! (?:see|notice|find|never|understand|know))|^[\W ]*as an? [\w ]+ you\b|"
         r"\byour (?:responsibilities|duties|qualifications)\b",
         r"\b(?:told|said|tell|say|asked|thought)\b",
         about="any"),
    Rule("advert.responsibilities", _A,
         "Headings of adverts; `my responsibilities included` is evidence.",
         "include includes including required preferred needed qualifications requirements",
         r"\b(?:responsibilities|duties|requirements|qualifications|benefits) (?:include|includes|are|"
         r"will include)\b|\b(?:qualifications|requirements|experience|license|certification|diploma|degree|skills|"
         r"check) (?:is |are )?(?:required|preferred|needed|a must)\b|\b(?:minimum|preferred|"
         r"required) (?:qualifications|requirements|experience)\b",
         r"\b(?:my|our|i|we)\b",
         about="any"),
    Rule("advert.needs", _A,
         "What a job asks for, in short.",
         "needs needed requires required asks",
         r"^(?:[^\w\s] )*(?:(?:the|this|that) )?(?:\w+ )?(?:job|position|role|program|programme|internship|site|shift|"
         r"trade|apprenticeship|employer) (?:also )?(?:needs|requires|asks for) (?:[\w-]+ ){0,4}(?:certs?|"
         r"certificates?|certifications?|licen[sc]es?|permits?|clearances?|degree|diploma|experience|years|skills|"
         r"patience|training)\b|"
         r"^(?:[^\w\s] )*(?:also )?(?:requires|(?:needs|required) (?:: )?(?:[\w-]+ ){0,3}(?:certs?|certificates?|"
         r"certifications?|licen[sc]es?|permits?|clearances?)(?: [^\w\s])*$)|"
         r"^(?:[^\w\s] )*(?!(?:\w+ed|got|had|made|sent|kept|put|took|need) )(?:[\w/-]+ ){1,3}"
         r"(?:certs?|certificates?|certifications?|licen[sc]es?|permits?) (?:is |are )?"
         r"(?:required|needed)(?: [^\w\s])*$",
         r"\b(?:needs|requires|asks for) (?:me|us)\b|\b(?:i|we|my|our)\b|\bby (?:me|us)\b",
         about="any"),
    Rule("advert.pay", _A,
         "Pay and benefits on offer.",
         "competitive salary wages pay compensation benefits",
         r"\bcompetitive (?:pay|salary|salaries|wages?|compensation|benefits|rates)\b|\bsalary range\b|"
         r"\bpay (?:starts at|rate|range)\b|\bpaid time off\b",
         r"\b(?:i|we) (?:\w+ )?(?:compared|researched|calculated|surveyed|negotiated|looked|made|wrote)\b",
         about="any"),
    Rule("advert.equal-opportunity", _A,
         "The legal line of adverts.",
         "equal opportunity",
         r"\bequal[- ]opportunity\b",
         about="any"),
    Rule("advert.years", _A,
         "Experience asked for; the writer's own years are evidence.",
         "years year",
         r"\b\d ?\+? ?(?:years?|yrs) (?:of )?(?:\w+ )?experience (?:required|preferred|needed|in a similar|is)\b|"
         r"\bat least \w+ years? (?:of )?experience\b|\bminimum (?:of )?\w+ years?\b",
         r"\b(?:i|we) (?:have|had)\b",
         about="any"),
    Rule("advert.must-be-able", _A,
         "A demand with nobody as its subject.",
         "must ability able willing apply resume join",
         r"^[\W ]*(?:and |or )?must (?:be|have|possess|pass|love|enjoy|work)\b|\bapply (?:now|today|online|"
         r"within)\b|\bsend (?:your|a) resume\b|\bjoin our (?:team|growing|family)\b|"
         r"^[\W ]*(?:the )?ability to (?:work|lift|multitask|communicate|learn)\b|\ba plus\b",
         r"\b(?:i|my|we)\b",
         about="any"),
)  # fmt: skip
"""Language of job advertisements; decisive in a quoted stretch, too."""

EMPLOYER_RULES = (
    Rule("employer.offers", _E,
         "`We` as the voice of the organisation, in the present; what we provided is our own action.",
         "we",
         r"\bwe (?:also |proudly |currently |only )?(?:offer|provide|serve|specialize|specialise|believe in|"
         r"operate|strive|value|pride ourselves|are (?:committed|dedicated|proud to|located|open|known)|are (?:a|"
         r"an|the|one of the) (?!team of|group of|club of)(?:[\w-]+ ){0,4}(?:company|business|provider|clinic|"
         r"hospital|hotel|store|shop|restaurant|bakery|firm|nonprofit|organization|organisation|agency|school|farm|"
         r"family|leading|leader)|have (?:over|more than) \d+)\b",
         about="any"),
    Rule("employer.facts", _E,
         "Facts that companies tell about themselves.",
         "founded established headquartered family-owned owned leading employees locations mission committed "
         "dedicated since values known",
         r"^[\W ]*(?:founded|established|headquartered) (?:in|by)\b|\b(?:was|were|been) (?:founded|established|"
         r"headquartered)\b|\bis headquartered\b|\b(?:is|are) (?:a|an|the|one of the) (?:[\w-]+ ){0,2}(?:leading|"
         r"leader|premier|trusted|largest|family[- ]owned|nonprofit|non-profit|full[- ]service)\b|\b(?:has|have|"
         r"with|employs) (?:over|more than|about|around|approximately|"
         r"nearly)? ?[\d,]+ ?(?:\+ )?(?:[\w-]+ )?(?:employees|locations|branches|beds|rooms|stores|offices)\b|"
         r"\b(?:is|are) (?:committed|dedicated) to\b|\b(?:our|their|the|its|whose|company) (?:\w+ )?mission (?:is|"
         r"statement)\b|\bis known for (?:its|their|the)\b|\bfamily[- ]owned (?:since|business|and)\b",
         r"\b(?:i|i was|i am) (?:committed|dedicated)\b|\bi (?:founded|established|wrote|am)\b|\bwe (?:founded|"
         r"established)\b",
         about="any"),
    Rule("employer.program", _E,
         "What a programme promises its participants.",
         "interns students participants employees program programme internship learners volunteers staff members "
         "course",
         r"\b(?:interns|students|participants|employees|volunteers|learners|members) (?:will|can expect|"
         r"are expected|get to|receive|gain)\b|\b(?:program|programme|internship|course|"
         r"apprenticeship) (?:also )?(?:teaches|offers|provides|helps|gives|prepares|allows|lets|is designed|aims|"
         r"is for|will|consists|includes|lasts)\b",
         r"\bso (?:that )?(?:the )?students\b|\bi (?:\w+ )?(?:made|built|wrote|coded|designed)\b",
         about="any"),
)  # fmt: skip
"""Descriptions of the organisation or programme."""
