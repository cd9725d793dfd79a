import { METRES_PER_UNIT } from '../../../../domain/report.ts';
import { type MeshModel, triangleCount, vertexCount } from '../../model.ts';
import type { OnFraction } from '../../read-result.ts';
import { attributesOf } from '../../tools/vertex-attributes.ts';
import { displayNameOf, Identifiers } from './identifiers.ts';
import type { MaterialUse } from './material-use.ts';
import { groupPrimitives } from './mesh-groups.ts';
import { type PlannedNode, planPrims } from './plan-prims.ts';
import type { TextureFiles } from './texture-files.ts';
import { type Bytes, quoted, tuple, UsdaWriter } from './usda-writer.ts';
import { MaterialScope } from './write-materials.ts';
import { type BindingScope, writeMeshPrim } from './write-mesh-prim.ts';

/**
 * The model, in its own unit and frame, as one layer of text. A mesh that several nodes show is written once, as a
 * prototype that they are instances of.
 * @param textures gets the images that the layer names, which must lie beside it
 */
export function* writeLayer(
  model: MeshModel,
  modelName: string,
  textures: TextureFiles,
  onFraction?: OnFraction,
): Bytes {
  const total = countTuples(model);
  let done = 0;
  const writer = new UsdaWriter((count) => onFraction?.(Math.min(1, (done += count) / total)));
  const root = planPrims(model, modelName);
  const identifier = new Identifiers().make(root.name, 'Model');
  writer.line('#usda 1.0');
  writer.line('(');
  writer.line(`    defaultPrim = "${identifier}"`);
  writer.line(`    metersPerUnit = ${METRES_PER_UNIT[model.unit]}`);
  writer.line(`    upAxis = "${model.upAxis.toUpperCase()}"`);
  writer.line(')');
  writer.line('');
  yield* new LayerWriter(writer, model, `/${identifier}`).write(root, identifier, textures);
  yield* writer.finish();
}

/** Elements of all arrays. */
const countTuples = ({ meshes }: MeshModel): number =>
  meshes
    .flatMap(({ primitives }) => primitives)
    .reduce((sum, each) => {
      const perVertex = 1 + attributesOf(each).length;
      return sum + triangleCount(each) * 4 + vertexCount(each) * perVertex;
    }, 1);

class LayerWriter {
  private readonly writer: UsdaWriter;
  private readonly model: MeshModel;
  private readonly materials: MaterialScope;
  private readonly rootPath: string;
  private readonly names = new Identifiers();
  private readonly prototypeNames = new Identifiers();
  private readonly prototypeOf = new Map<number, string>();
  private readonly shared: ReadonlySet<number>;

  constructor(writer: UsdaWriter, model: MeshModel, rootPath: string) {
    this.writer = writer;
    this.model = model;
    this.rootPath = rootPath;
    for (const scope of ['Materials', 'Prototypes']) this.names.make(scope, scope);
    this.materials = new MaterialScope(`${rootPath}/Materials`, model.materials);
    this.shared = meshesShownTwice(model);
  }

  *write(root: PlannedNode, identifier: string, textures: TextureFiles): Bytes {
    const { writer, materials } = this;
    yield* writer.prim(
      `def Xform "${identifier}"`,
      metadataOf(root, identifier),
      function* (this: LayerWriter): Bytes {
        this.writeTransform(root);
        for (const child of root.children) {
          yield* this.writeNode(child, this.names.make(child.name, 'Node'), materials);
        }
        yield* this.writePrototypes();
        if (!materials.isEmpty)
          writer.block('def Scope "Materials"', [], () => materials.write(writer, textures));
      }.bind(this),
    );
  }

