// Material libraries: each statement that is read, and what is said of those that are not.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { readObj } from '../../../src/engines/mesh/obj/read-obj.ts';
import { toLinear } from '../../../src/engines/mesh/tools/colour.ts';
import { LIMITS } from './shapes.ts';

const folder = t.testdir();
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
let files = 0;

const siblingsOf = (present: Record<string, Buffer | string>) => ({
  async read(reference: string) {
    const bytes = present[reference.replaceAll('\\', '/').replace(/^\.\//, '')];
    return bytes === undefined ? undefined : Buffer.from(bytes);
  },
});

/** A triangle for each of the materials. */
async function read(names: string[], present?: Record<string, Buffer | string>, mtllib = 'a.mtl') {
  const path = join(folder, `${++files}.obj`);
  const faces = names.map((name) => `usemtl ${name}\nf 1/1 2/1 3/1\n`).join('');
  writeFileSync(path, `mtllib ${mtllib}\nv 0 0 0\nv 1 0 0\nv 0 1 0\nvt 0 0\n${faces}`);
  const { model, lost } = await readObj(path, {}, LIMITS, undefined, present && siblingsOf(present));
  return { ...model, lost };
}

/** What one material becomes. */
async function one(statements: string, present: Record<string, Buffer> = {}) {
  const { materials, images, lost } = await read(['m'], { 'a.mtl': `newmtl m\n${statements}\n`, ...present });
  return { material: materials[0]!, images, lost };
}

t.test('numbers', async (t) => {
  const { material, lost } = await one(
    '  Kd 0.5 0.25 1 # no comment\nKd 0.5 0.25 1\nKa 1 1 1\nKs 0.5 0.5 0.5\nKe 0 0.5 0\nPr 0.3\nPm 0.7\nd 0.4\nillum 2\nNi 1.5',
  );
  t.strictSame(material, {
    name: 'm',
    baseColour: [toLinear(0.5), toLinear(0.25), 1, 0.4],
    metallic: 0.7,
    roughness: 0.3,
    emissive: [0, toLinear(0.5), 0],
    alphaMode: 'BLEND',
  });
  t.strictSame(lost, []);
});

t.test('opacity: d goes before Tr, in any order; a halo is a number', async (t) => {
  for (const [statements, alpha] of [
    ['Tr 0.25', 0.75],
    ['Tr 0.25\nd 0.5', 0.5],
    ['d 0.5\nTr 0.25', 0.5],
    ['d -halo 0.5', 0.5],
    ['d 7', 1],
    ['d x', 1],
  ] as const) {
    t.equal((await one(statements)).material.baseColour[3], alpha, statements);
  }
});

t.test('an exponent becomes roughness, sharper is smoother', async (t) => {
  const of = async (ns: number) => (await one(`Ns ${ns}`)).material.roughness;
  t.equal(await of(0), 1);
  t.ok((await of(10)) > (await of(100)) && (await of(100)) > (await of(1000)));
  t.equal((await one('Kd 1 1 1')).material.roughness, 0.5, 'not given');
});

t.test('without its image, what shines in places does not shine everywhere', async (t) => {
  t.notOk('emissive' in (await one('Ke 1 1 1\nmap_Ke gone.png')).material);
  t.strictSame((await one('Ke 1 1 1')).material.emissive, [1, 1, 1]);
});

t.test('what is not read is counted', async (t) => {
  const { lost } = await one(
    'Ks 1 0 0\nPs 0.5\nPc 0.5\naniso 0\nTf 1 1 1\nKd spectral a.rfl\nmap_Bump b.png\nmap_Kd c.tga',
  );
  t.match(lost, [
    { what: 'textures', count: 1 },
    { what: 'images', count: 1, why: /archive does not have/ },
    { what: 'material properties', count: 5 },
  ]);
});

t.test(
  'maps: options before names with blanks, paths of another machine, one image for several',
  async (t) => {
    const present = { 'my wood.png': PNG, 'glow.png': PNG };
    const { material, images, lost } = await one(
      'Kd 0 0 0\nmap_Kd -blendu on -mm 0 1 -o 0 0 -s 1 1 1 C:\\textures\\my wood.png\nmap_Ka C:\\textures\\my wood.png\n' +
        'map_Ke glow.png\nnorm ./glow.png',
      present,
    );
    t.match(material, {
      baseColour: [1, 1, 1, 1],
      baseColourImage: 0,
      emissiveImage: 1,
      emissive: [1, 1, 1],
    });
    t.equal(material.normalImage, 2);
    t.match(images, [{ name: 'my wood', mediaType: 'image/png' }, { name: 'glow' }, {}]);
    t.strictSame(lost, []);
    const moved = await one('map_Kd -s 2 2 -o 0.5 my wood.png', present);
    t.equal(moved.material.baseColourImage, 0);
    t.match(moved.lost, [{ what: 'texture options', count: 1 }]);
    const cut = await one('map_Kd my wood.png\nmap_d my wood.png', present);
    t.equal(cut.material.alphaMode, 'BLEND');
    t.strictSame(cut.lost, []);
  },
);

t.test('materials that no library has keep their name, and are counted', async (t) => {
  const { materials, lost } = await read(['m', 'other', 'm'], { 'a.mtl': 'newmtl m\nKd 1 0 0\n' });
  t.strictSame(
    materials.map(({ name }) => name),
    ['m', 'other'],
  );
  t.strictSame(materials[0]!.baseColour, [1, 0, 0, 1]);
  t.strictSame(materials[1]!.baseColour, [0.6, 0.6, 0.6, 1]);
  t.match(lost, [{ what: 'material colours', count: 1 }]);
});

t.test('several libraries on a line, or one whose name has blanks', async (t) => {
  const [red, green] = ['newmtl m\nKd 1 0 0\n', 'newmtl n\nKd 0 1 0\n'];
  const two = await read(['m', 'n'], { 'a.mtl': red, 'b.mtl': green }, 'a.mtl b.mtl');
  t.strictSame(
    two.materials.map(({ baseColour }) => baseColour.slice(0, 2)),
    [
      [1, 0],
      [0, 1],
    ],
  );
  const blanks = await read(['m'], { 'my model.mtl': red }, 'my model.mtl');
  t.strictSame(blanks.materials[0]!.baseColour, [1, 0, 0, 1]);
});

t.test('without an archive, and without the library', async (t) => {
  t.match((await read(['m', 'n'])).lost, [{ what: 'material colours', count: 2, why: /a ZIP can hold it/ }]);
  const { lost } = await read(['m'], {});
  t.match(lost, [
    { what: 'material libraries', count: 1, why: /does not have/ },
    { what: 'material colours', count: 1 },
  ]);
  const binary = await read(['m'], { 'a.mtl': Buffer.alloc(100) });
  t.match(binary.lost, [{ what: 'material libraries', why: /no text/ }, {}]);
});

t.test('a library of one endless line, and one of options without end', async (t) => {
  const started = performance.now();
  await one(`map_Kd ${'-o 1 '.repeat(200_000)}`);
  await one(`Kd 1${' '.repeat(2_000_000)}1 1`);
  t.ok(performance.now() - started < 20_000);
});
