"""The words people use for what they need, each with what it means.

Patterns run on lower case text without accents and apostrophes ("dont", "espanol"). Order matters only where a
comment says so. Medicaid's state names are from the states' own program pages.
"""

from __future__ import annotations

import re


def _rx(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{pattern})\b")


# A named IOP wins over the others: people name what they are leaving together with what they look for.
LEVELS = (
    ("iop", _rx(r"iops?|i\.o\.p|intensive out ?patients?|intensive|ambulatorio intensivo")),
    ("php", _rx(r"php|partial hosp\w*|partial(?: program)?|day (?:treatment|program|hospital)s?")),
    ("otp", _rx(r"otp|opioid treatment programs?|methadone clinics?|clinica de metadona")),
    ("detox", _rx(r"detox\w*|medical withdrawal|withdrawal management|desintoxicacion")),
    (
        "residential",
        _rx(
            r"residential|in ?patient|live-in|live in (?:program|facility|treatment|rehab|house)|28[ -]days?|"
            r"30[ -]day(?: program)?|rehab to stay at|residencial"
        ),
    ),
    ("outpatient", _rx(r"(?:regular |standard )?out ?patient|op program|ambulatori[oa]")),
)

# "just got out of detox": where the person comes from, not what they ask for.
LEAVING = re.compile(
    r"\b(?:out of|from|after|finished|finishing|completed|completing|leaving|left|done with|did|been (?:to|in|through)|"
    r"discharged from|released from|graduated(?: from)?|dont (?:want|need)|do not (?:want|need)|not|no) "
    r"(?:my |a |an |the |going to |to go to )*"
    r"(?:\d+ days? (?:of|in) )?"
    r"(?:detox|rehab|residential|in ?patient|php|partial)\b"
)

_MEDICAID = (
    r"medic?aid|medcaid|medi ?caid|mass ?health|medi[ -]cal|badger ?care|tenn ?care|sooner ?care|ahcccs|"
    r"access insurance|"
    r"apple health|kan ?care|mo ?healthnet|denali ?care|husky|dr dynasaur|health first colorado|healthy connections|"
    r"hoosier (?:healthwise|care)|hip 2\.0|peach ?state|peach ?care|turquoise care|centennial care|"
    r"green mountain care|nj family ?care|oregon health plan|ohp|equality ?care|"
    r"healthy (?:louisiana|michigan|blue)|quest integration|"
    r"seguro del estado"
)
_PRIVATE = (
    r"private (?:health )?insurance|commercial insurance|seguro privado|(?:my |his |her |our )?(?:job|work|"
    r"employer)s? insurance|"
    r"insurance (?:through|from|thru) (?:my |his |her |our )?(?:job|work|employer)|blue ?cross|bcbs|anthem|aetna|"
    r"cigna|united ?health\w*|uhc|optum|humana|kaiser|harvard pilgrim|tufts|oscar health|ppo|hmo|beacon health|highmark"
)
PAYERS = (
    ("medicaid", _rx(_MEDICAID)),
    ("medicare", _rx(r"medic?are|medi ?care")),
    ("private", _rx(_PRIVATE)),
    ("military", _rx(r"tri ?care|military insurance|champva|seguro militar")),
    ("sliding", _rx(r"sliding(?:[ -]?(?:fee|scale))*|income[ -]based")),
    ("assistance", _rx(r"payment assistance|financial (?:aid|assistance|help)|scholarships?|help paying")),
    ("cash", _rx(r"cash|self[ -]?pay|out of pocket|pay (?:for it )?(?:my|our)sel(?:f|ves)|efectivo")),
)
# Taken together: a person without means is served by no charge, a sliding scale or assistance alike.
LOW_COST = _rx(
    r"free|no[ -]cost|low[ -]cost|cheap|affordable|uninsured|no insurance|(?:dont|do not|doesnt|does not|didnt) have "
    r"(?:any |health )*insurance|without (?:any |health )?insurance|lost (?:my |his |her |our |"
    r"the )?(?:insurance|coverage)|"
    r"(?:cant|cannot|can not) (?:afford|pay)|no money|(?:im|i am|were|we are) broke|gratis|sin seguro|"
    r"no tengo seguro|sin dinero|bajo costo"
)
# "free of drugs", "drug free", "feel free", "are you free tonight": not about money.
NOT_MONEY = re.compile(
    r"\b(?:(?:drug|alcohol|substance|smoke|scent|toll|sugar)[ -]free|feel free|free (?:of|from)|(?:are|is|am|"
    r"im) (?:you |he |she )?free|"
    r"free (?:time|day|days|tonight|tomorrow|today)|(?:be|get|break|set|breaking|am|me) free)\b"
)
# "I dont have Medicaid", "they dropped my medicaid": the payer that follows is not theirs.
DENIED = re.compile(
    r"(?:\b(?:no|not|without|dont (?:have|want|use)|do not (?:have|want|use)|doesnt have|never had|"
    r"lost|losing|isnt|not on|not have|no tengo|sin)(?: (?:my|his|her|our|the|any|on|got))*) $"
)

