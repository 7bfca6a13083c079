"""Settings that name a secret of AWS Secrets Manager: read where it is needed, once, and never told."""

import base64
import json

import pytest
from fake_aws import ACCOUNT, Fault, Reset

from estate_assets.scanner import secrets
from estate_assets.scanner.errors import SettingsError, UnreachableError
from estate_assets.scanner.keys import sealer_of
from estate_assets.scanner.secrets import resolved
from estate_assets.scanner.settings import Settings, load

ARN = f"arn:aws:secretsmanager:eu-central-1:{ACCOUNT}:secret:estate/qdrant-AbCdEf"
KEY = base64.b64encode(bytes(range(32))).decode()


@pytest.fixture(autouse=True)
def _fresh():
    secrets._read.cache_clear()


@pytest.fixture
def manager(aws, monkeypatch):
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    held = {"estate/key": KEY + "\n", "estate/all": json.dumps({"api_key": "planted", "port": 1}), ARN: "of the arn"}

    def get(params):
        found = held.get(params["SecretId"])
        return {"SecretString": found} if found else Fault("ResourceNotFoundException")

    aws.on("secretsmanager:GetSecretValue", get)
    return aws


def test_a_plain_value_asks_nobody(aws):
    assert resolved("plain", "ESTATE_KEY") == "plain"
    assert aws.calls == []


def test_a_secret_by_name_by_field_and_by_arn_in_its_own_region(manager):
    assert resolved("secretsmanager:estate/key", "ESTATE_KEY") == KEY
    assert resolved("secretsmanager:estate/all#api_key", "x") == "planted"
    assert resolved(f"secretsmanager:{ARN}", "x") == "of the arn"
    assert [call.region for call in manager.calls][-1] == "eu-central-1"


def test_it_is_read_once_a_process(manager):
    for _ in range(3):
        resolved("secretsmanager:estate/all#api_key", "x")
    assert manager.count("secretsmanager:GetSecretValue") == 1


def test_settings_are_read_without_aws_and_the_key_comes_from_the_secret(manager, monkeypatch):
    monkeypatch.setenv("ESTATE_KEY", "secretsmanager:estate/key")
    settings = load()
    assert manager.calls == []
    assert sealer_of(settings).key_ids == sealer_of(Settings(key=KEY)).key_ids


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("secretsmanager:none", "ESTATE_KEY = secretsmanager:none: .*ResourceNotFoundException.*check the name"),
        ("secretsmanager:estate/all#pin", "no JSON object with a field 'pin'"),
        ("secretsmanager:estate/key#pin", "no JSON object"),
    ],
)
def test_what_is_not_there_is_told_with_the_setting_and_never_a_value(manager, text, words):
    with pytest.raises(SettingsError, match=words) as told:
        resolved(text, "ESTATE_KEY")
    assert not [one for one in (KEY, "planted") if one in str(told.value)]


@pytest.mark.parametrize(
    ("answer", "error", "words"),
    [
        (Fault("AccessDeniedException"), SettingsError, "secretsmanager:GetSecretValue"),
        (Reset(), UnreachableError, "does not answer"),
        ({"SecretBinary": base64.b64encode(b"x").decode()}, SettingsError, "binary or empty"),
    ],
)
def test_a_refusal_is_told_with_the_way_out(manager, answer, error, words):
    manager.on("secretsmanager:GetSecretValue", answer)
    with pytest.raises(error, match=words):
        resolved("secretsmanager:estate/key", "ESTATE_KEY")
