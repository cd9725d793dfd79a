import type { Growth } from '../tools/growable.ts';
import type { XmlView } from './xml-view.ts';

/** From here on it is seen how many bytes each item takes. */
const SAMPLE = 1 << 16;
/** More may be the content of other lists. */
const MOST_TIMES = 8;
const LEAST_TIMES = 1.25;
const MARGIN = 1.05;

/**
 * Growth of a list that is filled while a document is read: a long one makes room for what may follow, since each time
 * that it moves it leaves a copy behind, and these took more memory than the list.
 * @param totalBytes of the document
 */
export function expectedGrowth(xml: Pick<XmlView, 'position'>, totalBytes: number): Growth {
  let first: { items: number; at: number } | undefined;
  return (items) => {
    const at = xml.position;
    first ??= { items, at };
    if (items < SAMPLE || first.items === items) return items * 2;
    const itemsPerByte = (items - first.items) / Math.max(1, at - first.at); // an element may bring many items
    const expected = (items + (totalBytes - at) * itemsPerByte) * MARGIN;
    return Math.ceil(Math.min(items * MOST_TIMES, Math.max(items * LEAST_TIMES, expected)));
  };
}
