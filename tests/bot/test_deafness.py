"""Whoever says that somebody does not hear is heard, and a figure of speech is not taken for it."""

from __future__ import annotations

import pytest

from bot.deafness import says_deaf
from bot.wordings import heard

# One a line, as people really write.
DEAF = """
i am deaf
I'm deaf, do you have text only
im hard of hearing
i'm hearing impaired can i do video
my son is deaf
my deaf brother needs rehab
hes deaf and drinks every day
any programs for the deaf
do you have an asl interpreter
I use ASL
is there a tty number
TTY?
can i use a tty
do you take relay calls
i have a videophone
i cant hear on the phone
I can’t hear well
my mom has hearing aids and cant hear good on the phone
she has a cochlear implant
do they have sign language
was born deaf
i lip read
need ASL
i use a captioned phone
my dad cant hear
I lost my hearing in Iraq
deaf here
hoh here
Soy sordo
soy sorda y no puedo llamar
mi hijo es sordo y toma mucho
Mi mamá no oye bien
no oigo bien por teléfono
no puedo oír por telefono
uso lengua de señas
hablan lenguaje de señas?
necesito un interprete de señas
tengo pérdida auditiva
oigo muy poco
hay un numero tty
soy hipoacúsico
soy sordita
me quedé sorda
hablo por señas
mi esposo es sordomudo
uso aparatos auditivos
perdi el oido
casi no oigo
""".strip().splitlines()

# Of somebody who does not listen, of something else, or the contrary.
NOT = """
my family is deaf to my needs
it fell on deaf ears
they turn a deaf ear
he is tone deaf lol
are you deaf
r u deaf or what
what are you deaf?
you must be deaf
is this bot deaf
im not deaf
she acts like shes deaf when i talk
my boss is deaf when i ask for time off
tty later
ok tty tomorrow
asl?
i cant hear myself think
can you hear me
deafening music all night
its like talking to a deaf wall
my court hearing is friday
se hace el sordo
mi esposo es sordo a mis ruegos
oídos sordos
¿estás sordo?
que estan sordos o que
no soy sordo
no me escucha
mi hijo no me escucha nada
un dolor sordo en el pecho
no hay peor sordo que el que no quiere oir
como si estuviera sorda
ya te oigo
no oigo nada de ustedes
estoy sordo de tanto grito
uso audifonos para la musica
""".strip().splitlines()


@pytest.mark.parametrize("text", DEAF)
def test_it_is_heard(text: str) -> None:
    """In each language, of oneself and of somebody else, in whatever case and with whatever accents."""
    assert says_deaf(text)
    assert says_deaf(f"{text.upper()}!!")


@pytest.mark.parametrize("text", NOT)
def test_a_figure_of_speech_is_not_taken_for_it(text: str) -> None:
    """Nor what is said of us in anger, nor headphones, nor "tty later"."""
    assert not says_deaf(text)


def test_a_figure_of_speech_does_not_hide_what_else_is_said() -> None:
    """Both in one message: the second counts."""
    assert says_deaf("my pleas fall on deaf ears, and my sister is hard of hearing")
    assert says_deaf("todos hacen oídos sordos, y yo soy sorda")


def test_a_long_message_is_read_at_once() -> None:
    """Ten thousand characters of anything take no longer than a moment, and their end is not read."""
    assert not says_deaf("no puedo oir " * 1000)
    assert not says_deaf("a " * 5000 + "i am deaf")


def test_every_language_has_its_words() -> None:
    """Without the file the program does not start; each has figures of speech and plain words."""
    for language in heard("deaf"):
        assert language.any_of("figures") != "(?!)" != language.any_of("says")
