"""Looks that a use has only within certain uses of the assemblies above it: STEP's specified_higher_usage_occurrence."""

from typing import NamedTuple

from OCP.TDF import TDF_ChildIterator, TDF_Label
from OCP.TDocStd import TDocStd_Document
from OCP.XCAFDoc import XCAFDoc_ShapeTool

from labels import labels_of, used_product
from looks import Look, look_of, over

UseId = tuple[int, int]
"""Tags of the product that a use is in, and of the use."""


class InnerLook(NamedTuple):
    path: tuple[UseId, ...]
    """Uses, each in the product of the one before; the last one has the look."""
    look: Look


def id_of(use: TDF_Label) -> UseId:
    return use.Father().Tag(), use.Tag()


def inner_looks(document: TDocStd_Document, use: TDF_Label) -> list[InnerLook]:
    """Those whose path begins at this use, without it."""
    found = []
    children = TDF_ChildIterator(use, False)
    while children.More():
        path = path_below(children.Value())
        look = look_of(document, children.Value())
        if path and look.colours:
            found.append(InnerLook(path, look))
        children.Next()
    return found


def path_below(occurrence: TDF_Label) -> tuple[UseId, ...]:
    """Empty where it leads nowhere, as in a broken file; OCCT knows one next use of each."""
    path: list[UseId] = []
    here = occurrence
    while below := labels_of(lambda sequence: XCAFDoc_ShapeTool.GetSHUONextUsage_s(here, sequence)):
        use = below[0].Father()
        if use.Father().Tag() != used_product(here.Father()).Tag():
            return ()
        path.append(id_of(use))
        here = below[0]
    return tuple(path)


def look_of_use(document: TDocStd_Document, uses: list[TDF_Label]) -> Look:
    """Of the last of these, which are one within the other: what is said of it further out counts more."""
    path = tuple(id_of(use) for use in uses)
    look = look_of(document, uses[-1])
    for depth in reversed(range(len(uses) - 1)):
        for inner in inner_looks(document, uses[depth]):
            if inner.path == path[depth + 1 :]:
                look = over(inner.look, look)
    return look
