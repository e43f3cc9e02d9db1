"""The words by which people say how they would like to be reached."""

from __future__ import annotations

import time

import pytest

from bot.reaching.words import (
    agrees_to_share,
    is_a_time,
    is_no,
    is_now,
    is_yes,
    like_a_time,
    may_be_a_time,
    read_wish,
    wants_erasure,
)

WISHES = {
    "chat": (
        "chat here", "Chat", "here", "text me", "Text is fine", "i'd rather text", "can we just text here", "Over text",
        "message me", "i can't talk right now", "I cant talk out loud", "lets chat here please", "just chat here", "by text",
        "id rather type here", "I want to text", "can i just text you", "write to me here please",
    ),
    "call_now": (
        "call me now", "Call me", "call me please", "can you call me", "could someone call me now", "please call me asap",
        "call now", "phone call please", "give me a call", "ring me", "call me back", "call me right now!", "can someone call us",
        "Call me again",
    ),
    "call_at": (
        "call me later", "call me at 5", "call me tomorrow at 10am", "can you call me tonight", "call back later",
        "call me after 6", "please call me on friday", "phone me around noon", "schedule a call", "call me in an hour",
        "could you call me monday morning", "call me when i'm off work", "call me between 3 and 5", "call me 5pm",
        "call me 12/25 at 3pm", "i can't talk now, call me at 7 when my husband is out", "call me anytime",
    ),
    "will_call": (
        "I'll call", "i will call", "ill call", "I'll call you", "i'd rather call", "i will call them myself", "let me call you",
        "I can call", "I'll just call the number", "im going to call",
    ),
    "no_call": (
        "no call", "NO CALL", "don't call me", "dont call", "please do not call me", "cancel the call", "cancel my call",
        "forget the call", "i dont want a call", "never mind the call", "i don't need the call anymore", "do not call me back",
    ),
    "no_sharing": (
        "do not share", "don't share", "dont share it", "please don't share my story", "no sharing", "do not share that with anyone",
    ),
    "is_anyone_there": (
        "is anyone there?", "is someone coming", "are you there", "are u still there", "hello??", "Hello? hello?", "anyone there",
        "how long do i have to wait", "how much longer", "when will someone come", "where are you", "what's happening",
        "is anybody there yet", "still waiting", "i'm still here", "nobody came", "why is nobody answering", "did you get this",
    ),
}  # fmt: skip
OTHER = (
    "what does it cost", "i dont want to live", "my mom wont call me back", "they said they would call me and never did",
    "he calls me names", "is it okay to text during group", "i called and nobody answered", "should i call 911",
    "here is my zip 02139", "i cant talk to my husband about it", "share", "can my kids call me in rehab",
    "call them", "do they call your job", "stop", "i need help now", "will they call my parents",
    "don't call me at 7", "he said he would call me at 7", "my job will call me at 5", "how long is the program",
    "how long does it last", "is anyone there a doctor", "hello i need a program", "where are you located",
    "is someone with me allowed",
)  # fmt: skip


@pytest.mark.parametrize(("wish", "words"), [(wish, words) for wish, said in WISHES.items() for words in said])
def test_ways_to_be_reached(wish: str, words: str) -> None:
    """Each way is known in the words people have for it."""
    assert read_wish(words) == wish


@pytest.mark.parametrize("words", OTHER)
def test_other_words_are_no_wish(words: str) -> None:
    """Words about calling and sharing that ask for neither are left to the assistant."""
    assert read_wish(words) is None


def test_yes_and_no() -> None:
    """A plain yes or no to being asked, and nothing else, is one."""
    assert all(
        is_yes(words) for words in ("yes", "Yes!", "ok", "sure", "go ahead", "you can", "yes share", "yeah please")
    )
    assert all(is_no(words) for words in ("no", "No thanks", "nope", "i'd rather not", "please dont", "do not"))
    assert not any(is_yes(words) or is_no(words) for words in ("maybe", "what would you share", "who is it"))


