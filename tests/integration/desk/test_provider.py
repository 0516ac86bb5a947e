"""Signing in at an OpenID provider, which is another process: who is signed in, and everything that must not pass."""

import asyncio
import re
import shutil
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import asyncpg
import httpx
import pytest
import uvicorn
from playwright.async_api import async_playwright, expect
from pydantic import ValidationError

from services.desk.access import administration
from services.desk.access.forms import Forms
from services.desk.access.provider import Provider
from services.desk.access.sessions import Sessions, SignInRefused
from services.desk.access.tokens import Tokens
from services.desk.app import DeskApp, DeskParts
from services.desk.domain.people import Role
from services.desk.rendering import Pages
from services.desk.settings import DeskSettings
from services.desk.statement_files import StatementFiles
from shared.act_fields import ActFields
from shared.clock import FixedClock
from shared.database import create_pool
from shared.law.rule_sets import RuleSets
from shared.naming import LawNames
from tests.engines import Database, NewDatabase
from tests.patience import PATIENCE, until
from tests.service_process import free_port

SUBJECT = "9b1c2f"
CHROMIUM = shutil.which("chromium")
BEGIN, SESSION, BEGUN = "/sign-in/provider", "__Host-lea-session", "__Host-lea-provider"


@dataclass
class OpenIdProvider:
    """The process, with the desk registered at it."""

    url: str
    desk: str
    client_id: str
    secret: str

    async def fails_so(self, **faults: Any) -> None:
        async with httpx.AsyncClient(base_url=self.url) as client:
            assert (await client.put("/faults", json=faults)).status_code == 204

    async def signs_in(self, address: str, subject: str = SUBJECT) -> str:
        """Sign in at the provider as this subject. Returns the path at the desk to which the browser is sent back."""
        async with httpx.AsyncClient() as client:
            answer = await client.post(address, data={"sub": subject})
        assert answer.status_code == 302, answer.text
        assert answer.headers["location"].startswith(f"{self.desk}/")
        return str(answer.headers["location"]).removeprefix(self.desk)


@pytest.fixture(scope="module")
def desk_port() -> int:
    return free_port()


@pytest.fixture(scope="module")
async def provider(desk_port: int) -> AsyncIterator[OpenIdProvider]:
    port = free_port()
    url, desk = f"http://127.0.0.1:{port}", f"http://localhost:{desk_port}"
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.integration.desk.openid_provider", str(port), stderr=asyncio.subprocess.DEVNULL
    )
    try:
        async with httpx.AsyncClient(base_url=url) as client:

            async def answers() -> bool:
                with suppress(httpx.TransportError):
                    return (await client.get("/jwks")).is_success
                return False

            await until(answers, "the provider answers")
            wanted = {"redirect_uris": [f"{desk}/sign-in/provider/return"]}
            registered = (await client.post("/oauth2/clients", json=wanted)).json()
        yield OpenIdProvider(url, desk, registered["client_id"], registered["client_secret"])
    finally:
        process.terminate()
        await asyncio.wait_for(process.wait(), PATIENCE)


@dataclass
class Desk:
    """The application over a real database, and a browser without a screen."""

    app: DeskApp
    browser: httpx.AsyncClient
    database: Database
    provider: OpenIdProvider
    clock: FixedClock

    async def as_owner(self, change: Callable[..., Any], *arguments: object) -> Any:
        connection = await asyncpg.connect(self.database.owner_url)
        try:
            return await change(connection, *arguments)
        finally:
            await connection.close()

    async def linked(self) -> str:
        """An account that is linked with the subject. Returns the password it had before."""
        password = await self.as_owner(
            administration.add, "ivanova", "Ivanova A. P.", Role.EXECUTOR, "0101-017", "operator:petrova"
        )
        await self.as_owner(administration.link, "ivanova", self.provider.url, SUBJECT, "operator:petrova")
        return str(password)

    async def begins(self, path: str = f"{BEGIN}?next=/tokens") -> str:
        answer = await self.browser.get(path)
        assert answer.status_code == 303, answer.text
        return answer.headers["location"]

    async def comes_back(self, subject: str = SUBJECT) -> httpx.Response:
        return await self.browser.get(await self.provider.signs_in(await self.begins(), subject))

    async def refused(self, answer: httpx.Response, reason: str, status: int = 403) -> None:
        """Nobody is signed in, the page says why, and the trail has it."""
        assert answer.status_code == status, answer.text
        assert "You are not signed in" in answer.text
        assert SESSION not in self.browser.cookies
        assert BEGUN not in self.browser.cookies
        assert (await self.trail())[-1] == (None, "provider-sign-in-refused", reason)
        assert (await self.browser.get("/tokens")).headers["location"].startswith("/sign-in")

    async def trail(self) -> list[tuple[str | None, str, str | None]]:
        rows = await self.app.state.pool.fetch("SELECT account, what, subject FROM audit ORDER BY id")
        return [tuple(row) for row in rows]


