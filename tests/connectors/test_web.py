"""The web process's HTTP side: providers get their answer only when the journal has the message."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient
from twilio.request_validator import RequestValidator

from connectors.gauges import Gauges, unread
from connectors.reception import Reception
from connectors.tables import inbox, outbox
from connectors.web import MAX_BODY, Health, Webhooks
from porchlight.hours import OpeningHours
from porchlight.settings import HotlineSettings, Settings, TelegramSettings, TwilioSettings
from tests.connectors.scene import SECRET, Scene

TOKEN, SECRET_TOKEN, BASE = "twilio token", "telegram-secret", "https://porch.example"
EARLIER_TOKEN = "before-the-key-was-changed"
UPDATE = {
    "update_id": 7,
    "message": {"message_id": 1, "chat": {"id": 77, "type": "private"}, "from": {"id": 77}, "text": "hello"},
}
TAP = {"update_id": 8, "callback_query": {"id": "q1", "from": {"id": 77}, "data": "1:0"}}


def _settings(scene: Scene, *, providers: bool = True, public_url: str | None = BASE) -> Settings:
    return Settings(
        production=False,
        database_url=scene.database.url,
        public_url=public_url,
        secret_key=SECRET,
        twilio=TwilioSettings("AC1", TOKEN, "+15550109999", None, None) if providers else None,
        telegram=TelegramSettings("1:A", SECRET_TOKEN, "https://api.telegram.org", (EARLIER_TOKEN,))
        if providers
        else None,
        hotline=HotlineSettings(None, OpeningHours.parse("24/7"), ZoneInfo("UTC")),
        folder=scene.database.engine.url.database,
        model_folder=scene.database.engine.url.database,
        locator_url="http://127.0.0.1:9",
    )


class Site:
    """The web application's routes on one database, with what it rang and which taps it answered."""

    def __init__(self, scene: Scene, **settings: Any) -> None:
        self.scene = scene
        self.rung: list[bool] = []
        self.tapped: list[str] = []
        self.parts = {"database": "ok", "migrations": "ok", "worker": "ok"}
        reception = Reception(scene.journal, lambda: self.rung.append(True), patience=0.0)
        routes = Webhooks(_settings(scene, **settings), reception, scene.outbox, self.tapped.append).routes()
        gauges = Gauges(scene.database, (unread,))
        self.http = TestClient(Starlette(routes=[*routes, *Health(lambda: self.parts, gauges).routes()]), base_url=BASE)

    def text(self, path: str = "/webhooks/sms", *, sign_as: str | None = None, **form: str) -> Any:
        """Post a form as Twilio does, signed for the path unless another address is named."""
        body = {"MessageSid": "SM1", "From": "+15550100001", "Body": "hello", **form}
        signature = RequestValidator(TOKEN).compute_signature(sign_as or BASE + path, body)
        headers = {"x-twilio-signature": signature, "content-type": "application/x-www-form-urlencoded"}
        return self.http.post(path, content=urlencode(body), headers=headers)

    def update(self, update: object, token: str | None = SECRET_TOKEN) -> Any:
        """Post an update as Telegram does."""
        headers = {} if token is None else {"x-telegram-bot-api-secret-token": token}
        content = update if isinstance(update, bytes) else json.dumps(update)
        return self.http.post("/webhooks/telegram", content=content, headers=headers)


@pytest.fixture
def site(scene: Scene) -> Iterator[Site]:
    """A site where both providers are set up."""
    yield Site(scene)


def test_a_text_is_kept_and_answered_with_nothing(site: Site) -> None:
    """Empty TwiML, the message in the journal, whoever answers rung; a repetition changes nothing and rings nobody."""
    for _ in range(2):
        answer = site.text()
        assert (answer.status_code, answer.headers["content-type"]) == (200, "text/xml; charset=utf-8")
        assert answer.text.endswith("<Response></Response>")
    assert site.scene.claim().text == "hello"
    assert (len(site.scene.rows(inbox)), len(site.rung)) == (1, 1)


def test_the_configured_address_is_what_twilio_signed(site: Site) -> None:
    """Not the host of the request, which a proxy rewrites and anyone can forge."""
    site.http.headers["host"] = "evil.example"
    assert site.text().status_code == 200
    assert site.text(sign_as="https://evil.example/webhooks/sms").status_code == 403


def test_the_query_counts_as_signed(site: Site) -> None:
    """A webhook address with a query."""
    assert site.text("/webhooks/sms?line=2").status_code == 200


def test_without_a_public_address_the_requests_own_is_used(scene: Scene) -> None:
    """In development nothing needs to be configured to try the webhook."""
    assert Site(scene, public_url=None).text().status_code == 200


def test_a_forged_text_is_refused(site: Site) -> None:
    """403, and nothing is kept."""
    assert site.http.post("/webhooks/sms", data={"MessageSid": "SM1", "From": "+1"}).status_code == 403
    assert site.text("/webhooks/sms/status", sign_as=BASE + "/webhooks/sms").status_code == 403
    assert site.scene.rows(inbox) == []


def test_a_signed_form_without_a_message_is_a_bad_request(site: Site) -> None:
    """400: trying again would not help."""
    assert site.text(MessageSid="").status_code == 400
    assert site.http.post("/webhooks/sms", content=b"\xff").status_code == 400


