"""The catalogue as a table: for `estate catalogue list`, and as the page docs/resource-types.md."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from estate_assets.scanner.spec import ResourceSpec

HEAD = """# Resource types

Made from the catalogue by its test (`ESTATE_WRITE_DOCS=1 pytest tests/scanner/test_catalogue_page.py`); `estate catalogue list` prints the
same for what is installed. {count} types of {services} services.

* **Operation**: what lists the type. Where it exists once per account, not once per region, it says *global*.
* **ARN**: the template, or the field in which AWS gives it.
* **IAM actions**: what a scan needs to list and describe it, and to read its tags. `estate policy` makes a policy of them.
* **Sealed**: the fields that are encrypted as soon as they are read.
* **CloudFormation**: its name there.
"""
TIERS = {
    "core": "checked by hand and by machine",
    "extended": "derived by machine and filtered; scanned where asked for",
}


def row(spec: ResourceSpec) -> dict[str, Any]:
    """One type as `estate catalogue list --json` prints it."""
    return {
        "service": spec.service,
        "type": spec.type,
        "tier": spec.tier,
        "scope": spec.scope,
        "operation": spec.list.operation,
        "arn": spec.arn_template or spec.arn,
        "cfn_type": spec.cfn,
        "iam_actions": list(spec.iam),
        "sensitive": list(spec.sensitive),
    }


def page(specs: Iterable[ResourceSpec]) -> str:
    """The page in Markdown: a part per tier, a table per service."""
    rows = sorted(map(row, specs), key=lambda one: (one["tier"], one["service"], one["type"]))
    parts = [HEAD.format(count=len(rows), services=len({one["service"] for one in rows}))]
    for tier, of_tier in groupby(rows, key=lambda one: one["tier"]):
        found = list(of_tier)
        parts.append(f"\n## The {tier} tier\n\n{len(found)} types, {TIERS[tier]}.\n")
        parts += [_table(service, list(types)) for service, types in groupby(found, key=lambda one: one["service"])]
    return "".join(parts)


def _table(service: str, rows: Sequence[dict[str, Any]]) -> str:
    lines = [
        f"\n### {service}\n",
        "| type | operation | ARN | IAM actions | sealed | CloudFormation |",
        "|---|---|---|---|---|---|",
    ]
    for one in rows:
        operation = one["operation"] + (" *(global)*" if one["scope"] == "global" else "")
        cells = (
            one["type"], operation, _code(one["arn"]), " ".join(one["iam_actions"]), " ".join(map(_code, one["sensitive"])),
            one["cfn_type"] or "",
        )  # fmt: skip
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _code(text: str | None) -> str:
    return f"`{text.replace('|', chr(92) + '|')}`" if text else ""
