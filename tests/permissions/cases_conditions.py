"""Hand cases: the condition operators, keys that are absent, several values, IfExists, set operators, variables."""

from tests.permissions.case import NOW, ROLE, SESSION, USER, Case, allow, deny, document, when

REGION = {"aws:RequestedRegion": ["eu-west-1"]}
TIME = {"aws:CurrentTime": [NOW]}
AGE = {"aws:MultiFactorAuthAge": ["300"]}
KEYS = {"aws:TagKeys": ["team", "owner"]}
ADDRESS = {"aws:SourceIp": ["10.1.2.3"]}
ARN = {"aws:PrincipalArn": [ROLE]}
TEAM = {"aws:ResourceTag/team": ["blue"]}


def on(why, expected, operator, key, value, context):
    """An allow under one condition."""
    return Case(why, expected, allow(**when(operator, key, value)), context=context)


def unless(why, expected, operator, key, value, context):
    """An allow, and a deny under one condition."""
    return Case(why, expected, [allow(), deny(**when(operator, key, value))], context=context)


STRINGS = [
    on("StringEquals: the same text", "allowed", "StringEquals", "aws:RequestedRegion", "eu-west-1", REGION),
    on("StringEquals is case sensitive", "not_allowed", "StringEquals", "aws:RequestedRegion", "EU-WEST-1", REGION),
    on("StringEquals knows no wildcards", "not_allowed", "StringEquals", "aws:RequestedRegion", "eu-*", REGION),
    on("Keys are not case sensitive", "allowed", "StringEquals", "AWS:requestedregion", "eu-west-1", REGION),
    on("One of several values is enough", "allowed", "StringEquals", "aws:RequestedRegion", ["us-east-1", "eu-west-1"], REGION),
    on("No values at all match nothing", "not_allowed", "StringEquals", "aws:RequestedRegion", [], REGION),
    on("A key that is absent does not match", "not_allowed", "StringEquals", "aws:RequestedRegion", "eu-west-1", {}),
    on("StringEqualsIgnoreCase", "allowed", "StringEqualsIgnoreCase", "aws:RequestedRegion", "EU-West-1", REGION),
    on("StringNotEquals: another text", "allowed", "StringNotEquals", "aws:RequestedRegion", "us-east-1", REGION),
    on("StringNotEquals: none of several may match", "not_allowed", "StringNotEquals", "aws:RequestedRegion", ["us-east-1", "eu-west-1"], REGION),
    on("StringNotEquals holds for a key that is absent", "allowed", "StringNotEquals", "aws:RequestedRegion", "eu-west-1", {}),
    on("StringNotEqualsIgnoreCase", "not_allowed", "StringNotEqualsIgnoreCase", "aws:RequestedRegion", "EU-West-1", REGION),
    on("StringLike: wildcards", "allowed", "StringLike", "aws:RequestedRegion", "eu-*-?", REGION),
    on("StringLike is case sensitive", "not_allowed", "StringLike", "aws:RequestedRegion", "EU-*", REGION),
    on("StringLike matches the whole text", "not_allowed", "StringLike", "aws:RequestedRegion", "eu", REGION),
    on("StringLike * wants the key all the same", "not_allowed", "StringLike", "aws:ResourceTag/team", "*", {}),
    on("StringNotLike", "not_allowed", "StringNotLike", "aws:RequestedRegion", ["us-*", "eu-*"], REGION),
    unless("A deny for all but one region", "denied", "StringNotEquals", "aws:RequestedRegion", "us-east-1", REGION),
    unless("A deny for all but this region", "allowed", "StringNotEquals", "aws:RequestedRegion", "eu-west-1", REGION),
    unless("A deny on a missing tag by negation", "denied", "StringNotEquals", "aws:ResourceTag/team", "blue", {}),
    unless("A deny on a tag that is there", "denied", "StringEquals", "aws:ResourceTag/team", "blue", TEAM),
    unless("A deny on a tag that is not there does not hold", "allowed", "StringEquals", "aws:ResourceTag/team", "blue", {}),
]  # fmt: skip
OTHERS = [
    on("NumericLessThan", "allowed", "NumericLessThan", "aws:MultiFactorAuthAge", "3600", AGE),
    on("NumericLessThan is strict", "not_allowed", "NumericLessThan", "aws:MultiFactorAuthAge", "300", AGE),
    on("NumericLessThanEquals is not", "allowed", "NumericLessThanEquals", "aws:MultiFactorAuthAge", 300, AGE),
    on("NumericGreaterThan", "not_allowed", "NumericGreaterThan", "aws:MultiFactorAuthAge", "300", AGE),
    on("NumericGreaterThanEquals", "allowed", "NumericGreaterThanEquals", "aws:MultiFactorAuthAge", "299.5", AGE),
    on("NumericEquals compares numbers, not texts", "allowed", "NumericEquals", "aws:MultiFactorAuthAge", "300.0", AGE),
    on("NumericNotEquals", "not_allowed", "NumericNotEquals", "aws:MultiFactorAuthAge", "300", AGE),
    on("NumericNotEquals holds for a key that is absent", "allowed", "NumericNotEquals", "aws:MultiFactorAuthAge", "300", {}),
    on("A text is no number", "not_allowed", "NumericLessThan", "aws:RequestedRegion", "300", REGION),
    on("DateGreaterThan", "allowed", "DateGreaterThan", "aws:CurrentTime", "2026-05-04T11:59:59Z", TIME),
    on("DateLessThan a day", "not_allowed", "DateLessThan", "aws:CurrentTime", "2026-05-04", TIME),
    on("DateLessThanEquals in another time zone", "allowed", "DateLessThanEquals", "aws:CurrentTime", "2026-05-04T14:00:00+02:00", TIME),
    on("DateGreaterThanEquals in seconds since 1970", "allowed", "DateGreaterThanEquals", "aws:CurrentTime", "1700000000", TIME),
    on("DateEquals", "allowed", "DateEquals", "aws:CurrentTime", "2026-05-04T12:00:00+00:00", TIME),
    on("DateNotEquals", "not_allowed", "DateNotEquals", "aws:CurrentTime", NOW, TIME),
    on("Seconds against a date", "allowed", "DateLessThan", "aws:EpochTime", "2026-05-04T12:00:00Z", {"aws:EpochTime": ["1700000000"]}),
    on("Bool", "allowed", "Bool", "aws:SecureTransport", "true", {"aws:SecureTransport": ["true"]}),
    on("Bool may be written without quotes", "allowed", "Bool", "aws:SecureTransport", True, {"aws:SecureTransport": ["true"]}),
    on("Bool false", "not_allowed", "Bool", "aws:SecureTransport", "false", {"aws:SecureTransport": ["true"]}),
    unless("The usual deny without TLS spares TLS", "allowed", "Bool", "aws:SecureTransport", "false", {"aws:SecureTransport": ["true"]}),
    on("BinaryEquals compares bytes", "allowed", "BinaryEquals", "x:Data", "QUJD", {"x:Data": ["QUJD"]}),
    on("BinaryEquals with other bytes", "not_allowed", "BinaryEquals", "x:Data", "QUJE", {"x:Data": ["QUJD"]}),
    on("IpAddress in a network", "allowed", "IpAddress", "aws:SourceIp", "10.0.0.0/8", ADDRESS),
    on("IpAddress without a prefix is one address", "allowed", "IpAddress", "aws:SourceIp", "10.1.2.3", ADDRESS),
    on("IpAddress next to it is not", "not_allowed", "IpAddress", "aws:SourceIp", "10.1.2.4", ADDRESS),
    on("IpAddress of IPv6", "allowed", "IpAddress", "aws:SourceIp", "2001:db8::/32", {"aws:SourceIp": ["2001:db8::7"]}),
    on("A network may be written with any of its addresses", "allowed", "IpAddress", "aws:SourceIp", "10.9.8.7/8", ADDRESS),
    on("IPv4 is in no network of IPv6", "not_allowed", "IpAddress", "aws:SourceIp", "::/0", ADDRESS),
    on("NotIpAddress", "not_allowed", "NotIpAddress", "aws:SourceIp", ["192.168.0.0/16", "10.0.0.0/8"], ADDRESS),
    unless("A deny outside of a network", "denied", "NotIpAddress", "aws:SourceIp", "192.0.2.0/24", ADDRESS),
    on("ArnLike part by part", "allowed", "ArnLike", "aws:PrincipalArn", "arn:aws:iam::*:role/app/*", ARN),
    on("ArnEquals is ArnLike", "allowed", "ArnEquals", "aws:PrincipalArn", "arn:aws:iam::*:role/*", ARN),
    on("A wildcard of ArnLike does not reach into the next part", "not_allowed", "ArnLike", "aws:PrincipalArn", "arn:aws:*:role/app/deploy", ARN),
    on("ArnLike is case sensitive", "not_allowed", "ArnLike", "aws:PrincipalArn", "arn:aws:iam::*:role/App/*", ARN),
    on("ArnNotLike", "allowed", "ArnNotLike", "aws:PrincipalArn", "arn:aws:iam::*:user/*", ARN),
    on("ArnNotEquals", "not_allowed", "ArnNotEquals", "aws:PrincipalArn", ROLE, ARN),
    on("A text that is no ARN matches none", "not_allowed", "ArnLike", "aws:RequestedRegion", "*", REGION),
    on("Null true: the key is absent", "allowed", "Null", "aws:ResourceTag/team", "true", {}),
    on("Null true, and it is there", "not_allowed", "Null", "aws:ResourceTag/team", "true", TEAM),
    on("Null false: the key is there", "allowed", "Null", "aws:ResourceTag/team", False, TEAM),
    unless("A deny where a tag is missing", "denied", "Null", "aws:ResourceTag/team", "true", {}),
]  # fmt: skip
SETS = [
    on("IfExists: a key that is absent holds", "allowed", "StringEqualsIfExists", "aws:ResourceTag/team", "blue", {}),
    on("IfExists: a key that is there must match", "not_allowed", "StringEqualsIfExists", "aws:ResourceTag/team", "red", TEAM),
    unless("Deny without MFA, key absent (access keys)", "denied", "BoolIfExists", "aws:MultiFactorAuthPresent", "false", {}),
    unless("... with Bool it would not be denied", "allowed", "Bool", "aws:MultiFactorAuthPresent", "false", {}),
    on("NumericLessThanIfExists", "allowed", "NumericLessThanIfExists", "aws:MultiFactorAuthAge", "60", {}),
    on("IfExists with a negation", "allowed", "StringNotEqualsIfExists", "aws:ResourceTag/team", "blue", {}),
    on("ForAllValues: each value is among those wanted", "allowed", "ForAllValues:StringEquals", "aws:TagKeys", ["team", "owner", "cost"], KEYS),
    on("ForAllValues: one is not", "not_allowed", "ForAllValues:StringEquals", "aws:TagKeys", ["team"], KEYS),
    on("ForAllValues holds for a key that is absent", "allowed", "ForAllValues:StringEquals", "aws:TagKeys", ["team"], {}),
    on("ForAllValues with a negation: none may match", "not_allowed", "ForAllValues:StringNotEquals", "aws:TagKeys", ["owner"], KEYS),
    on("ForAllValues with patterns", "allowed", "ForAllValues:StringLike", "aws:TagKeys", ["t*", "o*"], KEYS),
    on("A negation without a set operator wants it of every value", "not_allowed", "StringNotEquals", "aws:TagKeys", "owner", KEYS),
    on("ForAnyValue: one is enough", "allowed", "ForAnyValue:StringEquals", "aws:TagKeys", ["owner"], KEYS),
    on("ForAnyValue: none", "not_allowed", "ForAnyValue:StringEquals", "aws:TagKeys", ["cost"], KEYS),
    on("ForAnyValue does not hold for a key that is absent", "not_allowed", "ForAnyValue:StringLike", "aws:TagKeys", ["*"], {}),
    on("ForAnyValue with a negation: one that does not match", "allowed", "ForAnyValue:StringNotEquals", "aws:TagKeys", ["owner"], KEYS),
    on("ForAnyValue with a negation and no key", "not_allowed", "ForAnyValue:StringNotEquals", "aws:TagKeys", ["owner"], {}),
    on("ForAnyValue with IfExists and no key", "allowed", "ForAnyValue:StringEqualsIfExists", "aws:TagKeys", ["owner"], {}),
    on("ForAnyValue over ARNs", "allowed", "ForAnyValue:ArnLike", "x:Arns", "arn:aws:sts::*:assumed-role/*", {"x:Arns": [SESSION, "x"]}),
]  # fmt: skip
BLOCKS = [
    Case("All operators of a block must hold", "not_allowed",
         allow(Condition={"StringEquals": {"aws:RequestedRegion": "eu-west-1"}, "Bool": {"aws:SecureTransport": "false"}}),
         context=REGION | {"aws:SecureTransport": ["true"]}),
    Case("All keys of an operator must hold", "not_allowed",
         allow(Condition={"StringEquals": {"aws:RequestedRegion": "eu-west-1", "aws:ResourceTag/team": "red"}}), context=REGION | TEAM),
    Case("They all do", "allowed",
         allow(Condition={"StringEquals": {"aws:RequestedRegion": "eu-west-1", "aws:ResourceTag/team": "blue"}}), context=REGION | TEAM),
    Case("An empty block holds", "allowed", allow(Condition={})),
    Case("Either of two statements", "allowed",
         [allow(**when("Bool", "aws:SecureTransport", "false")), allow(**when("StringLike", "aws:RequestedRegion", "eu-*"))],
         context=REGION | {"aws:SecureTransport": ["true"]}),
    Case("The condition's statement must name the action", "not_allowed",
         allow("s3:PutObject", **when("StringEquals", "aws:RequestedRegion", "eu-west-1")), context=REGION),
    Case("A variable as the wanted value: resource and principal of one team", "allowed",
         allow(**when("StringEquals", "aws:ResourceTag/team", "${aws:PrincipalTag/team}")), context=TEAM | {"aws:PrincipalTag/team": ["blue"]}),
    Case("... of two teams", "not_allowed",
         allow(**when("StringEquals", "aws:ResourceTag/team", "${aws:PrincipalTag/team}")), context=TEAM | {"aws:PrincipalTag/team": ["red"]}),
    Case("A variable without a value voids the statement", "not_allowed",
         allow(**when("StringNotEquals", "aws:ResourceTag/team", "${aws:PrincipalTag/team}")), context=TEAM),
    Case("... but for a default", "allowed",
         allow(**when("StringEquals", "aws:ResourceTag/team", "${aws:PrincipalTag/team, 'blue'}")), context=TEAM),
    Case("A star in a value is no wildcard for StringLike", "not_allowed",
         allow(**when("StringLike", "aws:ResourceTag/team", "${aws:PrincipalTag/team}")), context=TEAM | {"aws:PrincipalTag/team": ["*"]}),
    Case("${*} in StringLike is a star", "not_allowed", allow(**when("StringLike", "aws:ResourceTag/team", "${*}")), context=TEAM),
    Case("A variable in an ARN operator", "allowed", allow(**when("ArnLike", "aws:PrincipalArn", "arn:aws:iam::*:user/${aws:username}")),
         context={"aws:PrincipalArn": [USER], "aws:username": ["ann"]}, principal=USER),
    Case("Numeric operators know no variables", "not_allowed", allow(**when("NumericLessThan", "aws:MultiFactorAuthAge", "${x:Limit}")),
         context=AGE | {"x:Limit": ["400"]}),
    Case("Conditions of 2008 know no variables", "not_allowed",
         document(allow(**when("StringEquals", "aws:ResourceTag/team", "${aws:PrincipalTag/team}")), "2008-10-17"),
         context=TEAM | {"aws:PrincipalTag/team": ["blue"]}),
]  # fmt: skip
CASES = [*STRINGS, *OTHERS, *SETS, *BLOCKS]
