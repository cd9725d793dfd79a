"""Names with "*" for any text, as src/engines/mesh/edits/select-names.ts reads them."""

from typing import Callable


def name_matcher(patterns: list[str]) -> Callable[[str], bool]:
    every = [pattern.split("*") for pattern in patterns]
    return lambda name: any(fits(name, pieces) for pieces in every)


def fits(name: str, pieces: list[str]) -> bool:
    """The pieces stand in the name in this order, the first at its start and the last at its end. No backtracking."""
    first, last = pieces[0], pieces[-1]
    if len(pieces) == 1:
        return name == first
    if len(name) < len(first) + len(last) or not name.startswith(first) or not name.endswith(last):
        return False
    at, end = len(first), len(name) - len(last)
    for piece in pieces[1:-1]:
        found = name.find(piece, at, end)
        if found < 0:
            return False
        at = found + len(piece)
    return True
