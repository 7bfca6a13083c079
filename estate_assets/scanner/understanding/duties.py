"""What is yet to be done is not done: `volumes that need to be encrypted` are not, and `nobody turned on backups` leaves none."""

from __future__ import annotations

import re

STILL = r"(?:(?:still|yet|really|urgently|badly|also|soon|always) )*"
#: To have to be something. Not `I need to see`, which asks: what follows is told apart by the forms.
NEED = (
    r"(?:needs?|have|has|had|ought|due|overdue|wait|waits|waiting|await|remain|remains|left|scheduled|planned|supposed|meant"
    r"|wants?|got)"
)
MODAL = rf"(?:{NEED} {STILL}to|must|should|shall)"
#: To bring something about that was not there; and that it was, or was left.
ENABLE = (
    r"(?:set(?: up)?|add|give|enable|turn on|switch on|activate|configure|assign|create|define|introduce|get|have|receive|obtain"
    r"|attach)"
)
ENABLING = r"(?:turning on|switching on|enabling|activating|adding|setting up)"
ENABLED = (
    r"(?:set(?: up)?|added|given|enabled|turned on|switched on|activated|configured|assigned|created|defined|introduced"
    r"|bothered with|cared for)"
)
OMITTED = (
    r"(?:skipped|forgot|omitted|neglected|disabled|dropped|left out|turned off|switched off|deactivated|opted out of|saved on"
    r"|avoided)"
)
DO = r"(?:encrypt|rotate|back up|protect|tag|label|attach|start|re-?enable|enable|activate|lock|secure|guard)"
DOING = (
    r"(?:encrypting|rotating|backing up|protecting|tagging|labell?ing|attaching|starting|enabling|activating|locking|securing"
    r"|guarding)"
)
#: How things are, as facts or states tell; what is to be deleted or upgraded is another matter.
STATE = (
    r"(?=(?:\w+ly )?(?:(?:en|de)?crypted|rotated|protected|private|public|tagged|labell?ed|backed|attached|started|enabled|activated"
    r"|multi|redundant|highly|owned|closed|hidden|locked|secured|reachable|accessible|exposed|restored|replicated|assigned|shielded"
    r"|guarded|switched|turned|restricted|mounted|scrambled|ciphered|running|stopped|kept|saved|spread|restorable|recoverable)\b)"
)
RULE = r"(?:rule|policy|policies|requirement|standard|guideline|obligation|regulation|check|audit)s?"
BREAK = (
    r"(?:violat(?:e|es|ing)|break(?:s|ing)?|breach(?:es|ing)?|contraven(?:e|es|ing)|flout(?:s|ing)?|flunk(?:s|ing)?"
    r"|fail(?:s|ing)?|ignor(?:e|es|ing)|disregard(?:s|ing)?|against|in (?:breach|violation) of)"
)
#: A word of what is had, and none that begins something else.
WITHIN = r"(?!(?:without|with|missing|lacking|no|not|and|or|but|that|which|whose|in|of|for|from|are|is)\b)"
ALL = r"(?:everything|they|it|(?:all|every|each)(?: \w+)?)"
WHERE = r"(?:(?:for|on|in|of) )?(?:which|where|whom|whose)"
#: Verbs in -s after which `to be` says how something is.
SEEMING = ("appears", "happens", "seems", "tends", "claims", "proves", "continues", "is", "was", "us", "as", "turns")
BEING = "".join(rf"(?<!\b{one} )" for one in SEEMING)
#: Some ask so for what is not allowed and yet so, some for what keeps to it: `that should not be public`.
EITHER = re.compile(
    r"\b(?:(?:must|should|shall|ought to|supposed to) ?(?:not|never)|(?:must|should)n't)(?: ever)? (?:be |have |get )?\w+"
    r"|\b(?:not|n't) (?:allowed|supposed|meant) to be \w+|\bnot to be \w+|\bneed not (?:be )?\w+"
    rf"|\b(?:(?:do|does|did)(?:n't| not)|no longer|never) (?:(?:need|require)s?(?: to(?: be)?)? \w+|have to (?:be {STATE}\w+|{DO}\b))"
)


