"""What people's words mean as answers."""

from __future__ import annotations

from typing import Any

import pytest

from bot.actions.intake_meanings import answer_to, named

MEANS: dict[str, list[tuple[Any, str]]] = {
    "for_whom": [
        ("me", "me | myself | for me | it's for me | just me | i need it | Me."),
        ("son", "my son | for my son | its for my 16 year old son | son"),
        ("wife", "my wife | wife"),
        ("mom", "my mom | for my mom"),
        ("child", "my 16 year old | for my 15 yo"),
        ("someone", "someone else | somebody else | other"),
        (None, "what | my job | call my mom | i feel bad"),
    ],
    "payment": [
        ("medicaid", "medicaid | masshealth | i got medicaid"),
        ("medicare", "medicare"),
        ("private", "blue cross | insurance | work | through my job | private"),
        ("military", "tricare | va"),
        ("low_cost", "none | no insurance | i dont have any | uninsured | it ran out | no"),
        ("cash", "cash | self pay | out of pocket"),
        (None, "i dont work | banana"),
    ],
    "meeting": [
        ("in_person", "in person | face to face | id rather go there"),
        ("online", "online | zoom | from home | video"),
        ("either", "either | both | doesnt matter | i dont care"),
        (None, "person | banana"),
    ],
    "hours": [
        (["evening"], "evenings | after work | nights | i am free evenings"),
        (["day"], "mornings | daytime | 9 am"),
        (["weekend"], "weekends | saturdays"),
        (["evening", "weekend"], "evenings and weekends"),
        (["any"], "any time | whenever | doesnt matter"),
        (None, "banana"),
    ],
    "special": [
        (["women"], "women | women only | womens"),
        (["veterans"], "vet | im a veteran | army"),
        (["lgbtq"], "gay | lgbt | trans"),
        (["adolescents"], "teens"),
        (["pregnant"], "im pregnant"),
        (["co_occurring"], "depression | mental health | ptsd"),
        (["medication"], "suboxone | meds"),
        (["women", "co_occurring"], "women and anxiety"),
        (["none"], "none | no | nope | nothing"),
        (None, "i have 2 kids | i served time"),
    ],
    "withdrawal": [
        ("yes", "yes | y | yeah bad | i get sick | shaky | sometimes | a little | i get the shakes | "
                "yeah i get the shakes pretty bad in the morning and i throw up | not really but i sweat a lot"),
        ("no", "no | n | nope | not really | i dont get sick | never | no shaking"),
        (None, "banana | i am scared of what my wife will say about it"),
    ],
    "round_the_clock": [
        ("yes", "yes | 24/7 | i cant be alone | around the clock"),
        ("no", "no | not really | i dont need that"),
        (None, "banana"),
    ],
    "safe_home": [
        ("yes", "yes | my house | i live with my mom | safe | own apartment"),
        ("no", "no | homeless | in my car | im at a shelter | everyone here uses | yes but my roommate drinks | not safe | sometimes"),
        (None, "banana"),
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("question", "meaning", "said"),
    [(q, meaning, said) for q, rows in MEANS.items() for meaning, all_ in rows for said in all_.split(" | ")],
)
def test_a_few_words_answer(question: str, meaning: object, said: str) -> None:
    """And what does not answer the question is not taken for an answer."""
    assert answer_to(question, said) == meaning


@pytest.mark.parametrize(
    ("said", "meaning"),
    [
        (
            "for my son, 19, in worcester ma, masshealth, evenings",
            {"for_whom": "son", "payment": "medicaid", "hours": ["evening"]},
        ),
        ("help my dad, he has medicare", {"for_whom": "dad", "payment": "medicare"}),
        ("its for me, online, weekends, no insurance",
         {"for_whom": "me", "meeting": "online", "hours": ["weekend"], "payment": "low_cost"}),
        ("im a veteran with ptsd", {"special": ["veterans", "co_occurring"]}),
        ("i get sick when i stop", {"withdrawal": "yes"}),
        ("im homeless", {"safe_home": "no"}),
        ("my wife said get help or get out", {}),
        ("nice weather", {}),
    ],
)  # fmt: skip
def test_one_message_may_hold_several_answers(said: str, meaning: dict[str, Any]) -> None:
    """Whatever was asked."""
    assert named(said) == meaning
