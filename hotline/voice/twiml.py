"""What Twilio is told to say, ask and do in a call, as TwiML.

Somebody else, or a machine, may pick up either phone: nothing is said before a key is pressed but a reference to the
staff, and to the person nothing by which a listener would know what the call is about.
"""

from __future__ import annotations

from twilio.twiml.voice_response import Dial, Gather, VoiceResponse

from hotline.voice.trunk import Trunk

# How long either phone rings, and how long a key is waited for after each question, in seconds.
RINGS = 25
_WAITS = 8
LANGUAGE = "English"  # what the assistant speaks, and so whoever has written to it

# Why the person could not be reached, for whoever waits at the line.
_NOT_REACHED = {
    "person_no_answer": "They did not pick up.",
    "person_busy": "They are on another call.",
    "person_failed": "The call to them did not go through.",
    "person_not_taken": "The phone was picked up, but nobody pressed 1.",
}


def whisper(trunk: Trunk, token: str, code: str, reason: str) -> str:
    """Ask whoever picked up at the line whether they take the call. `reason`: a few words, the same for many people."""
    words = f"Porchlight. Reference {', '.join(code)}. {reason}. Language: {LANGUAGE}."
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
    words = "This is the call you asked for." if asked_for else "This is a call for you."
    return _asked(trunk.address("connected", token), f"{words} Press 1 to talk.")


def ask_person_again(trunk: Trunk, token: str) -> str:
    """The person pressed another key."""
    return _asked(trunk.address("connected", token), "Press 1 to talk.")


def joined() -> str:
    """Nothing more to say: Twilio joins the two."""
    return str(VoiceResponse())


def not_reached(result: str, *, told: bool) -> str:
    """Tell whoever waits at the line why the person could not be reached, and hang up. `told`: so was the person."""
    words = _NOT_REACHED[result] + (" We have sent them a text." if told else "")
    return goodbye(f"{words} They stay in the queue. Goodbye.")


def goodbye(words: str = "This call is over. Goodbye.") -> str:
    """Say something and hang up."""
    response = VoiceResponse()
    _say(response, words)
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
    parent.say(words, language="en-US")
