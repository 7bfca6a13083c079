"""The columns of the Parquet: their types, and what stands in them. docs/dataset.md is held to this by a test."""

from __future__ import annotations

import pyarrow as pa

TAGS = pa.map_(pa.string(), pa.string())
WORDS = {
    "account_id": "the account, 12 digits",
    "account_name": "its name in the settings or the organization",
    "region": "the region, or `global`",
    "service": "the service by botocore's name: `ec2`",
    "resource_type": "service and type: `ec2:instance`",
    "arn": "the ARN; where AWS has none, a synthetic one that says so (`estate-synthetic/`)",
    "id": "the id within its type",
    "name": "the name; where it has none, the tag `Name`, or the id",
    "state": "the state in AWS's words; null where the type has none",
    "created_at": "ISO 8601 in UTC; null where AWS does not say",
    "discovered_at": "when it was listed, ISO 8601 in UTC",
    "cfn_type": "the type by CloudFormation's name; null where it has none",
    "properties": "AWS's answer, under AWS's names; sensitive values are objects with `$sealed` and `digest`",
    "source": "the list operation's own item, where details replaced it",
    "permissions": "IAM action -> `{decision, reason}`: `allowed`, `denied`, `not_allowed` or `unknown`",
    "constraints": "list of `{rule, kind, actions, text}`: what its state forbids",
    "facts": "what is derived -> `{holds, why}`; absent where it can't be told",
    "relations": "list of `{kind, target, type}`: what it points to, by ARN, id or name",
    "parent": "the ARN of what it was listed under; empty where there is none",
    "tags": "tag -> value",
    "notes": "what could not be read of it: `ListTags: AccessDenied`",
    "content_hash": "of all that is worth a write; equal where nothing changed",
    "point_id": "the id in the collection: UUIDv5 of account and ARN",
    "text": "the text that is embedded",
    "vector": "384 numbers of unit length; empty where the model failed",
}
#: Columns that hold JSON, since every type has properties of its own.
JSON = frozenset({"properties", "source", "permissions", "constraints", "facts", "relations"})
TYPES = {"tags": TAGS, "notes": pa.list_(pa.string()), "vector": pa.list_(pa.float32())}


def _schema(*names: str) -> pa.Schema:
    return pa.schema(
        [pa.field(name, TYPES.get(name, pa.string()), metadata={"description": WORDS[name]}) for name in names]
    )


RAW = _schema(
    "account_id", "region", "service", "resource_type", "arn", "id", "properties", "source", "tags", "notes",
    "parent",
)  # fmt: skip
ENRICHED = _schema(
    "account_id", "region", "service", "resource_type", "arn", "id", "account_name", "name", "state", "created_at", "cfn_type",
    "permissions", "constraints", "facts", "relations", "content_hash", "discovered_at", "properties", "tags", "notes",
)  # fmt: skip
EMBEDDED = _schema("point_id", "text", "vector", "content_hash")
