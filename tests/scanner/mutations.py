"""Random corruptions of resource types, as slips of the pen make them: each changes one thing that a scan depends on."""

from __future__ import annotations

import copy
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from random import Random

Data = dict[str, Any]
NAME = re.compile(r"(?<!\$)(?<!\w)[A-Za-z_]\w{2,}(?!\w*\()")
TEXT = re.compile(r"'([^']*)'")
SCALARS = ("id", "name", "created", "state", "arn")


def mutated(data: Data, random: Random) -> tuple[str, Data]:
    """A corruption's name and the corrupted type; always another than it was."""
    while True:
        name, corrupt = random.choice(CORRUPTIONS)
        found = copy.deepcopy(data)
        if corrupt(found, random) and found != data:
            return name, found


def misspelt(word: str, random: Random) -> str:
    """A word with a letter lost, doubled, swapped with the next, or in the other case."""
    at = random.randrange(len(word) - 1)
    spelt = random.choice([
        word[:at] + word[at + 1 :],
        word[:at] + word[at] + word[at:],
        word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        word[:at] + word[at].swapcase() + word[at + 1 :],
    ])  # fmt: skip
    return spelt if spelt != word else misspelt(word, random)


def questions(data: Data) -> list[Data]:
    """All that names an operation."""
    found = [data["list"], *data.get("details", ()), *data.get("optional_details", ())]
    return [*found, *([data["tags"]] if "operation" in data.get("tags", {}) else [])]


def expressions(data: Data) -> Iterator[tuple[Any, Any]]:
    """Each place (container, key) where JMESPath over an answer or an item stands."""
    yield from ((data, name) for name in SCALARS if data.get(name))
    yield from ((data["arn_vars"], name) for name in data.get("arn_vars", ()))
    yield from ((data["list"], name) for name in ("items", "region", "owner", "skip") if data["list"].get(name))
    tags = data.get("tags", {})
    yield from ((tags, name) for name in ("path", "items", "match") if tags.get(name))
    yield from ((one, "path") for one in questions(data) if one.get("path") and one is not tags)
    for one in (*questions(data)[1:], *([data["parent"]] if data.get("parent") else [])):
        yield from ((one["args"], name) for name, value in one.get("args", {}).items() if isinstance(value, str))
    yield from ((rule, "when") for rule in data.get("constraints", ()))
    yield from ((way, test) for way in ways(data) for test in ("when", "unless", "groups") if way.get(test))
    yield from ((data["aws_managed"], "when") for _ in [0] if data.get("aws_managed", {}).get("when"))


def ways(data: Data) -> list[Data]:
    """The ways to tell facts that are written out."""
    return [way for found in data.get("facts", {}).values() if isinstance(found, list) for way in found]


def replaced(found: Any, key: Any, span: tuple[int, int], word: str) -> None:
    found[key] = found[key][: span[0]] + word + found[key][span[1] :]


def operation(data: Data, random: Random) -> bool:
    one = random.choice(questions(data))
    one["operation"] = misspelt(one["operation"], random)
    return True


def member(data: Data, random: Random) -> bool:
    found, key = random.choice(list(expressions(data)))
    names = list(NAME.finditer(TEXT.sub(lambda text: " " * len(text[0]), found[key])))
    if not names:
        return False
    match = random.choice(names)
    replaced(found, key, match.span(), misspelt(match[0], random))
    return True


def path(data: Data, random: Random) -> bool:
    """Of what is sealed or left out of comparisons: nothing else would tell of it."""
    field = random.choice(("sensitive", "volatile"))
    if not data.get(field):
        return False
    at = random.randrange(len(data[field]))
    match = random.choice(list(re.finditer(r"\w+", data[field][at])))
    replaced(data[field], at, match.span(), misspelt(match[0], random))
    return True


def parameter(data: Data, random: Random) -> bool:
    """A parameter misspelt, or a required one left out."""
    given = [one[field] for one in questions(data) for field in ("params", "args") if one.get(field)]
    given += [data["parent"]["args"]] if data.get("parent", {}).get("args") else []
    if not given:
        return False
    params = random.choice(given)
    name = random.choice(list(params))
    params[misspelt(name, random)] = params.pop(name)
    return True


