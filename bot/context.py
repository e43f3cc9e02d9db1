"""What an action may use and change during one turn.

The worker puts a `TurnContext` in place before Rasa runs; what an action wants to change is only noted here and
written in the turn's one transaction. Under `rasa shell` and `rasa run actions` there is no worker: then a
context is made from the environment, and nothing is changed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache, partial

from sqlalchemy.exc import OperationalError

from connectors.capabilities import Form
from connectors.privacy_page import privacy_words
from hotline.lines import Hotline
from hotline.offering import Reach
from porchlight.database import Database
from porchlight.languages import go_on_in
from porchlight.settings import read_settings

# Stands for the handoff's code in a reply until the turn is written: only then is the code certain.
REFERENCE = "{reference}"


@dataclass
class TurnContext:
    """One turn's means and wishes.

    database: for reading only. offered: asks how this person can be reached now. handoff: why a person is wanted, and
    whether at once. forget, opt_out: the person has asked to be erased, or for no more messages. crisis: what kind of
    danger the model saw. named: what replies name of this installation. broken: the kind of error that ended an action.
    lost: that error, where the database was gone or locked: the turn can be tried again. language: what this message
    tells of the language that the person wants.
    """

    database: Database
    hotline: Hotline
    form: Form = "sms"
    offered: Callable[[], Reach] | None = None
    handoff: tuple[str, bool] | None = None
    forget: bool = False
    opt_out: bool = False
    crisis: str | None = None
    broken: str | None = None
    lost: OperationalError | None = None
    language: str | None = None
    named: Callable[[], Mapping[str, str]] = dict

    def reach(self) -> Reach:
        """Return how this person can be reached now; without a worker, by the number alone."""
        return self.offered() if self.offered else Reach(self.hotline.offer())

    def answer_in(self, language: str | None) -> None:
        """Say what follows in this language, and keep it; None: as before."""
        if language is not None:
            self.language = language
            go_on_in(language)

    def open_handoff(self, reason: str, *, urgent: bool = False) -> str:
        """Ask for a person to take over; return what stands for the reference code in a reply."""
        if self.handoff is None or urgent:
            self.handoff = (reason, urgent)
        return REFERENCE


current: ContextVar[TurnContext] = ContextVar("turn")


def turn() -> TurnContext:
    """Return the context of the running turn."""
    return current.get(None) or _standalone()


@cache
def _standalone() -> TurnContext:
    settings = read_settings()
    named = partial(privacy_words, settings.retention, settings.public_url)
    return TurnContext(Database(settings.database_url), Hotline(settings.hotline), named=named)