AGES = (
    (
        "adolescents",
        _rx(
            r"teens?|teen ?agers?|teenaged?|adolescen\w*|high ?school(?:er|ers)?|middle ?school(?:er|ers)?|"
            r"minors?|under 18|"
            r"youths?|juveniles?|adolescentes?|menor(?:es)? de edad|for (?:my|our|a) (?:kids?|child|children)|"
            r"freshman in high school"
        ),
    ),
    (
        "young_adults",
        _rx(r"young adults?|college (?:age|aged|students?|kid)|jovenes adultos|adulto joven|transition age"),
    ),
    (
        "older_adults",
        _rx(
            r"seniors?|older adults?|elderly|over 6[05]|for (?:my|our) grand(?:ma|pa|mother|father)|"
            r"personas? mayor(?:es)?|tercera edad|abuel[oa]"
        ),
    ),
)
# "since I was a teen", "in my teens": the past of a grown person.
FORMER_AGE = re.compile(
    r"\b(?:(?:as|was|were|being) an? (?:teen\w*|minor|youth|juvenile|adolescent|young adult)|(?:in|since) my teens?|"
    r"(?:since|back in|dropped out of) (?:high|middle) ?school)\b"
)
# "high school senior" is a teen.
SENIOR_IN_SCHOOL = re.compile(r"\b(?:high ?school seniors?|seniors? in high ?school)\b")
# "my 16 year old", "15yo", "age 15", "he is 15", "de 15 anos"; not "sober 16 years", not "im 16 days clean".
_NOT_AN_AGE = r"(?! ?(?:days?|weeks?|months?|years?|yrs?|hours?|minutes?|mins?|miles?|blocks?|dollars)\b(?!.?old))"
AGE_NUMBER = re.compile(
    r"\b(\d{1,2})[ -]?(?:years?|yrs?|yr)[ -]?olds?\b"
    r"|\b(\d{1,2})[ -]?(?:yo|y/o|y\.o)\b"
    r"|\b(?:de|tiene|tengo) (\d{1,2}) anos\b(?! (?:limpi|sobri))"
    rf"|\b(?:aged?|edad|turn(?:ing|ed|s)?) (\d{{1,2}})\b{_NOT_AN_AGE}"
    r"|\b(?:im|i am|hes|shes|he is|she is|(?:son|daughter|kid|child|brother|sister|nephew|niece|mom|dad)(?: is|s)?)"
    rf" (\d{{1,2}})\b{_NOT_AN_AGE}"
)

