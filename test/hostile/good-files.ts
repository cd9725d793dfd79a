import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FormatId } from '../../src/domain/formats.ts';
import { engineFor, listCapabilities } from '../../src/engines/catalogue.ts';
import { meshEngine } from '../../src/engines/mesh/mesh-engine.ts';
import { amf, object } from '../engines/amf/build-amf.ts';
import { buildZip } from '../engines/archive/build-zip.ts';
import { build3ds } from '../engines/assimp/build-3ds.ts';
import { buildDae } from '../engines/assimp/build-dae.ts';
import { fbxBinary, fbxText, tetraRecords } from '../engines/assimp/build-fbx.ts';
import { houseDae, houseRecords } from '../engines/assimp/house.ts';
import { LIMITS } from '../engines/cad/engine-jobs.ts';
import { lightmapped, PAINT } from '../engines/gltf/lightmapped.ts';
import { buildIfc } from '../engines/ifc/build-ifc.ts';
import { twoBoxes } from '../engines/mesh/two-boxes.ts';
import { attributes, box, bytesOf, loadLoose } from '../engines/rhino/build-3dm.ts';
import { buildCrate } from '../engines/usd/build-crate.ts';

/** Small good files of each format that is read, one for each of its forms; those that we write are written by us. */
export async function goodFiles(): Promise<Map<FormatId, Buffer[]>> {
  const folder = mkdtempSync(join(tmpdir(), 'converto-good-'));
  try {
    const files = new Map(Object.entries(await READ_ONLY()) as [FormatId, Buffer[]][]);
    for (const { source, target } of listCapabilities()) {
      if (source !== 'glb' || engineFor(source, target) !== 'converto-mesh') continue;
      files.set(target, [await written(folder, target, twoBoxes('glb'))]);
    }
    // Images in materials, on two sets of texture coordinates.
    for (const target of TEXTURED) files.get(target)!.push(await written(folder, target, lightmapped()));
    return files;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const TEXTURED: readonly FormatId[] = ['glb', 'gltf', '3mf', 'usdz'];

async function written(folder: string, targetFormat: FormatId, glb: Buffer): Promise<Buffer> {
  const sourcePath = join(folder, 'source.glb');
  writeFileSync(sourcePath, glb);
  const targetPath = join(folder, `target.${targetFormat}`);
  const job = {
    sourceFormat: 'glb',
    targetFormat,
    sourcePath,
    targetPath,
    modelName: 'boxes',
    options: {},
  } as const;
  await meshEngine.convert(job, LIMITS, () => {});
  return readFileSync(targetPath);
}

const TETRAHEDRON = {
  name: 'tetra',
  positions: [
    [0, 0, 0],
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ] as [number, number, number][],
  triangles: [
    [0, 2, 1],
    [0, 1, 3],
    [0, 3, 2],
    [1, 2, 3],
  ] as [number, number, number][],
};

const FACE_SET = { points: '0 0 0, 1 0 0, 0 1 0, 0 0 1', corners: '0 2 1 -1, 0 1 3 -1, 0 3 2 -1, 1 2 3 -1' };

const X3D = `<?xml version="1.0" encoding="UTF-8"?>
<X3D profile="Interchange" version="3.3"><Scene><Transform DEF="tetra" translation="1 2 3"><Shape>
<Appearance><Material diffuseColor="1 0 0"/></Appearance>
<IndexedFaceSet coordIndex="${FACE_SET.corners}"><Coordinate point="${FACE_SET.points}"/></IndexedFaceSet>
</Shape></Transform><Transform USE="tetra"/></Scene></X3D>
`;

const VRML = `#VRML V2.0 utf8
DEF tetra Transform { translation 1 2 3 children [ Shape {
  appearance Appearance { material Material { diffuseColor 1 0 0 } }
  geometry IndexedFaceSet { coord Coordinate { point [ ${FACE_SET.points} ] } coordIndex [ ${FACE_SET.corners} ] }
} ] }
Transform { translation 5 0 0 children USE tetra }
`;

const TEXTURED_VRML = `#VRML V2.0 utf8
Shape {
  appearance Appearance {
    texture ImageTexture { url "data:image/png;base64,${PAINT.toString('base64')}" repeatS FALSE
      textureProperties TextureProperties { boundaryModeS "MIRRORED_REPEAT" boundaryModeT "CLAMP" } }
    textureTransform TextureTransform { translation 0.5 0 scale 2 2 rotation 1.5 center 0.5 0.5 }
  }
  geometry IndexedFaceSet { coord Coordinate { point [ ${FACE_SET.points} ] } coordIndex [ ${FACE_SET.corners} ]
    texCoord TextureCoordinate { point [ 0 0, 1 0, 0 1, 1 1 ] } }
}
`;

const USDA = `#usda 1.0
( defaultPrim = "World" metersPerUnit = 0.001 upAxis = "Z" )
def Xform "World" {
  double3 xformOp:translate = (1, 2, 3)
  uniform token[] xformOpOrder = ["xformOp:translate"]
  def Mesh "tetra" {
    int[] faceVertexCounts = [3, 3, 3, 3]
    int[] faceVertexIndices = [0, 2, 1, 0, 1, 3, 0, 3, 2, 1, 2, 3]
    point3f[] points = [(0, 0, 0), (1, 0, 0), (0, 1, 0), (0, 0, 1)]
    color3f[] primvars:displayColor = [(1, 0, 0)]
  }
}
`;

async function rhinoFile(): Promise<Buffer> {
  const rhino = await loadLoose();
  const file = new rhino.File3dm();
  file.settings().modelUnitSystem = rhino.UnitSystem.Millimeters;
  file.objects().addMesh(box(rhino, [1, 2, 3]), attributes(rhino, { name: 'box' }));
  return bytesOf(file);
}

const READ_ONLY = async (): Promise<Partial<Record<FormatId, Buffer[]>>> => {
  const amfText = amf(object('1'));
  return {
    dae: [Buffer.from(buildDae()), Buffer.from(houseDae())],
    fbx: [fbxBinary(tetraRecords()), Buffer.from(fbxText(tetraRecords())), fbxBinary(houseRecords())],
    '3ds': [build3ds([TETRAHEDRON])],
    amf: [Buffer.from(amfText), buildZip([{ name: 'model.amf', bytes: amfText }])],
    x3d: [Buffer.from(X3D)],
    vrml: [Buffer.from(VRML), Buffer.from(TEXTURED_VRML)],
    usd: [Buffer.from(USDA), buildCrate()],
    ifc: [Buffer.from(buildIfc())],
    '3dm': [await rhinoFile()],
    zip: [
      buildZip([
        { name: 'model.obj', bytes: twoBoxes('obj') },
        { name: 'model.mtl', bytes: 'newmtl red\nKd 1 0 0\n' },
      ]),
    ],
  };
};
