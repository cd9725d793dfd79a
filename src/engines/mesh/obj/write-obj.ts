import { DEFAULT_LIMITS } from '../../../domain/engine-limits.ts';
import type { OutputLimit } from '../../output-limit.ts';
import { writeThrough } from '../io/file-writer.ts';
import type { Material, MeshModel, Primitive } from '../model.ts';
import { nodeName, partNames } from '../part-names.ts';
import type { OnFraction } from '../read-result.ts';
import { hasColours } from '../tools/colour.ts';
import { countFlattened, placedParts } from '../tools/flatten.ts';
import { listPart } from './list-vertices.ts';
import { materialNames, objName } from './material-names.ts';
import { NO_MATERIAL } from './obj-parts.ts';
import { ObjWriter } from './obj-writer.ts';

const REPORT_EVERY = 1 << 15;

/**
 * Writes Wavefront OBJ in the model's own unit and frame: an object for each part, with vertices where they lie in the
 * world. Materials are written by name. Their colours, which would need an .mtl file, are multiplied with those of the
 * vertices and written as `v x y z r g b`. The same model gives the same bytes.
 * @param library the file that says what the materials are like: vertices have then only the colours of their own
 */
export function writeObj(
  model: MeshModel,
  path: string,
  modelName: string,
  onFraction?: OnFraction,
  library?: string,
  limits: OutputLimit = DEFAULT_LIMITS,
): void {
  const { triangles } = countFlattened(model);
  const shown = model.nodes.filter(({ mesh }) => mesh !== undefined);
  const parts = partNames(
    shown.map((node) => nodeName(node, model.meshes)),
    modelName,
  );
  const materials = materialNames(model.materials);
  const dressed = library === undefined ? model.materials : model.materials.map(withoutColour);
  const coloured = hasColours({ ...model, materials: dressed });
  let part = 0;
  let done = 0;
  const count = (): void => {
    done += 1;
    if (done % REPORT_EVERY === 0) onFraction?.(done / triangles);
  };
  writeThrough(path, limits, (writer) => {
    writer.text(`# Wavefront OBJ written by converto; ${model.unit}, ${model.upAxis.toUpperCase()}-up\n`);
    if (library !== undefined) writer.text(`mtllib ${library}\n`);
    const lines = new ObjWriter(writer);
    let material = NO_MATERIAL;
    const useMaterial = (primitive: Primitive): void => {
      const name = primitive.material === undefined ? NO_MATERIAL : materials[primitive.material]!;
      if (name !== material) writer.text(`usemtl ${name}\n`);
      material = name;
    };
    for (const { primitives } of placedParts(model)) {
      writer.text(`o ${objName(parts[part++]!)}\n`);
      const listed = listPart(primitives, coloured ? dressed : undefined);
      lines.writePart(primitives, listed, useMaterial, count);
    }
  });
  onFraction?.(1);
}

const withoutColour = (material: Material): Material => ({ ...material, baseColour: [1, 1, 1, 1] });
