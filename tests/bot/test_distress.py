"""A feeling that is said alone is met as one, and a question, a story or an answer is not taken for it."""

from __future__ import annotations

import pytest

from bot.distress import says_only_a_feeling

# One a line, as people really write.
FEELINGS = """
im scared
I'm scared
I’m so scared right now
scared
so scared
im really scared and i dont know what to do
i am afraid
feeling really lonely tonight
i feel so alone
im alone
i feel empty inside
im struggling
struggling rn
hi im struggling and i dont know what to do
im not ok
I'm not doing well
i cant sleep
I can't stop crying
this is so hard
its too much
everything is too much right now
i have no one to talk to
nobody understands
im falling apart
im a mess
im at rock bottom
i'm overwhelmed and scared
help im freaking out
im having a bad day
i am having a panic attack
ashamed
omg im so stressed out
""".strip().splitlines()

# What has a question, a story, an answer or another sense in it.
OTHERS = """
im scared to go home
estoy cansado de tomar
estoy embarazada
estoy bien
estoy mal del estómago
tengo miedo de mi esposo
cansado
solo
tengo miedo de dejar de tomar, qué hago
im scared of losing my job if i go to iop
what do i do if im scared
my son is scared
alone
by myself
no
help
not sure
is it hard
im good
how hard is it to stop
i cant sleep without drinking what can i do
sad movie lol
im in austin
who can i talk to
empty
broken leg
hi
i dont know
so
and
""".strip().splitlines()


SPANISH = """
tengo mucho miedo
Tengo miedo.
me siento muy sola
estoy triste
no puedo dormir
ando bien agüitado
hola, estoy muy mal, no sé qué hacer
me da mucha vergüenza
ay dios estoy desesperada
nadie me entiende
""".strip().splitlines()


@pytest.mark.parametrize("text", [*FEELINGS, *SPANISH])
def test_a_feeling_is_heard(text: str) -> None:
    """Whatever the apostrophes and the small words around it."""
    assert says_only_a_feeling(text)


@pytest.mark.parametrize("text", OTHERS)
def test_what_says_more_or_other_is_left_to_the_model(text: str) -> None:
    """A question behind a feeling is answered, not soothed."""
    assert not says_only_a_feeling(text)


def test_a_long_message_is_a_story() -> None:
    """However often it says so."""
    assert not says_only_a_feeling("im scared " * 30)
