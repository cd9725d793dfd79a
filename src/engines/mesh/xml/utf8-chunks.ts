import { TextDecoder } from 'node:util';
import { Problem } from '../../../domain/problem.ts';

const HEAD_BYTES = 256;

/**
 * The bytes of an XML document in UTF-8, whatever they were: UTF-16 with a byte order mark, or what the XML declaration
 * says. Throws `input_feature_unsupported` where nobody knows the encoding.
 */
export async function* utf8Chunks(
  chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  let head: Uint8Array | undefined = new Uint8Array(0);
  let decoder: TextDecoder | undefined;
  for await (const chunk of chunks) {
    let piece = chunk;
    if (head !== undefined) {
      piece = head.length === 0 ? chunk : Buffer.concat([head, chunk]);
      if (piece.length < HEAD_BYTES) {
        head = piece;
        continue;
      }
      head = undefined;
      decoder = decoderFor(piece);
    }
    yield decoder === undefined ? piece : Buffer.from(decoder.decode(piece, { stream: true }));
  }
  if (head !== undefined) {
    decoder = decoderFor(head);
    yield decoder === undefined ? head : Buffer.from(decoder.decode(head, { stream: true }));
  }
  if (decoder !== undefined) yield Buffer.from(decoder.decode());
}

function decoderFor(head: Uint8Array): TextDecoder | undefined {
  if (head[0] === 0xff && head[1] === 0xfe) return new TextDecoder('utf-16le');
  if (head[0] === 0xfe && head[1] === 0xff) return new TextDecoder('utf-16be');
  const text = Buffer.from(head.subarray(0, HEAD_BYTES)).toString('latin1');
  const said = /^(?:\xef\xbb\xbf)?<\?xml[^>]*?\sencoding\s*=\s*["']([\w.:-]+)["']/.exec(text)?.[1];
  if (said === undefined || /^(utf-?8|us-ascii|utf-?16)$/i.test(said)) return undefined;
  try {
    return new TextDecoder(said);
  } catch (cause) {
    throw new Problem('input_feature_unsupported', {
      detail: 'The XML is in a character encoding that is not known. Save it as UTF-8.',
      cause,
    });
  }
}
