"""What Twilio is told to say, ask and do in a call, as TwiML.

Somebody else, or a machine, may pick up either phone: nothing is said before a key is pressed but a reference to the
staff, and to the person nothing by which a listener would know what the call is about. Staff hear English, and which
language the person writes in; the person hears the language that is spoken (`porchlight.languages`).
"""

from __future__ import annotations

from twilio.twiml.voice_response import Dial, Gather, VoiceResponse

from hotline.language import name_of
from hotline.voice.trunk import Trunk
from porchlight.languages import languages, phrase, speaking

# How long either phone rings, and how long a key is waited for after each question, in seconds.
RINGS = 25
_WAITS = 8

# Why the person could not be reached, for whoever waits at the line.
_NOT_REACHED = {
    "person_no_answer": "They did not pick up.",
    "person_busy": "They are on another call.",
    "person_failed": "The call to them did not go through.",
    "person_not_taken": "The phone was picked up, but nobody pressed 1.",
}


def whisper(trunk: Trunk, token: str, code: str, reason: str, language: str) -> str:
    """Ask whoever picked up at the line whether they take the call.

    `reason`: a few words, the same for many people. `language`: the code of the one that the person writes in.
    """
    words = f"Porchlight. Reference {', '.join(code)}. {reason}. Language: {name_of(language)}."
    return _asked(trunk.address("taken", token), f"{words} Press 1 to take it.")


def ask_staff_again(trunk: Trunk, token: str) -> str:
    """Another key was pressed at the line."""
    return _asked(trunk.address("taken", token), "Press 1 to take the call.")


def ring_person(trunk: Trunk, token: str, number: str) -> str:
    """Ring the person; whoever took the call hears it ring, until they have pressed 1 as well."""
    response = VoiceResponse()
    _say(response, "Calling them now.")
    dial = Dial(
        action=trunk.address("bridged", token),
        method="POST",
        caller_id=trunk.caller,
        timeout=RINGS,
        answer_on_bridge=True,
    )
    dial.number(number, url=trunk.address("person", token), method="POST")
    response.append(dial)
    return str(response)


def ask_person(trunk: Trunk, token: str, *, asked_for: bool) -> str:
    """Ask the person to press 1. `asked_for`: they asked for this call; nobody who did not is told that they did."""
    if asked_for:
        words = phrase("This is the call you asked for. Press 1 to talk.")
    else:
        words = phrase("This is a call for you. Press 1 to talk.")
    return _asked(trunk.address("connected", token), words)


def ask_person_again(trunk: Trunk, token: str) -> str:
    """The person pressed another key."""
    return _asked(trunk.address("connected", token), phrase("Press 1 to talk."))


def joined() -> str:
    """Nothing more to say: Twilio joins the two."""
    return str(VoiceResponse())


def not_reached(result: str, *, told: bool) -> str:
    """Tell whoever waits at the line why the person could not be reached, and hang up. `told`: so was the person."""
    words = _NOT_REACHED[result] + (" We have sent them a text." if told else "")
    return goodbye(f"{words} They stay in the queue. Goodbye.")


def goodbye(words: str | None = None) -> str:
    """Say something and hang up; without words of its own, that the call is over."""
    response = VoiceResponse()
    _say(response, words or phrase("This call is over. Goodbye."))
    response.hangup()
    return str(response)


def call_failed() -> str:
    """Tell the person that the call did not work, and hang up: in every language, because theirs cannot be read now."""
    response = VoiceResponse()
    for language in languages():
        with speaking(language):
            _say(response, phrase("Sorry, this call did not work. Goodbye."))
    response.hangup()
    return str(response)


def hang_up() -> str:
    """Hang up."""
    response = VoiceResponse()
    response.hangup()
    return str(response)


def _asked(action: str, words: str) -> str:
    """A question, asked twice; without an answer, the end."""
    response = VoiceResponse()
    for _ in range(2):
        gather = Gather(input="dtmf", num_digits=1, timeout=_WAITS, action=action, method="POST")
        _say(gather, words)
        response.append(gather)
    response.hangup()
    return str(response)


def _say(parent: VoiceResponse | Gather, words: str) -> None:
    parent.say(words, language=phrase("en-US"))
