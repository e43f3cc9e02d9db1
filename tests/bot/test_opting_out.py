"""Whoever wants no more messages is understood in their own words, and nobody else is."""

from __future__ import annotations

import pytest

from bot.opting_out import comes_back, wants_no_more
from bot.safety.screen import CrisisScreen

# One a line, as people really write.
OPT_OUTS = """
leave me alone
Leave me ALONE!!
please just leave me alone
leave me the hell alone
leave us alone
i dont want help, leave me alone
no thanks leave me alone
wrong number leave me alone please
can you leave me alone
let me be
go away
go away please
stop
Stop.
please stop
STOP!!!
stop please
stop stop stop
i said stop
stop texting me
Stop texting me please
STOP TEXTING ME
stop txting me
stop textin me
quit texting me
please quit messaging me
can you please stop texting me
could you stop messaging me already
you need to stop texting me
i want you to stop texting me
i'd like you to stop contacting me
stop contacting me
stop messaging this number
stop sending me texts
stop sending me these messages
please stop sending texts to my phone
stop sending me stuff
stop bothering me
stop blowing up my phone
stop reaching out to me
stop with the texts
stop it with the messages already
stop the messages
stop these texts
stop all messages
end messages
cancel texts
turn off notifications
turn off these messages
unsubscribe me please
unsubscribe
please unsubscribe me from this
i want to unsubscribe
how do i unsubscribe
unsubcribe
unsub
opt out
opt me out
i want to opt out of these texts
i opt out
i'm opting out
please opt me out of this
don't text me
don't message me again
dont ever text this number again
do not contact me
do not contact me again
never text me again
don't write to me anymore
don't send me any more texts
dont send me anything else
do not send messages to this number
please don't text me back
no more texts
no more texts please
No more messages, thank you
no texts please
no more texting
enough with the texts
take me off your list
take me off the list
please take my number off your list
take my number off this list
remove me from your list
remove my number from this list
get me off this list
remove my number
i want off this list
lose my number
i don't want these texts
i do not want to receive messages from you
i dont want any more texts
i no longer want to get these messages
i don't want to be contacted
i dont want to hear from you
i never signed up for these texts
i didnt ask for these messages
how do i stop these texts
how can i stop getting these messages
how do i turn off these messages
make these texts stop
i want these texts to stop
i revoke my consent
i withdraw my consent to be texted
cease and desist
i found a place already, please stop texting me
my son is doing ok now. stop texting us
thanks for everything but please don't text me anymore
i got into a program so you can stop messaging me
i already got help please stop texting me
stop texting me i already found a place
stop texting me or i will report you
i dont know who this is stop texting me
no me escriban mas
deja de escribirme
no más mensajes
"""
NOT_OPT_OUTS = """
my husband won't leave me alone
he wont leave me alone
the cravings won't leave me alone
she just wants me to leave her alone
don't leave me alone
please dont leave me alone tonight
i dont want to be alone
my thoughts wont leave me alone
they left me alone
leave me alone with my kids for an hour and i want a drink
i want to stop drinking
i want to stop
i need to stop
i cant stop
how do i stop using
how do i stop
help me stop
how can i stop getting high
make it stop
i want it to stop
stop drinking
quit drinking
i want to quit
how do i quit smoking weed
how to stop taking xanax
when do the meetings stop
will insurance stop paying
can i stop going to group
my ex wont stop texting me
my ex keeps texting me
he wont stop messaging me
how do i make my dealer stop texting me
how do i get my dealer to stop texting me
my dealer wont stop texting me when i try to quit
tell my dealer to stop texting me
i told him stop texting me
i told my dealer, stop texting me
she said, leave me alone
he said leave me alone
i told my mom leave me alone
i cant stop texting my dealer
should i stop texting my using friends
i need to stop contacting my old friends
don't text me, call me
dont text me call me
dont text just call
don't stop texting me
please dont stop texting me
never stop messaging me
i deleted his number
how do i block my dealers number
can i opt out of group therapy
do i have to opt out of medicaid
can i unsubscribe from drinking
take me off suboxone
get me off drugs
get me off heroin
i want out of this life i live
i want off methadone
remove me from the court program
i want to cancel my appointment
cancel my appointment
end my addiction
no more drinking
no more pills
enough with the drinking
i didnt sign up for this marriage
nobody texts me anymore
no one ever texts me
i dont get texts from my kids anymore
text me
can you text me a list
text me the places again
send me the list
is there a waiting list
put me on the list
how do i get off the waiting list
are these texts private
who sees these messages
do my texts get saved
can my boss see these texts
how many texts will i get
does it cost money to text you
do you stop at night
what happens if i stop early
my son said no more rehab
i do not want inpatient
i dont want to do group
i dont want to go
leave it
never mind
stop asking me questions
not now
my wife wants me to go away
can i go away for treatment
going away to rehab
"""
IN_DANGER = """
leave me alone i want to die
leave me alone, i'm going to kill myself
stop texting me im going to end my life tonight
unsubscribe me i wont be here tomorrow im killing myself
take me off your list i took all my pills
no more texts. i just want to end it all
"""


