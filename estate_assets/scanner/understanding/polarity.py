"""Denials in all their forms: written as `not` or `without` for the rules, or taken out of a clause and counted.

Vectors hardly tell a clause from its denial. So what is compared by meaning is without denials, in questions and in what they are
compared with: `strangers cannot reach` is `strangers can reach`, turned.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable

from estate_assets.scanner.understanding import duties, reversals

BE = r"(?:is|are|was|were|has|have|had|do|does|did|be|been|being|get|gets|got)"
HAD = r"(?:multi[- ]?az|attachments?|encryption(?: at rest)?|backups?|safety (?:cop(?:y|ies)|nets?)|protection|recovery|pitr|ciphers?|retention|rotation|expiry|expiration|standby|redundancy|failover|public (?:ip )?address(?:es)?|public ips?|copies|locks?|safeguards?|access|exposure|tags?|labels?|owners?)"
SET = (
    r"(?:enabled|active|activated|on|set|set up|configured|switched on|turned on|in place|there|present|provided|working|in use|in force|used|applied"
    r"|available|defined|given|assigned|taken|made|kept|required|possible|allowed|granted|thought of)"
)
OFF = r"(?:off|left out|left off|disabled|deactivated|missing|absent|lacking|wanting|forgotten|skipped|omitted|neglected|unset|removed|inactive|gone|denied)"
#: Who asks, which says nothing of what is asked for.
ASKING = r"(?:i|we|he|she|they|finance|management|security|somebody|someone|(?:my|our|the) (?:boss|auditors?|managers?|team|cto|ciso|colleagues?))"
#: One of what is had, in a list.
ITEM = rf"(?:an? |any |the )?(?:{duties.WITHIN}[\w-]+ ){{0,2}}?(?:{HAD}|team)\b"
#: What stands between the items of a list.
LISTED = re.compile(r",? (?:and|or|nor) |, ?|/| & ")
DENIED = r"(?:(?:is|are|was|were|do|does|did|has|have)(?:n't| not)|not|never|nobody)"
#: What is denied twice is so.
TWICE: tuple[tuple[str, str], ...] = (
    (rf"\b{DENIED}(?: (?!without\b|and\b|or\b)\w+)?? (?:without|lacking|missing)\b", "with"),
    (r"\b(?:with )?(?:without|no|lacking) (?:any |an? )?without\b", "with"),
    (r"\b(is|are|was|were|do|does|did)n't not\b", r"\1"), (r"\bnot not\b", ""),
)  # fmt: skip
Usual = str | Callable[[re.Match[str]], str]
#: Forms of denials -> the usual ones, which the rules read.
FORMS: tuple[tuple[str, Usual], ...] = (
    (r"\bnot not\b", ""),
    (r"\b(and|but)( also)? tagged\b(?! (?:with|as|for|by|\w+=))", r"\1 not untagged"),
    (r"\b(in|from|outside|across|except) us\b(?![-\w])", r"\1 the us"),
    (r"(?:^|[,;(] ?)((?:(?:the|all) )?[\w./-]+(?:(?: and | or |/| & )[\w./-]+)*) (?:are |is )?(?:excluded|excepted|exempted|left out|omitted|ignored|not included|not counted)\b",
     lambda match: f" except {LISTED.sub(' or ', match[1])} "),
    (rf"\b(?:without|lacking|missing|no|having no) {ITEM}(?:, {ITEM})*(?:,? (?:and|or|nor) {ITEM})?", lambda match: LISTED.sub(" or ", match[0])),
    (r"(?:\bnot|n't) [\w-]+(?: up)?(?:, [\w-]+(?: up)?)+,? (?:or|nor) ", lambda match: LISTED.sub(" or ", match[0])),
    (rf"^(?:please,? )?{ASKING} (?:would like|wants?|needs?|asks?|has asked) (?:me |us )?(?:to (?:see|know|have|get|list)|for) ", ""),
    (r"\bsay,? (?=\d)", ""),
    (r"\bif (?:it|they|one) (?:is|are) ([\w -]+?),? (?:skip|omit|ignore|drop|leave out)(?: (?:it|them))?\b", r"except \1"),
    (r"\b(is|are|was|were|do|does|did|has|have|had|ca|wo|could|would|should|must)nt\b", r"\1n't"),
    (r"\b(?:arnt|aint|havnt|dosnt|dosent|cannt|hasent|isent|doesent|didn)(?:'t)?\b", "not"),
    (r"\b(?:no ?one|none of (?:us|them)|no (?:person|human|body)|not a (?:soul|single (?:person|one)))\b", "nobody"),
    (r"\b(?:nto|n0t|noot|nott)\b", "not"),
    (r"\bw/(?:o|out)\b|\bwith[ -]out\b|\bsans\b|\b(?:devoid|bare|free|void|short|deprived|bereft|in need|in want) of\b", "without"),
    (r"(?:(?<=[,;:.])|^|(?<=\bbut)|(?<=\band)|(?<=\bplease)) *(?:please )?(?:skip|omit|drop|hide|exclude|ignore|disregard|spare me|never mind|(?:do not|don't) (?:show|list|include|give)(?: me)?|i (?:do not|don't) need)(?: (?:the|any|all|whatever|everything|anything|those|these|that|which|is|are)\b)*", " except"),
    (rf",? (?:and |with |the )*((?!ones\b)(?!{HAD}\b)[\w-]+(?: ones?| stuff)?) (?:aside|(?:is |are |being )?(?:apart|excluded|excepted|exempted|ruled out|left out|left aside|omitted|disregarded|ignored|filtered out|not included|not counted|discounted))\b(?! (?:from|of|by)\b)", r" except \1"),
    (r"\b(?:refrain|refrains|abstain|abstains|desist|desists|keep|keeps|stay away|shy away|shies away|steer clear|steers clear) from (?=\w+ing\b)|\bstops? short of (?=\w+ing\b)", "not "),
    (r"\b(?:nobody|no ?one)(?: ever| has| had)? (?:bothered|cared|remembered|thought|troubled|took the trouble|got around|managed|found (?:the )?time) (?:to|of)\b", "not"),
    (r"\b(?:once|after|when|if|where) processing (?:them |it |these )?(?:has |have |had )?(?:failed|fails)\b(?: (?:for good|too often|again and again|repeatedly))?", "poison messages"),
    (r"\b(?:forgo|forgoes|forego|foregoes|forgoing|waive|waives|skip|skips|(?:go|goes|going|do|does|make do|makes do) without|dispense with|dispenses with|get by without|gets by without)\b", "without"),
    (r"\bwithout (?:an? |any )?(?:end|limit|time limit|end date|expiry date)\b", "forever"),
    (r"\baddress(?:es)? on the (?:open |public )?(?:internet|web|net)\b", "public address"),
    (r"\bnone of (?:them|those|these|which|whom)(?: that| which)?(?: are| is)?(?: having| has| have| with)\b", "without"),
    (r"\b(?:for|due to|because of) (?:the |an? )?(?:lack|absence|want) of\b", "because without"),
    (r"\b(?:with )?(?:the |an? )?(?:lack|absence|want) of\b|\blacks?\b|\bmiss(?:es)?\b(?! (?:it|them|us|me|him|her|you)\b)|\bminus\b", "without"),
    (r"\b(?:(?:is|are|was|were|do|does|did|ca|has|have)(?: not|n't)|not|never|nobody|none)(?: \w+)?? (?:without|lacking|missing)\b", "with"),
    (rf"\b(?:awaits?|awaiting|waiting for|(?:still |badly )?(?:needs?|wants?)|in need of|cr(?:y|ies|ying) (?:out )?for)\b(?=(?: an?| the| its| their| some| any| more)?(?: \w+)? {HAD}\b)", "without"),
    (r"\b(?:with )?(?:nobody|no ?one)'s (?=(?:team|tag|label|owner)\b)", "without "),
    (r"\b(?:absent from|left out of|passed over by|naked of|forgot(?:ten)? about)\b", "without"),
    (r"\bset to (?:false|no|zero|never|none)\b", "off"),
    (r"\b(?:(?:do|does|did|has|have)(?: not|n't)|not|lacks?)(?: (?:have|has|get|gets|got|receive|receives|see|seen?|been given))?(?: the)? enough\b", "too few"),
    (r"\bmessages? ((?:\w+ ){0,3}?)(?:(?:that|which|when they|if they|because they) )?(?:cannot|could not|couldn't|can't|failed to|nobody (?:can|could)|no consumer (?:can|could))"
     r" (?:be )?(?:process|handle|deliver|consume|digest|treat)(?:ed)?\b", r"poison messages \1"),
    (r"\bnone of the (?=\w+ ones\b)", "not "),
    (r"\b(?:in|with|having|has) (?:the )?(?:state|status)(?: of| is)? ", "in "),
    (r"\bnot (?:only|just|merely)\b", ""),
    (r"\b(?:but|and|though) none (?=(?:of (?:them|these|those) )?(?:from|in|at|on)\b)", "but not "),
    (rf"\bnot {HAD}\b", lambda match: match[0].replace("not ", "no ", 1)),
    (r"\b(?:still |yet )?(?:(?:(?:have|has|need|needs|ought|wait|waiting|due|got|supposed|meant) )?to|must|should) be (?:moved|migrated|upgraded|updated|brought|taken|weaned|lifted) (?:off|away from|from|over from)\b", "still on"),
    (r"\b(?:anything|everything) but\b|\bfar from(?: being)?\b|\bnowhere near\b|\bby no means\b|\bin no way\b|\bno longer\b|\bnot any ?more\b"
     r"|\bhardly(?: ever)?\b|\bbarely\b|\bscarcely\b|\bseldom\b|\brarely\b|\byet to(?: be)?\b|\bstill to be\b", "not"),
    (rf"\b(?:fail(?:s|ed|ing)?|forg[eo]t(?:s|ten)?|neglect(?:s|ed)?|omit(?:s|ted)?|refus(?:e|es|ed|ing)|declin(?:e|es|ed|ing)) to(?: {BE})?\b", "not"),
    (r"\b(?:not|never|n't) (?:bother(?:ed)?|care(?:d)?|manage(?:d)?|remember(?:ed)?|get around|got around|think|thought) to(?: be)?\b", "not"),
    (r"\bnot (?:un|non)[ -](?=\w)", ""),
    (r"\b(?:nothing|nobody|no \w+)(?: (?:would|will|can|could|does|there))? (?:to )?(?:stop|prevent|hinder|keep|bar|block|deter)s? (\w+)(?: from)? (?=\w+ing\b)", r"\1 can "),
    (r"\bnot (?:yet )?(?:been )?(?:moved|migrated|weaned|gone) (?:off|away from)\b", "still on"),
    (r"\b(?:leav(?:e|ing) (?:out|aside)|ignor(?:e|ing)|not (?:counting|including)|discounting|disregard(?:ing)?|forget(?:ting)? about)\b(?: those| the ones| ones| any)?(?: (?:that|which) (?:are|is))?", "except"),
    (r"\bnot not\b", ""),
    (r"^(?:so |and )?(?:(?:isn't|aren't|ain't|is not|are not) there|(?:don't|do not|haven't) we (?:have|got|run|own)) (?=any\b|some\b|an?\b)", ""),
    (r"\b((?:for|of|by|from|either|named|called|in) (?:the )?[\w-]+)((?:, (?:the )?[\w-]+)+),? or\b", lambda match: f"{match[1]}{match[2].replace(',', ' or')} or"),
    (r"^((?:(?:show|list|find|give)(?: me| us)? |all |the |every )*)tagged (?=\w)|\b((?:that|which) (?:are|is|have been) )tagged(?=$|[,?.!]| (?:and|but|in)\b)",
     lambda match: f"{match[1] or match[2] or ''}not untagged "),
    (r"\b(?:(?!are\b|is\b|it\b|they\b)\w+ )?or not\b(?=,| except\b| but\b| (?:in|at|of|from)\b|\W*$)", ""),
    (r"\b(?:something|anything|things?|stuff|ones?) else than\b|\belse than\b|\b(?:something |anything |things |ones )?(?:different|distinct) (?:from|than|to)\b|\bunlike\b", "except"),
    (r"\b(?:(?:ought|needs?|have|has|wants?|plan|plans|planned|supposed|meant|due|waiting) to|should|must) (?:be )?(?:mov|migrat|upgrad|switch|convert|chang|tak)(?:e|ed|en)?(?: over| up| across)?"
     r" (?:on)?to (?=\w*\d)", "except "),
    (r"\b(read|reach|access|open|enter|view|download|see|use|get at)((?: (?:from|it|them|in|into))*) without (?:even )?(?:(?:logging|signing) (?:in|on)|(?:any |an? )?(?:password|login|credentials|account|authentication|authori[sz]ation))\b",
     r"\1\2"),
    (r"\b(?:un)?till? (?:the )?(?:end of (?:all )?(?:time|days)|kingdom come|doomsday)\b|\bfor (?:all )?eternity\b|\bin perpetuity\b", "forever"),
    (r"\b(is|are|still|currently) up\b(?! (?:and running|to|for|on|until|from|against)\b)", r"\1 up and running"),
    (r"\b(?:safeguards?|safety (?:catch(?:es)?|nets?|switch(?:es)?|locks?)|guards?|protection|defen[cs]es?|locks?|shields?|insurance|safety|precautions?|barriers?) against (?:an? )?(?:(?:accidental|mistaken|careless|unintended|hasty) )?"
     r"(?:deletion|removal|destruction|erasure|being (?:deleted|removed|dropped|destroyed|erased|wiped(?: out)?))\b", "deletion protection"),
    (r"\b(?:open|exposed|vulnerable|prone|susceptible|unprotected|defenceless|at risk) (?:to|of|from|against) (?:an? )?(?:(?:accidental|mistaken|careless|unintended|hasty) )?"
     r"(?:deletion|removal|destruction|erasure|being (?:deleted|removed|dropped|destroyed|erased|wiped(?: out)?))\b", "without deletion protection"),
    (r"\b(\w+s)' ((?!for\b|in\b|of\b|that\b|with\b|on\b|and\b|or\b)[a-z]+(?: (?!for\b|in\b|of\b|that\b|which\b|with\b|on\b|at\b|and\b|or\b|is\b|are\b)[a-z]+)?)", r"\2 of \1"),
    (r"\b((?:every|all|any|each|whichever|whatever)\w*(?:'s)?(?: \w+)?) but\b", r"\1 except"),
    (r"\bleaving ((?:the )?\w+(?: ones)?) (?:aside|out)\b|(?<!we )(?<!to )(?<!i )(?<!you )(?<!they )(?<!that )(?<!which )(?<!can )(?<!who )\bsave (?=the |for )(?:for )?|\bbarring\b", lambda match: f"except {match[1] or ''}"),
    (r"\b(?:exempt|exempted|excused|spared|excluded|omitted|left out|missing out) from\b|\bdeprived of\b|\bstripped of\b", "without"),
    (r"\b(?:barred|banned|shut off|sealed|fenced|closed) (?:from|against|for|to) (?=(?:the )?(?:public|internet|world|outside|outsiders|web|strangers|everyone|anyone)\b)",
     "not open to "),
    (r"\b(?:off limits|out of bounds|out of reach) (?:to|for) (?=(?:the )?(?:public|internet|world|outside|outsiders|web|strangers|everyone|anyone)\b)", "not open to "),
    (r"\b(?:(?:larger|bigger|smaller|more|less|greater|higher|lower) than) (?=(?:db\.|cache\.)?[a-z]+\d)", "except "),  # a family
    (r"\b(?:other than|apart from|aside from|save for|rather than|instead of|as opposed to|with the exception of|bar)\b", "except"),
    *duties.forms(HAD),
    *reversals.forms(HAD),
    *TWICE,
    (rf"\b({HAD})((?: (?!and\b|or\b|but\b)\w+)??)(?: {BE})?(?: not|n't| never)(?: been| yet| ever| currently| being| got| get)* {SET}\b", r"\1\2 off"),
    (rf"\b({HAD})((?: (?!and\b|or\b|but\b)\w+)??)(?: (?:that|which))?(?: {BE})* (?:(?:switched|turned|set to|currently|left|still|simply|just|all) )*{OFF}\b", r"\1\2 off"),
)  # fmt: skip
USUAL = tuple((re.compile(form), usual) for form, usual in FORMS)
#: Verbs that deny, around what they deny -> the opposite.
AROUND = re.compile(
    r"\b(?:(?:turn|turns|turning|send|sends|keep|keeps|keeping|kept|push|pushes) ((?:\w+ ){1,4}?)(?:away|at bay|out|off|at a distance|outside)\b"
    r"|(?:ward|wards|fend|fends|fending|shut|shuts|lock|locks|locking|fight|fights) (?:off|out) ((?:\w+ ?){1,4})|(?<!the )(?:repel|repels|reject|rejects|refuse|refuses|exclude|excludes|denies|deny) ((?:\w+ ?){1,4}))"
)
#: What denies in a clause -> what is left of it. The first that fits at a place, wins.
DENIALS = (
    (r"(?:nobody|no ?one|no person|no human|none of \w+)(?: else)?(?: ever)?", "somebody"),
    (r"nothing(?: at all)?", "something"),
    (r"nowhere", "somewhere"),
    (r"(?:are|is|was|were|has|have|do|does|did) no longer", ""),
    (r"(?:have|has) (?:not|never)(?: ever)?(?: been)?", "are"),
    (r"(?:is|are|was|were)? ?(?:unable|not able|not allowed|not permitted|forbidden|impossible|hard|difficult|too hard) to", "can"),
    (r"(?:resist|resists) (?:to(?: be)?|being)", "can be"),
    (r"(?:cannot|can ?not|can't|can never|could never|could not|couldn't|must not|mustn't|may not)", "can"),
    (r"(?:is|are|was|were|do|does|did|has|have|had|would|will|should)(?: not|n't)(?: yet| ever| even)?", ""),
    (r"won't|ain't|(?:is|are|was|were|do|does|did|has|have) never", ""),
    (r"without(?: any| a single| the| a| an)?", "with"),
    (r"(?:is|are) (?:missing|lacking|absent)", ""),
    (r"(?:missing|lacking)(?: any| a single| the| a| an)?", "with"),
    (r"gibberish|garbled|garbage|useless|worthless|meaningless|nonsense|noise|illegible", "readable"),
    (r"(?:(?:would|could|can|will|shall) )?(?:survives?|surviving|withstands?|withstanding|outlasts?|outlives?|resists?|resisting|defy|defies|defying|thwarts?|foils?)"
     r"(?: an?| any| the)?", ""),
    (r"(?<!that )(?<!which )(?<!they )(?<!it )(?<=\w )(?:is|are|was|were) (?:(?:switched|turned|still|left|set|currently) )*off", ""),
    (r"(?:immune|impervious|resistant|proof) (?:to|against)", ""),
    (r"(?:prevents?|prevented|preventing|blocked|blocks?(?! (?:are|is|of|storage|that|which|on))|forbids?|rules? out)", ""),
    (r"(?:breaks?|violates?|violating|flunks?|fails?|breach(?:es)?|in (?:breach|violation) of|contravenes?)(?: (?:the|our|a|any|every))?(?: \w+)?"
     r" (?:rule|policy|requirement|standard|audit|check|guideline|obligation|regulation)s?", "meet the rule"),
    (r"neither|nor|never|not?|non|none|zero|except(?: for)?|excluding", ""),
)  # fmt: skip
#: Beginnings of words that deny the rest of the word.
PREFIX = re.compile(
    r"\b(?:un|non|in|ir)-?(?=(?:encrypt|cipher|scrambl|protect|reach|reada|label|tagg|own(?:ed|er)|attach|used\b|guard|secur|restrict"
    r"|limit|expos|delet|recover|retriev|restor|health|lock(?:ed|able)|mark|claim|mount|plugg|access|visib|legib|intellig|public|connect|aware"
    r"|break|remov|authenticat|shield|cover|map|assign|saf|clear|usable))"
)
#: What `usual` makes of everything that is said to be off or missing.
BEHIND = re.compile(rf"\b({HAD}(?: \w+)?) off\b")
DENIAL = re.compile("|".join(rf"(?P<d{at}>(?<!\w)(?:{form})(?!\w))" for at, (form, _) in enumerate(DENIALS)))
#: What a clause begins with and says nothing.
START = re.compile(
    r"^(?:(?:(?:on|in|for|to|from|by|of|at|with|under|over|through) which|whose|where|although|that|which|who|whom|because|they|it|them|those|these|ones?|items?|things?|stuff|resources?|still|currently|have been|has been|are|is|was|were|been|being|just|simply|ever|all|of) )+"
)
#: A denial at the end of a text, with at most a few words that carry no content behind it.
BEFORE = re.compile(
    r"(?:\b(?:not|never|nobody|nothing|none|neither|nor|no|non|cannot|except|excluding)|(?:\b\w+)?n't)((?: (?:yet|at all|been|ever|even|really|properly|actually|fully|currently"
    r"|exactly|be|being|get|called|made|to|so|either|both|found|left|kept|considered|explicitly|necessarily|directly|truly|quite|any|ones?|of|those|that|which|are|is|the|with)){0,4}) ?$"
)
LETTERS = re.compile(r"\b(\w+) (t|s|re|ve|ll)\b")


def usual(text: str) -> str:
    """A lower-case question with its denials in their usual forms."""
    for form, said in USUAL:
        text = form.sub(said, text)
    return " ".join(text.split())


def before(text: str) -> int | None:
    """Where a denial begins that stands right before the end of a lower-case text; None where there is none."""
    found = BEFORE.search(f"{text.rstrip()} " if text.strip() else "")
    return found.start() if found else None


@functools.lru_cache(maxsize=16_384)
def plain(clause: str) -> tuple[str, int]:
    """A lower-case clause without its denials, and how many there were: an odd number turns it."""
    turns = 0

    def left(match: re.Match[str]) -> str:
        nonlocal turns
        turns += 1
        if match.re is AROUND:
            return f"let {next(filter(None, match.groups())).strip()} in"
        if match.re is DENIAL:
            return DENIALS[int((match.lastgroup or "")[1:])][1]
        return match[1] if match.re is BEHIND else ""

    text = usual(LETTERS.sub(r"\1'\2", clause))
    for form in (BEHIND, PREFIX, AROUND, DENIAL):
        text = form.sub(left, text)
    return START.sub("", " ".join(text.split())), turns
