import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib';
import type { FormatId } from '../../src/domain/formats.ts';
import type { Damaged } from './damage.ts';

const DEPTH = 100_000;
const BOMB_BYTES = 200 * 1024 ** 2;

const XML: readonly FormatId[] = ['dae', 'x3d', 'amf'];
const ZIPPED: Partial<Record<FormatId, string>> = {
  '3mf': '3D/3dmodel.model',
  amf: 'model.amf',
  usdz: 'model.usda',
  zip: 'model.obj',
};

/** What no damage to a good file brings about: bombs, deep nesting, entities. */
export function specialsOf(format: FormatId, good: Buffer): Damaged[] {
  const specials: Damaged[] = [{ name: 'spaces only', bytes: Buffer.alloc(5000, ' ') }];
  if (XML.includes(format)) {
    const text = good.toString('utf8');
    const root = /<([A-Za-z]\w*)/.exec(text)?.[1] ?? 'x';
    specials.push(
      { name: 'nested elements', bytes: Buffer.from(`<${root}>`.repeat(DEPTH)) },
      { name: 'entities that multiply', bytes: Buffer.from(laughs(root)) },
      {
        name: 'an entity that is a file',
        bytes: Buffer.from(`<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><${root}>&e;</${root}>`),
      },
    );
  }
  if (format === 'gltf') {
    specials.push({
      name: 'nested arrays',
      bytes: Buffer.from(`{"asset":{"version":"2.0"},"extras":${'['.repeat(DEPTH)}${']'.repeat(DEPTH)}}`),
    });
  }
  if (format === 'vrml') {
    specials.push({
      name: 'nested groups',
      bytes: Buffer.from(`#VRML V2.0 utf8\n${'Group { children ['.repeat(DEPTH)}`),
    });
  }
  const entry = ZIPPED[format];
  if (entry !== undefined) {
    specials.push(
      { name: 'a bomb', bytes: zipOf(entry, deflateRawSync(Buffer.alloc(BOMB_BYTES, ' ')), BOMB_BYTES) },
      {
        name: 'a bomb that lies about its size',
        bytes: zipOf(entry, deflateRawSync(Buffer.alloc(BOMB_BYTES, ' ')), 100),
      },
      { name: 'a way out', bytes: zipOf(`../../${entry}`, deflateRawSync(Buffer.from('x')), 1) },
    );
  }
  return specials;
}

function laughs(root: string): string {
  const entities = Array.from({ length: 12 }, (_, n) => `<!ENTITY e${n + 1} "${`&e${n};`.repeat(10)}">`);
  return `<!DOCTYPE x [<!ENTITY e0 "ha">${entities.join('')}]><${root}>&e12;</${root}>`;
}

/** A ZIP archive of one deflated entry. */
function zipOf(name: string, deflated: Buffer, size: number): Buffer {
  const title = Buffer.from(name);
  const common = Buffer.alloc(26);
  common.writeUInt16LE(20, 0);
  common.writeUInt16LE(8, 4);
  common.writeUInt32LE(crc32(inflateRawSync(deflated)), 10);
  common.writeUInt32LE(deflated.length, 14);
  common.writeUInt32LE(size, 18);
  common.writeUInt16LE(title.length, 22);
  const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, title, deflated]);
  const central = Buffer.concat([
    Buffer.from('PK\x01\x02'),
    Buffer.from([20, 0]),
    common,
    Buffer.alloc(14),
    title,
  ]);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(1, 4);
  end.writeUInt16LE(1, 6);
  end.writeUInt32LE(central.length, 8);
  end.writeUInt32LE(local.length, 12);
  return Buffer.concat([local, central, Buffer.from('PK\x05\x06'), end]);
}
