"""What to say when calling."""

from __future__ import annotations

import pytest

from bot.actions.call_script import call_script
from facilities_db import codes
from facilities_db.needs import Needs


@pytest.mark.parametrize(
    ("needs", "said"),
    [
        (
            Needs(),
            "Hi. I'm calling about intensive outpatient (IOP). What does it cost? When could it start?",
        ),
        (
            Needs(payers=("medicaid",), evenings=True, ages=("adolescents",)),
            "Hi. I'm calling about intensive outpatient (IOP). Do you take teens and children? "
            "Do you take Medicaid? Do you meet in the evening? When could it start?",
        ),
        (
            Needs(level="otp", payers=("sliding",), medications=("methadone",), languages=("spanish", "sign")),
            "Hi. I'm calling about methadone treatment. What does it cost, and is there help with that? "
            "Do you prescribe methadone? Can it be in Spanish or sign language? When could it start?",
        ),
        (
            Needs(level="detox", payers=("cash",), virtual=True, tracks=("veterans",)),
            "Hi. I'm calling about detox. What does it cost? Can all of it be online? "
            "Do you have a group for veterans? When could it start?",
        ),
    ],
)
def test_it_asks_what_the_person_asked_for(needs: Needs, said: str) -> None:
    """In sentences that can be read out, whether one calls for oneself or for a child."""
    assert call_script(needs) == said


def test_it_stays_short_enough_to_say() -> None:
    """Three questions, those first that decide whether to go on with the call."""
    everything = Needs(
        payers=("medicaid",),
        virtual=True,
        evenings=True,
        medications=("methadone",),
        ages=("young_adults",),
        tracks=("women",),
        languages=("spanish",),
    )
    assert call_script(everything) == (
        "Hi. I'm calling about intensive outpatient (IOP). Do you take young adults? Do you take Medicaid? "
        "Do you prescribe methadone? When could it start?"
    )


@pytest.mark.parametrize("track", ["pregnant", "justice", "dui", "trauma", "violence", "lgbtq", "co_occurring"])
def test_what_is_private_is_left_for_the_caller_to_say(track: str) -> None:
    """Someone may stand beside them, and not everything has to be told to whoever picks up the phone."""
    assert call_script(Needs(tracks=(track,))) == call_script(Needs())


def test_there_are_words_for_everything_that_can_be_asked_for() -> None:
    """Every level and payer makes a script."""
    for level in codes.LEVELS:
        for payer in codes.PAYERS:
            assert call_script(Needs(level=level, payers=(payer,))).endswith("When could it start?")
