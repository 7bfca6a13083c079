"""Comparisons written as operators, in words: `env != prod`, `encrypted = false`, `age > 365 days`."""

from __future__ import annotations

import re

from estate_assets.scanner.traits import ENVIRONMENT_KEYS, TEAM_KEYS

#: Keys whose value says by itself what it is; of others, key and value are a tag.
PLAIN = "|".join((*ENVIRONMENT_KEYS, "region", "state", "status", "runtime", "engine", "type", "kind", "account"))
TEAM = "|".join(TEAM_KEYS)
UNEQUAL, EQUAL = r"\s*(?:!==?|<>|≠)\s*", r"\s*(?:==?| equals| equal to| is equal to| set to)\s*"
YES, NO = r"(?:true|yes|on|enabled)(?![\w-])", r"(?:false|no|off|null|none|disabled|0)(?![\w-])"
FLAG = r"(\b[a-z][\w-]*)(?: flag| setting| option)?"
FORMS = tuple(
    (re.compile(form, re.IGNORECASE), usual)
    for form, usual in (
        (rf"{FLAG}{UNEQUAL}{YES}", r"not \1"),
        (rf"{FLAG}{UNEQUAL}{NO}", r"\1"),
        (rf"{FLAG}{EQUAL}{NO}", r"not \1"), (rf"{FLAG}{EQUAL}{YES}", r"\1"),
        (rf"(\b[a-z][\w-]*) (?:flag|setting|option) is {NO}", r"not \1"),
        (r"(\b[a-z][\w-]*): (?:no|false|off)\b(?=,|;|$)", r"not \1"),
        (rf"\b(?:{PLAIN}){UNEQUAL}(?=\w)", "not "),
        (rf"\b({TEAM}){UNEQUAL}(?=\w)", r"not \1 "),
        (rf"(\b[a-z][\w-]*){UNEQUAL}(?=\w)", r"not \1 "),
        (r"(?<!\S)!(?=\w)|(?<!\S)-(?=[a-z]+:\w)", "not "), (rf"\b(?:{PLAIN})\s*=\s*(?=\w)", ""),
        (rf"\b(?:{PLAIN}):(?=\w)", ""),
        (r"(?<![-<=>])>=\s?(?=\d)", " at least "), (r"(?<![-<=>])<=\s?(?=\d)", " at most "),
        (r"(?<![-<=>])>\s?(?=\d)", " more than "), (r"(?<![-<=>])<\s?(?=\d)", " less than "),
        (r"((?:more|less) than|at (?:least|most)) (\d+)d\b", r"\1 \2 days"),
        (r"\bsize +((?:more|less) than|at (?:least|most)) (\d+)(?![\w.]| ?[a-z])", r"\1 \2 GB"),
    )
)  # fmt: skip


def is_setting(key: str, value: str) -> bool:
    """Whether `key=value` says how something is, where it is no tag."""
    return key.lower() in PLAIN.split("|") or bool(re.fullmatch(f"{YES}|{NO}", value, re.IGNORECASE))


def worded(text: str) -> str:
    """A question with its operators in words. Identifiers and tags are not to be among them any more (names.py)."""
    for form, usual in FORMS:
        text = form.sub(usual, text)
    return text
