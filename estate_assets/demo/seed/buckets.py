"""S3 buckets: public and private, versioned and not, encrypted by key and by default."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from estate_assets.demo.accounts import HOME_REGION
from estate_assets.demo.seed.place import workload

if TYPE_CHECKING:
    from estate_assets.demo.seed.place import Place

_PURPOSES = ("public-assets", "logs", "reports", "backups", "uploads", "artifacts")
_BLOCK_ALL = dict.fromkeys(("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"), True)


def plant(place: Place) -> None:
    """The buckets of one region."""
    s3 = place.client("s3")
    for number in place.some(26, least=2):
        purpose = _PURPOSES[number % len(_PURPOSES)]
        name = f"acme-{place.account.environment}-{workload(number).team}-{purpose}-{place.region}-{number}"
        where: dict[str, Any] = {"CreateBucketConfiguration": {"LocationConstraint": place.region}}
        s3.create_bucket(Bucket=name, **({} if place.region == HOME_REGION else where))
        s3.put_bucket_tagging(Bucket=name, Tagging={"TagSet": place.tag_list(number, name)})
        _configure(place, name, number, public=purpose == "public-assets")
        place.count("s3:bucket")


def _configure(place: Place, name: str, number: int, *, public: bool) -> None:
    s3 = place.client("s3")
    if public:
        arn = f"arn:aws:s3:::{name}/*"
        statement = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": arn}
        s3.put_bucket_policy(Bucket=name, Policy=json.dumps({"Version": "2012-10-17", "Statement": [statement]}))
    elif number % 4 != 1:
        s3.put_public_access_block(Bucket=name, PublicAccessBlockConfiguration=_BLOCK_ALL)
    if number % 2 == 0:
        s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    if number % 3 == 0:
        key = place.found["keys"][0]
        default = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key}
        rule = {"Rules": [{"ApplyServerSideEncryptionByDefault": default}]}
        s3.put_bucket_encryption(Bucket=name, ServerSideEncryptionConfiguration=rule)
