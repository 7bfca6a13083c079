"""Estate's settings: `estate.toml` in the working directory (or ESTATE_CONFIG), overridden by ESTATE_* variables."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import Field, ValidationError, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict
from pydantic_settings import SettingsError as SettingsSourceError

from estate_assets.scanner.errors import SettingsError
from estate_assets.scanner.model import Account
from estate_assets.scanner.sections import (
    AccountSettings,
    AutomationSettings,
    DeletionSettings,
    EncryptionSettings,
    HistorySettings,
    LimitSettings,
    Names,
    OrganizationSettings,
    PermissionSettings,
    ScanSettings,
    StoreSettings,
)

CONFIG_FILE = "estate.toml"
#: Of the file. Raised when a setting goes or changes its meaning; a new setting alone does not raise it.
VERSION = 1
HOME = ".estate"
#: Not settings: where the settings are, and what the tests and the documents are made with.
OTHER_VARIABLES = ("ESTATE_CONFIG", "ESTATE_SAMPLES", "ESTATE_WRITE_DOCS")


class Settings(BaseSettings):
    """All settings, validated."""

    model_config = SettingsConfigDict(env_prefix="ESTATE_", env_nested_delimiter="__", extra="forbid", frozen=True)

    home: Path = Path(HOME)
    key: str | None = Field(None, repr=False)
    regions: Names = "all"
    services: Names = "all"
    tier: Literal["core", "extended", "all"] = "core"
    accounts: tuple[AccountSettings, ...] = ()
    organization: OrganizationSettings | None = None
    limits: LimitSettings = LimitSettings()
    store: StoreSettings = StoreSettings()
    encryption: EncryptionSettings = EncryptionSettings()
    deletions: DeletionSettings = DeletionSettings()
    permissions: PermissionSettings = PermissionSettings()
    scan: ScanSettings = ScanSettings()
    history: HistorySettings = HistorySettings()
    automation: AutomationSettings = AutomationSettings()

    @model_validator(mode="after")
    def _one_key(self) -> Self:
        if self.key and (self.encryption.key_file or self.encryption.kms_key):
            raise ValueError(
                "key (ESTATE_KEY) and encryption.key_file or kms_key are two sources of one key: leave one of them out"
            )
        return self

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003  # pydantic's signature
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Variables win over the file, which comes as the initial values."""
        return env_settings, init_settings

    @property
    def configured_accounts(self) -> tuple[Account, ...]:
        """The accounts named in the settings; empty means the account of the default credentials."""
        return tuple(Account(**account.model_dump()) for account in self.accounts)


def load(path: Path | None = None) -> Settings:
    """The settings in force.

    Args:
        path: the file to read; else ESTATE_CONFIG, else `estate.toml` here, else the one in ESTATE_HOME.

    Raises:
        SettingsError: names the file, the field, its value and what was expected.
    """
    named = path or (Path(os.environ["ESTATE_CONFIG"]) if os.environ.get("ESTATE_CONFIG") else None)
    at_home = Path(os.environ.get("ESTATE_HOME", HOME)) / CONFIG_FILE
    file = named or next((path for path in (Path(CONFIG_FILE), at_home) if path.is_file()), Path(CONFIG_FILE))
    if named and not named.is_file():
        raise SettingsError(f"there is no settings file {named}. Make one, or unset ESTATE_CONFIG.")
    _check_variables()
    try:
        data = tomllib.loads(file.read_text()) if file.is_file() else {}
        _check_version(file, data.pop("version", VERSION))
        return Settings(**data)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{file} is not TOML: {error}") from error
    except SettingsSourceError as error:
        raise SettingsError(f"{error}: lists and tables in ESTATE_* variables are given as JSON.") from error
    except ValidationError as error:
        raise SettingsError("\n".join(_told(file, detail) for detail in error.errors())) from error


def _check_version(file: Path, version: Any) -> None:
    """A file of another version must not be half understood. Raises SettingsError."""
    if version != VERSION or isinstance(version, bool):
        later = isinstance(version, int) and version > VERSION
        way = "Use the Estate that it was written for" if later else f"Write version = {VERSION}"
        whose = ", of a later Estate" if later else ""
        raise SettingsError(
            f"{file}: version = {version!r}{whose}: this Estate reads version {VERSION}. {way}, and see docs/settings.md."
        )


def _check_variables() -> None:
    """A misspelt variable must not be ignored. Raises SettingsError."""
    for name in sorted(os.environ):
        field = name.removeprefix("ESTATE_").lower().partition("__")[0]
        if name.startswith("ESTATE_") and name not in OTHER_VARIABLES and field not in Settings.model_fields:
            known = ", ".join(f"ESTATE_{known.upper()}" for known in Settings.model_fields)
            raise SettingsError(f"{name} is no setting of Estate's. Unset it, or correct it: {known}")


def _told(file: Path, detail: Any) -> str:
    field = ".".join(str(part) for part in detail["loc"])
    if detail["type"] == "extra_forbidden":
        return (
            f"{file} or ESTATE_*: there is no setting {field!r}. Remove it, or see docs/settings.md for the right name."
        )
    if detail["type"] == "missing":
        return f"{file}: {field} is missing"
    if not detail["loc"]:
        return f"{detail['msg'].removeprefix('Value error, ')} (in {file} or ESTATE_*)"
    whole = isinstance(detail["input"], (dict, list))  # a table may hold a key
    shown = "(hidden)" if detail["loc"][-1] in ("key", "api_key") or whole else repr(detail["input"])
    listed = any(isinstance(part, int) for part in detail["loc"])  # lists have no variables of their own
    variable = "" if listed else f" or ESTATE_{field.upper().replace('.', '__')}"
    return f"{field} = {shown}: {detail['msg']} (in {file}{variable})"
