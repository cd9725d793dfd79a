import type { AssimpLimits } from './assimp-limits.ts';
import { checkFbxText } from './check-fbx-text.ts';
import type { FbxFacts } from './fbx-facts.ts';
import { truncatedFbx } from './fbx-problems.ts';
import { walkFbxBinary } from './walk-fbx-binary.ts';

const BINARY_MAGIC = Buffer.from('Kaydara FBX Binary  \0', 'latin1');

/** Throws `input_truncated`, `input_malformed`, `input_version_unsupported` or `input_limit_exceeded`. */
export function checkFbx(bytes: Buffer, limits: AssimpLimits): FbxFacts {
  if (bytes.length === 0) throw truncatedFbx('before it begins');
  const isBinary = bytes.subarray(0, BINARY_MAGIC.length).equals(BINARY_MAGIC);
  return isBinary ? walkFbxBinary(bytes, limits) : checkFbxText(bytes, limits);
}
