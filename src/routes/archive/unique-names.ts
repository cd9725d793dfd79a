import { stemOf } from '../../domain/formats.ts';

/** `part.glb`, `part (2).glb` …: also where names differ in case only, which is one file to many systems. */
export function uniqueNames(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    let unique = name;
    for (let count = 2; taken.has(unique.toLowerCase()); count += 1)
      unique = `${stemOf(name)} (${count})${name.slice(stemOf(name).length)}`;
    taken.add(unique.toLowerCase());
    return unique;
  });
}
