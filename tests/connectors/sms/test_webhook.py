"""Twilio's webhooks: is it really Twilio, and what does it say?"""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from twilio.request_validator import RequestValidator

from connectors.sms.webhook import BadWebhook, incoming, keyword_command, status, verified_form

TOKEN = "an auth token"
URL = "https://porch.example/webhooks/sms"
FORM = {"MessageSid": "SM1", "From": "+15550100001", "Body": "¿Hola? 100% & more", "NumMedia": "0"}


def _signed(form: dict[str, str], url: str = URL, token: str = TOKEN) -> str:
    signature = RequestValidator(token).compute_signature(url, form)
    return str(signature)


def _verify(form: dict[str, str], signature: str | None, url: str = URL) -> dict[str, str]:
    return verified_form(urlencode(form).encode(), signature, url, TOKEN)


def test_a_signed_form_is_read() -> None:
    """What Twilio signed comes back as it was, whatever characters it holds."""
    assert _verify(FORM, _signed(FORM)) == FORM


def test_blank_parameters_are_part_of_the_signature() -> None:
    """Twilio signs empty values too: they must not be dropped before checking."""
    form = {**FORM, "Body": "", "FromCity": "", "FromZip": ""}
    assert _verify(form, _signed(form)) == form


def test_the_query_of_the_address_is_signed_too() -> None:
    """An address with a query is checked with its query."""
    url = URL + "?line=2"
    assert _verify(FORM, _signed(FORM, url), url) == FORM
    with pytest.raises(BadWebhook):
        _verify(FORM, _signed(FORM, url), URL)


@pytest.mark.parametrize(
    "signature",
    [
        None,
        "",
        "nonsense",
        "ünïcode",
        _signed(FORM, token="another token"),
        _signed({**FORM, "Body": "other"}),
        _signed(FORM, "https://evil.example/webhooks/sms"),
    ],
)
def test_a_wrong_or_missing_signature_is_refused(signature: str | None) -> None:
    """Refused with 403, and a hint at the usual cause."""
    with pytest.raises(BadWebhook, match="PUBLIC_URL") as refusal:
        _verify(FORM, signature)
    assert refusal.value.status == 403


@pytest.mark.parametrize(
    "body", [b"Body=\xff\xfe", b"Body=%FF%FE", b"no form at all", b"\x00", b"&".join([b"a=1"] * 201)]
)
def test_what_is_no_form_is_a_bad_request(body: bytes) -> None:
    """Bytes that are no UTF-8 form, or one with absurdly many fields, end in 400 and no other error."""
    with pytest.raises(BadWebhook) as refusal:
        verified_form(body, "anything", URL, TOKEN)
    assert refusal.value.status == 400


def test_an_empty_body_is_refused_politely() -> None:
    """An empty body is a form without fields: properly signed it is read, unsigned it is refused."""
    assert verified_form(b"", _signed({}), URL, TOKEN) == {}
    with pytest.raises(BadWebhook):
        verified_form(b"", "x", URL, TOKEN)


def test_a_text_is_read_whole() -> None:
    """Sender, id and words arrive unchanged."""
    message = incoming(FORM)
    assert (message.channel, message.provider_id, message.address) == ("sms", "SM1", "+15550100001")
    assert (message.kind, message.text) == ("text", "¿Hola? 100% & more")


@pytest.mark.parametrize("missing", ["MessageSid", "From"])
def test_a_message_without_id_or_sender_is_refused(missing: str) -> None:
    """Nothing can be kept or answered without both."""
    for form in ({k: v for k, v in FORM.items() if k != missing}, {**FORM, missing: ""}):
        with pytest.raises(BadWebhook) as refusal:
            incoming(form)
        assert refusal.value.status == 400


def test_the_old_name_of_the_id_is_known() -> None:
    """Twilio's older parameter SmsSid serves as well."""
    assert incoming({"SmsSid": "SM9", "From": "+15550100001"}).provider_id == "SM9"


