"""Counts and sizes of an XCAF document: what src/engines/cad/measure-cad.ts measures, in millimetres."""

from typing import Callable, Optional, TypedDict

from OCP.Bnd import Bnd_Box
from OCP.BRepBndLib import BRepBndLib
from OCP.BRepCheck import BRepCheck_Analyzer
from OCP.BRepGProp import BRepGProp
from OCP.GProp import GProp_GProps
from OCP.TDF import TDF_Label
from OCP.TDocStd import TDocStd_Document
from OCP.TopAbs import TopAbs_ShapeEnum
from OCP.TopoDS import TopoDS_Shape
from OCP.XCAFDoc import XCAFDoc_DocumentTool, XCAFDoc_ShapeTool

from labels import explore, labels_of, name_of, parts, products, roots, shape_of, used_product, uses_of, whole_shape
from steps import Steps, Tell

FACE = TopAbs_ShapeEnum.TopAbs_FACE
SHELL = TopAbs_ShapeEnum.TopAbs_SHELL
SOLID = TopAbs_ShapeEnum.TopAbs_SOLID
EDGE = TopAbs_ShapeEnum.TopAbs_EDGE
VERTEX = TopAbs_ShapeEnum.TopAbs_VERTEX

Box = tuple[float, float, float, float, float, float]


class Counts(TypedDict):
    parts: int
    solids: int
    faces: int
    looseFaces: int
    freeEdges: int
    freeVertices: int


class Sizes(TypedDict):
    area: float
    volume: float
    invalidSolids: int


def count_cad(document: TDocStd_Document) -> Counts:
    return sum_over(document, count_part)  # type: ignore[return-value]


MEASURES = 3
"""Of each face of a part: area, volume and validity."""


def measure_cad(document: TDocStd_Document, tell: Tell) -> dict[str, object]:
    """The counts are 0 where there is not one face; then nothing else is measured."""
    counts = count_cad(document)
    if counts["faces"] == 0:
        tell(1)
        return {**counts}
    faces = sum(count(shape_of(label), FACE) for label in parts(document))
    steps = Steps(MEASURES * faces + counts["faces"], tell)
    main = document.Main()
    names = {(name_of(label) or "").strip() for label in products(document)} - {""}
    sizes = sum_over(document, lambda shape: size_part(shape, steps))
    bounds = bounds_of(whole_shape(document), steps)
    tell(1)
    return {
        **counts,
        **sizes,
        "bounds": bounds,
        "colours": len(labels_of(XCAFDoc_DocumentTool.ColorTool_s(main).GetColors)),
        "layers": len(labels_of(XCAFDoc_DocumentTool.LayerTool_s(main).GetLayerLabels)),
        "assemblies": sum(1 for label in products(document) if XCAFDoc_ShapeTool.IsAssembly_s(label)),
        "names": sorted(names),
    }


def sum_over(
    document: TDocStd_Document, measure: Callable[[TopoDS_Shape], dict[str, float]]
) -> dict[str, float]:
    """A product is measured once and counted for each of its uses; its tag tells it from the other products."""
    known: dict[int, dict[str, float]] = {}

    def sums_of(label: TDF_Label) -> dict[str, float]:
        tag = label.Tag()
        if tag not in known:
            known[tag] = (
                add([sums_of(used_product(use)) for use in uses_of(label)])
                if XCAFDoc_ShapeTool.IsAssembly_s(label)
                else measure(shape_of(label))
            )
        return known[tag]

    return {**measure(TopoDS_Shape()), **add([sums_of(label) for label in roots(document)])}


def add(every: list[dict[str, float]]) -> dict[str, float]:
    sums: dict[str, float] = {}
    for one in every:
        for key, value in one.items():
            sums[key] = sums.get(key, 0) + value
    return sums


def count(shape: TopoDS_Shape, kind: TopAbs_ShapeEnum, outside: Optional[TopAbs_ShapeEnum] = None) -> int:
    return sum(1 for _ in (explore(shape, kind) if outside is None else explore(shape, kind, outside)))


