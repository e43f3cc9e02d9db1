"""What the Telegram sender does with a venue: a pin where it can be had, a link where it cannot, the text always."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator

import pytest

from connectors.messages import Choice, Reply, Venue
from connectors.sending import Refused, TryLater
from connectors.telegram.sender import TelegramSender, make_bot, set_up
from porchlight.languages import ENGLISH, languages, speaking
from porchlight.settings import TelegramSettings
from tests.doubles.faults import Kind
from tests.doubles.telegram import FakeTelegram
from tests.doubles.telegram_updates import PERSON

PLACE = Venue("Harbor Light", "100 Example St, Cambridge, MA 02139", (42.3631, -71.1066))
DETAILS = Reply("Harbor Light\nCall: 617-555-0100", (Choice("More", "/more"),), venue=PLACE)


@pytest.fixture
def telegram() -> Iterator[FakeTelegram]:
    """A Telegram that listens, and holds every call against the published description."""
    with FakeTelegram() as double:
        yield double
        assert double.invalid == []


def send(telegram: FakeTelegram, reply: Reply) -> str | None:
    """Send one reply as delivery does."""

    async def run() -> str | None:
        sender = TelegramSender(make_bot(TelegramSettings(telegram.token, "secret", telegram.url)))
        try:
            return await sender.send(str(PERSON), reply, 7)
        finally:
            await sender.close()

    return asyncio.run(run())


def test_the_pin_goes_first_and_the_text_stands_below(telegram: FakeTelegram) -> None:
    """Telegram's own map, at the building; buttons hang on the text, whose id is the reply's."""
    provider_id = send(telegram, DETAILS)
    pin, text = telegram.sent
    assert pin.text == "Harbor Light\n100 Example St, Cambridge, MA 02139"
    assert (float(pin.params["latitude"]), float(pin.params["longitude"])) == PLACE.position
    assert (text.text, text.buttons[0][0]["text"], pin.buttons) == (DETAILS.text, "More", [])
    assert provider_id == f"{PERSON}:{text.message_id}"


def test_without_a_position_there_is_a_link(telegram: FakeTelegram) -> None:
    """A pin in the middle of a ZIP would be at a wrong door."""
    send(telegram, Reply(DETAILS.text, venue=Venue(PLACE.title, PLACE.address)))
    (text,) = telegram.sent
    assert text.text == f"{DETAILS.text}\nMap: https://maps.google.com/?q=100+Example+St+Cambridge+MA+02139"


@pytest.mark.parametrize("fault", [400, 500, "garbage", "drop"])
def test_a_pin_that_fails_holds_nothing_up(telegram: FakeTelegram, fault: Kind) -> None:
    """The text with the phone number goes out at once, with the link in the pin's place."""
    telegram.faults.next(fault, on="sendVenue")
    send(telegram, DETAILS)
    (text,) = telegram.sent
    assert text.text.startswith(DETAILS.text) and "\nMap: https://" in text.text


def test_a_place_that_telegram_refuses_becomes_a_link(telegram: FakeTelegram) -> None:
    """A latitude of 123 in a listing must not keep a person from the phone number."""
    send(telegram, Reply(DETAILS.text, venue=Venue(PLACE.title, PLACE.address, (123.0, -71.0))))
    assert [sent.text.split("\n")[-1][:5] for sent in telegram.sent] == ["Map: "]


def test_what_would_stop_the_text_stops_the_pin(telegram: FakeTelegram) -> None:
    """Asked to wait, we wait with both; somebody who blocked the bot gets neither."""
    telegram.faults.next(429, on="sendVenue", retry_after=3)
    with pytest.raises(TryLater) as wait:
        send(telegram, DETAILS)
    assert wait.value.after == 3.0
    telegram.blocked.add(PERSON)
    with pytest.raises(Refused) as refused:
        send(telegram, DETAILS)
    assert refused.value.opted_out and telegram.sent == []


def test_the_location_is_asked_for_in_the_persons_language(telegram: FakeTelegram) -> None:
    """The button is ours, and so are its words."""
    with speaking("es"):
        send(telegram, Reply("¿Dónde?", ask_location=True))
    (sent,) = telegram.sent
    assert json.loads(sent.params["reply_markup"])["keyboard"][0][0]["text"] == "Compartir mi ubicación"


def test_the_commands_are_told_in_every_language(telegram: FakeTelegram) -> None:
    """Each app shows them in its own; the English ones are for everybody else, with the same names."""

    async def run() -> None:
        bot = make_bot(TelegramSettings(telegram.token, "secret", telegram.url))
        await bot.initialize()
        await set_up(bot, None, "secret")
        await bot.shutdown()

    asyncio.run(run())
    told = {language: commands for (_, language), commands in telegram.profile.commands.items()}
    assert set(told) == {"" if language == ENGLISH else language for language in languages()}
    assert {"command": "human", "description": "Talk to a person"} in told[""]
    assert {"command": "human", "description": "Hablar con una persona"} in told["es"]
    assert len({tuple(each["command"] for each in commands) for commands in told.values()}) == 1
