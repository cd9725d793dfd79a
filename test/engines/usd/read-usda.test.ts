// Layers written by hand: what each way of composing prims means.
import t from 'tap';
import { boxOf, namesOf, readerIn, SQUARE, square } from './usda-layers.ts';

const read = readerIn(t.testdir());

t.test('the unit and the up-axis of the layer', async (t) => {
  t.match((await read(square('a'))).model, { unit: 'm', upAxis: 'z', unitKnown: true });
  const inches = await read(`#usda 1.0\n( metersPerUnit = 0.0254 )\n${square('a')}`);
  t.match(inches.model, { unit: 'in', upAxis: 'y' });
  const unsaid = await read(`#usda 1.0\n${square('a')}`);
  t.match(unsaid, { model: { unit: 'cm', upAxis: 'y' }, warnings: [/centimetres/] });
  const yards = await read(`#usda 1.0\n( metersPerUnit = 0.9144 )\n${square('a')}`);
  t.equal(yards.model.unit, 'm');
  t.strictSame(boxOf(yards.model), [0, 0, 0, 0.9144, 0.9144, 0]);
});

t.test('operations of a transform, the last first', async (t) => {
  const placed = (ops: string, order: string) =>
    read(square('a', `${ops}\n uniform token[] xformOpOrder = [${order}]`)).then(({ model }) => boxOf(model));
  const move = 'double3 xformOp:translate = (10, 0, 0)';
  const turn = 'float xformOp:rotateZ = 90';
  t.strictSame(
    await placed(`${move}\n${turn}`, '"xformOp:translate", "xformOp:rotateZ"'),
    [9, 0, 0, 10, 1, 0],
  );
  t.strictSame(
    await placed(`${move}\n${turn}`, '"xformOp:rotateZ", "xformOp:translate"'),
    [-1, 10, 0, 0, 11, 0],
  );
  t.strictSame(await placed(`${move}\n${turn}`, '"xformOp:translate"'), [10, 0, 0, 11, 1, 0]);
  t.strictSame(await placed('float3 xformOp:scale = (2, 3, 4)', '"xformOp:scale"'), [0, 0, 0, 2, 3, 0]);
  t.strictSame(
    await placed('float3 xformOp:rotateXYZ = (90, 90, 0)', '"xformOp:rotateXYZ"'),
    [0, 0, -1, 1, 0, 0],
  );
  t.strictSame(
    await placed('quatf xformOp:orient = (0.70710678, 0, 0, 0.70710678)', '"xformOp:orient"'),
    [-1, 0, 0, 0, 1, 0],
  );
  const pivot = 'float3 xformOp:translate:pivot = (1, 1, 0)';
  t.strictSame(
    await placed(
      `${pivot}\n${turn}`,
      '"xformOp:translate:pivot", "xformOp:rotateZ", "!invert!xformOp:translate:pivot"',
    ),
    [1, 0, 0, 2, 1, 0],
  );
  t.strictSame(
    await placed(
      'matrix4d xformOp:transform = ((1, 0, 0, 0), (0, 1, 0, 0), (0, 0, 1, 0), (1, 2, 3, 1))',
      '"xformOp:transform"',
    ),
    [1, 2, 3, 2, 3, 3],
  );
  const reset = await read(`def Xform "up" { double3 xformOp:translate = (0, 0, 50)
    uniform token[] xformOpOrder = ["xformOp:translate"]
    ${square('a', `${move}\n uniform token[] xformOpOrder = ["!resetXformStack!", "xformOp:translate"]`)} }`);
  t.strictSame(boxOf(reset.model), [10, 0, 0, 11, 1, 0]);
});

t.test('a mesh takes the name and the place of the prim that holds nothing else', async (t) => {
  const { model } = await read(`def Xform "Object" ( displayName = "Ding" ) { ${square('Shape')} }
    def Xform "Two" { ${square('a')} ${square('b')} }
    def Scope "nothing" { def Scope "in it" {} }
    def Xform "Empty" {}`);
  t.strictSame(namesOf(model), ['Ding', 'Two', 'a', 'b', 'Empty']);
  t.equal(model.meshes[model.nodes[0]!.mesh!]!.name, 'Shape');
});

t.test('over, class and inactive prims are not shown by themselves', async (t) => {
  const { model } = await read(`over ${square('o').slice(4)} class ${square('c').slice(4)}
    def Mesh "off" ( active = false ) { ${SQUARE} }
    def "untyped" { ${square('shown')} }`);
  t.strictSame(namesOf(model), ['untyped']);
});

t.test('references, inside of the layer and to others, instances among them', async (t) => {
  const wheel = `#usda 1.0\n( defaultPrim = "Wheel" )\n def Xform "Wheel" { def Mesh "Rim" { ${SQUARE}
      rel material:binding = </Wheel/Red> }
    def Material "Red" { token outputs:surface.connect = </Wheel/Red/S.outputs:surface>
      def Shader "S" { uniform token info:id = "UsdPreviewSurface"
        color3f inputs:diffuseColor = (1, 0, 0) token outputs:surface } } }
    def Xform "Other" { def Mesh "Hub" { ${SQUARE} } }`;
  const { model, lost } = await read(
    `def Xform "a" ( references = @./parts/wheel.usda@ instanceable = true ) { over "Rim" ( active = false ) {} }
     def Xform "b" ( prepend payload = @parts/wheel.usda@ ) {}
     def Xform "c" ( references = [@parts/wheel.usda@</Other>] ) { ${square('own')} }
     def Xform "d" ( references = </c/Hub> ) {}`,
    { 'parts/wheel.usda': wheel },
  );
  t.strictSame(lost, []);
  t.strictSame(namesOf(model), ['a', 'b', 'c', 'Hub', 'own', 'd']);
  const [a, b, , hub, own] = model.nodes;
  t.equal(a!.mesh, b!.mesh, 'one mesh for both');
  t.not(hub!.mesh, own!.mesh);
  t.equal(model.materials[model.meshes[a!.mesh!]!.primitives[0]!.material!]!.name, 'Red');
  t.equal(model.materials.length, 1);
});

