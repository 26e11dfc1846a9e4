"""Rules for opinions, feelings and praise of oneself: nothing that was done."""

from skillweave.domain.claim import CutReason
from skillweave.text.rule import Rule, any_of

_S, _V = CutReason.SELF_PRAISE, CutReason.OPINION

_TRAIT = any_of(
    "good|great|excellent|amazing|awesome|hard working|hardworking|hard-working|hard worker|hard-worker",
    "natural|born|leader",
    "team player|team-player|people person|fast learner|quick learner|creative|responsible|organized",
    "organised|reliable",
    "dependable|patient|kind|honest|motivated|self motivated|self-motivated|passionate|dedicated",
    "friendly|outgoing|smart",
    "confident|strong|detail oriented|detail-oriented|flexible|punctual|professional|communicator",
    "perfectionist|self starter",
    "self-starter|positive|enthusiastic|determined|caring|adaptable|resilient|ambitious|trustworthy",
    "mature|empathetic",
    "problem solver|critical thinker|thinker|open minded|open-minded|efficient|talented|skilled",
    "intelligent|independent",
    "multitasker|listener|polite|respectful|loyal|energetic|helpful|curious|disciplined|best|worker",
    "person|fast|quick",
)
_MORE = (
    r"(?:(?:very|really|super|so|such|pretty|quite|always|also|extremely|just|a|an|the|actually|kind of|truly|"
    r"naturally) )*"
)
_FEELING = any_of(
    "nervous|scared|excited|happy|sad|proud|tired|bored|stressed|overwhelmed|shy|embarrassed|surprised",
    "worried|anxious",
    "grateful|thankful|glad|frustrated|exhausted|afraid|lonely|angry|mad|upset|confused|shocked|thrilled",
    "lucky|blessed",
    "ashamed|honored|honoured|disappointed|relieved|comfortable|uncomfortable|intimidated|homesick",
    "jealous|hungry|amazed",
)
_JUDGEMENT = any_of(
    "fun|great|amazing|awesome|hard|difficult|easy|cool|nice|boring|interesting|awful|terrible|stressful",
    "scary|exciting",
    "rewarding|challenging|bad|weird|tough|worth it|wonderful|fantastic|incredible|the best|perfect",
    "tiring|intense|crazy",
    "eye opening|eye-opening|inspiring|memorable|enjoyable|a blast|a good experience|a great experience",
    "an amazing experience",
    "a great time|a good time|a great opportunity|a long day|the worst|good|lovely|sad|helpful",
    "fulfilling|satisfying|fair",
    "an awesome experience|a fun experience|a nice experience|an experience|a cool day|a cool experience",
    "a lot of fun|lots of fun",
)
_VIRTUE = any_of(
    "teamwork|communication|leadership|honesty|patience|respect|trust|responsibility|creativity",
    "collaboration|empathy|attitude",
    "hard work|kindness|safety|customer service|problem solving|time management|organization|education",
    "confidence|integrity",
    "critical thinking|listening|professionalism|adaptability|resilience|punctuality|practice|consistency",
)

_NO_ACT = (
    r"^(?:[^\w\s] )*(?:(?:(?!\w{3,}ed )\S+ ){0,8}?(?:i|we) |(?:(?:and|but|so|because|also|really|honestly|"
    r"overall|then|just) )*)"
    r"(?:(?:also|really|just|always|even|honestly|so|kinda|actually|sometimes|do|did|\w+ly) )*"
)
"""Up to the verb of a feeling, with no act before it."""

