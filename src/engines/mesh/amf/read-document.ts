import { Problem } from '../../../domain/problem.ts';
import type { LengthUnit } from '../../../domain/report.ts';
import type { EngineLimits } from '../../engine-module.ts';
import { LossTally } from '../gltf/loss-tally.ts';
import { tooManyParts } from '../limits.ts';
import { type ElementTable, followTables, LEAF } from '../xml/element-tables.ts';
import { readXml } from '../xml/read-xml.ts';
import type { XmlScanner } from '../xml/xml-scanner.ts';
import type { AmfDocument, AmfInstance, AmfMaterial } from './amf-document.ts';
import { emptyObject, formulaIn, metadataIn, objectTable, type Reading } from './object-table.ts';
import { colourTable, numberTable } from './value-tables.ts';

/** Those of the standard, and how programs spell them. */
const UNITS: Readonly<Record<string, LengthUnit>> = {
  millimeter: 'mm',
  mm: 'mm',
  inch: 'in',
  in: 'in',
  feet: 'ft',
  foot: 'ft',
  ft: 'ft',
  meter: 'm',
  m: 'm',
  centimeter: 'cm',
  cm: 'cm',
  micrometer: 'um',
  micron: 'um',
};
/** Objects, volumes, materials and instances; each takes memory that triangles do not. */
const ELEMENTS_PER_PART = 3;

/** Reads the XML of an AMF file (ISO/ASTM 52915:2020). Throws `input_malformed` or `input_limit_exceeded`. */
export async function readDocument(
  chunks: AsyncIterable<Uint8Array>,
  limits: EngineLimits,
): Promise<AmfDocument> {
  const document: AmfDocument = {
    unit: 'mm',
    objects: new Map(),
    materials: new Map(),
    constellations: new Map(),
    lost: new LossTally(),
  };
  const soFar = { vertices: 0, triangles: 0, elements: 0 };
  const count = (): void => {
    soFar.elements += 1;
    if (soFar.elements > limits.maxParts * ELEMENTS_PER_PART) throw tooManyParts(undefined, limits);
  };
  let isAmf = false;
  const amf = (xml: XmlScanner): ElementTable => {
    isAmf = true;
    document.unit = unitOf(xml);
    return contentTable({ document, limits, soFar, count });
  };
  await readXml(chunks, followTables({ children: { amf, AMF: amf } }, {}, ''), limits);
  if (!isAmf) {
    throw new Problem('input_malformed', { detail: 'The XML is no AMF document. Export it again.' });
  }
  return document;
}

function contentTable(reading: Reading): ElementTable {
  const { document, count } = reading;
  const newId = (xml: XmlScanner): string => {
    count();
    const id = xml.value('id')?.trim();
    if (id === undefined) throw xml.malformed(`has a "${xml.name.local}" without an id`);
    // Materials have numbers of their own.
    const known = xml.name.local === 'material' ? document.materials : undefined;
    if (known?.has(id) || (!known && (document.objects.has(id) || document.constellations.has(id)))) {
      throw xml.malformed(`has a "${xml.name.local}" whose id another has`);
    }
    return id;
  };
  return {
    children: {
      metadata: metadataIn(reading, () =>
        document.lost.add('metadata entries', 1, 'A mesh here has no place for notes.'),
      ),
      object(xml) {
        const object = emptyObject();
        document.objects.set(newId(xml), object);
        return objectTable(object, reading);
      },
      material(xml) {
        const material: AmfMaterial = {};
        document.materials.set(newId(xml), material);
        return materialTable(material, reading);
      },
      constellation(xml) {
        const instances: AmfInstance[] = [];
        document.constellations.set(newId(xml), instances);
        return constellationTable(instances, reading);
      },
      texture: () => {
        document.lost.add('textures', 1, 'Textures of AMF, which are grey in each channel, are not read.');
        return LEAF;
      },
    },
  };
}

function materialTable(material: AmfMaterial, reading: Reading): ElementTable {
  return {
    children: {
      metadata: metadataIn(reading, (name) => {
        material.name = name;
      }),
      color: () =>
        colourTable((colour) => {
          material.colour = colour;
        }, formulaIn(reading)),
      composite: () => {
        reading.document.lost.add('composite materials', 1, 'Materials here are not mixed of others.');
        return LEAF;
      },
    },
  };
}

function constellationTable(instances: AmfInstance[], reading: Reading): ElementTable {
  const instance = (xml: XmlScanner): ElementTable => {
    reading.count();
    const objectId = xml.value('objectid')?.trim();
    if (objectId === undefined) throw xml.malformed('has an instance of nothing');
    const made: AmfInstance = { objectId, shift: [0, 0, 0], turn: [0, 0, 0] };
    instances.push(made);
    const value = (of: 'shift' | 'turn', at: number) => () =>
      numberTable((number) => {
        made[of][at] = number;
      });
    return {
      children: {
        deltax: value('shift', 0),
        deltay: value('shift', 1),
        deltaz: value('shift', 2),
        rx: value('turn', 0),
        ry: value('turn', 1),
        rz: value('turn', 2),
      },
    };
  };
  return {
    children: {
      instance,
      metadata: metadataIn(reading, () =>
        reading.document.lost.add('names', 1, 'Constellations have none here.'),
      ),
    },
  };
}

function unitOf(xml: XmlScanner): LengthUnit {
  const said = (xml.value('unit') ?? 'millimeter').trim().toLowerCase();
  const unit = Object.hasOwn(UNITS, said) ? UNITS[said] : undefined;
  if (unit === undefined) throw xml.malformed('is in a unit that AMF does not have');
  return unit;
}
