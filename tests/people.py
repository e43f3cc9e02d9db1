"""The people in the tests: each texts from a number or a chat of their own and sees what comes back."""

from __future__ import annotations

import itertools
from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any

from tests.doubles.telegram_messages import SentMessage
from tests.service import Service

_fresh = itertools.count(1)


class Person(ABC):
    """Somebody with a phone. `seen` is everything they were sent so far, `last_id` their last message's."""

    channel: str
    address: str

    def __init__(self, service: Service) -> None:
        self.service = service
        self.seen: list[str] = []
        self.last_id = ""

    def says(self, text: str) -> list[str]:
        """Write something, wait for the answer, and return what came back."""
        return self.hears(self.writes(text))

    def hears(self, provider_id: str, seconds: float = 120.0) -> list[str]:
        """Wait until a message is answered; return what came since the last look."""
        self.last_id = provider_id
        self.service.wait_answered(self.channel, provider_id, seconds)
        return self.looks()

    def looks(self) -> list[str]:
        """Return what came since the last look, without waiting."""
        new = self.screen()[len(self.seen) :]
        self.seen += new
        return new

    @property
    def conversation_id(self) -> str:
        """The random id by which the service knows this person."""
        kept = self.service.ledger.contact(self.channel, self.address)
        assert kept is not None, "nothing is kept about this person"
        return str(kept.conversation_id)

    @abstractmethod
    def writes(self, text: str) -> str:
        """Send a text without waiting; return the provider's id of it."""

    @abstractmethod
    def sends_file(self, kind: str = "photo") -> str:
        """Send something that is no text."""

    @abstractmethod
    def screen(self) -> list[str]:
        """Everything the phone has received, in order."""

    @abstractmethod
    def buttons(self) -> list[str]:
        """The buttons under the newest message."""


class SmsPerson(Person):
    """Somebody who texts."""

    channel = "sms"

    def __init__(self, service: Service, number: str | None = None) -> None:
        super().__init__(service)
        self.address = number or f"+1202{next(_fresh):07d}"

    def writes(self, text: str) -> str:
        """Text; return the SID."""
        return self.service.text(self.address, text)

    def sends_file(self, kind: str = "photo") -> str:
        """Send an MMS without a word."""
        media = {"NumMedia": "1", "MediaUrl0": "https://api.twilio.com/x", "MediaContentType0": "image/jpeg"}
        return self.service.text(self.address, "", **media)

    def screen(self) -> list[str]:
        """Every text that Twilio took for this number."""
        return [sms.body for sms in self.service.twilio.sent if sms.to == self.address]

    def buttons(self) -> list[str]:
        """A text message has none."""
        return []


class TelegramPerson(Person):
    """Somebody who writes to the bot in a private chat."""

    channel = "telegram"

    def __init__(self, service: Service, chat_id: int | None = None) -> None:
        super().__init__(service)
        self.chat_id = chat_id or 5_000_000_000 + next(_fresh)
        self.address = str(self.chat_id)

    def writes(self, text: str) -> str:
        """Write; return the update's id."""
        return self.service.update(self.service.telegram.updates.text(text, chat_id=self.chat_id))

    def sends_file(self, kind: str = "photo") -> str:
        """Send a photo, a voice message or a sticker."""
        builder: Any = getattr(self.service.telegram.updates, kind)
        return self.service.update(builder(chat_id=self.chat_id))

    def shares_location(self, latitude: float, longitude: float) -> str:
        """Tap the location button."""
        updates = self.service.telegram.updates
        return self.service.update(updates.location(latitude, longitude, chat_id=self.chat_id))

    def taps(self, title: str) -> str:
        """Tap the newest button of that title."""
        for message in reversed(self.messages()):
            for row in message.buttons:
                for button in row:
                    if button["text"] == title and "callback_data" in button:
                        return self.tap_data(button["callback_data"], message)
        raise AssertionError(f"there is no button {title!r}; the last ones are {self.buttons()}")

    def tap_data(self, data: str, under: SentMessage | None = None) -> str:
        """Tap a button by what it carries."""
        number = under.message_id if under else None
        updates = self.service.telegram.updates
        return self.service.update(updates.callback_query(data, chat_id=self.chat_id, message_id=number))

    def messages(self) -> Sequence[SentMessage]:
        """Every message the bot sent to this chat."""
        return [message for message in self.service.telegram.sent if message.chat_id == self.chat_id]

    def screen(self) -> list[str]:
        """Every text the bot sent to this chat."""
        return [message.text for message in self.messages()]

    def buttons(self) -> list[str]:
        """The buttons under the newest message."""
        messages = self.messages()
        return [button["text"] for row in messages[-1].buttons for button in row] if messages else []


def person_on(channel: str, service: Service) -> Person:
    """Somebody new on "sms" or "telegram"."""
    return TelegramPerson(service) if channel == "telegram" else SmsPerson(service)
