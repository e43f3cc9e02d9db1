"""Messages that must raise no alarm: invented for this test, none copied from anywhere."""

from __future__ import annotations

import re

import pytest

from bot.safety.screen import CrisisScreen

HARMLESS = """
    this heat is killing me | i'm dead lol | i could kill for a pizza | dying to know
    my brother died of overdose last year | i used to cut | suicide squad | shoot me a text | killing it
    hi | hello is anyone there | i need help | i need detox | i need a bed tonight
    help me find rehab in ohio | do you take medicaid | how much does detox cost | im an alcoholic
    i want to stop drinking | i want to get clean | i am tired of being sick and tired
    i cant do this anymore i need treatment | i cant keep living like this i need help
    i dont want to live like this anymore | is withdrawal dangerous | can you die from alcohol withdrawal
    how long does withdrawal last | what are the signs of an overdose | do you treat people who od'd
    where can i get narcan | do you have free narcan kits | how does narcan work
    do you have overdose prevention training | what do i do if someone overdoses
    can you overdose on suboxone | im scared of overdosing | im afraid my son will overdose one day
    i overdosed two years ago and got clean | i od'd in 2019
    my sister overdosed last month and is in rehab now | my cousin passed away from an overdose
    lost my best friend to an overdose | after i overdosed i went to treatment | i never overdosed
    i survived an overdose | overdose awareness day event | i overdosed on candy lol
    i tried to kill myself 10 years ago | i was suicidal in high school | i used to want to die
    i used to be suicidal but not anymore | im not suicidal | i am not going to hurt myself
    i dont want to die | i dont want to kill myself | no suicidal thoughts just depressed
    never thought about suicide | do you help people who are suicidal | do you accept suicidal patients
    my uncle died by suicide | my dad killed himself when i was 12 | i watched a movie about suicide
    i am writing a paper on suicide | suicide prevention training | that song about wanting to die is sad
    i nearly died laughing | i wanted to die of embarrassment | im dying laughing | my phone is dead
    my phone is about to die | dying for a cigarette | id kill for a beer rn | my back is killing me
    these shoes are killing me | my boss is gonna kill me | my mom is going to kill me if i miss curfew
    you're killing me lol | killed it at work today | he killed it on stage | kill two birds with one stone
    killing time | i shot myself in the foot with that one | i am killing myself at work
    i want to end it with my boyfriend | i want to end this addiction | i want this to be over with already
    i want to take my life back | taking my life one day at a time | drugs took his life
    i said goodbye to alcohol | goodbye | bye talk tomorrow | i dont want to live with my parents
    i dont want to live in ohio | i dont want to wake up hungover | i wont be here tuesday, i work
    my counselor wont be here tomorrow | have fun without me | i cant go on tuesday | i'm done with drinking
    tired of living on the street | i am living under a bridge | jump on a call | i need to run to the bus
    i cut back on drinking | i am cutting down on weed | i cut myself shaving | cutting hair for a living
    getting a haircut | my boss cut my hours | i havent cut in 3 years | clean from self harm for 2 years
    do you treat self harm | i stopped cutting | i hurt my back at work | i burned myself cooking dinner
    beating myself up over a relapse | he used to hit me | my ex was abusive years ago
    i left an abusive relationship | do you have a domestic violence group | it hits me hard at night
    hit me up later | he hit me up for money | that hit me hard | beat me at chess
    my husband is verbally abusive | i was abused as a kid | he has never hit me
    i dont want to hurt my family anymore | im hurting the people i love with my drinking
    my brother has a gun safe | got hit by a car last year | im scared for my son, he keeps using
    i am scared to quit | scared of withdrawal | i had a seizure years ago | i have a seizure disorder
    do you take people with seizures | ive been hearing good things about your program
    i've been hearing things about suboxone | im seeing things clearly now | quit smoking cold turkey
    3 years sober, quit drinking cold turkey back then | 2 weeks sober and feeling good
    i just got out of detox | i have been in withdrawal before | do you treat benzo withdrawal
    medication for withdrawal symptoms | a protein shake helps | can i drink on suboxone
    is it safe to take xanax with alcohol | i used to mix xanax and alcohol | i drink and do coke
    im addicted to xanax and alcohol | my son is on meth | my daughter uses fentanyl
    my husband is an alcoholic | my wife drinks too much | my brother is using again
    he took his medicine at school | i took my meds today | i took my suboxone this morning
    i took 20 mg of methadone | i took all my meds as prescribed | i took too much on at work
    i took a drug test | i drank too much last night | i drank a whole bottle of wine | i ate too much
    got food poisoning | poison ivy rash | the sky is blue | blue cross blue shield
    my hair is turning gray | my kids wont wake up for school | i cant wake up early
    he is not responding to my texts | my insurance is unresponsive | i cant breathe in this house lol
    i relapsed | i relapsed last night and feel awful | i feel hopeless | i am so depressed
    im sad and lonely | i hate my life when i drink | odd question but do you have yoga
    whats the odds of getting in | i want to dye my hair | the pain in my knee wont stop | i want to live
    i want to live sober | life is good | i love life again | thank you you saved my life
    recovery saved my life | narcan saved my life last year | my life is a mess | i need a new life
    how do i help my brother quit heroin | should i force my son into rehab | what is fentanyl
    is kratom addictive | my dog died | dead tired today | deadline for the form | over my dead body lol
    i am dying inside my car its so hot | sick of living in this town
    the meeting was a disaster i wanted to die laughing | quiero dejar de tomar
    necesito ayuda con las drogas | no quiero vivir con mi ex | mi primo murio de una sobredosis
    me corte el pelo | cost of living is killing me | this withdrawal from my bank account didnt go through
    I can't withdraw money | shooting hoops later | shot of whiskey | stop | unsubscribe | yes | no | ok
    43215
    """
TEXTS = [text.strip() for text in re.split(r"[|\n]", HARMLESS.strip())]


@pytest.fixture(scope="module")
def screen() -> CrisisScreen:
    return CrisisScreen.load()


def test_there_are_enough_of_them() -> None:
    """At least 150 different messages must raise no alarm."""
    assert len(set(TEXTS)) >= 150


@pytest.mark.parametrize("text", TEXTS)
def test_no_alarm_is_raised(screen: CrisisScreen, text: str) -> None:
    """A message from someone in no danger goes on to the assistant."""
    assert screen.screen(text) is None