FEELING_RULES = (
    Rule("praise.considers", _S,
         "The writer's picture of themself.",
         "consider see pride known describe myself",
         r"\b(?:consider myself|see myself as|pride myself|describe myself|am known (?:for|as)|know myself)\b"),
    Rule("opinion.importance", _V,
         "What is said to matter; `I did the important files` is none.",
         "important key essential vital crucial matters matter importance necessary",
         r"\b(?:is|are|was|were|be|how|so|very) (?:\w+ ){0,2}(?:important|key|essential|vital|crucial|"
         r"necessary)\b(?! \w+ (?:file|document))|\b(?:importance|value) of\b|\bmatters\b",
         r"\b(?:prioriti[sz]ed|sorted|explained|decided|organized|ranked|what (?:is|was)|which|marked|"
         r"highlighted)\b",
         about="any"),
    Rule("opinion.virtue", _V,
         "A general truth about a virtue.",
         "teamwork communication leadership honesty patience respect trust responsibility creativity collaboration "
         "empathy attitude work kindness safety service solving management organization education confidence "
         "integrity thinking listening professionalism adaptability resilience punctuality practice consistency",
         rf"^(?:[^\w\s] )*(?:because |that |and |but |so )?(?:\w+ )?{_VIRTUE} (?:always |really |also |"
         r"just )?(?:is|are|makes|helps|means|can|takes|comes|builds|keeps|gives)\b",
         about="any"),
    Rule("opinion.generic", _V,
         "A general truth about good people.",
         "good great strong",
         r"^(?:[^\w\s] )*(?:a )?(?:good|great|strong) (?:leaders?|teams?|workers?|managers?|employees?|"
         r"communicators?|nurses?|teachers?|coaches|friends) \w+",
         about="any"),
    Rule("opinion.think", _V,
         "An opinion; a hedged action (`I think I helped 20 people`) or attention stays.",
         "think believe feel guess opinion",
         r"(?:^|\b)i (?:really |personally |honestly |also |still |do |just |truly )*(?:think|believe|"
         r"feel)(?: like| that)? (?!about|of|through|ahead|outside|before|fast|quickly|now\b|i (?!am|was|"
         r"did (?:good|well|great|a good)|have|can|could|would|will|became|got better|learned|improved)\w+)\w|"
         r"\bin my opinion\b|\bi guess (?:it|that|they|this)\b"),
    Rule("opinion.it-was", _V,
         "A judgement without an action; `it was fun helping` holds one.",
         "was is were be been felt",
         r"^(?:[^\w\s] )*(?:(?:and|but|so|because|idk|ngl|lol|tbh|overall|honestly|though|although|since|"
         r"when|even|that|then|"
         r"which|while|i think|also|at first|first) )*(?:it|this|that|which|everything|everyone|everybody|they|"
         r"people|the (?:experience|internship|job|work|place|program|people|day|week|best part|worst part|"
         r"whole thing|team|staff|customers|kids)|my (?:\w+ )?(?:experience|internship|time|job|day|week)|"
         r"working (?:here|there)) (?:was|is|were|has been|felt) (?:all |always |also |honestly |definitely |"
         r"actually |probably |kinda |kind )?(?:not )?(?:(?:so|much|such|very|really|super|pretty|a lot of|lots of|"
         r"quite|too|a little|kind of|kinda|like|just|a|an|the|more|overall|of|sooo+|"
         rf"soo) )*{_JUDGEMENT}\b(?! \w+ing\b)(?! (?:idea|fit|to (?:lift|explain|fix|make|build|carry|get)))",
         about="any"),
    Rule("opinion.loved-it", _V,
         "A bare like or dislike; `loved helping the kids read` holds an action.",
         "loved love liked like enjoyed enjoy hated hate",
         rf"{_NO_ACT}(?:lov|lik|enjoy|hat)(?:ed|e)? (?:it|this|that|every|everything|everyone|"
         r"my (?:\w+ )?(?:internship|time|job|experience|team|coworkers|placement|work)|"
         r"the (?:\w+ )?(?:experience|internship|job|people|work|program|place|atmosphere|staff|team|environment|"
         r"food)|working (?:here|there)|being (?:here|there)|going there)\b"),
    Rule("opinion.feeling", _V,
         "A bare feeling; `was happy to help` and `proud that I` hold an action.",
         "was am were is felt feel feeling got been",
         rf"{_NO_ACT}(?:also )?(?:was|am|were|felt|feel|got|been) (?:not )?(?:(?:so|very|really|super|pretty|a|"
         r"little|bit|kind|of|kinda|extremely|quite|too|more|most|still|just|always|also|never|soo+|at|first|"
         rf"honestly|like|very) )*{_FEELING}\b(?! to (?!be|see|have|get|go|work|start|learn|do|speak|talk|ask|make|"
         r"try|answer|use|touch))(?! (?:that i|of how|i) (?:\w+ed|made|kept|got))",
         r"\bnot (?:\w+ )?(?:afraid|scared|shy)\b"),
    Rule("opinion.felt-like", _V,
         "A feeling.",
         "felt feel feels heart believe thanks thank",
         r"\b(?:i|it|we|this) (?:\w+ )?(?:felt|feel|feels) (?:like|so|very|really|good|great|bad|amazing|weird|"
         r"awesome|at home|part of|as if)\b|\bmy heart\b|\bnever felt so\b|\bnever forget (?:it|this|that|the|"
         r"my)\b|\bcould not believe\b|\b(?:i )?(?:thank|thanks)(?: you)? (?:to|for|so)\b",
         about="any"),
    Rule("opinion.learned-a-lot", _V,
         "A lot learned, and nothing named.",
         "learned learn",
         r"\blearn(?:ed)? (?:so much|a lot|a ton|many things|a lot of things|lots|something new|"
         r"so many things)(?: new things| of new things| from (?:it|this|them|her|him|my \w+|the \w+)| here| there|"
         r" and| in \w+ \w+| during \w+ \w+)?(?: [^\w\s])*$"),
    Rule("praise.i-am", _S,
         "A trait claimed; a role held (`I was team captain`) and a duty (`responsible for`) are evidence.",
         "am being was",
         r"\bi (?:think i |know i |feel i |really |also |always |just |honestly )*(?:am|"
         rf"have always been) (?:(?:known to be|also|considered) )?{_MORE}{_TRAIT}\b(?! (?:for|to (?:help|learn|"
         rf"serve|open)|with (?:the|my) (?:knife|forklift))\b)|\bi was (?:{_MORE})?(?:a|an|the) (?:(?:very|really|"
         r"such|pretty) )*(?:good|great|best|excellent|natural|hard[- ]work\w+|team player|fast learner|"
         r"quick learner|amazing|strong)\b|\b(?:i was|being) (?:(?:very|really|so|pretty|super) )*(?:good|great|"
         r"amazing|the best) at\b",
         r"\bi am (?:in charge|the (?!best)|a (?:senior|junior|student|member|volunteer|certified))|"
         r"\bgood friends?\b|\bresponsible for\b|\b(?:am|was) the person\b"),
    Rule("praise.good-at", _S,
         "Good at something, in no subject's mouth but the writer's.",
         "good great best strong excellent",
         r"^(?:[^\w\s] )*(?:(?:and|but|also|very|really|super|i am|am) )*(?:good|great|excellent|amazing) (?:at|"
         r"with) (?!the end)\w|^(?:[^\w\s] )*(?:the )?best (?:worker|problem solver|employee|intern|student|"
         r"team player|leader|listener)\b"),
    Rule("praise.fragment", _S,
         "Traits strung together without a subject.",
         "good hardworking hard-working motivated dedicated team-player team self-starter responsible organized "
         "reliable thinker strong excellent creative empathetic",
         r"^(?:[^\w\s] )*(?:(?:very|really|highly|a|an|strong|excellent|great) )*(?:hard[- ]?working|"
         r"self[- ]motivated|motivated|dedicated|team[- ]player|self[- ]starter|reliable|dependable|responsible|"
         r"organized|creative|detail[- ]oriented|good communicator|good listener|analytical thinker|"
         r"critical thinker|empathetic|resilient|"
         r"strong (?:\w+ ){1,2}skills|excellent (?:\w+ ){1,2}skills|great (?:\w+ ){1,2}skills)(?: (?:,|and|"
         r"individual|person|student|worker|team|player|with|always|honest|[^\w\s])|$)"),
    Rule("praise.i-have", _S,
         "Skills claimed to be had.",
         "skills skill ability abilities ethic attitude personality",
         r"\bi (?:also |really |already |do |now )?(?:have|has|possess|got|developed|gained) (?:(?:very|really|"
         r"super|such|pretty|a|an|some|the|my|many|lots of|good|great|strong|excellent|amazing|better|natural|"
         r"leadership|communication|people|teamwork|interpersonal|positive|organizational|organizing|listening|"
         r"social|customer|service|problem|solving|time|management|computer|of|and|hard|work) ?)+(?:skills?|"
         r"abilit(?:y|ies)|ethic|attitude|personality)\b|\bmy (?:[\w-]+ ){0,4}(?:skills?|abilities|ability|"
         r"work ethic) (?:(?:have|has|are|is|was|were|also|really|greatly|definitely) ?)*(?:good|great|strong|"
         r"excellent|amazing|improv\w+|got|gotten|grew|grown|better|developed)\b"),
    Rule("praise.others-say", _S,
         "What others are said to think of the writer.",
         "say says said tell tells told knows",
         r"\b(?:people|everyone|everybody|they|friends|teachers|teacher|boss|coworkers|customers|"
         r"family) (?:\w+ )?(?:always |often |all |usually )?(?:say|says|tell|tells|told|said|think|"
         r"thinks)(?: me)?(?: that)? i (?:am|was|would|have)\b",
         about="any"),
    Rule("praise.works-well", _S,
         "Working well, in general.",
         "well communicate along fast hard",
         r"\bi (?:can |always |really |also )*(?:work|communicate|adapt|learn|listen|lead) (?:very |really |"
         r"extremely |so )?(?:well|good|great|hard|fast|quickly|effectively)\b|"
         r"\bi get along (?:well )?with (?:everyone|everybody|people|anyone|others)\b"),
)  # fmt: skip
"""Opinions and self-praise."""
