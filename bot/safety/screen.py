"""Looks for danger in a text message, before anything else does and in any state of the conversation.

It knows the reviewed phrases of every language that is spoken (`bot.safety.phrasebook`), and reads each message for all
of them: who writes English by day may cry for help in the language of their mother.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.safety.phrasebook import Phrasebook
from bot.safety.verdict import PRIORITY, Verdict
from porchlight.languages import languages


class CrisisScreen:
    """The loaded phrases of all languages. It keeps nothing of what it reads, and threads may share it."""

    def __init__(self, phrasebooks: Sequence[Phrasebook]) -> None:
        self.phrasebooks = phrasebooks

    @classmethod
    def load(cls) -> CrisisScreen:
        """Read every language's reviewed phrases; raises ValueError or KeyError for one that makes no sense."""
        return cls([Phrasebook.load(language) for language in languages()])

    def screen(self, text: str) -> Verdict | None:
        """Return the most pressing danger in `text`, or None; of one that two languages find, the surer verdict.

        Where both are as sure, it is not the English one: English words of danger ("overdose", "suicidal") are said in
        every language here, and the others' in no English sentence.
        """
        found = [verdict for phrasebook in self.phrasebooks if (verdict := phrasebook.screen(text)) is not None]
        return min(reversed(found), key=_pressing, default=None)


def _pressing(verdict: Verdict) -> tuple[int, bool]:
    return PRIORITY.index(verdict.crisis), verdict.tier != "sure"
