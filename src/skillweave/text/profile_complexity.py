"""Rules of the experience profile for complexity: one fixed task, given steps, judgement."""

from skillweave.text.profile_sign import DET, IDLE, Sign, Whose

_SIMPLE = (
    "bagged|scanned|swept|mopped|stocked|shredded|filed|labeled|labelled|sorted|picked|washed|wiped|carried|hauled|"
    "folded|stacked|raked|scooped|shoveled|shovelled|peeled|emptied|packed|stuffed|stamped|loaded|unloaded|dusted|"
    "scrubbed|collated|photocopied|copied|poured|cleaned|weeded|chopped|vacuumed|handed out|greeted|typed|watered|"
    "fed|counted"
)
_SIMPLE_ING = (
    "bagging|scanning|sweeping|mopping|stocking|shredding|filing|labeling|sorting|picking|washing|wiping|carrying|"
    "hauling|folding|stacking|raking|scooping|shoveling|peeling|emptying|packing|stuffing|stamping|loading|"
    "unloading|dusting|scrubbing|copying|pouring|cleaning|weeding|chopping|vacuuming|greeting|typing|watering|"
    "feeding|counting"
)
_SIMPLE_BASE = (
    "bag|scan|sweep|mop|stock|shred|file|label|sort|pick|wash|wipe|carry|haul|fold|stack|rake|scoop|shovel|peel|"
    "empty|pack|stuff|stamp|load|unload|dust|scrub|copy|pour|clean|weed|chop|vacuum|greet|type|water|feed|count"
)
_ALWAYS = (
    r"(?:all (?:day|morning|afternoon|shift|summer|week|night)|for (?:\w+ ){0,2}(?:hours|weeks|months)|(?:every|"
    r"each) (?:single )?(?:day|morning|shift|night|week|time)|hundreds|the whole (?:day|shift|time|week|summer)|day "
    r"after day)"
)
_GIVEN = (
    r"(?:checklists?|recipes?|recipe card|protocols?|procedures?|steps|instructions|manuals?|scripts?|guidelines|"
    r"blueprints?|diagrams?|work orders?|sops?|care plans?|lesson plans?|templates?|planogram|flowchart)"
)
"""What is written to be followed."""

_PAPER = r"(?:\w+ )?(?:sheet|card|list|spec|specs|print|prints|sample|pattern)"
"""What is written, and perhaps to be followed."""

