"""Reads what an AWS request asks for: service, operation, region and key, from its signature, path and body."""

from __future__ import annotations

import functools
import io
import re
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from botocore.loaders import create_loader
from botocore.parsers import BaseCBORParser
from moto.core.parse import PROTOCOL_PARSERS
from moto.core.request import Request, determine_request_protocol
from moto.core.routing import get_service_router
from moto.core.utils import get_service_model
from werkzeug.exceptions import HTTPException

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from moto.core.model import OperationModel

_SCOPE = re.compile(r"Credential=([^/,\s]+)/\d{8}/([^/,\s]+)/([^/,\s]+)/aws4_request")
CBOR = "smithy-rpc-v2-cbor"
_CBOR_PATH = re.compile(r"^/service/[^/]+/operation/([^/]+)$")
# Signing names that differ from botocore's service names, for the services asked most; `_by_signing_name` knows all,
# but takes seconds to build, since it reads every model.
_ALIASES = {
    "access-analyzer": ("accessanalyzer",),
    "airflow": ("mwaa",),
    "aoss": ("opensearchserverless",),
    "apigateway": ("apigateway", "apigatewayv2"),
    "bedrock": ("bedrock", "bedrock-agent"),
    "cassandra": ("keyspaces",),
    "elasticfilesystem": ("efs",),
    "elasticloadbalancing": ("elbv2", "elb"),
    "elasticmapreduce": ("emr",),
    "es": ("opensearch", "es"),
    "kinesisanalytics": ("kinesisanalyticsv2", "kinesisanalytics"),
    "monitoring": ("cloudwatch",),
    "s3": ("s3", "s3control"),
    "s3express": ("s3",),
    "ses": ("sesv2", "ses"),
    "sso": ("sso-admin",),
    "states": ("stepfunctions",),
    "tagging": ("resourcegroupstaggingapi",),
    "timestream": ("timestream-write",),
}
_INDEXING = threading.Lock()


@dataclass(frozen=True)
class Call:
    """One request, understood. `operation` is None where none could be matched."""

    service: str
    operation: OperationModel | None
    protocol: str
    region: str
    access_key: str
    request: Request
    uri_params: Mapping[str, Any]

    @property
    def name(self) -> str:
        """The operation's name, or "Unknown"."""
        return self.operation.name if self.operation is not None else "Unknown"

    @property
    def key(self) -> str:
        """`service:Operation`, as counters and faults name it."""
        return f"{self.service}:{self.name}"

    def params(self) -> Mapping[str, Any]:
        """The input, parsed by the operation's own model; that of CBOR as it comes: its names are the model's."""
        if self.protocol == CBOR and self.request.data:
            body: Mapping[str, Any] = BaseCBORParser().parse_data_item(io.BufferedReader(io.BytesIO(self.request.data)))
            return body
        if self.operation is None or self.protocol not in PROTOCOL_PARSERS:
            return {}
        parser = PROTOCOL_PARSERS[self.protocol](self.operation, map_type=dict)
        parsed: Mapping[str, Any] = parser.parse(
            {
                "method": self.request.method,
                "values": self.request.values,
                "headers": self.request.headers,
                "body": self.request.data,
                "url_path": self.request.path,
                "url_params": self.uri_params,
            }
        )
        return parsed


def buffer_body(environ: dict[str, Any]) -> bytes:
    """Read the whole body, so that it can be read again, and so that a kept-alive connection starts clean."""
    length = int(environ.get("CONTENT_LENGTH") or 0)
    chunked = environ.get("wsgi.input_terminated", False)
    body: bytes = environ["wsgi.input"].read() if chunked else environ["wsgi.input"].read(length)
    environ["wsgi.input"] = io.BytesIO(body)
    environ["CONTENT_LENGTH"] = str(len(body))
    environ.pop("HTTP_TRANSFER_ENCODING", None)
    return body


def read(environ: dict[str, Any], body: bytes) -> Call | None:
    """What the request asks for, or None where it carries no AWS signature."""
    scope = _SCOPE.search(environ.get("HTTP_AUTHORIZATION", ""))
    if scope is None:
        return None
    access_key, region, signing_name = scope.groups()
    request = Request({**environ, "wsgi.input": io.BytesIO(body)})
    for service in _candidates(signing_name):
        found = _match(service, request)
        if found is not None:
            operation, protocol, uri_params = found
            return Call(service, operation, protocol, region, access_key, request, uri_params)
    service = _ALIASES.get(signing_name, (signing_name,))[0]
    return Call(service, None, "json", region, access_key, request, {})


def _candidates(signing_name: str) -> Iterator[str]:
    near = _ALIASES.get(signing_name, (signing_name,))
    yield from (name for name in near if name in _services())
    with _INDEXING:
        index = _by_signing_name()
    yield from (name for name in index.get(signing_name, ()) if name not in near)


def _match(service: str, request: Request) -> tuple[OperationModel, str, Mapping[str, Any]] | None:
    model = get_service_model(service)
    cbor = _CBOR_PATH.match(request.path)
    if cbor is not None:
        known = cbor[1] in model.operation_names
        return (model.operation_model(cbor[1]), CBOR, {}) if known else None
    version = request.values.get("Version") if "Action" in request.values else None
    if version is not None and version != model.api_version:
        return None
    try:
        operation, uri_params = get_service_router(service).match(request)
        return operation, determine_request_protocol(model, request.content_type), uri_params
    except (HTTPException, NotImplementedError):
        return None


@functools.cache
def _services() -> frozenset[str]:
    return frozenset(create_loader().list_available_services("service-2"))


@functools.cache
def _by_signing_name() -> dict[str, tuple[str, ...]]:
    names: dict[str, tuple[str, ...]] = {}
    loader = create_loader()
    for service in sorted(_services()):
        metadata = loader.load_service_model(service, "service-2")["metadata"]
        signing_name = metadata.get("signingName") or metadata["endpointPrefix"]
        names[signing_name] = (*names.get(signing_name, ()), service)
    return names
