"""How large the tree of an XCAF document is, as src/engines/cad/refuse-big-products.ts finds it."""

from typing import Mapping

from OCP.TDF import TDF_Label
from OCP.TDocStd import TDocStd_Document
from OCP.XCAFDoc import XCAFDoc_ShapeTool

from labels import roots, used_product, uses_of
from refusal import Refusal

Extent = tuple[int, int]
"""Parts and levels."""


def refuse_big_tree(document: TDocStd_Document, limits: Mapping[str, int]) -> None:
    """Before anything walks it use by use. `limits.maxParts`, `limits.maxTreeDepth`."""
    known: dict[int, Extent] = {}

    def extent_of(product: TDF_Label, above: int) -> Extent:
        tag = product.Tag()
        if above + known.get(tag, (1, 1))[1] > limits["maxTreeDepth"]:
            raise Refusal("too_deep")
        if tag in known:
            return known[tag]
        parts = levels = 1
        for use in uses_of(product) if XCAFDoc_ShapeTool.IsAssembly_s(product) else []:
            below = extent_of(used_product(use), above + 1)
            parts += below[0]
            levels = max(levels, 1 + below[1])
        known[tag] = (parts, levels)
        return parts, levels

    parts = sum(extent_of(root, 0)[0] for root in roots(document))
    if parts > limits["maxParts"]:
        raise Refusal("too_many_parts", str(parts))