@pytest.fixture(scope="module")
def acts() -> ActFields:
    return ActFields(RuleSets.load().in_force(datetime.now(UTC).date()))


@pytest.fixture
async def desk(migrated_database: NewDatabase, provider: OpenIdProvider, acts: ActFields) -> AsyncIterator[Desk]:
    await provider.fails_so()
    database, clock = migrated_database("desk"), FixedClock(datetime.now(UTC))
    settings = settings_for(provider, database.url)
    pool = await create_pool(settings)
    app = DeskApp()
    app.use(
        DeskParts(
            sessions=Sessions(pool, settings, clock),
            forms=Forms("k" * 16, 600),
            pages=Pages(LawNames(acts.rule_set)),
            client=None,  # type: ignore[arg-type]  # no page that asks a service is shown
            acts=acts,
            clock=clock,
            tokens=Tokens(pool, clock),
            provider=Provider(settings, clock),
            trace_url=None,
            monitoring=None,
            verifier=None,  # type: ignore[arg-type]  # likewise
            statement_files=StatementFiles(pool, clock),
        )
    )
    app.state.pool = pool
    headers = {"accept-language": "en"}
    transport = httpx.ASGITransport(app)
    try:
        async with httpx.AsyncClient(transport=transport, base_url="https://desk", headers=headers) as browser:
            yield Desk(app, browser, database, provider, clock)
    finally:
        await pool.close()


def settings_for(provider: OpenIdProvider, database: str, **other: str) -> DeskSettings:
    values = {
        "desk_url": provider.desk,
        "desk_oidc_issuer": provider.url,
        "desk_oidc_client_id": provider.client_id,
        "desk_oidc_client_secret": provider.secret,
    }
    return DeskSettings.model_validate({"database_url": database, "form_key": "k" * 16, **values, **other})


async def test_a_linked_person_is_signed_in_and_sees_the_page_that_was_asked_for(desk: Desk) -> None:
    await desk.linked()
    answer = await desk.comes_back()
    assert (answer.status_code, answer.headers["location"]) == (303, "/tokens")
    page = await desk.browser.get("/tokens")
    assert page.status_code == 200
    assert "Ivanova A. P." in page.text
    assert "/password" not in page.text
    assert BEGUN not in desk.browser.cookies
    assert (await desk.trail())[-1] == ("ivanova", "signed-in-by-provider", None)


async def test_the_request_carries_state_nonce_and_a_challenge_and_each_is_new(desk: Desk) -> None:
    asked = [parse_qs(urlsplit(await desk.begins()).query) for _ in range(2)]
    for name in ("state", "nonce", "code_challenge"):
        values = {each[name][0] for each in asked}
        assert len(values) == 2
        assert all(len(value) >= 32 for value in values)
    assert asked[0]["code_challenge_method"] == ["S256"]
    assert asked[0]["response_type"] == ["code"]
    assert asked[0]["scope"] == ["openid"]


async def test_cookies_are_strict(desk: Desk) -> None:
    await desk.linked()
    begun = await desk.browser.get(BEGIN)
    back = await desk.browser.get(await desk.provider.signs_in(begun.headers["location"]))
    for answer, cookie in ((begun, BEGUN), (back, SESSION)):
        [line] = [each for each in answer.headers.get_list("set-cookie") if each.startswith(f"{cookie}=")]
        assert all(word in line for word in ("HttpOnly", "Secure", "Path=/", "SameSite=lax")), line
        assert "Domain" not in line
        assert "form-action 'self'" in answer.headers["content-security-policy"]