  private *writeNode(node: PlannedNode, identifier: string, scope: BindingScope): Bytes {
    const { writer } = this;
    const { mesh } = node;
    const metadata = metadataOf(node, identifier);
    const isInstance = mesh !== undefined && this.shared.has(mesh);
    if (isInstance) metadata.push('instanceable = true', `references = <${this.prototypePath(mesh)}>`);
    const writeContents = function* (this: LayerWriter): Bytes {
      this.writeTransform(node);
      if (mesh !== undefined && !isInstance) yield* this.writeMesh(mesh, node.name, scope);
      const names = new Identifiers();
      for (const child of node.children) {
        yield* this.writeNode(child, names.make(child.name, 'Node'), scope);
      }
    };
    yield* writer.prim(`def Xform "${identifier}"`, metadata, writeContents.bind(this));
  }

  private *writeMesh(mesh: number, nodeName: string | undefined, scope: BindingScope): Bytes {
    const { writer, model } = this;
    const names = new Identifiers();
    names.make('Materials', ''); // stands beside the mesh in a prototype
    const { name } = model.meshes[mesh]!;
    const groups = groupPrimitives(model.meshes[mesh]!, model.materials);
    // Several groups are several parts to whoever reads them: each then needs the name of the node.
    const shown = groups.length === 1 ? name : (nodeName ?? name);
    for (const group of groups) {
      const identifier = names.make(shown ?? nodeName, 'Mesh');
      yield* writeMeshPrim(writer, { identifier, name: shown, group }, model.materials, scope);
    }
  }

  private *writePrototypes(): Bytes {
    if (this.prototypeOf.size === 0) return;
    const writeAll = function* (this: LayerWriter): Bytes {
      for (const [mesh, name] of this.prototypeOf) yield* this.writePrototype(mesh, name);
    };
    yield* this.writer.prim('class Scope "Prototypes"', [], writeAll.bind(this));
  }

  /** Targets of relationships must lie below the prototype, so its materials are there, as references to the shared ones. */
  private *writePrototype(mesh: number, identifier: string): Bytes {
    const { writer, materials } = this;
    const used = new Map<string, string>();
    const scope = {
      path: `${this.prototypePath(mesh)}/Materials`,
      identifierOf: (use: MaterialUse): string => {
        const material = materials.identifierOf(use);
        used.set(material, `${materials.path}/${material}`);
        return material;
      },
    };
    const writeContents = function* (this: LayerWriter): Bytes {
      yield* this.writeMesh(mesh, undefined, scope);
      if (used.size === 0) return;
      writer.block('def Scope "Materials"', [], () => {
        for (const [material, target] of used) {
          writer.block(`def Material "${material}"`, [`references = <${target}>`], () => {});
        }
      });
    };
    yield* writer.prim(`def Xform "${identifier}"`, [], writeContents.bind(this));
  }

  private prototypePath(mesh: number): string {
    let name = this.prototypeOf.get(mesh);
    if (name === undefined) {
      name = this.prototypeNames.make(this.model.meshes[mesh]!.name, 'Prototype');
      this.prototypeOf.set(mesh, name);
    }
    return `${this.rootPath}/Prototypes/${name}`;
  }

  private writeTransform({ matrix }: PlannedNode): void {
    if (matrix === undefined) return;
    const rows = [0, 4, 8, 12].map((at) => tuple(matrix.subarray(at, at + 4)));
    this.writer.line(`matrix4d xformOp:transform = ( ${rows.join(', ')} )`);
    this.writer.line('uniform token[] xformOpOrder = ["xformOp:transform"]');
  }
}

function metadataOf({ name }: PlannedNode, identifier: string): string[] {
  const displayName = displayNameOf(name, identifier);
  return displayName === undefined ? [] : [`displayName = ${quoted(displayName)}`];
}

function meshesShownTwice({ nodes }: MeshModel): Set<number> {
  const once = new Set<number>();
  const twice = new Set<number>();
  for (const { mesh } of nodes) {
    if (mesh === undefined) continue;
    if (once.has(mesh)) twice.add(mesh);
    once.add(mesh);
  }
  return twice;
}
