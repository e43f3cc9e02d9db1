"""What Spanish speakers' words mean to the intake, whatever language it asks in."""

from __future__ import annotations

from typing import Any

import pytest

from bot.actions import intake_words as words
from bot.actions.intake_answers import RELATIONS
from bot.actions.intake_meanings import answer_to, named
from bot.actions.read_intake import ActionReadIntake
from tests.bot.actions.stage import Stage

MEANS: dict[str, list[tuple[Any, str]]] = {
    "for_whom": [
        ("me", "para mí | mi | yo | es para mí | soy yo | Para mí, por favor | pa mi"),
        ("son", "para mi hijo | mi hijo | hijo | mijo | es para mi hijo de 16 años | pa mi muchacho"),
        ("daughter", "mi hija | para mi hija"),
        ("wife", "mi esposa | para mi mujer | mi señora"),
        ("husband", "mi marido | esposo"),
        ("mom", "mi mamá | para mi mama | madre"),
        ("brother", "mi hermano | mi carnal"),
        ("friend", "un amigo | para una amiga | mi compa"),
        ("child", "mi hijo o hija"),
        ("someone", "otra persona | para otra persona | alguien más"),
        (None, "mi trabajo | me siento mal | hola"),
    ],
    "payment": [
        ("medicaid", "medi-cal | tengo medicaid | seguro del estado"),
        ("private", "seguro privado | tengo seguro | aseguranza del jale | por mi trabajo | seguro"),
        ("low_cost", "sin seguro | no tengo | ninguno | no tengo aseguranza | nada | no"),
        ("cash", "efectivo | por mi cuenta | de mi bolsillo | yo pago"),
        (None, "plátano | no trabajo"),
    ],
    "meeting": [
        ("in_person", "en persona | presencial | ir allá | cara a cara"),
        ("online", "en línea | por zoom | desde mi casa | por video"),
        ("either", "cualquiera | los dos | me da igual | Cualquiera está bien"),
    ],
    "hours": [
        (["evening"], "de noche | en la noche | noches | después del trabajo"),
        (["day", "evening"], "en la tarde | tardes"),
        (["day"], "de día | en la mañana | temprano"),
        (["weekend"], "fines de semana | los sábados"),
        (["evening", "weekend"], "noches y fines de semana"),
        (["any"], "cualquier hora | cuando sea | no importa"),
    ],
    "special": [
        (["women"], "mujeres | solo mujeres"),
        (["veterans"], "soy veterano"),
        (["pregnant"], "estoy embarazada | embarazo"),
        (["co_occurring"], "depresión | ansiedad | salud mental"),
        (["medication"], "medicamento | suboxone"),
        (["none"], "nada | ninguno | no | nada de eso"),
    ],
    "withdrawal": [
        ("yes", "sí | si | me pongo muy mal | me da la malilla | me tiembla todo | sudo mucho | a veces | un poco"),
        ("yes", "no mucho pero sudo mucho | no me enfermo pero tiemblo"),
        ("no", "no | nel | no me pasa nada | nunca | no me enfermo | para nada"),
        (None, "plátano"),
    ],
    "round_the_clock": [
        ("yes", "sí | las 24 horas | día y noche | internado | que lo cuiden siempre"),
        ("no", "no | no es necesario | puedo ir y venir | no quiero internarme"),
    ],
    "safe_home": [
        ("yes", "sí | tengo casa | vivo con mi mamá | rento un cuarto"),
        ("no", "no | vivo en la calle | en mi carro | me corrieron | no es seguro | todos toman en la casa"),
        ("no", "mi pareja usa | en un albergue | no tengo donde vivir | más o menos | a veces"),
    ],
}
STEERS = {
    "skip": "saltar | sáltala | paso | siguiente | no sé | no lo sé | ni idea | prefiero no decir | no quiero contestar",
    "why": "¿por qué? | por que | xq | para qué | ¿y eso para qué? | ¿por qué me preguntas eso?",
    "leave": "no más preguntas | ya no preguntes | deja de preguntar | olvídalo | déjalo así | basta | NO MAS PREGUNTAS",
    "go_on": "continuar | seguir | sigamos | siga | ¿en qué íbamos? | donde nos quedamos | ya volví",
}
ENGLISH = {"skip": words.SKIP, "why": words.WHY, "leave": words.LEAVE, "go_on": words.GO_ON}


@pytest.mark.parametrize(
    ("question", "meaning", "said"),
    [
        (question, meaning, said)
        for question, rows in MEANS.items()
        for meaning, texts in rows
        for said in texts.split(" | ")
    ],
)
def test_a_few_spanish_words_answer(question: str, meaning: object, said: str) -> None:
    """Each question by itself, with accents or without."""
    assert answer_to(question, said) == meaning
    assert answer_to(question, said.translate(str.maketrans("áéíóúñ", "aeioun")).upper()) == meaning