async def test_an_identity_without_an_account_is_refused_and_shown(desk: Desk) -> None:
    answer = await desk.comes_back("<somebody>")
    await desk.refused(answer, "unlinked <somebody>")
    assert "&lt;somebody&gt;" in answer.text


async def test_a_disabled_account_and_another_issuer_are_refused(desk: Desk) -> None:
    await desk.linked()
    await desk.as_owner(administration.disable, "ivanova", "operator:petrova")
    await desk.refused(await desk.comes_back(), f"unlinked {SUBJECT}")
    await desk.as_owner(administration.enable, "ivanova", "operator:petrova")
    await desk.as_owner(administration.unlink, "ivanova", "operator:petrova")
    await desk.as_owner(administration.link, "ivanova", "https://other.example", SUBJECT, "operator:petrova")
    await desk.refused(await desk.comes_back(), f"unlinked {SUBJECT}")


async def test_a_state_of_another_sign_in_is_refused(desk: Desk) -> None:
    await desk.linked()
    first = await desk.provider.signs_in(await desk.begins())
    second = await desk.begins()  # the browser keeps the second only
    assert second
    await desk.refused(await desk.browser.get(first), "state", 400)
    await desk.refused(await desk.browser.get(first), "state", 400)


async def test_a_sign_in_that_was_begun_in_another_browser_is_refused(desk: Desk) -> None:
    await desk.linked()
    address = await desk.provider.signs_in(await desk.begins())
    desk.browser.cookies.clear()
    await desk.refused(await desk.browser.get(address), "state", 400)


