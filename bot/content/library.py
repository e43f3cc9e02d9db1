"""Every reply, in the form in which each channel shows it, read from the assistant's own files without Rasa."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, get_args

import yaml

from bot.fixed_replies import fast_loader
from connectors.capabilities import CHANNELS, Form
from connectors.messages import Choice, Reply
from connectors.rendering import shown_text
from hotline.desk.canned import reviewed_replies
from hotline.lines import Offer
from porchlight.languages import ENGLISH, speaking
from porchlight.numbers import placeholders

BOT = Path(__file__).resolve().parent.parent
FORMS: tuple[Form, ...] = get_args(Form)


@dataclass(frozen=True)
class Shown:
    """One reply as one form shows it.

    written: the text as it stands in the file, with its {placeholders}.
    text: what the person reads: placeholders filled, and on SMS the choices as a numbered list.
    group: the name of the file it stands in.
    reviewed: None where the file names no day.
    """

    name: str
    group: str
    form: Form
    written: str
    text: str
    choices: tuple[Choice, ...]
    source: str
    reviewed: dt.date | None
    language: str = ENGLISH

    @property
    def is_more(self) -> bool:
        """Whether it is what MORE brings."""
        return self.name.endswith("_more")

    def __str__(self) -> str:
        return f"{self.name} ({self.form})"


@dataclass(frozen=True)
class Library:
    """All that can be said in one language, and the intents it answers; `questions` are those asked as a question."""

    replies: tuple[Shown, ...]
    intents: frozenset[str]
    questions: tuple[str, ...]
    language: str = ENGLISH

    @classmethod
    def read(cls, bot: Path = BOT, language: str = ENGLISH) -> Library:
        """Read a language's responses, the domain's intents and the rules that answer questions."""
        rules = read_yaml(bot / "data" / "rules_questions.yml")["rules"]
        folder = data_folder(bot, language) / "responses"
        with speaking(language):
            replies = tuple(shown for file in sorted(folder.glob("*.yml")) for shown in _replies(file, language))
        return cls(
            replies,
            frozenset(read_yaml(bot / "domain.yml")["intents"]),
            tuple(step["intent"] for rule in rules for step in rule["steps"] if "intent" in step),
            language,
        )

    def with_ready_replies(self) -> Library:
        """Return the same with the ready replies that staff begin from, which keep the same rules (`hotline.desk`)."""
        with speaking(self.language):
            filling = samples(self.language)
            ready = tuple(
                Shown(
                    f"ready_{each.key}", "ready", "sms", each.text,
                    shown_text(Reply(each.text.format_map(filling)), CHANNELS["sms"]), (), each.source,
                    each.reviewed, self.language,
                )
                for each in reviewed_replies()
            )  # fmt: skip
        return replace(self, replies=(*self.replies, *ready))

    def named(self, name: str, form: Form) -> list[Shown]:
        """Return the reply of that name in that form: none, one, or several that take turns."""
        return [shown for shown in self.replies if (shown.name, shown.form) == (name, form)]

    @property
    def names(self) -> list[str]:
        """The name of every reply, each once, in the files' order."""
        return list(dict.fromkeys(shown.name for shown in self.replies))


def samples(language: str = ENGLISH) -> dict[str, str]:
    """Return an example for each placeholder, in one language: the reviewed numbers, and what actions fill in.

    The operator's line, {hotline} and {number}, is shown as the national one, which is as long as any and stands in
    for it by default.
    """
    filled: dict[str, str] = read_yaml(own_file(language, "samples.yml"))["samples"]
    numbers = placeholders(None)
    with speaking(language):
        line = Offer(numbers["samhsa"], False, filled["when"], False).named(filled["reference"])["line"]
    return {**filled, **numbers, "number": numbers["hotline"], "line": line}


def own_file(language: str, name: str) -> Path:
    """Return where one of this package's files is that each language has its own of."""
    return Path(__file__).parent / ("" if language == ENGLISH else language) / name


def data_folder(bot: Path, language: str) -> Path:
    """Return where an assistant's data in one language is: English where Rasa looks for it."""
    return bot / "data" / ("" if language == ENGLISH else language)


def read_yaml(path: Path) -> Any:
    """Return what a YAML file holds."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=fast_loader())


def _replies(file: Path, language: str) -> Iterator[Shown]:
    filling = _Samples(samples(language))
    for name, variants in read_yaml(file)["responses"].items():
        for form in FORMS:
            own = [variant for variant in variants if variant.get("channel") == form]
            for variant in own or [variant for variant in variants if "channel" not in variant]:
                yield replace(_shown(name, file.stem, form, variant, filling), language=language)


def _shown(name: str, group: str, form: Form, variant: dict[str, Any], filling: _Samples) -> Shown:
    metadata = variant.get("metadata") or {}
    choices = tuple(Choice(button["title"], button["payload"]) for button in variant.get("buttons", ()))
    reply = Reply(variant["text"].format_map(filling), choices)
    text = shown_text(reply, CHANNELS[form])
    source, reviewed = str(metadata.get("source", "")), _day(metadata.get("reviewed"))
    return Shown(name, group, form, variant["text"], text, choices, source, reviewed)


def _day(written: object) -> dt.date | None:
    try:
        return dt.date.fromisoformat(str(written))
    except ValueError:
        return None


class _Samples(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return f"{{{name}}}"  # a rule finds it; reading must not break on it
