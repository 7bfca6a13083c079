"""Answers for what moto does not implement: a list of nothing for reads, 501 for writes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from estate_assets.demo import answers

if TYPE_CHECKING:
    from moto.core.model import OperationModel

    from estate_assets.demo.answers import Answer
    from estate_assets.demo.wire import Call

# Where moto breaks instead of listing nothing; none of these is ever planted.
BROKEN = frozenset(
    {
        "dynamodb:ListExports",
        "ecs:DescribeCapacityProviders",
        "rds:DescribeOptionGroups",
        "stepfunctions:ListExecutions",
    }
)
_READS = ("List", "Describe", "Get", "Search", "Lookup")


def not_implemented(call: Call) -> Answer:
    """Answer "none of those in this account" to an operation that lists, else refuse honestly."""
    if call.operation is not None and _lists(call.operation):
        return answers.empty(call)
    message = f"The stand-in does not implement {call.key}"
    return answers.error(call, answers.AwsError("NotImplemented", message, 501))


def is_unimplemented(answer: Answer) -> bool:
    """Whether moto's answer means that it knows no such operation, rather than no such resource."""
    if answer.status == 501:  # noqa: PLR2004
        return True
    unrouted = (
        not answer.body or answer.body.lstrip()[:9].lower() == b"<!doctype" or answer.body == b"Not yet implemented"
    )
    return answer.status in (404, 405) and unrouted


def _lists(operation: OperationModel) -> bool:
    if not operation.name.startswith(_READS):
        return False
    shape = operation.output_shape
    if shape is None:
        return False
    payload = shape.members.get(shape.serialization.get("payload", ""))
    shapes = [shape, payload] if payload is not None and payload.type_name == "structure" else [shape]
    return any(member.type_name == "list" for s in shapes for member in s.members.values())
