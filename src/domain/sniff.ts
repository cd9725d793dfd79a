import { FORMATS, type FormatId } from './formats.ts';

/** How many bytes from the start of a file `contentProblem` wants to see; fewer only where the file is shorter. */
export const SNIFF_BYTES = 1024;

/**
 * Says in one sentence why these first bytes cannot be of the format that the file name claims; undefined where they
 * may be. It refuses what is plainly something else, before gigabytes are read; the readers do the real checks.
 */
export function contentProblem(format: FormatId, head: Uint8Array): string | undefined {
  const looksLike = LOOKS_LIKE[format] ?? hasMagicOf(format);
  if (looksLike(head)) return undefined;
  const seen = identify(head);
  const looks = seen === undefined ? '' : ` It looks like ${seen}.`;
  return `The content does not begin like ${FORMATS[format].name}.${looks} Rename the file or export it again.`;
}

const hasMagicOf =
  (format: FormatId) =>
  (head: Uint8Array): boolean =>
    FORMATS[format].magic?.some((magic) => latin1(head).startsWith(magic)) ?? true;

const LOOKS_LIKE: Readonly<Partial<Record<FormatId, (head: Uint8Array) => boolean>>> = {
  step: (head) => textOf(head).startsWith('ISO-10303-21'),
  // Column 73 of the first record names its section: S (start), or B and C in the binary and compressed forms.
  iges: (head) => /^[^\r\n]{72}[SBC]/.test(latin1(head)),
  brep: (head) => /^(DBRep_DrawableShape|CASCADE Topology V|Open CASCADE Topology V)/.test(textOf(head)),
  stl: looksLikeStl,
  obj: looksLikeObj,
  ply: (head) => /^ply[ \t]*[\r\n]/.test(latin1(head)),
  glb: (head) => latin1(head).startsWith('glTF'),
  gltf: (head) => textOf(head).startsWith('{'),
  off: looksLikeOff,
  '3mf': isZip,
  amf: (head) => isZip(head) || looksLikeXml(head),
  dae: looksLikeXml,
  fbx: (head) => latin1(head).startsWith('Kaydara FBX Binary') || isText(head),
  // The first chunk of a file, 0x4D4D, with its length.
  '3ds': (head) => head[0] === 0x4d && head[1] === 0x4d,
  x3d: looksLikeScene,
  vrml: looksLikeScene,
  usdz: isZip,
  usd: (head) => latin1(head).startsWith('PXR-USDC') || textOf(head).startsWith('#usda'),
  ifc: (head) => textOf(head).startsWith('ISO-10303-21'),
  '3dm': (head) => latin1(head).startsWith('3D Geometry File Format'),
  zip: isZip,
};

function isZip(head: Uint8Array): boolean {
  return latin1(head).startsWith('PK\x03\x04');
}

function looksLikeXml(head: Uint8Array): boolean {
  const text = latin1(head);
  return /^(\xff\xfe|\xfe\xff)/.test(text) || textOf(head).startsWith('<');
}

/** X3D in XML or in the classic encoding, and VRML: each also packed with gzip. The readers go by the content. */
function looksLikeScene(head: Uint8Array): boolean {
  const isGzip = head[0] === 0x1f && head[1] === 0x8b;
  return isGzip || looksLikeXml(head) || /^#(VRML|X3D)\b/.test(textOf(head));
}

/** Geomview's first word may have prefixes (ST, C, N, 4, n) and may be missing; then the counts come first. */
function looksLikeOff(head: Uint8Array): boolean {
  return /^(?:#[^\n]*\n\s*)*(?:(?:ST)?C?N?4?n?OFF(?![A-Za-z])|\d+\s+\d+)/.test(textOf(head));
}

/** ASCII begins with `solid`. A binary header may hold anything (even `solid`), so refuse only what is plainly not. */
function looksLikeStl(head: Uint8Array): boolean {
  if (/^solid\b/i.test(textOf(head))) return true;
  return head.length >= 84 && identify(head) === undefined && !isText(head);
}

const OBJ_KEYWORDS = new Set(
  'v vt vn vp f l p o g s mg usemtl mtllib usemap maplib cstype deg bmat step curv curv2 surf parm trim hole scrv sp end con bevel c_interp d_interp lod shadow_obj trace_obj ctech stech call csh'.split(
    ' ',
  ),
);

function looksLikeObj(head: Uint8Array): boolean {
  if (!isText(head)) return false;
  const statement = textOf(head)
    .split(/\r\n|\n|\r/)
    .map((line) => line.trim())
    .find((line) => line !== '' && !line.startsWith('#'));
  return statement === undefined || OBJ_KEYWORDS.has(statement.split(/\s/, 1)[0] ?? '');
}

const SIGNATURES: readonly (readonly [RegExp, string])[] = [
  [/^ISO-10303-21/, 'STEP'],
  [/^(DBRep_DrawableShape|CASCADE Topology V|Open CASCADE Topology V)/, 'OpenCASCADE BREP'],
  [/^glTF/, 'binary glTF (.glb)'],
  [/^ply[ \t]*[\r\n]/, 'PLY'],
  [/^PK\x03\x04/, 'a ZIP archive'],
  [/^\x1f\x8b/, 'a gzip archive'],
  [/^Kaydara FBX Binary/, 'FBX'],
  [/^(PXR-USDC|#usda)/, 'USD'],
  [/^3D Geometry File Format/, 'Rhino 3DM'],
  [/^\x89PNG/, 'a PNG image'],
  [/^\xff\xd8\xff/, 'a JPEG image'],
  [/^%PDF-/, 'a PDF document'],
  [/^\x7fELF/, 'a program'],
  [/^<(\?xml|!DOCTYPE|html|svg|COLLADA|X3D)/i, 'XML or HTML'],
  [/^#VRML/, 'VRML'],
  [/^[^\r\n]{72}S[ 0-9]{7}/, 'IGES'],
  [/^\s*solid\s/i, 'ASCII STL'],
  [/^\s*\{/, 'JSON'],
];

function identify(head: Uint8Array): string | undefined {
  const text = latin1(head);
  return SIGNATURES.find(([pattern]) => pattern.test(text))?.[1];
}

/** Without a UTF-8 byte order mark and leading white space. */
const textOf = (head: Uint8Array): string =>
  latin1(head)
    .replace(/^\xef\xbb\xbf/, '')
    .trimStart();

const latin1 = (head: Uint8Array): string => {
  let text = '';
  for (const byte of head.subarray(0, SNIFF_BYTES)) text += String.fromCharCode(byte);
  return text;
};

/** No control characters but white space. */
const isText = (head: Uint8Array): boolean => !/[\x00-\x08\x0e-\x1f]/.test(latin1(head));
