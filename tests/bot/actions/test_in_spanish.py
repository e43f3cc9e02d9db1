"""What actions say and read while Spanish is spoken."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from bot.actions.ask_intake import AskIntake
from bot.actions.call_script import call_script
from bot.actions.facility_details import ActionFacilityDetails
from bot.actions.find_facility import PAGE, ActionFindFacility
from bot.actions.intake_answers import QUESTIONS, RELATIONS, in_words
from bot.actions.intake_relations import relation
from bot.actions.intake_result import ActionIntakeResult
from bot.actions.intake_words import spoken
from bot.actions.listing_source import source_of
from bot.actions.not_sure import ActionNotSure
from bot.actions.program_details import answer, at_first, phones, the_rest
from bot.actions.program_list import closing, heading, line
from bot.actions.talk_to_human import WAYS
from bot.actions.titles import TITLES
from bot.briefing import brief
from bot.fixed_replies import all_responses
from connectors.capabilities import SMS
from connectors.messages import Choice, Reply
from connectors.rendering import map_link, shown_text
from connectors.sms.segments import count, plain
from facilities_db.needs import Needs
from facilities_db.search import SearchResult
from porchlight.languages import phrase, speaking
from tests.bot.actions.programs import AUSTIN, BILLINGS, HERE, TEXAS, found, program
from tests.bot.actions.stage import Stage, domain

Around = tuple[dict[str, Any], SearchResult]
ACTIONS: dict[str, AskIntake] = {cls.question: cls() for cls in AskIntake.__subclasses__()}  # type: ignore[misc]


@pytest.fixture(autouse=True)
def spanish() -> Iterator[None]:
    """Spanish is spoken."""
    with speaking("es"):
        yield


def test_a_list_is_spanish_from_end_to_end(stage: Stage, around_boston: Around) -> None:
    """Heading, programs and what to do next; names and numbers stay."""
    played = stage.play(
        ActionFindFacility(), slots={"place": around_boston[0], "needs": Needs(payers=("medicaid",)).as_dict()}
    )
    assert played.text.startswith(
        "Intensivo sin internarse (IOP) que acepta Medicaid cerca de Cambridge, MA 02139 (millas en"
    )
    assert (
        "Lista de MUESTRA" in played.text
        and "Llame para confirmar. Mande 1-3 para ver qué ofrecen, o MAS." in played.text
    )
    for match in around_boston[1].matches[:1]:
        assert match.phone in played.text
    assert "miles" not in played.text and "Call" not in played.text


@pytest.mark.parametrize("needs", [None, Needs(payers=("medicaid",)).as_dict()])
def test_a_list_is_cheap_to_send_in_spanish_too(
    stage: Stage, around_boston: Around, needs: dict[str, Any] | None
) -> None:
    """GSM-7 once the accents are off, and at most three segments for three programs."""
    cost = count(plain(stage.play(ActionFindFacility(), slots={"place": around_boston[0], "needs": needs}).text))
    assert cost.encoding == "GSM-7" and cost.segments <= 3, cost


def test_the_worst_list_stays_within_five_segments() -> None:
    """Long names, needs given up, miles to go, and hours to ask about."""
    long = program(name="Riverside County Latino Commission on, Alc/Drug Servs", phone="512-555-0100 ext. 12345")
    needs = Needs(payers=("medicaid",), tracks=("women",), languages=("korean",), evenings=True)
    result = found(long, long, long, gave_up=("women",), farther_miles=877, widened_to_miles=100)
    lines = [line(number, long, needs, "sms") for number in (1, 2, 3)]
    whole = "\n".join([heading(BILLINGS, needs, result), *lines, closing(BILLINGS, needs, result, "sms")])
    assert count(plain(whole)).encoding == "GSM-7" and count(plain(whole)).segments <= 5, whole


def test_what_was_given_up_is_said_in_spanish() -> None:
    """In the order in which it went; the heading does not claim it."""
    needs = Needs(tracks=("women",), languages=("korean",), payers=("medicaid",))
    said = heading(AUSTIN, needs, found(gave_up=("women", "Korean")))
    assert said == (
        "Cerca no hay nada con todo lo que pidió; busqué sin un grupo para mujeres, luego sin coreano. "
        "Pregunte por eso al llamar.\n"
        "Intensivo sin internarse (IOP) que acepta Medicaid cerca de Austin, TX (millas en línea recta):"
    )
    level = heading(AUSTIN, Needs(level="detox", level_named=True), found(gave_up=("detox",)))
    assert level.splitlines()[1].startswith("Otros tipos de atención cerca de Austin")


def test_a_place_that_was_shared_is_called_near() -> None:
    """The label of a shared location begins with an English word, which is not shown."""
    assert "cerca de Cambridge, MA (" in heading(HERE, Needs(), found())
    assert "near" not in heading(HERE, Needs(), found())


def test_lines_and_offers_are_spanish() -> None:
    """Miles stay miles; the words to send are ones that are understood."""
    needs = Needs(evenings=True)
    assert line(1, program(evenings=True), needs, "sms") == (
        "1 Harbor Light Counseling, Austin TX, como 3 mi, 512-555-0100, noches: sí, acepta Medicaid"
    )
    assert line(1, program(distance_miles=0.4), Needs(), "telegram").endswith(
        "menos de 1 mi, 512-555-0100. Acepta Medicaid, seguro privado"
    )
    said = closing(TEXAS, needs, found(farther_miles=80, virtual_state="Texas"), "sms")
    assert (
        "queda a unas 80 millas: mande MAS LEJOS." in said
        and "Algunos en Texas atienden a distancia: mande EN LINEA." in said
    )
    assert "Mande una ciudad o código postal para ver más cercanos." in said
    assert "No todos dan su horario: pregunte por noches." in said


def test_the_best_are_explained() -> None:
    """SAMHSA does not check it, and nobody can pay to be first."""
    said = heading(AUSTIN, Needs(best=True), found(order="signs"))
    assert "con acreditación, medicinas ahí mismo, consejería familiar" in said
    assert "nadie puede pagar para ir primero" in said


def test_details_are_spanish(stage: Stage, around_boston: Around) -> None:
    """What they say they offer, what to say when calling; at most one segment more than in English, with the link."""
    shown = {"ids": [match.id for match in around_boston[1].matches[:PAGE]], "offset": 0}
    needs = Needs(payers=("medicaid",), ages=("adolescents",), languages=("spanish",), evenings=True).as_dict()
    for number in ("1", "2", "3"):
        played = stage.play(
            ActionFacilityDetails(), entities={"number": number}, slots={"shown": shown, "needs": needs}
        )
        assert "Dicen que ofrecen:\nAtención: " in played.text and "Hello. Do you speak Spanish?" in played.text
        link = f"\n{phrase('Map: {link}', link=map_link(played.messages[0]['venue']['address']))}"
        cost = count(plain(played.text + link))
        assert cost.encoding == "GSM-7" and cost.segments <= 6, played.text


def test_one_programs_parts_are_spanish() -> None:
    """Numbers, days and groups."""
    harbor = program(intake_phone="512-555-0109", hours="Mon-Fri 09:00-17:00; Sat 10:00-14:00", website="https://a.org")
    assert phones(harbor) == "Llame: 512-555-0109 (personas nuevas)\nO: 512-555-0100 (principal)"
    assert "Horario: lun-vie 09:00-17:00; sáb 10:00-14:00\n" in at_first(harbor, Needs())
    assert "Pago: Medicaid, seguro privado" in at_first(harbor, Needs())
    assert "No está en su lista: mujeres. Pregunte." in at_first(harbor, Needs(tracks=("women",)))
    assert answer(program(evenings=True), Needs(evenings=True, payers=("medicaid",))) == (
        "En su lista está: Medicaid.\nAtienden de noche."
    )
    assert the_rest(harbor).endswith("Página web: https://a.org")


def test_a_month_is_said_as_spanish_says_it() -> None:
    """In small letters, with "de"."""
    assert source_of(program(edition="2026-11-25", source="locator")) == "De FindTreatment.gov, noviembre de 2026."
    assert source_of(program(edition="2024")) == "De la lista 2024 de SAMHSA."


def test_the_call_begins_in_english() -> None:
    """Whoever picks up may know no Spanish; the rest is for the caller."""
    assert call_script(Needs(payers=("medicaid",), languages=("spanish",), evenings=True)) == (
        "Hello. Do you speak Spanish? Llamo por un IOP (intensivo sin internarse). ¿Aceptan Medicaid? "
        "¿Puede ser en español? ¿Hay sesiones de noche? ¿Cuándo podría empezar?"
    )


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("kind", ["start", "resume", "changed", "noted", "unclear", None])
def test_a_question_of_the_intake_is_two_segments(empty_stage: Stage, question: str, kind: str | None) -> None:
    """With what is said in front, the numbered choices, and the words on how to answer."""
    slots: dict[str, Any] = {"intake_heard": {"kind": kind, "about": []}}
    played = empty_stage.play(ACTIONS[question], loop="intake_form", slots=slots)
    assert played.buttons[0][0] == "Saltar"
    own = [Choice(button["title"], "") for button in _buttons(played.messages[0]["response"])]
    choices = (*own, *(Choice(title, "") for title, _ in played.buttons))
    shown = shown_text(Reply(played.text, choices, numbered=bool(played.messages[0].get("numbered"))), SMS)
    assert count(shown).encoding == "GSM-7" and count(shown).segments <= 2, (count(shown), shown)


def _buttons(name: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = all_responses("es")[name][0].get("buttons", [])
    return found


@pytest.mark.parametrize("question", QUESTIONS)
def test_choices_stand_in_the_same_order_in_every_language(question: str) -> None:
    """ "1 and 4" is read by the English buttons."""
    name = f"utter_ask_intake_form_{question}"
    english = [button["payload"] for button in domain()["responses"][name][0].get("buttons", [])]
    assert [button["payload"] for button in _buttons(name)] == english


def test_what_is_known_is_said_in_spanish(stage: Stage) -> None:
    """For whom, where, how; English keys in the slots."""
    slots = {
        "for_whom": "mom", "place": {"kind": "zip", "label": "North Las Vegas, NV 89031"}, "payment": "medicaid",
        "meeting": "online", "hours": ["day", "weekend"], "special": ["women", "medication"], "withdrawal": "no",
    }  # fmt: skip
    assert in_words(slots, safety=True) == (
        "para su mamá, en North Las Vegas, NV 89031, Medicaid, en línea, de día, fines de semana, para mujeres, "
        "con medicinas, sin malestar al dejarlo"
    )
    assert in_words({"for_whom": "me", "place": {"kind": "here", "label": "x"}}) == "para usted, cerca de usted"


def test_the_intake_ends_in_spanish(stage: Stage) -> None:
    """With a list of programs."""
    place = {"label": "Cambridge, MA 02139", "kind": "zip", "lat": 42.36, "lng": -71.1, "state": "MA", "zip": "02139"}
    slots: dict[str, Any] = {
        **dict.fromkeys(QUESTIONS, "no"),
        "for_whom": "son", "payment": "medicaid", "meeting": "either", "hours": ["any"], "special": ["none"],
        "safe_home": "yes", "place": place,
    }  # fmt: skip
    played = stage.play(ActionIntakeResult(), slots=slots)
    assert "para su hijo" in played.text and "Llame para confirmar." in played.text


def test_staff_read_english() -> None:
    """Whatever is spoken with the person while the handoff opens."""
    state = '[{"event": "slot", "name": "needs", "value": {"payers": ["medicaid"]}}, '
    state += '{"event": "slot", "name": "for_whom", "value": "son"}]'
    facts = dict(brief(state).facts)
    assert facts["For"] == "their son" and facts["Searched for"] == "intensive outpatient (IOP) that takes Medicaid"


@pytest.mark.parametrize("title", [*TITLES.values(), *WAYS.values()])
def test_a_title_fits_a_small_phone(title: str) -> None:
    """As in English; and each is translated."""
    assert len(phrase(title)) <= 25 and (phrase(title) != title or "PHP" in title)


def test_not_being_sure_offers_spanish_titles(empty_stage: Stage) -> None:
    """And a person."""
    played = empty_stage.play(ActionNotSure(), ranking=[("cost", 0.3), ("duration", 0.2)])
    assert [title for title, _ in played.buttons] == ["¿Cuánto cuesta?", "Cuánto dura", "Hablar con una persona"]


@pytest.mark.parametrize("english", RELATIONS)
def test_everybody_has_a_name_in_spanish(english: str) -> None:
    """ "para su mamá", not "para su mom"; an ex is one in both."""
    assert phrase(english) != english or english == "ex"


@pytest.mark.parametrize("words", ["mi hijo", "para mi hermana", "mi mamá", "un amigo", "mi cuñada", "mi pareja"])
def test_whoever_is_named_is_kept_by_an_english_word(words: str) -> None:
    """Which staff read, and which is said in any language."""
    assert relation(spoken(words), "relation_first") in RELATIONS