COMPLEXITY = (
    Sign("cpx.follow.same-task", Whose.DEED,
         "The same again and again.",
         "same over another else only repetitive day other",
         r"\b(?:did|do|doing|repeated|repeating|made|packed) the same (?:\w+ )?(?:every|all|each|over|again|for)\b|"
         r"\bthe same (?:task|job|rows?|motion|box|boxes|baskets?|shelf|shelves|station|button|part|form|forms)\b|"
         r"\bover and over\b|\bone after (?:the other|another)\b|\bnothing else(?: \W)*$|\bonly thing i (?:did|do|"
         r"got to do)\b|\brepetitive\b|\bday after day\b",
         r"\b(?:not|never) (?:\w+ ){0,2}the same\b|\bfor the same (?:reason|price|job)\b"),
    Sign("cpx.follow.simple-task", Whose.DEED,
         "One plain task for a long time, or nothing but it.",
         "only just mostly mainly simply basically all every each for hundreds whole day",
         rf"\b(?:only|just|mostly|mainly|simply|basically) (?:\w+ )?(?:{_SIMPLE}|{_SIMPLE_ING})\b|\b(?:{_SIMPLE}) "
         rf"(?:[\w-]+ ){{0,8}}{_ALWAYS}\b|\b{_ALWAYS} (?:\W )?(?:i |we )?(?:{_SIMPLE})\b",
         r"\b(?:decided|chose|figured|found|noticed|compared|which|why|because)\b"),
    Sign("cpx.follow.job-was", Whose.DEED,
         "The job named as one plain task.",
         "job task part duty",
         rf"\bmy (?:only |main |whole )?(?:job|task|part|duty) (?:was|is) (?:just |only |mostly )?(?:to "
         rf"(?:{_SIMPLE_BASE})|{_SIMPLE_ING})\b"),
    Sign("cpx.follow.plain-list", Whose.DEED,
         "A plain task as a note: `swept hair`.",
         (_SIMPLE + "|" + _SIMPLE_BASE).replace("|", " "),
         rf"^(?:[^\w\s] )*(?:{_SIMPLE}|{_SIMPLE_BASE})(?: [\w-]+){{0,3}}(?: \W)*$"),
    Sign("cpx.assist.procedure", Whose.DEED,
         "By a recipe, checklist or protocol; one that the writer made is no given one.",
         "checklist checklists recipe recipes protocol protocols procedure procedures steps step-by-step "
         "instructions manual manuals script scripts guidelines blueprint blueprints diagram sop sops template "
         "templates pattern planogram flowchart sheet card list spec specs print prints sample order orders plan "
         "plans book step",
         rf"\b(?:follow|followed|following|by|from|off|off of|per|with|using|used|according to|to) "
         rf"(?:[\w'-]+ ){{0,3}}{_GIVEN}\b|\b(?:follow|followed|following|by|from|off|off of|per|according to|as on|"
         rf"as|way) (?:the|a|an|each|every|his|her|their|our|my) {_PAPER}\b|\bstep by step\b|\bstep-by-step\b|\bby "
         rf"the book\b"
         r"|\b(?:did|do|complete|completed|went through) (?:each|every|all the) steps?\b",
         rf"\b(?:wrote|write|made|make|created|designed|changed|rewrote|developed|improved|invented|drew|drafted|"
         rf"came up with|no|without|not|fixed|updated) (?:[\w'-]+ ){{0,4}}(?:{_GIVEN}|{_PAPER})\b|\b(?:took|next|"
         rf"first|small|more|extra) steps\b"
         r"|\b(?:credit|gift|report|business|score|birthday|memory|post) cards?\b"),
    Sign("cpx.assist.fixed-order", Whose.DEED,
         "Several steps in an order that is set.",
         "order same first each step",
         r"\b(?:in the|same|right|set|exact) (?:same |right |exact |set )?order\b|\bgo(?:es)? the same way\b|"
         r"\bfirst (?:\w+ ){1,12}then\b",
         r"\b(?:changed|worked out|decided|out of|new) (?:\w+ ){0,3}order\b|\bin order to\b"),
    Sign("cpx.assist.steps", Whose.STEP,
         "Steps one after the other; a mere `then` tells a story.",
         "then next finally lastly last after",
         r"^(?:[^\w\s] )*(?:and |i |we )?(?:then|next|finally|lastly|last|after that)\b"),
    Sign("cpx.apply.cause", Whose.DEED,
         "A cause looked for or found.",
         "figured worked found diagnosed diagnosing diagnose troubleshot troubleshooting troubleshoot traced "
         "tracked debugged ruled narrowed investigated solved realized realised discovered guessed isolated",
         r"\b(?:figured|worked) (?:\w+ ){0,2}out\b|\b(?:diagnos(?:ed|ing|e)|troubleshot|troubleshoot(?:ing)?|"
         r"debugged|investigated|isolated)\b|\btraced (?:\w+ ){0,5}(?:to|back)\b|\btracked (?:\w+ ){0,4}down\b|"
         r"\bruled (?:\w+ ){0,4}out\b|\bnarrowed (?:\w+ ){0,3}down\b|\bsolved\b|\bguessed at\b|\b(?:found|"
         r"discovered) (?:out )?(?:that|why|what|where|how|(?:the|a|an|one|two|three|\d+) "
         r"(?:[\w-]+ ){0,3}(?:problem|cause|leak|fault|bug|bugs|error|errors|issue|mistake|mistakes|reason|source|"
         r"bent|broken|loose|wrong|crack|cracked|stuck|missing|short|clog|clogged|twice|worn|duplicate|duplicates|"
         r"discrepancy|mismatch|gap))\b|\breali[sz]ed (?:that )?(?:the|it|they|one|two|our|we were)\b",
         r"\bfigured out (?:that )?(?:i (?:want|like|love)|what i want)\b|\bworked out at the gym\b|\bfound "
         r"(?:out )?that i (?:like|love|enjoy)"),
    Sign("cpx.apply.answered", Whose.ANSWER,
         "A deed that follows from how things stood.",
         "so", rf"\bi (?:\w+ly |just |then |also )?(?!{IDLE}\b)\w",
         r"\bso (?:far|much|many)\b|\bnot\b|\bhelped\b|\bfollowed\b|\basked (?:my|the|him|her|if|for)\b|\bi \w+ing\b"),
    Sign("cpx.apply.looked-into", Whose.DEED,
         "Noted down or counted in order to find out.",
         "wrote noted logged tracked timed tallied plotted counted noticed looked measured tally",
         r"\b(?:wrote down|noted|logged|tracked|timed|tallied|plotted|counted|measured) (?:[\w-]+ ){0,2}(?:which|"
         r"what|how (?:many|long|often|much|far)|when|why|where|every time|each time|whether)\b|\bkept a tally\b|"
         r"\bnoticed (?:that )?(?:the|it|they|one|two|some|how|a|most|every|our)\b"),
    Sign("cpx.apply.turned-out", Whose.EFFECT,
         "What the search came to.",
         "turned", r"\bturned out\b"),
    Sign("cpx.apply.adapted", Whose.DEED,
         "A way changed to fit the case; linen and oil that are changed are routine.",
         "adapted adapt adjusted modified redesigned improvised changed change switched reworked rearranged "
         "rerouted rescheduled instead revised tried experimented customized customised calibrate substituted",
         r"\b(?:adapt(?:ed)?|modified|redesigned|improvised|reworked|rearranged|rerouted|rescheduled|revised|"
         r"experimented|customi[sz]ed|substituted)\b|\badjusted (?:my|our|the (?:plan|schedule|route|recipe|lesson|"
         r"activity|dose|design))\b|\bchang(?:ed|e) (?:my|our|how|his|her|it|to|(?:the|its|their) (?:\w+ )?(?:plan|"
         r"order|layout|recipe|schedule|way|route|design|wording|menu|angle|settings?|methods?|rules?|approach|"
         r"words?|script|code|times?|setup|questions?|lesson|pattern|format))\b|\bswitched (?:to|from|the|our|my|"
         r"it)\b|\btried (?:out )?(?:[\w'-]+ ){0,3}(?:different|another|several|two|three|four|five|six|other|new|"
         r"until|then|smaller|bigger|again with|both)\b|\binstead of (?!\d)\w",
         rf"\bchang(?:ed|e) {DET}(?:\w+ )?(?:beds?|bedding|sheets|linens?|oil|diapers?|clothes|tires?|tyres?|"
         rf"filters?|bandages?|"
         r"dressings?|water|bulbs?|bags?|litter|batter(?:y|ies)|mind|brakes|pads|signs?|prices|trash|life|shirt|"
         r"shoes)\b|\btried (?:on )?(?:new )?(?:foods?|things)\b"),
    Sign("cpx.apply.weighed", Whose.DEED,
         "A judgement between things, or under doubt.",
         "compared weighed prioritized prioritised prioritize triaged decided decide chose choose judge judged "
         "estimated balanced evaluated assessed analyzed analysed negotiated interpreted predicted combined combine "
         "merged mixed guess tested trust hypothesis",
         r"\b(?:compared|triaged|prioriti[sz]ed?|estimated|evaluated|assessed|analy[sz]ed|negotiated|interpreted|"
         r"predicted|combined?|merged)\b|\bweighed (?:up |the )?(?:pros|options|risks?|costs?|benefits|choices|"
         r"whether)\b|\b(?:decided?|choose|chose) (?:which|what|how|whether|when|who|between|where|on)\b|\bhad to "
         r"(?:choose|decide|judge|guess|pick|balance)\b|\bchose to\b|\bmixed (?:two|both|the two|three) (?:of|ideas|"
         r"designs|styles)\b|\btested (?:out )?(?:different|two|three|four|several|both|whether|if|each idea|"
         r"ideas)\b|\bmy hypothesis\b",
         r"\bdecided? (?:what|which) (?:i want|career|college|major)\b|\bcombined? (?:the )?(?:ingredients|dry|"
         r"wet)\b"),
    Sign("cpx.apply.designed", Whose.DEED,
         "Something new worked out.",
         "designed invented programmed coded prototype prototyped prototypes devised",
         r"\b(?:designed|invented|programmed|devised|prototyped) (?!by\b)\w|\bprototypes?\b|\bcoded (?:the|a|an|my|"
         r"our) (?:[\w-]+ ){0,2}(?:filter|site|website|app|game|page|program|script|bot|robot|form|quiz|tool|"
         r"function|sensor|menu|database|search|login|calculator)\b|\bcoded (?:[\w-]+ ){1,6}in (?:python|javascript|"
         r"java|c|html|scratch)\b",
         r"\b(?:was|were|my|the|an?) (?:\w+ )?(?:designed|invented|programmed|coded)\b"),
    Sign("cpx.apply.unclear", Whose.SAID,
         "Doubt itself: nobody knew why, sources disagree; not enough without a deed beside it.",
         "nobody one instructions manual disagreed conflicting unclear never",
         r"\b(?:nobody|no one) (?:\w+ )?knew (?:why|how|what)\b|\bno (?:instructions|manual)\b|\b(?:sources|results|"
         r"readings|numbers|accounts|experts) (?:\w+ )?disagreed\b|\bconflicting\b|\b(?:was|were) unclear\b|\bhad "
         r"never seen\b"),
)  # fmt: skip
"""From one fixed task to judgement."""
