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


PLACES = (os.environ.get("TMPDIR", "/tmp"), "/dev/shm")
"""A sandbox may leave only the second one to write to."""


def warm() -> None:
    """Raises AssertionError or what OCCT throws. Meshes on this thread: threads do not survive a fork.

    Names are relative: their length would show in the memory of every fork.
    """
    folder = make_folder()
    try:
        os.chdir(folder)
        document = new_document()
        shape_tool(document).AddShape(BRepPrimAPI_MakeBox(1.0, 2.0, 3.0).Shape(), False, False)
        for cad_format in ("step", "iges", "brep"):
            name = f"box.{cad_format}"
            write_cad(name, cad_format, document, "mm", {}, lambda _share: None)
            read = read_cad(name, cad_format, lambda _share: None)
            measured = measure_cad(read, lambda _share: None)
            assert abs(float(str(measured["volume"])) - 6) < 1e-9, f"a box of 6 mm³ measures {measured}"
        BRepMesh_IncrementalMesh(whole_shape(read), 0.1, False, 0.5, False)
        write_glb("box.glb", read, parallel=False)
    finally:
        os.chdir("/")
        shutil.rmtree(folder, ignore_errors=True)


def make_folder() -> str:
    for place in PLACES[:-1]:
        try:
            return tempfile.mkdtemp(prefix="converto-occt-", dir=place)
        except OSError:
            pass
    return tempfile.mkdtemp(prefix="converto-occt-", dir=PLACES[-1])