def count_part(shape: TopoDS_Shape) -> dict[str, float]:
    if shape.IsNull():
        return {"parts": 0, "solids": 0, "faces": 0, "looseFaces": 0, "freeEdges": 0, "freeVertices": 0}
    faces = count(shape, FACE)
    return {
        "parts": 1 if faces > 0 else 0,
        "solids": count(shape, SOLID),
        "faces": faces,
        "looseFaces": count(shape, FACE, SOLID),
        "freeEdges": count(shape, EDGE, FACE),
        "freeVertices": count(shape, VERTEX, EDGE),
    }


def size_part(shape: TopoDS_Shape, steps: Steps) -> dict[str, float]:
    if shape.IsNull():
        return {"area": 0, "volume": 0, "invalidSolids": 0}
    area = area_of(shape, steps)
    solids = list(explore(shape, SOLID))
    return {
        "area": area,
        "volume": sum(volume_of(solid, steps) for solid in solids),
        "invalidSolids": sum(0 if is_valid(solid, steps) else 1 for solid in solids),
    }


def area_of(shape: TopoDS_Shape, steps: Optional[Steps] = None) -> float:
    """Face by face, as OCCT itself adds them up."""
    properties = GProp_GProps()
    for face in explore(shape, FACE):
        of_face = GProp_GProps()
        BRepGProp.SurfaceProperties_s(face, of_face, False, False)
        properties.Add(of_face)
        if steps is not None:
            steps.add()
    return float(properties.Mass())


def volume_of(shape: TopoDS_Shape, steps: Optional[Steps] = None) -> float:
    """Of the closed shells."""
    volume = 0.0
    for shell in explore(shape, SHELL):
        properties = GProp_GProps()
        BRepGProp.VolumeProperties_s(shell, properties, True, False, False)
        volume += float(properties.Mass())
        if steps is not None:
            steps.add(count(shell, FACE))
    return volume


def is_valid(solid: TopoDS_Shape, steps: Steps) -> bool:
    valid = BRepCheck_Analyzer(solid).IsValid()
    steps.add(count(solid, FACE))
    return bool(valid)


def bounds_of(shape: TopoDS_Shape, steps: Steps) -> dict[str, list[float]]:
    """The tight box, as src/engines/cad/cad-bounds.ts finds it: edges first, then faces that may bulge out of them."""
    bounds = box_of_edges(shape)
    for face in explore(shape, FACE):
        steps.add()
        loose = loose_box(face)
        if loose is None or (bounds is not None and contains(bounds, loose)):
            continue
        exact = box_of(lambda box: BRepBndLib.AddOptimal_s(face, box, False, False))
        if exact is not None:
            bounds = exact if bounds is None else union(bounds, exact)
    x0, y0, z0, x1, y1, z1 = bounds or (0.0,) * 6
    return {"min": [x0, y0, z0], "max": [x1, y1, z1]}


def box_of_edges(shape: TopoDS_Shape) -> Optional[Box]:
    return box_of(lambda box: BRepBndLib.AddClose_s(shape, box))


def loose_box(shape: TopoDS_Shape) -> Optional[Box]:
    """Quick, and never too small."""
    return box_of(lambda box: BRepBndLib.Add_s(shape, box, False))


def box_of(fill: Callable[[Bnd_Box], None]) -> Optional[Box]:
    box = Bnd_Box()
    fill(box)
    if box.IsVoid():
        return None
    box.SetGap(0)  # or the tolerance of the shape is added on every side
    low, high = box.CornerMin(), box.CornerMax()
    return (low.X(), low.Y(), low.Z(), high.X(), high.Y(), high.Z())


def contains(outer: Box, inner: Box) -> bool:
    """With the tolerance that OCCT's loose boxes have at planes."""
    slack = 1e-6 * max(outer[axis + 3] - outer[axis] for axis in range(3))
    return all(
        inner[axis] >= outer[axis] - slack and inner[axis + 3] <= outer[axis + 3] + slack for axis in range(3)
    )


def union(a: Box, b: Box) -> Box:
    low = [min(a[axis], b[axis]) for axis in range(3)]
    high = [max(a[axis], b[axis]) for axis in range(3, 6)]
    return (low[0], low[1], low[2], high[0], high[1], high[2])


def mean_side_of(shape: TopoDS_Shape) -> float:
    """Of the quick bounding box, which may be a little larger than the tight one."""
    box = loose_box(shape)
    return 0.0 if box is None else sum(box[axis + 3] - box[axis] for axis in range(3)) / 3
