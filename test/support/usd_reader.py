"""What OpenUSD sees in files of USD."""

import json
import math
import sys

from pxr import Ar, Gf, Sdf, Usd, UsdGeom, UsdShade, UsdUtils

from answer_lines import answer_lines

def plain(value):
    if value is None or isinstance(value, (bool, int, float, str)): return value
    try: return [plain(each) for each in value]
    except TypeError: return str(value)

def name_of(prim):
    return prim.GetDisplayName() or prim.GetName()

def material_of(prim):
    material = UsdShade.MaterialBindingAPI(prim).ComputeBoundMaterial()[0]
    if not material: return None
    surface = material.ComputeSurfaceSource()[0]
    seen = {'name': name_of(material.GetPrim()), 'inputs': {}, 'textures': {}}
    for given in surface.GetInputs() if surface else []:
        source = given.GetConnectedSource()
        if source is None:
            seen['inputs'][given.GetBaseName()] = plain(given.Get())
            continue
        if source[0].GetPrim().IsA(UsdShade.Material):
            seen['inputs'][given.GetBaseName()] = plain(source[0].GetInput(source[1]).Get())
            continue
        shader = UsdShade.Shader(source[0].GetPrim())
        seen['inputs'][given.GetBaseName()] = shader.GetIdAttr().Get() + '.' + str(source[1])
        if shader.GetIdAttr().Get() != 'UsdUVTexture': continue
        path = shader.GetInput('file').Get().resolvedPath
        asset = Ar.GetResolver().OpenAsset(Ar.ResolvedPath(path))
        scale = shader.GetInput('scale')
        reader = shader.GetInput('st').GetConnectedSource() if shader.GetInput('st') else None
        seen['textures'][given.GetBaseName()] = {
            'bytes': asset.GetSize() if asset else 0,
            'colourSpace': shader.GetInput('sourceColorSpace').Get(),
            'scale': plain(scale.Get()) if scale else None,
            'primvar': plain(UsdShade.Shader(reader[0].GetPrim()).GetInput('varname').Get()) if reader else None,
        }
    return seen

def area_of(a, b, c):
    ux, uy, uz = b[0] - a[0], b[1] - a[1], b[2] - a[2]
    vx, vy, vz = c[0] - a[0], c[1] - a[1], c[2] - a[2]
    return math.hypot(uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx) / 2

def colours_of(prim):
    bindings = UsdShade.MaterialBindingAPI(prim)
    materials = [material_of(p) for p in [prim] + [s.GetPrim() for s in bindings.GetMaterialBindSubsets()]]
    plain = [m['inputs'].get('diffuseColor') for m in materials if m]
    painted = UsdGeom.PrimvarsAPI(prim).GetPrimvar('displayColor')
    values = [tuple(c) for c in plain if isinstance(c, list)]
    values += [tuple(c) for c in painted.Get() or []] if painted else []
    return sorted({'#' + ''.join(f'{byte_of(value):02x}' for value in each) for each in set(values)})

def byte_of(linear):
    encoded = linear * 12.92 if linear <= 0.0031308 else 1.055 * linear ** (1 / 2.4) - 0.055
    return round(255 * min(1, max(0, encoded)))

def look(path):
    checker = UsdUtils.ComplianceChecker(arkit=True)
    # The wheel has no definitions of shaders to compare with.
    checker._rules = [r for r in checker._rules if type(r).__name__ != 'ShaderPropertyTypeConformanceChecker']
    if path.endswith('.usdz'): checker.CheckCompliance(path)
    stage = Usd.Stage.Open(path)
    seen = {
        'complaints': checker.GetErrors() + checker.GetWarnings() + checker.GetFailedChecks(),
        'defaultPrim': stage.GetDefaultPrim().GetName() if stage.HasDefaultPrim() else '',
        'metersPerUnit': stage.GetRootLayer().pseudoRoot.GetInfo('metersPerUnit'),
        'upAxis': UsdGeom.GetStageUpAxis(stage),
        'instances': 0, 'meshes': [], 'triangles': 0, 'area': 0.0,
    }
    low, high = [float('inf')] * 3, [float('-inf')] * 3
    cache = UsdGeom.XformCache()
    for prim in Usd.PrimRange.Stage(stage, Usd.TraverseInstanceProxies()):
        if prim.IsInstance(): seen['instances'] += 1
        if not prim.IsA(UsdGeom.Mesh): continue
        if UsdGeom.Imageable(prim).ComputeVisibility() == 'invisible': continue
        if UsdGeom.Imageable(prim).ComputePurpose() in ('guide', 'proxy'): continue
        mesh = UsdGeom.Mesh(prim)
        world = cache.GetLocalToWorldTransform(prim)
        time = Usd.TimeCode.EarliestTime()
        points = [tuple(world.Transform(Gf.Vec3d(p))) for p in mesh.GetPointsAttr().Get(time)]
        counts, indices = list(mesh.GetFaceVertexCountsAttr().Get()), list(mesh.GetFaceVertexIndicesAttr().Get())
        holes = set(mesh.GetHoleIndicesAttr().Get() or [])
        triangles, at, used = 0, 0, set()
        for face, count in enumerate(counts):
            corners = indices[at:at + count]
            at += count
            if face in holes: continue
            used.update(corners)
            a = points[corners[0]]
            for corner in range(1, count - 1):
                triangles += 1
                seen['area'] += area_of(a, points[corners[corner]], points[corners[corner + 1]])
        for axis in range(3) if used else []:
            low[axis] = min(low[axis], min(points[index][axis] for index in used))
            high[axis] = max(high[axis], max(points[index][axis] for index in used))
        names, above = [], prim
        while not above.IsPseudoRoot():
            names.insert(0, name_of(above))
            above = above.GetParent()
        entry = {
            'path': str(prim.GetPath()), 'names': names, 'triangles': triangles, 'faces': len(counts), 'colours': colours_of(prim),
            'doubleSided': mesh.GetDoubleSidedAttr().Get(),
            'primvars': {p.GetPrimvarName(): p.GetInterpolation() + ' ' + str(len(p.ComputeFlattened()))
                         for p in UsdGeom.PrimvarsAPI(prim).GetPrimvarsWithValues() if p.ComputeFlattened()},
            'subsets': [{'material': material_of(s.GetPrim())['name'], 'faces': len(s.GetIndicesAttr().Get())}
                        for s in UsdShade.MaterialBindingAPI(prim).GetMaterialBindSubsets()],
        }
        if mesh.GetNormalsAttr().HasAuthoredValue():
            entry['primvars']['normals'] = mesh.GetNormalsInterpolation() + ' ' + str(len(mesh.GetNormalsAttr().Get()))
        material = material_of(prim)
        if material: entry['material'] = material
        seen['meshes'].append(entry)
        seen['triangles'] += triangles
    seen['bounds'] = [low, high]
    return seen

if len(sys.argv) == 1:
    answer_lines(look)
elif sys.argv[1] == 'look':
    print(json.dumps([look(path) for path in sys.argv[2:]]))
else:
    Sdf.Layer.FindOrOpen(sys.argv[2]).Export(sys.argv[3])
