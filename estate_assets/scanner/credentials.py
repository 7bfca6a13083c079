"""Who calls AWS: per account the default chain, a profile, or an assumed role that refreshes itself."""

from __future__ import annotations

import contextlib
import contextvars
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import botocore.session
from botocore.credentials import Credentials, DeferredRefreshableCredentials
from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError, NoCredentialsError
from botocore.exceptions import ConnectionError as NoConnectionError
from botocore.parsers import ResponseParserError

from estate_assets.scanner.classify import of_parser
from estate_assets.scanner.errors import CredentialsError, SettingsError, UnreachableError
from estate_assets.scanner.redaction import unshaped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from botocore.config import Config

    from estate_assets.scanner.model import Account

RECENT = 10  # seconds
SESSION_NAME = "estate-scan"
NO_CREDENTIALS = (
    "No AWS credentials were found. Set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or run "
    "`aws sso login`. No account at hand? `estate demo` brings a stand-in."
)
#: The credentials that sign the calls made in this context.
ACTING: contextvars.ContextVar[Any] = contextvars.ContextVar("acting")


class ContextCredentials(Credentials):  # type: ignore[misc]  # botocore publishes no types
    """Credentials that are whoever acts at the moment a request is signed: clients are shared, identities are not."""

    def __init__(self) -> None:
        super().__init__("by-context", "by-context", method="estate")

    def load_credentials(self) -> ContextCredentials:
        """These credentials: the session asks its provider for them."""
        return self

    def get_frozen_credentials(self) -> Any:
        """The acting account's credentials, refreshed where they near their end."""
        if (credentials := ACTING.get(None)) is None:
            raise NoCredentialsError
        return credentials.get_frozen_credentials()


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the credentials turned out to be, as sts:GetCallerIdentity says."""

    account_id: str
    arn: str


class Entrance:
    """Lets this process into accounts. Credentials are made once per account and refresh themselves."""

    def __init__(self, config: Config, loader: Any = None) -> None:
        """With a botocore session's loader, what that has read of botocore's data is not read again."""
        self._config, self._loader = config, loader
        self._credentials: dict[Account | None, Any] = {}
        self._lock, self._making = threading.Lock(), threading.Lock()
        self._clients: dict[tuple[str, str | None], Any] = {}
        self._identities: dict[str, tuple[Identity, float]] = {}

    @contextlib.contextmanager
    def acting(self, account: Account | None) -> Iterator[None]:
        """Within it, calls are signed for the account; None is the default chain. Raises CredentialsError."""
        token = ACTING.set(self.credentials(account))
        try:
            yield
        finally:
            ACTING.reset(token)

    def context(self, account: Account | None) -> contextvars.Context:
        """The caller's context, but that calls are signed for the account: for threads, and for generators, which may be closed in
        another context than the one they ran in. Raises CredentialsError.
        """
        found = contextvars.copy_context()
        found.run(ACTING.set, self.credentials(account))
        return found

    def credentials(self, account: Account | None) -> Any:
        """The account's credentials. Raises CredentialsError where there are none."""
        with self._lock:
            if account not in self._credentials:
                self._credentials[account] = self._made(account)
            return self._credentials[account]

    def identity(self, account: Account | None) -> Identity:
        """Who we are in the account.

        Raises:
            CredentialsError: no or refused credentials, or they belong to another account than was named.
            UnreachableError: nobody answers.
        """
        with told(account), self.acting(account):
            identity = self._asked()
        if account and account.id != identity.account_id:
            raise CredentialsError(
                f"account {account.id}: the credentials belong to account {identity.account_id}. "
                "Give it a role_arn or a profile of its own in estate.toml."
            )
        return identity

    def _asked(self) -> Identity:
        """Whose the acting credentials are. A scan's start asks several times: what AWS has just said of a key is not asked again."""
        key = ACTING.get().get_frozen_credentials().access_key
        identity, until = self._identities.get(key, (None, 0.0))
        if identity is None or time.monotonic() > until:
            answer = self.client("sts").get_caller_identity()
            identity = Identity(answer["Account"], answer["Arn"])
            self._identities[key] = identity, time.monotonic() + RECENT
        return identity

    def client(self, service: str, region: str | None = None) -> Any:
        """A client of no scan: nothing is observed or refused. Made once; it signs with whoever is `ACTING`."""
        with self._making:
            if (service, region) not in self._clients:
                session = botocore.session.Session()
                session.register_component("credential_provider", ContextCredentials())
                if self._loader:
                    session.register_component("data_loader", self._loader)
                chosen = region or session.get_config_variable("region") or "us-east-1"
                self._clients[service, region] = session.create_client(service, region_name=chosen, config=self._config)
            return self._clients[service, region]

    def _made(self, account: Account | None) -> Any:
        base = self._base(account.profile if account else None)
        if account is None or account.role_arn is None:
            return base
        return DeferredRefreshableCredentials(lambda: self._assumed(account, base), "sts-assume-role")

    def _base(self, profile: str | None) -> Any:
        session = botocore.session.Session(profile=profile)
        try:
            credentials = session.get_credentials()
        except BotoCoreError as error:
            raise CredentialsError(f"profile {profile!r}: {error}") from error
        if credentials is None:
            raise CredentialsError(NO_CREDENTIALS)
        return credentials

    def _assumed(self, account: Account, base: Any) -> dict[str, str]:
        asked = {"RoleArn": account.role_arn, "RoleSessionName": SESSION_NAME}
        if account.external_id:
            asked["ExternalId"] = account.external_id
        token = ACTING.set(base)
        try:
            given = self.client("sts").assume_role(**asked)["Credentials"]
        finally:
            ACTING.reset(token)
        return {
            "access_key": given["AccessKeyId"],
            "secret_key": given["SecretAccessKey"],
            "token": given["SessionToken"],
            "expiry_time": given["Expiration"].isoformat(),
        }


