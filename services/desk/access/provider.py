"""Signing in at an OpenID provider: authorization code flow with PKCE, state and nonce (OpenID Connect Core, 3.1).

The provider says who somebody is, by issuer and subject, and nothing else: role, number and body are those of the
desk's account. What a sign-in has to remember until the browser comes back is in a signed cookie, so that beginning
one stores nothing.
"""

import re
import secrets
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any
from urllib.parse import urlencode

import httpx
from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import AsyncOAuth2Client
from authlib.oidc.core import CodeIDToken
from itsdangerous import BadSignature, URLSafeTimedSerializer
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from services.desk.access.bounded import BoundedAnswers
from services.desk.settings import PROVIDER_ADDRESS, DeskSettings
from shared.clock import Clock
from shared.telemetry.logs import get_logger

RETURN = "/sign-in/provider/return"
"""Where the provider sends the browser back."""
MINUTES_AT_MOST = 10
"""For which somebody may be at the provider."""
_TIMEOUT = 5.0  # seconds, for each request to the provider
_KEPT = timedelta(hours=1)  # the description and the keys of the provider
_LEEWAY = 60  # seconds between the clocks
_ANSWER_AT_MOST = 256 * 1024  # bytes of an answer of the provider
_TOKEN_AT_MOST = 8192  # characters of an ID token
_ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "Ed25519", "EdDSA")
"""Signatures with a key that the desk cannot use itself: neither `none` nor a shared secret."""
_CODE = re.compile(r"[\x20-\x7e]{1,2000}")  # RFC 6749, A.11

_log = get_logger(__name__)


class ProviderAway(Exception):
    """The provider does not answer, or not as the specification says."""


class Refusal(StrEnum):
    """Why somebody who comes back from the provider is not signed in."""

    STATE = "state"
    """The sign-in was not begun in this browser, is finished already, or took too long."""
    DENIED = "denied"
    """The provider did not sign the person in, or the person cancelled."""
    CODE = "code"
    """The provider does not accept the code: it was used before, or has expired."""
    TOKEN = "token"  # noqa: S105 - a reason
    """The ID token is not from this issuer, not for the desk, not of this sign-in, expired, or not signed well."""
    UNLINKED = "unlinked"
    """No account is linked with the identity, or it is disabled."""


class ProviderRefused(Exception):
    """Somebody who comes back from the provider is not signed in."""

    def __init__(self, reason: Refusal, subject: str = "") -> None:
        """`subject` is who the provider says it is, where no account is linked with it."""
        super().__init__(reason)
        self.reason = reason
        self.subject = subject


@dataclass(frozen=True, slots=True)
class Identity:
    """Who somebody is, in the words of the provider."""

    issuer: str
    subject: str
    id_token: str


@dataclass(frozen=True, slots=True)
class Begun:
    """A sign-in that has begun: where the browser goes, and what it keeps meanwhile."""

    address: str
    kept: str


class _Kept(BaseModel):
    state: str
    nonce: str
    verifier: str
    next: str


class _Description(BaseModel):
    """What the provider publishes about itself (OpenID Connect Discovery, 3)."""

    model_config = ConfigDict(extra="ignore")

    issuer: str
    authorization_endpoint: str = Field(pattern=PROVIDER_ADDRESS)
    token_endpoint: str = Field(pattern=PROVIDER_ADDRESS)
    jwks_uri: str = Field(pattern=PROVIDER_ADDRESS)
    end_session_endpoint: str | None = Field(default=None, pattern=PROVIDER_ADDRESS)
    id_token_signing_alg_values_supported: tuple[str, ...]
    token_endpoint_auth_methods_supported: tuple[str, ...] = ("client_secret_basic",)

    @property
    def client_authentication(self) -> str:
        methods = self.token_endpoint_auth_methods_supported
        return "client_secret_basic" if "client_secret_basic" in methods else "client_secret_post"


