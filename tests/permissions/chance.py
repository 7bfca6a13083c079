"""Policies and requests by chance: few words, so that they meet often; every element and operator of the language.

`r` is a Random: a seeded one, or hypothesis's own, which finds the smallest example that fails.
"""

from tests.permissions.case import ACCOUNT, OTHER, ROLE, ROOT, SESSION, USER

ACTIONS = ["s3:GetObject", "s3:PutObject", "s3:ListBucket", "iam:GetUser", "sqs:SendMessage"]
ACTION_PATTERNS = [
    *ACTIONS,
    "*",
    "s3:*",
    "s3:Get*",
    "S3:getobject",
    "s3:?etObject",
    "*:*",
    "iam:*",
    "s3:*Object",
    "sqs:Send",
]
TARGETS = [
    "*", "arn:aws:s3:::a", "arn:aws:s3:::a/x", "arn:aws:s3:::a/b/x", "arn:aws:s3:::b/ann", f"arn:aws:iam::{ACCOUNT}:user/ann",
    f"arn:aws:sqs:eu-west-1:{ACCOUNT}:ann", "arn:aws:s3:::a/?",
]  # fmt: skip
PATTERNS = [
    *TARGETS, "arn:aws:s3:::a*", "arn:aws:s3:::*", "arn:aws:s3:::a/?", "arn:aws:s3:::*/x", "arn:aws:s3", "arn:aws:sqs:eu-west-1", "?*",
    "arn:aws:s3:::${aws:PrincipalTag/team}/*", "arn:aws:s3:::b/${aws:username}", "arn:aws:s3:::${aws:username, 'a'}/x",
    "arn:aws:s3:::a/${?}",
    "arn:aws:s3:::a/${*}", f"arn:aws:iam::{ACCOUNT}:user/*", f"arn:aws:sqs:*:{ACCOUNT}:${{aws:username}}", "arn:aws:s3:::a/${x:Many}",
]  # fmt: skip
TEXTS = [
    "a",
    "b",
    "A",
    "ann",
    "*",
    "a*",
    "?",
    "",
    "${aws:username}",
    "${aws:PrincipalTag/team, 'b'}",
    "${*}",
    "${x:Many}",
]
NUMBERS, DATES = (
    ["1", "2", "2.0", "10", "-1", "x"],
    ["2026-05-04T12:00:00Z", "2026-05-04", "1700000000", "2026-05-04T14:00:00+02:00", "x"],
)
ADDRESSES, NETWORKS = (
    ["10.1.2.3", "192.0.2.1", "2001:db8::7"],
    ["10.0.0.0/8", "10.1.2.3", "0.0.0.0/0", "2001:db8::/32", "::/0", "x"],
)
ARNS = [ROLE, USER, SESSION, "x"]
ARN_PATTERNS = [
    *ARNS,
    "arn:aws:iam::*:role/*",
    "arn:*:iam::*:user/${aws:username}",
    "arn:aws:*",
    "*",
    "arn:aws:iam::??????????33:user/*",
]
#: A family of operators: its keys, what requests carry under them, what policies write.
FAMILIES = {
    "String": (["aws:username", "aws:PrincipalTag/team", "AWS:usernamE"], ["ann", "a", "b", "*", ""], TEXTS),
    "Many": (["x:Many"], ["a", "b", "ann"], TEXTS),
    "Numeric": (["x:Number"], NUMBERS, NUMBERS),
    "Date": (["aws:CurrentTime"], DATES, DATES),
    "Bool": (["aws:SecureTransport"], ["true", "false"], ["true", "false", "True"]),
    "Binary": (["x:Data"], ["QUJD", "QQ=="], ["QUJD", "QQ==", "?"]),
    "Ip": (["aws:SourceIp"], ADDRESSES, NETWORKS),
    "Arn": (["aws:PrincipalArn"], ARNS, ARN_PATTERNS),
}
ORDERS = ["Equals", "NotEquals", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals"]
STRINGS = [
    "StringEquals",
    "StringNotEquals",
    "StringEqualsIgnoreCase",
    "StringNotEqualsIgnoreCase",
    "StringLike",
    "StringNotLike",
]
OPERATORS = {
    "String": STRINGS,
    "Many": STRINGS,
    "Numeric": [f"Numeric{order}" for order in ORDERS],
    "Date": [f"Date{order}" for order in ORDERS],
    "Bool": ["Bool"],
    "Binary": ["BinaryEquals"],
    "Ip": ["IpAddress", "NotIpAddress"],
    "Arn": ["ArnEquals", "ArnNotEquals", "ArnLike", "ArnNotLike"],
}
PRINCIPALS = [ROLE, USER, SESSION, ROOT, ACCOUNT, OTHER, f"arn:aws:iam::{OTHER}:root", "*"]


def some(r, words, most=3):
    """One of the words as it is, or a list of some."""
    return r.choice(words) if r.random() < 0.5 else [r.choice(words) for _ in range(r.randint(1, most))]


def condition(r):
    family = r.choice(list(FAMILIES))
    keys, _, wanted = FAMILIES[family]
    key = r.choice(keys)
    if r.randint(0, 7) == 0:
        return "Null", key, r.choice(["true", "false", True, False])
    quantifier, suffix = r.choice(["", "", "", "ForAnyValue:", "ForAllValues:"]), r.choice(["", "", "IfExists"])
    return f"{quantifier}{r.choice(OPERATORS[family])}{suffix}", key, some(r, wanted)


def block(r):
    found = {}
    for name, key, value in (condition(r) for _ in range(r.randint(0, 2))):
        found.setdefault(name, {})[key] = value
    return found


def statement(r, *, principal):
    found = {
        "Effect": r.choice(["Allow", "Allow", "Deny"]),
        r.choice(["Action", "Action", "Action", "NotAction"]): some(r, ACTION_PATTERNS),
        r.choice(["Resource", "Resource", "Resource", "NotResource"]): some(r, PATTERNS),
    }
    if r.random() < 0.5:
        found["Condition"] = block(r)
    if principal:
        found["Principal"] = r.choice(["*", {"AWS": some(r, PRINCIPALS)}])
    return found


def document(r, *, principal=False):
    statements = [statement(r, principal=principal) for _ in range(r.randint(0, 4))]
    version = r.choice([{"Version": "2012-10-17"}, {"Version": "2012-10-17"}, {"Version": "2008-10-17"}, {}])
    return version | {"Statement": statements[0] if len(statements) == 1 else statements}


def context(r):
    """A whole request context: each key with values, or absent."""
    found = {}
    for family, (keys, carried, _) in FAMILIES.items():
        for key in {key.lower(): key for key in keys}.values():
            if r.random() < 0.5:
                found[key] = [r.choice(carried) for _ in range(r.randint(1, 3 if family == "Many" else 1))]
    return found


def request(r):
    return {"action": r.choice(ACTIONS), "resource": r.choice(TARGETS), "context": context(r)}


def policies(r):
    return {
        "identity": [document(r) for _ in range(r.randint(0, 3))],
        "boundary": document(r) if r.random() < 0.5 else None,
        "session": document(r) if r.random() < 0.25 else None,
        "scps": [[document(r) for _ in range(r.randint(0, 2))] for _ in range(r.choice([0, 0, 1, 2]))],
        "resource": document(r, principal=True) if r.random() < 0.5 else None,
        "required": r.random() < 0.3,
        "principal": r.choice([
            {"arn": ROLE, "kind": "role", "account": ACCOUNT, "session": SESSION},
            {"arn": USER, "kind": "user", "account": ACCOUNT, "session": ""},
        ]),
    }  # fmt: skip
