"""The library: scan AWS accounts into a collection, without Dagster.

>>> from estate_assets.scanner import EstateScanner, ScanRequest
>>> with EstateScanner() as scanner:  # doctest: +SKIP
...     result = scanner.scan(ScanRequest(regions=("eu-west-1",), services=("ec2", "rds")))
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from estate_assets.scanner.context import ScanContext
    from estate_assets.scanner.errors import ErrorCategory, EstateError, Status
    from estate_assets.scanner.history import History
    from estate_assets.scanner.model import Account, AWSResource, Cell, Outcome, RawResource
    from estate_assets.scanner.results import ScanRequest, ScanResult
    from estate_assets.scanner.scan import EstateScanner
    from estate_assets.scanner.service import ServiceScanner
    from estate_assets.scanner.settings import Settings
    from estate_assets.scanner.spec import ResourceSpec

_HOMES = {
    "AWSResource": "model", "Account": "model", "Cell": "model", "ErrorCategory": "errors", "EstateError": "errors",
    "EstateScanner": "scan", "History": "history", "Outcome": "model",
    "RawResource": "model", "ResourceSpec": "spec", "ScanContext": "context",
    "ScanRequest": "results", "ScanResult": "results", "ServiceScanner": "service", "Settings": "settings", "Status": "errors",
}  # fmt: skip

__all__ = [
    "AWSResource", "Account", "Cell", "ErrorCategory", "EstateError", "EstateScanner", "History", "Outcome", "RawResource",
    "ResourceSpec", "ScanContext", "ScanRequest", "ScanResult", "ServiceScanner", "Settings", "Status",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    """Public names, imported when first used: `estate --help` must not pay for Qdrant's client (1.8 CPU seconds)."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