async def test_a_forged_or_old_cookie_is_refused(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    await desk.linked()
    address = await desk.provider.signs_in(await desk.begins())
    kept = desk.browser.cookies[BEGUN]
    desk.browser.cookies.set(BEGUN, f"x{kept}", domain="desk.local")
    now = datetime.now(UTC).timestamp()
    monkeypatch.setattr("itsdangerous.timed.time.time", lambda: now + 601)
    await desk.refused(await desk.browser.get(address), "state", 400)


async def test_a_code_is_good_once(desk: Desk) -> None:
    await desk.linked()
    address = await desk.provider.signs_in(await desk.begins())
    kept = desk.browser.cookies[BEGUN]
    assert (await desk.browser.get(address)).status_code == 303
    desk.browser.cookies.clear()
    answer = await desk.browser.get(address, headers={"cookie": f"{BEGUN}={kept}"})
    await desk.refused(answer, "code")


async def test_a_code_of_another_challenge_is_refused_by_the_provider(desk: Desk) -> None:
    await desk.linked()
    stolen = parse_qs(urlsplit(await desk.provider.signs_in(await desk.begins())).query)["code"][0]
    own = await desk.provider.signs_in(await desk.begins())
    other = own.replace(parse_qs(urlsplit(own).query)["code"][0], stolen)
    await desk.refused(await desk.browser.get(other), "code")


async def test_a_person_who_cancels_is_not_signed_in(desk: Desk) -> None:
    await desk.linked()
    for query in ("error=server_error", "error=access_denied&code=x", "", "code=%00", "code="):
        state = parse_qs(urlsplit(await desk.begins()).query)["state"][0]
        await desk.refused(await desk.browser.get(f"{BEGIN}/return?state={state}&{query}"), "denied")


@pytest.mark.parametrize(
    "faults",
    [
        {"claims": {"aud": "another-client"}},
        {"claims": {"aud": ["another-client"]}},
        {"claims": {"aud": None}},
        {"claims": {"azp": "another-client"}},
        {"claims": {"iss": "https://other.example"}},
        {"claims": {"iss": None}},
        {"claims": {"nonce": "another"}},
        {"claims": {"nonce": None}},
        {"claims": {"exp": 1}},
        {"claims": {"exp": None}},
        {"claims": {"iat": 4102444800}},
        {"claims": {"sub": None}},
        {"claims": {"sub": ""}},
        {"claims": {"sub": "x" * 256}},
        {"claims": {"at_hash": "another"}},
        {"other_key": True},
        {"algorithm": "none"},
        {"algorithm": "HS256"},
        {"algorithm": "none", "description": {"id_token_signing_alg_values_supported": ["RS256", "none", "HS256"]}},
    ],
    ids=str,
)
async def test_an_id_token_that_is_not_for_this_sign_in_is_refused(desk: Desk, faults: dict[str, Any]) -> None:
    await desk.linked()
    await desk.provider.fails_so(**faults)
    await desk.refused(await desk.comes_back(), "token")


async def test_an_answer_of_another_issuer_is_refused(desk: Desk) -> None:
    await desk.linked()
    address = await desk.provider.signs_in(await desk.begins())
    await desk.refused(await desk.browser.get(f"{address}&iss=https://other.example"), "state", 400)


async def test_a_new_key_of_the_provider_is_read(desk: Desk) -> None:
    await desk.linked()
    assert (await desk.comes_back()).status_code == 303
    desk.browser.cookies.clear()
    await desk.provider.fails_so(new_key=True)
    assert (await desk.comes_back()).status_code == 303


@pytest.mark.parametrize(
    "faults",
    [
        {"failing": "/.well-known/openid-configuration"},
        {"description": {"padding": "x" * 300_000}},
        {"description": {"issuer": "https://other.example"}},
        {"description": {"token_endpoint": "http://other.example/token"}},
        {"description": {"jwks_uri": None}},
    ],
    ids=lambda faults: str(faults)[:60],
)
async def test_a_provider_that_is_away_or_describes_itself_wrongly_begins_nothing(
    desk: Desk, faults: dict[str, Any]
) -> None:
    await desk.provider.fails_so(**faults)
    await desk.refused(await desk.browser.get(BEGIN), "away", 503)


@pytest.mark.parametrize("path", ["/oauth2/token", "/jwks"])
async def test_a_provider_that_goes_away_meanwhile_signs_nobody_in(desk: Desk, path: str) -> None:
    await desk.linked()
    address = await desk.provider.signs_in(await desk.begins())
    await desk.provider.fails_so(failing=path)
    await desk.refused(await desk.browser.get(address), "away", 503)


async def test_nobody_is_sent_to_another_address(desk: Desk) -> None:
    await desk.linked()
    address = await desk.begins(f"{BEGIN}?next=//other.example")
    assert (await desk.browser.get(await desk.provider.signs_in(address))).headers["location"] == "/"


async def test_a_linked_account_has_no_password_until_it_is_unlinked(desk: Desk) -> None:
    password = await desk.linked()
    sessions: Sessions = desk.app.state.sessions
    with pytest.raises(SignInRefused):
        await sessions.sign_in("ivanova", password, None)
    with pytest.raises(administration.AccountRefused):
        await desk.as_owner(administration.reset, "ivanova", "operator:petrova")
    with pytest.raises(administration.AccountRefused, match="linked"):
        await desk.as_owner(administration.link, "ivanova", desk.provider.url, "other", "operator:petrova")
    [listed] = await desk.as_owner(administration.listed)
    assert (listed.issuer, listed.subject) == (desk.provider.url, SUBJECT)
    assert (await desk.comes_back()).status_code == 303
    given = await desk.as_owner(administration.unlink, "ivanova", "operator:petrova")
    assert (await desk.browser.get("/tokens")).status_code == 303, "the session has ended"
    assert (await sessions.sign_in("ivanova", given, None)).person.must_change
    with pytest.raises(administration.AccountRefused, match="not linked"):
        await desk.as_owner(administration.unlink, "ivanova", "operator:petrova")


async def test_an_identity_belongs_to_one_account(desk: Desk) -> None:
    await desk.linked()
    arguments = ("other", "Other", Role.EXECUTOR, "0101-018", "operator:petrova")
    password = await desk.as_owner(administration.add, *arguments)
    with pytest.raises(administration.AccountRefused, match="another account"):
        await desk.as_owner(administration.link, "other", desk.provider.url, SUBJECT, "operator:petrova")
    assert await desk.app.state.sessions.sign_in("other", password, None), "nothing was changed"


async def test_a_session_ends_after_its_time(desk: Desk) -> None:
    await desk.linked()
    await desk.comes_back()
    desk.clock.moment += timedelta(minutes=31)
    assert (await desk.browser.get("/tokens")).headers["location"].startswith("/sign-in")


async def test_signing_out_ends_the_session_at_the_provider(desk: Desk) -> None:
    await desk.linked()
    await desk.comes_back()
    page = await desk.browser.get("/tokens")
    token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
    assert token
    answer = await desk.browser.post("/sign-out", data={"csrf_token": token[1]})
    assert answer.status_code == 200
    assert "/oauth2/end_session?id_token_hint=" in answer.text
    assert SESSION not in desk.browser.cookies
    assert (await desk.browser.get("/tokens")).status_code == 303
    assert (await desk.trail())[-1] == ("ivanova", "signed-out", None)


@pytest.mark.parametrize(
    "faults",
    [{"description": {"end_session_endpoint": None}}, {"failing": "/.well-known/openid-configuration"}],
    ids=["none", "away"],
)
async def test_without_an_end_there_signing_out_ends_the_session_here(desk: Desk, faults: dict[str, Any]) -> None:
    await desk.linked()
    await desk.comes_back()
    await desk.provider.fails_so(**faults)
    desk.app.state.provider = Provider(settings_for(desk.provider, desk.database.url), desk.clock)
    page = await desk.browser.get("/tokens")
    token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
    assert token
    answer = await desk.browser.post("/sign-out", data={"csrf_token": token[1]})
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")
    assert (await desk.browser.get("/tokens")).status_code == 303


async def test_without_a_provider_there_are_local_accounts_only(desk: Desk) -> None:
    assert BEGIN in (await desk.browser.get("/sign-in")).text
    desk.app.state.provider = None
    assert BEGIN not in (await desk.browser.get("/sign-in")).text
    for path in (BEGIN, f"{BEGIN}/return?code=x&state=x"):
        assert (await desk.browser.get(path)).status_code == 404


def test_incomplete_or_unprotected_settings_are_refused(provider: OpenIdProvider) -> None:
    for name, value in (
        ("desk_url", None),
        ("desk_oidc_client_id", None),
        ("desk_oidc_client_secret", None),
        ("desk_oidc_issuer", "http://sso.example"),
        ("desk_oidc_issuer", "http://localhost.example"),
    ):
        with pytest.raises(ValidationError):
            settings_for(provider, "postgresql://x", **{name: value})  # type: ignore[arg-type]
    assert provider.secret not in repr(settings_for(provider, "postgresql://x"))


@asynccontextmanager
async def serving(server: uvicorn.Server) -> AsyncIterator[None]:
    task = asyncio.create_task(server.serve())
    try:
        yield
    finally:
        server.should_exit = True
        await asyncio.wait_for(task, PATIENCE)


async def test_in_a_browser(desk: Desk, desk_port: int) -> None:
    """The policy for scripts and forms allows the way to the provider and back, and that of signing out."""
    await desk.linked()
    server = uvicorn.Server(uvicorn.Config(desk.app, port=desk_port, log_config=None, lifespan="off"))

    async def started() -> bool:
        return server.started

    async with serving(server), async_playwright() as playwright:
        await until(started, "the desk answers")
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        page = await browser.new_page(locale="en")
        await page.goto(f"{desk.provider.desk}/sign-in?next=/tokens")
        await page.get_by_role("link", name="ministry").click()
        await page.fill("[name=sub]", SUBJECT)
        await page.locator("button[type=submit]").first.click()
        await expect(page.locator("h1")).to_have_text("Access tokens")
        await page.get_by_role("button", name="Sign out").click()
        await expect(page.locator("h1")).to_have_text("End Session")
        await page.get_by_role("button", name="End session").click()
        await expect(page.locator("h1")).to_have_text("Sign in")
        await page.goto(f"{desk.provider.desk}/tokens")
        await expect(page.locator("h1")).to_have_text("Sign in")
        await browser.close()
