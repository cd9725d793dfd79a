export const vertex = (x: number, y: number, z: number, more = ''): string =>
  `<vertex><coordinates><x>${x}</x><y>${y}</y><z>${z}</z></coordinates>${more}</vertex>`;

/** Those of a corner of a unit cube at the origin. */
export const VERTICES = `<vertices>${vertex(0, 0, 0)}${vertex(1, 0, 0)}${vertex(0, 1, 0)}${vertex(0, 0, 1)}</vertices>`;

/** Closed, of volume 1/6. */
export const TRIANGLES = [
  [0, 2, 1],
  [0, 1, 3],
  [0, 3, 2],
  [1, 2, 3],
]
  .map(([a, b, c]) => `<triangle><v1>${a}</v1><v2>${b}</v2><v3>${c}</v3></triangle>`)
  .join('');

export const volume = (triangles = TRIANGLES, attributes = '', more = ''): string =>
  `<volume ${attributes}>${more}${triangles}</volume>`;

export const object = (id: string, mesh = VERTICES + volume(), more = ''): string =>
  `<object id="${id}">${more}<mesh>${mesh}</mesh></object>`;

export const amf = (content: string, attributes = 'unit="millimeter"'): string =>
  `<?xml version="1.0" encoding="utf-8"?>\n<amf ${attributes}>${content}</amf>`;
