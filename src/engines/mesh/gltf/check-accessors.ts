import { Problem } from '../../../domain/problem.ts';
import { bytesOf, componentsOf, type GltfAccessor, type GltfBufferView, type GltfJson } from './gltf-json.ts';

/**
 * Every buffer view lies within its buffer and every accessor within its view, so that what decodes them can trust
 * the JSON. What sparse indices hold is checked where they are decoded.
 */
export function checkAccessors(json: GltfJson): void {
  const { buffers = [], bufferViews = [], accessors = [] } = json;
  for (const [at, { buffer, byteOffset = 0, byteLength }] of bufferViews.entries()) {
    const whole = buffers[buffer];
    if (whole === undefined)
      throw malformed(`buffer view ${at} refers to buffer ${buffer}, which does not exist`);
    requireWithin(`buffer view ${at}`, byteOffset + byteLength, `buffer ${buffer}`, whole.byteLength);
  }
  const viewOf = (index: number, owner: string): GltfBufferView => {
    const view = bufferViews[index];
    if (view === undefined) throw malformed(`${owner} refers to buffer view ${index}, which does not exist`);
    return view;
  };
  for (const [at, accessor] of accessors.entries()) checkAccessor(accessor, `accessor ${at}`, viewOf);
}

function checkAccessor(
  accessor: GltfAccessor,
  name: string,
  viewOf: (index: number, owner: string) => GltfBufferView,
): void {
  const { bufferView, byteOffset = 0, count, sparse } = accessor;
  const elementBytes = elementBytesOf(accessor);
  if (bufferView !== undefined) {
    const view = viewOf(bufferView, name);
    const strideBytes = view.byteStride ?? elementBytes;
    if (strideBytes < elementBytes) throw malformed(`${name} has elements that are longer than their stride`);
    const endBytes = byteOffset + strideBytes * (count - 1) + elementBytes;
    requireWithin(name, endBytes, `buffer view ${bufferView}`, view.byteLength);
  }
  if (sparse === undefined) return;
  if (sparse.count > count) throw malformed(`${name} replaces ${sparse.count} of its ${count} elements`);
  const { indices, values } = sparse;
  requireWithin(
    `the sparse indices of ${name}`,
    (indices.byteOffset ?? 0) + sparse.count * bytesOf(indices.componentType),
    `buffer view ${indices.bufferView}`,
    viewOf(indices.bufferView, name).byteLength,
  );
  requireWithin(
    `the sparse values of ${name}`,
    (values.byteOffset ?? 0) + sparse.count * elementBytes,
    `buffer view ${values.bufferView}`,
    viewOf(values.bufferView, name).byteLength,
  );
}

/** Without the padding of matrix columns: no attribute of a vertex is a matrix. */
const elementBytesOf = ({ type, componentType }: GltfAccessor): number =>
  componentsOf(type) * bytesOf(componentType);

function requireWithin(what: string, endBytes: number, whole: string, wholeBytes: number): void {
  if (endBytes <= wholeBytes) return;
  throw malformed(`${what} ends at byte ${endBytes}, but ${whole} has only ${wholeBytes}`);
}

const malformed = (what: string): Problem =>
  new Problem('input_malformed', { detail: `In the glTF, ${what}. Export it again.` });
