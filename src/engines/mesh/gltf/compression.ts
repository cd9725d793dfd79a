/**
 * How the geometry of a glTF is written. `quantized`: 16-bit numbers (KHR_mesh_quantization). `meshopt`: the same,
 * packed (EXT_meshopt_compression), quick to unpack. `draco`: the smallest (KHR_draco_mesh_compression).
 */
export type Compression = 'none' | 'quantized' | 'meshopt' | 'draco';