def test_a_status_callback_is_recorded(site: Site) -> None:
    """204 for known and unknown messages and for statuses nobody has heard of."""
    site.scene.asked_and_answered("one", channel="sms")
    site.scene.outbox.sent(site.scene.next_due("sms"), "SM9")
    assert site.text("/webhooks/sms/status", MessageSid="SM9", MessageStatus="delivered").status_code == 204
    assert site.scene.row(outbox).status == "delivered"
    assert site.text("/webhooks/sms/status", MessageSid="SM10", MessageStatus="sent").status_code == 204
    assert site.text("/webhooks/sms/status", MessageSid="SM9", MessageStatus="beamed").status_code == 204


def test_an_update_is_kept(site: Site) -> None:
    """200 without a body, once however often it comes."""
    assert [site.update(UPDATE).status_code for _ in range(2)] == [200, 200]
    assert (site.scene.claim().text, len(site.rung)) == ("hello", 1)


def test_an_update_with_the_token_of_an_earlier_key_is_kept(site: Site) -> None:
    """Until Telegram knows the new token, it sends the one before."""
    assert site.update(UPDATE, token=EARLIER_TOKEN).status_code == 200
    assert len(site.rung) == 1


@pytest.mark.parametrize("token", [None, "", "wrong", "telegram-secret ", "ümläut".encode("latin-1").decode("latin-1")])
def test_an_update_without_the_secret_is_refused(site: Site, token: str | None) -> None:
    """403, and nothing is kept."""
    headers = [] if token is None else [(b"x-telegram-bot-api-secret-token", token.encode("latin-1"))]
    assert site.http.post("/webhooks/telegram", json=UPDATE, headers=headers).status_code == 403
    assert site.scene.rows(inbox) == []


def test_what_needs_no_answer_is_accepted(site: Site) -> None:
    """Otherwise Telegram would send an edit again and again."""
    assert site.update({"update_id": 1, "edited_message": {}}).status_code == 200
    assert site.scene.rows(inbox) == []


@pytest.mark.parametrize("body", [b"", b"no json", b"[]", b"null", b'"x"', b"{}", b"\xff", b"[" * 5000, b"1e999"])
def test_garbage_is_a_bad_request(site: Site, body: bytes) -> None:
    """400 for what is no update; never an error of ours."""
    assert site.update(body).status_code == 400


def test_a_tap_stops_its_spinner(site: Site) -> None:
    """After the journal has it."""
    assert site.update(TAP).status_code == 200
    assert (site.tapped, site.scene.claim().kind) == (["q1"], "choice")


@pytest.mark.parametrize("path", ["/webhooks/sms", "/webhooks/sms/status", "/webhooks/telegram"])
def test_too_large_a_body_is_refused_unread(site: Site, path: str) -> None:
    """413 over 64 KB, whether the size is announced or not."""
    headers = {"x-telegram-bot-api-secret-token": SECRET_TOKEN}
    assert site.http.post(path, content=b"a" * (MAX_BODY + 1), headers=headers).status_code == 413
    pieces = (b"a" * 1024 for _ in range(65))
    assert site.http.post(path, content=pieces, headers=headers).status_code == 413


@pytest.mark.parametrize("path", ["/webhooks/sms", "/webhooks/sms/status", "/webhooks/telegram"])
def test_a_provider_that_is_not_set_up_is_not_found(scene: Scene, path: str) -> None:
    """404 with a hint, whatever is sent."""
    answer = Site(scene, providers=False).http.post(path, content=b"x=1")
    assert answer.status_code == 404
    assert "porchlight check" in answer.text


@pytest.mark.sqlite
def test_without_the_database_the_provider_is_asked_to_come_back(site: Site) -> None:
    """503 with Retry-After: nothing was kept, and nobody is told that it was."""
    site.scene.database.dispose()
    impatient = Site(Scene(type(site.scene.database)(site.scene.database.url, wait=0.05)))
    with site.scene.database.write():
        answers = [impatient.text(), impatient.update(UPDATE)]
        status = impatient.text("/webhooks/sms/status", MessageStatus="sent")
    assert [answer.status_code for answer in (*answers, status)] == [503] * 3
    assert all(int(answer.headers["retry-after"]) > 0 for answer in answers)
    assert impatient.rung == [] and site.scene.rows(inbox) == []


def test_health_needs_nothing(site: Site) -> None:
    """Up is up, whatever is wrong elsewhere."""
    site.parts["database"] = "cannot be reached"
    assert site.http.get("/healthz").text == "ok\n"


@pytest.mark.parametrize("part", ["database", "migrations", "worker"])
def test_readiness_names_what_is_missing(site: Site, part: str) -> None:
    """200 when every part is well, else 503 with the part's own words."""
    assert site.http.get("/readyz").json() == {"ready": True, **site.parts}
    site.parts[part] = "not well"
    answer = site.http.get("/readyz")
    assert (answer.status_code, answer.json()["ready"], answer.json()[part]) == (503, False, "not well")


def test_metrics_count_and_name_nobody(site: Site) -> None:
    """Prometheus reads counters; no number or word of a person is among them."""
    site.text(Body="very private")
    figures = site.http.get("/metrics").text
    assert 'porchlight_received_total{channel="sms",result="new"}' in figures
    assert "+1555" not in figures and "private" not in figures


def test_other_addresses_and_methods_are_refused(site: Site) -> None:
    """The webhooks take POST only; there is nothing else to find."""
    assert site.http.get("/webhooks/sms").status_code == 405
    assert site.http.get("/webhooks/rest/webhook").status_code == 404
