/**
 * Whether an Accept header admits a type; the most specific range decides (RFC 9110 § 12.5.1). None admits everything.
 * @param type such as `text/event-stream`
 */
export function accepts(header: string | undefined, type: string): boolean {
  if (header === undefined || header.trim() === '') return true;
  const qualities = qualitiesOf(header);
  const group = `${type.split('/', 1)[0]}/*`;
  return (qualities.get(type) ?? qualities.get(group) ?? qualities.get('*/*') ?? 0) > 0;
}

/** Whether a header of the Accept family names a value itself; a wildcard does not. */
export const names = (header: string | undefined, value: string): boolean =>
  (qualitiesOf(header ?? '').get(value) ?? 0) > 0;

const qualitiesOf = (header: string): ReadonlyMap<string, number> =>
  new Map(header.split(',').map(qualityOf));

function qualityOf(range: string): [name: string, quality: number] {
  const [name = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
  const [, quality = '1'] =
    parameters.map((parameter) => /^q=([01](?:\.\d{0,3})?)$/.exec(parameter)).find(Boolean) ?? [];
  return [name, Number(quality)];
}
