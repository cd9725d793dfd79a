import { Problem } from '../../../domain/problem.ts';
import type { LengthUnit } from '../../../domain/report.ts';
import type { EngineLimits } from '../../engine-module.ts';
import { shownName } from '../archive/entry-name.ts';
import type { ArchiveEntry } from '../archive/open-archive.ts';
import { LossTally } from '../gltf/loss-tally.ts';
import { tooManyParts } from '../limits.ts';
import { type ElementTable, followTables, LEAF } from '../xml/element-tables.ts';
import { readXml } from '../xml/read-xml.ts';
import type { XmlScanner } from '../xml/xml-scanner.ts';
import { matrixOf, optionalIndex, requireIndex } from './attributes.ts';
import type { ModelObject, ModelPart, Placed } from './model-part.ts';
import { KNOWN, PREFIXES, PRODUCTION } from './namespaces.ts';
import { meshTable, type SoFar } from './read-mesh-element.ts';
import { propertyTables } from './read-properties.ts';

export const UNITS: Readonly<Record<string, LengthUnit>> = {
  micron: 'um',
  millimeter: 'mm',
  centimeter: 'cm',
  meter: 'm',
  inch: 'in',
  foot: 'ft',
};
/** Objects, components and build items together; each takes memory that triangles do not, and a part needs no more. */
const PLACED_PER_PART = 3;

/** Reads the XML of one model part. Throws `input_malformed`, `input_feature_unsupported` or `input_limit_exceeded`. */
export async function readModelPart(
  { name, sizeBytes }: Pick<ArchiveEntry, 'name' | 'sizeBytes'>,
  chunks: AsyncIterable<Uint8Array>,
  limits: EngineLimits,
  soFar: SoFar,
): Promise<ModelPart> {
  const part: ModelPart = {
    name,
    sizeBytes,
    unit: 'mm',
    objects: new Map(),
    properties: new Map(),
    textures: new Map(),
    items: [],
    lost: new LossTally(),
  };
  let isModel = false;
  const document: ElementTable = {
    children: {
      model(xml) {
        isModel = true;
        part.unit = unitOf(xml);
        refuseUnknownExtensions(xml);
        return modelTable(part, limits, soFar);
      },
    },
  };
  await readXml(chunks, followTables(document, PREFIXES), limits);
  if (!isModel) {
    throw new Problem('input_malformed', {
      detail: `The part ${shownName(name)} of the package is no 3MF model. Export it again.`,
    });
  }
  return part;
}

function modelTable(part: ModelPart, limits: EngineLimits, soFar: SoFar): ElementTable {
  const metadata = (): ElementTable => {
    part.lost.add('metadata entries', 1, 'A mesh here has no place for notes.');
    return LEAF;
  };
  const group = (): ElementTable => ({ children: { metadata } });
  const place = (xml: XmlScanner): Placed => {
    count(soFar, limits);
    const matrix = matrixOf(xml);
    const path = xml.findIn(PRODUCTION, 'path');
    const name = xml.value('partnumber');
    return {
      objectId: requireIndex(xml, 'objectid'),
      ...(matrix && { matrix }),
      hasTransform: xml.find('transform') >= 0,
      ...(path >= 0 && { path: xml.valueAt(path) }),
      ...(name && { name }),
    };
  };
  const object = (xml: XmlScanner): ElementTable => {
    count(soFar, limits);
    const made = objectOf(xml, part);
    const component = (each: XmlScanner): ElementTable => {
      made.components.push(place(each));
      return LEAF;
    };
    return {
      children: {
        metadatagroup: group,
        mesh: (each) => meshTable(each, made, part, limits, soFar),
        components: () => ({ children: { component } }),
      },
    };
  };
  const item = (xml: XmlScanner): ElementTable => {
    part.items.push(place(xml));
    return { children: { metadatagroup: group } };
  };
  return {
    children: {
      metadata,
      resources: () => ({ children: { object, ...propertyTables(part, limits, soFar) } }),
      build: () => ({ children: { item } }),
    },
  };
}

function objectOf(xml: XmlScanner, part: ModelPart): ModelObject {
  const id = requireIndex(xml, 'id');
  if (part.objects.has(id) || part.properties.has(id) || part.textures.has(id)) {
    throw xml.malformed(`has two resources with the id ${id}`);
  }
  const type = xml.value('type') ?? 'model';
  if (type !== 'model') {
    part.lost.add('object types', 1, 'Support and surface objects became objects like all others.');
  }
  if (xml.find('thumbnail') >= 0) part.lost.add('thumbnails', 1, 'Pictures of the model are not kept.');
  const name = xml.value('name') || xml.value('partnumber');
  const group = optionalIndex(xml, 'pid');
  const index = optionalIndex(xml, 'pindex');
  const made: ModelObject = {
    id,
    components: [],
    ...(name && { name }),
    ...(group !== undefined && { property: { group, index: index ?? 0 } }),
  };
  part.objects.set(id, made);
  return made;
}

function unitOf(xml: XmlScanner): LengthUnit {
  const said = xml.value('unit') ?? 'millimeter';
  const unit = Object.hasOwn(UNITS, said) ? UNITS[said] : undefined;
  if (unit === undefined) throw xml.malformed('is in a unit that 3MF does not have');
  return unit;
}

function refuseUnknownExtensions(xml: XmlScanner): void {
  for (const prefix of (xml.value('requiredextensions') ?? '').split(/\s+/).filter(Boolean)) {
    const namespace = xml.namespaceOf(prefix);
    if (KNOWN.has(namespace)) continue;
    throw new Problem('input_feature_unsupported', {
      detail: `The 3MF requires the extension ${shownName(namespace || prefix)}, which is not read. Export it without.`,
    });
  }
}

function count(soFar: SoFar, limits: EngineLimits): void {
  soFar.placed += 1;
  if (soFar.placed > limits.maxParts * PLACED_PER_PART) throw tooManyParts(undefined, limits);
}
