"""What names one thing exactly: ids, ARNs, addresses, DNS names, mail addresses; in records and in questions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from estate_assets.scanner.encryption import is_sealed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from estate_assets.scanner.model import AWSResource

UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
HOST = r"(?:[a-z0-9_*](?:[a-z0-9_-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{1,30}\.?"
KINDS = {
    "ARN": re.compile(r"arn:[a-z-]+:\S+"),
    "id": re.compile(
        rf"[a-z]+(?:-[a-z]+)*-(?:[0-9a-f]{{17}}|[0-9a-f]{{8}})|(?:mrk-)?[0-9a-f]{{32}}|{UUID}"
        r"|(?=[a-z]*\d)(?:a[a-z]{3}|z|e)[a-z0-9]{12,24}"
    ),
    "IP address": re.compile(r"\d{1,3}(?:\.\d{1,3}){3}(?:/\d{1,2})?|(?=[^:]*:[^:]*:)[0-9a-f:]{3,39}(?:/\d{1,3})?"),
    "mail address": re.compile(rf"[^@\s/:]+@{HOST}"),
    "URL": re.compile(rf"[a-z][a-z0-9+]{{1,15}}://{HOST}(?::\d+)?(?:/\S*)?"),
    "DNS name": re.compile(HOST),
}  # fmt: skip
ACCOUNT = re.compile(r"\d{12}")
#: Where a text with dots is a DNS name and not a size (`t3.micro`), a version or a file.
DNS_FIELDS = re.compile(r"dns|domain|host|endpoint|address|ur[il]|fqdn|aliases", re.IGNORECASE)
DNS_ENDINGS = (
    ".com",
    ".net",
    ".org",
    ".io",
    ".dev",
    ".cloud",
    ".internal",
    ".local",
    ".aws",
    ".com.cn",
    ".eu",
    ".de",
    ".uk",
)
MOST = 200  # of one resource: a policy's document may name thousands
LONGEST = 512


def kind_of(text: str) -> str | None:
    """What kind of identifier a lower-case text is, by its form alone; None where it is none."""
    return next((kind for kind, form in KINDS.items() if form.fullmatch(text)), None)


def identifiers_of(resource: AWSResource) -> dict[str, str]:
    """Everything that names this resource or that it names, lower case -> the field that says so. Never a sealed value."""
    found = {resource.arn.lower(): "arn", resource.id.lower(): "id"}
    found.setdefault(resource.name.lower(), "name")
    tail = resource.arn.split(":", 5)[-1].lower()
    for own in (tail, tail.rpartition("/")[2], tail.rpartition(":")[2]):
        found.setdefault(own, "arn")
    for path, value in _texts(resource.properties, ""):
        if len(found) >= MOST:
            break
        for one in _named(path, value.lower()):
            found.setdefault(one, path)
    found.pop("", None)
    return {name: path for name, path in found.items() if len(name) <= LONGEST}


def _named(path: str, text: str) -> Iterator[str]:
    """The identifiers in one field."""
    kind = kind_of(text)
    if kind == "DNS name":
        if DNS_FIELDS.search(path) or text.rstrip(".").endswith(DNS_ENDINGS):
            yield text.rstrip(".")
    elif kind:
        yield text
    if kind == "URL":
        yield text.partition("://")[2].partition("/")[0].partition(":")[0]


def _texts(data: Any, path: str) -> Iterator[tuple[str, str]]:
    """All texts of a record with their paths, breadth first: a resource's own address comes before those of its parts."""
    level = [(path, data)]
    while level:
        deeper: list[tuple[str, Any]] = []
        for at, value in level:
            if isinstance(value, str):
                yield at, value
            elif isinstance(value, dict) and not is_sealed(value):
                deeper += [(f"{at}.{key}".lstrip("."), item) for key, item in value.items()]
            elif isinstance(value, list):
                deeper += [(at, item) for item in value]
        level = deeper
