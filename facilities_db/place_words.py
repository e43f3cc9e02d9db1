"""The words that decide what in a message is a place: prepositions, filler, and words that are not meant as towns.

The sets here are English and the Spanish that was here first. The functions add what other languages say, from
`words/<language>/places.yml`.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from facilities_db.other_languages import OtherLanguages

OTHERS = OtherLanguages(Path(__file__).parent / "words", "places.yml")

# Before a place. The first kind hardly ever stands before anything else.
_SURE_PREPOSITIONS = frozenset(
    (
        ("near",), ("nearby",), ("around",), ("outside",), ("outside", "of"), ("close", "to"), ("next", "to"),
        ("closest", "to"), ("nearest", "to"), ("nearest",), ("moving", "to"), ("moved", "to"), ("move", "to"),
        ("relocating", "to"), ("relocated", "to"), ("retiring", "to"), ("back", "to"), ("live", "in"), ("living", "in"),
        ("located", "in"), ("cerca", "de"), ("cercano", "a"), ("vivo", "en"), ("vivimos", "en"), ("estoy", "en"),
    )
)  # fmt: skip
_WEAK_PREPOSITIONS = frozenset((("in",), ("by",), ("at",), ("from",), ("en",)))
# Before a place that somebody comes from; "20 minutes from" and the like do not count.
_LEFT_BEHIND = (
    ("from",), ("left",), ("leaving",), ("lived", "in"), ("was", "in"), ("was", "living", "in"), ("grew", "up", "in"),
    ("born", "in"), ("school", "in"), ("college", "in"), ("jail", "in"), ("prison", "in"), ("used", "to", "live", "in"),
)  # fmt: skip
_HOW_FAR = frozenset(
    (
        "min", "mins", "minute", "minutes", "hr", "hrs", "hour", "hours", "mile", "miles", "mi", "far", "away", "block",
        "blocks", "drive", "ride", "across",
    )
)  # fmt: skip
# Between a preposition and the town: "near downtown Austin", "in the greater Boston area".
_BEFORE_TOWN = frozenset(("downtown", "greater", "central", "metro", "the", "city", "of", "town"))
AFTER_TOWN = frozenset(("area", "region", "city", "metro", "downtown"))
_COUNTY_WORDS = frozenset(("county", "counties", "cnty", "parish", "borough", "condado", "co"))
_DIRECTIONS = frozenset(
    (
        "north", "south", "east", "west", "northern", "southern", "eastern", "western", "central", "upstate", "rural",
        "upper", "lower", "northeast", "northwest", "southeast", "southwest", "northeastern", "northwestern",
        "southeastern", "southwestern", "all", "of", "anywhere", "somewhere", "anything", "state",
    )
)  # fmt: skip

_FILLER = """
a about accept accepting accepts adult adults afternoon aftercare alcohol an and any anything anywhere are area as ask
assistance at available be better both bring can care center centers centre centro cheap classes clinic clinics close
closest covered covers cocaine de detox do does drinking drug drugs evening evenings facilities facility find for free
from get give good got group groups have heavy hello help here hey hi i id ill im in insurance intensive into iop iops
is it its ive just kind know let like list live living location locations look looking love me medicaid medicare men
mens mental health military my name near nearby nearest need needed needs night nights no now of offer offers ok okay
on one online opioid opioids options or our out outpatient patient people php place places please plz pls prefer
private program programs rehab rehabs residential right search searching send service services show side some somebody
someone something somewhere spanish speaking still suboxone support sure take takes taking telehealth thank thanks
thats that the them there they this to treatment treatments try trying um us vets veterans virtual want wanna was we
weekend weekends well what whats where wheres which who with women womens would yeah yep yes you your youre yo busco
programa programas cerca en el la los las para por favor un una vivo quiero necesito hola gracias estoy ciudad
residing resident zip code town city stay staying located currently moving moved around outside by next meth heroin
fentanyl sober sobriety recovery addiction substance abuse use day days nighttime teen teens adolescent adolescents
kid son daughter husband wife mom dad friend methadone aa na sliding scale op zipcode abt rn asap today tonight
tomorrow soon fast away lol hes shes theyre his her doc doctor dr meds med medication mat moud bup bupe subs subutex
sublocade vivitrol naltrexone buprenorphine antabuse inpatient otp counselor counseling counselors therapist therapy
meetings meeting sessions session class dual diagnosis trauma anxiety depression lgbtq lgbt gay queer trans veteran
army pregnant court ordered probation dui dwi aetna anthem cigna bcbs humana kaiser uhc united healthcare tricare
masshealth ahcccs tenncare badgercare soonercare medicaide medicade low cost income payment scholarship cash self pay
uninsured broke gratis seguro sin con deaf asl signs person face only top rated highest number best nice cheapest
cheaper affordable nite nites morning mornings sat sun saturday saturdays sunday sundays noche noches tarde
ambulatorio intensivo ayuda tratamiento clinica mujeres hombres espanol grupos grupo que es mi necesita buscamos busca
mejores mejor opiate opiates pills weed crack coke booze quit quitting clean new patients walk ins open till until
when while if but then than because cuz so over under after before
instead maybe actually sorry either else again
"""
_FILLER_WORDS = frozenset(_FILLER.split())

# Towns by these names exist (Home, WA; Help was never one), but in a text message the word is meant as a word.
_NOT_TOWNS = """
accident advance age agency all alone also alpha anchor any area art ask assumption ball bad bar bear bed bell belt
bend best better big black blue boring boss bow branch breaks bunch bus business busy call canvas car care center
central chance challenge change charge check chicken church circle city class clay clean clear clever clinic coach
college comfort community confidence conception control cool cope cost counseling country court crisis cross crystal
cut cylinder cash credit danger day days deal death debt december detox different direct divide doctor drain driver
drugs early earth east economy effort eight english equality evening evenings exchange experiment fact faith family
fear february fields fine fire first five force friday friend friendly funk game gap gas general given god good grace
great group guys halfway hand happy harm haven health heart hell help high him her them history holiday home honor
hood hope hospital hour hours house hurt ideal independence indian insurance interior intake issue it jail january job
joy july june justice kind last law lead least leave less letter levels life light likely line list little love luck
lunch mail man many march mark may me meantime means media medicaid medical medicare meet meeting men mental mercy
middle midnight mind minute mode model moment monday money monitor month months moon morning mutual my need needle
nice night nights nine noon normal north november nothing now ocean october office odd okay old once one only open
opportunity oral order ordinary our out outpatient pain panic park part peace peak person phone page place plain plan
point points pool post pound power present price pride prison private program progress protection public purchase
quick rain range reader recovery region rehab relapse relief rescue reserve rest right river road rock roll room row
rule rush sad safe safety same saturday school section see september service session seven shelter short shot shorter
silver six snow sober sobriety some soon south spanish speed spring stamps standard star start startup state stem stop
store story street stress strong success summer sun sunday supply surprise surgery system tax tea telehealth telephone
tell ten that the their therapy there these third this three thursday time today tonight town trade trail transfer
transition treatment trouble truth tuesday tunnel twenty two union university urgent us usual value van video virtual
wake walk wall war wednesday week weekend weekends welcome west what which white winter wink winner wise withdrawal
work worth years yes you young your yourself zap zoom valley hills mountains suburbs woods beach desert bay gulf
island downtown august april tomorrow yesterday casa noche noches tarde tardes espanol persona mi su tu linea la el
los las un una uno cama recuperacion tratamiento true ever guy felt large rich christmas library freedom stone camp
garden fly beauty lovely iron victory mountain prince trees brothers sisters liberal urban talent falls champion wing
solo register load frame academy tool crown brilliant yards campus tower soldier shock concrete chase speaks farmers
couch flower pray rose hall village mission industry energy quality field council campaign secretary congress queen
king royal institute magazine core flat hundred powers banks grant fox republic bond index golf premier industrial
universal auto marks junior hunt highway gate finger farmer loving extension castle shadow charity remote bureau wolf
cotton fate brave romance symbol wisdom tiger agenda loop jet carrier globe bass dawn deposit burden burns brush twist
holder gravity fence duck loyal cave spray rifle sunshine shade marvel swift barrier organ sandwich miracle combine
sells darling trainer subtle merit blessing static shook savage thermal bolt harvest platinum mercury hazard delight
admire toast pillow frost trio cement sanctuary reunion mentor guild bloom wax stark plaza pioneer fountain blunt
prosperity lively slaughter tornado maiden hatch drift calcium pony accord stab pinch strawberry slick hooker patriot
hustle moody peculiar paradox coward novelty ransom killed killer killing buried burying landing bother settle settled
venture stealing behave temper keeper perish slides slide stressing hangover hangovers racing regarding surprised
demand carbon butter missions modest cannon helmet cartoon canteen kitten warden billing cartridge downed camper
perils barber marine santa sweet miles foster vale hay rural cal text block delete arabic chinese creole french german
greek italian japanese korean polish portuguese russian tagalog vietnamese hindi longer simple terms between harbor
denial despair distress agony tears hiding labor discharge bangs fertile mascot muddy intercourse climax bourbon
hopeful lost scared worried needles main menu
"""
_NOT_TOWN_WORDS = frozenset(_NOT_TOWNS.split())

# Large cities by these names exist, but the word is a person's name or a thing as often: not read in mid-sentence.
_NAMES_TOO = """
academylife ada alexandria aloha anderson arcadia athens aurora austin bartlett benton boone bowie boyers brandon
bristol bryan bullvalley butte camden canton carolina carson cary casper centennial chandler charlotte chico clermont
clifton clinton clovis cocoa columbia concord conway corona dallas dalton denton douglas dover eaglecreek easton
edison elgin elizabeth elkgrove enid eugene everett ewing florence flushing franklin frederick fremont frisco garland
gary gilbert golden goldenvalley goodhope greece greenwich hamilton hampton hanover hayward helena henderson highpoint
homestead hoover howell humble independence jackson jamaica jasper jesup joliet jupiter kent lakecity largo laurel
lawrence lima lincoln littlecanada logan london longview lowell lyndon lynn madison marietta marion mclean melbourne
melville meridian mesa mesquite milton mission mobile monroe montgomery moore murray nora norman oakgrove odessa
ontario orange orlando palestine parcelreturnservice parkcity parkland parkrow phoenix ponce prescott princeton provo
prs pueblo queencity queens quincy radnor reading richardson riverview rockypoint rome salem salisbury sandy santurce
savannah sedona seminole shawnee shenandoah sparks sterling stuart suffolk sunrise sunvalley swansea temple thelakes
tracy troy tyler vab venice vestavia victoria vienna vista volo waldorf warren washington waterloo wayne weston
whittier wilson winchester york youngamerica
"""
NAMES_TOO = frozenset(_NAMES_TOO.split())


@cache
def sure_prepositions() -> frozenset[tuple[str, ...]]:
    """What hardly ever stands before anything but a place."""
    return _SURE_PREPOSITIONS | _phrases("sure_prepositions")


@cache
def before_places() -> frozenset[tuple[str, ...]]:
    """What stands before a place, surely or not."""
    return sure_prepositions() | _WEAK_PREPOSITIONS | _phrases("prepositions")


@cache
def longest_preposition() -> int:
    """How many words the longest has."""
    return max(map(len, before_places()))


@cache
def places_left() -> tuple[tuple[str, ...], ...]:
    """What stands before a place that somebody comes from."""
    return (*_LEFT_BEHIND, *_phrases("left_behind"))


@cache
def how_far() -> frozenset[str]:
    """What is no place left behind: "20 minutes from"."""
    return _HOW_FAR | _words("how_far")


@cache
def before_town() -> frozenset[str]:
    """What stands between a preposition and a town."""
    return _BEFORE_TOWN | _words("before_town")


@cache
def articles() -> frozenset[str]:
    """ "the": right after it most words are no towns."""
    return frozenset(("the",)) | _words("articles")


@cache
def directions() -> frozenset[str]:
    """North and south, and all of a state."""
    return _DIRECTIONS | _words("directions")


@cache
def county_words() -> frozenset[str]:
    """What makes a name a county's."""
    return _COUNTY_WORDS | _words("county_words")


