"""What must hold of the journal at the end of every run, whatever was killed meanwhile. Says in words what does not."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Table, select
from sqlalchemy.engine import Row

from bot.safety.checkin import OUTCOME
from bot.safety.replies import crisis_reply
from bot.safety.verdict import Verdict
from connectors.capabilities import CHANNELS
from connectors.messages import Reply
from connectors.rendering import shown_text, split
from connectors.tables import contacts, conversations, inbox, outbox
from hotline.tables import handoffs
from porchlight.database import Database
from porchlight.sealing import Cipher
from tests.service import Service

# Outcomes after which the person has been told something. After the others there may be silence: they have opted out,
# somebody of the staff reads along, the carrier has answered.
ANSWERED = {"answered", "greeting", "fixed", "set_aside", "checked_in", *OUTCOME.values()}
_TIERS = {outcome: tier for tier, outcome in OUTCOME.items()}


@dataclass(frozen=True)
class Seen:
    """What was seen of a run from outside.

    acknowledged: channel and provider's id of every message whose webhook got a 2xx.
    taken: by channel and address, the texts that the provider took for that person, in order.
    """

    acknowledged: Sequence[tuple[str, str]] = ()
    taken: Mapping[tuple[str, str], Sequence[str]] = field(default_factory=dict)


def broken(service: Service, *, twice: int = 0) -> list[str]:
    """Return what does not hold of a service at rest: nothing is unread, nothing under way.

    `twice`: how many texts the provider may have got twice, each time because a process died after the provider had
    taken it and before that was written down.
    """
    taken: dict[tuple[str, str], list[str]] = defaultdict(list)
    for sms in service.twilio.sent:
        taken["sms", sms.to].append(sms.body)
    for message in service.telegram.sent:
        if "latitude" not in message.params:  # a pin goes with its text
            taken["telegram", str(message.chat_id)].append(message.text)
    ledger = service.ledger
    return broken_in(ledger.database, ledger.cipher, Seen(service.acknowledged, taken), twice=twice)


def broken_in(database: Database, cipher: Cipher, seen: Seen, *, twice: int = 0) -> list[str]:
    """Do as `broken`, for a database and what was seen from outside."""
    journal = _Journal(database, cipher)
    return [
        *_kept_once(journal, seen.acknowledged),
        *_one_outcome(journal),
        *_parts_in_order(journal),
        *_causes_in_order(journal),
        *_nothing_held(journal),
        *_one_open_handoff(journal),
        *_danger_answered(journal),
        *_delivered_once(journal, seen.taken, twice),
    ]


class _Journal:
    """The tables as they were in one transaction."""

    def __init__(self, database: Database, cipher: Cipher) -> None:
        self.cipher = cipher
        with database.read() as connection:

            def rows(table: Table) -> list[Row]:
                return list(connection.execute(select(table).order_by(table.c.id)))

            self.inbox, self.outbox, self.contacts = rows(inbox), rows(outbox), rows(contacts)
            self.conversations, self.handoffs = rows(conversations), rows(handoffs)
        self.channel = {row.id: row.channel for row in self.conversations}
        self.replies: dict[int, list[Row]] = defaultdict(list)
        for row in self.outbox:
            if row.cause is not None:
                self.replies[row.cause].append(row)

    @property
    def somebody_was_erased(self) -> bool:
        """Whether what was said to somebody may be gone."""
        return any(row.conversation_id is None for row in self.inbox)

    def shown(self, row: Row) -> str:
        """Return a reply as its person sees it."""
        return shown_text(Reply.from_json(self.cipher.decrypt(row.body)), CHANNELS[self.channel[row.conversation_id]])


def _kept_once(journal: _Journal, acknowledged: Iterable[tuple[str, str]]) -> Iterator[str]:
    kept = Counter(row.provider_key for row in journal.inbox)
    for channel, provider_id in dict.fromkeys(acknowledged):
        times = sum(kept[key] for key in journal.cipher.fingerprints("message", channel, provider_id))
        if times != 1:
            yield f"{channel} {provider_id} was acknowledged and is in the inbox {times} times"


def _one_outcome(journal: _Journal) -> Iterator[str]:
    for row in journal.inbox:
        if row.handled_at is None and row.outcome is None:
            yield f"inbox {row.id} is still unread, after {row.attempts} attempts"
        elif row.handled_at is None or row.outcome is None:
            yield f"inbox {row.id} is half handled: at {row.handled_at}, outcome {row.outcome}"
        elif row.conversation_id is not None and row.outcome in ANSWERED and not journal.replies[row.id]:
            yield f"inbox {row.id} counts as {row.outcome}, and nothing was said"
    for row in journal.outbox:
        if row.status == "pending":
            yield f"outbox {row.id} still waits, after {row.attempts} attempts"


def _parts_in_order(journal: _Journal) -> Iterator[str]:
    messages = {row.id: row for row in journal.inbox}
    for cause, replies in journal.replies.items():
        parts = sorted(row.part for row in replies)
        if parts != list(range(len(parts))):
            yield f"the replies to inbox {cause} have the parts {parts}"
        if messages[cause].handled_at is None:
            yield f"inbox {cause} has replies and is not handled"
        if any(row.conversation_id != messages[cause].conversation_id for row in replies):
            yield f"a reply to inbox {cause} goes to somebody else"


def _causes_in_order(journal: _Journal) -> Iterator[str]:
    """Replies come in the order of what was asked; only a danger may be answered first."""
    danger = {row.id for row in journal.inbox if row.crisis}
    newest: dict[str, tuple[int, int]] = {}
    for row in journal.outbox:
        if row.cause is None or row.cause in danger:
            continue
        place = (row.cause, row.part)
        if place < newest.get(row.conversation_id, place):
            yield f"outbox {row.id} answers inbox {row.cause} after a later message was answered"
        newest[row.conversation_id] = max(place, newest.get(row.conversation_id, place))


def _nothing_held(journal: _Journal) -> Iterator[str]:
    for row in journal.conversations:
        left = [name for name in ("lease_token", "lease_until", "sending_until") if getattr(row, name) is not None]
        if left:
            yield f"conversation {row.id} still has {', '.join(left)}"


def _one_open_handoff(journal: _Journal) -> Iterator[str]:
    opened = Counter(row.conversation_id for row in journal.handoffs if row.status != "closed")
    for conversation_id, times in opened.items():
        if times > 1:
            yield f"conversation {conversation_id} has {times} open handoffs"


def _danger_answered(journal: _Journal) -> Iterator[str]:
    for row in journal.inbox:
        if row.crisis is None or row.conversation_id is None or row.outcome is None:
            continue
        tier = _TIERS.get(row.outcome)
        if tier is not None:
            form = CHANNELS[journal.channel[row.conversation_id]].form
            channel = CHANNELS[journal.channel[row.conversation_id]]
            wanted = shown_text(crisis_reply(Verdict(row.crisis, tier), form), channel)
            # It may have words in front that it comes late.
            if not any(journal.shown(reply).endswith(wanted) for reply in journal.replies[row.id]):
                yield f"inbox {row.id} is {row.crisis}, and its crisis reply is missing"
        if not Verdict(row.crisis, tier or "unsure").calls_staff:
            continue
        theirs = [each for each in journal.handoffs if each.conversation_id == row.conversation_id]
        meanwhile = [each for each in theirs if each.closed_at is None or each.closed_at >= row.received_at]
        if not meanwhile:
            yield f"inbox {row.id} is {row.crisis}, and no person was called"
        elif tier == "sure" and not any(each.urgent for each in meanwhile):
            yield f"inbox {row.id} is {row.crisis}, and the handoff is not urgent"


def _delivered_once(
    journal: _Journal, taken: Mapping[tuple[str, str], Sequence[str]], may_repeat: int
) -> Iterator[str]:
    """What was written down as sent is what the provider took, once each and in order, person by person."""
    known: set[tuple[str, str]] = set()
    repeated = 0
    for contact in journal.contacts:
        if CHANNELS[contact.channel].simulated:
            continue
        person = (contact.channel, journal.cipher.decrypt(contact.address))
        known.add(person)
        sent = [row for row in journal.outbox if row.conversation_id == contact.conversation_id and row.sent_at]
        limit = CHANNELS[contact.channel].max_characters
        expected = [piece for row in sent for piece in split(journal.shown(row), limit)]
        took = list(taken.get(person, ()))
        starts = range(len(took) + 1 if journal.somebody_was_erased else 1)
        found = [_compared(expected, took[start:]) for start in starts]
        repeats = [result for result in found if isinstance(result, int)]
        if repeats:
            repeated += min(repeats)
        else:
            yield f"conversation {contact.conversation_id}: {found[0]}"
    if repeated > may_repeat:
        yield f"{repeated} texts reached their person twice; {may_repeat} may have"
    if not journal.somebody_was_erased:
        yield from (f"somebody unknown on {channel} was sent something" for channel, _ in taken.keys() - known)


def _compared(expected: Sequence[str], took: Sequence[str]) -> int | str:
    """Return how many texts came once more, right after the first time; or, in words, what else is wrong."""
    reached = repeated = 0
    last_repeated = -1
    for place, text in enumerate(took):
        if reached < len(expected) and text == expected[reached]:
            reached += 1
        elif 0 < reached != last_repeated and text == expected[reached - 1]:
            repeated, last_repeated = repeated + 1, reached
        else:
            return f"text {place + 1} of {len(took)} is not what was sent next, or came a third time"
    if reached < len(expected):
        return f"{len(expected) - reached} of {len(expected)} texts are written down as sent and never came"
    return repeated
