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
    (
        "nyc",
        "newyorkcity",
        "philly",
        "phila",
        "bklyn",
        "sanfran",
        "nola",
        "chitown",
        "slc",
        "abq",
        "twincities",
        "bayarea",
        "statenisland",
    )
)

# Places that the ZIPs do not know by name: folded name, label, state, the counties or ZIPs that make them up.
DISTRICTS: tuple[tuple[str, str, str, frozenset[str]], ...] = (
    ("queens", "Queens", "NY", frozenset({"Queens County"})),
    ("manhattan", "Manhattan", "NY", frozenset({"New York County"})),
    ("harlem", "Harlem", "NY", frozenset({"10027", "10030", "10037"})),
    ("longisland", "Long Island", "NY", frozenset({"Nassau County", "Suffolk County"})),
    ("capecod", "Cape Cod", "MA", frozenset({"Barnstable County"})),
    ("southboston", "South Boston", "MA", frozenset({"02127"})),
    ("hollywood", "Hollywood", "CA", frozenset({"90028", "90038", "90068"})),
    (
        "bayarea",
        "San Francisco Bay Area",
        "CA",
        frozenset({"San Francisco County", "Alameda County", "San Mateo County"}),
    ),
)
