"""Operations that list resources, as botocore's models show them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from estate_assets.scanner.catalogue_check import models
from estate_assets.scanner.catalogue_check.kinds import LIST, RECORD, TEXT, Kind, of_shape

if TYPE_CHECKING:
    from collections.abc import Iterator

LISTS = re.compile(r"^(List|Describe|Get|Search)(?=[A-Z])")
ENDINGS = (
    ("liases", "lias"), ("buses", "bus"), ("ies", "y"), ("sses", "ss"), ("xes", "x"), ("ches", "ch"), ("shes", "sh"), ("ss", "ss"),
    ("us", "us"), ("is", "is"), ("s", ""),
)  # fmt: skip
#: These list what belongs to one resource, or no resources at all.
ASIDE = re.compile(
    r"Tags?(For|Of|$)|^ListTag|Permission|Policies?For|History|Events?$|Metrics?|Statistics|Versions$|By[A-Z]"
)


@dataclass(frozen=True, slots=True)
class Listing:
    """An operation that lists resources, the path of its items, and the parameters without which it does not answer."""

    service: str
    operation: str
    items: str
    kind: Kind
    needs: tuple[str, ...]

    @property
    def noun(self) -> str:
        """What it lists, in the singular: ListDeliveryStreams gives DeliveryStream."""
        return singular(LISTS.sub("", self.operation))


def listings(service: str) -> Iterator[Listing]:
    """The operations of a service that list something, in the order of their names. Raises MismatchError."""
    for name in sorted(models.service(service).operation_names):
        many = LISTS.sub("", name)
        if (
            LISTS.match(name)
            and not ASIDE.search(name)
            and singular(many) != many
            and (found := listing(service, name))
        ):
            yield found


def listing(service: str, name: str) -> Listing | None:
    """An operation as a listing; None where its answer holds no list of resources. Raises MismatchError."""
    operation = models.operation(service, name)
    paginator = models.paginator(service, name) or {}
    keys = paginator.get("result_key", [])
    answer = of_shape(operation.output_shape)
    found = {path: kind for path, kind in _lists(answer) if kind.name in (RECORD, TEXT)}
    paged = [path for path in found if path.removesuffix("[]") in ([keys] if isinstance(keys, str) else keys)]
    path = next(iter(paged or found), None)
    if path is None:
        return None
    needs = operation.input_shape.required_members if operation.input_shape else ()
    return Listing(service, name, path, found[path], tuple(needs))


def _lists(answer: Kind) -> Iterator[tuple[str, Kind]]:
    """The lists of an answer by path, those one record deeper last."""
    inner = []
    for name, kind in answer.members.items() if answer.name == RECORD else ():
        if kind.name == LIST:
            yield f"{name}[]", kind.element
        elif kind.name == RECORD:
            inner.append((name, kind))
    for outer, record in inner:
        yield from ((f"{outer}.{name}[]", kind.element) for name, kind in record.members.items() if kind.name == LIST)


def plain(name: str) -> str:
    """A name without case and signs, for comparisons."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


def words(noun: str) -> list[str]:
    """A noun's words in lower case: DBInstance gives db, instance."""
    return [word.lower() for word in re.findall(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z0-9]+|[A-Z]+", noun)]


def singular(noun: str) -> str:
    """One of what a listing's name has many of."""
    for end, one in ENDINGS:
        if noun.endswith(end):
            return noun[: -len(end)] + one
    return noun