def forms(had: str) -> tuple[tuple[str, str], ...]:
    """Patterns of lower-case text, each with what it says in the rules' words; `had` is the pattern of what things have."""
    noun = rf"(?=(?:(?:an?|the|any|its|their|some|more) )*(?:{WITHIN}[\w-]+ |point in time ){{0,3}}?(?:{had}|team)\b)"
    return (
        (rf"\b{BREAK} (?:the |our |a )?{RULE} (?:that|whereby|by which) {ALL} {MODAL} (?:be )?", "not "),
        (rf"\b{BREAK} (?:the |our |any )?((?!(?:the|our|any|an?|this|that) )(?:\w+ ){{1,4}}?){RULE}\b", r"without \1"),
        (rf"\b{STILL}{MODAL} {STILL}{ENABLE} {noun}", "without "),
        (rf"\b{STILL}{MODAL} {STILL}(?:be|get|become) (?:made )?{STATE}", "not "),
        (rf"\b(?:(?:we|i|you|one|someone|somebody|they) {STILL}|still ){MODAL} {STILL}(?={DO}\b)", "not "),
        (rf"\b(?:should|must|shall) (?:we|i|you) (?:(?:start|now|next) )*(?=(?:{DO}|{DOING})\b)", "not "),
        (rf"\b(?:(?:is|are) left to|(?:we|i|they|you|one)'(?:d|ll) (?:better|have to|need to)) (?={DO}\b)", "not "),
        (
            rf"\b{STILL}{MODAL} {STILL}be (?:moved|migrated|converted|changed|switched|taken|brought) (?:over )?to (?=multi|private)",
            "not ",
        ),
        (
            rf"(?:{MODAL}|(?:should|must|do) we(?: have to)?) (?:be )?(?:take|taken|get|pull|pulled) off the (?:internet|web|net)\b",
            "public",
        ),
        (rf"\b({had}) (?:is |are |was )?(?:still|yet) to (?:do|be done|come|follow)\b", r"\1 off"),
        (
            rf"\b(?:(?:begging|crying|asking) for|(?:could|can|might) (?:do with|use)|(?:would|could|might) benefit from) {noun}",
            "without ",
        ),
        (rf"\b(?:pending|awaiting) {noun}", "without "),
        (r"(?<=s )to make (?=multi|private|public|encrypted)", "not "),
        (rf"(?<=s ){BEING}to be (?:made )?{STATE}", "not "),
        (rf"\b{STILL}(?:needs?|requires?|wants?) (?:re-?)?(?={DOING}\b)", "not "),
        (rf"(?<!\bi )(?<!\bwe )(?<!\byou )\b{STILL}(?:needs?|requires?|awaits?|awaiting) {noun}", "without "),
        (rf"\b(?:due|overdue|ready|waiting|candidates?|cases?) for (?:an? |the )?(?:{ENABLING} )?{noun}", "without "),
        (rf"\b(?:due|overdue|ready|waiting|candidates?) for (?={DOING}\b)", "not "),
        (rf"\b(?:{WHERE} )?nobody(?: (?:has|had|have|ever|yet))* {ENABLED} {noun}", "without "),
        (
            rf"\b(?:{WHERE} )?(?:(?:the |our |its |their |some )?(?!not\b|never\b|nobody\b)\w+ )?{OMITTED} {noun}",
            "without ",
        ),
        (r"\b(?:the )?(?:very |exact )?(?:opposite|contrary|reverse) of(?: being)? ", "not "),
        (r"\bunless (?:(?:they|it|those|these)(?:'re| are| is) )?", "not "),
        (r"\bbesides(?= (?:the |those |our )?\w)", "except"),
        (rf"\bzero {noun}", "no "),
    )


def either(text: str) -> tuple[str, ...]:
    """What of a question may ask for what is so, and for what is not."""
    return tuple(match[0] for match in EITHER.finditer(text.lower().replace("’", "'")))
