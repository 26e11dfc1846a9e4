"""Rules for what the writer did not do, and for what they hope, plan or wish."""

from skillweave.domain.claim import CutReason
from skillweave.text.rule import NEAR, Rule, any_of

_N, _P = CutReason.NEGATED, CutReason.PLAN

_HARMLESS = any_of(
    "give up|giving up|gave up|given up|quit|quitting|panic|panicking|panicked|complain|complaining",
    "complained|hesitate",
    "hesitated|mind|minded",
    "forget|forgetting|forgot|forgotten|miss|missed|missing|stop|stopped|stopping|skip|skipped|skipping",
    "argue|argued|arguing",
    "cheat|cheated|cheating|lie|lied|lying|waste|wasted|wasting|let|letting|yell|yelled|yelling|fail",
    "failed|ignore|ignored",
    "ignoring|judge|judged|judging|interrupt|interrupted|blame|blamed|blaming|afraid|scared|late|rude",
    "shy|wait|back down|budge",
    "lose|lost|losing|only|just|to mention|going to lie|gonna lie|have done|had done|break|broke",
    "breaking|spill|spilled|spilling",
    "drop|dropped|dropping|rush|rushed|rushing|get mad|get angry|get upset|get frustrated",
    "get discouraged|getting mad",
    "getting angry|getting upset|getting frustrated|take it personally|leave anyone|allow anyone",
    "want to let|hurt|worry",
    "crash|crashed|crashing|being late|be late|been late|make excuses|care if|settle for|cut corners|cutting corners",
)
"""What it is to one's credit not to have done."""

_DENIER = (
    r"(?:^(?:[^\w\s] )*(?:(?:and|but|or|so|then|because|also|ok|honestly|lol|no|yes|actually|though|although|"
    r"still|it is that|"
    r"even though|too|first|luckily|sadly|unfortunately|that|things|me|my partner and me|instead) )*"
    r"|(?<!if )(?<!when )(?<!whenever )(?<!until )(?<!unless )(?<!said )(?<!said that )(?<!told him )"
    r"(?<!told her )(?<!told them )(?<!that )(?<!what )(?<!ones )(?<!which )"
    r"(?<!where )(?<!why )(?<!how )(?<!time )"
    r"\b(?:i|we) (?:(?:also|really|just|still|even|always|all|both|mostly|have|had|was|am|would|could|did|"
    r"[a-z]+ly) )*"
    r"|\b(?:and|but|or|because|me and (?:my |our )?\w+) )"
)
"""What stands before a denial by the writer; a condition (`if I do not know`) or a relative clause denies nothing."""

_EVER = r"(?:(?:ever|even|really|once|actually|have to|want to|myself|been|seem to) )*"
_NOT_EXCEPT = rf"not (?!{_EVER}{_HARMLESS}\b)"
_AUX = any_of("did|do|does|was|were|is|am|are|have|has|had|can|could|would|will|should|must")
_AWAY = r"\b(?:the|this|for|until|of) next|\bnext \w+ '|\b(?:was|were|did|had|made|got|went|told|took)\b|\w\wed\b"

