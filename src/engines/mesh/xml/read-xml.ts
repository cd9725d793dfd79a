import { Problem } from '../../../domain/problem.ts';
import type { EngineLimits } from '../../engine-module.ts';
import { utf8Chunks } from './utf8-chunks.ts';
import { XmlScanner } from './xml-scanner.ts';

/** What happens in a document; the scanner answers questions about the event until the method returns. */
export interface XmlHandler {
  open(xml: XmlScanner): void;
  close?(xml: XmlScanner): void;
  text?(xml: XmlScanner): void;
}

/** Reads a whole document. Throws `input_malformed`, `input_truncated` or `input_limit_exceeded`, and what the handler throws. */
export async function readXml(
  chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  handler: XmlHandler,
  { maxXmlDepth }: Pick<EngineLimits, 'maxXmlDepth'>,
): Promise<void> {
  const xml = new XmlScanner(maxXmlDepth);
  let hasRoot = false;
  const handle = (): void => {
    for (let event = xml.next(); event !== undefined; event = xml.next()) {
      hasRoot = true;
      if (event === 'open') handler.open(xml);
      else if (event === 'close') handler.close?.(xml);
      else handler.text?.(xml);
    }
  };
  for await (const chunk of utf8Chunks(chunks)) {
    xml.feed(chunk);
    handle();
  }
  xml.end();
  handle();
  if (!hasRoot)
    throw new Problem('input_truncated', { detail: 'The XML has no element. Export the file again.' });
}
