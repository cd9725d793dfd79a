import type { XmlHandler } from './read-xml.ts';
import type { XmlName } from './xml-names.ts';
import type { XmlScanner } from './xml-scanner.ts';

/**
 * What may stand in an element: for each name what to do where one opens. It returns the table of its own content;
 * without one, and for every name that is not in the table, all of it is skipped.
 */
export interface ElementTable {
  children: Readonly<Record<string, (xml: XmlScanner) => ElementTable | undefined>>;
  /** Text right within the element, in pieces. */
  text?(xml: XmlScanner): void;
  /** The element is closed. */
  close?(xml: XmlScanner): void;
}

/**
 * Follows the tables through a document.
 * @param prefixes for each namespace how the keys of its elements begin, such as `m:`
 * @param elsewhere the same for all others; the default is in no table
 */
export function followTables(
  document: ElementTable,
  prefixes: Readonly<Record<string, string>> = {},
  elsewhere = '?',
): XmlHandler {
  const keys = new Map<XmlName, { namespace: string; key: string }>();
  const keyOf = ({ name, namespace }: XmlScanner): string => {
    const known = keys.get(name);
    if (known?.namespace === namespace) return known.key;
    const prefix = namespace === '' ? '' : (prefixes[namespace] ?? elsewhere);
    const key = `${prefix}${name.local}`;
    keys.set(name, { namespace, key });
    return key;
  };
  const open: (ElementTable | undefined)[] = [document];
  return {
    open(xml) {
      const table = open.at(-1);
      const key = table && keyOf(xml);
      open.push(
        key !== undefined && Object.hasOwn(table!.children, key) ? table!.children[key]!(xml) : undefined,
      );
    },
    text(xml) {
      open.at(-1)?.text?.(xml);
    },
    close(xml) {
      open.pop()?.close?.(xml);
    },
  };
}

/** Of an element whose content does not matter. */
export const LEAF: ElementTable = { children: {} };
