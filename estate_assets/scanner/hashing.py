"""The finishing of records: copies with more fields, and the hash of all that is worth a new write."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import orjson

from estate_assets.scanner import text
from estate_assets.scanner.embedding import FINGERPRINT
from estate_assets.scanner.model import AWSResource, fields_of
from estate_assets.scanner.transform import steady

if TYPE_CHECKING:
    from collections.abc import Mapping

    from estate_assets.scanner.spec import ResourceSpec

#: The versions of what makes text and vector: another text or model is worth a write, too.
MADE_BY = f"{text.VERSION}|{FINGERPRINT}"


def completed(resource: AWSResource, **fields: Any) -> AWSResource:
    """The resource with these fields; dataclasses.replace takes three times as long, for each resource of an estate."""
    return AWSResource(**fields_of(resource) | fields)


def hashed(resource: AWSResource, spec: ResourceSpec, **last: Any) -> AWSResource:
    """The resource, finished by its `last` fields, with the hash of all that is worth a new write."""
    return with_content_hash(resource, steady(resource.properties, spec.volatile), MADE_BY, **last)


def with_content_hash(resource: AWSResource, steady_: Mapping[str, Any], made_by: str, **last: Any) -> AWSResource:
    """The resource, finished by its `last` fields, with the hash of all but when it was seen, and of what made text and vector.

    `steady_`: its properties without those that change by themselves (counters, last-used times).
    """
    fields = fields_of(resource) | last
    content = fields | {"properties": steady_, "made_by": made_by, "content_hash": "", "discovered_at": ""}
    try:
        told = orjson.dumps(content, option=orjson.OPT_SORT_KEYS)  # dataclasses and all, in a tenth of the time
    except orjson.JSONEncodeError:  # a number of more than 64 bits, half of a pair of surrogates, ...
        told = json.dumps(content, sort_keys=True, default=fields_of).encode()
    fields["content_hash"] = hashlib.blake2b(told, digest_size=16).hexdigest()
    return AWSResource(**fields)