def lines(text: str) -> list[str]:
    """Return the messages, one a line."""
    return [line for line in text.splitlines() if line]


SPANISH_OPT_OUTS = """
ya no me manden mensajes
no me manden más mensajes
dejen de escribirme
déjenme en paz
quiten mi número de la lista
bórrenme de la lista
alto
ALTO por favor
ya no quiero recibir mensajes
número equivocado, no me escriban
no me textees
quiero darme de baja
cómo dejo de recibir estos mensajes
ya basta de mensajes
no más mensajes
por favor ya no me escriban
stop los mensajes
ya paren
ya no necesito ayuda gracias, no me manden mas mensajes
sáquenme de la lista
nunca pedí estos mensajes
por favor dejen de mandarme textos, este teléfono es de mi hijo
ya consegui ayuda, no me escriban mas
no me esten mandando nada
no quiero que me escriban mas
"""
NOT_SPANISH_OPT_OUTS = """
quiero parar
como paro de tomar
no puedo parar
quiero dejarlo
deja de tomar me dicen todos
dejen de mandarme de un lado a otro
ya no me manden a otro numero
no me escriban, llamenme
no me llamen, escribanme
no me manden mensajes en la noche
no me escriban cuando esta mi esposo
mi ex no me deja en paz
mi ex no deja de escribirme
el que vende me sigue escribiendo, como lo bloqueo
mi hijo ya no me escribe
no me contesta los mensajes
borren mis datos
borren mis mensajes
cancelar mi cita
no me interesa
ya no
dejalo asi
no me mandes lejos
no me manden a detox
baja la renta
basta con una vez a la semana?
para mi hijo
para
mensajes
el juez no me deja en paz
fin
terminar
salir
basta
borrenme
quiero que mi ex pare de mandarme mensajes
si
no
mi esposa me dijo que dejen de mandarme mensajes
"""


@pytest.mark.parametrize("text", lines(OPT_OUTS) + lines(SPANISH_OPT_OUTS))
def test_an_opt_out_is_heard(text: str) -> None:
    """However it is said."""
    assert wants_no_more(text)


@pytest.mark.parametrize("text", lines(NOT_OPT_OUTS) + lines(NOT_SPANISH_OPT_OUTS))
def test_what_is_about_something_else_is_not_one(text: str) -> None:
    """Of others, of drinking, of calls."""
    assert not wants_no_more(text)


def test_there_are_as_many_wordings_as_promised() -> None:
    """At least 60 of each kind, each once."""
    for text in (OPT_OUTS, NOT_OPT_OUTS):
        assert len(set(lines(text))) == len(lines(text)) >= 60


@pytest.mark.parametrize("text", lines(OPT_OUTS) + lines(SPANISH_OPT_OUTS))
def test_none_of_them_is_a_cry_for_help(screen: CrisisScreen, text: str) -> None:
    """The crisis screen, which is asked first, lets every one of them through."""
    assert screen.screen(text) is None


@pytest.mark.parametrize("text", lines(IN_DANGER))
def test_a_cry_for_help_is_one_all_the_same(screen: CrisisScreen, text: str) -> None:
    """Danger in the same message is seen by the screen, and the turn asks the screen first."""
    found = screen.screen(text)
    assert found is not None and found.calls_staff


@pytest.mark.parametrize(
    "text",
    [
        "start",
        "START",
        "unstop",
        "/start",
        "opt in",
        "text me again please",
        "resubscribe me",
        "reanudar",
        "pueden escribirme otra vez",
    ],
)
def test_coming_back_is_heard(text: str) -> None:
    """In the carriers' words and in others."""
    assert comes_back(text)


@pytest.mark.parametrize(
    "text",
    ["how do i start", "start the intake", "when can i start", "i want to start over", "quiero empezar de nuevo"],
)
def test_to_begin_is_not_to_come_back(text: str) -> None:
    """What is asked about a program."""
    assert not comes_back(text)


def test_a_long_story_costs_nothing() -> None:
    """Ten thousand letters, of the kind that patterns stumble over, are looked through all the same."""
    assert not wants_no_more("please no more of all these any more of the " * 250)
    assert not wants_no_more("a " * 5_000 + "stop")
