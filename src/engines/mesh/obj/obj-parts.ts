import type { EngineLimits } from '../../engine-module.ts';
import type { Material, Mesh, MeshModel, MeshNode } from '../model.ts';
import { UNKNOWN_COLOUR } from '../tools/colour.ts';
import type { Growth } from '../tools/growable.ts';
import { CornerTable } from './corner-table.ts';
import { PrimitiveBuilder } from './obj-primitive.ts';
import type { ObjVertices } from './obj-vertices.ts';

/** The material of triangles that have none; `usemtl` cannot be taken back. */
export const NO_MATERIAL = '(null)';

/** Sorts triangles by part (`o`, `g`), material (`usemtl`) and the attributes that their corners have. */
export class ObjParts {
  private readonly parts = new Map<string, PartBuilder>();
  private readonly materials = new Map<string, number>();
  private object = '';
  private objects = 0;
  private group = '';
  private material = '';
  private current: PrimitiveBuilder | undefined;
  private readonly corners = new CornerTable();
  private primitives = 0;
  private readonly limits: EngineLimits;
  private readonly growth: () => Growth;

  /** @param growth of a list */
  constructor(limits: EngineLimits, growth: () => Growth) {
    this.limits = limits;
    this.growth = growth;
  }

  /** Programs name two objects alike; each is a part of its own. */
  beginObject(name: string): void {
    this.object = name;
    this.objects += 1;
    this.group = '';
    this.current = undefined;
  }

  /** A group may be left and entered again. `default` is what a program that has no groups writes, and what no name means. */
  beginGroup(name: string): void {
    this.group = name === 'default' ? '' : name;
    this.current = undefined;
  }

  /** Programs that must name one where there is none write `None` or `(null)`. */
  useMaterial(name: string): void {
    this.material = name === NO_MATERIAL || name === 'None' ? '' : name;
    this.current = undefined;
  }

  /** Where the corners of the next face go. */
  primitive(hasUvs: boolean, hasNormals: boolean): PrimitiveBuilder {
    const { current } = this;
    if (current !== undefined && current.hasUvs === hasUvs && current.hasNormals === hasNormals)
      return current;
    const { object, group } = this;
    const partKey = `${this.objects} ${group}`;
    let part = this.parts.get(partKey);
    if (part === undefined)
      this.parts.set(partKey, (part = { name: group || object, primitives: new Map() }));
    const material = this.material === '' ? undefined : this.numberOf(this.material);
    const key = `${material} ${hasUvs} ${hasNormals}`;
    let primitive = part.primitives.get(key);
    if (primitive === undefined) {
      const kind = { material, hasUvs, hasNormals };
      this.primitives += 1;
      primitive = new PrimitiveBuilder(kind, this.corners, this.primitives, this.limits, this.growth());
      part.primitives.set(key, primitive);
    }
    this.current = primitive;
    return primitive;
  }

  get vertexCount(): number {
    let count = 0;
    for (const { primitives } of this.parts.values()) {
      for (const primitive of primitives.values()) count += primitive.vertexCount;
    }
    return count;
  }

  /** The parts that have triangles, in the order of their first face. */
  finish(vertices: ObjVertices): Pick<MeshModel, 'nodes' | 'meshes' | 'materials' | 'images'> {
    const nodes: MeshNode[] = [];
    const meshes: Mesh[] = [];
    for (const { name, primitives } of this.parts.values()) {
      nodes.push(name === '' ? { mesh: meshes.length } : { name, mesh: meshes.length });
      meshes.push({ primitives: [...primitives.values()].map((each) => each.finish(vertices)) });
    }
    // White leaves the colours of the vertices as they are.
    const [red, green, blue, alpha] = vertices.hasColours ? ([1, 1, 1, 1] as const) : UNKNOWN_COLOUR;
    const materials = [...this.materials.keys()].map(
      (name): Material => ({ name, baseColour: [red, green, blue, alpha], metallic: 0, roughness: 0.5 }),
    );
    return { nodes, meshes, materials, images: [] };
  }

  private numberOf(material: string): number {
    const known = this.materials.get(material);
    if (known !== undefined) return known;
    this.materials.set(material, this.materials.size);
    return this.materials.size - 1;
  }
}

interface PartBuilder {
  name: string;
  primitives: Map<string, PrimitiveBuilder>;
}
