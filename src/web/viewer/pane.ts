import {
  BackSide,
  type Box3,
  DirectionalLight,
  HemisphereLight,
  LineBasicMaterial,
  type Material,
  Mesh,
  MeshBasicMaterial,
  MeshStandardMaterial,
  type Object3D,
  PerspectiveCamera,
  type Plane,
  Raycaster,
  Scene,
  Spherical,
  Vector2,
  Vector3,
  type WebGLRenderer,
} from 'three';
import { OrbitControls } from 'three/addons/controls/OrbitControls.js';
import {
  applyPose,
  type CameraPose,
  fittingPose,
  poseOf,
  setClippingDistances,
  VIEWS,
  type ViewName,
} from './camera-pose.ts';
import { addEdges, EDGE_LAYER } from './edges.ts';
import type { LoadedModel } from './load-model.ts';
import { createLooks } from './looks.ts';
import type { Palette } from './palette.ts';
import type { Part } from './parts.ts';
import { releaseObjects } from './release.ts';
import { sectionPlane } from './section.ts';
import type { ViewState } from './view-state.ts';

/** One model with its camera, drawn into a part of the canvas. */
export interface Pane {
  readonly element: HTMLElement;
  readonly model: LoadedModel;
  readonly pose: CameraPose;
  /** Does not tell `onTurned`. */
  setPose(pose: CameraPose): void;
  fit(view?: ViewName): void;
  /** Radians around the model. */
  orbit(right: number, up: number): void;
  /** Fractions of the picture's height. */
  pan(right: number, up: number): void;
  /** Below 1 is nearer. */
  zoom(factor: number): void;
  setHidden(hidden: ReadonlySet<Part>): void;
  setHighlighted(highlighted: ReadonlySet<Part>): void;
  /** The part that is seen at a point of the element, in CSS pixels from its left top. */
  partAt(x: number, y: number, state: Readonly<ViewState>): Part | undefined;
  setPalette(palette: Palette): void;
  draw(renderer: WebGLRenderer, state: Readonly<ViewState>): void;
  /** Works edges out at the first call; false where there are too many triangles. */
  prepareEdges(): Promise<boolean>;
  dispose(): void;
}

export interface PaneParts {
  element: HTMLElement;
  model: LoadedModel;
  /** What the camera and the section look at: see `sharedFrames`. */
  frame: Box3;
  /** The person has moved the camera. */
  onTurned(): void;
}

const FIELD_OF_VIEW = 30;
/** Metals mirror less than they would: there is no room around them, whose light takes seconds to work out without a graphics card. */
const METALNESS_SHOWN = 0.4;
/** Faces stand a little behind the edges that are drawn on them. */
const STEPPED_BACK = { polygonOffset: true, polygonOffsetFactor: 1, polygonOffsetUnits: 1 };

