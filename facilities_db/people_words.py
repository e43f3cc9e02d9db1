"""The words people use for whom treatment is for: ages, tracks and languages."""

from __future__ import annotations

import re

from facilities_db.need_words import Table, anywhere

AGES: Table = (
    (
        "adolescents",
        anywhere(
            r"teens?|teen ?agers?|teenaged?|adolescen\w*|high ?-?school(?:er|ers)?|middle ?school(?:er|ers)?|minors?|"
            r"under ?18|underage|youths?|juveniles?|\d{1,2}th grade[rs]?|menor(?:es)? de edad|"
            r"for (?:my|our|a) (?:kids?|child|children)|freshman in high school|para (?:mi|un) nin[oa]"
        ),
    ),
    (
        "young_adults",
        anywhere(
            r"young(?:er)? adults?|college (?:age|aged|students?|kids?)|(?:in|at) college|university students?|"
            r"early (?:20s|twenties)|18[ -](?:to|-)[ -]?25|jovenes adultos|adultos? jov(?:en|enes)|transition age|"
            r"universitari[oa]s?"
        ),
    ),
    (
        "older_adults",
        anywhere(
            r"seniors?(?: citizens?)?|older (?:adults?|people|folks)|elderly|geriatric|(?:over|past) 6[05]|"
            r"6[05] ?(?:\+|plus|and "
            r"(?:up|over|older))|in (?:my|his|her|our|their) (?:late 60s|70s|80s|90s|seventies|eighties)|"
            r"(?<!with )(?<!at )(?<!from )(?:my|our) (?:grand(?:ma|pa|mother|father)|granny|gramps)|"
            r"personas? mayor(?:es)?|adultos? mayor(?:es)?|tercera edad|mi abuel[oa]"
        ),
    ),
)
# "since I was a teen", "in my teens", "drinking since age 15": the past of a grown person.
FORMER_AGE = re.compile(
    r"\b(?:(?:as|was|were|being) an? (?:teen\w*|minor|youth|juvenile|adolescent|young adult)|(?:in|since) my teens?|"
    r"(?:since|back in|dropped out of) (?:high|middle) ?school|"
    r"(?:since|from|at|by|before|until|started(?: at)?) (?:the )?age (?:of )?\d{1,2}|"
    r"(?:when|since) (?:i|he|she|we) (?:was|were|turned) (?:like |about )?\d{1,2}|"
    r"(?:desde|cuando) (?:los|tenia) \d{1,2}(?: anos)?)\b"
)
# "high school senior" is a teen.
SENIOR_IN_SCHOOL = re.compile(r"\b(?:high ?school seniors?|seniors? in high ?school)\b")
# Not "sober 16 years", "im 16 days clean", "im 20 minutes from".
_NOT_AN_AGE = (
    r"(?! ?(?:days?|weeks?|wks?|months?|mos?|years?|yrs?|hours?|hrs?|minutes?|mins?|miles?|mi|blocks?|dollars|bucks|"
    r"mg|k|"
    r"percent|times|beers|am|pm)\b(?!.?old))(?![\d%/:.]\d|[%/])"
)
_KIN = (
    r"(?:son|daughter|kid|child|boy|girl|brother|sister|nephew|niece|cousin|mom|mother|dad|father|grandm\w+|grandpa|"
    r"grandfather|granny|gramps|aunt|uncle|husband|wife|boyfriend|girlfriend|partner|friend|grandson|granddaughter|"
    r"hij[oa]|"
    r"niet[oa]|sobrin[oa]|herman[oa]|espos[oa]|mama|papa|madre|padre|abuel[oa]|ti[oa])"
)
# "my 16 year old", "15yo", "age 15", "he is 15", "de 15 anos", "my dad 71", "veteran, 73, cant drive", "24m".
AGE_NUMBER = re.compile(
    r"\b(\d{1,2})[ -]?(?:years?|yrs?|yr|y)[ -]?olds?\b"
    r"|\b(\d{1,2})[ -]?(?:yo|y/o|y\.o)\b"
    r"|\b(?:de|tiene|tengo|cumplio) (\d{1,2}) (?:anos|anitos)\b"
    r"(?! (?:limpi|sobri|usando|tomando|bebiendo|consumiendo|en |sin |viviendo|trabajando|aqui|de (?!edad)|"
    r"que (?:no|us|tom|beb|fum|est|viv)))"
    rf"|\b(?:age[ds]?|edad|turn(?:ing|ed|s)?) (\d{{1,2}})\b{_NOT_AN_AGE}"
    rf"|\b(?:im|i am|hes|shes|he is|she is|whos|who is|theyre|{_KIN}(?:s| is|,| de| whos| who is| just turned|"
    rf" tiene)?) "
    rf"(?:only |just |about |now )?(\d{{1,2}})\b{_NOT_AN_AGE}"
    r"|[,.;(] ?(\d{2}) ?(?:m|f|male|female)?(?=[,;)]|\.(?:\D|$)| and\b)"
    r"|\b([1-9]\d)(?:m|f)\b"
    r"|\b([1-9]\d) (?:and|&|n|y) (?:pregnant|embarazada)\b"
)
_UNITS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_TEENS = ("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80}
IN_LETTERS = re.compile(rf"\b(?:({'|'.join(_TEENS)})|({'|'.join(_TENS)})(?:[ -]({'|'.join(_UNITS)}))?)\b")


def in_figures(match: re.Match[str]) -> str:
    """The number that `IN_LETTERS` has found: "seventy two" is "72"."""
    teens, tens, units = match.groups()
    if teens:
        return str(10 + _TEENS.index(teens))
    return str(_TENS[tens] + (_UNITS.index(units) + 1 if units else 0))


_SELF = r"(?:im|i am|i was|hes|shes|he is|she is|is|as|being|retired|former|ex|off[ -]duty|soy|es)(?:[ -](?:an?|un))?"
TRACKS: Table = (
    (
        "women",
        anywhere(
            r"(?:women|woman|female|ladies|girls)s?[ -]?only|(?:for|all|just|only|around other) (?:women|females?|"
            r"ladies)|womens|"
            r"womans|all[ -](?:female|girls?)|(?:para|solo|puras|de|solamente) (?:las )?mujer(?:es)?(?! embarazad)|"
            r"mujeres (?:solamente|unicamente)",
            r"(?:no|without|(?:cant|dont want to|wont) be (?:around|with|in a room with)) (?:men|guys|males)|(?:sin|"
            r"no haya) hombres|"
            r"(?:ladies|womans|female) (?:one|rehabs?|programs?|groups?|iop|detox|facility|center)",
        ),
    ),
    (
        "men",
        anywhere(
            r"(?:men|male|guys|dudes)s?[ -]?only|(?:for|all|just|only|around other) (?:men|males?|guys|dudes)|mens|"
            r"all[ -]male|"
            r"(?:para|solo|puros|de|solamente) (?:los )?hombres?|hombres (?:solamente|unicamente)",
            r"male (?:rehabs?|programs?|groups?|iop|detox|facility|center)",
        ),
    ),
    (
        "lgbtq",
        anywhere(
            r"lgbt\w*|lgtb\w*|gay|gays|lesbian\w*|bisexual\w*|trans|transgender\w*|queer|non ?-?binary|same[ -]sex|"
            r"two[ -]spirit|"
            r"homosexual\w*|transgenero"
        ),
    ),
    (
        "veterans",
        anywhere(
            r"veterans?|vets?|ex[ -]military|(?:former|retired|ex) (?:marine|army|navy|air force|military|soldier|"
            r"sailor)|"
            r"military vet\w*|va benefits|veteran[oa]s?|served in (?:the )?(?:army|navy|marines|air force|military|"
            r"iraq|"
            r"afghanistan|vietnam|desert storm|coast guard)|(?:two|three|\d) tours|combat vet\w*|champ ?va"
        ),
    ),
    (
        "co_occurring",
        anywhere(
            r"co[ -]?occurr?ing|dual[ -]diagn\w*|mental (?:health|illness)|depress(?:ion|ed|ive)|anxiety|bi ?-?polar|"
            r"schizo\w*|"
            r"ptsd|ocd|adhd|panic (?:attacks?|disorder)|borderline|bpd|psych(?:iatric|iatrist|osis|otic)|hear(?:s|"
            r"ing) voices|"
            r"salud mental|depresion|deprimid[oa]|ansiedad|diagnostico dual|esquizofrenia|bipolaridad"
        ),
    ),
    (
        "pregnant",
        anywhere(
            r"pregnant|pregnancy|pregnat|prego|expecting(?: a baby)?(?= *(?:$|[,.]|and|in))|prenatal|post ?-?partum|"
            r"(?:just had|having|due with) (?:a|my) baby|baby (?:on the way|is due)|embarazad[ao]|embarazo"
        ),
    ),
    (
        "justice",
        anywhere(
            r"(?<!food )(?<!basketball )(?<!tennis )courts?(?! (?:st|street|ave|rd)\b)|probation|parole|(?:the|a|my|"
            r"his|her) judge|"
            r"judge (?:ordered|said|says|told|wants|gave|made|is|sent)|(?:out of|released from) (?:jail|prison)|"
            r"(?:my|his|her) p\.?o\.?|pre ?-?trial|(?:jail|court) diversion|diversion program|mandated|"
            r"(?:out )?on (?:bond|bail)|(?:felony|drug|criminal) charges?|"
            r"libertad condicional|(?:la|una|de) corte|juez|jueza|probatoria|orden judicial"
        ),
    ),
    (
        "dui",
        anywhere(
            r"duis?|dwis?|owi|ovi|dwai|(?:an|my|his|her|got|for|first|second|third) oui|drunk driving|"
            r"(?:manejar|conducir|manejando|conduciendo) (?:borrach[oa]|ebri[oa]|tomad[oa])"
        ),
    ),
    (
        "trauma",
        anywhere(
            r"trauma\w*|ptsd|(?:was|were|been|got|being) (?:raped|assaulted|molested)|sexual(?:ly)? (?:abused?|"
            r"assault\w*)|"
            r"abused as a (?:kid|child)|childhood abuse|abuso sexual"
        ),
    ),
    (
        "violence",
        anywhere(
            r"domestic (?:violence|abuse|situation)|dv|"
            r"(?:abusive|violent) (?:ex|husband|wife|partner|boyfriend|girlfriend|relationship|marriage|home)|"
            r"(?:husband|boyfriend|partner|ex|he) (?:hits|beats|hit|beat|chokes|choked) (?:on )?me|battered|"
            r"violencia (?:domestica|familiar)|me (?:pega|golpea)|maltrat\w+"
        ),
    ),
    (
        "first_responders",
        anywhere(
            r"first responders?|fire ?-?fighters?|firem[ae]n|fire (?:dept|department|captain|chief)|paramedics?|emts?|"
            r"ems|"
            r"(?:911|emergency) dispatchers?|state troopers?|sheriffs? deput(?:y|ies)|law enforcement|"
            r"correction(?:s|al) officers?|"
            r"(?<!the )(?:police officers?|policem[ae]n|policewom[ae]n)(?! (?:arrested|pulled|stopped|said|told|came|"
            r"took|found))|"
            rf"{_SELF} (?:\w+ )?(?:cop|police|policia|deputy|trooper|dispatcher)|for (?:cops|police)|"
            r"(?:^|[,.] ?)(?:\w+ )?cop(?= here|[,.]|$)|"
            r"(?:husband|wife|son|dad|brother|daughter) (?:is|was)? ?(?:a )?(?:cop|police officer)|bomber[oa]s?|"
            r"paramedic[oa]s?"
        ),
    ),
)

_BY_PEOPLE = (
    r"(?:speak\w*|language|staff|counsel\w*|therap\w*|doctors?|interpreters?|translators?|programs?|groups?|clinics?|"
    r"iop|treatment|rehabs?|only|please)"
)
_SPOKEN = r"(?:speaks?|spoken|speaking|talks?|in|only|understands?|knows|habl[ae]n?|en|or|and|language|vous)"


def _spoken(names: str) -> re.Pattern[str]:
    """The language where it is one: "russian speaking", "in polish"; not russian roulette, not polish sausage."""
    return re.compile(rf"\b{_SPOKEN} (?:{names})\b|\b(?:{names})[ -](?:\w+ )?{_BY_PEOPLE}\b|^\W*(?:{names})\W*$")


LANGUAGES: Table = (
    (
        "spanish",
        anywhere(r"spanish(?! (?:fork|fort|springs|lake))|espanol|espaniol|hispan[oa]s?|castellano|habla hispana"),
    ),
    (
        "sign",
        anywhere(
            r"sign[ -]language|signs asl|asl|deaf|hard of hearing|hearing[ -]impaired|hoh|sord[oa]s?|"
            r"lenguaj?e? de senas"
        ),
    ),
    ("portuguese", anywhere(r"portuguese|portugues|brazilian")),
    ("creole", anywhere(r"(?:haitian )?creole|kreyol|criollo haitiano")),
    ("chinese", anywhere(r"mandarin|cantonese|chinese(?! (?:food|restaurant))")),
    ("vietnamese", anywhere(r"vietnamese")),
    ("russian", _spoken(r"russian|ruso")),
    ("arabic", anywhere(r"arabic|arabe")),
    ("french", _spoken(r"french|francais|frances")),
    ("korean", anywhere(r"korean|coreano")),
    ("tagalog", anywhere(r"tagalog|filipino")),
    ("polish", _spoken(r"polish|polaco")),
    ("farsi", anywhere(r"farsi|persian")),
    ("german", _spoken(r"german|aleman")),
    ("greek", _spoken(r"greek|griego")),
    ("hebrew", anywhere(r"hebrew|hebreo")),
    ("hindi", anywhere(r"hindi")),
    ("hmong", anywhere(r"hmong")),
    ("italian", _spoken(r"italian|italiano")),
    ("japanese", _spoken(r"japanese|japones")),
    (
        "native",
        anywhere(r"navajo|lakota|hopi|ojibw[ae]y?|ojibway|anishinaabe\w*|yupik|yup ik|native (?:american )?languages?"),
    ),
)
