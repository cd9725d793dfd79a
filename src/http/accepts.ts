/** @param type such as `text/event-stream` */
export function accepts(header: string | undefined, type: string): boolean {
  if (header === undefined || header.trim() === '') return true;
  const group = `${type.split('/', 1)[0]}/*`;
  return header.split(',').some((range) => {
    const [name = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    return (
      [type, group, '*/*'].includes(name) &&
      !parameters.some((parameter) => /^q=0(\.0{0,3})?$/.test(parameter))
    );
  });
}
