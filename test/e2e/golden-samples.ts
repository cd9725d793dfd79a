import type { FormatId } from '../../src/domain/formats.ts';

export type Sample = readonly [file: string, format: FormatId];

/** Real models, beside the checkout; one line for each. Origins and licences: `../shared/samples/SOURCES.md`. */
export const SAMPLES: readonly Sample[] = [
  ['as1-oc-214.stp', 'step'],
  ['red_cube_blue_cylinder.step', 'step'],
  ['linkrods.step', 'step'],
  ['nist_ctc_02_asme1_ap242.stp', 'step'],
  ['as1_pe_203.igs', 'iges'],
  ['hammer.iges', 'iges'],
  ['as1_pe_203.brep', 'brep'],
  ['Spider_ascii.stl', 'stl'],
  ['utah_teapot.stl', 'stl'],
  ['spider.obj', 'obj'],
  ['cow.ply', 'ply'],
  ['Wuson.off', 'off'],
  ['2CylinderEngine.glb', 'glb'],
  ['BoxTextured.gltf', 'gltf'],
  ['box.3mf', '3mf'],
  ['heartgears.3mf', '3mf'],
  ['rook.amf', 'amf'],
  ['duck.dae', 'dae'],
  ['box.fbx', 'fbx'],
  ['fels.3ds', '3ds'],
  ['ComputerKeyboard.x3d', 'x3d'],
  ['Wuson.wrl', 'vrml'],
  ['texture-cat-plane.usdz', 'usdz'],
  ['suzanne.usdc', 'usd'],
  ['duplex.ifc', 'ifc'],
  ['RhinoLogo.3dm', '3dm'],
];

/**
 * Those that an independent reader measures as they are: what it sees in the source is what it must see in the results. Of
 * the others, whose readers have tests of their own, it must see in the results what our report says of the source.
 */
export const MEASURED_BY_OTHERS: ReadonlySet<FormatId> = new Set<FormatId>([
  ...(['step', 'iges', 'brep', 'stl', 'obj', 'ply', 'off', 'glb', 'gltf', '3mf'] as const),
]);

/** Those of which an independent reader sees names and colours; of the others they are looked at in the GLB. */
export const LOOKED_AT_BY_OTHERS: ReadonlySet<FormatId> = new Set([...MEASURED_BY_OTHERS, 'usd', 'usdz']);
