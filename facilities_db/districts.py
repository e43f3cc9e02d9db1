"""Regions and parts of large cities that the ZIPs do not know by name, and what they are made of.

Source: the counties and ZIPs by which the regions and the cities' own maps draw them. Only names that mean one thing.
"""

from __future__ import annotations

from typing import NamedTuple


class District(NamedTuple):
    """A name (folded), how to write it, its state, and the ZIPs or counties that make it up."""

    key: str
    label: str
    state: str
    members: frozenset[str]


def _counties(key: str, label: str, state: str, names: str) -> District:
    return District(key, label, state, frozenset(f"{name.strip()} County" for name in names.split(",")))


def _zips(key: str, label: str, state: str, zips: str) -> District:
    return District(key, label, state, frozenset(zips.split()))


DISTRICTS: tuple[District, ...] = (
    # Regions
    _counties("longisland", "Long Island", "NY", "Nassau, Suffolk"),
    _counties("hudsonvalley", "Hudson Valley", "NY", "Dutchess, Orange, Ulster, Putnam, Rockland, Columbia"),
    _counties("catskills", "Catskills", "NY", "Sullivan, Greene, Delaware, Ulster"),
    _counties("fingerlakes", "Finger Lakes", "NY", "Ontario, Seneca, Yates, Cayuga, Tompkins, Schuyler"),
    _counties("adirondacks", "Adirondacks", "NY", "Essex, Hamilton, Franklin, Warren"),
    _counties("jerseyshore", "Jersey Shore", "NJ", "Monmouth, Ocean, Atlantic, Cape May"),
    _counties("southjersey", "South Jersey", "NJ", "Burlington, Camden, Gloucester, Salem, Cumberland, Cape May"),
    _counties("northjersey", "North Jersey", "NJ", "Bergen, Passaic, Essex, Hudson, Morris, Sussex, Union, Warren"),
    _counties("lehighvalley", "Lehigh Valley", "PA", "Lehigh, Northampton"),
    _counties("poconos", "Poconos", "PA", "Monroe, Pike, Carbon, Wayne"),
    _counties("capecod", "Cape Cod", "MA", "Barnstable"),
    _counties("berkshires", "Berkshires", "MA", "Berkshire"),
    _counties("northeastkingdom", "Northeast Kingdom", "VT", "Caledonia, Essex, Orleans"),
    _counties("easternshore", "Eastern Shore", "MD", "Talbot, Dorchester, Wicomico, Worcester, Somerset, Kent"),
    District(
        "northernvirginia",
        "Northern Virginia",
        "VA",
        frozenset(("Fairfax County", "Arlington County", "Loudoun County", "Prince William County", "Alexandria city")),
    ),
    District(
        "hamptonroads",
        "Hampton Roads",
        "VA",
        frozenset(("Norfolk city", "Virginia Beach city", "Chesapeake city", "Newport News city", "Hampton city")),
    ),
    _counties("outerbanks", "Outer Banks", "NC", "Dare"),
    _counties("researchtriangle", "Research Triangle", "NC", "Wake, Durham, Orange"),
    _counties("floridakeys", "Florida Keys", "FL", "Monroe"),
    _counties("tampabay", "Tampa Bay", "FL", "Hillsborough, Pinellas"),
    _counties("miamidade", "Miami-Dade County", "FL", "Miami-Dade"),
    _counties("spacecoast", "Space Coast", "FL", "Brevard"),
    _counties("treasurecoast", "Treasure Coast", "FL", "Indian River, St. Lucie, Martin"),
    _counties("upperpeninsula", "Upper Peninsula", "MI", "Marquette, Delta, Chippewa, Houghton, Dickinson, Menominee"),
    _counties("ironrange", "Iron Range", "MN", "Itasca"),
    _counties("dfw", "Dallas-Fort Worth", "TX", "Dallas, Tarrant"),
    _counties("riograndevalley", "Rio Grande Valley", "TX", "Hidalgo, Cameron, Starr, Willacy"),
    _counties("bayarea", "San Francisco Bay Area", "CA", "San Francisco, Alameda, San Mateo"),
    _counties("eastbay", "East Bay", "CA", "Alameda, Contra Costa"),
    _counties("siliconvalley", "Silicon Valley", "CA", "Santa Clara"),
    _counties("inlandempire", "Inland Empire", "CA", "Riverside, San Bernardino"),
    _zips(
        "sanfernandovalley", "San Fernando Valley", "CA",
        "91303 91306 91311 91316 91324 91325 91331 91335 91340 91342 91343 91344 91352 91356 91364 91367 91401 91402 "
        "91403 91405 91406 91411 91423 91436 91601 91605 91606 91607",
    ),
    _counties("oahu", "Oahu", "HI", "Honolulu"),
    _counties("maui", "Maui", "HI", "Maui"),
    _counties("kauai", "Kauai", "HI", "Kauai"),
    _counties("bigisland", "Big Island", "HI", "Hawaii"),
    _zips("hamptons", "The Hamptons", "NY", "11932 11937 11946 11968 11978"),
    # New York
    _counties("queens", "Queens", "NY", "Queens"),
    _counties("manhattan", "Manhattan", "NY", "New York"),
    _zips("harlem", "Harlem", "NY", "10026 10027 10030 10037 10039"),
    _zips("eastharlem", "East Harlem", "NY", "10029 10035"),
    _zips("spanishharlem", "East Harlem", "NY", "10029 10035"),
    _zips("washingtonheights", "Washington Heights", "NY", "10032 10033 10040"),
    _zips("lowereastside", "Lower East Side", "NY", "10002 10009"),
    _zips("upperwestside", "Upper West Side", "NY", "10023 10024 10025"),
    _zips("uppereastside", "Upper East Side", "NY", "10021 10028 10065 10075 10128"),
    _zips("southbronx", "South Bronx", "NY", "10451 10454 10455 10459 10474"),
    _zips("bedstuy", "Bedford-Stuyvesant", "NY", "11205 11206 11216 11221 11233"),
    _zips("bushwick", "Bushwick", "NY", "11207 11221 11237"),
    _zips("crownheights", "Crown Heights", "NY", "11213 11216 11225 11238"),
    _zips("flatbush", "Flatbush", "NY", "11210 11226"),
    _zips("bayridge", "Bay Ridge", "NY", "11209 11220"),
    _zips("sunsetpark", "Sunset Park", "NY", "11220 11232"),
    _zips("coneyisland", "Coney Island", "NY", "11224"),
    _zips("brightonbeach", "Brighton Beach", "NY", "11235"),
    _zips("sheepsheadbay", "Sheepshead Bay", "NY", "11235 11229"),
    # Los Angeles
    _zips("hollywood", "Hollywood", "CA", "90028 90038 90068"),
    _zips("koreatown", "Koreatown", "CA", "90004 90005 90006 90010 90020"),
    _zips("boyleheights", "Boyle Heights", "CA", "90023 90033"),
    _zips("eastlosangeles", "East Los Angeles", "CA", "90022 90023 90063"),
    _zips("eastla", "East Los Angeles", "CA", "90022 90023 90063"),
    _zips("southla", "South Los Angeles", "CA", "90001 90002 90003 90007 90011 90037 90044 90047 90059 90061 90062"),
    _zips("southcentralla", "South Los Angeles", "CA", "90001 90002 90003 90011 90037 90044 90059 90061 90062"),
    _zips("echopark", "Echo Park", "CA", "90026"),
    _zips("silverlake", "Silver Lake", "CA", "90026 90039"),
    # Chicago
    _zips("rogerspark", "Rogers Park", "IL", "60626 60645"),
    _zips("logansquare", "Logan Square", "IL", "60647"),
    _zips("wickerpark", "Wicker Park", "IL", "60622 60647"),
    _zips("humboldtpark", "Humboldt Park", "IL", "60622 60651"),
    _zips("bronzeville", "Bronzeville", "IL", "60609 60615 60616 60653"),
    # Philadelphia
    _zips("northphilly", "North Philadelphia", "PA", "19121 19122 19132 19133 19140"),
    _zips("southphilly", "South Philadelphia", "PA", "19145 19146 19147 19148"),
    _zips("westphilly", "West Philadelphia", "PA", "19104 19131 19139 19143 19151"),
    _zips(
        "northeastphilly", "Northeast Philadelphia", "PA",
        "19111 19114 19115 19116 19124 19135 19136 19149 19152 19154",
    ),
    _zips("kensington", "Kensington", "PA", "19125 19134"),
    _zips("fishtown", "Fishtown", "PA", "19125"),
    # Elsewhere
    _zips("southboston", "South Boston", "MA", "02127"),
    _zips("southie", "South Boston", "MA", "02127"),
    _zips("eastie", "East Boston", "MA", "02128"),
    _zips("anacostia", "Anacostia", "DC", "20020"),
    _zips("columbiaheights", "Columbia Heights", "DC", "20009 20010"),
    _zips("adamsmorgan", "Adams Morgan", "DC", "20009"),
    _zips("littlehaiti", "Little Haiti", "FL", "33127 33137 33138"),
    _zips("littlehavana", "Little Havana", "FL", "33125 33130 33135"),
    _zips("overtown", "Overtown", "FL", "33136"),
    _zips("libertycity", "Liberty City", "FL", "33127 33142 33147"),
    _zips("wynwood", "Wynwood", "FL", "33127"),
    _zips("buckhead", "Buckhead", "GA", "30305 30326 30327 30342"),
    _zips("ninthward", "Ninth Ward", "LA", "70117"),
    _zips("lowerninthward", "Lower Ninth Ward", "LA", "70117"),
    _zips("frenchquarter", "French Quarter", "LA", "70112 70116"),
    _zips("oakcliff", "Oak Cliff", "TX", "75203 75208 75211 75216 75224 75233"),
    _zips("thirdward", "Third Ward", "TX", "77004"),
    _zips("fifthward", "Fifth Ward", "TX", "77020 77026"),
    _zips("alief", "Alief", "TX", "77072 77099"),
    _zips("maryvale", "Maryvale", "AZ", "85031 85033 85035"),
    _zips("ahwatukee", "Ahwatukee", "AZ", "85044 85045 85048"),
    _zips("northpark", "North Park", "CA", "92104"),
    _zips("pacificbeach", "Pacific Beach", "CA", "92109"),
    _zips("cityheights", "City Heights", "CA", "92105"),
    _zips("tenderloin", "Tenderloin", "CA", "94102 94109"),
    _zips("missiondistrict", "Mission District", "CA", "94103 94110"),
    _zips("bayview", "Bayview", "CA", "94124"),
    _zips("montbello", "Montbello", "CO", "80239"),
    _zips("westseattle", "West Seattle", "WA", "98106 98116 98126 98136"),
    _zips("ballard", "Ballard", "WA", "98107 98117"),
    _zips("eastnashville", "East Nashville", "TN", "37206 37207 37216"),
    _zips("whitehaven", "Whitehaven", "TN", "38116"),
    _zips("summerlin", "Summerlin", "NV", "89134 89135 89138 89144 89145"),
)  # fmt: skip
