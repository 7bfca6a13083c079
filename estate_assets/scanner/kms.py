"""Sealing keys wrapped by AWS KMS: made once by GenerateDataKey, kept wrapped, unwrapped by Decrypt at each start.

The data key is in memory only; what lies in ESTATE_HOME opens for nobody whom the KMS key's policy does not name.
"""

from __future__ import annotations

import base64
import binascii
import json
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from estate_assets.scanner.credentials import told
from estate_assets.scanner.encryption import id_of
from estate_assets.scanner.errors import SealError
from estate_assets.scanner.keys import Key, refuse_shared, write_private
from estate_assets.scanner.ledger import now

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from pathlib import Path

    from estate_assets.scanner.sections import LimitSettings

#: Bound to each wrapped key, and shown in CloudTrail: a policy can ask for it (kms:EncryptionContext:estate).
CONTEXT = {"estate": "sealing-key"}
FIRST_REGION = "us-east-1"
WAYS_OUT = {
    "AccessDeniedException": "let the identity of the default credentials call kms:GenerateDataKey and kms:Decrypt with this key; "
    "where the key is another account's, that account's key policy must name the identity, too",
    "DisabledException": "enable the key again, or give another one and run `estate key rotate` while the old one works",
    "KMSInvalidStateException": "the key is disabled, or about to be deleted: cancel its deletion, or enable it",
    "NotFoundException": "name the key by its whole ARN, and check account and region: without an ARN it is looked for in the "
    "account of the default credentials and in AWS_REGION",
    "IncorrectKeyException": "the data key was wrapped by another KMS key than its file says: put the right key.kms back",
    "InvalidCiphertextException": "the wrapped data key was changed, or belongs elsewhere: put the right key.kms back",
    "InvalidKeyUsageException": "give a symmetric key for encryption (SYMMETRIC_DEFAULT, ENCRYPT_DECRYPT)",
}


@dataclass(frozen=True, slots=True)
class Wrapped:
    """One data key as it is kept: its id, the ARN of the KMS key that wrapped it, and the wrapped bytes as base64."""

    id: str
    made_at: str
    kms_key: str
    wrapped: str


class Envelope:
    """Data keys in a file of ESTATE_HOME (mode 0600), wrapped by KMS keys. New ones are wrapped by `kms_key`."""

    def __init__(self, path: Path, kms_key: str, limits: LimitSettings) -> None:
        self._path, self._kms_key, self._limits = path, kms_key, limits
        self.name = f"{path} (encryption.kms_key)"

    def load(self) -> tuple[Key, ...]:
        """The data keys, unwrapped; none where the file is not there. Raises SealError, CredentialsError, UnreachableError."""
        return tuple(Key(self._unwrapped(one), one.made_at) for one in self._read())

    def make(self) -> tuple[Key, ...]:
        """The data keys; where there is no file yet, it is made with one of KMS's."""
        if not self._path.exists():
            self._write([self._fresh()], replace=False)
        return self.load()

    def add(self) -> tuple[Key, ...]:
        """The data keys, a new one of KMS's before them."""
        self._write([self._fresh(), *self._read()])
        return self.load()

    def drop(self, ids: Collection[str]) -> None:
        """Takes data keys out; with the last one goes the file."""
        if kept := [one for one in self._read() if one.id not in ids]:
            self._write(kept)
        else:
            self._path.unlink()

    def _read(self) -> list[Wrapped]:
        if not self._path.exists():
            return []
        refuse_shared(self._path)
        try:
            return [Wrapped(**one) for one in json.loads(self._path.read_text())["keys"]]
        except (ValueError, KeyError, TypeError) as error:
            raise SealError(f"{self._path} does not hold wrapped keys. Put the right file back.") from error

    def _write(self, keys: Iterable[Wrapped], *, replace: bool = True) -> None:
        text = json.dumps({"keys": [asdict(one) for one in keys]}, indent=1)
        write_private(self._path, text.encode(), replace=replace)

    def _fresh(self) -> Wrapped:
        with self._told(self._kms_key, "GenerateDataKey") as kms:
            made = kms.generate_data_key(KeyId=self._kms_key, KeySpec="AES_256", EncryptionContext=CONTEXT)
        return Wrapped(
            id_of(made["Plaintext"]), now(), made["KeyId"], base64.b64encode(made["CiphertextBlob"]).decode()
        )

    def _unwrapped(self, one: Wrapped) -> bytes:
        try:
            blob = base64.b64decode(one.wrapped, validate=True)
        except (binascii.Error, ValueError) as error:
            raise SealError(f"{self._path}: the wrapped key {one.id} is no base64. Put the right file back.") from error
        with self._told(one.kms_key, "Decrypt") as kms:
            answer = kms.decrypt(CiphertextBlob=blob, KeyId=one.kms_key, EncryptionContext=CONTEXT)
        secret: bytes = answer["Plaintext"]
        if id_of(secret) != one.id:
            raise SealError(f"{self._path}: what {one.kms_key} unwrapped is not key {one.id}. Put the right file back.")
        return secret

    @contextmanager
    def _told(self, kms_key: str, operation: str) -> Iterator[Any]:
        """The client; its refusals as errors that name the setting and the way out."""
        from botocore.exceptions import ClientError

        with told(None):
            try:
                yield self._client(kms_key)
            except ClientError as error:
                code = str(error.response.get("Error", {}).get("Code"))
                words = error.response.get("Error", {}).get("Message", "")
                way = WAYS_OUT.get(code, "check the key, and that AWS_REGION and AWS_ENDPOINT_URL are right")
                raise SealError(
                    f"encryption.kms_key {kms_key}: AWS refused kms:{operation}: {code}: {words[:300]}. Way out: {way}."
                ) from error

    def _client(self, kms_key: str) -> Any:
        import botocore.session

        from estate_assets.scanner.aws import config

        session = botocore.session.Session()
        of_arn = kms_key.split(":")[3] if kms_key.startswith("arn:") else ""
        region = of_arn or session.get_config_variable("region") or FIRST_REGION
        return session.create_client("kms", region_name=region, config=config(self._limits))
