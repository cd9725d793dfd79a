import { spawnSync } from 'node:child_process';
import { pythonTool } from '../../scripts/ci/python-tool.mjs';

const python = pythonTool('usd-core==24.11', 'python');

/** Skip visibly where neither Python nor PyPI is there. */
export const haveUsdCore = python !== undefined;

export interface SeenByUsd {
  /** What Pixar's compliance checker says against a package, with the rules for phones. */
  complaints: string[];
  defaultPrim: string;
  metersPerUnit: number;
  upAxis: 'Y' | 'Z';
  /** Of prims in the scene that are prototypes' instances. */
  instances: number;
  meshes: {
    path: string;
    /** The display names of the prim and of what is above it. */
    names: string[];
    /** Cut as fans. */
    triangles: number;
    faces: number;
    primvars: Record<string, string>;
    doubleSided: boolean;
    /** The inputs of the surface shader of the material, and what textures it has. */
    material?: { name: string; inputs: Record<string, unknown>; textures: Record<string, TextureBytes> };
    /** Faces of each material subset. */
    subsets: { material: string; faces: number }[];
  }[];
  triangles: number;
  area: number;
  /** Of all meshes, as the stage places them. */
  bounds: [number[], number[]];
}

interface TextureBytes {
  bytes: number;
  colourSpace: string;
}

const PROGRAM = `
import json, sys
from pxr import Ar, Gf, Usd, UsdGeom, UsdShade, UsdUtils

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
        seen['textures'][given.GetBaseName()] = {
            'bytes': asset.GetSize() if asset else 0,
            'colourSpace': shader.GetInput('sourceColorSpace').Get(),
            'scale': plain(scale.Get()) if scale else None,
        }
    return seen

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
        points = [world.Transform(Gf.Vec3d(p)) for p in mesh.GetPointsAttr().Get(time)]
        counts, indices = mesh.GetFaceVertexCountsAttr().Get(), mesh.GetFaceVertexIndicesAttr().Get()
        holes = set(mesh.GetHoleIndicesAttr().Get() or [])
        triangles, at = 0, 0
        for face, count in enumerate(counts):
            for corner in range(1, count - 1) if face not in holes else []:
                a, b, c = (points[indices[at + k]] for k in (0, corner, corner + 1))
                triangles += 1
                seen['area'] += Gf.Cross(b - a, c - a).GetLength() / 2
                for p in (a, b, c):
                    for axis in range(3):
                        low[axis], high[axis] = min(low[axis], p[axis]), max(high[axis], p[axis])
            at += count
        names, above = [], prim
        while not above.IsPseudoRoot():
            names.insert(0, name_of(above))
            above = above.GetParent()
        entry = {
            'path': str(prim.GetPath()), 'names': names, 'triangles': triangles, 'faces': len(counts),
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

if sys.argv[1] == 'look':
    print(json.dumps([look(path) for path in sys.argv[2:]]))
else:
    from pxr import Sdf
    Sdf.Layer.FindOrOpen(sys.argv[2]).Export(sys.argv[3])
`;

/** What OpenUSD, Pixar's own library, sees in files of USD. */
export const lookWithUsdCore = (...paths: string[]): SeenByUsd[] =>
  JSON.parse(run('look', ...paths)) as SeenByUsd[];

/** Writes a layer again, as the extension of the new file says: `.usda` is text, `.usdc` a crate. */
export const exportWithUsdCore = (from: string, to: string): void => void run('export', from, to);

function run(...words: string[]): string {
  const { status, stdout, stderr } = spawnSync(python!, ['-c', PROGRAM, ...words], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (status !== 0) throw new Error(`usd-core refuses ${words.join(' ')}: ${stderr}`);
  return stdout;
}
