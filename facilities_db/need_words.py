"""The words people use for the care they look for: level, medication, where and when it meets, best, how far.

Patterns here, in `payment_words` and in `people_words` run on lower case text without accents and apostrophes ("dont",
"espanol"). They are English, and the Spanish that was here first: what other languages say is in `words`, see
`facilities_db.other_languages`. Order matters only where a comment says so.
"""

from __future__ import annotations

import re

Table = tuple[tuple[str, re.Pattern[str]], ...]


def anywhere(*patterns: str) -> re.Pattern[str]:
    """A pattern for any of these, as whole words anywhere in a text."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(patterns)})(?!\w)")


def behind(*patterns: str) -> re.Pattern[str]:
    """A pattern for any of these, right behind a word."""
    return re.compile(rf"(?:{'|'.join(patterns)})(?!\w)")


# What follows one of these is not wanted: "not online", "dont want subs", "i dont have medicaid", "instead of php".
DENIED = re.compile(
    r"\b(?:no|not|nor|without|never|isnt|arent|aint|hate|hated|tired of|instead of|rather than|anything but|"
    r"(?:do|dont|doesnt|didnt|cant|wont|never) (?:have|want|need|do|use|like|had|has)|"
    r"(?:do|does|did|can) not (?:have|want|need|do|use|like)|lost|losing|lose|"
    r"no (?:tengo|tiene|quiero|quiere|necesito|soy|es|estoy|esta)|sin|nada de)"
    r"(?: (?:an?|any|my|his|her|our|the|more|another|got|on|to|go|going|do|in|be|being|another|use|using|use|have|"
    r"had))* $"
)

# English says no in front.
NEVER = re.compile(r"(?!)")

# A named IOP wins over the others: people name what they are leaving together with what they look for.
LEVELS: Table = (
    ("iop", anywhere(r"iops?|i\.o\.p|intensive out ?-?patients?|intensive|ambulatorio intensivo")),
    (
        "php",
        anywhere(
            r"php|partial hosp\w*|partial(?: program| care)?|(?<!\d )(?<!\d-)(?<!ty )day (?:treatment|program|"
            r"hospital)s?",
            r"hospitalizacion parcial|programa de dia",
        ),
    ),
    ("otp", anywhere(r"otps?|opioid treatment programs?|meth[ao]d[oa]ne? clinics?|clinica de metadona")),
    (
        "detox",
        anywhere(
            r"detox\w*|de-tox|medical(?:ly supervised)? withdrawal|withdrawal management|desintoxica\w*",
        ),
    ),
    (
        "residential",
        anywhere(
            r"residential|in ?-?patient|live-in|live in (?:program|facility|treatment|rehab|house)|rehab to stay at",
            r"(?:28|30|45|60|90|thirty|sixty|ninety)[ -]?days? (?:program|rehab|treatment|stay|place|residential)",
            r"residencial|internado|internar(?:me|se|l[oa])",
        ),
    ),
    ("outpatient", anywhere(r"(?:regular |standard )?out ?-?patient|op program|ambulatori[oa]")),
)
# "just got out of detox", "home from a 28 day rehab": where the person comes from, not what they ask for.
LEAVING = re.compile(
    r"\b(?:out of|from|after|finish(?:ed|ing|es)?|complet(?:ed|ing|es)|leav(?:ing|es)|left|done (?:with|w)|did|"
    r"been (?:to|in|through)|went (?:to|through)|through with|discharged from|released from|graduated(?: from)?|"
    r"sali(?:o|mos)? de|despues de(?:l)?) "
    r"(?:my |a |an |the |going to |to go to |un |una )*"
    r"(?:\d+[ -]?days? (?:of |in )?)?"
    r"(?:detox|rehab|residential|in ?-?patient|php|partial|desintoxicacion|internado)\b"
)

MEDICATIONS: Table = (
    (
        "buprenorphine",
        anywhere(
            r"su?bo?x[aoei]ne?s?|sub[ou]xone?|subs|sub (?:doctor|doc|clinic|strips?)|subutex|subl?ocade?|brixadi|"
            r"zubsolv",
            r"bup\w*norphine?|bupe|buprenorfina",
        ),
    ),
    ("methadone", anywhere(r"meth[aeo]d[oa]ne?s?|metadona")),
    ("naltrexone", anywhere(r"naltr[aeio]x\w+|viv[aie]tr[oa]l+|revia")),
    (
        "alcohol",
        anywhere(
            r"antabuse?|disulf\w+|acampros\w+|campral|alcohol meds|(?:alcohol|drinking) (?:medicine|medication)",
            r"(?:medications?|meds|medicine|pills?|shots?|something) (?:\w+ ){0,3}?(?:for|to (?:stop|quit|help (?:me |"
            r"him |"
            r"her )?(?:stop|quit))|against|with) (?:the |my |his |her )?(?:alcohol|drinking|urge to drink)",
            r"(?:medicina|medicamentos?|pastillas?) (?:para|contra) (?:el alcohol|dejar (?:de (?:tomar|beber)|"
            r"el alcohol))",
        ),
    ),
    (
        "any",
        anywhere(
            r"m\.?a\.?t|moud|medication[ -]assisted|medicat(?:ion|ed) (?:for|treatment)",
            r"(?:meds|medications?|medicine|shot|pills?) for (?:my |the )?(?:opioids?|opiates?|heroin|fent\w*|dope|"
            r"pills|"
            r"cravings?)",
        ),
    ),
)

VIRTUAL = anywhere(
    r"virtual\w*|tele ?-?health|tele ?-?med\w*|online|on[ -]line|zoom|video(?: ?(?:calls?|chats?|visits?|conference))",
    r"(?:over|by|via|on|thru|through) (?:the |a |my )?(?:video|computer|laptop|internet|web ?cam)|(?:by|from my) phone|"
    r"phone (?:sessions?|appointments?|counseling|visits?)",
    r"(?<!work )(?<!working )(?<!away )(?<!far )(?<!out )(?<!miles )from home|at-home|remote\w*",
    r"(?:treatment|program|therapy|iop|groups?) (?:at|from) (?:home|my (?:house|couch))|en linea|por (?:telefono|"
    r"video\w*)",
    r"desde (?:mi )?casa|a distancia",
)
IN_PERSON = anywhere(r"in[ -]person|face[ -](?:to|2)[ -]face|f2f|en persona|presencial\w*|on[ -]?site only|real room")

# "good evening", "i drink at night", "using every weekend", "i work nights": no time to meet.
_WHEN = r"(?:nights?|nites?|evenings?|week ?ends?|saturdays?|sundays?|noches?|fin(?:es)? de semana|sabados?|domingos?)"
_DOES = (
    r"(?:drink\w*|drank|us(?:e|es|ed|ing)|smok\w*|part(?:y|ied|ying)|high|drunk|sleep\w*|wak\w*|up|shak\w*|sweat\w*|"
    r"cr(?:y|ies|ying)|bing\w*|alone|crav\w*|worse|worst|tomo|toma|bebo|bebe|trabaj[ao]|"
    r"(?:i|he|she|we|they|who|son|husband|wife|im|hes|shes) (?:always |also |mostly )?work(?:s|ing)?)"
)
NOT_A_TIME = re.compile(
    rf"\b(?:good|buenas) {_WHEN}|\bbuenas tardes\b|"
    rf"\b{_DOES} (?:\w+ )?(?:every |all |at |on |the |most |by |in the |los |las |todas las |todos los |de |"
    rf"en la )*{_WHEN}\b"
    rf"(?: (?:and|or|y) (?:on |at |the |los )*{_WHEN}\b)?|"
    rf"\b(?:every|all|last|past|this|that|the other|toda la|todas las|cada|esta) {_WHEN}\b"
    r"(?! (?:groups?|class\w*|iop|programs?|sessions?|meetings?))"
)
_NO_CLOCK = (
    r"(?! ?(?:\w+ )?(?:years?|yrs?|days?|months?|weeks?|mins?|minutes|hours|times|drinks|beers|shots|kids|relapses)\b)"
)
EVENINGS = anywhere(
    r"evenings?|nights|nites|ni(?:ght|te) ?-?(?:time|class\w*|programs?|groups?|iop|sessions?|meetings?|hours)",
    r"(?:at|@) ni(?:ght|te)",
    r"(?:i|he|she) gets? off (?:work )?(?:at )?(?:[4-8]|four|five|six|seven)|"
    r"late (?:hours|groups?|class\w*)|after hours|(?:[5-9]|six|seven) ?(?:p\.?m\.?)? (?:or|and) (?:later|after)",
    r"(?:after|past) (?:work\w*|school|class|dinner|dark|my (?:shift|job)|his shift|her shift|(?:i|he|she) gets? off|"
    rf"(?:the |my )?\w+ closes|(?:[4-9]|four|five|six|seven)(?::\d\d)?(?: ?p\.?m\.?)?{_NO_CLOCK})",
    r"(?:por|en|de) las? (?:noches?|tardes?)|de noche|(?<!las )noches|despues (?:del trabajo|de (?:trabajar|las \d+))",
)
_DAY = r"(?:sat(?:urday)?s?|sun(?:day)?s?)"
_MEETS = r"(?:groups?|class\w*|sessions?|programs?|iop|meetings?|mornings?|afternoons?|hours|appointments?|only)"
WEEKENDS = anywhere(
    r"week ?-?ends?|saturdays|sundays|fin(?:es)? de semana|(?:los |el )?sabados?|domingos?",
    rf"{_DAY} ?(?:and|or|&|/|n) ?{_DAY}|{_DAY} {_MEETS}|(?:open|on|only|available|off|free) {_DAY}",
)

# "best way to stop", "my best friend", "what is best for me", "im doing my best": nothing to put in order.
_PLACES = (
    r"(?:iops?|php|rehabs?|programs?|places?|centers?|clinics?|facilit(?:y|ies)|detox\w*|hospitals?|"
    r"options?|ones? (?:for|in|near|around|there)|help|care|outpatient|inpatient|residential|doctors?|there is|"
    r"you (?:got|have)|around|near|in|at)"
)
_FIRST = r"(?:#1|#one|number one|no\. ?1)"
BEST = anywhere(
    r"(?:highest|top|best|well|highly|high)[ -](?:rated|ranked|reviewed|recommended|quality)|(?:5|five)[ -]star|"
    r"top[ -]notch",
    rf"(?:best (?!way|time|friend|thing|bet|wishes|interest|of luck|day|part|case)|"
    rf"{_FIRST} )(?:[\w-]+ ){{0,3}}?{_PLACES}",
    r"top (?:\d+ |three |five |ten )?(?:[\w-]+ ){0,2}?(?:iops?|rehabs?|programs|places|centers|clinics|facilities|"
    r"hospitals)",
    r"(?:who|which)(?: one)?(?:s| is| are| has) the best|(?:best|good|great) (?:reviews|reputation|ratings)",
    r"(?:need|want|give me|show me|find me|looking for|only) (?:the |your |ur )?(?:very )?best(?! for)|"
    r"^\W*(?:the )?(?:best|top)(?: ones?)?\W*$",
    r"(?:el|la|los|las) mejor(?:es)? (?:\w+ ){0,2}?(?:programas?|centros?|clinicas?|lugar(?:es)?|tratamientos?|en|"
    r"cerca)",
    r"mejores (?:programas?|centros?|clinicas?|lugares)|cual(?:es)? (?:es|son) (?:el|la|los|las) mejor(?:es)?",
)
NOT_BEST = re.compile(
    r"\b(?:(?:my|his|her|our|their|at|a) (?:very )?best|a lo mejor|best for (?:me|him|her|us)|on top of)\b"
)

_WHEREVER = r"(?:anywhere|wherever|far|farther|further|as far|out of state)"
ANY_DISTANCE = anywhere(
    rf"any distance|willing to (?:travel|relocate|commute|drive|fly|go {_WHEREVER})",
    rf"(?:able|ready|happy|prepared|down) to (?:travel|relocate|(?:drive|go|fly) {_WHEREVER})",
    r"(?:can|will|would|could|ill|id|well|gladly) (?:travel|relocate)(?= *(?:$|[,.!]| for| if| and))",
    rf"(?:can|will|would|could|ill|id|well|gladly|gonna) (?:travel|drive|go|fly|relocate|move)(?: (?:her|him|them|me|"
    rf"us))? {_WHEREVER}",
    r"(?:dont|do not|doesnt|not) (?:care|mind|matter|worried|worry)(?: about)? (?:how far|(?:the )?(?:distance|drive)|"
    r"driving far|traveling|to travel)",
    r"(?:the )?(?:distance|how far)(?: it is)? (?:dont|doesnt|does not|isnt|is not|is no|no) "
    r"(?:matter|(?:an? |the )?(?:issue|problem|object|concern))",
    r"no matter (?:how far|the distance)|(?:far|far away|out of state)(?: is| are)? (?:ok\w*|fine|cool|alright|"
    r"no problem)",
    r"any ?where in (?:the )?(?:country|us|usa|states|nation|america)|(?:in any|any other) state|however far|"
    r"as far as it takes",
    r"(?:look|search|try|go|anything|something|programs?|places?|ones?) (?:further|farther)|(?:little|bit) farther",
    r"(?:further|farther) (?:away|out|off)(?: is)?|"
    r"^\W*(?:\w+ )?(?:further|farther)(?: (?:please|pls|plz|then|ok))?\W*$",
    r"no (?:me |nos |le )?importa (?:la distancia|(?:que )?tan lejos|lo lejos|viajar)|"
    r"(?:puedo|podemos|dispuest[oa]s? a) viajar|cualquier distancia|mas lejos",
)
NOT_FAR = re.compile(
    r"\b(?:cant|cannot|can not|wont|dont want to|do not want to|not able to|not willing to|hard to) "
    r"(?:\w+ ){0,2}?(?:travel|drive|go|fly|look|far|farther|further)\b[^,.]*"
)
