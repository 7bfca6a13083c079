"""The ARNs of principals, taken apart."""

from __future__ import annotations

import re

NAME = r"[\w+=,.@-]+"
ENTITY = re.compile(rf"^arn:[\w-]+:iam::(?P<account>\d{{12}}):(?P<kind>user|role)/(?:[\x21-\x7e]+/)?(?P<name>{NAME})$")
SESSION = re.compile(rf"^arn:[\w-]+:sts::(?P<account>\d{{12}}):assumed-role/(?P<role>{NAME})/(?P<session>{NAME})$")
ROOT = re.compile(r"^arn:[\w-]+:iam::(?P<account>\d{12}):root$")
FEDERATED = re.compile(r"^arn:[\w-]+:sts::(?P<account>\d{12}):federated-user/.+$")
FORMS = (
    "arn:aws:iam::ACCOUNT:user/NAME, arn:aws:iam::ACCOUNT:role/NAME, arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION "
    "or arn:aws:iam::ACCOUNT:root"
)


def arn_problem(arn: str) -> str:
    """Why permissions can't be found for whom the ARN names, and what to give instead; empty where they can."""
    if any(form.match(arn) for form in (ENTITY, SESSION, ROOT)):
        return ""
    if FEDERATED.match(arn):
        return "what a federated user may do follows from a session policy that can't be read. Name the user or a role"
    return f"not the ARN of a principal. Give one like {FORMS}"