def is_word_after(code: str, before: str) -> bool:
    """Whether two letters that may be a state's are a word of another language behind that one: "para mi"."""
    return before in OTHERS.named("no_states").get(code, {}).get("after", ())


def is_word_before(code: str, after: str) -> bool:
    """Whether they are a word in front of that one: "mi hijo"."""
    return after in OTHERS.named("no_states").get(code, {}).get("before", ())


def may_be_word(code: str) -> bool:
    """Whether the two letters of a state are a common word of another language."""
    return code in OTHERS.named("no_states")


@cache
def filler() -> frozenset[str]:
    """Everyday words that are no part of a place."""
    return _FILLER_WORDS | _words("filler")


@cache
def not_towns() -> frozenset[str]:
    """Names of towns that in a message are meant as words."""
    return _NOT_TOWN_WORDS | _words("not_towns")


@cache
def idle() -> frozenset[str]:
    """What may stand around a town in a clause about nothing else."""
    return filler() | AFTER_TOWN | directions()


@cache
def leading() -> frozenset[str]:
    """What may stand in front of a town."""
    return before_town() | directions()


@cache
def everyday() -> frozenset[str]:
    """Where a name cannot be."""
    return filler() | not_towns() | directions()


def _words(key: str) -> frozenset[str]:
    return frozenset(OTHERS.words(key))


def _phrases(key: str) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(phrase.split()) for phrase in OTHERS.said(key))
