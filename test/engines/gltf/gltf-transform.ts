import { type Document, Logger, NodeIO } from '@gltf-transform/core';
import { ALL_EXTENSIONS, EXTMeshoptCompression, KHRDracoMeshCompression } from '@gltf-transform/extensions';
import draco3d from 'draco3dgltf';
import { MeshoptDecoder } from 'meshoptimizer/decoder';
import { MeshoptEncoder } from 'meshoptimizer/encoder';

/** gltf-transform with every extension that it knows. */
export async function gltfTransform(): Promise<NodeIO> {
  await MeshoptEncoder.ready;
  await MeshoptDecoder.ready;
  return new NodeIO()
    .setLogger(new Logger(Logger.Verbosity.SILENT))
    .registerExtensions(ALL_EXTENSIONS)
    .registerDependencies({
      'draco3d.decoder': await draco3d.createDecoderModule(),
      'draco3d.encoder': await draco3d.createEncoderModule(),
      'meshopt.decoder': MeshoptDecoder,
      'meshopt.encoder': MeshoptEncoder,
    });
}

/** The file as gltf-transform compresses it. */
export async function compressedWith(
  io: NodeIO,
  glb: Uint8Array,
  compression: 'draco' | 'draco-sequential' | 'meshopt' | 'meshopt-filtered',
): Promise<Buffer> {
  const document = await io.readBinary(new Uint8Array(glb));
  if (compression.startsWith('draco')) {
    const method =
      KHRDracoMeshCompression.EncoderMethod[compression === 'draco' ? 'EDGEBREAKER' : 'SEQUENTIAL'];
    document.createExtension(KHRDracoMeshCompression).setRequired(true).setEncoderOptions({ method });
  } else {
    const method = EXTMeshoptCompression.EncoderMethod[compression === 'meshopt' ? 'QUANTIZE' : 'FILTER'];
    document.createExtension(EXTMeshoptCompression).setRequired(true).setEncoderOptions({ method });
  }
  return Buffer.from(await io.writeBinary(document));
}

/** What gltf-transform finds in a file, decompressed, in the frames of the meshes. */
export const listPrimitives = (document: Document) =>
  document
    .getRoot()
    .listMeshes()
    .flatMap((mesh) => mesh.listPrimitives());
