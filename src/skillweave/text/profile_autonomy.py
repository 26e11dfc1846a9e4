"""Rules of the experience profile for autonomy: shown and watched, beside others, on one's own."""

from skillweave.text.profile_sign import (
    COLLEAGUE,
    DELEGATED,
    DET,
    HELPED,
    HELPED_CUES,
    IDLE,
    LED,
    NOT_LED,
    NOT_TRAINED,
    RAN,
    TITLED,
    TRAINED,
    Sign,
    Whose,
)
from skillweave.text.profile_trouble import EVERYDAY, OWN_DAY, REMEDY

_NOBODY = r"\b(?:nobody|no one|none of|never|did not|was not|without|before anyone|anybody|anyone)\b"
_MINE = r"(?:me|us|my|mine|our|ours|everything i|what i|whatever i|all i|each|every|all of|all (?:my|our|the)|it)"
_CAREER = (
    r"(?:internship|jobs?|careers?|majors?|college|university|electives?|placement|apprenticeship|company|employer|"
    r"field|school|academy|career path|pathway|industry|profession|place to (?:work|intern|volunteer)|summer job|"
    r"site (?:to|because))"
)
_GOING = (
    r"(?:eat|wear|sit|sleep|rest|drink|go|stay|come|quit|be|become|study|apply|join|major|pursue|sign up|get there|"
    r"volunteer|intern|shadow|learn|spend|work (?:at|for|in|with|as|there|here|that)|take (?:the|a|my|an|this) (?:bus|"
    r"train|break|nap|day|walk|picture|photo|shower|seat|test|class|job|course|stairs|elevator)|(?:walk|bike|ride|"
    r"drive) (?:home|to|there|back|instead|my|the bus)|leave (?:early|home|work|at|the house|my)|call (?:my|in|off|"
    r"an)|text|wait (?:outside|inside|there|in|for (?:the|my))|try (?:it|this|something)|play (?:cards|outside|"
    r"\w+ games?|soccer|basketball)|(?:get|order|buy|have|watch|bring|listen to|share|put on|change) (?:(?:the|a|an|"
    rf"my|our|some|more) )?(?:\w+ )?{EVERYDAY})"
)
_HOST = (
    r"(?:hospital|clinic|bakery|shop|store|zoo|museum|library|farm|office|salon|garage|lab|restaurant|cafe|kitchen|"
    r"firm|studio|shelter|bank|hotel|nursing home|daycare|garden)"
)
_CHOSE = r"(?:decided|chose|choose|decide|pick|idea|decision|choice|suggested|proposed)"

