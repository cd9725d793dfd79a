import { Problem } from '../../../domain/problem.ts';

/** assimp knows the layout of files since FBX 2011. */
const FIRST_VERSION = 7100;

export function requireVersion(version: number): void {
  if (version >= FIRST_VERSION) return;
  throw new Problem('input_version_unsupported', {
    detail: `The file is FBX ${version / 1000}; files since FBX 7.1 (2011) are read. Export it again.`,
  });
}

export const truncatedFbx = (what: string): Problem =>
  new Problem('input_truncated', { detail: `The FBX file ends ${what}. Export or upload it again.` });

export const malformedFbx = (what: string): Problem =>
  new Problem('input_malformed', { detail: `The FBX file is damaged: ${what}. Export it again.` });
