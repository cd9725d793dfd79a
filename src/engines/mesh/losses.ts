import { FORMATS, type FormatId } from '../../domain/formats.ts';
import type { Loss } from '../../domain/report.ts';
import { holds } from '../format-traits.ts';
import type { Inventory } from './inventory.ts';

const SHOWS_ONE_OF_BOTH: ReadonlySet<FormatId> = new Set(['3mf', 'usdz']);

/** What a reader could not take over, where it matters for the target: flat faces are made anew of what lies in one plane. */
export const lossesOfReading = (lost: readonly Loss[], target: FormatId): readonly Loss[] =>
  FORMATS[target].family === 'brep' ? lost.filter(({ what }) => what !== 'polygons') : lost;

/** What the source had and the written file has not. */
export function compareInventories(before: Inventory, after: Inventory, target: FormatId): Loss[] {
  const name = FORMATS[target].name;
  const coloursKept = after.vertexColours > 0 && before.materialColours > 0;
  const materialsKept = after.materials > 0;
  const losses: Loss[] = [
    { what: 'separate parts', count: before.parts - after.parts, why: `${name} holds them as one here.` },
    {
      what: 'names',
      count: countMissing(before.names, after.names),
      why: `${name} has no place for them here.`,
    },
    {
      what: 'assembly nodes',
      count: before.assemblyNodes - after.assemblyNodes,
      why: `${name} holds no tree here; every part lies where the tree put it.`,
    },
    {
      what: 'empty nodes',
      count: before.emptyNodes - after.emptyNodes,
      why: `They have no geometry below them, and ${name} holds nothing else here.`,
    },
    {
      what: 'instances',
      count: before.instances - after.instances,
      why: `${name} cannot show one mesh twice here; each has its own triangles now.`,
    },
    { what: 'vertex normals', count: gone(before.normals, after.normals), why: whyNoAttribute(target) },
    { what: 'texture coordinates', count: gone(before.uvs, after.uvs), why: whyNoAttribute(target) },
    {
      what: 'further texture coordinate sets',
      count: gone(before.secondUvs, after.secondUvs),
      why: holds(target, 'texture coordinates') ? `${name} has one set here.` : `${name} has none.`,
    },
    {
      what: 'vertex colours',
      count: Math.max(
        // Triangles of 3MF that are of one colour each are read as materials.
        gone(before.vertexColours, after.vertexColours + (target === '3mf' ? after.materials : 0)),
        SHOWS_ONE_OF_BOTH.has(target) && after.textures > 0 ? before.coloursOverImages : 0,
      ),
      why: holds(target, 'vertex colours')
        ? `${name} shows either them or the image of a material.`
        : `${name} has none.`,
    },
    {
      what: 'materials',
      count: before.materials - after.materials,
      why: coloursKept
        ? `${name} has none; their colours were written for each vertex.`
        : `${name} has no place for all of them.`,
    },
    {
      what: 'material colours',
      count:
        before.materials > after.materials || coloursKept
          ? 0
          : before.materialColours - after.materialColours,
      why: `${name} holds the names of materials; their colours are written with the option "materials".`,
    },
    {
      what: 'material names',
      count: materialsKept ? before.materialNames - after.materialNames : 0,
      why: `${name} holds the colours of materials without their names here.`,
    },
    {
      what: 'material finishes',
      count: materialsKept ? before.finishes - after.finishes : 0,
      why: `${name} has no place here for metalness, roughness, emission and ways of transparency.`,
    },
    {
      what: 'polygons',
      count: after.polygons === 0 ? (before.polygons ?? 0) : 0,
      why: holds(target, 'polygons')
        ? 'The option "faces" asked for triangles.'
        : `${name} holds triangles only here; faces of more corners were cut into them.`,
    },
    {
      what: 'textures',
      // The image that a second set placed may be there for another use.
      count: Math.max(
        before.textures - after.textures,
        before.texturesOnSecondUvs - after.texturesOnSecondUvs,
      ),
      why: whyNoTexture(target),
    },
    {
      what: 'texture wrap modes',
      count: after.textures > 0 ? before.wraps - after.wraps : 0,
      why: `Textures of ${name} repeat here.`,
    },
  ];
  return losses.filter(({ count }) => count > 0);
}

function whyNoAttribute(target: FormatId): string {
  if (target === 'ply') return 'PLY has them for every vertex or for none, and some parts have none.';
  if (target === 'off') {
    return 'OFF gets them only where vertex_attributes is "all" and every part has them: few programs read them.';
  }
  if (target === '3mf') return '3MF has no normals, and texture coordinates only together with an image.';
  return `${FORMATS[target].name} has none.`;
}

/** Vertices are made one and split on the way, so only the absence of all of them is a loss. */
const gone = (before: number, after: number): number => (after === 0 ? before : 0);

function countMissing(before: readonly string[] | undefined, after: readonly string[] | undefined): number {
  if (before === undefined || after === undefined) return 0;
  const left = new Map<string, number>();
  for (const name of after) left.set(name, (left.get(name) ?? 0) + 1);
  let missing = 0;
  for (const name of before) {
    const count = left.get(name) ?? 0;
    if (count === 0) missing += 1;
    else left.set(name, count - 1);
  }
  return missing;
}

function whyNoTexture(target: FormatId): string {
  if (target === '3mf') return '3MF has images of base colours only.';
  if (target !== 'obj') return `${FORMATS[target].name} cannot hold images.`;
  return 'OBJ has its images beside it, those of colour, emission and normals on one set of texture coordinates, with the option "materials".';
}
