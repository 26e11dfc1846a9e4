"""Rules of the experience profile for complexity: one fixed task, given steps, judgement."""

from skillweave.text.profile_sign import DET, Sign, Whose

_SIMPLE = (
    "bagged|scanned|swept|mopped|stocked|shredded|filed|labeled|labelled|sorted|picked|washed|wiped|carried|hauled|"
    "folded|"
    "stacked|raked|scooped|shoveled|shovelled|peeled|emptied|packed|stuffed|stamped|loaded|unloaded|dusted|scrubbed|"
    "collated|photocopied|copied|poured|cleaned|weeded|chopped|vacuumed|handed out|greeted|typed|watered|fed|counted"
)
_SIMPLE_ING = (
    "bagging|scanning|sweeping|mopping|stocking|shredding|filing|labeling|sorting|picking|washing|wiping|carrying|"
    "hauling|"
    "folding|stacking|raking|scooping|shoveling|peeling|emptying|packing|stuffing|stamping|loading|unloading|dusting|"
    "scrubbing|copying|pouring|cleaning|weeding|chopping|vacuuming|greeting|typing|watering|feeding|counting"
)
_SIMPLE_BASE = (
    "bag|scan|sweep|mop|stock|shred|file|label|sort|pick|wash|wipe|carry|haul|fold|stack|rake|scoop|shovel|peel|"
    "empty|pack|"
    "stuff|stamp|load|unload|dust|scrub|copy|pour|clean|weed|chop|vacuum|greet|type|water|feed|count"
)
_ALWAYS = (
    r"(?:all (?:day|morning|afternoon|shift|summer|week|night)|for (?:\w+ ){0,2}(?:hours|weeks|months)|(?:every|each) "
    r"(?:single )?(?:day|morning|shift|night|week|time)|hundreds|the whole (?:day|shift|time|week|summer)|day after "
    r"day)"
)
_GIVEN = (
    r"(?:checklists?|recipes?|protocols?|procedures?|steps|instructions|manuals?|scripts?|guidelines|blueprints?|"
    r"diagrams?|"
    r"work orders?|sops?|care plans?|lesson plans?|templates?|patterns?|planogram|flowchart|(?:shop |recipe |order |"
    r"job |spec |prep |cut )?(?:sheet|card|list|spec|specs|print|prints|sample))"
)

