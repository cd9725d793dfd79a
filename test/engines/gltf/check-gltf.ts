import { createRequire } from 'node:module';

const validator = createRequire(import.meta.url)('gltf-validator') as {
  validateBytes(bytes: Uint8Array, options: object): Promise<ValidatorReport>;
};

export interface ValidatorReport {
  issues: {
    numErrors: number;
    numWarnings: number;
    numInfos: number;
    messages: { code: string; pointer?: string }[];
  };
  info: { totalTriangleCount: number; totalVertexCount: number; materialCount: number };
}

/** What Khronos' own validator says about a file. */
export const validate = (bytes: Uint8Array): Promise<ValidatorReport> =>
  validator.validateBytes(bytes, { maxIssues: 20, writeTimestamp: false });

/** Errors and warnings, readable in a failing test; empty where the file is right. */
export async function complaints(bytes: Uint8Array): Promise<unknown[]> {
  const { issues } = await validate(bytes);
  return issues.numErrors + issues.numWarnings === 0 ? [] : issues.messages;
}
