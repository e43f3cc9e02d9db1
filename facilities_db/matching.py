"""Which stored listing each program of a file is: by its key, else by looser signs where they leave no doubt."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from typing import Any

from facilities_db.directory import Program
from facilities_db.identity import looser_signs


def match(programs: list[Program], stored: Mapping[int, Any]) -> dict[int, int]:
    """For the place in `programs` of each one that is stored already, the id it has.

    `stored` are rows of `facilities` by id. A looser sign counts only if exactly one program and exactly one listing,
    neither matched yet, have it: two programs at one address stay two.
    """
    by_key = {row.key: id_ for id_, row in stored.items()}
    found = {place: by_key[program.key] for place, program in enumerate(programs) if program.key in by_key}
    left = {place: looser_signs(program) for place, program in enumerate(programs) if place not in found}
    if not left:
        return found
    taken = set(found.values())
    listings = {id_: looser_signs(row) for id_, row in stored.items() if id_ not in taken}
    for nth in range(3):
        one = _only((signs[nth], place) for place, signs in left.items())
        other = _only((signs[nth], id_) for id_, signs in listings.items())
        for sign in one.keys() & other.keys():
            found[one[sign]] = other[sign]
            del left[one[sign]], listings[other[sign]]
    return found


def _only(signs: Iterable[tuple[Hashable | None, int]]) -> dict[Hashable, int]:
    """Those signs that one alone has."""
    owners: dict[Hashable, list[int]] = defaultdict(list)
    for sign, owner in signs:
        if sign is not None:
            owners[sign].append(owner)
    return {sign: all_[0] for sign, all_ in owners.items() if len(all_) == 1}
