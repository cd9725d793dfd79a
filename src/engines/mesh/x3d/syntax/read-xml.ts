import { TextDecoder } from 'node:util';
import { type SaxesAttributeNS, type SaxesAttributePlain, SaxesParser } from 'saxes';
import { isProblem, Problem } from '../../../../domain/problem.ts';
import type { EngineLimits } from '../../../engine-module.ts';
import type { ByteSource } from './byte-source.ts';
import { LongNumbers } from './long-numbers.ts';
import type { Scene } from './scene-node.ts';
import { XmlScene } from './xml-scene.ts';

const CHUNK_BYTES = 1 << 20;
/** No attribute of a model is longer; V8 ends at 2^29. */
const LONGEST_TEXT = 400 << 20;

/**
 * Reads the XML encoding of X3D (ISO/IEC 19776-1). A document type is passed over: no entity is expanded but those of
 * XML itself, and nothing is fetched.
 * Throws `input_malformed` with the line, `input_truncated` or `input_limit_exceeded`.
 */
export function readXml(source: ByteSource, { maxXmlDepth }: EngineLimits): Scene {
  const decoder = decoderFor(source);
  const parser = new SaxesParser({ xmlns: false });
  const numbers = new LongNumbers();
  const scene = new XmlScene(numbers, maxXmlDepth);
  parser.on('error', ({ message }) => {
    throw malformed(parser.line + numbers.lines, message);
  });
  parser.on('opentag', ({ name, attributes }) => scene.open(name, plain(attributes)));
  parser.on('closetag', () => scene.close());
  try {
    for (;;) {
      if (source.at === source.end && !source.fill()) break;
      const to = Math.min(source.end, source.at + CHUNK_BYTES);
      const found = numbers.find(source, to);
      const end = found === undefined ? to : found < 0 ? -1 - found : found;
      parser.write(decoder.decode(source.bytes.subarray(source.at, end), { stream: true }));
      source.at = end;
      if (found === undefined) continue;
      if (found >= 0) parser.write(numbers.take(source));
      else if (!source.fill()) {
        parser.write(decoder.decode(source.bytes.subarray(end, to), { stream: true }));
        source.at = to;
      }
    }
    if (!scene.isComplete) throw truncated();
    parser.write(decoder.decode()).close();
  } catch (error) {
    if (error instanceof RangeError && !isProblem(error)) {
      const detail = `The file has an attribute of more than ${LONGEST_TEXT >> 20} MiB.`;
      throw new Problem('input_limit_exceeded', { detail, cause: error });
    }
    throw error;
  }
  return scene.finish();
}

type Attributes = Record<string, string | SaxesAttributePlain | SaxesAttributeNS>;

/** Without namespaces the values are strings. */
const plain = (attributes: Attributes): Record<string, string> => attributes as Record<string, string>;

/** By a byte order mark, the pattern of `<` in 16 bits, or the XML declaration; else UTF-8. */
function decoderFor(source: ByteSource): TextDecoder {
  while (source.end - source.at < 256 && source.fill());
  const head = source.bytes.subarray(source.at, Math.min(source.end, source.at + 256));
  const [first, second] = head;
  if ((first === 0xff && second === 0xfe) || (first === 0x3c && second === 0))
    return new TextDecoder('utf-16le');
  if ((first === 0xfe && second === 0xff) || (first === 0 && second === 0x3c))
    return new TextDecoder('utf-16be');
  const [, , label = 'utf-8'] =
    /^[^>]*\sencoding\s*=\s*(["'])([\w.:-]+)\1/.exec(Buffer.from(head).toString('latin1')) ?? [];
  try {
    return new TextDecoder(/^utf-?16/i.test(label) ? 'utf-8' : label);
  } catch (cause) {
    throw new Problem('input_malformed', {
      detail: 'The XML declaration names an encoding that is not known. Export the file in UTF-8.',
      cause,
    });
  }
}

const malformed = (line: number, cause: string): Problem =>
  new Problem('input_malformed', {
    detail: `Line ${line} of the X3D file is not well-formed XML. Export the file again.`,
    cause: new Error(cause),
  });

const truncated = (): Problem =>
  new Problem('input_truncated', {
    detail: 'The X3D file ends before its last element does. Export or upload it again.',
  });
