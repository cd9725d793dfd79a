import {
  type Color,
  type Material,
  Mesh,
  MeshBasicMaterial,
  type MeshStandardMaterial,
  type Object3D,
} from 'three';
import type { Palette } from './palette.ts';
import { releaseMaterial } from './release.ts';

/** How the faces of a model are painted: as the file says, as lines of its triangles, and what stands out in one colour. */
export interface Looks {
  setWireframe(wireframe: boolean): void;
  /** Everything in these objects stands out. */
  setHighlighted(objects: readonly Object3D[]): void;
  setPalette(palette: Palette): void;
  dispose(): void;
}

/** How far the colour of a wireframe goes towards that of edges: white lines on white would not be seen. */
const TOWARDS_EDGE = 0.4;
/** Where lines are dense, less than full: the shape stays to be seen. */
const WIRE_OPACITY = 0.6;

export function createLooks(root: Object3D): Looks {
  const own = new Map<Mesh, Material>();
  root.traverse((object) => {
    if (object instanceof Mesh) own.set(object, object.material);
  });
  const originals = new Set(own.values());
  const marked = new Map([...originals].map((material) => [material, markedCopy(material)]));
  const wires = new Map([...originals].map((material) => [material, wireCopy(material)]));
  const markedWire = new MeshBasicMaterial({ wireframe: true });
  let wireframe = false;
  let highlighted = new Set<Object3D>();

  function paint(): void {
    for (const [mesh, material] of own) mesh.material = look(highlighted.has(mesh), material);
  }
  function look(isHighlighted: boolean, material: Material): Material {
    if (wireframe) return isHighlighted ? markedWire : wires.get(material)!;
    return isHighlighted ? marked.get(material)! : material;
  }

  return {
    setWireframe(next) {
      if (next === wireframe) return;
      wireframe = next;
      paint();
    },
    setHighlighted(objects) {
      highlighted = new Set();
      for (const object of objects) object.traverse((inner) => highlighted.add(inner));
      paint();
    },
    setPalette({ edge, highlight }) {
      markedWire.color.copy(highlight);
      for (const material of marked.values()) setMarkColour(material, highlight);
      for (const [material, wire] of wires) wire.color.copy(colourOf(material)).lerp(edge, TOWARDS_EDGE);
    },
    dispose() {
      for (const material of [...originals, ...marked.values(), ...wires.values(), markedWire]) {
        releaseMaterial(material);
      }
    },
  };
}

/** A copy keeps what the geometry needs: flat shading, double sides. */
function markedCopy(material: Material): MeshStandardMaterial {
  const copy = material.clone() as MeshStandardMaterial;
  const plain = { map: null, emissiveMap: null, metalnessMap: null, metalness: 0, vertexColors: false };
  return Object.assign(copy, plain, { transparent: false, opacity: 1 });
}

const wireCopy = ({ vertexColors }: Material): MeshBasicMaterial =>
  new MeshBasicMaterial({ wireframe: true, vertexColors, transparent: true, opacity: WIRE_OPACITY });

const colourOf = (material: Material): Color => (material as MeshStandardMaterial).color;

/** A little light of its own, so that it stands out in the shade too. Unlit materials have none. */
function setMarkColour(material: MeshStandardMaterial, colour: Color): void {
  material.color.copy(colour);
  material.emissive?.copy(colour).multiplyScalar(0.35);
}