@pytest.mark.parametrize(
    ("kind", "said"), [(kind, said) for kind, texts in STEERS.items() for said in texts.split(" | ")]
)
def test_each_wording_steers_one_way(kind: str, said: str) -> None:
    """And no other."""
    assert [name for name in ENGLISH if words.steers(words.spoken(said), ENGLISH[name], name)] == [kind]


@pytest.mark.parametrize(
    "said",
    ["¿por qué es tan caro?", "quiero parar", "alto", "para mí", "sí", "no", "de noche", "no quiero seguir viviendo",
     "ya no quiero seguir", "no puedo más", "quiero dejar de tomar"],
)  # fmt: skip
def test_other_spanish_words_do_not(said: str) -> None:
    """ALTO belongs to opting out, and despair is never "stop asking"."""
    assert not any(words.steers(words.spoken(said), ENGLISH[name], name) for name in ENGLISH)


@pytest.mark.parametrize(
    ("said", "asks"),
    [("¿cuánto cuesta?", True), ("que es un iop", True), ("quiero saber del suboxone", True), ("cuando sea", False),
     ("donde vivo todos usan", False), ("puedo de noche", False), ("mi hijo está usando", False)],
)  # fmt: skip
def test_a_question_of_their_own_is_told_from_an_answer(said: str, asks: bool) -> None:
    """A question gets its own answer."""
    assert words.asks_something(said) is asks


@pytest.mark.parametrize(
    "said", ["en realidad es para mi hijo", "quise decir medicare", "cambie mi zip a 44105", "me equivoqué"]
)
def test_taking_something_back_is_heard_in_spanish(said: str) -> None:
    """In the middle of a sentence too."""
    assert words.corrects(words.spoken(said))


@pytest.mark.parametrize(
    ("said", "meaning"),
    [
        (
            "busco ayuda para mi hijo de 16, tenemos medicaid y tiene que ser en la noche",
            {"for_whom": "son", "payment": "medicaid", "hours": ["evening"]},
        ),
        ("mi hermano necesita ayuda, no tiene seguro", {"for_whom": "brother", "payment": "low_cost"}),
        ("vivo en mi carro", {"safe_home": "no"}),
        ("cuando no tomo me pongo mal", {"withdrawal": "yes"}),
        ("trabajo de día y me da ansiedad", {"hours": ["evening"], "special": ["co_occurring"]}),
        ("hola, buenas noches", {}),
    ],
)
def test_one_message_may_hold_several_answers_in_spanish(said: str, meaning: dict[str, Any]) -> None:
    """Whatever was asked."""
    assert named(said) == meaning


def test_whoever_is_named_is_kept_by_a_known_word() -> None:
    """The slot holds English words, which every language has its own for."""
    assert set(words.OTHERS.named("relations").values()) <= set(RELATIONS)


@pytest.mark.parametrize(
    ("question", "said", "value"),
    [
        ("for_whom", "para mi hija", "daughter"), ("payment", "sin aseguranza", "low_cost"), ("meeting", "los dos", "either"),
        ("hours", "de noche", ["evening"]), ("special", "ninguno", ["none"]), ("withdrawal", "sí", "yes"),
        ("round_the_clock", "no", "no"), ("safe_home", "vivo con mi mamá", "yes"), ("special", "1 y 6", ["women", "pregnant"]),
    ],
)  # fmt: skip
@pytest.mark.parametrize("intent", ["out_of_scope", "nlu_fallback", "affirm"])
def test_a_spanish_answer_is_read_however_the_model_took_it(
    stage: Stage, question: str, said: str, value: object, intent: str
) -> None:
    """As in English."""
    asked = {"intake": {"asked": question, "skipped": [], "aside": 0, "done": None}, "requested_slot": question}
    slots = stage.play(ActionReadIntake(), text=said, intent=intent, loop="intake_form", slots=asked).slots
    assert (slots[question], slots["intake_heard"]["kind"]) == (value, "answer")


@pytest.mark.parametrize(("said", "kind"), [("saltar", "skip"), ("¿por qué?", "why"), ("no más preguntas", "leave")])
def test_the_intake_is_steered_in_spanish(stage: Stage, said: str, kind: str) -> None:
    """Whatever was asked."""
    asked = {"intake": {"asked": "payment", "skipped": [], "aside": 0, "done": None}, "requested_slot": "payment"}
    slots = stage.play(ActionReadIntake(), text=said, intent="out_of_scope", loop="intake_form", slots=asked).slots
    assert slots["intake_heard"]["kind"] == kind


def test_a_place_is_answered_in_spanish(stage: Stage) -> None:
    """ "vivo en boston massachusetts" when asked where."""
    asked = {"intake": {"asked": "place", "skipped": [], "aside": 0, "done": None}, "requested_slot": "place"}
    said = "vivo en boston massachusetts"
    slots = stage.play(ActionReadIntake(), text=said, intent="out_of_scope", loop="intake_form", slots=asked).slots
    assert slots["place"]["label"] == "Boston, MA"
