import type { EngineLimits } from '../../../engine-module.ts';
import { tooManyParts } from '../../limits.ts';
import type { MeshNode } from '../../model.ts';
import type { Matrix } from '../../tools/matrix.ts';

/** The nodes of the model, a parent before its children. */
export class SceneNodes {
  readonly list: MeshNode[] = [];
  private readonly limits: EngineLimits;
  /** Nodes that are prims with a shape of their own. */
  private readonly shapes = new Set<MeshNode>();

  constructor(limits: EngineLimits) {
    this.limits = limits;
  }

  /** Instances of instances multiply. Throws `input_limit_exceeded`. */
  add(node: MeshNode): number {
    if (this.list.length >= this.limits.maxParts) throw tooManyParts(undefined, this.limits);
    return this.list.push(node) - 1;
  }

  /** Whatever is below it is added before `finish`. */
  begin(name: string, parent: number | undefined, matrix: Matrix | undefined): number {
    return this.add({ name, ...(parent !== undefined && { parent }), ...(matrix && { matrix }) });
  }

  show(index: number, mesh: number): void {
    const node = this.list[index]!;
    node.mesh = mesh;
    this.shapes.add(node);
  }

  /**
   * Leaves the node out where it is empty and stands for nothing of its own. Gives it the mesh of its only child where
   * that has no place and no children of its own: programs write an object and its mesh as two prims.
   */
  finish(index: number, keepsEmpty: boolean): void {
    const { list } = this;
    const node = list[index]!;
    if (list.length === index + 1 && node.mesh === undefined && !keepsEmpty) list.pop();
    if (list.length !== index + 2 || node.mesh !== undefined) return;
    const child = list[index + 1]!;
    if (child.parent !== index || child.matrix !== undefined || !this.shapes.has(child)) return;
    list.pop();
    node.mesh = child.mesh!;
  }

  /** Takes back the nodes from `start` on, which stand below `parent`; `place` adds them again, any number of times. */
  takeOut(start: number, parent: number): { place: (under: MeshNode) => void } {
    const taken = this.list.splice(start);
    return {
      place: (under) => {
        const top = this.add(under);
        const shift = top + 1 - start;
        for (const node of taken) {
          const above = node.parent;
          if (above === undefined) this.add({ ...node });
          else this.add({ ...node, parent: above === parent ? top : above + shift });
        }
      },
    };
  }
}
