"""Colours of single uses, where the writer of GLB does not know them.

The nearest colour is shown, as in OCCT's viewers: that of a use, then of what it uses, then of the use of the assembly that
it is in, and so on. The writer sees to that, but takes the colour of a part before that of its use, and none within single
uses of assemblies.
"""

from typing import NamedTuple, Sequence

from OCP.TDF import TDF_Label
from OCP.TDocStd import TDocStd_Document
from OCP.TopLoc import TopLoc_Location
from OCP.XCAFDoc import XCAFDoc_ShapeTool

from inner_looks import InnerLook, id_of, inner_looks
from labels import keep_roots, labels_of, name_of, products, roots, set_name, shape_of, shape_tool, used_product, uses_of
from looks import Look, key_of, look_of, over, put_on
from measure import FACE


class Use(NamedTuple):
    label: TDF_Label
    product: TDF_Label
    place: TopLoc_Location
    name: str
    look: Look
    inner: list[InnerLook]
    """That begin here."""


class Dressed(NamedTuple):
    use: Use
    product: TDF_Label
    look: Look


def dress_uses(document: TDocStd_Document) -> None:
    """Gives a use that has a colour of its own a part of its own, in that colour and of the same shape. Faces keep theirs.

    An assembly is copied for a use within which others look. Equal copies are made once, so that there are never more than
    the tree has nodes.
    """
    kept = {root.Tag() for root in roots(document)}
    assemblies = [label for label in products(document) if XCAFDoc_ShapeTool.IsAssembly_s(label)]
    wardrobe = Wardrobe(document, assemblies)
    for assembly in assemblies:
        wardrobe.dress(assembly)
    keep_roots(document, kept)
    shape_tool(document).UpdateAssemblies()


class Wardrobe:
    def __init__(self, document: TDocStd_Document, assemblies: Sequence[TDF_Label]) -> None:
        self._document = document
        self._uses = {assembly.Tag(): [read_use(document, use) for use in uses_of(assembly)] for assembly in assemblies}
        self._copies: dict[object, TDF_Label] = {}

    def dress(self, assembly: TDF_Label) -> None:
        """All of its uses are replaced where one is, so that they stay in order."""
        dressed = self._dressed_within(assembly, ())
        if all(product.Tag() == use.product.Tag() for use, product, _ in dressed):
            return
        self._add_uses(assembly, dressed)
        for use, _, _ in dressed:
            shape_tool(self._document).RemoveComponent(use.label)

    def _dressed_within(self, assembly: TDF_Label, inner: Sequence[InnerLook]) -> list[Dressed]:
        """As its uses look where there are such inner looks, from the outermost."""
        dressed = []
        for use in self._uses[assembly.Tag()]:
            here = id_of(use.label)
            follows = [InnerLook(path[1:], look) for path, look in inner if path[0] == here] + use.inner
            look = use.look
            for outer in reversed([each.look for each in follows if not each.path]):
                look = over(outer, look)
            below = [each for each in follows if each.path]
            dressed.append(Dressed(use, self._product_for(use.product, look, below), look))
        return dressed

    def _product_for(self, product: TDF_Label, look: Look, inner: Sequence[InnerLook]) -> TDF_Label:
        if product.Tag() in self._uses:
            return self._copy_of_assembly(product, inner) if inner else product
        return self._copy_of_part(product, look) if look.colours else product

    def _copy_of_assembly(self, assembly: TDF_Label, inner: Sequence[InnerLook]) -> TDF_Label:
        key = (assembly.Tag(), tuple((path, key_of(look)) for path, look in inner))
        if key not in self._copies:
            dressed = self._dressed_within(assembly, inner)
            copy = self._new_copy(assembly, look_of(self._document, assembly))
            self._add_uses(copy, dressed)
            self._copies[key] = copy
        return self._copies[key]

    def _copy_of_part(self, part: TDF_Label, look: Look) -> TDF_Label:
        key = (part.Tag(), key_of(look))
        if key not in self._copies:
            tool = shape_tool(self._document)
            copy = self._new_copy(part, over(look, look_of(self._document, part)))
            tool.SetShape(copy, shape_of(part))
            for within in labels_of(lambda sequence: XCAFDoc_ShapeTool.GetSubShapes_s(part, sequence)):
                if shape_of(within).ShapeType() == FACE:
                    piece = tool.AddSubShape(copy, shape_of(within))
                    put_on(self._document, piece, look_of(self._document, within))
            self._copies[key] = copy
        return self._copies[key]

    def _new_copy(self, product: TDF_Label, look: Look) -> TDF_Label:
        copy = shape_tool(self._document).NewShape()  # adding the shape would find the product
        set_name(copy, name_of(product) or "")
        put_on(self._document, copy, look)
        return copy

    def _add_uses(self, assembly: TDF_Label, dressed: Sequence[Dressed]) -> None:
        for use, product, look in dressed:
            added = shape_tool(self._document).AddComponent(assembly, product, use.place)
            set_name(added, use.name)
            put_on(self._document, added, look)


def read_use(document: TDocStd_Document, use: TDF_Label) -> Use:
    return Use(
        use,
        used_product(use),
        XCAFDoc_ShapeTool.GetLocation_s(use),
        name_of(use) or "",
        look_of(document, use),
        inner_looks(document, use),
    )
