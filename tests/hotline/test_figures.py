"""The figures, held against a plain count over made-up rows."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hotline.cases import Case, Span
from hotline.figures import Answers, Danger, Figures, answers, figures
from hotline.handoffs import OUTCOMES
from hotline.questions import unanswered
from hotline.tables import calls
from porchlight.database import now
from porchlight.sealing import Cipher
from tests.connectors.scene import Scene
from tests.hotline.counted import ZONE, MadeUp, Opened, Sent, abandoned, answers_of, dangers_of, in_span

SECONDS = st.one_of(st.none(), st.integers(0, 40_000))
OPENED = st.builds(
    Opened,
    hours_ago=st.floats(0.01, 24 * 40).map(lambda hours: round(hours, 3)),
    taken=SECONDS,
    told=SECONDS,
    closed=st.booleans(),
    urgent=st.booleans(),
    outcome=st.sampled_from(sorted(OUTCOMES)),
)
SENT = st.builds(
    Sent,
    hours_ago=st.floats(0.01, 24 * 40),
    who=st.integers(0, 3),
    topic=st.sampled_from([None, "cost", "mat", "nlu_fallback", "out_of_scope"]),
    crisis=st.sampled_from([None, None, "crisis_suicide", "grief"]),
)


def counted(scene: Scene, days: int, moment: dt.datetime, zone: ZoneInfo = ZONE) -> Figures:
    """Return the figures of the last days."""
    with scene.database.read() as connection:
        return figures(connection, Span.last(days, zone, moment))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(opened=st.lists(OPENED, max_size=30), sent=st.lists(SENT, max_size=30), days=st.sampled_from([1, 7, 30]))
def test_every_figure_is_what_a_plain_count_gives(
    scene: Scene, opened: list[Opened], sent: list[Sent], days: int
) -> None:
    """Whatever was opened, taken, told, closed and written, and whenever."""
    made = MadeUp(scene)
    made.clear()
    made.write(opened, sent)
    found = counted(scene, days, made.moment)
    ours = [each for each in opened if in_span(made, days, each.hours_ago)]
    words = [each for each in sent if in_span(made, days, each.hours_ago)]
    assert found.answers == answers_of(ours)
    assert found.urgent == answers_of([each for each in ours if each.urgent])
    for hour in range(24):
        here = [each for each in ours if made.ago(each.hours_ago).astimezone(ZONE).hour == hour]
        assert found.hours[hour] == answers_of(here)
    assert found.abandoned == sum(abandoned(made, each) for each in ours)
    assert dict(found.outcomes) == Counter(each.outcome for each in ours if each.closed)
    assert dict(found.topics) == Counter(each.topic for each in words if each.topic)
    assert (found.messages, found.unanswered) == (
        sum(each.topic is not None for each in words),
        sum(each.topic in ("nlu_fallback", "out_of_scope") for each in words),
    )
    assert set(found.dangers) == dangers_of(words)
    waits = [each for each in opened if each.taken is None and not each.closed]
    assert (found.waiting.urgent, found.waiting.other) == (
        sum(each.urgent for each in waits),
        sum(not each.urgent for each in waits),
    )
    longest = max((each.hours_ago for each in waits), default=None)
    assert (found.waiting.longest is None) == (longest is None)
    if longest is not None and found.waiting.longest is not None:
        assert found.waiting.longest.total_seconds() == pytest.approx(longest * 3_600, abs=0.01)


def test_nothing_at_all(scene: Scene) -> None:
    """A hotline that nobody has written to has figures too."""
    found = counted(scene, 7, now())
    assert found.answers == Answers(0, 0, None, None)
    assert (found.waiting.urgent, found.waiting.other, found.waiting.longest) == (0, 0, None)
    assert (found.topics, found.outcomes, found.dangers, found.results, found.abandoned) == ((), (), (), (), 0)


@pytest.mark.parametrize(
    ("moment", "days", "since"),
    [
        ("2026-03-10T12:00", 1, "2026-03-10T04:00"),  # summer time
        ("2026-03-10T12:00", 7, "2026-03-04T05:00"),  # begins before the clocks went forward
        ("2026-11-03T12:00", 7, "2026-10-28T04:00"),  # and before they went back
        ("2026-03-10T03:59", 1, "2026-03-09T04:00"),  # a minute before midnight on the wall
        ("2026-03-10T04:00", 1, "2026-03-10T04:00"),
    ],
)
def test_days_begin_at_midnight_on_the_lines_own_wall(moment: str, days: int, since: str) -> None:
    """Through both changes of clocks."""
    utc = [dt.datetime.fromisoformat(text).replace(tzinfo=dt.timezone.utc) for text in (moment, since)]
    assert Span.last(days, ZONE, utc[0]).since == utc[1]


def test_median_and_p95() -> None:
    """Of a hundred, the 95th; of one, that one."""
    start = now()

    def case(seconds: float | None) -> Case:
        taken = None if seconds is None else start + dt.timedelta(seconds=seconds)
        return Case("7KR4", start, taken, False, False, None)

    hundred = answers([case(seconds) for seconds in range(100, 0, -1)])
    assert (hundred.taken, hundred.median, hundred.p95) == (100, 50.5, 95.0)
    assert answers([case(7.5), case(None)]) == Answers(2, 1, 7.5, 7.5)


@pytest.mark.parametrize(
    ("opened", "expected"),
    [
        (Opened(2), False),  # nobody was promised anything, and somebody may still come
        (Opened(2, closed=True), True),
        (Opened(2, taken=5_000, closed=True), False),
        (Opened(2, told=180), True),
        (Opened(0.2, told=180), False),  # told nine minutes ago
        (Opened(2, told=180, taken=1_080), False),  # within 15 minutes of that
        (Opened(2, told=180, taken=1_081), True),
        (Opened(2, told=5_000, taken=60), False),  # taken, put back, and then nobody came
    ],
)
def test_who_is_abandoned(scene: Scene, opened: Opened, expected: bool) -> None:
    """As the sentence on the page says."""
    made = MadeUp(scene, now().replace(hour=20, minute=0))
    made.write([opened])
    assert counted(scene, 7, made.moment).abandoned == int(expected)
    assert abandoned(made, opened) == expected


def test_pages_and_calls(scene: Scene) -> None:
    """Pages by what became of them, and calls by how they ended, of the span alone."""
    made = MadeUp(scene)
    for action, times in (("paged", 3), ("page_failed", 2), ("no_one_to_page", 1), ("viewed", 5)):
        made.noted(action, times)
    made.write([Opened(300)])
    with scene.database.write() as connection:
        handoff = connection.exec_driver_sql("SELECT id FROM handoffs").scalar_one()
        for number, (hours, result) in enumerate(
            [(0.1, "completed"), (0.2, "completed"), (0.3, "line_busy"), (0.4, None), (900, "completed")]
        ):
            at = made.ago(hours)
            row = {"token": str(number), "handoff_id": handoff, "status": "ended", "made_at": at, "due_at": at}
            connection.execute(calls.insert().values(result=result, **row))
    found = counted(scene, 7, made.moment)
    assert (found.paged, found.failed, found.unpaged) == (3, 2, 1)
    assert found.results == (("completed", 2), ("line_busy", 1))
    made.noted("paged", 1, hours_ago=24 * 9)
    assert counted(scene, 7, made.moment).paged == 0


def test_dangers_are_counted_in_messages_and_people(scene: Scene) -> None:
    """One person who writes thrice is one person."""
    made = MadeUp(scene)
    made.write([], [Sent(0.1, who, crisis="crisis_suicide") for who in (1, 1, 1, 2)] + [Sent(0.1, 3, crisis="grief")])
    assert counted(scene, 7, made.moment).dangers == (Danger("crisis_suicide", 4, 2), Danger("grief", 1, 1))


# What had no answer


def question(made: MadeUp, text: str, hours_ago: float = 1, **more: Any) -> Sent:
    """A message that was not understood."""
    body = made.scene.cipher.encrypt(f'{{"text": "{text}"}}')
    return Sent(hours_ago, **{"topic": "nlu_fallback", "body": body} | more)


def texts(scene: Scene, moment: dt.datetime, **more: Any) -> list[str]:
    """Return what the supervisor reads."""
    with scene.database.read() as connection:
        found = unanswered(connection, scene.cipher, Span.last(7, ZONE, moment), str.upper, **more)
    return [each.text for each in found]


def test_questions_are_the_newest_that_are_kept(scene: Scene) -> None:
    """Newest first and masked; not what had an answer, was erased, is no text, is older, or was sealed otherwise."""
    made = MadeUp(scene)
    other = Cipher("another secret" * 4).encrypt('{"text": "sealed"}')
    made.write(
        [],
        [
            question(made, "older", 3),
            question(made, "newer", 2, topic="out_of_scope"),
            question(made, "answered", topic="cost"),
            question(made, "tapped", kind="choice"),
            question(made, "last month", 24 * 20),
            Sent(1, topic="nlu_fallback"),
            Sent(1, topic="nlu_fallback", body=other),
        ],
    )
    assert texts(scene, made.moment) == ["NEWER", "OLDER"]
    assert texts(scene, made.moment, limit=2) == ["NEWER"]  # of the newest two, one cannot be read
    assert counted(scene, 7, made.moment).unanswered == 5


def test_a_question_does_not_show_itself(scene: Scene) -> None:
    """What somebody wrote is in no representation that might end up in a log."""
    made = MadeUp(scene)
    made.write([], [question(made, "my name is ann")])
    with scene.database.read() as connection:
        found = unanswered(connection, scene.cipher, Span.last(7, ZONE, made.moment), str)
    assert "ann" not in repr(found) and found[0].text == "my name is ann"
