// The same scenes as text and as crate, read here and by Pixar's own library.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { readMesh, type Siblings } from '../../../src/engines/mesh/read-mesh.ts';
import { measure } from '../../../src/engines/mesh/tools/measure.ts';
import { exportWithUsdCore, haveUsdCore, lookWithUsdCore } from '../../support/usd-core.ts';
import { LIMITS } from '../mesh/shapes.ts';

const skip = haveUsdCore ? false : 'no Python with usd-core';
t.setTimeout(600_000); // seconds each, more on a busy machine
const folder = t.testdir();

const SQUARE = `int[] faceVertexCounts = [4]
  int[] faceVertexIndices = [0, 1, 2, 3]
  point3f[] points = [(0, 0, 0), (1, 0, 0), (1, 1, 0), (0, 1, 0)]
  uniform token subdivisionScheme = "none"`;

/** 20 by 20 squares: long enough for crates to compress its lists. */
function grid(name: string, more = ''): string {
  const side = 21;
  const points = Array.from({ length: side * side }, (_, at) => [
    at % side,
    Math.floor(at / side),
    (at % 7) / 8,
  ]);
  const faces = Array.from({ length: 400 }, (_, face) => {
    const first = Math.floor(face / 20) * side + (face % 20);
    return [first, first + 1, first + side + 1, first + side];
  });
  const whole = points.map(([x]) => x);
  const few = points.map((_, at) => [0.1, 0.7, 0.3][at % 3]);
  return `def Mesh "${name}" {
    int[] faceVertexCounts = [${faces.map(() => 4).join(', ')}]
    int[] faceVertexIndices = [${faces.flat().join(', ')}]
    point3f[] points = [${points.map((point) => `(${point.join(', ')})`).join(', ')}]
    texCoord2f[] primvars:st = [${faces
      .flat()
      .map((point) => `(${(point % side) / 20}, ${Math.floor(point / side) / 20})`)
      .join(', ')}] ( interpolation = "faceVarying" )
    float[] primvars:displayOpacity = [${few.join(', ')}] ( interpolation = "vertex" )
    color3f[] primvars:displayColor = [${whole.map((x) => `(${x! / 20}, 0.5, 1)`).join(', ')}] ( interpolation = "vertex" )
    float[] primvars:whole = [${whole.join(', ')}] ( interpolation = "vertex" )
    uniform token subdivisionScheme = "none"
    ${more}
  }`;
}

const HEADER = '#usda 1.0\n( defaultPrim = "World" metersPerUnit = 0.01 upAxis = "Y" )\n';
const world = (contents: string): string => `${HEADER}def Xform "World" {\n${contents}\n}\n`;
const moved = (x: number, y: number, z: number): string =>
  `double3 xformOp:translate = (${x}, ${y}, ${z}) uniform token[] xformOpOrder = ["xformOp:translate"]`;

