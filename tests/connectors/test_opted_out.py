"""Somebody who has opted out gets the one confirmation and nothing else, whoever put it into the outbox."""

from __future__ import annotations

from connectors.messages import Reply
from connectors.tables import contacts, conversations, outbox
from tests.connectors.scene import ANN, BOB, Scene

SMS = "sms"


def opts_out(scene: Scene, *replies: str, who: str = ANN, channel: str = SMS) -> str:
    """Somebody asks for no more, and is answered; return the conversation."""
    scene.hears("stop texting me", who, channel=channel)
    claim = scene.claim()
    with scene.database.write() as connection:
        scene.journal.set_opted_out(connection, claim.conversation_id, True)
        scene.journal.finish(connection, claim, outcome="stopped", replies=[Reply(text) for text in replies])
    return claim.conversation_id


def sends(scene: Scene, channel: str = SMS) -> list[str]:
    """Send whatever may be sent; return the texts."""
    texts = []
    for _ in range(10):
        for delivery in scene.due(channel):
            texts.append(delivery.reply.text)
            scene.outbox.sent(delivery, f"SM{delivery.outbox_id}")
    return texts


def statuses(scene: Scene) -> list[tuple[str, str | None]]:
    """Return what became of everything that was to be said."""
    return [(row.status, row.error) for row in scene.rows(outbox)]


def test_the_confirmation_goes_and_what_waited_before_it_does_not(scene: Scene) -> None:
    """A list of programs that had not gone out yet stays here, and the desk can say why."""
    scene.asked_and_answered("programs", "more programs", channel=SMS)
    opts_out(scene, "we will stop")
    assert sends(scene) == ["we will stop"]
    assert statuses(scene) == [("blocked", "opted out"), ("blocked", "opted out"), ("sent", None)]


def test_what_staff_or_the_clock_say_does_not_go(scene: Scene) -> None:
    """Also when it was written in the very moment of the opt-out, after whoever wrote it had looked."""
    conversation_id = opts_out(scene, "we will stop")
    with scene.database.write() as connection:
        scene.outbox.add(connection, conversation_id, Reply("are you there?"), staff_id=1)
        scene.outbox.add(connection, conversation_id, Reply("nobody has come"))
    assert sends(scene) == ["we will stop"]
    assert statuses(scene)[1:] == [("blocked", "opted out")] * 2


def test_help_in_danger_goes(scene: Scene) -> None:
    """Whoever writes that they want to die is answered, whatever they asked for before."""
    opts_out(scene)
    scene.asked_and_answered("call 988", channel=SMS)
    assert sends(scene) == ["call 988"]


def test_others_are_not_held_up(scene: Scene) -> None:
    """What is kept back from one person stands in nobody's way."""
    scene.asked_and_answered("to ann", channel=SMS)
    opts_out(scene)
    scene.asked_and_answered("to bob", who=BOB, channel=SMS)
    assert sends(scene) == ["to bob"]


def test_coming_back_brings_new_messages_and_no_old_ones(scene: Scene) -> None:
    """What was kept back meanwhile is not sent after all."""
    conversation_id = opts_out(scene)
    with scene.database.write() as connection:
        scene.outbox.add(connection, conversation_id, Reply("nobody has come"))
    assert sends(scene) == []
    with scene.database.write() as connection:
        scene.journal.set_opted_out(connection, conversation_id, False)
        scene.outbox.add(connection, conversation_id, Reply("welcome back"))
    assert sends(scene) == ["welcome back"]


def test_an_erasure_does_not_wait_for_what_will_not_go(scene: Scene) -> None:
    """Somebody who has opted out and asked to be erased is erased when nothing is left to be sent."""
    conversation_id = opts_out(scene)
    scene.change(conversations, forget_at=scene.row(contacts).opted_out_at)
    with scene.database.write() as connection:
        scene.outbox.add(connection, conversation_id, Reply("nobody has come"))
    assert sends(scene) == []
    assert scene.rows(contacts) == scene.rows(outbox) == []


def test_the_phone_page_shows_the_same(scene: Scene) -> None:
    """What is simulated behaves as what is real."""
    scene.asked_and_answered("programs", channel="phone-sms")
    opts_out(scene, "we will stop", channel="phone-sms")
    assert [reply.text for _, _, reply in scene.outbox.for_page("phone-sms", ANN, 0)] == ["we will stop"]
