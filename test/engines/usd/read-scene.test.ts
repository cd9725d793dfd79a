// Layers written by hand: what each way of describing a shape and its look means.
import t from 'tap';
import { measure } from '../../../src/engines/mesh/tools/measure.ts';
import { boxOf, readerIn, square } from './usda-layers.ts';

const read = readerIn(t.testdir());

t.test('faces: holes, left-handed, subdivision, polygons and triangles', async (t) => {
  const counts =
    'int[] faceVertexCounts = [3, 4, 3]\nint[] faceVertexIndices = [0, 1, 2, 0, 1, 2, 3, 2, 3, 0]';
  const points = 'point3f[] points = [(0, 0, 0), (1, 0, 0), (1, 1, 0), (0, 1, 0)]';
  const holes = await read(`def Mesh "m" { ${counts} ${points} int[] holeIndices = [1] }`);
  t.equal(measure(holes.model, 'usd').triangles, 2);
  t.match(holes.warnings, [/^1 subdivision surface not refined/]);
  const left = await read(square('m', 'uniform token orientation = "leftHanded"'));
  t.strictSame([...left.model.meshes[0]!.primitives[0]!.polygons!.corners], [0, 3, 2, 1]);
  const right = await read(square('m'));
  t.strictSame([...right.model.meshes[0]!.primitives[0]!.indices], [0, 1, 2, 0, 2, 3]);
});

t.test('primvars: where they belong, indexed ones, and those that do not fit', async (t) => {
  const primitiveOf = async (more: string) => {
    const { model, warnings } = await read(square('m', more));
    return { ...model.meshes[0]!.primitives[0]!, warnings, materials: model.materials };
  };
  const corners = await primitiveOf(`texCoord2f[] primvars:st = [(0, 0), (1, 0), (1, 1), (0, 0.25)] (
      interpolation = "faceVarying" )`);
  t.strictSame([...corners.uvs!], [0, 1, 1, 1, 1, 0, 0, 0.75]);
  const indexed =
    await primitiveOf(`texCoord2f[] primvars:map = [(0.5, 0.5), (1, 1)] ( interpolation = "vertex" )
    int[] primvars:map:indices = [0, 1, 0, 1]`);
  t.strictSame([...indexed.uvs!], [0.5, 0.5, 1, 0, 0.5, 0.5, 1, 0]);
  const uniform = await primitiveOf('normal3f[] normals = [(0, 0, 2)] ( interpolation = "uniform" )');
  t.strictSame([...uniform.normals!], [0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1]);
  const colours =
    await primitiveOf(`color3f[] primvars:displayColor = [(1, 0, 0), (0, 1, 0), (0, 0, 1), (1, 1, 1)] (
      interpolation = "vertex" )
    float[] primvars:displayOpacity = [0.5]`);
  t.strictSame([...colours.colours!.subarray(0, 8)], [1, 0, 0, 0.5, 0, 1, 0, 0.5]);
  const constant = await primitiveOf('color3f[] primvars:displayColor = [(0.25, 0.5, 1)]');
  t.strictSame(
    constant.materials.map(({ baseColour }) => baseColour),
    [[0.25, 0.5, 1, 1]],
  );
  t.equal(constant.colours, undefined);
  const short = await primitiveOf('normal3f[] normals = [(0, 0, 1)]');
  t.match(short, { normals: undefined, warnings: ['1 primvar left out that did not fit the mesh.'] });
});

