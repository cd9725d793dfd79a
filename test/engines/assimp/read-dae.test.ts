import t from 'tap';
import { buildDae, shows } from './build-dae.ts';
import { IMPORTERS } from './importers.ts';
import { beside, outline } from './read-here.ts';
import { TINY_PNG } from './tiny-png.ts';

const folder = t.testdir();

for (const importer of IMPORTERS) {
  t.test(importer.name, { skip: importer.skip }, async (t) => {
    t.test('names, tree, instances, colours', async (t) => {
      const scene = `<node id="a" name="Würfel &amp; Co"><translate>10 0 0</translate>${shows('tetra-id')}
    <node id="b"><translate>100 0 0</translate>${shows('tetra-id')}</node></node>`;
      const { model, measures, lost, warnings } = await importer.read(folder, 'dae', buildDae({ scene }));
      t.strictSame(outline(model), [
        { name: 'Würfel & Co', at: [10, 0, 0], mesh: 'Tetraeder' },
        { name: 'b', parent: 'Würfel & Co', at: [100, 0, 0], mesh: 'Tetraeder' },
      ]);
      t.equal(model.meshes.length, 1, 'one mesh is shown twice');
      t.match(measures, { triangles: 8, bodies: 2, volume: 2, unit: 'm', upAxis: 'y' });
      t.strictSame(measures.bounds, { min: [10, 0, 0], max: [111, 2, 3] });
      const [material] = model.materials;
      t.equal(material!.name, 'Lack');
      // 0.5 and 0.25 of sRGB (IEC 61966-2-1)
      t.ok(near(material!.baseColour, [0.214041, 0.0508761, 1, 1]), `${material!.baseColour}`);
      t.strictSame([lost, warnings], [[], []]);
    });

    t.test('nodes of the library, found by id and by name', async (t) => {
      const scene = `<node id="a"><instance_node url="#shared"/><instance_node url="#shared"/></node>
    <node id="b"><instance_node url="#Named"/></node><node name="Named">${shows('tetra-id')}</node>`;
      const more = `<library_nodes><node id="shared">${shows('tetra-id')}</node>
    <node id="loose"><instance_node url="#loose"/></node></library_nodes>`;
      const { measures, lost } = await importer.read(folder, 'dae', buildDae({ scene, more }));
      t.match(measures, { triangles: 16, volume: 4 }, 'what nobody shows does no harm');
      t.strictSame(lost, []);
    });

    t.test('names without an id, of several nodes and kinds', async (t) => {
      const shown = shows('tetra-id');
      const scene = `<node name="Rad">${shown}</node><node
  name='Rad' id="">${shown}</node><node sid="s" name="a &lt; &quot;b&quot;"><node name="node-0">${shown}</node></node><node name="leer"/>`;
      const { model, lost } = await importer.read(folder, 'dae', buildDae({ scene }));
      t.strictSame(
        outline(model).map(({ name, parent }) => [name, parent]),
        [
          ['Rad', undefined],
          ['Rad', undefined],
          ['a < "b"', undefined],
          ['node-0', 'a < "b"'],
          ['leer', undefined],
        ],
      );
      t.strictSame(lost, []);
    });

    t.test('UVs run downwards, vertex colours are linear', async (t) => {
      const colours = [
        [1, 0, 0],
        [0, 0.5, 0],
        [0, 0, 1],
        [1, 1, 1],
      ] as const;
      const { model } = await importer.read(folder, 'dae', buildDae({ colours }));
      const { positions, uvs, colours: seen } = model.meshes[0]!.primitives[0]!;
      for (let vertex = 0; vertex < positions.length / 3; vertex += 1) {
        const [x, y, z] = positions.subarray(vertex * 3, vertex * 3 + 3);
        const corner = x === 1 ? 1 : y === 2 ? 2 : z === 3 ? 3 : 0;
        t.ok(
          near(
            uvs!.subarray(vertex * 2, vertex * 2 + 2),
            [
              [0, 1],
              [1, 1],
              [0, 0.75],
              [1, 0],
            ][corner]!,
          ),
        );
        const linear = [
          [1, 0, 0, 1],
          [0, 0.214041, 0, 1],
          [0, 0, 1, 1],
          [1, 1, 1, 1],
        ][corner]!;
        t.ok(near(seen!.subarray(vertex * 4, vertex * 4 + 4), linear));
      }
    });

    t.test('unit and up-axis are carried, not baked in', async (t) => {
      const read = async (asset: string) =>
        (await importer.read(folder, 'dae', buildDae({ asset }))).measures;
      const inches = await read('<unit meter="0.0254" name="inch"/><up_axis>Z_UP</up_axis>');
      t.match(inches, { unit: 'in', upAxis: 'z', bounds: { min: [10, 0, 0], max: [11, 2, 3] }, volume: 1 });
      const centimetres = await read('<unit meter="0.01"/><up_axis>Y_UP</up_axis>');
      t.match(centimetres, { unit: 'cm', upAxis: 'y', bounds: { min: [10, 0, 0], max: [11, 2, 3] } });
      // COLLADA: -y is right and x is up.
      const xUp = await read('<unit meter="1"/><up_axis>X_UP</up_axis>');
      t.match(xUp, { unit: 'm', upAxis: 'y', bounds: { min: [-2, 10, 0], max: [0, 11, 3] }, volume: 1 });
      const odd = await importer.read(folder, 'dae', buildDae({ asset: '<unit meter="0.5"/>' }));
      t.strictSame(odd.measures.bounds, { min: [5, 0, 0], max: [5.5, 1, 1.5] });
      t.match(odd.warnings, [/units of 0\.5 m.* metres\.$/]);
      const none = await importer.read(folder, 'dae', buildDae({ asset: '<unit meter="0"/>' }));
      t.match(none.warnings, [/unit of 0 m, which cannot be: metres/]);
    });

    t.test('images come from beside the model, or are lost', async (t) => {
      const bytes = buildDae({ image: './maps/tex%20a.png' });
      const alone = await importer.read(folder, 'dae', bytes);
      t.match(alone.lost, [{ what: 'textures', count: 1, why: /not uploaded with the model/ }]);
      t.strictSame(alone.model.images, []);
      t.equal(alone.model.materials[0]!.baseColourImage, undefined);
      const there = await importer.read(folder, 'dae', bytes, {
        siblings: beside({ './maps/tex a.png': TINY_PNG }),
      });
      t.strictSame(there.lost, []);
      t.match(there.model.images, [{ mediaType: 'image/png' }]);
      t.ok(TINY_PNG.equals(there.model.images[0]!.bytes));
      t.equal(there.model.materials[0]!.baseColourImage, 0);
      const tga = await importer.read(folder, 'dae', bytes, {
        siblings: beside({ './maps/tex a.png': Buffer.alloc(64) }),
      });
      t.match(tga.lost, [{ what: 'textures', count: 1, why: 'Only PNG and JPEG images are read.' }]);
    });

    t.test('cameras and lights are counted, names without an id are kept', async (t) => {
      const scene = `<node id="a" name="A">${shows('tetra-id')}</node><node name="nobody">${shows('tetra-id')}</node>
    <node id="c"><instance_camera url="#cam"/></node><node id="l"><instance_light url="#lamp"/></node>`;
      const more = `<library_cameras><camera id="cam"><optics><technique_common><perspective><yfov>40</yfov></perspective></technique_common></optics></camera></library_cameras>
    <library_lights><light id="lamp"><technique_common><ambient><color>1 1 1</color></ambient></technique_common></light></library_lights>`;
      const { model, lost } = await importer.read(folder, 'dae', buildDae({ scene, more }));
      t.strictSame(
        lost.map(({ what, count }) => [what, count]),
        [
          ['cameras', 1],
          ['lights', 1],
        ],
      );
      t.strictSame(
        model.nodes.map(({ name }) => name),
        ['A', 'nobody', 'c', 'l'],
      );
    });
  });
}

const near = (seen: ArrayLike<number>, expected: readonly number[]): boolean =>
  expected.every((value, at) => Math.abs(value - seen[at]!) < 1e-5);
