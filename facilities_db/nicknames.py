"""What people call places that the post office calls otherwise."""

from __future__ import annotations

# Nickname (folded) -> the folded city and state it means.
NICKNAMES: dict[str, tuple[str, str]] = {
    "nyc": ("newyork", "NY"),
    "newyorkcity": ("newyork", "NY"),
    "ny": ("newyork", "NY"),
    "manhattan": ("manhattan", "NY"),
    "queens": ("queens", "NY"),
    "bronx": ("bronx", "NY"),
    "thebronx": ("bronx", "NY"),
    "brooklyn": ("brooklyn", "NY"),
    "bklyn": ("brooklyn", "NY"),
    "statenisland": ("statenisland", "NY"),
    "longisland": ("longisland", "NY"),
    "philly": ("philadelphia", "PA"),
    "phila": ("philadelphia", "PA"),
    "dc": ("washington", "DC"),
    "washingtondc": ("washington", "DC"),
    "losangeles": ("losangeles", "CA"),
    "sanfran": ("sanfrancisco", "CA"),
    "frisco": ("sanfrancisco", "CA"),
    "bayarea": ("bayarea", "CA"),
    "vegas": ("lasvegas", "NV"),
    "nola": ("neworleans", "LA"),
    "chitown": ("chicago", "IL"),
    "atl": ("atlanta", "GA"),
    "slc": ("saltlakecity", "UT"),
    "indy": ("indianapolis", "IN"),
    "jax": ("jacksonville", "FL"),
    "abq": ("albuquerque", "NM"),
    "pdx": ("portland", "OR"),
    "twincities": ("minneapolis", "MN"),
    "capecod": ("capecod", "MA"),
}
# These mean nothing else, wherever they stand in a sentence.
UNMISTAKABLE = frozenset(
    ("nyc", "newyorkcity", "philly", "phila", "bklyn", "sanfran", "nola", "chitown", "slc", "abq", "twincities",
     "bayarea", "statenisland")
)

# Places without a ZIP of that name: folded name, label, the counties (and state) that make them up.
DISTRICTS: tuple[tuple[str, str, frozenset[tuple[str, str]]], ...] = (
    ("queens", "Queens", frozenset({("Queens County", "NY")})),
    ("manhattan", "Manhattan", frozenset({("New York County", "NY")})),
    ("longisland", "Long Island", frozenset({("Nassau County", "NY"), ("Suffolk County", "NY")})),
    ("capecod", "Cape Cod", frozenset({("Barnstable County", "MA")})),
    (
        "bayarea",
        "the Bay Area",
        frozenset({("San Francisco County", "CA"), ("Alameda County", "CA"), ("San Mateo County", "CA")}),
    ),
)
