import { LRUCache } from 'lru-cache';
import type { ConversionDocument } from './mongo-documents.ts';

const MOST_DOCUMENTS = 1000;
const MOST_CHARACTERS = 16 * 1024 * 1024;

/**
 * What this process last read or wrote, so that a change need not read it again. It may be outdated: whoever changes
 * it compares the revision on the server.
 */
export function createRecentDocuments() {
  const documents = new LRUCache<string, ConversionDocument>({
    max: MOST_DOCUMENTS,
    maxSize: MOST_CHARACTERS,
    sizeCalculation: ({ json }) => json.length,
  });
  return {
    keep(document: ConversionDocument): void {
      documents.set(document._id, document);
    },
    at(id: string, revision: number): ConversionDocument | undefined {
      const document = documents.get(id);
      return document?.revision === revision ? document : undefined;
    },
  };
}
