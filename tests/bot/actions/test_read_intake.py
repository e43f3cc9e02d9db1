"""Reads every message with the intake in mind."""

from __future__ import annotations

from typing import Any

import pytest

from bot.actions.intake_answers import QUESTIONS
from bot.actions.read_intake import ActionReadIntake
from facilities_db.needs import Needs
from tests.bot.actions.stage import Played, Stage

ANSWERS: dict[str, tuple[str, Any]] = {
    "for_whom": ("my daughter", "daughter"),
    "payment": ("masshealth", "medicaid"),
    "meeting": ("either", "either"),
    "hours": ("evenings", ["evening"]),
    "special": ("none", ["none"]),
    "withdrawal": ("not really", "no"),
    "round_the_clock": ("no", "no"),
    "safe_home": ("yes", "yes"),
}


def _asked(question: str, **more: Any) -> dict[str, Any]:
    return {"intake": {"asked": question, "skipped": [], "aside": 0, "done": None}, "requested_slot": question, **more}


def _reads(stage: Stage, question: str, text: str, intent: str = "out_of_scope", **more: Any) -> Played:
    slots = _asked(question, **more.pop("slots", {}))
    return stage.play(ActionReadIntake(), text=text, intent=intent, loop="intake_form", slots=slots, **more)


@pytest.mark.parametrize("question", ANSWERS)
@pytest.mark.parametrize("intent", ["out_of_scope", "nlu_fallback", "deny", "affirm", "talk_to_human", "mat"])
def test_each_question_is_answered_however_the_model_took_it(stage: Stage, question: str, intent: str) -> None:
    """The model alone would misread "me", "evenings" and "none"."""
    text, value = ANSWERS[question]
    slots = _reads(stage, question, text, intent).slots
    assert (slots[question], slots["intake_heard"]["kind"]) == (value, "answer")


def test_the_place_is_answered(stage: Stage) -> None:
    """A ZIP, a town, or a town of which there are several."""
    assert _reads(stage, "place", "02139", "find_facility").slots["place"]["zip"] == "02139"
    assert _reads(stage, "place", "toledo ohio").slots["place"]["label"] == "Toledo, OH"
    several = _reads(stage, "place", "springfield", "nlu_fallback").slots
    assert "place" not in several and len(several["place_asked"]["options"]) > 1
    assert _reads(stage, "place", "00000").slots["place_asked"] == {"reason": "unknown_zip"}


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize(
    ("text", "kind"),
    [("skip", "skip"), ("rather not say", "skip"), ("why do you ask?", "why"), ("stop asking", "leave")],
)
def test_each_question_can_be_skipped_doubted_and_left(stage: Stage, question: str, text: str, kind: str) -> None:
    """In words; what was skipped is noted, and nothing else."""
    slots = _reads(stage, question, text).slots
    assert slots["intake_heard"]["kind"] == kind
    assert question not in slots
    assert (question in (slots.get("intake") or {}).get("skipped", [])) is (kind == "skip")


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize(
    ("text", "intent"),
    [("how much does it cost", "cost"), ("is it private", "confidentiality"), ("does medicaid cover it", "medicaid_medicare"),
     ("i want to talk to a real person", "talk_to_human"), ("please call my mom tomorrow", "callback_request"),
     ("i want to know about suboxone", "mat"), ("show me programs in boston ma", "find_facility")],
)  # fmt: skip
def test_a_question_of_their_own_is_no_answer(stage: Stage, question: str, text: str, intent: str) -> None:
    """Nothing is set, so that the form steps back and the question gets its own answer."""
    assert _reads(stage, question, text, intent).slots == {}


@pytest.mark.parametrize("question", QUESTIONS)
def test_danger_is_never_an_answer(stage: Stage, question: str) -> None:
    """What the model takes for danger gets the danger's reply."""
    said = "yes and i want it to be over for good"
    assert _reads(stage, question, said, "crisis_suicide").slots == {}


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize(
    ("text", "slot", "value"),
    [("actually its for my son", "for_whom", "son"), ("i meant medicare", "payment", "medicare"),
     ("change my zip to 80203", "place", "Denver, CO 80203")],
)  # fmt: skip
def test_an_answer_is_taken_back_at_any_question(stage: Stage, question: str, text: str, slot: str, value: str) -> None:
    """Also after the form has moved on."""
    before = {"for_whom": "me", "payment": "medicaid", "place": {"label": "Cambridge, MA 02139"}}
    slots = _reads(stage, question, text, slots=before).slots
    read = slots[slot]["label"] if slot == "place" else slots[slot]
    assert (read, slots["intake_heard"]["kind"]) == (value, "changed")


def test_several_answers_come_in_one_message(stage: Stage) -> None:
    """And become needs of a program, the age too."""
    slots = _reads(stage, "for_whom", "for my son, 19, in worcester ma, masshealth, evenings", "find_facility").slots
    assert (slots["for_whom"], slots["place"]["label"]) == ("son", "Worcester, MA")
    assert (slots["payment"], slots["hours"]) == ("medicaid", ["evening"])
    needs = Needs.from_dict(slots["needs"])
    assert (needs.payers, needs.evenings, needs.ages) == (("medicaid",), True, ("young_adults",))


def test_a_childs_age_is_a_need(stage: Stage) -> None:
    """Programs that do not accept teens are no use."""
    slots = _reads(stage, "for_whom", "my 16 year old").slots
    assert (slots["for_whom"], slots["needs"]["ages"]) == ("child", ["adolescents"])