COMPLEXITY = (
    Sign("cpx.follow.same-task", Whose.DEED,
         "The same again and again.",
         "same over again another else only repetitive routine all day after",
         r"\bthe same (?:thing|task|job|work|rows?|motion|box(?:es)?|baskets?|shelf|shelves|station|button|part|"
         r"form)s?\b"
         r"|\bover and over\b|\bone after (?:the other|another)\b|\bnothing else\b|\bonly thing i\b|\brepetitive\b|"
         r"\bday after day\b",
         r"\b(?:not|never) (?:\w+ ){0,2}the same\b|\bfor the same (?:reason|price)\b"),
    Sign("cpx.follow.simple-task", Whose.DEED,
         "One plain task for a long time, or nothing but it.",
         "only just mostly mainly simply basically all every each for hundreds whole day",
         rf"\b(?:only|just|mostly|mainly|simply|basically) (?:\w+ )?(?:{_SIMPLE}|{_SIMPLE_ING})\b"
         rf"|\b(?:{_SIMPLE}) (?:[\w-]+ ){{0,8}}{_ALWAYS}\b|\b{_ALWAYS} (?:\W )?(?:i |we )?(?:{_SIMPLE})\b",
         r"\b(?:decided|chose|figured|found|noticed|compared|which|why|because)\b"),
    Sign("cpx.follow.job-was", Whose.DEED,
         "The job named as one plain task.",
         "job task part duty",
         rf"\bmy (?:only |main |whole )?(?:job|task|part|duty) (?:was|is) (?:just |only |mostly )?(?:to "
         rf"(?:{_SIMPLE_BASE})|{_SIMPLE_ING})\b"),
    Sign("cpx.assist.procedure", Whose.DEED,
         "By a recipe, checklist or protocol; one that the writer made is no given one.",
         "checklist checklists recipe recipes protocol protocols procedure procedures steps step-by-step "
         "instructions manual "
         "manuals script scripts guidelines blueprint blueprints diagram diagrams sop sops template templates "
         "pattern patterns "
         "planogram flowchart sheet card list spec specs print prints sample order orders plan plans book step",
         rf"\b(?:follow|followed|following|by|from|off|off of|per|with|using|used|according to|ran|read|did|on|"
         rf"through|to|as|as on|way) "
         rf"(?:[\w'-]+ ){{0,3}}{_GIVEN}\b|\bstep by step\b|\bstep-by-step\b|\bby the (?:book|print|sheet|card)\b"
         r"|\b(?:did|do|complete|completed|went through) (?:each|every|all the) steps?\b",
         rf"\b(?:wrote|write|made|make|created|designed|changed|rewrote|developed|improved|invented|drew|drafted|"
         rf"came up with|no|"
         rf"without|not|fixed|updated) (?:[\w'-]+ ){{0,4}}{_GIVEN}\b|\b(?:took|next|first|small|more|extra) steps\b|"
         rf"\b(?:on|to) "
         r"(?:the|my|their|a) list of (?:people|names)\b|\bcredit card\b|\bgift card\b"),
    Sign("cpx.assist.fixed-order", Whose.DEED,
         "Several steps in an order that is set.",
         "order same first each step",
         r"\b(?:in the|same|right|set|exact) (?:same |right |exact |set )?order\b|\bgo(?:es)? the same way\b|\bfirst "
         r"(?:\w+ ){1,12}then\b",
         r"\b(?:changed|worked out|decided|out of|new) (?:\w+ ){0,3}order\b|\bin order to\b"),
    Sign("cpx.assist.steps", Whose.STEP,
         "Steps one after the other; a mere `then` tells a story.",
         "then next finally lastly last after",
         r"^(?:[^\w\s] )*(?:and |i |we )?(?:then|next|finally|lastly|last|after that)\b"),
    Sign("cpx.apply.cause", Whose.DEED,
         "A cause looked for or found.",
         "figured worked found diagnosed diagnosing diagnose troubleshot troubleshooting troubleshoot traced tracked "
         "debugged "
         "ruled narrowed investigated solved realized realised discovered guessed isolated",
         r"\b(?:figured|worked) (?:\w+ ){0,2}out\b|\b(?:diagnos(?:ed|ing|e)|troubleshot|troubleshoot(?:ing)?|debugged|"
         r"investigated|isolated)\b|\btraced (?:\w+ ){0,5}(?:to|back)\b|\btracked (?:\w+ ){0,4}down\b|\bruled "
         r"(?:\w+ ){0,4}out\b"
         r"|\bnarrowed (?:\w+ ){0,3}down\b|\bsolved\b|\bguessed at\b"
         r"|\b(?:found|discovered) (?:out )?(?:that|why|what|where|how|(?:the|a|an|one|two|three|\d+) (?:[\w-]+ ){0,3}"
         r"(?:problem|cause|leak|fault|bug|bugs|error|errors|issue|mistake|mistakes|reason|source|bent|broken|loose|"
         r"wrong|crack|"
         r"cracked|stuck|missing|short|clog|clogged|twice|worn|duplicate|duplicates|discrepancy|mismatch|gap))\b"
         r"|\breali[sz]ed (?:that )?(?:the|it|they|one|two|our|we were)\b",
         r"\bfigured out (?:that )?(?:i (?:want|like|love)|what i want)\b|\bworked out at the gym\b|\bfound "
         r"(?:out )?that i (?:like|love|enjoy)"),
    Sign("cpx.apply.turned-out", Whose.EFFECT,
         "What the search came to.",
         "turned", r"\bturned out\b"),
    Sign("cpx.apply.adapted", Whose.DEED,
         "A way changed to fit the case; linen and oil that are changed are routine.",
         "adapted adapt adjusted modified redesigned improvised changed change switched reworked rearranged rerouted "
         "rescheduled instead revised tried experimented customized customised calibrate calibrated substituted "
         "replaced replace",
         r"\b(?:adapt(?:ed)?|modified|redesigned|improvised|reworked|rearranged|rerouted|rescheduled|revised|"
         r"experimented|"
         r"customi[sz]ed|substituted)\b|\badjusted (?:my|our|the (?:plan|schedule|route|recipe|lesson|activity|dose|"
         r"design))\b"
         r"|\bchang(?:ed|e) (?:my|our|the|how|it|his|her|their|to)\b|\bswitched (?:to|from|the|our|my|it)\b"
         r"|\btried (?:out )?(?:[\w'-]+ ){0,3}(?:different|another|several|two|three|four|other|new|until|then|"
         r"smaller|bigger|"
         r"again with|both)\b|\binstead of\b",
         rf"\bchang(?:ed|e) {DET}(?:\w+ )?(?:beds?|bedding|sheets|linens?|oil|diapers?|clothes|tires?|tyres?|"
         rf"filters?|bandages?|"
         r"dressings?|water|bulbs?|bags?|litter|batter(?:y|ies)|mind|brakes|pads|signs?|prices|trash|life)\b"
         r"|\btried (?:on )?(?:new )?(?:foods?|things)\b"),
    Sign("cpx.apply.weighed", Whose.DEED,
         "A judgement between things, or under doubt.",
         "compared weighed prioritized prioritised prioritize triaged decided decide chose choose judge judged "
         "estimated "
         "balanced evaluated assessed analyzed analysed negotiated interpreted predicted combined combine merged "
         "mixed guess "
         "tested trust hypothesis",
         r"\b(?:compared|triaged|prioriti[sz]ed?|estimated|evaluated|assessed|analy[sz]ed|negotiated|interpreted|"
         r"predicted|"
         r"combined?|merged)\b|\bweighed (?:up |the )?(?:pros|options|risks?|costs?|benefits|choices|whether)\b"
         r"|\b(?:decided?|choose|chose) (?:which|what|how|whether|when|who|between|where|on)\b|\bhad to (?:choose|"
         r"decide|judge|guess|"
         r"pick|balance)\b|\bchose to\b|\bmixed (?:two|both|the two|three) (?:of|ideas|designs|styles)\b"
         r"|\btested (?:out )?(?:different|two|three|four|several|both|whether|if|each idea|ideas)\b|\bmy "
         r"hypothesis\b",
         r"\bdecided? (?:what|which) (?:i want|career|college|major)\b|\bcombined? (?:the )?(?:ingredients|dry|"
         r"wet)\b"),
    Sign("cpx.apply.designed", Whose.DEED,
         "Something new worked out.",
         "designed invented programmed coded prototype prototyped prototypes devised",
         r"\b(?:designed|invented|programmed|coded|devised|prototyped)\b (?!by\b)|\bprototypes?\b",
         r"\b(?:was|were) (?:\w+ )?(?:designed|invented|programmed|coded)\b"),
    Sign("cpx.apply.unclear", Whose.SAID,
         "Doubt itself: nobody knew, sources disagree; not enough without a deed beside it.",
         "nobody one instructions disagreed opposite conflicting never guide sometimes unclear reasons",
         r"\b(?:nobody|no one) (?:\w+ )?knew (?:why|how|what)\b|\bno (?:instructions|manual|guide)\b|\bdisagreed\b|"
         r"\bsaid (?:the )?"
         r"opposite\b|\btold opposite\b|\bconflicting\b|\b(?:was|were) unclear\b|\bnever (?:just )?follow the "
         r"(?:guide|manual|script)\b"
         r"|\bfor (?:all kinds of|different|many) reasons\b|\bhad never seen\b"),
)  # fmt: skip
"""From one fixed task to judgement."""
