"""Words of what goes wrong at work, of what is done about it, and of everyday life, which is neither."""

from skillweave.text.profile_sign import DET

TROUBLE = (
    r"(?:\b(?:broke|broken|breaking|bent|cracked|torn|ripped|jam(?:med|ming|s)?|stuck|leak(?:ed|ing|s|y)?|loose|"
    r"wobbl(?:y|ed|ing)|clogged|blocked|wrong|backwards|upside down|mistakes?|errors?|typos?|faults?|bugs?|"
    r"fail(?:ed|s|ing)|crash(?:ed|es|ing)|fell|falling|falls|tipp(?:ed|ing)|spill(?:ed|ing)|miss(?:ing|ed)|"
    r"mix(?:ed|ing) (?:\w+ )?up|lost|confus(?:ed|ing)|misread|mislabel(?:ed|led)|overlooked|forgot|forgetting|"
    r"unclear|unreadable|messy|slow|slower|slowed|uneven|worn|swapped|worse|skipped|skipping|ignored|ignoring|"
    r"complain(?:ed|ing|s|ts?)|trouble|problems?|issues?|gaps?|wast(?:e|ed|ing)|expired|wilt(?:ed|ing)|"
    r"rott(?:en|ing)|dying|died|empty|overflow(?:ed|ing)|full|crowded|outdated|struggl(?:ed|ing)|gave up|left out|"
    r"never|nobody|no one|none of|hardly|ran out|runs out|run out|running out|ran low|out of (?:order|date|stock)|"
    r"(?:was|were|is|are|had|has) no|(?:did|does|do|was|were|is|are|would|could|can|had|has|have) not|(?:kept|"
    r"keeps|keep) (?:\w+ )?\w+ing|stopped (?:coming|working)|lines? (?:was|were|got) (?:\w+ )?long|long lines?|"
    r"too (?:slow|heavy|long|high|low|tall|short|small|big|loud|dark|wide|narrow|tight|thick|thin|many|few|hard|"
    r"difficult|far|crowded|expensive|close|steep))\b)"
)
"""Something is wrong, missing or in the way."""

_FOOD = (
    r"lunch(?:es)?|breakfast|dinner|supper|snacks?|pizza|sandwich(?:es)?|burgers?|tacos?|burrito|salad|fries|soup|"
    r"noodles|chips|candy|cookies?|donuts?|doughnuts?|ice cream|desserts?|drinks?|coffee|tea|soda|water bottle|juice|"
    r"milkshake|meals?|foods?|flavou?rs?|restaurants?|chicken"
)
_WEAR = r"shirts?|t-shirts?|clothes|outfits?|shoes|sneakers|boots|socks|pants|jeans|jacket|coat|hat|hoodie|hair|nails"
_WAY = (
    r"bus(?:es)?|train|subway|rides?|bike|car|parking|traffic|stairs|elevator|seats?|lockers?|bathroom|restroom|"
    r"cafeteria|break room|break|day off|days off|time off|bed|couch|way home|home"
)
_LEISURE = (
    r"movies?|tv|show on|song|songs|music|radio|channel|playlist|video games?|phone|password|homework|crossword|"
    r"puzzles?|sudoku|cube|riddles?|maze|birthday|vacation|nap|weekend|holiday|weather|rain(?:ed|ing|y)?|"
    r"snow(?:ed|ing|y)?|sun|sky|alarm|fun|mood"
)
EVERYDAY = rf"(?:{_FOOD}|{_WEAR}|{_WAY}|{_LEISURE})\b"
"""Food, clothes, ways and leisure: to choose or change them says nothing of the work. Only tried right after a verb,
since many work where food is made and clothes are sold."""

OWN_DAY = (
    r"(?:to (?:wear|eat|bring|order|buy|drink|say|watch|sit|go|park|leave|get (?:to (?:work|school|the)|home|there|in|"
    r"up)|apply|study|work|intern|volunteer|be|do with my|have|call|meet|spend|come|start|take (?:my|a|the) (?:break|"
    r"bus|day|train))|(?:the |my |our |i |it |we )+(?:\w+ )?(?:bathroom|restroom|bus|office|room|schedule|shift|"
    r"shifts|parked|park|want|wanted|was|were|am|like|liked|got paid|clock in)|time|day|bus|i want)"
)
"""What follows `figured out where`, `decided when` and `wrote down what` where it is about one's own day."""

NEEDS = (
    rf"\b{EVERYDAY}|\b(?:i|we) (?:\w+ )?(?:was|am|were|are|felt|feel|got|overslept|wanted|needed|lost my|forgot my|"
    r"missed)\b|\bmy (?:\w+ )?(?:mom|mother|dad|father|parents|brother|sister|stomach|head|feet|back|hands?|eyes|"
    r"watch|wallet|keys|glasses|charger|laptop|shift|legs?)\b|\b(?:bulb|battery|batteries|toner|filter|roll)\b|"
    r"\b(?:hungry|thirsty|tired|bored|sleepy|hot|cold|sick)\b"
)
"""The writer's own state and way, in the clause that `so I ...` answers."""

MADE = (
    r"(?:(?:list|chart|sheet|sign|label|poster|map|guide|schedule|calendar|checklist|template|form|table|spreadsheet|"
    r"board|rack|stand|ramp|bracket|jig|stencil|tool|holder|bin|tag|card|system|plan|rule|game|video|page|"
    r"folder|diagram|drawing|model|prototype|script|program|cover|frame|rotation|lane|code|mark|stop|bridge|fence|"
    r"box|legend|website|app|manual|handout|flyer|tally|log|graph|sequence|path|ladder|lesson|recipe|"
    r"design|tracker|pattern|sketch|instruction|procedure|kit|timer|draft|example|exercise|worksheet)s?|shel(?:f|ves))"
)
"""What is made at work and remains: no food and no friends."""

REMEDY = (
    rf"\b(?:(?:made|wrote|built|drew|created|designed|started|set up|put up|hung up|typed up|wrote up|drew up|made up|"
    rf"sewed|welded|invented|devised|sketched|printed) (?:out )?{DET}(?:[\w-]+ ){{0,3}}{MADE}\b|(?:made|built|drew|"
    r"wrote|designed|printed|cut) (?:my own|our own|a new|new|one|some) ?\w*|(?:fixed|repaired|mended|patched|"
    r"rearranged|reorgani[sz]ed|reordered|redid|rewrote|rebuilt|reworked|rerouted|relabel(?:ed|led)|redesigned|"
    r"adjusted|adapted|color-coded|numbered|label(?:ed|led)|simplified|shortened|braced|reinforced|glued|welded|"
    r"clamped|moved|changed|switched|swapped|split|tested|timed|measured|compared|taped|painted|replaced|rewired|"
    r"soldered|translated) "
    r"(?:it|them|the|each|every|all|our|my|both|his|her|their|a|an|two|three|some)\b|(?:looked up|worked out|figured "
    r"out|researched|tried) (?:how|which|what|why|another|a different|different|it with|it another))"
)
"""A deed that mends or changes how something is done."""

PROPOSED = (
    r"\b(?:proposed|suggested|recommended|pitched|explained my|my (?:own )?(?:idea|plan|design|proposal|"
    rf"suggestion))\b(?! (?:(?:we|that|to|a|the|getting|some|it) ){{0,3}}(?:\w+ ){{0,2}}{EVERYDAY})"
)
"""A proposal about the work."""
