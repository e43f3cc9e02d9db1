"""The phone page: a stand-in for a real phone that takes the same way as real messages."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from connectors.messages import Choice, Reply, Venue
from connectors.phone import labels
from connectors.phone.labels import _SAID, _SHOWN
from connectors.phone.page import PhonePage
from connectors.reception import Reception
from connectors.web import MAX_BODY
from porchlight.languages import phrase, speaking
from tests.connectors.scene import Scene

SESSION = "a-session-of-the-page"


@pytest.fixture
def page(scene: Scene) -> Iterator[TestClient]:
    """The page's routes on one database."""
    reception = Reception(scene.journal, lambda: None, patience=0.0)
    yield TestClient(Starlette(routes=PhonePage(reception, scene.outbox, lambda: "sample data").routes()))


def _say(page: TestClient, channel: str = "sms", client_id: str = "1", **raw: Any) -> int:
    body = {"channel": channel, "session": SESSION, "client_id": client_id, **raw}
    return int(page.post("/phone/messages", json=body).status_code)


@pytest.mark.parametrize(
    ("channel", "raw", "kind", "text"),
    [
        ("sms", {"text": "hello"}, "text", "hello"),
        ("sms", {"text": "STOP"}, "command", "stop"),
        ("sms", {"text": "/stop"}, "text", "/stop"),
        ("telegram", {"text": "/stop"}, "command", "stop"),
        ("telegram", {"text": "STOP"}, "text", "STOP"),
        ("telegram", {"choice": "1:0"}, "choice", "1:0"),
        ("sms", {"media": True}, "media", ""),
    ],
)
def test_the_page_is_read_as_the_real_channel_would_be(
    page: TestClient, scene: Scene, channel: str, raw: dict[str, Any], kind: str, text: str
) -> None:
    """Keywords on SMS, commands on Telegram."""
    assert _say(page, channel, **raw) == 202
    claim = scene.claim()
    assert (claim.channel, claim.kind, claim.text) == (f"phone-{channel}", kind, text)


def test_a_place_is_shared(page: TestClient, scene: Scene) -> None:
    """Latitude and longitude arrive as numbers."""
    assert _say(page, "telegram", location={"latitude": "40.5", "longitude": -75}) == 202
    assert scene.claim().body["latitude"] == 40.5


def test_a_message_sent_twice_is_kept_once(page: TestClient, scene: Scene) -> None:
    """The page tries again as a provider would."""
    assert [_say(page, text="hello") for _ in range(2)] == [202, 202]
    scene.answers()
    assert scene.journal.claim() is None


@pytest.mark.parametrize(
    "raw",
    [{"channel": "fax", "text": "x"}, {"session": "short", "text": "x"}, {"session": "", "text": "x"}, {}, {"text": 5},
     {"location": {"latitude": 1}}, {"location": "here"}, {"location": {"latitude": "x", "longitude": 1}}],
)  # fmt: skip
def test_what_cannot_be_sent_is_refused(page: TestClient, raw: dict[str, Any]) -> None:
    """400, with a sentence."""
    assert _say(page, **raw) == 400


@pytest.mark.parametrize("body", [b"[]", b"null", b"no json"])
def test_a_body_of_another_shape_is_refused(page: TestClient, body: bytes) -> None:
    """400 as well: a mistake of the page's script must not look like an error of the service."""
    safe = TestClient(page.app, raise_server_exceptions=False)
    assert safe.post("/phone/messages", content=body).status_code == 400


def test_too_much_at_once_is_refused(page: TestClient) -> None:
    """413 over 64 KB."""
    assert _say(page, text="x" * MAX_BODY) == 413


def test_replies_come_with_their_cost(page: TestClient, scene: Scene) -> None:
    """On SMS: the numbered text and its segments; on Telegram: buttons that can be tapped."""
    offer = Reply("Which?", (Choice("This", "/a"), Choice("That", "/b")))
    for channel in ("sms", "telegram"):
        _say(page, channel, client_id=channel, text="hello")
        scene.answers(offer)
    (sms,) = page.get("/phone/replies", params={"channel": "sms", "session": SESSION}).json()["replies"]
    assert (sms["text"], sms["buttons"]) == ("Which?\n1 This\n2 That\nReply with a number.", [])
    assert (sms["segments"], sms["encoding"]) == (1, "GSM-7")
    (telegram,) = page.get("/phone/replies", params={"channel": "telegram", "session": SESSION}).json()["replies"]
    assert [button["title"] for button in telegram["buttons"]] == ["This", "That"]
    assert _say(page, "telegram", client_id="tap", choice=telegram["buttons"][1]["token"]) == 202
    assert scene.claim().text == f"{telegram['id']}:1"


