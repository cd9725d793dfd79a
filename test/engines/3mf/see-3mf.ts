import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { pythonTool } from '../../../scripts/ci/python-tool.mjs';

const withLib3mf = pythonTool('lib3mf==2.5.0', 'python');
const withLxml = pythonTool('lxml==6.1.3', 'python');

/** Skip visibly where neither Python nor PyPI is there. */
export const haveLib3mf = withLib3mf !== undefined;
export const haveLxml = withLxml !== undefined;

export interface SeenByLib3mf {
  warnings: string[];
  unit: string;
  items: number;
  /** Of each object with a mesh. */
  meshes: { name: string; triangles: number; vertices: number; properties: string[] }[];
  assemblies: { name: string; components: number }[];
  materials: { name: string; colour: number[] }[];
  textures: { path: string; bytes: number }[];
  min: number[];
  max: number[];
}

const LIB3MF = `
import json, os, sys, lib3mf
wrapper = lib3mf.get_wrapper()
model = wrapper.CreateModel()
reader = model.QueryReader('3mf')
reader.SetStrictModeActive(True)
reader.ReadFromFile(sys.argv[1])
def each(iterator, get):
    while iterator.MoveNext():
        yield getattr(iterator, get)()
kinds = lambda mesh: sorted({str(model.GetPropertyTypeByID(p.ResourceID)).split('.')[-1]
    for p in mesh.GetAllTriangleProperties() if p.ResourceID})
box = model.GetOutbox()
print(json.dumps({
  'warnings': [str(reader.GetWarning(i)) for i in range(reader.GetWarningCount())],
  'unit': str(model.GetUnit()).split('.')[-1],
  'items': model.GetBuildItems().Count(),
  'meshes': [{'name': m.GetName(), 'triangles': m.GetTriangleCount(), 'vertices': m.GetVertexCount(),
    'properties': kinds(m)} for m in each(model.GetMeshObjects(), 'GetCurrentMeshObject')],
  'assemblies': [{'name': c.GetName(), 'components': c.GetComponentCount()}
    for c in each(model.GetComponentsObjects(), 'GetCurrentComponentsObject')],
  'materials': [{'name': g.GetName(i), 'colour': [getattr(g.GetDisplayColor(i), c) for c in ('Red', 'Green', 'Blue', 'Alpha')]}
    for g in each(model.GetBaseMaterialGroups(), 'GetCurrentBaseMaterialGroup') for i in g.GetAllPropertyIDs()],
  'textures': [{'path': x.GetAttachment().GetPath(), 'bytes': x.GetAttachment().GetStreamSize()}
    for x in each(model.GetTexture2Ds(), 'GetCurrentTexture2D')],
  'min': list(box.MinCoordinate), 'max': list(box.MaxCoordinate)}))
`;

/** What the consortium's own library reads, strictly. Throws where it refuses. */
export function readWithLib3mf(path: string): SeenByLib3mf {
  return JSON.parse(run(withLib3mf!, LIB3MF, path)) as SeenByLib3mf;
}

const SCHEMAS = fileURLToPath(new URL('./schemas/all.xsd', import.meta.url));
const LXML = `
import json, sys, zipfile
from lxml import etree
schema = etree.XMLSchema(etree.parse(sys.argv[2]))
package = zipfile.ZipFile(sys.argv[1])
schema.validate(etree.fromstring(package.read('3D/3dmodel.model')))
print(json.dumps([str(each) for each in schema.error_log]))
`;

/** What the XSDs of the specifications have against the model part. */
export const complaintsOf = (path: string): string[] =>
  JSON.parse(run(withLxml!, LXML, path, SCHEMAS)) as string[];

function run(python: string, program: string, ...files: string[]): string {
  const { status, stdout, stderr } = spawnSync(python, ['-c', program, ...files], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr.slice(-2000));
  return stdout;
}
