import t from 'tap';
import { readConfig } from '../../src/config.ts';
import { DEFAULT_LIMITS } from '../../src/domain/engine-limits.ts';
import { engineSettings } from '../../src/engine-settings.ts';

const limitsOf = (environment: Record<string, string>) => engineSettings(readConfig(environment)).limits;

t.test('without settings the limits of engines are the defaults', async (t) => {
  t.strictSame(limitsOf({}), DEFAULT_LIMITS);
});

t.test('each limit of engines has a setting, and each setting is held to its range', async (t) => {
  const SETTINGS = [
    ['MAX_TRIANGLES', 'maxTriangles', '0'],
    ['MAX_VERTICES', 'maxVertices', '-1'],
    ['MAX_FACETED_FACES', 'maxFacetedFaces', '0'],
    ['MAX_PARTS', 'maxParts', '0'],
    ['MAX_TREE_DEPTH', 'maxTreeDepth', '501'],
    ['MAX_XML_DEPTH', 'maxXmlDepth', '15'],
    ['MAX_TEXTURE_PIXELS', 'maxTexturePixels', '0'],
    ['MAX_OUTPUT_BYTES', 'maxOutputBytes', '0'],
  ] as const;
  for (const [setting, limit, wrong] of SETTINGS) {
    t.equal(limitsOf({ [setting]: '77' })[limit], 77, setting);
    t.throws(() => limitsOf({ [setting]: wrong }), {
      name: 'ConfigError',
      message: new RegExp(`${setting}="${wrong}": `),
    });
  }
  t.strictSame(
    limitsOf({ MAX_ARCHIVE_ENTRIES: '5', MAX_INFLATED_BYTES: '6', MAX_INFLATE_RATIO: '7' }).archive,
    { maxEntries: 5, maxInflatedBytes: 6, maxRatio: 7 },
  );
});

t.test('vertices follow from triangles unless they are given', async (t) => {
  t.equal(limitsOf({ MAX_TRIANGLES: '10' }).maxVertices, 30);
  t.equal(limitsOf({ MAX_TRIANGLES: '10', MAX_VERTICES: '20' }).maxVertices, 20);
});