def literal(data: Data, random: Random) -> bool:
    """A text that an expression compares with, or that a parameter takes."""
    found = [(one, key, match) for one, key in expressions(data) for match in TEXT.finditer(one[key])]
    found = [(one, key, match) for one, key, match in found if re.fullmatch(r"[\w-]{3,}", match[1])]
    if not found:
        return False
    one, key, match = random.choice(found)
    replaced(one, key, match.span(1), misspelt(match[1], random))
    return True


def paging(data: Data, random: Random) -> bool:
    """The token pair of an operation without a paginator lost, misspelt or turned round."""
    given = data["list"].get("paging")
    if not given:
        return False
    choice = random.randrange(3)
    if choice == 0 and given["input"] != given["output"]:  # a pair of one name is found without
        del data["list"]["paging"]
    elif choice == 1 and given["input"] != given["output"]:
        given["input"], given["output"] = given["output"], given["input"]
    else:
        side = random.choice(list(given))
        given[side] = misspelt(given[side], random)
    return True


def swapped(data: Data, random: Random) -> bool:
    """Two of the record's fields exchanged."""
    names = [name for name in SCALARS if data.get(name)]
    if len(names) < 2:
        return False
    one, other = random.sample(names, 2)
    data[one], data[other] = data[other], data[one]
    return True


def arn_variable(data: Data, random: Random) -> bool:
    variables = data.get("arn_vars")
    if not variables:
        return False
    name = random.choice(list(variables))
    value = variables.pop(name)
    if random.random() < 0.7:
        variables[misspelt(name, random)] = value
    return True


def arn_template(data: Data, random: Random) -> bool:
    if not data.get("arn_template") or data.get("synthetic_arn"):
        return False
    words = list(
        re.finditer(r"[\w-]{2,}|\$\{(Region|Account)\}", data["arn_template"].replace("arn:${Partition}", " " * 16))
    )
    match = random.choice(words)
    replaced(data, "arn_template", match.span(), "" if "$" in match[0] else misspelt(match[0], random))
    return True


def iam(data: Data, random: Random) -> bool:
    """An action of the scan misspelt, left out, or another one of the service in its place."""
    at = random.randrange(len(data["iam"]))
    choice = random.randrange(3)
    prefix, _, name = data["iam"][at].partition(":")
    if choice == 0:
        data["iam"][at] = f"{prefix}:{misspelt(name, random)}"
    elif choice == 1:
        del data["iam"][at]
    else:
        data["iam"][at] = f"{prefix}:{random.choice(sorted(ACTIONS[prefix]))}"
    return True


def action(data: Data, random: Random) -> bool:
    """An action that users ask about, or that a rule blocks, misspelt."""
    found = [
        actions
        for actions in (data.get("actions"), *(rule["actions"] for rule in data.get("constraints", ())))
        if actions
    ]
    if not found:
        return False
    actions = random.choice(found)
    at = random.randrange(len(actions))
    if isinstance(actions[at], str):
        actions[at] = misspelt(actions[at], random)
    else:
        actions[at]["action"] = misspelt(actions[at]["action"], random)
    return True


def tag_member(data: Data, random: Random) -> bool:
    tags = data.get("tags")
    if not tags:
        return False
    side = random.choice(("key", "value"))
    tags[side] = misspelt(tags.get(side, side.title()), random)
    return True


def kind(data: Data, random: Random) -> bool:
    """A word of the form itself misspelt: a field, a scope, a rule's kind, a parent, a CloudFormation name."""
    fields = [(data, name) for name in ("scope", "cfn") if data.get(name)]
    fields += [(rule, name) for rule in data.get("constraints", ()) for name in ("kind", "needs") if rule.get(name)]
    fields += [(data["parent"], "type")] if data.get("parent") else []
    one, name = random.choice([*fields, (data, None)])
    if name is None:
        name = random.choice(list(data))
        data[misspelt(name, random)] = data.pop(name)
    else:
        one[name] = misspelt(one[name], random)
    return True


def scope(data: Data, random: Random) -> bool:
    """Each region where there is one place, or one place where there are regions."""
    del random
    data["scope"] = "regional" if data.get("scope") == "global" else "global"
    return True


#: IAM's actions by prefix. Set by the test, which has read them.
ACTIONS: dict[str, set[str]] = {}
CORRUPTIONS: list[tuple[str, Callable[[Data, Random], bool]]] = [
    (corruption.__name__, corruption)
    for corruption in (
        operation, member, path, parameter, literal, paging, swapped, arn_variable, arn_template, iam, action, tag_member, kind, scope,
    )
]  # fmt: skip