def test_a_place_is_a_link_that_costs_what_it_costs(page: TestClient, scene: Scene) -> None:
    """The page has no map of its own: both phones show the link, and the SMS counts it."""
    for channel in ("sms", "telegram"):
        _say(page, channel, client_id=channel, text="hello")
        scene.answers(Reply("There.", venue=Venue("Harbor Light", "1 Main St, Salem, MA 01970", (42.5, -70.9))))
        (shown,) = page.get("/phone/replies", params={"channel": channel, "session": SESSION}).json()["replies"]
        assert shown["text"] == "There.\nMap: https://maps.google.com/?q=1+Main+St+Salem+MA+01970"
        assert shown["characters"] == len(shown["text"])


def test_the_page_says_what_it_shows(page: TestClient) -> None:
    """Page, style and script are served, closed to framing and foreign scripts; samples are named as such."""
    assert page.get("/", follow_redirects=False).headers["location"] == "/phone"
    for path, kind in (
        ("/phone", "text/html"),
        ("/phone/phone.css", "text/css"),
        ("/phone/phone.js", "text/javascript"),
    ):
        answer = page.get(path)
        assert answer.status_code == 200 and answer.headers["content-type"].startswith(kind)
        assert "default-src 'self'" in answer.headers["content-security-policy"]
    assert page.get("/phone/capabilities").json()["notice"] == "sample data"


def test_replies_say_in_which_language_they_are(page: TestClient, scene: Scene) -> None:
    """For a screen reader; and what the phone adds to a list is in it too."""
    _say(page, text="hola")
    scene.answers(Reply("¿Cuál?", (Choice("Este", "/a"), Choice("Otro", "/b"))), language="es")
    (shown,) = page.get("/phone/replies", params={"channel": "sms", "session": SESSION}).json()["replies"]
    assert shown["language"] == "es" and "Responda con un n" in shown["text"]
    _say(page, "telegram", text="hello")
    scene.answers("Hello.")
    (shown,) = page.get("/phone/replies", params={"channel": "telegram", "session": SESSION}).json()["replies"]
    assert shown["language"] == "en"


@pytest.mark.parametrize(
    ("query", "accept", "language", "words"),
    [
        ("", "en", "en", "Type it instead"),
        ("", "es-MX,es", "es", "Mejor escribirla"),
        ("?lang=es", "en", "es", "Letra grande"),
    ],
)
def test_its_own_words_are_in_the_language_that_is_asked_for(
    page: TestClient, query: str, accept: str, language: str, words: str
) -> None:
    """Labels as well, and what the script says; no label stays English there."""
    shown = page.get(f"/phone{query}", headers={"accept-language": accept})
    assert f'<html lang="{language}">' in shown.text and words in shown.text
    found = re.search(r'<script type="application/json" id="words">(.*?)</script>', shown.text)
    assert found and set(json.loads(found[1])) == set(_SAID)
    left = [each for each in _SHOWN if f">{each}<" in shown.text or f'="{each}"' in shown.text]
    with speaking(language):
        assert [each for each in left if phrase(each) != each] == []


def test_every_label_is_on_the_page() -> None:
    """What the page does not say needs no translation, and what the script says stands in it as it is here."""
    page, script = (
        Path(labels.__file__).with_name(name).read_text(encoding="utf-8") for name in ("page.html", "phone.js")
    )
    assert [each for each in _SHOWN if f">{each}<" not in page and f'="{each}"' not in page] == []
    said = [each for each in _SAID if f'say("{each}"' not in script and f"say('{each}'" not in script]
    assert said == []
    assert set(re.findall(r'say\("((?:[^"\\])+)"', script)) <= set(_SAID)