t.test('shapes that are given by their measures', async (t) => {
  const seen = async (prim: string) => {
    const { model, warnings } = await read(`def ${prim}`);
    t.match(warnings, [/^1 shape given by measures/]);
    const figures = measure(model, 'usd');
    return { box: boxOf(model), volume: figures.volume, bodies: figures.bodies };
  };
  const cube = await seen('Cube "a" { double size = 4 }');
  t.strictSame(cube, { box: [-2, -2, -2, 2, 2, 2], volume: 64, bodies: 1 });
  const ball = await seen('Sphere "a" { }');
  t.strictSame(ball.box, [-1, -1, -1, 1, 1, 1]);
  t.ok(ball.volume! > 4.1 && ball.volume! < (4 / 3) * Math.PI, `volume ${ball.volume}`);
  const cylinder = await seen('Cylinder "a" { token axis = "X" double height = 6 double radius = 1 }');
  t.strictSame(cylinder.box, [-3, -1, -1, 3, 1, 1]);
  t.ok(cylinder.volume! > 18.7 && cylinder.volume! < 6 * Math.PI, `volume ${cylinder.volume}`);
  const cone = await seen('Cone "a" { uniform token axis = "Y" }');
  t.strictSame(cone.box, [-1, -1, -1, 1, 1, 1]);
  t.ok(cone.volume! > 2.07 && cone.volume! < (2 / 3) * Math.PI, `volume ${cone.volume}`);
  const capsule = await seen('Capsule "a" { }');
  t.strictSame(capsule.box, [-0.5, -0.5, -1, 0.5, 0.5, 1]);
  t.ok(capsule.volume! > 1.29 && capsule.volume! < Math.PI * (0.25 + 0.5 / 3), `volume ${capsule.volume}`);
  const plane = await seen('Plane "a" { token axis = "X" double width = 3 double length = 5 }');
  t.strictSame(plane.box, [0, -1.5, -2.5, 0, 1.5, 2.5]);
});

t.test('instances of a point instancer', async (t) => {
  const { model, lost } = await read(`def PointInstancer "many" {
      rel prototypes = [</many/Protos/one>, </many/Protos/two>]
      int[] protoIndices = [0, 1, 0, 0]
      point3f[] positions = [(0, 0, 0), (10, 0, 0), (0, 10, 0), (99, 0, 0)]
      quath[] orientations = [(1, 0, 0, 0), (1, 0, 0, 0), (0, 0, 0, 1), (1, 0, 0, 0)]
      float3[] scales = [(1, 1, 1), (2, 2, 2), (1, 1, 1), (1, 1, 1)]
      int64[] invisibleIds = [3]
      def Scope "Protos" { ${square('one')}
        def Xform "two" { ${square('x')} ${square('y')} } } }`);
  t.strictSame(boxOf(model), [-1, 0, 0, 12, 10, 0]);
  t.equal(measure(model, 'usd').triangles, 8);
  t.match(lost, [{ what: 'invisible instances', count: 1 }]);
});

t.test('materials of faces, and how bindings are handed down', async (t) => {
  const material = (name: string) => `def Material "${name}" {
    token outputs:surface.connect = </Looks/${name}/S.outputs:surface>
    def Shader "S" { uniform token info:id = "UsdPreviewSurface" float inputs:roughness = 0.25 token outputs:surface } }`;
  const { model } = await read(`def Scope "Looks" { ${material('A')} ${material('B')} ${material('C')} }
    def Xform "up" { rel material:binding = </Looks/A>
      ${square('inherits')}
      def Mesh "faces" { int[] faceVertexCounts = [3, 3, 3] int[] faceVertexIndices = [0, 1, 2, 0, 2, 3, 3, 2, 1]
        point3f[] points = [(0, 0, 0), (1, 0, 0), (1, 1, 0), (0, 1, 0)]
        def GeomSubset "b" { uniform token elementType = "face" uniform token familyName = "materialBind"
          int[] indices = [1] rel material:binding = </Looks/B> }
        def GeomSubset "other" { uniform token familyName = "paint" int[] indices = [0] rel material:binding = </Looks/C> } } }
    def Xform "strong" { rel material:binding = </Looks/C> ( bindMaterialAs = "strongerThanDescendants" )
      ${square('s', 'rel material:binding = </Looks/A>')} ${square('t', 'rel material:binding = </Looks/B>')} }`);
  const materialsOf = (name: string) => {
    const node = model.nodes.find((each) => each.name === name)!;
    return model.meshes[node.mesh!]!.primitives.map((each) => [
      model.materials[each.material!]!.name,
      each.indices.length / 3,
    ]);
  };
  t.strictSame(materialsOf('inherits'), [['A', 1 + 1]]);
  t.strictSame(materialsOf('faces'), [
    ['A', 2],
    ['B', 1],
  ]);
  t.strictSame(
    [...materialsOf('s'), ...materialsOf('t')],
    [
      ['C', 2],
      ['C', 2],
    ],
  );
});