const SCENES: Record<string, string> = {
  'long lists': world(grid('g')),
  transforms: world(`
    def Xform "a" { float3 xformOp:rotateXYZ = (10, 20, 30) float3 xformOp:scale = (1, 2, 3)
      double3 xformOp:translate = (4, 5, 6)
      uniform token[] xformOpOrder = ["xformOp:translate", "xformOp:rotateXYZ", "xformOp:scale"] def Mesh "m" { ${SQUARE} } }
    def Xform "b" { float3 xformOp:rotateZYX = (50, -20, 130) uniform token[] xformOpOrder = ["xformOp:rotateZYX"]
      def Mesh "m" { ${SQUARE} ${moved(1, 2, 3)} } }
    def Xform "c" { float xformOp:rotateX = 33 float xformOp:rotateY:two = -77 quatf xformOp:orient = (0.5, 0.5, -0.5, 0.5)
      uniform token[] xformOpOrder = ["xformOp:rotateX", "!invert!xformOp:rotateY:two", "xformOp:orient"]
      def Mesh "m" { ${SQUARE} ${moved(10, 0, 0)} } }
    def Xform "d" { double3 xformOp:translate = (0, 0, 77) uniform token[] xformOpOrder = ["xformOp:translate"]
      def Mesh "m" { ${SQUARE} float3 xformOp:scale = (9, 9, 9) uniform token[] xformOpOrder = ["!resetXformStack!", "xformOp:scale"] } }
    def Xform "e" { matrix4d xformOp:transform = ((0, 2, 0, 0), (-2, 0, 0, 0), (0.5, 0, -2, 0), (7, 8, 9, 1))
      uniform token[] xformOpOrder = ["xformOp:transform"] def Mesh "m" { ${SQUARE} } }`),
  'internal references and instances': world(`
    class "Protos" { def Xform "P" { def Mesh "m" { ${SQUARE} } def Mesh "n" { ${SQUARE} ${moved(0, 0, 2)} } } }
    def Xform "i" ( instanceable = true references = </World/Protos/P> ) { ${moved(3, 0, 0)} over "m" ( active = false ) {} }
    def Xform "j" ( references = </World/Protos/P> ) { ${moved(0, 5, 0)} over "m" ( active = false ) {} }`),
  'inherits, specializes and variants': `${HEADER}
    class "Base" { ${moved(7, 0, 0)} def Mesh "m" { ${SQUARE} } }
    class "Weak" { double3 xformOp:translate = (100, 100, 100) }
    def Xform "World" {
      def Xform "a" ( prepend inherits = </Base> prepend specializes = </Weak> ) {}
      def Xform "v" ( prepend variantSets = ["s", "t"] variants = { string s = "two" string t = "x" } ) {
        variantSet "s" = { "one" { def Mesh "m" { ${SQUARE} } } "two" ( prepend inherits = </Base> ) { def Mesh "n" { ${SQUARE} } } }
        variantSet "t" = { "x" { over "n" { ${moved(0, 9, 0)} } } } } }`,
  'faces and shown prims': world(`
    def Mesh "holes" { int[] faceVertexCounts = [3, 4, 3] int[] faceVertexIndices = [0, 1, 2, 0, 1, 2, 3, 2, 3, 0]
      point3f[] points = [(0, 0, 0), (1, 0, 0), (1, 1, 0), (0, 1, 0)] int[] holeIndices = [1] }
    def Xform "p" { uniform token purpose = "proxy" def Mesh "m" { ${SQUARE} ${moved(50, 0, 0)} } }
    def Xform "r" { uniform token purpose = "render" def Mesh "m" { ${SQUARE} ${moved(0, 40, 0)} } }
    def Xform "i" { token visibility = "invisible" def Mesh "m" { ${SQUARE} ${moved(60, 0, 0)} } }
    over "nothing" { def Mesh "m" { ${SQUARE} ${moved(70, 0, 0)} } }`),
  'time samples': world(`
    def Mesh "m" { int[] faceVertexCounts = [3] int[] faceVertexIndices = [0, 1, 2]
      point3f[] points.timeSamples = { 2: [(0, 0, 0), (1, 0, 0), (0, 1, 0)], 3: [(0, 0, 0), (9, 0, 0), (0, 9, 0)] } }`),
  'two materials': world(`
    def Scope "Looks" { def Material "Rot" ( displayName = "Röt" ) { token outputs:surface.connect = </World/Looks/Rot/S.outputs:surface>
      float inputs:rough = 0.25
      def Shader "S" { uniform token info:id = "UsdPreviewSurface" color3f inputs:diffuseColor = (1, 0.5, 0.25)
        float inputs:roughness.connect = </World/Looks/Rot.inputs:rough> float inputs:metallic = 0.75 token outputs:surface } } }
    def Mesh "m" ( prepend apiSchemas = ["MaterialBindingAPI"] ) { ${SQUARE} rel material:binding = </World/Looks/Rot> }`),
};