TRACKS = (
    (
        "women",
        _rx(
            r"(?:women|woman|female|ladies|girls)s?[ -]?only|(?:for|all|just) (?:women|females?|ladies)|womens|"
            r"womans|mujer(?:es)?|all[ -]female"
        ),
    ),
    (
        "men",
        _rx(r"(?:men|male|guys)s?[ -]?only|(?:for|all|just) (?:men|males?|guys)|mens|hombres?|all[ -]male"),
    ),
    ("lgbtq", _rx(r"lgbt\w*|gay|lesbian|bisexual|trans|transgender|queer|non ?binary|nonbinary|lgtb\w*")),
    (
        "veterans",
        _rx(r"veterans?|vets?|va benefits|veteran[oa]s?|served in the (?:army|navy|marines|air force|military)"),
    ),
    (
        "co_occurring",
        _rx(
            r"co[ -]?occurring|dual[ -]diagnos\w*|mental health|depress(?:ion|ed)|anxiety|bipolar|schizo\w*|ptsd|"
            r"salud mental|depresion|ansiedad|diagnostico dual"
        ),
    ),
    (
        "pregnant",
        _rx(r"pregnant|pregnancy|expecting a baby|post ?partum|just had a baby|embarazada|embarazo"),
    ),
    (
        "justice",
        _rx(
            r"court|probation|parole|(?:the|a) judge|judge (?:ordered|said|told)|out of (?:jail|prison)|"
            r"(?:drug )?court[ -]ordered|libertad condicional|corte"
        ),
    ),
    ("dui", _rx(r"dui|dwi|drunk driving|owi")),
    ("trauma", _rx(r"trauma\w*|ptsd")),
    (
        "violence",
        _rx(r"domestic (?:violence|abuse)|abusive (?:husband|partner|boyfriend|relationship)|violencia domestica"),
    ),
)

LANGUAGES = (
    ("spanish", _rx(r"spanish|espanol|espaniol|hispan[oa]s?|castellano")),
    ("sign", _rx(r"sign language|asl|deaf|hard of hearing|sord[oa]s?|lenguaje? de senas")),
    ("portuguese", _rx(r"portuguese|portugues|brazilian")),
    ("creole", _rx(r"(?:haitian )?creole|kreyol")),
    ("chinese", _rx(r"chinese|mandarin|cantonese")),
    ("vietnamese", _rx(r"vietnamese")),
    ("russian", _rx(r"russian")),
    ("arabic", _rx(r"arabic")),
    ("french", _rx(r"french|francais")),
    ("korean", _rx(r"korean")),
    ("tagalog", _rx(r"tagalog|filipino")),
    ("polish", _rx(r"(?:speaks?|in) polish|polish[ -]speaking")),
)

MEDICATIONS = (
    (
        "buprenorphine",
        _rx(r"su?boxone|suboxin|suboxen|subs|subutex|sublocade|brixadi|zubsolv|bup\w*norphine|bupe|buprenorfina"),
    ),
    ("methadone", _rx(r"meth[ae]done|metadona")),
    ("naltrexone", _rx(r"naltrexone|vivitrol|vivatrol|naltrexona")),
    (
        "alcohol",
        _rx(
            r"antabuse|disulfiram|acamprosate|campral|(?:medication|meds|medicine|pills?) (?:for|"
            r"to stop) (?:alcohol|drinking)"
        ),
    ),
    (
        "any",
        _rx(r"m\.?a\.?t|moud|medication[ -]assisted|medicat(?:ion|ed) (?:for|treatment)|medication for opioids?"),
    ),
)

VIRTUAL = _rx(
    r"virtual\w*|tele ?health|tele ?med\w*|online|on[ -]line|over (?:zoom|video)|zoom|by (?:video|phone|computer)|"
    r"from home|at-home|(?:treatment|program|therapy|iop) at home|remote\w*|en linea|por (?:telefono|video)|"
    r"desde (?:mi )?casa"
)
IN_PERSON = _rx(r"in[ -]person|face to face|not (?:virtual|online|telehealth)|en persona|no zoom|on[ -]?site")
EVENINGS = _rx(
    r"evenings?|nights|night(?:time| ?time| class\w*| programs?| groups?| iop| sessions?)|at night|"
    r"after (?:work|school|5|five)|"
    r"(?<!buenas )noches?|(?<!buenas )tardes?"
)
WEEKENDS = _rx(r"week ?ends?|saturdays?|sundays?|fin(?:es)? de semana|sabados?|domingos?")
