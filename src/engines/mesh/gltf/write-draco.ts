import type { Primitive } from '../model.ts';
import type { BufferLayout } from './buffer-layout.ts';
import type { EncodeDraco } from './draco-encoder.ts';
import type { GltfPrimitive } from './gltf-json.ts';
import type { Grid } from './grid.ts';
import { namedUvs } from './uv-map.ts';
import { rangeOf } from './write-vertices.ts';

export const DRACO = 'KHR_draco_mesh_compression';

/** The compressed bytes of a primitive, whose view is known once the layout is finished. */
export interface DracoBlob {
  blob: number;
  extension: { bufferView: number; attributes: Record<string, number> };
}

/** As layOutPrimitive: the accessors say what will be there once the data is decoded. */
export function layOutDraco(
  layout: BufferLayout,
  primitive: Primitive,
  grid: Grid,
  encode: EncodeDraco,
): { written: GltfPrimitive; blob: DracoBlob } {
  const { bytes, vertices: count, ids } = encode(primitive, grid);
  const extension = { bufferView: 0, attributes: ids };
  const attributes: GltfPrimitive['attributes'] = {
    POSITION: layout.addBareAccessor({
      componentType: 5126,
      type: 'VEC3',
      count,
      ...rangeOf(primitive.positions),
    }),
  };
  if (ids.NORMAL !== undefined) {
    attributes.NORMAL = layout.addBareAccessor({ componentType: 5126, type: 'VEC3', count });
  }
  for (const [name] of namedUvs(primitive)) {
    attributes[name] = layout.addBareAccessor({ componentType: 5126, type: 'VEC2', count });
  }
  if (ids.COLOR_0 !== undefined) {
    const shape = { componentType: 5123, type: 'VEC4', normalized: true } as const;
    attributes.COLOR_0 = layout.addBareAccessor({ ...shape, count });
  }
  const corners = primitive.indices.length;
  const indices = layout.addBareAccessor({ componentType: 5125, type: 'SCALAR', count: corners });
  return {
    written: { attributes, indices, extensions: { [DRACO]: extension } },
    blob: { blob: layout.addBlob(bytes), extension },
  };
}
