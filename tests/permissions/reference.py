"""AWS's published evaluation logic, written down literally and slowly: every policy is walked for every request.

It shares no code with the evaluator that it judges. It knows the whole context of a request, and answers allowed, denied
(explicitly) or not_allowed (implicitly).
"""

from __future__ import annotations

import base64
import datetime as dt
import ipaddress
import re


def decide(request: dict, policies: dict) -> str:
    """The decision on a request.

    `request`: action, resource, context (key -> list of values). `policies`: documents under identity (a list), boundary,
    session (one or None), scps (a list of levels, each a list), resource (one or None); `principal` (arn, kind, account,
    session); `required` where the resource's policy must allow as well.
    """
    principal, resource = policies["principal"], policies.get("resource")
    if denied(policies, resource, request):
        return "denied"
    for level in policies.get("scps") or []:
        if not any(allows(document, request) for document in level):
            return "not_allowed"

    identity = any(allows(document, request) for document in policies["identity"])
    boundary = policies.get("boundary") is None or allows(policies["boundary"], request)
    session = policies.get("session") is None or allows(policies["session"], request)
    granted = set()
    for statement in listed(resource["Statement"]) if resource is not None else []:
        if statement["Effect"] == "Allow" and matches(statement, resource, request):
            granted |= means(statement, principal)

    own = identity and boundary and session
    if "itself" in granted or ("role" in granted and boundary and session):
        return "allowed"
    if policies.get("required"):
        return "allowed" if "account" in granted and own else "not_allowed"
    return "allowed" if own else "not_allowed"


def denied(policies: dict, resource: dict | None, request: dict) -> bool:
    """Whether a Deny of any policy applies; that of a resource's policy must mean the principal."""
    everything = [*policies["identity"], policies.get("boundary"), policies.get("session")]
    everything += [one for level in policies.get("scps") or [] for one in level]
    for document in everything:
        for statement in listed(document["Statement"]) if document is not None else []:
            if statement["Effect"] == "Deny" and matches(statement, document, request):
                return True
    for statement in listed(resource["Statement"]) if resource is not None else []:
        means_it = bool(means(statement, policies["principal"]))
        if statement["Effect"] == "Deny" and means_it and matches(statement, resource, request):
            return True
    return False


def allows(document: dict, request: dict) -> bool:
    return any(
        statement["Effect"] == "Allow" and matches(statement, document, request)
        for statement in listed(document["Statement"])
    )


def means(statement: dict, principal: dict) -> set[str]:
    """Whom of the principal's names the statement's Principal element means: itself, its role, its account."""
    written = statement["Principal"]
    names = ["*"] if written == "*" else listed(written.get("AWS", []))
    found = set()
    for name in names:
        if name == "*" or name == principal.get("session"):
            found.add("itself")
        elif name == principal["arn"]:
            found.add("role" if principal["kind"] == "role" else "itself")
        elif name == principal["account"] or name.endswith(f":iam::{principal['account']}:root"):
            found.add("account")
    return found


def matches(statement: dict, document: dict, request: dict) -> bool:
    variables = document.get("Version") == "2012-10-17"
    return (
        matches_action(statement, request["action"])
        and matches_resource(statement, request, variables)
        and all(
            condition_holds(name, key, listed(values), request["context"], variables)
            for name, keys in statement.get("Condition", {}).items()
            for key, values in keys.items()
        )
    )


def matches_action(statement: dict, action: str) -> bool:
    if "Action" in statement:
        return any(wild(pattern.lower(), action.lower()) for pattern in listed(statement["Action"]))
    return not any(wild(pattern.lower(), action.lower()) for pattern in listed(statement["NotAction"]))


def matches_resource(statement: dict, request: dict, variables: bool) -> bool:
    if request["resource"] == "*":  # the action takes no resource: only a pattern for everything matches
        named = listed(statement.get("Resource", statement.get("NotResource", "*")))
        everything = any(set(text) == {"*"} for text in named)
        void = any(substitute(text, request["context"], variables) is None for text in named)
        return not everything and not void if "NotResource" in statement else everything
    if "NotResource" in statement:
        patterns = [substitute(text, request["context"], variables) for text in listed(statement["NotResource"])]
        if any(pattern is None for pattern in patterns):
            return False
        return not any(wild(complete(pattern), request["resource"]) for pattern in patterns)
    if "Resource" not in statement:
        return True
    patterns = [substitute(text, request["context"], variables) for text in listed(statement["Resource"])]
    return any(pattern is not None and wild(complete(pattern), request["resource"]) for pattern in patterns)