class Provider:
    """The provider of the settings."""

    def __init__(self, settings: DeskSettings, clock: Clock) -> None:
        """Raises ValueError where no provider is set."""
        if settings.desk_oidc_client_secret is None:
            raise ValueError("no OpenID provider is set")
        self._issuer = str(settings.desk_oidc_issuer)
        self._client_id = str(settings.desk_oidc_client_id)
        self._secret = settings.desk_oidc_client_secret.get_secret_value()
        self._desk = str(settings.desk_url)
        self._tls = ssl.create_default_context(cafile=settings.desk_oidc_ca)
        self._signer = URLSafeTimedSerializer(settings.form_key.get_secret_value(), salt="provider")
        self._clock = clock
        self._description: _Description | None = None
        self._keys: KeySet | None = None
        self._read_at = datetime.min.replace(tzinfo=UTC)

    async def begin(self, wanted: str) -> Begun:
        """Begin a sign-in, after which the page `wanted` is shown. Raises ProviderAway."""
        description = await self._described()
        kept = _Kept(
            state=secrets.token_urlsafe(24),
            nonce=secrets.token_urlsafe(24),
            verifier=secrets.token_urlsafe(48),
            next=wanted,
        )
        async with self._client(description) as client:
            address, _ = client.create_authorization_url(
                description.authorization_endpoint, state=kept.state, nonce=kept.nonce, code_verifier=kept.verifier
            )
        return Begun(str(address), self._signer.dumps(kept.model_dump()))

    async def finish(self, returned: Mapping[str, str], kept: str) -> tuple[Identity, str]:
        """Who has come back with these parameters, and the page to show. Raises ProviderAway, ProviderRefused."""
        begun = self._begun(kept)
        if not secrets.compare_digest(begun.state.encode(), returned.get("state", "").encode()):
            raise ProviderRefused(Refusal.STATE)
        # RFC 9207: an answer that names another issuer is not for this sign-in.
        if returned.get("iss", self._issuer) != self._issuer:
            raise ProviderRefused(Refusal.STATE)
        code = returned.get("code", "")
        if "error" in returned or not _CODE.fullmatch(code):
            raise ProviderRefused(Refusal.DENIED)
        description = await self._described()
        id_token, access_token = await self._exchanged(description, code, begun.verifier)
        claims = await self._verified(description, id_token, access_token, begun.nonce)
        return Identity(self._issuer, str(claims["sub"]), id_token), begun.next

    async def end_session(self, id_token: str) -> str | None:
        """Where the browser ends its session at the provider; none where the provider offers no such address."""
        try:
            description = await self._described()
        except ProviderAway as error:
            _log.warning("session at the provider not ended", exc_info=error)
            return None
        if description.end_session_endpoint is None:
            return None
        back = f"{self._desk}/sign-in"
        asked = {"id_token_hint": id_token, "client_id": self._client_id, "post_logout_redirect_uri": back}
        joint = "&" if "?" in description.end_session_endpoint else "?"
        return f"{description.end_session_endpoint}{joint}{urlencode(asked)}"

    def _begun(self, kept: str) -> _Kept:
        try:
            return _Kept.model_validate(self._signer.loads(kept, max_age=MINUTES_AT_MOST * 60))
        except (BadSignature, ValidationError):
            raise ProviderRefused(Refusal.STATE) from None

    def _client(self, description: _Description) -> AsyncOAuth2Client:
        return AsyncOAuth2Client(
            self._client_id,
            self._secret,
            token_endpoint_auth_method=description.client_authentication,
            redirect_uri=f"{self._desk}{RETURN}",
            scope="openid",
            code_challenge_method="S256",
            timeout=_TIMEOUT,
            transport=self._transport(),
            trust_env=False,
        )

    def _transport(self) -> BoundedAnswers:
        return BoundedAnswers(httpx.AsyncHTTPTransport(verify=self._tls, trust_env=False), _ANSWER_AT_MOST)

    async def _exchanged(self, description: _Description, code: str, verifier: str) -> tuple[str, str]:
        """The ID token and the access token for a code."""
        try:
            async with self._client(description) as client:
                tokens = await client.fetch_token(description.token_endpoint, code=code, code_verifier=verifier)
        except OAuthError as error:
            _log.warning("code not accepted by the provider", error=str(error.error))
            raise ProviderRefused(Refusal.CODE) from None
        except (httpx.HTTPError, ValueError) as error:
            raise ProviderAway from error
        id_token = tokens.get("id_token")
        if not isinstance(id_token, str) or len(id_token) > _TOKEN_AT_MOST:
            raise ProviderRefused(Refusal.TOKEN)
        return id_token, str(tokens.get("access_token", ""))

    async def _verified(
        self, description: _Description, id_token: str, access_token: str, nonce: str
    ) -> Mapping[str, Any]:
        """The claims of an ID token after all checks of OpenID Connect Core, 3.1.3.7."""
        offered = description.id_token_signing_alg_values_supported
        registry = JWSRegistry(algorithms=[each for each in _ALGORITHMS if each in offered], strict_check_header=False)
        keys = self._keys or await self._read_keys(description)
        try:
            try:
                decoded = jwt.decode(id_token, keys, registry=registry)
            except InvalidKeyIdError:  # the provider has a new key
                decoded = jwt.decode(id_token, await self._read_keys(description), registry=registry)
            claims = CodeIDToken(
                decoded.claims,
                decoded.header,
                {
                    "iss": {"essential": True, "value": self._issuer},
                    "aud": {"essential": True, "value": self._client_id},
                    "sub": {"essential": True},
                },
                {"nonce": nonce, "client_id": self._client_id, "access_token": access_token},
            )
            claims.validate(int(self._clock.now().timestamp()), _LEEWAY)
        except (JoseError, ValueError) as error:
            _log.warning("ID token refused", reason=str(error))
            raise ProviderRefused(Refusal.TOKEN) from None
        subject = claims["sub"]
        if not isinstance(subject, str) or not re.fullmatch(r"[\x21-\x7e]{1,255}", subject):
            raise ProviderRefused(Refusal.TOKEN)
        return {**claims}

    async def _described(self) -> _Description:
        now = self._clock.now()
        if self._description is None or now - self._read_at > _KEPT:
            found = await self._read(f"{self._issuer.rstrip('/')}/.well-known/openid-configuration")
            try:
                description = _Description.model_validate(found)
            except ValidationError as error:
                raise ProviderAway from error
            # Discovery, 4.3: a description of another issuer is not believed.
            if description.issuer != self._issuer:
                raise ProviderAway(f"the provider calls itself {description.issuer}")
            self._description, self._keys, self._read_at = description, None, now
        return self._description

    async def _read_keys(self, description: _Description) -> KeySet:
        found = await self._read(description.jwks_uri)
        try:
            self._keys = KeySet.import_key_set(found)
        except (JoseError, KeyError, TypeError, ValueError) as error:
            raise ProviderAway from error
        return self._keys

    async def _read(self, address: str) -> Any:
        try:
            async with httpx.AsyncClient(timeout=_TIMEOUT, transport=self._transport(), trust_env=False) as client:
                return (await client.get(address)).raise_for_status().json()
        except (httpx.HTTPError, ValueError) as error:
            raise ProviderAway from error
