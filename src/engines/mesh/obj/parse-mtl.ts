/** A material of an .mtl file: what is read of it, as the file has it. */
export interface MtlMaterial {
  name: string;
  /** Kd and Ke, encoded for screens. */
  diffuse?: Rgb;
  emissive?: Rgb;
  /** Ns: 0–1000, how sharp reflections are. */
  shininess?: number;
  /** Pr and Pm, 0–1. */
  roughness?: number;
  metallic?: number;
  /** d, or 1 - Tr. */
  opacity?: number;
  /** Statement in lower case → file; of several with the same name the last. */
  maps: Map<string, MtlMap>;
  /** Ks where it is not grey, and other statements that change how the material looks and are not read. */
  ignored: Set<string>;
}

export interface MtlMap {
  file: string;
  /** Moved, scaled or otherwise changed by an option: -o, -s, -mm and so on. */
  isChanged: boolean;
}

type Rgb = [number, number, number];

/** No file of materials is longer. */
const LONGEST_BYTES = 64 << 20;
const MOST_MATERIALS = 100_000;
/** Of it; names of files end far before. */
const LONGEST_LINE = 4096;
/** Options of maps with how many words follow at most; those of three take as many numbers as there are. */
const OPTION_WORDS: Readonly<Record<string, number>> = {
  '-blendu': 1,
  '-blendv': 1,
  '-boost': 1,
  '-bm': 1,
  '-cc': 1,
  '-clamp': 1,
  '-imfchan': 1,
  '-mm': 2,
  '-o': 3,
  '-s': 3,
  '-t': 3,
  '-texres': 1,
  '-type': 1,
};
/** They say nothing about the picture itself. */
const HARMLESS = new Set(['-blendu', '-blendv', '-boost', '-bm', '-cc', '-imfchan', '-texres', '-type']);
/** What is neither read nor a loss: ambient light, the way of computing, refraction without transparency. */
const SILENT = new Set(['ka', 'illum', 'ni', 'sharpness', 'ks', 'map_aat', 'km']);
const isMap = (keyword: string): boolean => /^(map_.+|bump|norm|disp|decal|refl)$/.test(keyword);

/**
 * Parses a Wavefront material library (Advanced Visualizer manual, "MTL material format", and the statements of
 * physically based rendering that programs agree on). Lines that are none of it are left out. Undefined where the
 * bytes are too long or no text.
 */
export function parseMtl(bytes: Uint8Array): MtlMaterial[] | undefined {
  if (bytes.byteLength > LONGEST_BYTES || bytes.includes(0)) return undefined;
  const materials: MtlMaterial[] = [];
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  const lines = text
    .replace(/^\uFEFF/, '')
    .replaceAll(/\\\r?\n/g, ' ')
    .split(/\r\n|\n|\r/);
  for (const line of lines) {
    const statement = line.slice(0, LONGEST_LINE).trim();
    const end = statement.search(/\s/);
    const keyword = end < 0 ? statement : statement.slice(0, end);
    const rest = end < 0 ? '' : statement.slice(end).trim();
    if (keyword === '' || keyword.startsWith('#')) continue;
    if (keyword === 'newmtl') {
      if (materials.length >= MOST_MATERIALS) return undefined;
      materials.push({ name: rest, maps: new Map(), ignored: new Set() });
    } else if (materials.length > 0) readStatement(materials.at(-1)!, keyword.toLowerCase(), rest);
  }
  return materials;
}

function readStatement(material: MtlMaterial, keyword: string, rest: string): void {
  if (isMap(keyword)) {
    const map = mapOf(rest);
    if (map !== undefined) material.maps.set(keyword, map);
    return;
  }
  const numbers = rest.split(/\s+/).map(Number);
  const [first = Number.NaN, second = first, third = first] = numbers;
  const isNumber = Number.isFinite(first) && Number.isFinite(second) && Number.isFinite(third);
  if (keyword === 'ks' && isNumber && !(first === second && second === third)) material.ignored.add('Ks');
  if (SILENT.has(keyword)) return;
  if (keyword === 'd') {
    const opacity = Number(rest.replace(/^-halo\s+/, ''));
    if (Number.isFinite(opacity)) material.opacity = opacity;
  } else if (!isNumber) material.ignored.add(keyword);
  else if (keyword === 'kd') material.diffuse = [first, second, third];
  else if (keyword === 'ke') material.emissive = [first, second, third];
  else if (keyword === 'ns') material.shininess = first;
  else if (keyword === 'pr') material.roughness = first;
  else if (keyword === 'pm') material.metallic = first;
  else if (keyword === 'tr') material.opacity ??= 1 - first;
  else if (first !== 0) material.ignored.add(keyword);
}

/** `[-option words]* file name`, which may have blanks. */
function mapOf(rest: string): MtlMap | undefined {
  let left = rest;
  let isChanged = false;
  for (;;) {
    const [, option = '', behind = ''] = /^(-[a-z]+)\s+(.*)$/i.exec(left) ?? [];
    const words = OPTION_WORDS[option.toLowerCase()];
    if (words === undefined) break;
    let taken = behind;
    for (let word = 0; word < words; word += 1) {
      if (word > 0 && words === 3 && !/^[-+.\d]+(e[-+]?\d+)?\s/i.test(taken)) break;
      taken = taken.replace(/^\S+\s*/, '');
    }
    const value = behind.slice(0, behind.length - taken.length).trim();
    if (!HARMLESS.has(option.toLowerCase()) && !isNeutral(option.toLowerCase(), value)) isChanged = true;
    left = taken;
  }
  const file = left.replace(/^"(.*)"$/, '$1');
  return file === '' ? undefined : { file, isChanged };
}

function isNeutral(option: string, value: string): boolean {
  if (option === '-clamp') return value.toLowerCase() === 'off';
  if (option === '-mm') return /^0(\.0+)?\s+1(\.0+)?$/.test(value);
  const neutral = option === '-s' ? 1 : 0;
  return value.split(/\s+/).every((word) => Number(word) === neutral);
}
