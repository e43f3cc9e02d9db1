"""What people call places that the post office calls otherwise."""

from __future__ import annotations

from functools import cache

from facilities_db.place_words import OTHERS

# Folded nickname -> folded city and state. These mean nothing else, wherever they stand in a sentence.
_UNMISTAKABLE: dict[str, tuple[str, str]] = {
    "nyc": ("newyork", "NY"),
    "newyorkcity": ("newyork", "NY"),
    "bklyn": ("brooklyn", "NY"),
    "statenisland": ("statenisland", "NY"),
    "philly": ("philadelphia", "PA"),
    "phila": ("philadelphia", "PA"),
    "northphilly": ("northphilly", "PA"),
    "southphilly": ("southphilly", "PA"),
    "westphilly": ("westphilly", "PA"),
    "northeastphilly": ("northeastphilly", "PA"),
    "filadelfia": ("philadelphia", "PA"),
    "bmore": ("baltimore", "MD"),
    "beantown": ("boston", "MA"),
    "washingtondc": ("washington", "DC"),
    "nola": ("neworleans", "LA"),
    "nuevaorleans": ("neworleans", "LA"),
    "chitown": ("chicago", "IL"),
    "mpls": ("minneapolis", "MN"),
    "twincities": ("minneapolis", "MN"),
    "cincy": ("cincinnati", "OH"),
    "okc": ("oklahomacity", "OK"),
    "dfw": ("dfw", "TX"),
    "dallasfortworth": ("dfw", "TX"),
    "minneapolissaintpaul": ("minneapolis", "MN"),
    "raleighdurham": ("researchtriangle", "NC"),
    "htown": ("houston", "TX"),
    "atx": ("austin", "TX"),
    "rgv": ("riograndevalley", "TX"),
    "abq": ("albuquerque", "NM"),
    "slc": ("saltlakecity", "UT"),
    "sanfran": ("sanfrancisco", "CA"),
    "bayarea": ("bayarea", "CA"),
    "dtla": ("losangeles", "CA"),
    "weho": ("westhollywood", "CA"),
    "inlandempire": ("inlandempire", "CA"),
    "pdx": ("portland", "OR"),
    "obx": ("outerbanks", "NC"),
}
# These count where a place is expected: after a preposition, between commas, or as the whole message.
_NICKNAMES: dict[str, tuple[str, str]] = {
    **_UNMISTAKABLE,
    "nuevayork": ("newyork", "NY"),
    "ny": ("newyork", "NY"),
    "manhattan": ("manhattan", "NY"),
    "queens": ("queens", "NY"),
    "bronx": ("bronx", "NY"),
    "thebronx": ("bronx", "NY"),
    "brooklyn": ("brooklyn", "NY"),
    "longisland": ("longisland", "NY"),
    "bigapple": ("newyork", "NY"),
    "thebigapple": ("newyork", "NY"),
    "southie": ("southboston", "MA"),
    "capecod": ("capecod", "MA"),
    "thehamptons": ("hamptons", "NY"),
    "thejerseyshore": ("jerseyshore", "NJ"),
    "thepoconos": ("poconos", "PA"),
    "thecatskills": ("catskills", "NY"),
    "theadirondacks": ("adirondacks", "NY"),
    "thefingerlakes": ("fingerlakes", "NY"),
    "theberkshires": ("berkshires", "MA"),
    "dc": ("washington", "DC"),
    "nova": ("northernvirginia", "VA"),
    "rva": ("richmond", "VA"),
    "tidewater": ("hamptonroads", "VA"),
    "theouterbanks": ("outerbanks", "NC"),
    "thetriangle": ("researchtriangle", "NC"),
    "atl": ("atlanta", "GA"),
    "hotlanta": ("atlanta", "GA"),
    "jax": ("jacksonville", "FL"),
    "saintpete": ("saintpetersburg", "FL"),
    "thekeys": ("floridakeys", "FL"),
    "thefloridakeys": ("floridakeys", "FL"),
    "thebigeasy": ("neworleans", "LA"),
    "indy": ("indianapolis", "IN"),
    "stl": ("saintlouis", "MO"),
    "motorcity": ("detroit", "MI"),
    "theup": ("upperpeninsula", "MI"),
    "theupperpeninsula": ("upperpeninsula", "MI"),
    "windycity": ("chicago", "IL"),
    "thewindycity": ("chicago", "IL"),
    "cuse": ("syracuse", "NY"),
    "satx": ("sanantonio", "TX"),
    "vegas": ("lasvegas", "NV"),
    "sincity": ("lasvegas", "NV"),
    "phx": ("phoenix", "AZ"),
    "losangeles": ("losangeles", "CA"),
    "sf": ("sanfrancisco", "CA"),
    "thebayarea": ("bayarea", "CA"),
    "eastbay": ("eastbay", "CA"),
    "theeastbay": ("eastbay", "CA"),
    "sfv": ("sanfernandovalley", "CA"),
    "thesanfernandovalley": ("sanfernandovalley", "CA"),
    "theinlandempire": ("inlandempire", "CA"),
    "thebigisland": ("bigisland", "HI"),
    "sacto": ("sacramento", "CA"),
}


@cache
def unmistakable() -> dict[str, tuple[str, str]]:
    """The nicknames that mean nothing else, wherever they stand, in every language."""
    return _UNMISTAKABLE | _elsewhere("unmistakable")


@cache
def nicknames() -> dict[str, tuple[str, str]]:
    """Every nickname, as folded name -> folded city and state."""
    return _NICKNAMES | unmistakable() | _elsewhere("nicknames")


def _elsewhere(kind: str) -> dict[str, tuple[str, str]]:
    return {nickname: (city, state) for nickname, (city, state) in OTHERS.named(kind).items()}
