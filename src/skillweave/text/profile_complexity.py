"""Rules of the experience profile for complexity: one fixed task, given steps, judgement."""

from skillweave.text.profile_sign import DET, Sign, Whose
from skillweave.text.profile_trouble import EVERYDAY, OWN_DAY, REMEDY, TROUBLE

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
_THINGS = rf"(?:the |a |an |my |our |some |two |both |it |out |which |what |all |new )*(?:[\w-]+ )?{EVERYDAY}"
"""An object of everyday life, right after the verb."""

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
         "A cause looked for or found; where the bathroom is, or that it was Friday, is none.",
         "figured worked found diagnosed diagnosing diagnose troubleshot troubleshooting troubleshoot traced "
         "tracked debugged ruled narrowed investigated solved realized realised discovered guessed isolated",
         r"\bfigured (?:\w+ ){0,2}out\b|\bworked out (?:why|how|what|which|where|when|that|a|an|the|with|from)\b|"
         r"\bworked (?:it|this|that) (?:all )?out\b|\b(?:diagnos(?:ed|ing|e)|troubleshot|troubleshoot(?:ing)?|"
         r"debugged|investigated)\b|\bisolated (?:the|it|one|which|each)\b|\btraced (?:\w+ ){0,5}(?:to|back)\b|"
         r"\btracked (?:\w+ ){0,4}down\b|\bruled (?:\w+ ){0,4}out\b|\bnarrowed (?:\w+ ){0,3}down\b|"
         r"\bsolved (?:the|a|an|it|this|that|every|their|our|his|her|two|three|many|most|customer)\b|\bguessed at\b|"
         r"\b(?:found|discovered) (?:out )?(?:why|how come|what (?:caused|was wrong|went wrong|made)|(?:the|a|an|one|"
         r"two|three|\d+) (?:[\w-]+ ){0,3}(?:problem|cause|leak|fault|bug|bugs|error|errors|issue|mistake|mistakes|"
         r"reason|source|bent|broken|loose|wrong|crack|cracked|stuck|missing|clog|clogged|twice|worn|duplicate|"
         r"duplicates|discrepancy|mismatch|gap))\b|\b(?:found|discovered|reali[sz]ed) (?:out )?(?:that )?(?:[\w'-]+ "
         rf"){{1,8}}?{TROUBLE}",
         r"\bfigured (?:\w+ )?out (?:that )?(?:i (?:want|like|love)|what i want|my|a way home|the (?:bus|"
         r"schedule))\b|\b(?:figured|worked|found) (?:\w+ )?out (?:where|when|what|how|which|who|how to|if|"
         rf"whether) {OWN_DAY}\b|\b(?:figured|worked|found) out how (?:to get\b|the (?:[\w-]+ ){{1,3}}works?\b)|"
         r"\bworked out (?:at|in) the gym\b|\bworked out (?:with|from) (?:my|a|home)\b|\bfound (?:the|a|my|his|her|"
         r"their|one) (?:[\w-]+ )?missing\b|\b(?:found|reali[sz]ed|discovered) (?:out )?(?:that )?(?:i|"
         r"we) (?:\w+ )?(?:like|love|enjoy|was|am|were|are|had|have|do|did|forgot|lost|missed|never|want|need)\b|"
         r"\b(?:was|were|been|got|am|is) (?:\w+ )?diagnosed\b|\bdiagnosed with\b|\btraced (?:[\w-]+ "
         r"){0,3}(?:hands?|letters?|outlines?|shapes?|stencils?|drawings?)\b|\b(?:found|reali[sz]ed|"
         r"discovered) (?:out )?(?:that )?(?:it|today|tomorrow) (?:was|is) (?:not )?(?:a |my |too )?(?:\w+day|late|"
         r"early|time|hot|cold|raining|snowing|closed|over)\b|\b(?:closed|canceled|cancelled)(?: \W)*$|"
         r"\bsolved (?:\w+ )?(?:\w+ )?math problems?\b|\btracked (?:\w+ )?down (?:a (?:vending|snack|seat|friend)|"
         rf"my|{EVERYDAY})|\b(?:solved|realized|realised|found|discovered) (?:that )?{_THINGS}"),
    Sign("cpx.apply.answered", Whose.ANSWER,
         "Trouble that the writer mended.",
         "so", rf"\bi (?:\w+ly |just |then |also |went and |now )?{REMEDY}",
         r"\b(?:so (?:far|much|many)|not|helped|followed)\b|\b(?:my (?:mind|seat|number)|(?:a|the|my|some|"
         rf"our) {EVERYDAY})"),
    Sign("cpx.apply.looked-into", Whose.DEED,
         "Noted down or counted in order to find out, or trouble noticed; a blue sky and hours of work are none.",
         "wrote noted logged tracked timed tallied plotted counted noticed measured tally",
         r"\b(?:wrote down|noted|logged|tracked|timed|tallied|plotted|counted|measured) (?:[\w-]+ ){0,2}(?:which|"
         r"what|how (?:many|long|often|much|far)|when|why|where|every time|each time|whether)\b|\bkept a tally\b|"
         rf"\bnoticed (?:that |how )?(?:[\w'-]+ ){{0,8}}?{TROUBLE}|\bnoticed (?:that )?(?:the same|a pattern|which|"
         r"only|(?:[\w-]+ ){1,4}(?:always|kept|more often|every time|looked (?:the same|alike)|twice))\b",
         r"\b(?:wrote down|noted|logged|tracked|counted|timed|measured) (?:[\w-]+ ){0,2}(?:which|what|how (?:many|"
         rf"long|much|far)|when|where) (?:{OWN_DAY}|i (?:was|worked|did|had|got|parked|needed|learned|should|ate|"
         r"left|live)|(?:he|she|they|my \w+|the \w+|mr|mrs|ms) (?:\. )?(?:\w+ )?(?:said|says|told|wanted|asked|"
         r"taught)|(?:hours|days|minutes|weeks|shifts|steps|people|calories|miles) (?:i|were|until|till|left|we|"
         rf"it was)|(?:hours|shifts|days)(?= \W|$))\b|\bnoticed (?:that )?(?:i|my|it was|it is|{_THINGS})\b"),
    Sign("cpx.apply.turned-out", Whose.EFFECT,
         "What the search came to; that it turned out nice is none.",
         "turned", rf"\bturned out (?:that |to be )?(?:[\w'-]+ ){{0,10}}?{TROUBLE}",
         r"\bturned out (?:[\w-]+ ){0,3}(?:fine|great|good|well|nice|okay|ok|perfect|fun|cool|easy|not bad|"
         r"not so bad)\b"),
    Sign("cpx.apply.adapted", Whose.DEED,
         "A way changed to fit the case; linen and oil that are changed are routine, and clothes and seats are life.",
         "adapted adapt adjusted modified redesigned improvised changed change switched reworked rearranged "
         "rerouted rescheduled revised tried experimented customized customised calibrate substituted",
         r"\badapt(?:ed)? (?!to\b|quickly\b|well\b|fast\b|and\b|or\b|easily\b)\w|\b(?:modified|redesigned|improvised|"
         r"reworked|rearranged|rerouted|rescheduled|revised|experimented|customi[sz]ed|substituted)\b|"
         r"\badjusted (?:my|our|the (?:plan|schedule|route|recipe|lesson|activity|dose|design))\b|\bchang(?:ed|"
         r"e) (?:my|our|how|his|her|it (?:to|so|from|into|around|back)|to|(?:the|its|their) (?:\w+ )?(?:plan|order|"
         r"layout|recipe|schedule|way|route|design|wording|menu|angle|settings?|methods?|rules?|approach|words?|"
         r"script|code|times?|setup|questions?|lesson|pattern|format))\b|\bswitched (?:to|from|the|our|my|it)\b|"
         r"\btried (?!to\b|on\b)(?:out )?(?:[\w'-]+ ){0,3}(?:different|another|several|two|three|four|five|six|"
         r"other|new|until|then|smaller|bigger|again with|both)\b",
         rf"\bchang(?:ed|e) {DET}(?:\w+ )?(?:beds?|bedding|sheets|linens?|oil|diapers?|clothes|tires?|tyres?|"
         r"filters?|bandages?|dressings?|water|bulbs?|bags?|litter|batter(?:y|ies)|mind|brakes|pads|signs?|prices|"
         r"trash|life|shirt|shoes|name|number|profile|picture|background|major|job|jobs|schools?|lanes?|subject|"
         r"place|places|email|pin|status|wallpaper|ringtone|gloves|apron|uniform|toner|paper|roll|toilet paper|"
         r"money|dollars?|settings on my)\b|\bchang(?:ed|e) (?:me|my (?:whole )?(?:life|view|perspective|opinion|"
         r"attitude|future|career|thinking)|how i (?:see|think|feel|look))\b|\b(?:chang(?:ed|e)|switched) (?:to|"
         r"from|my|our|the|it) (?:[\w-]+ ){0,3}(?:milk|water|shifts?|hours|days|classes|class|career|major|jobs?|"
         r"schools?|lanes?|seats?|lights?|clothes|mornings?|nights?|evenings?|weekends?|on|off)\b|\b(?:chang(?:ed|"
         r"e)|switched|rearranged|rescheduled|revised|customi[sz]ed|modified|improvised|experimented with|"
         rf"adjusted) (?:to |from )?{_THINGS}|\b(?:rearranged|rescheduled|adjusted|redesigned) my (?:own )?(?:\w+ "
         r")?(?:room|bedroom|desk|furniture|appointments?|chair|headphones|backpack|mask|glasses|dentist|locker|"
         r"mirrors?)\b|\brevised for\b|\badjusted (?:to|my (?:glove|glove|mask|collar|tie))\b|\btried (?:on |"
         rf"out )?(?:[\w'-]+ ){{0,3}}(?:\w+ )?{EVERYDAY}|\btried (?:on )?(?:new |another )?(?:things|places?|doors?|"
         r"key|time)\b"),
    Sign("cpx.apply.weighed", Whose.DEED,
         "A judgement between things, or under doubt; what to wear and where to eat are none.",
         "compared weighed prioritized prioritised prioritize triaged decided decide chose choose judge judged pick "
         "estimated balanced evaluated assessed analyzed analysed negotiated interpreted predicted combined combine "
         "merged mixed guess tested trust hypothesis",
         r"\b(?:compared|triaged|prioriti[sz]ed?|estimated|evaluated|assessed|analy[sz]ed|negotiated|interpreted|"
         r"predicted|combined|merged)\b|\b(?:to|and|i|we) combine\b|\bweighed (?:up |the )?(?:pros|options|risks?|"
         r"costs?|benefits|choices|whether)\b|\b(?:decided?|choose|chose) (?:which|what|how|whether|when|who|between|"
         r"where|on)\b|\bhad to (?:choose|decide|judge|guess|balance|pick (?:which|what|between|one|who|the (?:best|"
         r"right)))\b|\bmixed (?:two|both|the two|three) (?:of|ideas|designs|styles)\b|\btested (?:out "
         r")?(?:different|two|three|four|several|both|whether|if|each idea|ideas)\b|\bmy hypothesis\b",
         r"\bdecided? (?:what|which) (?:i want|career|college|major)\b|\bcombined? (?:the )?(?:ingredients|dry|"
         r"wet)\b|\b(?:was|were|been|got|get|being|be) (?:\w+ )?(?:evaluated|assessed|compared|combined|merged|"
         r"analy[sz]ed|estimated|judged|prioriti[sz]ed)\b|\b(?:decided?|choose|chose) (?:which|what|how|whether|"
         rf"when|who|between|where|on)(?: (?:{OWN_DAY}\b|{_THINGS}|(?:i|we) (?:\w+ )?(?:wanted|want|would (?:eat|sit|"
         r"go|wear|have|meet)|should (?:eat|go|sit|wear|meet))\b|(?:the |this |my |a |an )?(?:\w+ )?(?:internship|"
         r"career|job|college|major|class|company|program)\b))|\bhad to (?:choose|decide|judge|guess|"
         rf"balance) (?:{_THINGS}|(?:the|his|her|my|their|a|its) (?:\w+ )?(?:age|name|partner|team|song|number|"
         r"password|topic)\b|on\b|an? (?:\w+ )?contest\b)|\binterpreted (?:\w+ ){0,4}myself\b|\bcompared (?:to|"
         rf"with) (?:school|last|my|other jobs)\b|\bcompared (?:our |my )?(?:notes|{_THINGS}|scores with my|grades|"
         r"schedules)|\bmerged (?:onto|into (?:the )?(?:traffic|lane|highway))\b|\bcombine harvester\b|"
         r"\bnegotiated (?:my|a raise|for my)\b|\b(?:predicted|prioriti[sz]ed|estimated|combined|evaluated|"
         rf"analy[sz]ed|negotiated) (?:sleep\b|{_THINGS}|my (?:own |arrival )?(?:sleep|health|breaks?|arrival|time|"
         r"schoolwork|grades|family|friends|money))"),
    Sign("cpx.apply.designed", Whose.DEED,
         "Something new worked out.",
         "designed invented programmed coded prototype prototyped prototypes devised",
         r"\b(?:designed|invented|programmed|devised|prototyped) (?!by\b)\w|\bprototypes?\b|\bcoded (?:the|a|an|my|"
         r"our) (?:[\w-]+ ){0,2}(?:filter|site|website|app|game|page|program|script|bot|robot|form|quiz|tool|"
         r"function|sensor|menu|database|search|login|calculator)\b|\bcoded (?:[\w-]+ ){1,6}in (?:python|javascript|"
         r"java|c|html|scratch)\b",
         r"\b(?:was|were|my|the|an?) (?:\w+ )?(?:designed|invented|programmed|coded)\b|\bprogrammed (?:the|my|"
         r"a) (?:\w+ )?(?:alarm|microwave|oven|remote|coffee maker|thermostat|clock|number|numbers)\b|"
         r"\binvented (?:an?|the|my|some) (?:\w+ )?(?:excuse|nickname|handshake|name|joke|reason)s?\b|\b(?:designed|"
         rf"programmed|invented) {_THINGS}"),
    Sign("cpx.apply.unclear", Whose.SAID,
         "Doubt itself: nobody knew why, sources disagree; not enough without a deed beside it.",
         "nobody one instructions manual disagreed conflicting unclear never",
         r"\b(?:nobody|no one) (?:\w+ )?knew (?:why|what (?:was (?:wrong|causing)|caused|went wrong)|"
         r"how (?:to (?:fix|repair|use|solve|run|read|open|handle|do) (?:it|them|that|the)|it worked))\b|"
         r"\bno (?:instructions|manual)(?! (?:labou?r|work)\b)|\b(?:sources|results|readings|numbers|accounts|"
         r"experts) (?:\w+ )?disagreed\b|\bconflicting (?!schedules?\b|plans\b)|\b(?:instructions|sources|results|"
         r"directions|orders|notes|rules|labels) (?:was|were) unclear\b|\b(?:parts?|problems?|errors?|machines?|"
         r"engines?|codes?|forms?|cases?) (?:that |which )?(?:i|we) had never seen\b"),
)  # fmt: skip
"""From one fixed task to judgement."""
