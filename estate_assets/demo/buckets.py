"""s3:ListBuckets with the paging and the region filter that moto leaves out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moto.s3.models import s3_backends

if TYPE_CHECKING:
    from estate_assets.demo.wire import Call

_MOST = 10_000


def list_buckets(call: Call, account: str) -> dict[str, Any]:
    """All buckets by name; `BucketRegion` and `Prefix` filter, `MaxBuckets` pages with a `ContinuationToken`."""
    params = call.params()
    region, prefix = params.get("BucketRegion"), params.get("Prefix") or ""
    after, size = params.get("ContinuationToken") or "", int(params.get("MaxBuckets") or _MOST)
    held = s3_backends[account]["aws"].buckets
    names = [n for n in sorted(held) if n > after and n.startswith(prefix) and region in (None, held[n].region_name)]
    page = [
        {"Name": name, "CreationDate": held[name].creation_date_ISO8601, "BucketRegion": held[name].region_name}
        for name in names[:size]
    ]
    answer: dict[str, Any] = {"Owner": {"ID": account * 5}, "Buckets": page}
    if prefix:
        answer["Prefix"] = prefix
    return answer if len(names) <= size else {**answer, "ContinuationToken": names[size - 1]}
