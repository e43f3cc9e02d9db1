"""The words that decide what in a message is a place: prepositions, filler, and words that are not meant as towns."""

from __future__ import annotations

# Before a place. The first kind hardly ever stands before anything else.
SURE_PREPOSITIONS = frozenset(
    (
        ("near",), ("nearby",), ("around",), ("outside",), ("outside", "of"), ("close", "to"), ("next", "to"),
        ("closest", "to"), ("nearest", "to"), ("nearest",), ("moving", "to"), ("moved", "to"), ("live", "in"),
        ("living", "in"), ("located", "in"), ("cerca", "de"), ("cercano", "a"), ("vivo", "en"),
    )
)  # fmt: skip
PREPOSITIONS = frozenset((("in",), ("by",), ("at",), ("from",), ("en",), *SURE_PREPOSITIONS))
# Between a preposition and the town: "near downtown Austin", "in the greater Boston area".
BEFORE_TOWN = frozenset(("downtown", "greater", "central", "metro", "the", "city", "of", "town"))
AFTER_TOWN = frozenset(("area", "region", "city", "metro", "downtown"))
DIRECTIONS = frozenset(
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
private program programs rehab rehabs residential right search searching send service services show side some
somebody someone something somewhere spanish speaking still suboxone support sure take takes taking telehealth thank
thanks thats that the them there they this to treatment treatments try trying um us vets veterans virtual want wanna
was we weekend weekends well what whats where wheres which who with women womens would yeah yep yes you your youre yo
busco programa programas cerca en el la los las para por favor un una vivo quiero necesito hola gracias estoy ciudad
from residing resident zip code town city im stay staying located currently moving moved
around outside by next meth heroin fentanyl sober sobriety recovery addiction substance abuse use day days nighttime
teen teens adolescent adolescents kid son daughter husband wife mom dad friend methadone aa na sliding scale
"""
FILLER = frozenset(_FILLER.split())

# Towns by these names exist (Home, WA; Help was never one), but in a text message the word is meant as a word.
_NOT_TOWNS = """
accident advance age agency all alone also alpha anchor any area art ask assumption ball bad bar bear bed bell belt
bend best better big black blue boring boss bow branch breaks bunch bus business busy call canvas car care center
central chance challenge change charge check chicken church circle city class clay clean clear clever clinic coach
college comfort community confidence conception control cool cope cost counseling country court cost crisis cross
crystal cut cylinder cash credit danger day days deal death debt december detox different direct divide doctor drain
driver drugs early earth east economy effort eight english equality evening evenings exchange experiment fact faith
family fear february fields fine fire first five force friday friend friendly funk game gap gas general given god good
grace great group guys halfway hand happy harm haven health heart hell help high him her them history holiday home
honor hood hope hospital hour hours house hurt ideal independence indian insurance interior intake issue it jail january
job joy july june justice kind last law lead least leave less letter levels life light likely line list little love
luck lunch mail man many march mark may me meantime means media medicaid medical medicare meet meeting men mental
mercy middle midnight mind minute mode model moment monday money monitor month months moon morning mutual my need
needle nice night nights nine noon normal north november nothing now ocean october office odd okay old once one only
open opportunity oral order ordinary our out outpatient pain panic park part peace peak person phone pain page place
plain plan point points pool post pound power present price pride prison private program progress protection public
purchase quick rain range reader recovery region rehab relapse relief rescue reserve rest right river road rock roll
room row rule rush sad safe safety same saturday school section see september service session seven shelter short
shot shorter silver six snow sober sobriety some soon south spanish speed spring stamps standard star start startup
state stem stop store story street stress strong success success summer sun sunday supply surprise surgery system
tax tea telehealth telephone tell ten that the their therapy there these third this three thursday time today tonight
town trade trail transfer transition treatment trouble truth tuesday tunnel twenty two union university urgent us
usual value van video virtual wake walk wall war wednesday week weekend weekends welcome west what which white winter
wink winner wise withdrawal work worth years yes you young your yourself zap zoom
valley hills mountains suburbs woods beach desert bay gulf island downtown august april tomorrow yesterday
english casa noche noches tarde tardes espanol persona mi su tu linea la el los las un una uno casa cama crisis
recuperacion tratamiento alpha
"""
NOT_TOWNS = frozenset(_NOT_TOWNS.split())