/** OpenUSD wants each statement on a line of its own. */
const inLines = (text: string): string =>
  text
    .replace(
      / (?=(?:def|over|class|uniform|rel|double3|float3?|quatf|matrix4d|point3f\[\]|color3f|int\[\]|variantSet|prepend|instanceable|references|variants|defaultPrim|metersPerUnit|upAxis|displayName|string) |[})])/g,
      '\n',
    )
    .replace(/(?<!uniform) (?=token )/g, '\n')
    .replace(/(?<=\}) (?=")/g, '\n')
    .replace(/(?<=prepend)\n/g, ' ');

const onDisk: Siblings = {
  async read(reference) {
    return /^[a-z/.]+$/.test(reference) ? readFileSync(join(folder, reference)) : undefined;
  },
};

async function readHere(path: string) {
  const { model, lost } = await readMesh('usd', { path, options: {}, limits: LIMITS, siblings: onDisk });
  return { model, lost, figures: measure(model, 'usd') };
}

for (const [name, text] of Object.entries(SCENES)) {
  t.test(`as OpenUSD reads it: ${name}`, { skip }, async (t) => {
    const stem = join(folder, name.replace(/[^a-z]+/g, '-'));
    writeFileSync(`${stem}.usda`, inLines(text));
    exportWithUsdCore(`${stem}.usda`, `${stem}.usdc`);
    const [expected] = lookWithUsdCore(`${stem}.usdc`);
    const asText = await readHere(`${stem}.usda`);
    const asCrate = await readHere(`${stem}.usdc`);
    t.strictSame(asCrate, asText, 'text and crate say the same');
    const { figures, model } = asCrate;
    t.equal(figures.triangles, expected!.triangles);
    t.ok(Math.abs(figures.area! / expected!.area - 1) < 1e-6, `area ${figures.area} is ${expected!.area}`);
    const bounds = [...figures.bounds!.min, ...figures.bounds!.max];
    const off = expected!.bounds.flat().map((value, at) => Math.abs(value - bounds[at]!));
    t.ok(
      off.every((distance) => distance < 1e-5),
      `bounds ${bounds} are ${expected!.bounds}`,
    );
    t.match(model, { unit: 'cm', upAxis: 'y' });
    t.equal(model.nodes.filter(({ mesh }) => mesh !== undefined).length, expected!.meshes.length);
    const material = expected!.meshes[0]!.material;
    if (material !== undefined) {
      const { diffuseColor, metallic } = material.inputs as { diffuseColor: number[]; metallic: number };
      t.match(model.materials, [{ name: material.name, metallic, roughness: 0.25 }]);
      t.strictSame(model.materials[0]!.baseColour, [...diffuseColor, 1]);
    }
  });
}

t.test('a layer that refers to others, some of them crates', { skip }, async (t) => {
  writeFileSync(
    join(folder, 'part.usda'),
    inLines(world(`${grid('part')} def Mesh "more" { ${SQUARE} ${moved(0, 0, 9)} }`)),
  );
  exportWithUsdCore(join(folder, 'part.usda'), join(folder, 'part.usdc'));
  const refer = `#usda 1.0\n( subLayers = [@./over.usda@] defaultPrim = "World" metersPerUnit = 0.01 upAxis = "Y" )
    def Xform "World" { def Xform "a" ( prepend payload = @./part.usdc@ ) { ${moved(1, 0, 0)} }
      def Xform "b" ( prepend references = [@part.usda@</World/more>] ) {} }`;
  writeFileSync(
    join(folder, 'over.usda'),
    inLines(
      `#usda 1.0\nover "World" { over "b" { double3 xformOp:translate = (0, 33, 0) } over "a" { over "more" ( active = false ) {} } }`,
    ),
  );
  writeFileSync(join(folder, 'root.usda'), inLines(refer));
  exportWithUsdCore(join(folder, 'root.usda'), join(folder, 'root.usdc'));
  const [expected] = lookWithUsdCore(join(folder, 'root.usdc'));
  for (const file of ['root.usda', 'root.usdc']) {
    const { figures, lost } = await readHere(join(folder, file));
    t.strictSame(lost, []);
    t.equal(figures.triangles, expected!.triangles);
    const bounds = [...figures.bounds!.min, ...figures.bounds!.max];
    const off = expected!.bounds.flat().map((value, at) => Math.abs(value - bounds[at]!));
    t.ok(
      off.every((distance) => distance < 1e-5),
      `bounds ${bounds} are ${expected!.bounds}`,
    );
  }
});
