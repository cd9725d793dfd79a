import { LRUCache } from 'lru-cache';
import type { Conversion } from '../../domain/conversion.ts';
import type { ConversionStore } from '../../domain/ports.ts';
import { conversionView } from '../conversion-view.ts';

const MOST_CHARACTERS = 4 * 1024 * 1024;

/**
 * The resource as JSON. Clients ask for the same conversion again and again, and building the text costs more than
 * reading the record, so it is kept until the revision changes; not while pending, when `queue_position` changes without one.
 */
export function createConversionRenderer(
  store: Pick<ConversionStore, 'countPendingBefore'>,
): (conversion: Conversion) => string | Promise<string> {
  const kept = new LRUCache<string, { revision: number; json: string }>({
    maxSize: MOST_CHARACTERS,
    sizeCalculation: ({ json }) => json.length,
  });
  const render = async (conversion: Conversion): Promise<string> => {
    const json = JSON.stringify(await conversionView(store, conversion));
    if (conversion.status !== 'pending') kept.set(conversion.id, { revision: conversion.revision, json });
    return json;
  };
  return (conversion) => {
    const known = kept.get(conversion.id);
    return known?.revision === conversion.revision ? known.json : render(conversion);
  };
}
