"""KMS keys and aliases, Secrets Manager secrets, SSM parameters."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from estate_assets.demo import secrets
from estate_assets.demo.seed.place import pairs, workload

if TYPE_CHECKING:
    from estate_assets.demo.seed.place import Place


def plant(place: Place) -> None:
    """The keys, secrets and parameters of one region."""
    _keys(place)
    _secrets(place)
    _parameters(place)


def _keys(place: Place) -> None:
    kms = place.client("kms")
    place.found["keys"] = []
    for number in place.some(10, least=2):
        name = place.name(number, "key")
        tags = pairs(place.tags(number, name), "TagKey", "TagValue")
        key = kms.create_key(Description=f"Encrypts {name}", Tags=tags)["KeyMetadata"]["KeyId"]
        kms.create_alias(AliasName=f"alias/{name}", TargetKeyId=key)
        if number % 3 == 0:
            kms.enable_key_rotation(KeyId=key)
        if number % 5 == 1:
            kms.disable_key(KeyId=key)
        if number % 7 == 1:
            kms.schedule_key_deletion(KeyId=key, PendingWindowInDays=30)
        place.found["keys"].append(key)
        place.count("kms:key")
        place.count("kms:alias")


def _secrets(place: Place) -> None:
    manager = place.client("secretsmanager")
    for number in place.some(12, least=2):
        work = workload(number)
        name = f"{place.environment(number)}/{work.team}/{work.service}-{number}"
        password = {"username": work.service, "password": secrets.SECRETS_MANAGER_JSON_PASSWORD}
        value = json.dumps(password) if number % 2 else secrets.SECRETS_MANAGER_VALUE
        key = {"KmsKeyId": place.found["keys"][0]} if number % 3 == 0 else {}
        manager.create_secret(
            Name=name, SecretString=value, Description=f"Credentials of {work.team} {work.service}",
            Tags=place.tag_list(number, name), **key,
        )  # fmt: skip
        if number % 9 == 1:
            manager.delete_secret(SecretId=name, RecoveryWindowInDays=30)
        place.count("secretsmanager:secret")


def _parameters(place: Place) -> None:
    ssm = place.client("ssm")
    for number in place.some(52):
        work = workload(number)
        secure = number % 3 == 0
        name = f"/{place.environment(number)}/{work.team}/{work.service}/{'token' if secure else 'setting'}-{number}"
        ssm.put_parameter(
            Name=name,
            Value=secrets.SSM_SECURE_STRING if secure else f"value-{number}",
            Type="SecureString" if secure else "String",
            Tags=place.tag_list(number, name),
        )
        place.count("ssm:parameter")