@pytest.mark.parametrize(
    ("words", "command"),
    [
        *((word, "stop") for word in ("STOP", "stopall", "Unsubscribe", "CANCEL", "end", "quit", "REVOKE", "OptOut")),
        (" stop \n", "stop"),
        *((word, "start") for word in ("START", "unstop")),
        *((word, "help") for word in ("HELP", "Info", "AYUDA", "¡Ayuda!", " ayuda ", "Información")),
        *((word, None) for word in ("please stop", "stop!", "yes", "help me", "i quit", "", "stopp", "end it")),
        *((word, None) for word in ("necesito ayuda", "ayúdame", "ALTO", "cancelar", "ayuda" * 20)),
    ],
)
def test_keywords_count_as_whole_messages_only(words: str, command: str | None) -> None:
    """Twilio's keywords, any case, alone in the message, and HELP in every language; inside a sentence they are words.

    What stops messages in another language is none of the carrier's: it is heard as a person's own words.
    """
    assert keyword_command(words) == command
    message = incoming({**FORM, "Body": words})
    assert (message.kind == "command") == (command is not None)


def test_the_carriers_own_answer_is_noted() -> None:
    """OptOutType says that Twilio has replied already."""
    assert incoming({**FORM, "Body": "STOP", "OptOutType": "STOP"}).carrier_answered
    assert not incoming({**FORM, "Body": "STOP"}).carrier_answered


@pytest.mark.parametrize(
    ("body", "type_", "kind", "text"),
    [
        ("ALTO", "STOP", "command", "stop"), ("Empezar", "START", "command", "start"), ("AYUDA", "HELP", "command", "help"),
        ("i want it to stop", "STOP", "text", "i want it to stop"), ("ALTO", "", "text", "ALTO"), ("hola", "?", "text", "hola"),
    ],
)  # fmt: skip
def test_words_that_the_operator_gave_to_the_carrier(body: str, type_: str, kind: str, text: str) -> None:
    """Twilio has stopped the number at one of them already; a sentence stays one, to be screened for danger."""
    message = incoming({**FORM, "Body": body, "OptOutType": type_})
    assert (message.kind, message.text, message.carrier_answered) == (kind, text, bool(type_) and kind == "command")


@pytest.mark.parametrize(
    ("body", "count", "kind"),
    [
        ("", "1", "media"), ("  ", "3", "media"), ("look", "1", "text"), ("", "0", "text"), ("", "", "text"),
        ("", "x", "text"),
    ],
)  # fmt: skip
def test_media_without_words_is_media(body: str, count: str, kind: str) -> None:
    """A photo alone is media; with words, the words count; a nonsense count is none."""
    assert incoming({**FORM, "Body": body, "NumMedia": count}).kind == kind


@pytest.mark.parametrize(
    ("twilio", "ours"),
    [
        ("queued", "sent"), ("accepted", "sent"), ("sending", "sent"), ("sent", "sent"), ("delivered", "delivered"),
        ("read", "delivered"), ("undelivered", "undelivered"), ("failed", "failed"), ("canceled", "failed"),
    ],
)  # fmt: skip
def test_statuses_are_translated(twilio: str, ours: str) -> None:
    """Each status that Twilio reports about a sent text has one of ours."""
    assert status({"MessageSid": "SM1", "MessageStatus": twilio, "ErrorCode": ""}) == ("SM1", ours, None)
    assert status({"SmsSid": "SM1", "SmsStatus": twilio, "ErrorCode": "30003"}) == ("SM1", ours, "30003")


def test_an_unknown_status_is_passed_over() -> None:
    """A status invented tomorrow is no error; a callback without an id is."""
    assert status({"MessageSid": "SM1", "MessageStatus": "teleported"}) is None
    assert status({"MessageSid": "SM1"}) is None
    with pytest.raises(BadWebhook):
        status({"MessageStatus": "sent"})
