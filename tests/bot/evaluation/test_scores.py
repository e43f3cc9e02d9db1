"""What counts as right, found, missed and a false alarm."""

from __future__ import annotations

from bot.evaluation.bars import bars
from bot.evaluation.danger import Alarms, score_danger
from bot.evaluation.datasets import MessageSet, Row
from bot.evaluation.intents import on_fallback_below
from bot.evaluation.metrics import Latency, Share
from bot.evaluation.questions import score_questions
from bot.evaluation.reading import Reading

QUIET = Reading((("cost", 0.9),))


def rows(*labels_and_notes: tuple[str, str], file: str = "crisis") -> list[Row]:
    """Return a row for each, with texts and ids that count up."""
    return [Row(f"{file}{i}", f"{file} {i}", label, note, file) for i, (label, note) in enumerate(labels_and_notes)]


def alarm(crisis: str, tier: str = "sure") -> Reading:
    """Return a reading that sees danger."""
    return Reading((), crisis, tier)


def test_topics_that_are_no_intent_are_left_out() -> None:
    """Other questions of the field have no right answer and count neither way; unclear ones count in the whole."""
    asked = rows(("cost", "clear"), ("cost", "context_dependent"), ("other_in_domain", "clear"), file="dev_domain")
    readings = {
        asked[0].text: Reading((("duration", 0.5), ("cost", 0.4))),
        asked[1].text: QUIET,
        asked[2].text: QUIET,
    }
    scores = score_questions(asked, readings)
    assert scores.left_out == 1
    assert (scores.top1, scores.top3) == (Share(1, 2), Share(2, 2))
    assert (scores.clear_top1, scores.clear_top3) == (Share(0, 1), Share(1, 1))


def test_out_of_scope_is_answered_wrongly_from_the_threshold_on() -> None:
    """An answer on treatment counts at the fallback threshold and above; small talk and danger are not such answers."""
    threshold = on_fallback_below()
    outside = rows(*[("out_of_scope", "")] * 4, file="dev_sms_style")
    intents = [("cost", threshold), ("cost", threshold - 0.01), ("greeting", 0.9), ("crisis_suicide", 0.9)]
    readings = {row.text: Reading((intent,)) for row, intent in zip(outside, intents, strict=True)}
    assert score_questions(outside, readings).answered_wrongly == Share(1, 4)


def test_a_message_without_words_is_understood_as_nothing() -> None:
    """An empty ranking is wrong, with no confidence."""
    [row] = rows(("cost", "clear"), file="questions")
    scores = score_questions([row], {row.text: Reading(())})
    assert scores.top1 == Share(0, 1)
    assert scores.calibration_error == 0


def test_crises_are_found_by_any_alarm() -> None:
    """Any kind and tier counts as found; weak ones stand apart; of those found, one has the right name."""
    danger = rows(
        ("crisis_suicide", "explicit"),
        ("crisis_suicide", "explicit"),
        ("crisis_suicide", "implicit"),
        ("crisis_suicide", "implicit_weak"),
        ("crisis_overdose", "other_now_excerpt_narrative"),
        ("concern_third_person", "imminent"),
        ("past_event", "own_past_recent"),
    )
    found = [alarm("crisis_suicide"), alarm("crisis_overdose", "unsure"), *[QUIET] * 2, alarm("crisis_overdose")]
    readings = dict(zip([row.text for row in danger], [*found, QUIET, QUIET], strict=True))
    scores = score_danger(MessageSet("some", [], danger), readings)
    assert scores.found["all"] == Alarms(1, 1, 3)
    assert scores.found["explicit"] == Alarms(1, 1, 2)
    assert scores.found["implicit"] == Alarms(0, 0, 1)
    assert scores.weak == {"implicit_weak": Alarms(0, 0, 1), "other_now_excerpt_narrative": Alarms(1, 0, 1)}
    assert scores.someone_else == {"imminent": Alarms(0, 0, 1)}
    assert scores.past == {"own_past_recent": Alarms(0, 0, 1)}
    assert scores.right_class == Share(1, 2)


def test_false_alarms_by_group() -> None:
    """Hard lookalikes, hyperbole, and what is ordinary: noted rows, and questions."""
    danger = rows(
        *[("none", note) for note in ("idiom", "recovery_update", "hyperbole", "casual", "low_mood_not_crisis")]
    )
    asked = rows(("cost", ""), file="dev_domain")
    readings = {row.text: alarm("crisis_suicide") for row in [*danger, *asked]}
    readings[danger[0].text] = QUIET
    scores = score_danger(MessageSet("some", asked, danger), readings)
    assert scores.groups == {
        "hard lookalikes": Alarms(1, 0, 2),
        "hyperbole, drug talk": Alarms(1, 0, 1),
        "ordinary and casual": Alarms(2, 0, 2),
    }
    assert scores.false_alarms["low_mood_not_crisis"] == Alarms(1, 0, 1)
    assert scores.found["all"].total == 0


def test_bars() -> None:
    """One overdose may be missed, two may not; what there is nothing of is neither reached nor missed."""
    danger = rows(*[("crisis_overdose", "self")] * 3, ("crisis_violence", "homicidal"))
    readings = {row.text: QUIET for row in danger} | {danger[0].text: alarm("crisis_overdose")}
    messages = MessageSet("some", [], danger)
    questions = score_questions([], {})
    by_name = {bar.what: bar for bar in bars(questions, score_danger(messages, readings), Latency(7.9, 20))}
    assert (by_name["`crisis_overdose`, missed"].figure, by_name["`crisis_overdose`, missed"].reached) == (
        "2 of 3",
        False,
    )
    assert by_name["`crisis_violence`, missed"].reached is True
    assert by_name["`crisis_selfharm`, missed"].reached is None
    assert by_name["Suicide, explicit, found"].reached is None
    assert by_name["One message, p50"].reached is True
    assert len(by_name) == 13