@pytest.mark.parametrize(("text", "ages"), [("hes 16", ["adolescents"]), ("she is 22", ["young_adults"])])
def test_an_age_at_another_question_is_noted(stage: Stage, text: str, ages: list[str]) -> None:
    """It is no answer to it, and not lost."""
    slots = _reads(stage, "place", text, "teens_college").slots
    assert (slots["needs"]["ages"], slots["intake_heard"]["kind"]) == (ages, "noted")


def test_an_answer_to_another_question_is_noted(stage: Stage) -> None:
    """And said to be, before the open question comes again."""
    slots = _reads(stage, "place", "i dont have any insurance", "payment_no_insurance").slots
    assert (slots["payment"], slots["intake_heard"]["kind"]) == ("low_cost", "noted")


def test_a_new_answer_replaces_the_need(stage: Stage) -> None:
    """Unlike a search, which adds evenings to weekends."""
    before = {"needs": Needs(evenings=True, tracks=("women", "justice")).as_dict(), "hours": ["evening"]}
    slots = _reads(stage, "special", "actually weekends", slots=before).slots
    needs = Needs.from_dict(slots["needs"])
    assert (needs.evenings, needs.weekends, needs.tracks) == (False, True, ("women", "justice"))


def test_several_numbers_are_several_choices(stage: Stage) -> None:
    """As the list of the question counts them."""
    assert _reads(stage, "special", "1, 7").slots["special"] == ["women", "co_occurring"]
    assert _reads(stage, "hours", "2 and 3").slots["hours"] == ["evening", "weekend"]
    assert _reads(stage, "special", "1, 99").slots["special"] == ["women"]


def test_a_tapped_answer_is_read(stage: Stage) -> None:
    """From the payload's entities; an old button of another question changes that one."""
    payload = '/start_intake{"payment": "private"}'
    slots = _reads(stage, "payment", payload, "start_intake", entities={"payment": "private"}).slots
    assert (slots["payment"], slots["needs"]["payers"]) == ("private", ["private"])
    changed = _reads(
        stage, "hours", payload, "start_intake", entities={"payment": "private"}, slots={"payment": "medicaid"}
    ).slots
    assert (changed["payment"], changed["intake_heard"]["kind"]) == ("private", "changed")


def test_starting_over_forgets_the_answers(stage: Stage) -> None:
    """All of them, and the needs with them."""
    filled = {
        "for_whom": "me",
        "payment": "medicaid",
        "place": {"label": "x"},
        "needs": Needs(payers=("medicaid",)).as_dict(),
    }
    slots = _reads(
        stage, "hours", '/start_intake{"intake": "over"}', "start_intake", entities={"intake": "over"}, slots=filled
    ).slots
    assert all(slots[name] is None for name in (*filled, "intake"))
    assert slots["intake_heard"] == {"kind": "start"}


def _meanwhile(stage: Stage, text: str, intent: str = "more", **slots: Any) -> Played:
    return stage.play(ActionReadIntake(), text=text, intent=intent, slots=slots)


@pytest.mark.parametrize("text", ["continue", "go on", "lets keep going", "where were we"])
@pytest.mark.parametrize("intent", ["more", "affirm", "nlu_fallback", "professionals_veterans"])
def test_going_on_brings_the_form_back(stage: Stage, text: str, intent: str) -> None:
    """However the model took it; but only where an intake was begun."""
    begun = _asked("payment")["intake"]
    assert _meanwhile(stage, text, intent, intake=begun).slots["intake_go_on"] is True
    assert _meanwhile(stage, text, intent).slots == {}


def test_a_correction_brings_the_form_back(stage: Stage) -> None:
    """Also when the intake is over."""
    over = {"asked": "safe_home", "skipped": [], "aside": 0, "done": "iop"}
    slots = _meanwhile(stage, "i meant medicare", "medicaid_medicare", intake=over, payment="medicaid").slots
    assert (slots["intake_go_on"], slots["payment"], slots["intake_heard"]["kind"]) == (True, "medicare", "changed")


def test_other_talk_leaves_a_resting_intake_alone(stage: Stage) -> None:
    """Nothing is read into it."""
    begun = _asked("payment")["intake"]
    for text, intent in (
        ("does medicaid cover it", "medicaid_medicare"),
        ("thanks", "thanks"),
        ("no", "deny"),
        ("yes", "affirm"),
    ):
        assert _meanwhile(stage, text, intent, intake=begun).slots == {}


def test_what_a_search_found_out_is_not_asked_again(stage: Stage) -> None:
    """Payer, hours and the rest that a search already knows."""
    needs = Needs(payers=("medicaid",), virtual=True, evenings=True, tracks=("veterans",)).as_dict()
    slots = _meanwhile(stage, "where do i start", "start_intake", needs=needs).slots
    assert (slots["payment"], slots["meeting"], slots["hours"], slots["special"]) == (
        "medicaid", "online", ["evening"], ["veterans"],
    )  # fmt: skip


def test_the_message_that_begins_the_form_is_read_once(stage: Stage) -> None:
    """Rasa reads it a second time, with the form already running."""
    begun = [{"event": "active_loop", "name": "intake_form"}]
    played = stage.play(
        ActionReadIntake(), text="where do i start", intent="start_intake", loop="intake_form", after=begun
    )
    assert played.events == []