AUTONOMY = (
    Sign("aut.follow.shown", Whose.TOLD,
         "Others showed or taught the writer how, or told them what to do; news that are told are no order.",
         "showed shows taught teaches told tells explained explains instructed directed walked talked guided "
         "coached showing trained demonstrated",
         r"\b(?:showed|shows|taught|teaches|instructed|directed|guided|coached|trained|demonstrated|(?:explained|"
         r"explains|demonstrated) (?:[\w-]+ ){0,4}to) (?:me|us)\b|\b(?:walked|talked) (?:me|us) through\b|\b(?:told|"
         r"tells) (?:me|us) (?:exactly |then |just |always )*(?:not to|to|what|how|where|which|when to|step)\b",
         rf"{_NOBODY}|\btaught (?:me|us) (?:that|a lot|so much|about)\b|\bshowed (?:me|us) around\b"),
    Sign("aut.follow.was-told", Whose.TOLD,
         "The same, said passively.",
         "told shown instructed taught trained walked supervised directed guided checked reviewed inspected "
         "corrected approved double-checked",
         r"\b(?:was|were|been|got|being|as|like) (?:\w+ ){0,2}(?:told|shown|instructed|taught|walked through|"
         r"directed|guided|supervised)\b|\b(?:was|were|got) (?:\w+ )?(?:checked|reviewed|inspected|corrected|"
         r"approved|double-checked) by (?!me\b)\w",
         rf"{_NOBODY}|\btold (?:that|off|about|by (?:a |the )?(?:customer|client)s?|it|i)\b|\bwas (?:\w+ )?directed "
         rf"at\b"),
    Sign("aut.follow.as-told", Whose.TOLD,
         "Done as somebody said; orders followed.",
         "said says told tells asked wanted showed instructed instructions directions orders followed following",
         r"\b(?:what|whatever|exactly as|just as|as|like|how|where|everything|the way) (?:i was|we were|he|she|they|"
         rf"(?:my|the|our) (?:\w+ )?{COLLEAGUE}|{TITLED}(?: \.)? \w+|\w+) (?:had )?(?:told|tells|said|says|"
         r"asked|showed|shown|instructed|wanted)\b|\bfollow(?:ed|ing) (?:all |every |each )?(?:of )?(?:his|her|"
         r"their|my \w+ 's|the \w+ 's|the)? ?(?:[\w']+ )?(?:instructions|directions|orders|lead)\b",
         rf"{_NOBODY}|\b(?:customers?|clients?|guests?|patients?|research|data|article|sign) (?:had )?(?:told|said|"
         rf"asked|"
         r"wanted|showed)\b|\bwhat (?:people|it)\b|\b(?:like|as|where|how|what|whatever|everything) (?:i|we|you) "
         r"(?:had )?(?:said|told|asked|wanted|showed)\b|\bignored\b"),
    Sign("aut.follow.watched-over", Whose.OTHERS,
         "Somebody stood by, or looked over the work afterwards.",
         "watched watching watch stood stand sat stayed beside behind checked checks checking double-checked looked "
         "went inspected inspects reviewed reviews signed sign approved approves corrected by corrects supervised "
         "supervises",
         r"\b(?:watched|watching|watches|supervised|supervises|corrected|corrects) (?:over )?(?:me|us|my|our|every|"
         r"each)\b|\b(?:stood|stands|sat|sits|stayed|was|were|is|stay) (?:\w+ ){0,2}(?:next to|beside|behind|over|"
         r"with|by) (?:me|us)\b"
         rf"|\b(?:checked|checks|double-checked|inspected|inspects|reviewed|reviews|approved|approves) (?:over |on |"
         rf"off )?{_MINE}\b|\b(?:looked|looks|went|goes|read) (?:back )?over {_MINE}\b|\bsign(?:ed|s) (?:{_MINE} "
         rf"(?:\w+ ){{0,2}})?off\b",
         rf"{_NOBODY}|^(?:[^\w\s] )*i (?:\w+ )?(?:watched|checked|looked|went|inspected|reviewed|double-checked|"
         rf"signed)\b"),
    Sign("aut.follow.supervised", Whose.TOLD,
         "Under supervision.",
         "supervision supervised direction guidance watching eye eyes",
         r"\bunder (?:the |close |direct |constant |full |her |his |their |my |\w+ 's )*(?:\w+ ){0,2}(?:supervision|"
         r"direction|"
         rf"guidance|eyes?)\b|\bsupervised by\b|\bwith {DET}{COLLEAGUE} (?:always |right )?(?:watching|next to me|"
         rf"beside "
         r"me|behind me)\b",
         rf"{_NOBODY}|\bi (?:\w+ )?supervised\b"),
    Sign("aut.follow.watched", Whose.SEEN,
         "Looking on.",
         "watched watch watching observed observe observing shadowed shadowing shadow followed following saw see sat",
         r"\b(?:watch|watched|watching|observed|observe|observing|shadowed|shadowing|shadow|followed|following|saw|"
         r"see|sat in)\b",
         r"\basked\b|\bwatch(?:ed)? (?:only )?my\b|\bsupposed to\b"),
    Sign("aut.follow.not-allowed", Whose.SAID,
         "Not trusted with it yet; permission asked for.",
         "allowed permitted permission let ask",
         r"\b(?:was|were|am|are) not (?:yet |even )?(?:allowed|permitted) to\b|\b(?:did|does|would) not (?:yet |"
         r"even )?let (?:me|us)\b|\bhad to (?:ask|get|wait for) (?:for )?(?:\w+ )?permission\b|\bhad to ask "
         r"(?:first|before)\b"),
    Sign("aut.assist.helped", Whose.DEED,
         "Helping those one works with.", HELPED_CUES, HELPED,
         r"\bhelped (?:by|a lot|because)\b"),
    Sign("aut.assist.helped-by", Whose.DEED,
         "Done with somebody's help.",
         "help guidance",
         rf"\bwith (?:the |some |a lot of |a little )?(?:help|guidance) (?:of|from) {DET}(?:{COLLEAGUE}|{TITLED})\b|"
         rf"\bwith (?:my|the|our) (?:\w+ )?{COLLEAGUE} 's (?:help|guidance)\b|\bgot help from\b"),
    Sign("aut.assist.shadowed", Whose.SEEN,
         "Shadowing; no deed, so it is not enough by itself.",
         "shadowed shadowing shadow", r"\bshadow(?:ed|ing)?\b"),
    Sign("aut.assist.with-colleague", Whose.DEED,
         "Work side by side with somebody of the host, or with a partner.",
         "with alongside side beside paired partnered teamed",
         rf"\b(?:together|along|worked|working|work|closely|paired|partnered|teamed|paired up|teamed up|in a team|"
         rf"side by side|collaborated|in pairs) with {DET}(?:[\w-]+ )?(?:{COLLEAGUE}|{TITLED}|someone|somebody|"
         rf"people)\b"
         r"|\b(?:paired|partnered|teamed)(?: up)? with \w|\b(?:worked|working|work) (?:right )?(?:alongside|side by "
         r"side)\b"
         rf"|\balongside {DET}(?:{COLLEAGUE}|{TITLED})\b|\bbeside {DET}(?:{COLLEAGUE}|{TITLED})\b"),
    Sign("aut.assist.together", Whose.SHARED,
         "Done by two or more, the writer among them; `put together` is another thing.",
         "together turns and me",
         r"\btogether\b|\btook turns\b|\band i\b|\bme and\b",
         r"\b(?:put|putting|glued?|sewed|screwed|welded|bolted|nailed|taped|mixed|stitched|hold|held) "
         r"(?:[\w-]+ ){0,4}together\b"),
    Sign("aut.assist.for-colleague", Whose.DEED,
         "Handing to, holding and fetching for the one who does the task.",
         "handed passed held fetched brought mixed carried typed got cleaned prepped prepared set gathered",
         rf"\b(?:handed|passed|fetched|brought|prepped|prepared|set up|gathered|mixed|carried|typed|got) "
         rf"(?:\w+ ){{0,5}}(?:for|to) {DET}(?:[\w-]+ )?(?:{COLLEAGUE}|{TITLED})\b|\b(?:handed|passed) (?:him|her|"
         rf"them)\b|\bheld (?:\w+ ){{1,4}}for (?:him|her|them|the)\b"),
    Sign("aut.assist.while-other", Whose.BESIDE,
         "The other did the main thing meanwhile; their absence is none.", "while",
         r"^while (?!\w+ing\b)",
         r"^while (?:\w+ ){1,4}(?:was|were|is|are) (?!\w+ing\b)"),
    Sign("aut.assist.we-decided", Whose.SHARED,
         "A decision of the group.",
         "decided chose planned agreed designed",
         r"\b(?:decided|chose|planned|agreed|designed|came up with|figured out)\b",
         r"\bdecided (?:that )?(?:to (?:become|study|go|join|come|stay|quit))\b"),
    Sign("aut.assist.we", Whose.SHARED,
         "An act of two or more, the writer among them.",
         "we us",
         rf"\bwe (?:then |all |also |both |just )?(?!{IDLE}\b)(?:\w+ed|made|built|cut|put|ran|held|set|sold|gave|"
         rf"brought|wrote|drew|"
         r"taught|fed|dug|found|kept|laid)\b",
         r"^(?:before|until|if|when|after)\b|\bwe (?:\w+ )?(?:received|started|opened|needed|used to|started at|"
         r"finished|ended|lived|talked|played|enjoyed|wanted)\b"),
    Sign("aut.apply.alone", Whose.OWN,
         "On one's own; leaving somebody alone, and eating, sitting or going there by oneself, are other things.",
         "own myself alone independently solo singlehandedly single-handedly single-handed unsupervised",
         r"\bon my own(?! (?!and|but|for|the|in|on|at|with|after|by|every|because|when|all|most|from|until|to|while|"
         r"as|this|last|so|without)\w)|\b(?:all )?by myself\b|\b(?:independently|solo|singlehandedly|"
         r"single-handed(?:ly)?|unsupervised)\b|\balone\b|\b(?:i|and|then|did|done|made|fixed|wrote|built) "
         r"(?:[\w-]+ ){1,6}myself\b",
         r"\b(?:leave|left|leaving|letting|live|lived|living|home|stand|stands|felt|feel|never|not|let|was too|"
         r"to him|to her|to them) (?:\w+ ){0,3}alone\b|\balone time\b|(?<!\bby )\b(?:\w+ed|\w+ing|hurt|cut|"
         r"introduce|of|to|for|about|with|found|told|tell|remind|caught|kept|made|set|gave|got|let|heard|saw|push|"
         r"see|burnt|between|like|feel|consider|prove|express|challenge|calm|pace|prepare|and|than|bought|buy|"
         r"taught|teach|ate|drank|shot|bit|threw|did not|lost) myself\b|\blearn\w* (?:\w+ ){0,2}(?:on my own|"
         r"by myself)\b|\b(?:ate|eat|had (?:lunch|breakfast|dinner)|sat|sit|slept|danced|hung out|lived|live|"
         r"traveled|watched (?:tv|a \w+)) (?:[\w-]+ ){0,5}(?:alone|by myself|on my own)\b|\b(?:walked|drove|rode|"
         r"went|go|came|biked|hiked|stood|waited|got|flew|moved|shopped|danced|took the (?:bus|train)|rode the bus|"
         r"stayed) (?:there |home |back |in |out |around |(?:to|at|in) (?:the |my )?\w+ )?(?:alone|by myself|"
         r"on my own)\b|\balone (?:in|on) (?:the|an|a|my) (?:elevator|bus|train|room|car|bathroom|hallway)\b|"
         r"\b(?:met|saw|my (?:room|bed|house|desk|lunch)|\w+ (?:boss|friend|manager|teacher|mom|"
         r"dad)) (?:\w+ ){0,2}(?:alone|by myself)\b"),
    Sign("aut.apply.unasked", Whose.SAID,
         "Nobody asked for it, told or helped; what nobody told of the day or the way is another thing.",
         "nobody one noone without unasked before anyone anybody asked told",
         r"\b(?:nobody|no one|noone) (?:had |ever |even |else )*(?:(?:asked|told|made|helped|taught)(?: (?:me|"
         r"us))?(?= \W| (?:to|with|what to|how to|how(?= \W|$)|for (?:it|this|that))\b|$)|(?:showed|taught) (?:me|"
         r"us) how|assigned|was watching|checked|stood (?:over|by|next))\b|\b(?:nobody|no one|"
         r"noone) else was (?:there|around)\b|\bwithout (?:being |anyone |anybody |somebody |someone |my \w+ |"
         r"any )?(?:asked|told|help|supervision|prompted|prompting|instructions?|reminded)\b|\bwithout (?:anyone|"
         r"anybody|somebody|someone|my \w+) (?:asking|telling|helping|showing)\b|\bunasked\b|\bbefore (?:anyone|"
         r"anybody) (?:asked|told|noticed|said)\b|\bnot (?:asked|told) to\b",
         r"\b(?:nobody|no one|noone) (?:had |ever )?(?:asked|told|showed|helped) (?:him|her|them|the)\b|"
         r"\bwithout (?:\w+ )?(?:asking|telling) (?:for|why|how|me)\b|\b(?:to|with|for|on) (?:\w+ ){0,2}(?:come|"
         r"go|leave|stay|pay|sit|stop|smile|dance|wear|bring|eat|dress|expect|move|prom)\b|"
         r"\bhow to get (?:there|home|in)\b"),
    Sign("aut.apply.decided", Whose.OWN,
         "A decision, choice or proposal of the writer's own about the work; one of career, food or way is none.",
         "decided chose choose decision call idea came initiative took suggested proposed pitched plan rules "
         "decide pick choice way design",
         r"\b(?:decided|chose|proposed|took (?:the )?initiative|took it upon|took charge|took over|"
         r"took the lead(?! (?:role|part)\b))\b|\bpitched (?:it to|(?:a|an|the|my|our|two|"
         r"three) (?:[\w-]+ ){0,3}(?:idea|ideas|plan|story|stories|design|concept|product|project|event|menu|item|"
         r"slogan|topic)s?)\b|\bsuggested (?!by\b)|\bmade (?:the|that|a|my own) (?:decision|choice)\b|\bmade (?:the|"
         r"that) call(?! to (?:my|the|a|an|his|her|him|them|our)\b| (?:from|at|after|back)\b)|\bmy (?:own )?(?:idea|"
         r"decision)\b|\b(?:was|is) my (?:own )?call\b|\bcame up with (?!by\b)|\b(?:let|lets|"
         r"trusted) me (?:to )?(?:\w+ )?(?:choose|decide|pick|plan|design)\b|\bgot to (?:choose|decide|pick)\b|"
         r"\bmy own (?:plan|rules|way|design)\b",
         r"\bdecided (?:that )?(?:i\b|(?:the|this|my|it|that) (?:\w+ ){0,3}(?:was|is|were|would)\b)|"
         rf"\b{_CHOSE} (?:that |we |i |it )?(?:should |was |not )?(?:to )?(?:just |all |not )?{_GOING}\b|"
         rf"\b{_CHOSE} (?:on |was |for |to )?(?:the |a |an |my |our |some |which |what )?(?:[\w-]+ )?{EVERYDAY}|"
         rf"\b(?:{_CHOSE}|came up with) (?:[\w-]+ ){{0,4}}{_CAREER}\b|{_CHOSE} (?:the|this|that|a|"
         rf"my) (?:\w+ )?{_HOST}(?= \W| (?:for|over|near) my\b|$)|\b{_CHOSE} (?:what|where|which|when|"
         rf"how) {OWN_DAY}\b|\bwas (?:\w+ )?(?:decided|suggested|proposed|chose)\b|\bcame up with (?:an? |"
         r"my )?(?:excuse|nickname|name|nothing)\b|\bproposed a toast\b|\b(?:choose|pick|decide|chose) (?:my|our|"
         r"which|what|the) (?:own )?(?:hours|shifts?|schedule|days?|time|name|nickname|partner|uniform)\b|"
         r"\bmy (?:own )?(?:way|idea) (?:home|to (?:work|school|the)|of (?:fun|a))\b|\bchose (?:me|it|this|that|"
         r"this one|that one)(?: \W)*$|\btook over (?:a|the|my) (?:chair|seat|couch)\b"),
    Sign("aut.apply.set-up", Whose.OWN,
         "Something begun, set up or designed by the writer; chairs, accounts and appointments are none.",
         "started set founded launched opened organized organised created designed devised invented drew planned "
         "initiated built wrote made developed",
         r"\b(?:founded|launched|initiated|devised|invented|designed|created|drew up) (?!by\b)\w|\bset up (?:a|an|my|"
         r"my own|our own)\b|\bstarted (?:up )?(?:a|an|my|our|my own) (?:[\w-]+ ){0,3}(?:club|business|stand|shop|"
         r"program|group|drive|page|blog|channel|campaign|service|company|garden|fund|fundraiser|website|newsletter|"
         r"team|pantry|store|podcast|petition|system|list|library|cart|booth)\b|\b(?:started|opened) (?:up )?(?:a|an|"
         r"my own|our own) (?:[\w-]+ ){0,3}(?:stand|shop|business|club|store|booth|pantry|stall|kiosk|"
         rf"project of my own)\b|\b(?:organi[sz]ed|planned) {DET}(?:[\w-]+ ){{0,2}}(?:event|events|drive|trip|"
         r"tournament|meeting|meetings|party|fundraiser|sale|campaign|workshop|show|menu|route|schedule|day|week|"
         r"fair|concert|dinner|lesson|lessons|cleanup|game|games|activity|activities|clinic|tour|budget)\b|"
         r"\b(?:wrote|made|built|developed|made up) (?:\w+ )?my own\b|\bmade up (?:a|an|different|new|some)\b",
         r"\b(?:was|were|been) (?:\w+ )?(?:founded|launched|designed|created|invented)\b|\b(?:opened|"
         r"started) a new (?:box|bag)\b|\b(?:created|set up|launched|started|made|designed|wrote|made up|"
         r"invented) (?:an?|my|the|my own|some|new)? ?(?:[\w-]+ ){0,2}(?:accounts?|login|password|profile|"
         r"username|emails?|resume|appointments?|interview|voicemail|tent|desk|phone|laptop|computer|mess|playlist|"
         r"character|avatar|memories|memory|bonds?|friends|friendships?|relationships?|connections?|excuses?|"
         r"nicknames?|group chat|name|money|mind|meeting with my|time|game on my)\b|\b(?:organi[sz]ed|"
         r"planned) my (?:own )?(?:day|week|schedule|party|trip|(?:route|way) (?:to (?:work|school|the)|home))\b|"
         r"\b(?:party|trip) (?:with|for) (?:my|a) (?:family|friends?|\w+ ?'s)|\blaunched (?:the|a) (?:game|browser|"
         r"file|window)\b|\b(?:wrote|made|built|designed|created|planned|organi[sz]ed) my (?:own )?(?:\w+ "
         rf")?{EVERYDAY}"),
    Sign("aut.apply.answered", Whose.ANSWER,
         "Trouble that the writer mended; nobody is said to have ordered it.",
         "so", rf"\bi (?:\w+ly |just |then |also |went and |now )?{REMEDY}",
         r"\b(?:so (?:far|much|many)|not|helped|followed)\b|\b(?:my (?:mind|seat|number)|(?:a|the|my|some|"
         rf"our) {EVERYDAY})"),
    Sign("aut.apply.absent", Whose.ABSENT,
         "Whoever is in charge was not there; to be late, or out of something, is another thing.",
         "out away gone sick absent vacation leave break stuck off",
         r"^(?:[^\w\s] )*(?:\w+ ){0,5}(?:was|were|is|had) (?!\w+ing\b)(?:\w+ )?(?:out(?= \W| (?:for|that|this|on|"
         r"with|all|until|sick|at|in the|a)\b|$)|away|gone|sick|absent|on (?:vacation|leave|break)|stuck (?!on\b)|"
         r"off (?:that|for)|called in sick)(?!\w)",
         r"\bout (?:on the (?:floor|field|patio)|of)\b|\bgone (?:by|to (?:the )?(?:bathroom|restroom|lunch)|"
         r"for (?:lunch|a (?:minute|second|bit)))\b|\bthey (?:was|were|had)\b|\bsick of\b|\b(?:mom|mother|dad|"
         r"father|grandma|grandpa|sister|brother|friend)\b"),
    Sign("aut.apply.delegated", Whose.OWN,
         "Work given out to others.",
         "told asked had got put gave sent made split assigned", DELEGATED),
    Sign("aut.apply.in-charge", Whose.OWN,
         "In charge of people or of a whole thing.",
         "charge led headed directed chaired captained supervised managed ran captain leader manager head president "
         "organizer lead co-captain",
         rf"^(?:[^\w\s] )*in charge of\b|\b(?:i|was|am|were|been|me|us|put|being|and) (?:\w+ )?in charge\b|{LED}|"
         rf"{RAN}|\b(?:was|am|became|as) (?:the |a |an |our )?"
         r"(?:\w+ )?(?:captain|team leader|crew leader|shift lead|shift leader|project manager|stage manager|head|"
         r"president|co-captain|organizer)\b",
         rf"{NOT_LED}|\b(?:to the (?:manager|captain)|ahead|as told|if i)\b|\b(?:over|on|hit) (?:my |his |"
         r"her )?head\b|\bhead over\b|\b(?:drawer|desk|cable|an?) organizer(?! of)\b|\bran (?:my|our|"
         r"the) (?:\w+ )?(?:usual|running) route\b"),
    Sign("aut.apply.trained", Whose.OWN,
         "Others trained by the writer.",
         "trained taught coached mentored onboarded showed", TRAINED, NOT_TRAINED),
)  # fmt: skip
"""From being shown to deciding."""
