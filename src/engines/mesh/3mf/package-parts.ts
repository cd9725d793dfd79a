import { Problem } from '../../../domain/problem.ts';
import type { EngineLimits } from '../../engine-module.ts';
import type { Archive, ArchiveEntry } from '../archive/open-archive.ts';
import { findReferred } from '../archive/siblings.ts';
import { followTables, LEAF } from '../xml/element-tables.ts';
import { readXml } from '../xml/read-xml.ts';
import { MODEL_RELATIONSHIP, RELATIONSHIPS } from './namespaces.ts';

const MODEL_NAME = '3D/3dmodel.model';
const MOST_RELATIONSHIPS = 100_000;

/**
 * The part that the package names as its model (Open Packaging Conventions, ECMA-376 part 2, 9.3); where it names none,
 * the one that goes by the usual name.
 */
export async function findModelEntry(
  archive: Archive,
  limits: EngineLimits,
  warnings: string[],
): Promise<ArchiveEntry> {
  const relationships = archive.find('_rels/.rels');
  const targets = relationships === undefined ? [] : await targetsOf(archive, relationships, limits);
  const target = targets[0];
  const named = target === undefined ? undefined : findReferred(archive, '', target);
  if (named !== undefined) return named;
  const usual = archive.find(MODEL_NAME);
  if (usual === undefined) {
    throw new Problem('input_malformed', { detail: 'The 3MF package has no model. Export it again.' });
  }
  warnings.push('The package does not say where its model is; the part with the usual name was taken.');
  return usual;
}

async function targetsOf(archive: Archive, entry: ArchiveEntry, limits: EngineLimits): Promise<string[]> {
  const targets: string[] = [];
  let count = 0;
  const table = {
    children: {
      Relationship(xml: Parameters<Parameters<typeof followTables>[0]['children'][string]>[0]) {
        count += 1;
        if (count > MOST_RELATIONSHIPS) throw xml.malformed('has too many relationships');
        const target = xml.value('Target');
        if (xml.value('Type') === MODEL_RELATIONSHIP && target !== undefined) targets.push(target);
        return LEAF;
      },
    },
  };
  await readXml(
    archive.chunks(entry),
    followTables({ children: { Relationships: () => table } }, { [RELATIONSHIPS]: '' }),
    limits,
  );
  return targets;
}