def test_sharing_in_so_many_words() -> None:
    """What is agreed to is named; a plain yes is not enough here."""
    assert all(agrees_to_share(words) for words in ("Yes, share", "yes share it", "share it", "you may share my story"))
    assert not any(agrees_to_share(words) for words in ("yes", "share", "do not share", "you can", "can you share"))


def test_erasing_in_so_many_words() -> None:
    """Not "forget it", and not a story with such words in it."""
    said = ("delete my data", "Yes, erase", "please erase my messages", "forget me", "delete everything about me")
    assert all(wants_erasure(words) for words in said)
    other = ("forget it", "delete", "i want to forget everything", "forget about me", "he would erase my texts")
    assert not any(wants_erasure(words) for words in other)


@pytest.mark.parametrize(
    "words",
    ["2pm", "tomorrow at 10", "tmrw 10am pls", "at 3", "Friday", "actually friday", "how about 5:30?", "in an hour",
     "no, make it 10am", "noon", "not now, tomorrow", "5 pm eastern", "tomorrow or friday after 4",
     "half past seven", "at five"],
)  # fmt: skip
def test_a_time_and_nothing_else(words: str) -> None:
    """A day counts as one, though no time can be read in it yet."""
    assert is_a_time(words)


@pytest.mark.parametrize(
    "words",
    ["2", "10", "evenings", "weekends", "anytime", "3 times a week", "i drank at 3", "is it 5 days", "at 2 he left",
     "i used again tonight", "my court date is tomorrow at 10", "at 5 " * 40],
)  # fmt: skip
def test_words_with_a_number_that_are_no_time(words: str) -> None:
    """Choices, stories, and answers to the intake's "when would it suit you"."""
    assert not is_a_time(words)


@pytest.mark.parametrize("unit", ["at,5,", "in,1,hour,", "at,5,tomorrow,", "ok,", "hello,", "yes,share,", "call,me,"])
def test_no_message_takes_long_to_read(unit: str) -> None:
    """Not one that was made for it: a worker that reads for ever answers nobody."""
    began = time.process_time()
    for words in (unit * 40 + "x", (unit * 4096)[:4095] + "x"):
        for reading in (read_wish, is_yes, is_no, is_a_time, like_a_time, agrees_to_share, wants_erasure):
            reading(words)
    assert time.process_time() - began < 3


def test_times_are_looked_for_in_short_messages() -> None:
    """A story with a number in it is not taken for an appointment."""
    assert like_a_time("tomorrow around 25") and like_a_time("5 or so")
    assert not like_a_time("what happens in group")
    assert not may_be_a_time("my son is 19 and he has been using since he was 15 and i do not know what to do")


