type Document = { paths?: Record<string, Record<string, { responses?: Record<string, unknown> }>> };

/**
 * The answers that the OpenAPI document does not know, such as `GET /api/v1/conversions/{id} 418`. Requests that are
 * to no operation of the document do not count.
 * @param logged the app's log, in JSON lines of level info
 */
export function undocumentedAnswers(document: unknown, logged: readonly string[]): string[] {
  const operations = Object.entries((document as Document).paths ?? {}).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { responses }]) => ({
      name: `${method.toUpperCase()} ${path}`,
      method: method.toUpperCase(),
      pattern: new RegExp(`^${path.replace(/[.]/g, '\\.').replace(/\{\w+\}/g, '[^/]+')}$`),
      statuses: Object.keys(responses ?? {}),
    })),
  );
  const lines = logged.map((line) => JSON.parse(line) as LogLine);
  const requests = new Map(lines.flatMap(({ reqId, req }) => (reqId && req ? [[reqId, req]] : [])));
  const missing = lines.flatMap(({ reqId, res }) => {
    const request = requests.get(reqId ?? '');
    if (request === undefined || res === undefined) return [];
    const path = request.url.split('?', 1)[0] ?? '';
    const operation = operations.find(
      ({ method, pattern }) => method === request.method && pattern.test(path),
    );
    if (operation === undefined || operation.statuses.includes(`${res.statusCode}`)) return [];
    return [`${operation.name} ${res.statusCode}`];
  });
  return [...new Set(missing)];
}

interface LogLine {
  reqId?: string;
  req?: { method: string; url: string };
  res?: { statusCode: number };
}