t.test('references that lead nowhere are counted, and refused where nothing else is there', async (t) => {
  const { lost } = await read(`${square('a')} def "b" ( references = @http://example.org/b.usda@ ) {}
    def "c" ( payload = @/etc/passwd@</x> ) {}  def "d" ( references = @gone.usda@ ) {}`);
  t.match(lost, [{ what: 'references to other files', count: 3 }]);
  await t.rejects(read('def "d" ( references = @gone.usda@ ) {}'), { code: 'input_external_reference' });
});

t.test('sublayers, the stronger first', async (t) => {
  const { model } = await read(
    `#usda 1.0\n( subLayers = [@strong.usda@, @weak.usda@ (offset = 3)] upAxis = "Z" metersPerUnit = 1 )\n
    over "a" { double3 xformOp:translate = (1, 0, 0) }`,
    {
      'strong.usda': `#usda 1.0\nover "a" { double3 xformOp:translate = (2, 2, 0) }`,
      'weak.usda': `#usda 1.0\n${square('a', 'double3 xformOp:translate = (3, 3, 3)\nuniform token[] xformOpOrder = ["xformOp:translate"]')}`,
    },
  );
  t.strictSame(boxOf(model), [1, 0, 0, 2, 1, 0]);
});

t.test('inherits and specializes', async (t) => {
  const { model } = await read(`class "Base" { double3 xformOp:translate = (7, 0, 0)
      uniform token[] xformOpOrder = ["xformOp:translate"] ${square('part')} }
    class "Weak" { double3 xformOp:translate = (0, 0, 9) }
    def Xform "i" ( inherits = </Base> ) {}
    def Xform "s" ( specializes = [</Weak>] prepend inherits = </Base> ) {}`);
  t.strictSame(namesOf(model), ['i', 's']);
  t.strictSame(boxOf(model), [7, 0, 0, 8, 1, 0]);
});

t.test('the selected variant', async (t) => {
  const variants = (selection: string) => `def Xform "v" (
      ${selection}
      prepend variantSets = "size" ) {
    variantSet "size" = {
      "big" { ${square('part', 'float3 xformOp:scale = (5, 5, 5)\nuniform token[] xformOpOrder = ["xformOp:scale"]')} }
      "small" ( displayName = "klein" ) { ${square('part')} ${square('more')} }
    } }`;
  t.strictSame(boxOf((await read(variants('variants = { string size = "big" }'))).model), [0, 0, 0, 5, 5, 0]);
  t.strictSame(namesOf((await read(variants('variants = { string size = "small" }'))).model), [
    'klein',
    'part',
    'more',
  ]);
  await t.rejects(read(variants('')), { code: 'input_no_geometry' });
});

t.test('purpose and visibility', async (t) => {
  const { model, lost } = await read(`def Xform "p" { uniform token purpose = "proxy" ${square('a')}
      ${square('r', 'uniform token purpose = "render"')} }
    def Xform "i" { token visibility = "invisible" ${square('b')} }`);
  t.strictSame(namesOf(model), ['p'], 'with the mesh of r');
  t.match(lost, [
    { what: 'guides and proxies', count: 1 },
    { what: 'invisible prims', count: 1 },
  ]);
});

t.test('what moves is taken as it stands, and said', async (t) => {
  const { model, lost } = await read(`${square(
    'a',
    `double3 xformOp:translate.timeSamples = { 5: (5, 0, 0), 1: (1, 0, 0) }
      uniform token[] xformOpOrder = ["xformOp:translate"]`,
  )}
    def Camera "c" {} def SphereLight "l" {} def BasisCurves "curves" {} def SkelAnimation "w" {}`);
  t.strictSame(boxOf(model), [1, 0, 0, 2, 1, 0]);
  t.strictSame(
    lost.map(({ what, count }) => `${count} ${what}`),
    ['1 animated values', '1 cameras', '1 lights', '1 curves and points', '1 animations'],
  );
});

t.test('the odd corners of the text form', async (t) => {
  const { model } = await read(
    `# comment
    (
      """doc "quoted" string"""
      customLayerData = { string a = "}"; dictionary d = { int[] b = [1, 2] } }
      metersPerUnit = 0.001; upAxis = "Z"
      endTimeCode = -1.5e3
    )
    /* a block { */ reorder rootPrims = ["b", "a"]
    def Mesh "späße" ( customData = { token t = 'x' } kind = "component" ) {
      reorder properties = ["points"]
      custom uniform int3 odd = (1, 2, 3) ( doc = "]" )
      asset file = @@@a@b@@@
      int[] faceVertexCounts = [3 # ] not yet
      ]
      int[] faceVertexIndices = [0, 1, 2,]
      point3f[] points = [(-1e0, +0.0, .5), (1, 0, 0.5), (0, 1, 0.5)]
      double nothing = None
      opaque thing
      timecode[] codes = [1, 2]
      prepend rel somewhere = [</a>, </b.c>]
      float weights.spline = { bezier, 1: 2; pre: held }
    }`.replace(/^/, '#usda 1.0\n'),
  );
  t.match(model, { unit: 'mm', nodes: [{ name: 'späße' }] });
  t.strictSame(boxOf(model), [-1, 0, 0.5, 1, 1, 0.5]);
});
