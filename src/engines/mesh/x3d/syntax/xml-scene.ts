import { Problem } from '../../../../domain/problem.ts';
import { tooDeepXml } from '../../limits.ts';
import { containerFieldOf } from './container-field.ts';
import type { LongNumbers } from './long-numbers.ts';
import { type NameScope, outerScope, scopeWithin } from './name-scope.ts';
import { emptyScene, type FieldValue, type Scene, type SceneNode } from './scene-node.ts';

type Attributes = Readonly<Record<string, string>>;

/** An element that is open, and what its children do to it. */
interface Frame {
  /** Takes a node that is a child; absent: it is passed over. */
  add?: (node: SceneNode, field: string) => void;
  /** The node that it is. */
  node?: SceneNode;
  /** Where `field` and `fieldValue` elements put their values. */
  values?: Map<string, FieldValue>;
  /** The names inside. */
  scope: NameScope;
  /** Declares a prototype with what was read. */
  close?: () => void;
  proto?: { defaults: Map<string, FieldValue>; body: SceneNode[] };
}

/** Not fields of a node. */
const NO_FIELDS = new Set(['DEF', 'USE', 'containerField', 'class', 'id', 'style']);

/** Makes a scene of the elements of an X3D file, one after another. */
export class XmlScene {
  private readonly scene = emptyScene();
  private readonly frames: Frame[] = [];
  private readonly numbers: LongNumbers;
  private readonly maxDepth: number;
  private hasRoot = false;

  /**
   * @param numbers what was taken out of the attributes
   * @param maxDepth elements within one another
   */
  constructor(numbers: LongNumbers, maxDepth: number) {
    this.numbers = numbers;
    this.maxDepth = maxDepth;
  }

  get isComplete(): boolean {
    return this.hasRoot && this.frames.length === 0;
  }

  open(element: string, attributes: Attributes): void {
    if (this.frames.length >= this.maxDepth) throw tooDeepXml(this.maxDepth);
    const above = this.frames.at(-1);
    if (above === undefined && element !== 'X3D') {
      throw new Problem('input_malformed', {
        detail: 'The XML file is no X3D: its outermost element has another name.',
      });
    }
    this.hasRoot = true;
    this.frames.push(
      above === undefined ? { scope: outerScope() } : this.frameOf(element, attributes, above),
    );
  }

  close(): void {
    this.frames.pop()?.close?.();
  }

  finish(): Scene {
    return this.scene;
  }

  private frameOf(element: string, attributes: Attributes, above: Frame): Frame {
    const { scene } = this;
    const { scope } = above;
    switch (element) {
      case 'Scene':
        return { scope, add: (node) => scene.roots.push(node) };
      case 'head':
      case 'meta':
      case 'component':
      case 'EXPORT':
      case 'IMPORT':
        return { scope };
      case 'unit':
        this.readUnit(attributes);
        return { scope };
      case 'ROUTE':
        scene.routes += 1;
        return { scope };
      case 'ExternProtoDeclare':
        scene.externProtos += 1;
        return { scope };
      case 'ProtoDeclare': {
        const proto = { defaults: new Map<string, FieldValue>(), body: [] as SceneNode[] };
        return { scope, proto, close: () => scope.protos.set(attributes.name ?? '', proto) };
      }
      case 'ProtoInterface':
        return { scope, ...(above.proto && { values: above.proto.defaults }) };
      case 'ProtoBody':
        return { scope: scopeWithin(scope), add: (node) => above.proto?.body.push(node) };
      case 'IS':
        return { scope, ...(above.node && { node: above.node }) };
      case 'connect':
        above.node?.fields.set(attributes.nodeField ?? '', {
          kind: 'is',
          field: attributes.protoField ?? '',
        });
        return { scope };
      case 'field':
      case 'fieldValue':
        return this.valueFrame(attributes, above);
      default:
        return this.nodeFrame(element, attributes, above);
    }
  }

  private readUnit({ category, conversionFactor }: Attributes): void {
    const factor = Number(conversionFactor);
    if (category === 'length' && factor > 0 && factor < Infinity) this.scene.metresPerUnit = factor;
  }

  /** A value of a prototype or of its instance: an attribute, or nodes inside. */
  private valueFrame({ name = '', value }: Attributes, { values, scope }: Frame): Frame {
    if (values === undefined) return { scope };
    if (value !== undefined) {
      values.set(name, { kind: 'text', ...this.numbers.resolve(value) });
      return { scope };
    }
    const nodes: SceneNode[] = [];
    return {
      scope,
      add(node) {
        nodes.push(node);
        values.set(name, { kind: 'nodes', nodes });
      },
    };
  }

  private nodeFrame(element: string, attributes: Attributes, { add, scope }: Frame): Frame {
    const node =
      attributes.USE === undefined
        ? this.newNode(element, attributes, scope)
        : this.used(attributes.USE, scope);
    if (node === undefined) return { scope };
    add?.(node, attributes.containerField ?? containerFieldOf(node.type));
    if (attributes.USE !== undefined) return { scope };
    return {
      scope,
      node,
      ...(element === 'ProtoInstance' && { values: node.fields }),
      add(child, field) {
        const value = node.fields.get(field);
        if (value?.kind === 'nodes') value.nodes.push(child);
        else node.fields.set(field, { kind: 'nodes', nodes: [child] });
      },
    };
  }

  private used(name: string, scope: NameScope): SceneNode | undefined {
    const node = scope.nodes.get(name);
    if (node === undefined) this.scene.missing += 1;
    return node;
  }

  private newNode(element: string, attributes: Attributes, scope: NameScope): SceneNode {
    const isInstance = element === 'ProtoInstance';
    const node: SceneNode = { type: isInstance ? (attributes.name ?? '') : element, fields: new Map() };
    const proto = isInstance ? scope.protos.get(node.type) : undefined;
    if (proto !== undefined) node.proto = proto;
    if (attributes.DEF !== undefined) {
      node.name = attributes.DEF;
      scope.nodes.set(attributes.DEF, node);
    }
    for (const [field, text] of isInstance ? [] : Object.entries(attributes)) {
      if (!NO_FIELDS.has(field)) node.fields.set(field, { kind: 'text', ...this.numbers.resolve(text) });
    }
    return node;
  }
}
