/** A name as it stands in the file, `m:colorgroup`, in its two halves. */
export interface XmlName {
  text: string;
  prefix: string;
  local: string;
  /** Of the attribute `xmlns:m`: `m`; of `xmlns`: ''; of all others undefined. */
  declares: string | undefined;
}

/** Few names come millions of times: each becomes a string once. */
export class XmlNames {
  private readonly byHash = new Map<number, { bytes: Uint8Array; name: XmlName }[]>();
  private count = 0;

  /** Undefined beyond `MOST_NAMES`, which no format has. */
  find(bytes: Uint8Array, start: number, end: number): XmlName | undefined {
    let hash = end - start;
    for (let at = start; at < end; at += 1) hash = (Math.imul(hash, 31) + bytes[at]!) | 0;
    const known = this.byHash.get(hash);
    if (known !== undefined)
      for (const each of known) if (isSame(each.bytes, bytes, start, end)) return each.name;
    return this.add(hash, new Uint8Array(bytes.subarray(start, end))); // a copy: what is read next takes the memory
  }

  private add(hash: number, bytes: Uint8Array): XmlName | undefined {
    if (this.count >= MOST_NAMES) return undefined;
    this.count += 1;
    const text = Buffer.from(bytes).toString('utf8');
    const colon = text.indexOf(':');
    const prefix = text.slice(0, Math.max(0, colon));
    const local = text.slice(colon + 1);
    const declares = prefix === 'xmlns' ? local : text === 'xmlns' ? '' : undefined;
    const name = { text, prefix, local, declares };
    const known = this.byHash.get(hash);
    if (known === undefined) this.byHash.set(hash, [{ bytes, name }]);
    else known.push({ bytes, name });
    return name;
  }
}

const MOST_NAMES = 10_000;

function isSame(known: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
  if (known.length !== end - start) return false;
  for (let at = 0; at < known.length; at += 1) if (known[at] !== bytes[start + at]) return false;
  return true;
}