DENIAL_RULES = (
    Rule("neg.did-not", _N,
         "A denied action; standing firm by denial (`did not give up`) is evidence.",
         "not",
         rf"{_DENIER}{_AUX} (?:(?:i|we|really|even|actually|always|yet|also|ever|still|just|"
         rf"definitely) ){{0,2}}{_NOT_EXCEPT}(?!{_EVER}{_HARMLESS})"),
    Rule("neg.never", _N,
         "Something never done; `never late` and `never gave up` are evidence.",
         "never",
         rf"{_DENIER}(?:(?:have|had|has|was|am) )?never (?!look(?:ed|ing)? at (?:\w+ )?(?:people|peoples|ppls|"
         rf"anyone|anybody|others?|private)\b)(?!{_EVER}{_HARMLESS}\b)(?!had (?:a|any|one) (?:problem|complaint|"
         r"accident|issue))"),
    Rule("neg.not-me", _N,
         "A denial without a verb: `not by me`.",
         "not",
         r"^(?:[^\w\s] )*(?:and |but |or )?not (?!only|just|to mention|going to lie|bad|even once|once|too|sure|"
         r"because|much|very|long|all|every|perfect|that )|\bnot (?:me|by me|mine|my job|allowed|involved)\b"),
    Rule("neg.unable", _N,
         "Could not, failed to.",
         "unable failed fail",
         r"\b(?:unable|failed|fail) to\b",
         r"\b(?:never|not) fail"),
    Rule("neg.no-longer", _N,
         "No longer done.",
         "longer",
         r"\bno longer\b"),
    Rule("neg.instead-of", _N,
         "What was not done.",
         "instead",
         rf"^(?:[^\w\s] )*(?:and |but |so )?instead of (?!(?:just )?{_HARMLESS}\b)"),
    Rule("neg.rather-than", _N,
         "What was not done.",
         "rather",
         rf"^(?:[^\w\s] )*(?:and |but |so )?rather than (?!(?:just )?{_HARMLESS}\b)"),
    Rule("neg.without", _N,
         "Without doing something; working without help is evidence.",
         "without",
         r"^(?:[^\w\s] )*(?:and |but )?without (?:\w+ly )?(?:any \w+|\w+ing\b)",
         r"\bwithout (?:any |ever )?(?:help|supervision|mistakes?|errors?|accidents?|problems?|issues?|"
         rf"complaints?|hesitation|being|incidents?|guidance|having to|needing|assistance|{_HARMLESS})\b"),
    Rule("neg.no-experience", _N,
         "Nothing there to show.",
         "no nothing zero",
         r"\b(?:had|have|has|with|got|was|were|there is) (?:no|zero) (?:\w+ )?(?:experience|training|idea|clue|"
         r"role|part|coding|chance|opportunity|access|knowledge|interest|responsibility|responsibilities)\b|"
         r"\b(?:did|do|doing|learned) nothing\b|\bno \w+ing (?:involved|required)\b"),
    Rule("plan.hope", _P,
         "A hope; `gave them hope` is none.",
         "hope hopes hoped hoping hopefully",
         rf"{NEAR}hop(?:e|ed|ing) (?:to|that|i|we|they|it|for|this|one|my|in|he|she|you)\b|^(?:[^\w\s] )*(?:and |"
         r"but )?(?:hoping|hopefully|my hope)\b|\b(?:am|was|were) hoping\b"),
    Rule("plan.career", _P,
         "A career wished for.",
         "interested considering thinking",
         r"\b(?:interested in|considering|thinking (?:about|of)) (?:becoming|being|pursuing|studying|majoring|"
         r"a career|applying|going)\b"),
    Rule("plan.want", _P,
         "A wish; not what somebody else wanted.",
         "want wanted wants",
         rf"{NEAR}want(?:ed|s)? (?:to|a career|my own)\b",
         rf"\bnot want to {_HARMLESS}\b"),
    Rule("plan.would-like", _P,
         "A wish; `would` for a habit stays.",
         "would",
         rf"{NEAR}would (?:\w+ly |also |still |really )?(?:like|love|want|prefer|enjoy|rather|be interested|"
         r"be nice|be cool)\b"),
    Rule("plan.would-have", _P,
         "What did not happen; `we would have meetings` is a habit.",
         "would could should might",
         rf"{NEAR}(?:should|could|might) (?:also |really |probably |at least )?(?:have|of) (?!to\b)|"
         rf"{NEAR}would (?:also |really |probably |just )?(?:have|of) (?:\w+ed|been|done|gone|made|taken|given|"
         r"had|known|come|told|gotten|got|written|left|chosen|liked|loved)\b",
         r"\bnot have done\b|\bsaid (?:that )?(?:i|we) (?:should|could|might|would)\b"),
    Rule("plan.wish", _P,
         "A wish.",
         "wish wished",
         rf"{NEAR}wish(?:ed)?\b(?! (?:list|foundation|them|him|her|everyone))"),
    Rule("plan.plan-to", _P,
         "A plan; `I planned the menu` is an action.",
         "plan plans planned planning",
         rf"(?:{NEAR}|\bam |\bare |\bwere )(?:plan|planned|planning) (?:to|on \w+ing)\b|\b(?:my|our) (?:plan|"
         r"plans) (?:is|are|was|were) (?:to|for)\b|^(?:[^\w\s] )*planning to\b"),
    Rule("plan.going-to", _P,
         "Going to do; not going to a place.",
         "going",
         r"\b(?:am|are|were|was) (?:\w+ )?going to (?!(?:the|a|my|an|our|their|his|her|school|work|college|class|"
         r"church|town|bed|meetings|events|lie|every|each|practice|different)\b)\w"),
    Rule("plan.will", _P,
         "The future; a habit (`I will always greet`) stays.",
         "will shall",
         rf"{NEAR}(?:\w+ly )?(?:will|shall)\b",
         r"\b(?:say|said|told|promised?) (?:\w+ )?(?:that )?(?:i|we) will\b|\bwill (?:always|usually|often|"
         r"sometimes)\b|\b(?:always|usually|often|sometimes|typically) will\b|\b(?:at|free|good|strong|"
         r"whenever) (?:\w+ )?will\b"),
    Rule("plan.might", _P,
         "A possibility.",
         "might",
         rf"{NEAR}might\b"),
    Rule("plan.next-time", _P,
         "The next year, week or time, with nothing past in the clause.",
         "next",
         r"\bnext (?:year|week|time|semester|summer|month|season|quarter|term|fall|spring)\b",
         _AWAY),
    Rule("plan.future", _P,
         "Someday.",
         "someday future one",
         r"\bsomeday\b|\bin the (?:near )?future\b|\bone day i (?:will|want|hope|would)\b",
         r"\w\wed\b|\b(?:was|made|wrote|built)\b"),
    Rule("plan.goal", _P,
         "A goal or dream.",
         "goal goals dream dreams ambition",
         r"\b(?:my|our|main|biggest|next|career|personal|ultimate) (?:[\w-]+ ){0,2}(?:goals?|dreams?|"
         r"ambitions?) (?:is|was|are|were|would|will)\b|^(?:[^\w\s] )*(?:my )?goals? :",
         about="any"),
    Rule("plan.look-forward", _P,
         "Looking forward.",
         "forward",
         r"\blook(?:ing|ed|s)? forward to\b"),
    Rule("plan.cannot-wait", _P,
         "Cannot wait.",
         "wait",
         r"\bcan not wait (?:to|for|until)\b"),
    Rule("plan.intend", _P,
         "An intention.",
         "intend intended intending aim aimed aiming aspire dream dreamed dreaming dreamt",
         rf"(?:{NEAR}|\b(?:am|are|were) )(?:(?:intend|aim|aspire)(?:ed|ing)? to|dream(?:ed|ing|t)? (?:of|to|about|"
         r"that))\b"),
    Rule("plan.improve", _P,
         "What the writer still has to get better at.",
         "improve work better learn practice",
         r"\b(?:i|we) (?:still |also |really |definitely )?(?:need|must|have|should)(?: to)? (?:still |"
         r"also )?(?:work on|improve|get better|learn|be better|be more|practice more)\b"),
)  # fmt: skip
"""Denials and plans; a denial goes before a plan (`I did not plan to`)."""