@contextlib.contextmanager
def told(account: Account | None) -> Iterator[None]:
    """Turns botocore's refusals into errors that say what to do. Raises CredentialsError, UnreachableError."""
    whose = f"account {account.id}: " if account else ""
    try:
        yield
    except NoCredentialsError as error:
        raise CredentialsError(whose + NO_CREDENTIALS) from error
    except ClientError as error:
        detail = error.response.get("Error", {})
        raise CredentialsError(
            f"{whose}AWS refused {error.operation_name}: {detail.get('Code')}: {detail.get('Message')}. {_way_out(account, error)}"
        ) from error
    except (HTTPClientError, NoConnectionError) as error:
        raise UnreachableError(
            f"{whose}AWS does not answer: {unshaped(str(error))}. Check the network, HTTPS_PROXY and AWS_ENDPOINT_URL."
        ) from error
    except (ResponseParserError, KeyError, BotoCoreError, ValueError) as error:
        if isinstance(error, (ResponseParserError, KeyError)) or of_parser(error):  # KeyError: XML of another root
            raise UnreachableError(
                f"{whose}what answers is not AWS ({type(error).__name__}). Check AWS_ENDPOINT_URL and the proxy."
            ) from None  # it quotes the answer: of sts:AssumeRole that holds credentials, of kms:Decrypt a key
        raise SettingsError(
            f"{whose}{error}. Check AWS_REGION, AWS_ENDPOINT_URL and the AWS configuration files."
        ) from error


def _way_out(account: Account | None, error: ClientError) -> str:
    code = str(error.response.get("Error", {}).get("Code"))
    if "Expired" in code:
        return "The credentials have expired: sign in again (`aws sso login`) and repeat the scan."
    if error.operation_name == "AssumeRole" and account:
        return f"Let the scanning identity assume {account.role_arn} (its trust policy, and the external id if it asks for one)."
    return "Check which credentials are in force with `aws sts get-caller-identity`."
