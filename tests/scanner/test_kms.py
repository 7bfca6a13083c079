"""Data keys wrapped by KMS: made once, unwrapped at each start, bound to their context; refusals told with the way out."""

import base64
import json
import os

import pytest
from fake_aws import ACCOUNT, Fault, Reset

from estate_assets.scanner.encryption import id_of
from estate_assets.scanner.errors import CredentialsError, SealError, SettingsError, UnreachableError
from estate_assets.scanner.keys import sealer_of
from estate_assets.scanner.settings import Settings

KEY = f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/11111111-2222-3333-4444-555555555555"
CONTEXT = {"estate": "sealing-key"}
SECRETS = [bytes([number]) * 32 for number in range(1, 9)]


@pytest.fixture
def kms(aws):
    """A KMS that wraps by naming; it answers Decrypt for the same key and context only."""
    made = iter(SECRETS)

    def generate(params):
        assert params == {"KeyId": params["KeyId"], "KeySpec": "AES_256", "EncryptionContext": CONTEXT}
        secret = next(made)
        blob = base64.b64encode(b"wrapped " + id_of(secret).encode()).decode()
        return {"Plaintext": base64.b64encode(secret).decode(), "CiphertextBlob": blob, "KeyId": KEY}

    def decrypt(params):
        assert (params["KeyId"], params["EncryptionContext"]) == (KEY, CONTEXT)
        name = base64.b64decode(params["CiphertextBlob"]).removeprefix(b"wrapped ").decode()
        secret = next((one for one in SECRETS if id_of(one) == name), None)
        return (
            {"Plaintext": base64.b64encode(secret).decode(), "KeyId": KEY}
            if secret
            else Fault("InvalidCiphertextException")
        )

    aws.on("kms:GenerateDataKey", generate)
    aws.on("kms:Decrypt", decrypt)
    return aws


@pytest.fixture
def settings(tmp_path):
    return Settings(home=tmp_path / "home", encryption={"kms_key": KEY}, limits={"attempts": 1, "read_timeout_s": 2})


def test_the_data_key_is_made_once_and_unwrapped_at_each_start(kms, settings):
    assert sealer_of(settings).key_ids == sealer_of(settings).key_ids == (id_of(SECRETS[0]),)
    assert (kms.count("kms:GenerateDataKey"), kms.count("kms:Decrypt")) == (1, 2)
    assert {call.region for call in kms.calls} == {"eu-west-1"}


def test_what_lies_on_disk_is_private_and_never_the_data_key(kms, settings):
    sealer_of(settings)
    (file,) = settings.home.iterdir()
    assert (file.name, file.stat().st_mode & 0o777) == ("key.kms", 0o600)
    forms = [SECRETS[0], base64.b64encode(SECRETS[0]), SECRETS[0].hex().encode()]
    assert not [form for form in forms if form in file.read_bytes()]


def test_who_only_reads_makes_no_data_key(kms, settings):
    with pytest.raises(SealError, match="there is no key in"):
        sealer_of(settings, make=False)
    assert not kms.calls


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (
            "AccessDeniedException",
            "let the identity of the default credentials call kms:GenerateDataKey and kms:Decrypt",
        ),
        ("DisabledException", "enable the key again"),
        ("KMSInvalidStateException", "cancel its deletion"),
        ("NotFoundException", "by its whole ARN, and check account and region"),
        ("InvalidKeyUsageException", "symmetric key"),
        ("SomethingNewException", "AWS_REGION"),
    ],
)
@pytest.mark.parametrize("operation", ["GenerateDataKey", "Decrypt"])
def test_a_refusal_names_the_setting_the_key_the_code_and_the_way_out(kms, settings, operation, code, words):
    if operation == "Decrypt":
        sealer_of(settings)
    before = sorted((file.name, file.read_bytes()) for file in settings.home.glob("*"))
    kms.on(f"kms:{operation}", Fault(code, 400, "said AWS"))
    with pytest.raises(SealError) as told:
        sealer_of(settings)
    assert all(
        part in str(told.value) for part in ("encryption.kms_key", KEY, f"kms:{operation}", code, "said AWS", words)
    )
    assert sorted((file.name, file.read_bytes()) for file in settings.home.glob("*")) == before


def test_a_wrapped_key_of_another_kms_key_is_told(kms, settings):
    sealer_of(settings)
    kms.on("kms:Decrypt", Fault("IncorrectKeyException", 400, "not that key"))
    with pytest.raises(SealError, match=r"another KMS key.*key\.kms"):
        sealer_of(settings)


def test_a_kms_that_gives_another_key_than_it_wrapped_is_not_believed(kms, settings):
    sealer_of(settings)
    kms.on("kms:Decrypt", {"Plaintext": base64.b64encode(b"x" * 32).decode(), "KeyId": KEY})
    with pytest.raises(SealError, match=f"is not key {id_of(SECRETS[0])}"):
        sealer_of(settings)


@pytest.mark.parametrize("content", ["", "[]", '{"keys": [{"id": 1}]}', "no json"])
def test_a_spoilt_file_of_wrapped_keys_is_told_and_left(kms, settings, content):
    settings.home.mkdir()
    path = settings.home / "key.kms"
    path.write_text(content)
    path.chmod(0o600)
    with pytest.raises(SealError, match=r"key\.kms does not hold wrapped keys"):
        sealer_of(settings)
    assert path.read_text() == content


def test_a_file_of_wrapped_keys_that_others_can_reach_is_refused(kms, settings):
    sealer_of(settings)
    (settings.home / "key.kms").chmod(0o644)
    with pytest.raises(SettingsError, match="chmod 600"):
        sealer_of(settings)


def test_a_kms_that_does_not_answer_is_told(kms, settings):
    kms.on("kms:GenerateDataKey", Reset())
    with pytest.raises(UnreachableError, match="AWS does not answer"):
        sealer_of(settings)


def test_without_credentials_kms_is_not_asked(kms, settings, monkeypatch):
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    with pytest.raises(CredentialsError, match="No AWS credentials"):
        sealer_of(settings)
    assert not kms.calls


def test_two_starts_that_come_first_at_once_use_one_data_key(kms, settings, monkeypatch):
    """The second has its data key of KMS already, when it sees that a file has come."""
    link = os.link

    def late(*args):
        monkeypatch.setattr(os, "link", link)
        sealer_of(settings)
        link(*args)

    monkeypatch.setattr(os, "link", late)
    assert sealer_of(settings).key_ids == sealer_of(settings).key_ids == (id_of(SECRETS[1]),)
    assert len(json.loads((settings.home / "key.kms").read_text())["keys"]) == 1


@pytest.mark.parametrize("name", ["", "key", "arn:aws:kms:eu-west-1:1:key/x", "arn:aws:s3:::bucket"])
def test_a_name_that_is_no_kms_keys_is_refused(tmp_path, name):
    with pytest.raises(ValueError, match="kms_key"):
        Settings(home=tmp_path, encryption={"kms_key": name})
