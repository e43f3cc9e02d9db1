"""A turn without a model: an assistant that says what it was told to, and one person's messages run through it."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from sqlalchemy.engine import Connection

from bot.assistant import Answer, Parsed
from bot.context import TurnContext
from bot.hotline_words import say
from bot.reaching.hearing import Reaching
from bot.reaching.means import Means
from bot.safety.screen import CrisisScreen
from bot.turn import Turns
from connectors.messages import Reply
from connectors.tables import outbox
from hotline.callbacks import Callbacks
from hotline.handoffs import Handoff, Handoffs
from hotline.lines import Hotline
from hotline.offering import Offering
from hotline.relay import Relay
from hotline.staff import StaffRegister
from porchlight.database import now
from porchlight.hours import OpeningHours
from porchlight.languages import spoken
from porchlight.settings import HotlineSettings
from tests.connectors.scene import Scene

WELCOME = "<utter_welcome>\n<utter_other_language>"  # how the fake assistant says it


def state_after(turn: int) -> str:
    """Return a dialogue state that tells the turns apart."""
    return json.dumps([{"event": "slot", "name": "turn", "value": turn}])


class FakeAssistant:
    """Answers with `answers` in turn, then with "an answer"; does `wish` to each turn's context first."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.spoken: list[str] = []  # the language of each turn
        self.states: list[str | None] = []
        self.answers: list[Answer | Exception] = []
        self.handoff = ""
        self.forget = self.opt_out = False
        self.broken: str | None = None
        self.crisis: str | None = None
        self.reads: dict[str, Parsed] = {}
        self.read_together: list[list[str]] = []
        self.questions = frozenset({"cost", "work_school"})

    def read(self, texts: Sequence[str]) -> list[Parsed]:
        """Return what `reads` says of these words."""
        self.read_together.append(list(texts))
        return [self.reads.get(text, {}) for text in texts]

    async def answer(
        self,
        conversation_id: str,
        text: str,
        state: str | None,
        context: TurnContext,
        parsed: Parsed | None = None,
    ) -> Answer:
        """Note what was asked and give the next answer."""
        self.asked.append(text)
        self.spoken.append(spoken())
        self.states.append(state)
        context.forget, context.opt_out = self.forget, self.opt_out
        context.broken, context.crisis = self.broken, self.crisis
        if self.handoff:
            context.open_handoff(self.handoff)
        answer = self.answers.pop(0) if self.answers else Answer((Reply("an answer"),), state_after(len(self.asked)))
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def say(self, response: str, context: TurnContext) -> Reply:
        """Return the reply's name."""
        return Reply(f"<{response}>")


GREETING = Answer((Reply("hi"),), json.dumps([{"event": "user"}, {"event": "action", "name": "utter_greeting"}]))


class FakePhone:
    """Makes no calls, and notes which were wanted. `numbers` are those it knows, by conversation."""

    def __init__(self) -> None:
        self.set_up = True
        self.numbers: dict[str, str] = {}
        self.wanted: list[int] = []

    def number(self, connection: Connection, handoff: Handoff) -> str | None:
        """Return the number of this person, if one is known."""
        return self.numbers.get(handoff.conversation_id)

    def want(self, connection: Connection, handoff: Handoff) -> None:
        """Note that a call is wanted."""
        self.wanted.append(handoff.id)

    def unwant(self, connection: Connection, handoff: Handoff) -> None:
        """Take that back."""
        self.wanted = [wanted for wanted in self.wanted if wanted != handoff.id]

    def give_number(self, connection: Connection, conversation_id: str, number: str) -> None:
        """Keep a number."""
        self.numbers[conversation_id] = number


class Bench:
    """Turns on one database, with that assistant, a line that is staffed as `hours` say, and a clock to be set."""

    def __init__(self, scene: Scene, screen: CrisisScreen, *, number: str | None = None, hours: str = "24/7") -> None:
        self.scene = scene
        self.assistant = FakeAssistant()
        self.handoffs = Handoffs(scene.database)
        self.register = StaffRegister(scene.database)
        self.callbacks = Callbacks(scene.database)
        self.phone = FakePhone()
        self.moment: dt.datetime | None = None
        line = Hotline(HotlineSettings(number, OpeningHours.parse(hours), ZoneInfo("UTC")), self.clock)
        self.relay = Relay(scene.outbox, say, line)
        offering = Offering(scene.database, line, self.register, self.phone)
        means = Means(scene.database, self.handoffs, offering, line, self.callbacks, self.phone, self.clock)
        self.turns = Turns(
            scene.database,
            scene.journal,
            scene.transcript,
            self.handoffs,
            line,
            offering,
            Reaching(means),
            screen,
            self.assistant,  # type: ignore[arg-type]
        )
        self._seen = 0

    def clock(self) -> dt.datetime:
        """Return the moment the hotline believes it to be."""
        return self.moment or now()

    def run(self) -> str:
        """Run the turn of the next message; return its outcome."""
        return asyncio.run(self.turns.run(self.scene.claim()))

    def says(self, text: str = "hello", **more: object) -> tuple[str, list[str]]:
        """Let the person write; return the outcome and what was said back."""
        self.scene.hears(text, **more)  # type: ignore[arg-type]
        return self.run(), self.said()

    def said(self) -> list[str]:
        """Return what was said since this was last asked."""
        rows = [row for row in self.scene.rows(outbox) if row.id > self._seen]
        self._seen = max([self._seen, *(row.id for row in rows)])
        return [Reply.from_json(self.scene.cipher.decrypt(row.body)).text for row in rows]
