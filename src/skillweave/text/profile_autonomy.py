"""Rules of the experience profile for autonomy: shown and watched, beside others, on one's own."""

from skillweave.text.profile_sign import (
    COLLEAGUE,
    DELEGATED,
    DET,
    HELPED,
    HELPED_CUES,
    IDLE,
    LED,
    RAN,
    TITLED,
    TRAINED,
    Sign,
    Whose,
)

_NOBODY = r"\b(?:nobody|no one|none of|never|did not|was not|without|before anyone|anybody|anyone)\b"
_MINE = r"(?:me|us|my|mine|our|ours|everything i|what i|whatever i|all i|each|every|all of|all (?:my|our|the)|it)"

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
         "On one's own; leaving somebody alone is another thing.",
         "own myself alone independently solo singlehandedly single-handedly single-handed unsupervised",
         r"\bon my own(?! (?!and|but|for|the|in|on|at|with|after|by|every|because|when|all|most|from|until|to|while|"
         r"as|this|last|so|without)\w)|\b(?:all )?by myself\b|\b(?:independently|solo|singlehandedly|"
         r"single-handed(?:ly)?|unsupervised)\b|\balone\b|\b(?:i|and|then|did|done|made|fixed|wrote|built) "
         r"(?:[\w-]+ ){1,6}myself\b",
         r"\b(?:leave|left|leaving|letting|live|lived|living|home|stand|stands|felt|feel|never|not|let|was too|to "
         r"him|to her|to them) (?:\w+ ){0,3}alone\b|\balone time\b|(?<!\bby )\b(?:\w+ed|\w+ing|hurt|cut|introduce|"
         r"of|to|for|about|with|found|told|tell|remind|caught|kept|made|set|gave|got|let|heard|saw|push|see|burnt|"
         r"between|like|feel|consider|prove|express|challenge|calm|pace|prepare|and|than) myself\b|\blearn\w* "
         r"(?:\w+ ){0,2}(?:on my own|by myself)\b"),
    Sign("aut.apply.unasked", Whose.SAID,
         "Nobody asked for it, told or helped.",
         "nobody one noone without unasked before anyone anybody asked told",
         r"\b(?:nobody|no one|noone) (?:had |ever |even |else )*(?:asked|told|showed|helped|taught|assigned|made|"
         r"was there|was around|was watching|checked|stood)\b|\bwithout (?:being |anyone |anybody |somebody |"
         r"someone |my \w+ |any )?(?:asked|told|asking|telling|help|supervision|prompted|prompting|instructions?|"
         r"reminded)\b|\bunasked\b|\bbefore (?:anyone|anybody) (?:asked|told|noticed|said)\b|\bnot (?:asked|told) "
         r"to\b",
         r"\b(?:nobody|no one|noone) (?:had |ever )?(?:asked|told|showed|helped) (?:him|her|them|the)\b|\bwithout "
         r"(?:\w+ )?(?:asking|telling) (?:for|why|how|me)\b"),
    Sign("aut.apply.decided", Whose.OWN,
         "A decision, choice or proposal of the writer's own about the work; a choice of career is none.",
         "decided chose choose decision call idea came initiative took suggested proposed pitched plan rules "
         "volunteered decide pick",
         r"\b(?:decided|chose|proposed|pitched|took (?:the )?initiative|took it upon|took charge|took over|took the "
         r"lead)\b|\bsuggested (?!by\b)|\bmade (?:the|that|a|my own) (?:call|decision|choice)\b|\bmy "
         r"(?:own )?(?:idea|decision|call)\b|\bcame up with (?!by\b)|\b(?:let|lets|trusted) me "
         r"(?:to )?(?:\w+ )?(?:choose|decide|pick|plan|design)\b|\bgot to (?:choose|decide|pick)\b|\bmy own (?:plan|"
         r"rules|way|design)\b",
         r"\bdecided (?:that )?(?:i|to (?:become|be|study|go|apply|join|major|pursue|volunteer|sign up|come|stay|"
         r"quit|work (?:at|for)|take (?:a|the|this) (?:class|job|course)))\b|\bwas (?:\w+ )?(?:decided|suggested|"
         r"proposed|chose)\b"),
    Sign("aut.apply.set-up", Whose.OWN,
         "Something begun, set up or designed by the writer; chairs that are set up are none.",
         "started set founded launched opened organized organised created designed devised invented drew planned "
         "initiated built wrote made developed",
         r"\b(?:founded|launched|initiated|devised|invented|designed|created|drew up) (?!by\b)\w|\bset up (?:a|an|"
         r"my|my own|our own)\b|\b(?:started|opened) (?:up )?(?:a|an|my|our|my own) (?:[\w-]+ ){0,3}(?:club|"
         r"business|stand|shop|program|group|drive|page|blog|channel|campaign|service|company|project|garden|fund|"
         r"fundraiser|website|newsletter|team|pantry|store|podcast|petition|system|list|library|cart|booth)\b"
         rf"|\b(?:organi[sz]ed|planned) {DET}(?:[\w-]+ ){{0,2}}(?:event|events|drive|trip|tournament|meeting|"
         rf"meetings|party|"
         r"fundraiser|sale|campaign|workshop|show|menu|route|schedule|day|week|fair|concert|dinner|lesson|lessons|"
         r"cleanup|game|games|activity|activities|clinic|tour|budget)\b|\b(?:wrote|made|built|developed|made up) "
         r"(?:\w+ )?my own\b|\bmade up (?:a|an|different|new|some)\b",
         r"\b(?:was|were|been) (?:\w+ )?(?:founded|launched|designed|created|invented)\b|\b(?:opened|started) a new "
         r"(?:box|bag)\b"),
    Sign("aut.apply.answered", Whose.ANSWER,
         "A deed in answer to how things stood; nobody is said to have ordered it.",
         "so", rf"\bi (?:\w+ly |just |then |also )?(?!{IDLE}\b)\w",
         r"\bso (?:far|much|many)\b|\bnot\b|\bhelped\b|\bfollowed\b|\basked (?:my|the|him|her|if|for)\b|\bi \w+ing\b"),
    Sign("aut.apply.absent", Whose.ABSENT,
         "Whoever is in charge was not there.",
         "out away gone sick absent vacation leave break stuck late off",
         r"^(?:[^\w\s] )*(?:\w+ ){0,5}(?:was|were|is|had) (?:\w+ )?(?:out|away|gone|sick|absent|on (?:vacation|"
         r"leave|break)|stuck|late|off (?:that|for|on)|called in sick)\b"),
    Sign("aut.apply.delegated", Whose.OWN,
         "Work given out to others.",
         "told asked had got put gave sent made split", DELEGATED),
    Sign("aut.apply.in-charge", Whose.OWN,
         "In charge of people or of a whole thing.",
         "charge led headed directed chaired captained supervised managed ran captain leader manager head president "
         "organizer",
         rf"^(?:[^\w\s] )*in charge of\b|\b(?:i|was|am|were|been|me|us|put|being|and) (?:\w+ )?in charge\b|{LED}|"
         rf"{RAN}|\b(?:was|am|became|as) (?:the |a |an |our )?"
         r"(?:\w+ )?(?:captain|team leader|crew leader|shift lead|shift leader|project manager|stage manager|head|"
         r"president|co-captain|organizer)\b",
         r"\b(?:managed to|ran (?:to|into|out|away|the (?:fryer|dishwasher|register|machine|mixer))|to the "
         r"(?:manager|captain)|ahead|as told|if i)\b|\b(?:was|were) (?:led|headed|directed|supervised|managed) by\b"),
    Sign("aut.apply.trained", Whose.OWN,
         "Others trained by the writer.",
         "trained taught coached mentored onboarded showed", TRAINED,
         r"\b(?:was|were|been|got|get|be) (?:\w+ )?(?:trained|taught|coached|mentored)\b|\b(?:trained|taught) by\b"),
)  # fmt: skip
"""From being shown to deciding."""