def complete(pattern: str) -> str:
    """An ARN with fewer than six parts gets `*` for each that is missing."""
    if pattern.startswith("arn:") and not pattern.endswith("*"):
        while pattern.count(":") < 5:
            pattern += ":*"
    return pattern


# A character of the text that is no wildcard although it looks like one, is kept apart by this mark before it.
LITERAL = "\ue000"


def substitute(text: str, context: dict, variables: bool) -> str | None:
    """The text with its variables replaced; what came in through them is no wildcard. None where one has no value."""
    if not variables:
        return text
    result, rest = "", text
    while "${" in rest and "}" in rest[rest.index("${") :]:
        before, _, after = rest.partition("${")
        inside, _, rest = after.partition("}")
        if inside in ("*", "?", "$"):
            result += before + LITERAL + inside
            continue
        name, _, default = inside.partition(",")
        values = lookup(context, name.strip())
        if values is not None and len(values) == 1:
            value = values[0]
        elif values is None and default:
            value = default.strip().strip("'")
        else:
            return None
        result += before + "".join(LITERAL + letter if letter in "*?" else letter for letter in value)
    return result + rest


def wild(pattern: str, text: str) -> bool:
    """Whether the text matches a pattern with `*` and `?`; letter by letter."""
    if pattern == "":
        return text == ""
    if pattern[0] == LITERAL:
        return text[:1] == pattern[1] and wild(pattern[2:], text[1:])
    if pattern[0] == "*":
        return wild(pattern[1:], text) or (text != "" and wild(pattern, text[1:]))
    return text != "" and pattern[0] in ("?", text[0]) and wild(pattern[1:], text[1:])


def lookup(context: dict, key: str) -> list[str] | None:
    for name, values in context.items():
        if name.lower() == key.lower():
            return values
    return None


def listed(value) -> list:
    return value if isinstance(value, list) else [value]


def condition_holds(name: str, key: str, wanted: list, context: dict, variables: bool) -> bool:
    values = lookup(context, key)
    wanted = [str(want).lower() if isinstance(want, bool) else str(want) for want in wanted]
    for_all, for_any = name.startswith("ForAllValues:"), name.startswith("ForAnyValue:")
    operator = name.rpartition(":")[2]
    if operator == "Null":
        return any((values is None) is (want.lower() == "true") for want in wanted)
    if operator.endswith("IfExists"):
        operator = operator[: -len("IfExists")]
        if values is None:
            return True
    negated = "Not" in operator
    if values is None:
        return True if for_all else False if for_any else negated
    if operator.startswith(("String", "Arn")):
        wanted = [substitute(want, context, variables) for want in wanted]
        if None in wanted:
            return False
    positive = operator.replace("Not", "")
    if for_all and not negated:
        return all(any(compare(positive, value, want) for want in wanted) for value in values)
    if for_all:
        return all(not any(compare(positive, value, want) for want in wanted) for value in values)
    if for_any and negated:
        return any(not any(compare(positive, value, want) for want in wanted) for value in values)
    found = any(compare(positive, value, want) for value in values for want in wanted)
    return not found if negated else found


def compare(operator: str, value: str, want: str) -> bool:
    text = want.replace(LITERAL, "")
    if operator == "StringEquals":
        return value == text
    if operator in ("StringEqualsIgnoreCase", "Bool"):
        return value.lower() == text.lower()
    if operator == "StringLike":
        return wild(want, value)
    if operator in ("ArnEquals", "ArnLike"):
        pieces, patterns = value.split(":", 5), want.split(":", 5)
        return len(pieces) == len(patterns) == 6 and all(wild(p, v) for p, v in zip(patterns, pieces, strict=True))
    try:
        if operator == "BinaryEquals":
            return base64.b64decode(value, validate=True) == base64.b64decode(text, validate=True)
        if operator == "IpAddress":
            return ipaddress.ip_address(value) in ipaddress.ip_network(text, strict=False)
        if operator.startswith("Numeric"):
            return ordered(operator[len("Numeric") :], float(value), float(text))
        if operator.startswith("Date"):
            return ordered(operator[len("Date") :], moment(value), moment(text))
    except ValueError:
        return False
    raise AssertionError(operator)


def ordered(how: str, one, other) -> bool:
    return {
        "Equals": one == other,
        "LessThan": one < other,
        "LessThanEquals": one <= other,
        "GreaterThan": one > other,
        "GreaterThanEquals": one >= other,
    }[how]


def moment(text: str) -> float:
    if re.fullmatch(r"-?\d+(\.\d+)?", text):
        return float(text)
    found = dt.datetime.fromisoformat(text)
    return (found if found.tzinfo else found.replace(tzinfo=dt.UTC)).timestamp()
