"""The journal's second half: each person's replies in order, and what became of them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from connectors.outbox import SENDING, Status
from connectors.tables import contacts, conversations, outbox
from tests.connectors.scene import ANN, BOB, PHONE, Scene, ago


def _sent_to(scene: Scene, *texts: str, who: str = ANN, channel: str = "sms") -> None:
    scene.asked_and_answered(*texts, who=who, channel=channel)


def test_one_reply_a_person_in_order(scene: Scene) -> None:
    """A person's next reply is handed out only when the one before has gone."""
    _sent_to(scene, "one", "two")
    first = scene.next_due("sms")
    assert (first.reply.text, first.address, first.attempts) == ("one", ANN, 1)
    assert scene.due("sms") == []
    scene.outbox.sent(first, "SM1")
    second = scene.next_due("sms")
    assert second.reply.text == "two"
    scene.outbox.sent(second, "SM2")
    assert scene.due("sms") == []


def test_people_do_not_wait_for_each_other(scene: Scene) -> None:
    """Each person's oldest reply is due at the same time, the oldest of all first, up to the limit."""
    for who in (ANN, BOB, "+15550100003"):
        _sent_to(scene, f"to {who}", who=who)
    assert [delivery.address for delivery in scene.due("sms", limit=2)] == [ANN, BOB]
    assert scene.next_due("sms").address == "+15550100003"


def test_only_the_asked_channels_are_handed_out(scene: Scene) -> None:
    """A process without Telegram takes no Telegram replies, and nobody takes the phone page's."""
    _sent_to(scene, "by sms")
    _sent_to(scene, "by telegram", channel="telegram", who="77")
    _sent_to(scene, "on the page", channel=PHONE)
    assert [delivery.reply.text for delivery in scene.outbox.take_due(["sms", "telegram"])] == ["by sms", "by telegram"]
    assert scene.outbox.take_due([]) == []


def test_a_retry_holds_back_what_comes_after(scene: Scene) -> None:
    """While one reply waits to be tried again, the person's later ones wait behind it and others do not."""
    _sent_to(scene, "one", "two")
    scene.outbox.retry(scene.next_due("sms"), 30.0, "busy")
    _sent_to(scene, "for bob", who=BOB)
    assert scene.next_due("sms").reply.text == "for bob"
    row = scene.rows(outbox)[0]
    assert (row.status, row.error, row.attempts) == ("pending", "busy", 1)
    scene.change(outbox, due_at=ago(1))
    again = scene.next_due("sms")
    assert (again.reply.text, again.attempts) == ("one", 2)


def test_what_cannot_be_delivered_frees_the_way(scene: Scene) -> None:
    """Giving up leaves the reason, on the reply and on the contact, and lets the next one go."""
    _sent_to(scene, "one", "two")
    scene.outbox.give_up(scene.next_due("sms"), "30003")
    assert (scene.rows(outbox)[0].status, scene.rows(outbox)[0].error) == ("failed", "30003")
    contact = scene.row(contacts)
    assert (contact.undeliverable, contact.opted_out_at) == ("30003", None)
    assert scene.next_due("sms").reply.text == "two"


def test_a_carriers_opt_out_is_recorded(scene: Scene) -> None:
    """The carrier knows of a STOP that we never saw: the person is opted out here too."""
    _sent_to(scene, "one")
    scene.outbox.give_up(scene.next_due("sms"), "21610", opted_out=True)
    assert scene.row(outbox).status == "blocked"
    assert scene.row(contacts).opted_out_at is not None
    scene.hears(channel="sms")
    assert scene.claim().opted_out


def test_coming_back_clears_the_mark(scene: Scene) -> None:
    """After START nothing stands against the person any more."""
    _sent_to(scene, "one")
    scene.outbox.give_up(scene.next_due("sms"), "21610", opted_out=True)
    with scene.database.write() as connection:
        scene.journal.set_opted_out(connection, scene.row(conversations).id, False)
    assert (scene.row(contacts).opted_out_at, scene.row(contacts).undeliverable) == (None, None)


