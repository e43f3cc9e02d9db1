"""What a person wrote just before."""

from __future__ import annotations

from connectors.lately import Danger, Lately
from connectors.tables import inbox
from tests.connectors.scene import BOB, Scene, ago


def test_of_a_first_message_nothing_came_before(scene: Scene) -> None:
    """Nor is another person's message before it."""
    scene.hears("hello", BOB)
    scene.answers("hi")
    scene.hears("hello")
    assert scene.claim().lately == Lately()


def test_the_words_before_are_known_for_minutes(scene: Scene) -> None:
    """A sentence may come in two messages, not in two days; a picture has no words."""
    scene.hears("i want it to")
    scene.answers("what?")
    scene.hears("end")
    assert scene.answers("oh").lately.words == "i want it to"
    scene.change(inbox, received_at=ago(11 * 60))
    scene.hears("hello")
    assert scene.answers("hi").lately.words == ""
    scene.hears("", kind="media")
    scene.answers("a picture")
    scene.hears("hello")
    assert scene.claim().lately.words == ""


def test_danger_is_remembered_for_a_day_and_eight_messages(scene: Scene) -> None:
    """With how many messages were answered since."""
    scene.hears("i want to die")
    scene.answers("988", crisis="crisis_suicide")
    for since in range(8):
        scene.hears("and then?")
        assert scene.answers("well").lately.danger == Danger("crisis_suicide", "answered", since, "answered")
    scene.hears("and then?")
    assert scene.answers("well").lately.danger is None
    scene.hears("i want to die")
    scene.answers("988", crisis="crisis_suicide")
    scene.change(inbox, received_at=ago(25 * 3600))
    scene.hears("hello")
    assert scene.claim().lately.danger is None


def test_waiting_for_staff_and_talking_with_them_uses_nothing_up(scene: Scene) -> None:
    """The assistant did not answer any of it, so that what it says next is still said to somebody in danger; a danger
    that was written to staff is one, too."""
    scene.hears("i want to die")
    scene.answers("988", crisis="crisis_suicide")
    for outcome in ("reaching", *("to_staff",) * 9):
        scene.hears("hello? is anybody there")
        handled(scene, outcome)
    scene.hears("ok")
    assert scene.answers("well").lately.danger == Danger("crisis_suicide", "answered", 0, "answered")
    scene.hears("i have the pills here")
    handled(scene, "to_staff", crisis="crisis_overdose")
    scene.hears("ok")
    assert scene.claim().lately.danger == Danger("crisis_overdose", "to_staff", 0, "to_staff")


def handled(scene: Scene, outcome: str, crisis: str | None = None) -> None:
    """Let the next message be handled, and not answered."""
    claim = scene.claim()
    with scene.database.write() as connection:
        scene.journal.finish(connection, claim, outcome=outcome, crisis=crisis)
