"""A mini conversion before the first request: proves that OCCT works, and what it loads lazily every fork then has."""

import os
import shutil
import tempfile

from OCP.BRepMesh import BRepMesh_IncrementalMesh
from OCP.BRepPrimAPI import BRepPrimAPI_MakeBox

from labels import new_document, shape_tool, whole_shape
from measure import measure_cad
from read import read_cad
from tessellate import write_glb
from write import write_cad


def warm() -> None:
    """Raises AssertionError or what OCCT throws. Meshes on this thread: threads do not survive a fork."""
    folder = tempfile.mkdtemp(prefix="converto-occt-")
    try:
        document = new_document()
        shape_tool(document).AddShape(BRepPrimAPI_MakeBox(1.0, 2.0, 3.0).Shape(), False, False)
        for cad_format in ("step", "iges", "brep"):
            path = os.path.join(folder, f"box.{cad_format}")
            write_cad(path, cad_format, document, "mm", {})
            read = read_cad(path, cad_format, lambda _share: None)
            measured = measure_cad(read)
            assert abs(float(str(measured["volume"])) - 6) < 1e-9, f"a box of 6 mm³ measures {measured}"
        BRepMesh_IncrementalMesh(whole_shape(read), 0.1, False, 0.5, False)
        write_glb(os.path.join(folder, "box.glb"), read, parallel=False)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
