"""Places outside the United States, and places that are on no map: names that are no town we could know."""

from __future__ import annotations

from functools import cache

from facilities_db.place_words import OTHERS

# Folded names. Left out: what is first of all a town here (Ontario and Vancouver, Lebanon, Jamaica, Peru, Cuba), and
# where people have served (Iraq, Vietnam).
_COUNTRIES = """
canada uk unitedkingdom greatbritain england scotland wales northernireland ireland france germany spain portugal italy
netherlands belgium switzerland austria sweden denmark finland iceland ukraine russia romania bulgaria hungary croatia
serbia albania israel egypt morocco algeria nigeria ghana kenya uganda ethiopia zimbabwe cameroon senegal
southafrica india pakistan bangladesh srilanka nepal china hongkong taiwan japan southkorea thailand malaysia singapore
indonesia philippines thephilippines australia newzealand mexico guatemala honduras elsalvador nicaragua costarica
colombia venezuela ecuador bolivia paraguay argentina chile uruguay haiti dominicanrepublic republicadominicana
bahamas thebahamas barbados belize europe africa asia alberta britishcolumbia manitoba saskatchewan quebec
novascotia newfoundland inglaterra alemania espana francia italia brasil reinounido
"""
_CITIES = """
toronto montreal winnipeg calgary edmonton mississauga brampton saskatoon halifaxnovascotia vancouverbc londonontario
londonuk londonengland manchesteruk birminghamuk glasgowscotland dublinireland parisfrance berlingermany romeitaly
madridspain mexicocity ciudaddemexico tijuana juarez ciudadjuarez monterrey guadalajara mexicali nogalessonora sydney
sydneyaustralia melbourneaustralia brisbane perthaustralia mumbai newdelhi bangalore karachi lahore manila lagos nairobi
johannesburg capetown tokyo beijing shanghai seoul bangkok moscowrussia riodejaneiro saopaulo buenosaires
"""
_NO_LAND = """
ocean theocean pacificocean atlanticocean thepacificocean theatlanticocean sea thesea outerspace space
moon themoon mars narnia atlantis hogwarts neverland antarctica timbuktu
"""
NO_LAND = frozenset(_NO_LAND.split())


@cache
def cities_abroad() -> frozenset[str]:
    """Cities that are first of all not ours, by their folded names."""
    return frozenset(_CITIES.split()) | OTHERS.words("cities_abroad")


@cache
def countries() -> frozenset[str]:
    """Countries and their states, by their folded names."""
    return frozenset(_COUNTRIES.split()) | OTHERS.words("countries")
