"""Secrets that the settings only name: `secretsmanager:NAME` stands for what AWS Secrets Manager holds under that name.

Of all secrets these alone are ever read: Estate's own, which its settings name. It is done where the value is needed, so that
settings can be read without AWS.
"""

from __future__ import annotations

import functools
import json
from typing import Any

from estate_assets.scanner.credentials import told
from estate_assets.scanner.errors import SettingsError

PREFIX = "secretsmanager:"
FIRST_REGION = "us-east-1"
WAYS_OUT = {
    "AccessDeniedException": "let the identity of the default credentials call secretsmanager:GetSecretValue on it (and "
    "kms:Decrypt, where a key of your own encrypts it)",
    "ResourceNotFoundException": "check the name, and AWS_REGION; a secret of another account or region is named by its whole ARN",
    "DecryptionFailure": "let the identity call kms:Decrypt with the key that encrypts the secret",
}


def resolved(text: str, setting: str) -> str:
    """The value of a setting: what Secrets Manager holds where it names a secret, else the text itself.

    Args:
        text: a value, or `secretsmanager:NAME`, `secretsmanager:ARN`; with `#FIELD`, one field of a secret that is JSON.
        setting: what messages call it.

    Raises:
        SettingsError: there is no such secret, or it may not be read. Never holds a value.
        CredentialsError, UnreachableError: AWS could not be asked.
    """
    if not text.startswith(PREFIX):
        return text
    name, _, field = text.removeprefix(PREFIX).partition("#")
    value = _read(name, setting)
    return _field(value, field, setting, text) if field else value.strip()


@functools.cache  # once a process: a secret that is changed is read at the next start
def _read(name: str, setting: str) -> str:
    from botocore.exceptions import ClientError

    with told(None):
        try:
            answer = _client(name).get_secret_value(SecretId=name)
        except ClientError as error:
            code = str(error.response.get("Error", {}).get("Code"))
            way = WAYS_OUT.get(code, "check the name, AWS_REGION and AWS_ENDPOINT_URL")
            raise SettingsError(
                f"{setting} = {PREFIX}{name}: AWS Secrets Manager says {code}. Way out: {way}."
            ) from error
    if not (value := answer.get("SecretString")):
        raise SettingsError(f"{setting} = {PREFIX}{name}: the secret is binary or empty; text is needed.")
    return str(value)


def _field(value: str, field: str, setting: str, text: str) -> str:
    try:
        found = json.loads(value)[field]
    except (ValueError, KeyError, TypeError) as error:
        raise SettingsError(f"{setting} = {text}: the secret is no JSON object with a field {field!r}.") from error
    return str(found).strip()


def _client(name: str) -> Any:
    import botocore.session

    session = botocore.session.Session()
    of_arn = name.split(":")[3] if name.startswith("arn:") else ""
    region = of_arn or session.get_config_variable("region") or FIRST_REGION
    return session.create_client("secretsmanager", region_name=region)
