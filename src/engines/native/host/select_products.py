"""Some products of a document, as src/engines/cad/select-products.ts selects them."""

from typing import Callable, Optional

from OCP.TDF import TDF_Label
from OCP.TDocStd import TDocStd_Document
from OCP.XCAFDoc import XCAFDoc_ShapeTool

from labels import keep_roots, name_of, roots, shape_tool, used_product, uses_of
from looks import copy_look, forget_unused_looks
from patterns import name_matcher


class Choice:
    """Which products are chosen: by their own name, or by that of their use where they have none."""

    def __init__(self, names: list[str]) -> None:
        self.known: set[str] = set()
        """The names that were looked at."""
        self.whole: set[int] = set()
        """Tags of the products that are needed with all that they have."""
        self._is_named = name_matcher(names)
        self._holding: dict[int, bool] = {}
        self._seen: set[int] = set()

    def is_chosen(self, product: TDF_Label, use: Optional[TDF_Label] = None) -> bool:
        name = name_in(product) or (name_in(use) if use is not None else "")
        if name == "":
            return False
        self.known.add(name)
        return self._is_named(name)

    def holds_chosen(self, product: TDF_Label) -> bool:
        """Whether anything below this product is chosen."""
        tag = product.Tag()
        if tag not in self._holding:
            children = ((used_product(use), use) for use in uses_of(product))
            self._holding[tag] = any(
                self.is_chosen(child, use) or self.holds_chosen(child) for child, use in children
            )
        return self._holding[tag]

    def mark_whole(self, product: TDF_Label) -> None:
        if product.Tag() in self.whole:
            return
        self.whole.add(product.Tag())
        for use in uses_of(product):
            self.mark_whole(used_product(use))

    def mark_within(self, product: TDF_Label) -> None:
        """Marks what is chosen below it."""
        if product.Tag() in self._seen:
            return
        self._seen.add(product.Tag())
        for use in uses_of(product):
            child = used_product(use)
            if self.is_chosen(child, use):
                self.mark_whole(child)
            else:
                self.mark_within(child)


def select_products(document: TDocStd_Document, names: list[str]) -> set[str]:
    """Keeps what is named, what is below it, and the assemblies above it without their other parts.

    Returns the names that were looked at: all of them where nothing is chosen, and then nothing is left.
    """
    choice = Choice(names)
    kept: set[int] = set()
    for root in roots(document):
        if choice.is_chosen(root):
            choice.mark_whole(root)
        elif choice.holds_chosen(root):
            choice.mark_within(root)
        else:
            continue
        kept.add(root.Tag())
    cut = cutter(document, choice)
    for root in roots(document):
        if root.Tag() in kept and root.Tag() not in choice.whole:
            cut(root)
    keep_roots(document, kept)
    forget_unused_looks(document)
    shape_tool(document).UpdateAssemblies()
    return choice.known


def cutter(document: TDocStd_Document, choice: Choice) -> Callable[[TDF_Label], TDF_Label]:
    """Takes out of an assembly what is not chosen, in a copy where it is needed whole elsewhere."""
    tool = shape_tool(document)
    done: dict[int, TDF_Label] = {}

    def add_use(assembly: TDF_Label, product: TDF_Label, like: TDF_Label) -> None:
        location = XCAFDoc_ShapeTool.GetLocation_s(like)
        copy_look(document, like, tool.AddComponent(assembly, product, location))

    def copy_of(assembly: TDF_Label) -> TDF_Label:
        copy = tool.NewShape()
        copy_look(document, assembly, copy)
        for use in uses_of(assembly):
            add_use(copy, used_product(use), use)
        return copy

    def cut(assembly: TDF_Label) -> TDF_Label:
        tag = assembly.Tag()
        if tag in done:
            return done[tag]
        left = copy_of(assembly) if tag in choice.whole else assembly
        done[tag] = left
        for use in uses_of(left):
            child = used_product(use)
            if choice.is_chosen(child, use):
                continue
            if choice.holds_chosen(child):
                rest = cut(child)
                if rest.Tag() == child.Tag():
                    continue
                add_use(left, rest, use)
            tool.RemoveComponent(use)
        return left

    return cut


def name_in(label: TDF_Label) -> str:
    return (name_of(label) or "").strip()
