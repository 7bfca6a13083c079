"""Verbs and nouns that turn what they stand beside: `forbid public access`, `backups suspended`, `filter out the public ones`."""

from __future__ import annotations

from estate_assets.scanner.understanding.duties import STATE, WITHIN

OPEN = r"(?:public(?:ly)? (?:access|reads?|writes?|traffic|exposure)|access (?:from|by|for) (?:the )?(?:public|internet|outside))"
BLOCK = (
    r"(?:block|forbid|prohibit|den(?:y|ie)|prevent|disallow|ban|restrict|reject|refuse|stop|bar|revoke|disable|suppress)"
    r"(?:s|d|ed|ing|den|bing|ning|ping|ring|ying)?"
)
BLOCKED = (
    r"(?:blocked|forbidden|prohibited|denied|prevented|revoked|disallowed|off|closed|removed|withdrawn|barred|banned|disabled"
    r"|rejected|restricted|suppressed|shut|switched off|turned off)"
)
BLOCKS = (
    r"(?:block public access|public access block(?:s|ing)?|(?:access )?restrictions? (?:on|of|for|to) public access"
    r"|restrictions? on access)"
)
LACKING = r"(?:lack(?:s|ing)?|missing|without|no|not having)"
BE = r"(?:(?:is|are|was|were|has been|have been|being|got|gets|still|now) )*"
AVOID = (
    r"(?:bypass(?:es|ing)?|avoid(?:s|ing)?|escap(?:e|es|ing)|circumvent(?:s|ing)?|evad(?:e|es|ing)|dodg(?:e|es|ing)|elud(?:e|es|ing)"
    r"|(?:give|gives|gave|given) up(?: on)?|cancel(?:s|led|ed)?|lack(?:ed|s)?|lost|lose|loses)"
)
ENDED = (
    r"(?:lifted|cancell?ed|revoked|withdrawn|suspended|paused|stopped|ended|lapsed|undefined|absent|empty|void|zero|null|none|dormant"
    r"|dropped|abandoned|discontinued|terminated|unconfigured|not set)"
)
GONE = (
    r"(?:forgotten|inactive|absent|undefined|empty|disabled|suspended|paused|deactivated|unset|null|lapsed|cancell?ed|nonexistent"
    r"|dormant)"
)
START = r"(?:re-?start|start|boot|switch on|turn on|power on|wake)"
LANGUAGE = r"(python|java|node(?:\.?js)?|ruby|rust|dotnet|php)"
FAR = r"(?:public|internet|world|outside|outsiders|web)"
#: What an amount of nothing is said of.
COUNT = r"(?: (?:period|time|count|days|flag|setting))?(?: (?:of|to|at))? (?:is |are |was |were |set to |equals )*"
NOT = r"(?:(?:do|does|did) not|don't|doesn't|didn't|never|no longer|not)"


def forms(had: str) -> tuple[tuple[str, str], ...]:
    """Patterns of lower-case text, each with what it says in the rules' words; `had` is the pattern of what things have."""
    noun = rf"(?=(?:(?:an?|the|any|its|their|our|some) )*(?:{WITHIN}[\w-]+ ){{0,2}}?{had}\b)"
    return (
        (rf"\b{NOT} {BLOCK} (?:all |any )?{OPEN}", "public"),
        (rf"\b{LACKING}(?: (?:an?|the|any))? {BLOCKS}|\b{BLOCKS} {BE}(?:turned |switched )?(?:off|disabled|missing)\b", "public"),
        (rf"\b(?:(?:with|having|has|have) )?(?:an? |the )?{BLOCKS}(?: {BE}(?:(?:turned |switched )?on|enabled|set))?", "not public"),
        (rf"\b{BLOCK} (?:all |any )?{OPEN}|\b{OPEN} {BE}{BLOCKED}\b", "not public"),
        (r"\b(?:allow|permit|admit|accept|tolerate)(?:s|ing)? (?:accidental |the )?(?:deletion|removal)\b", "without deletion protection"),
        (rf"\b(?:locked(?: down| up)?|guarded|shielded|secured) against (?=(?:the )?{FAR}\b)", "not open to "),
        (rf"\b(?:never|not|n't|no longer) (?:\w+ )?lack(?:s|ed)? {noun}", "with "),
        (rf"\b{AVOID} {noun}", "without "),
        (rf"\bused to (?:have|get) {noun}", "without "), (rf"\bused to be {STATE}", "not "),
        (rf"\b(?:with |having |has |have )?(?:an? |the )?{GONE} (?=(?:{WITHIN}[\w-]+ )?{had}\b)", "without "),
        (rf"\b({had}){COUNT}(?:zero|0|none|null)\b(?: days)?", r"\1 off"),
        (rf"\b({had}) {BE}(?:not|never) (?:been )?{ENDED}\b", r"\1 enabled"),
        (rf"\b({had}) (?:coverage )?{BE}(?:all |just )?{ENDED}\b", r"\1 off"),
        (rf"\b({had}) (?:has |have |had )?slipped (?:our|their|my|his|her|everyone's) minds?\b", r"\1 off"),
        (rf"\b(?:with )?0 (?=(?:\w+ )?{had}\b)", "without "),
        (rf"\b(?:gaps?|holes?) in (?:the |our )?({had})(?: coverage)?", r"without \1"),
        (r"\b(?:stopped|ceased|quit) (?:being |getting )?(?=\w+ed\b)", "not "),
        (r"\bwon't\b", "do not"),
        (rf"\b(?:we|one|you|i|someone) (?:can|could|might) {START}(?: (?:them|it))?(?: (?:up|again))*\b", "switched off"),
        (rf"\b{LANGUAGE}((?:,| or| and| nor)+ )go\b", r"\1\2golang"), (rf"\bgo(?=(?:,| or| and| nor) {LANGUAGE}\b)", "golang"),
        (r"\b(?:nothing|none)(?: else)? (?:but|except|other than|besides|apart from)\b", "only"),
        (r"^(?:please )?(?:filter out|remove|take away|subtract|strip|cut) (?:the |all |any )?", "except "),
        (r"\b(\w+) (?:is|are) (?:none of (?:my|our) business|not (?:my|our) (?:business|concern|problem))", r"except \1"),
        (r"\b(?:excepting|omitting|beyond(?= (?:the )?(?:prod|stag|dev|test|encrypt|public)))(?= )", "except"),
        (r"\bout[- ]of[- ]date\b|\bneeds? (?:an? )?(?:\w+ )?(?:upgrade|update)\b", "outdated"),
        (r"\b(?:lower|non[- ]?live|non[- ]?prod(?:uction)?) (?:environments?|stages?|tiers?)\b", "not production"),
        (r"\bnon[- ]?(prod(?:uction)?|dev(?:elopment)?|staging|live|test)/(\w+)", r"not \1 or \2"),
        (r"\bnon[- ]?(?=(?:prod(?:uction)?|dev(?:elopment)?|staging|live|test)\b)", "not "),
        (r"\b(?:in )?(?:other|different|another|an other) (?:\w+ )?than(?: in)?\b|\belsewhere than(?: in)?\b", "except"),
        (r"\bleave ([\w -]+?) (?:alone|aside)\b", r"except \1"), (r"\bexcl(?:usive of)?\.?(?= )", "except"),
        (r"\bend[- ]of[- ]life (?=(?:runtime|version|engine))", "outdated "),
    )  # fmt: skip