export function createPane({ element, model, frame, onTurned }: PaneParts): Pane {
  const camera = new PerspectiveCamera(FIELD_OF_VIEW, aspectOf(element));
  const controls = new OrbitControls(camera, element);
  controls.zoomToCursor = true;
  const scene = new Scene();
  scene.add(model.root, camera, new HemisphereLight(0xffffff, 0x9aa3b0, 1.6));
  camera.add(headlight());
  prepareMaterials(model.root);
  const looks = createLooks(model.root);
  const edgeMaterial = new LineBasicMaterial({ transparent: true });
  const cutMaterial = new MeshBasicMaterial({ side: BackSide, ...STEPPED_BACK });
  const closing = new AbortController();
  let edges: Promise<boolean> | undefined;
  let silent = false;

  controls.addEventListener('change', () => {
    if (!silent) onTurned();
  });

  function setPose(pose: CameraPose): void {
    applyPose(pose, frame, camera, controls.target);
    silent = true;
    controls.update();
    silent = false;
  }
  /** As if the person had moved the camera. */
  function move(change: (pose: CameraPose) => CameraPose): void {
    setPose(change(poseOf(camera, controls.target, frame)));
    onTurned();
  }

  setPose(fittingPose(frame, VIEWS.home, camera));
  return {
    element,
    model,
    get pose() {
      return poseOf(camera, controls.target, frame);
    },
    setPose,
    fit(view) {
      camera.aspect = aspectOf(element);
      move(({ offset }) => fittingPose(frame, view ? VIEWS[view] : offset, camera));
    },
    orbit: (right, up) => move(({ target, offset }) => ({ target, offset: turned(offset, right, up) })),
    zoom: (factor) => move(({ target, offset }) => ({ target, offset: offset.multiplyScalar(factor) })),
    pan: (right, up) =>
      move(({ target, offset }) => {
        const height = 2 * offset.length() * Math.tan((FIELD_OF_VIEW / 2) * (Math.PI / 180));
        const along = new Vector3(right, up, 0).multiplyScalar(height).applyQuaternion(camera.quaternion);
        return { target: target.sub(along), offset };
      }),
    setHidden(hidden) {
      for (const [part, object] of model.objectOf) object.visible = !hidden.has(part);
    },
    setHighlighted(highlighted) {
      looks.setHighlighted([...highlighted].flatMap((part) => model.objectOf.get(part) ?? []));
    },
    partAt(x, y, state) {
      const { clientWidth, clientHeight } = element;
      const point = new Vector2((x / clientWidth) * 2 - 1, 1 - (y / clientHeight) * 2);
      const raycaster = new Raycaster();
      raycaster.setFromCamera(point, camera);
      const [plane] = planesOf(state);
      const hit = raycaster
        .intersectObject(model.root)
        .find(({ object, point: at }) => isShown(object) && (plane?.distanceToPoint(at) ?? 0) >= 0);
      return hit && model.partOf(hit.object);
    },
    setPalette(palette) {
      edgeMaterial.color.copy(palette.edge);
      edgeMaterial.opacity = palette.edgeOpacity;
      cutMaterial.color.copy(palette.cut);
      looks.setPalette(palette);
    },
    draw(renderer, state) {
      camera.aspect = aspectOf(element);
      setClippingDistances(camera, frame);
      looks.setWireframe(state.wireframe);
      camera.layers.set(0);
      if (state.edges && !state.wireframe) camera.layers.enable(EDGE_LAYER);
      renderer.clippingPlanes = planesOf(state);
      renderer.render(scene, camera);
      if (state.section && !state.wireframe) drawCut(renderer);
    },
    prepareEdges: () => (edges ??= addEdges(model.root, edgeMaterial, closing.signal)),
    dispose() {
      closing.abort();
      controls.dispose();
      releaseObjects(scene);
      looks.dispose();
      edgeMaterial.dispose();
      cutMaterial.dispose();
    },
  };

  function planesOf(state: Readonly<ViewState>): Plane[] {
    return state.section ? [sectionPlane(frame, state)] : [];
  }

  /** Faces seen from behind, in one colour without light: closed bodies look solid where they are cut. */
  function drawCut(renderer: WebGLRenderer): void {
    camera.layers.set(0);
    scene.overrideMaterial = cutMaterial;
    renderer.render(scene, camera);
    scene.overrideMaterial = null;
  }
}

/** Moves with the camera, from its left shoulder, so that no side of the model is in the dark. */
function headlight(): DirectionalLight {
  const light = new DirectionalLight(0xffffff, 1.6);
  light.position.set(-0.6, 0.8, 1);
  light.add(light.target);
  light.target.position.set(0.6, -0.8, -1);
  return light;
}

function prepareMaterials(root: Object3D): void {
  const materials = new Set<Material>();
  root.traverse((object) => {
    if (object instanceof Mesh) materials.add(object.material);
  });
  for (const material of materials) {
    Object.assign(material, STEPPED_BACK);
    if (material instanceof MeshStandardMaterial) material.metalness *= METALNESS_SHOWN;
  }
}

/** Around the vertical axis, and up to just below the poles. */
function turned(offset: Vector3, right: number, up: number): Vector3 {
  const spherical = new Spherical().setFromVector3(offset);
  spherical.theta += right;
  spherical.phi -= up;
  return offset.setFromSpherical(spherical.makeSafe());
}

function isShown(object: Object3D): boolean {
  let holder: Object3D | null = object;
  while (holder?.visible) holder = holder.parent;
  return holder === null;
}

const aspectOf = ({ clientWidth, clientHeight }: HTMLElement): number => clientWidth / clientHeight || 1;