SPANISH = {
    "chat": (
        "aquí por chat", "Chatear aquí", "aqui", "por mensaje mejor", "no puedo hablar, por mensaje", "por aquí está bien",
        "prefiero escribir", "¿podemos hablar por chat?", "escríbanme aquí", "por texto por favor",
    ),
    "call_now": (
        "Llámenme ahora", "llamenme", "llámame ahorita porfa", "¿me pueden llamar?", "quiero que me llamen", "LLAMEME",
        "márquenme", "una llamada", "por teléfono", "¿pueden llamarme?", "que alguien me llame", "me llaman?",
        "devuélvanme la llamada", "llámenme para atrás", "denme un telefonazo",
    ),
    "call_at": (
        "llámenme mañana a las 5 de la tarde", "Llámenme después", "llámame más tarde", "¿Pueden llamarme mañana?",
        "no puedo hablar ahora, llámenme mañana", "me puede marcar el viernes a las 10", "que me llamen en la tarde",
        "llámenme a las 3", "llamenme en una hora", "llámenme cuando salga del trabajo", "quiero agendar una llamada",
        "me llaman mañana en la mañana", "dame un telefonazo mañana",
    ),
    "will_call": ("Yo llamo", "yo los llamo", "prefiero llamar yo", "yo llamo después", "voy a llamar"),
    "no_call": (
        "no me llamen", "NO LLAMAR", "ya no me llamen por favor", "no quiero llamada", "cancelen la llamada", "Sin llamada",
        "no me llamen todavía",
    ),
    "no_sharing": (
        "NO COMPARTIR", "no compartan", "no lo compartan con nadie", "no quiero que compartan mi historia",
        "no comparta nada por favor", "no den mis datos",
    ),
    "is_anyone_there": (
        "¿hay alguien?", "¿Hay alguien ahí?", "¿sigue ahí?", "hola?", "¿cuánto falta?", "¿van a venir?", "alguien ahi",
        "nadie contesta", "sigo esperando", "¿a qué hora vienen?",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("wish", "text"), [(wish, text) for wish, texts in SPANISH.items() for text in texts])
def test_spanish_is_heard_beside_english(wish: str, text: str) -> None:
    """Whatever language somebody wrote in before, with accents and without."""
    assert read_wish(text) == wish


@pytest.mark.parametrize(
    "text",
    [
        "quiero hablar con alguien", "mi esposo no me llama", "no me llamo juan", "nadie me llamó", "quedaron de llamarme y nada", "llamen a mi esposa mejor", "me muero de risa", "llama a mi mamá",
        "¿cómo llamo a mi hermana?", "necesito un programa", "busco algo cerca de aquí", "no quiero ir", "estoy bien",
        "ya", "mañana", "a las 5",
    ],
)  # fmt: skip
def test_other_spanish_names_no_way(text: str) -> None:
    """It is the assistant's to answer."""
    assert read_wish(text) is None


def test_yes_and_no_in_spanish() -> None:
    """As whole messages; a yes to sharing says what it agrees to, and a bare one erases nothing."""
    for text in ("sí", "Si", "claro que sí", "está bien", "de acuerdo", "ok dale", "sí, por favor", "me parece bien"):
        assert is_yes(text) and not is_no(text), text
    for text in ("no", "no gracias", "mejor no", "prefiero que no", "ahorita no", "creo que no", "NEL"):
        assert is_no(text) and not is_yes(text), text
    for text in ("no sé", "quizás", "como", "mi hijo", "sí quiero morir"):
        assert not is_yes(text), text
    assert all(map(agrees_to_share, ("Sí, compartir", "SI COMPARTAN", "pueden compartirlo", "sí, lo pueden compartir")))
    assert not any(map(agrees_to_share, ("sí", "no compartan", "compartir", "¿pueden compartir una foto?")))
    assert all(map(wants_erasure, ("BORRAR MIS DATOS", "borren todo", "sí, borrar", "bórrenme")))
    assert not any(map(wants_erasure, ("sí", "borrar", "borrón y cuenta nueva")))


@pytest.mark.parametrize(
    "text", ["a las 5 de la tarde", "mañana a las 10", "el viernes como a las 3", "a las 3 está bien"]
)
def test_a_time_in_spanish_is_a_time(text: str) -> None:
    """So it answers "when is good?" without a word about calls."""
    assert is_a_time(text) and like_a_time(text)


@pytest.mark.parametrize(
    "text", ["now", "right now please", "asap", "ahorita", "Ahora mismo", "ya mismo", "lo antes posible"]
)
def test_now_is_a_time_too(text: str) -> None:
    """In every language."""
    assert is_now(text) and not is_now(f"{text} no")


@pytest.mark.parametrize(
    "text", ["por favor " * 100, "ahorita no puedo hablar " * 40, "llamenme " * 40, "a las 5 " * 60]
)
def test_no_spanish_is_slow(text: str) -> None:
    """A flood of polite words costs nobody else their turn."""
    read_wish(text)
    began = time.process_time()
    read_wish(text)
    assert time.process_time() - began < 0.2
