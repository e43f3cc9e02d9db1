"""The rules for one reply. Each rule is a function that yields what is wrong with it, in words."""

from __future__ import annotations

import datetime as dt
import re
import string
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from bot.content.library import Library, Shown, own_file, read_yaml, samples
from bot.content.reading import measure
from bot.hotline_words import PAYLOAD
from bot.safety.checkin import TAPPED
from connectors.sms.segments import count
from porchlight.languages import ENGLISH
from porchlight.numbers import reviewed_numbers
from porchlight.wording import words_not_said

SOURCES = ("article", "checked", "article+checked")
# However it is written: 800-555-0142, 1 (800) 555 0142, 555.0142, 8005550142.
_PHONE = re.compile(r"\d{3}[-. ]\d{4}(?!\d)|\d{7,}")
_FEW = 6
_QUOTED = re.compile(r'"[^"]*"')
_PAYLOAD = re.compile(r"/(\w+)(\{.*\})?", re.DOTALL)


@dataclass(frozen=True)
class Limits:
    """How long a reply may be (`limits.yml` says it in full)."""

    segments: int
    segments_of_more: int
    button: int
    days: int
    longer: dict[str, dict[str, Any]]
    not_gsm7: dict[str, str]


@cache
def limits() -> Limits:
    """Return what `limits.yml` says."""
    return Limits(**read_yaml(Path(__file__).parent / "limits.yml"))


@dataclass(frozen=True)
class Phrasing:
    """What the rules look for in one language (`phrasing.yml` says it in full)."""

    next_step: re.Pattern[str]
    offers_more: re.Pattern[str]
    beside: dict[str, re.Pattern[str]]
    never_called: re.Pattern[str]
    sent: dict[str, str]


@cache
def phrasing(language: str = ENGLISH) -> Phrasing:
    """Return what a language's `phrasing.yml` says."""
    rows = read_yaml(own_file(language, "phrasing.yml"))
    beside = {name: re.compile(words, re.IGNORECASE) for name, words in rows["beside"].items()}
    others = {name: re.compile(rows[name], re.IGNORECASE) for name in ("next_step", "offers_more", "never_called")}
    return Phrasing(beside=beside, sent=rows["sent"], **others)


def faults(shown: Shown, library: Library) -> list[str]:
    """Return everything that is wrong with one reply in one form."""
    return [fault for rule in RULES for fault in rule(shown, library)]


def is_dated(shown: Shown, library: Library) -> Iterator[str]:
    """A reply says where it is from, and when a person last looked at it."""
    if shown.source not in SOURCES:
        yield f"its source is {shown.source or 'missing'!r}, not one of {', '.join(SOURCES)}"
    if shown.reviewed is None:
        yield "it has no day of review"
    elif shown.reviewed > dt.date.today() + dt.timedelta(days=1):  # somewhere it is tomorrow already
        yield f"it was reviewed in the future, on {shown.reviewed}"


def is_filled(shown: Shown, library: Library) -> Iterator[str]:
    """A forgotten {placeholder} would be sent as it stands."""
    for _, field, _, _ in string.Formatter().parse(shown.written):
        if field is not None and field not in samples(library.language):
            yield f"nobody fills {{{field}}}"


def names_numbers(shown: Shown, library: Library) -> Iterator[str]:
    """A phone number is a placeholder: the number itself is in `porchlight/numbers.yml` alone."""
    reviewed = {number.shown for number in reviewed_numbers().values()}
    for written in (shown.written, *(choice.title for choice in shown.choices)):
        digits = [word for word in re.findall(r"\d[\d-]*", written) if word.rstrip("-") in reviewed]
        for number in (*digits, *_PHONE.findall(written)):
            yield f"it writes the phone number {number} itself"


def says_how_to_call(shown: Shown, library: Library) -> Iterator[str]:
    """Beside a number stands what one needs to be understood there: 988 answers in English unless one presses 2."""
    for number, words in phrasing(library.language).beside.items():
        if f"{{{number}}}" in shown.written and not words.search(shown.written):
            yield f"it names {{{number}}} and not what to press or send there for this language"


def is_polite(shown: Shown, library: Library) -> Iterator[str]:
    """The reader is spoken to in one way, and not as somebody that nobody here knows them to be (`phrasing.yml`)."""
    for said in (shown.written, *(choice.title for choice in shown.choices)):
        if found := phrasing(library.language).never_called.search(_QUOTED.sub("", said)):
            yield f'it speaks to the reader as "{found[0]}"'


def is_kind(shown: Shown, library: Library) -> Iterator[str]:
    """No words that wound and no promises (`porchlight/wording.yml`), in the text or on a button."""
    for entry in words_not_said(library.language):
        for said in (shown.text, *(choice.title for choice in shown.choices)):
            if found := entry.found_in(said):
                yield f'it says "{found}" ({entry.why}). Instead: {entry.instead}'


def is_short(shown: Shown, library: Library) -> Iterator[str]:
    """An SMS is two segments of GSM-7 at most, three for what MORE brings; `limits.yml` lists the longer ones."""
    if shown.form != "sms":
        return
    counted = count(shown.text)
    allowed = limits().segments_of_more if shown.is_more else limits().segments
    allowed = limits().longer.get(shown.name, {}).get("segments", allowed)
    if counted.segments > allowed:
        yield f"it has {counted.segments} segments ({counted.characters} characters), not {allowed} at most"
    if counted.encoding != "GSM-7" and shown.name not in limits().not_gsm7:
        yield "it has a letter that is not in GSM-7"


def is_easy(shown: Shown, library: Library) -> Iterator[str]:
    """Words of the seventh grade at most, by the measure of its language."""
    by = measure(library.language)
    if len(shown.text.split()) < _FEW:  # a formula knows nothing of so few words
        return
    if by.is_harder(figure := by.of(shown.text), by.each):
        yield f"its {by.called} is {figure:.1f}, not {by.limit(by.each)}"


def _is_ours(payload: str) -> bool:
    """Whether our own code hears this payload, and Rasa never does."""
    return payload.startswith(PAYLOAD) or payload in TAPPED


def has_good_buttons(shown: Shown, library: Library) -> Iterator[str]:
    """A button is short, leads to an intent that exists, and is there once."""
    titles = [choice.title for choice in shown.choices]
    if len(set(titles)) < len(titles):
        yield "two of its buttons say the same"
    for choice in shown.choices:
        if len(choice.title) > limits().button:
            yield f'its button "{choice.title}" has {len(choice.title)} characters, not {limits().button} at most'
        payload = _PAYLOAD.fullmatch(choice.payload)
        if payload is None or not (payload[1] in library.intents or _is_ours(choice.payload)):
            yield f'its button "{choice.title}" leads nowhere: {choice.payload}'


RULES: tuple[Callable[[Shown, Library], Iterator[str]], ...] = (
    is_dated,
    is_filled,
    names_numbers,
    says_how_to_call,
    is_polite,
    is_kind,
    is_short,
    is_easy,
    has_good_buttons,
)