def test_a_sender_that_died_is_relieved(scene: Scene) -> None:
    """A reply taken by a process that died is handed out again after a minute, and not before."""
    _sent_to(scene, "one")
    taken = scene.next_due("sms")
    scene.change(conversations, sending_until=ago(-1))
    assert scene.due("sms") == []
    scene.change(conversations, sending_until=ago(1))
    again = scene.next_due("sms")
    assert (again.outbox_id, again.attempts) == (taken.outbox_id, 2)
    assert SENDING.total_seconds() == 60


def test_no_reply_is_handed_out_twice(scene: Scene) -> None:
    """Six couriers at once share nine people's replies without meeting."""
    for number in range(9):
        _sent_to(scene, str(number), who=f"+1555010{number:04}")
    with ThreadPoolExecutor(6) as pool:
        taken = [delivery for some in pool.map(lambda _: scene.due("sms", 2), range(12)) for delivery in some]
    assert sorted(int(delivery.reply.text) for delivery in taken) == list(range(9))


@pytest.mark.parametrize(
    ("reports", "final"),
    [
        (["sent", "delivered"], "delivered"),
        (["delivered", "sent"], "delivered"),
        (["delivered", "undelivered"], "delivered"),
        (["delivered", "failed"], "delivered"),
        (["undelivered", "sent"], "undelivered"),
        (["failed", "sent"], "failed"),
        (["failed", "delivered"], "delivered"),
        (["sent", "sent"], "sent"),
    ],
)
def test_reports_that_overtake_each_other_never_go_back(scene: Scene, reports: list[Status], final: str) -> None:
    """Whatever order the carrier's reports come in, what is known for certain stays."""
    _sent_to(scene, "one")
    scene.outbox.sent(scene.next_due("sms"), "SM1")
    for report in reports:
        assert scene.outbox.status_changed("sms", "SM1", report, None)
    assert scene.row(outbox).status == final


def test_reports_about_nothing_of_ours_are_known_as_such(scene: Scene) -> None:
    """Another message's id, or another channel's, changes nothing."""
    _sent_to(scene, "one")
    scene.outbox.sent(scene.next_due("sms"), "SM1")
    assert not scene.outbox.status_changed("sms", "SM2", "delivered", None)
    assert not scene.outbox.status_changed("telegram", "SM1", "delivered", None)
    assert scene.row(outbox).status == "sent"


def test_a_report_of_an_opt_out_counts(scene: Scene) -> None:
    """Error 21610 in a status callback says that the carrier has stopped us."""
    _sent_to(scene, "one")
    scene.outbox.sent(scene.next_due("sms"), "SM1")
    assert scene.outbox.status_changed("sms", "SM1", "failed", "21610")
    assert scene.row(contacts).opted_out_at is not None
    assert (scene.row(outbox).status, scene.row(outbox).error) == ("failed", "21610")


def test_two_texts_without_an_id_do_not_collide(scene: Scene) -> None:
    """A provider that names no id is no error."""
    _sent_to(scene, "one", "two")
    for _ in range(2):
        scene.outbox.sent(scene.next_due("sms"), None)
    assert [row.status for row in scene.rows(outbox)] == ["sent", "sent"]


def test_the_phone_page_reads_what_was_said_to_it(scene: Scene) -> None:
    """Only its own replies, each once after the row it knows, and they count as delivered then."""
    _sent_to(scene, "one", "two", channel=PHONE)
    _sent_to(scene, "for bob", who=BOB, channel=PHONE)
    seen = scene.outbox.for_page(PHONE, ANN, 0)
    assert [reply.text for _, _, reply in seen] == ["one", "two"]
    assert [reply.text for _, _, reply in scene.outbox.for_page(PHONE, ANN, seen[0][0])] == ["two"]
    assert scene.outbox.for_page(PHONE, ANN, seen[-1][0]) == []
    assert [row.status for row in scene.rows(outbox)] == ["delivered", "delivered", "pending"]


def test_the_phone_page_erases_too(scene: Scene) -> None:
    """A forgotten conversation is gone once its page has shown the goodbye."""
    scene.hears("forget me")
    scene.forget(scene.claim())
    assert [reply.text for _, _, reply in scene.outbox.for_page(PHONE, ANN, 0)] == ["It is done."]
    assert scene.rows(contacts) == scene.rows(outbox) == []
