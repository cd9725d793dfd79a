import { Problem } from '../../../../domain/problem.ts';
import type { OnFraction } from '../../read-result.ts';
import { untold } from '../../tools/shares.ts';
import {
  type Layer,
  newPrimSpec,
  newPropertySpec,
  type PrimSpec,
  type PropertySpec,
} from '../layer/layer.ts';
import type { LayerBytes } from '../layer/layer-bytes.ts';
import { MAX_PRIM_DEPTH, tooDeep } from '../layer/prim-depth.ts';
import {
  applyEdit,
  readLayerMetadata,
  readPaths,
  readPrimMetadata,
  readPropertyMetadata,
} from './usda-metadata.ts';
import { UsdaScanner } from './usda-scanner.ts';
import { readValue } from './usda-values.ts';

const SPECIFIERS = new Set(['def', 'over', 'class']);
const EDITS = new Set(['add', 'prepend', 'append', 'delete']);
const QUALIFIERS = new Set(['custom', 'uniform', 'varying', 'config']);

/**
 * Reads a layer of text (https://openusd.org/release/spec_usda.html). Arrays of numbers stay text until they are asked
 * for. Throws `input_malformed` with the line, `input_truncated` or `input_version_unsupported`.
 */
export function parseUsda(source: LayerBytes, path: string, onFraction: OnFraction = untold): Layer {
  const head = Buffer.alloc(20);
  source.read(head, 0, 0);
  const scanner = new UsdaScanner(source, head[0] === 0xef ? 3 : 0);
  scanner.onFraction = onFraction;
  const version = /^#usda (\d+)\.(\d+)/.exec(head.toString('latin1', scanner.position));
  if (version === null) throw scanner.malformed('does not begin with #usda');
  if (version[1] !== '1') throw new Problem('input_version_unsupported');
  const layer: Layer = { path, root: newPrimSpec('', 'def'), subLayers: [] };
  readLayerMetadata(scanner, layer);
  while (!scanner.isAtEnd()) readStatement(scanner, layer.root, 0);
  return layer;
}

function readStatement(scanner: UsdaScanner, prim: PrimSpec, depth: number): void {
  scanner.tell();
  if (scanner.take(';')) return;
  const word = scanner.requireWord();
  if (SPECIFIERS.has(word)) readPrim(scanner, prim, word as PrimSpec['specifier'], depth + 1);
  else if (word === 'variantSet') readVariantSet(scanner, prim, depth + 1);
  else if (word === 'reorder') {
    while (scanner.peek() !== 61) scanner.requireWord(); // the order of names says nothing about the model
    scanner.expect('=');
    scanner.skipValue();
  } else readProperty(scanner, prim, word);
}

function readPrim(
  scanner: UsdaScanner,
  parent: PrimSpec,
  specifier: PrimSpec['specifier'],
  depth: number,
): void {
  if (depth > MAX_PRIM_DEPTH) throw tooDeep();
  let typeName = '';
  while (!scanner.isAtString()) typeName = scanner.requireWord();
  const name = scanner.string();
  if (parent.children.has(name)) throw scanner.malformed('has two prims of one name side by side');
  const prim = newPrimSpec(name, specifier, typeName);
  parent.children.set(name, prim);
  readPrimMetadata(scanner, prim);
  readContents(scanner, prim, depth);
}

function readContents(scanner: UsdaScanner, prim: PrimSpec, depth: number): void {
  scanner.expect('{');
  while (!scanner.take('}')) readStatement(scanner, prim, depth);
}

function readVariantSet(scanner: UsdaScanner, prim: PrimSpec, depth: number): void {
  if (depth > MAX_PRIM_DEPTH) throw tooDeep();
  const variants = new Map<string, PrimSpec>();
  prim.variantSets.set(scanner.string(), variants);
  scanner.expect('=');
  scanner.expect('{');
  while (!scanner.take('}')) {
    if (scanner.take(';')) continue;
    const variant = newPrimSpec(prim.name, 'over');
    variants.set(scanner.string(), variant);
    readPrimMetadata(scanner, variant);
    readContents(scanner, variant, depth);
  }
}

/** @param first the word that the statement begins with */
function readProperty(scanner: UsdaScanner, prim: PrimSpec, first: string): void {
  let word = first;
  let edit = '';
  while (QUALIFIERS.has(word) || EDITS.has(word)) {
    if (EDITS.has(word)) edit = word;
    word = scanner.requireWord();
  }
  const isArray = scanner.take('[');
  if (isArray) scanner.expect(']');
  const typeName = isArray ? `${word}[]` : word;
  const name = scanner.requireWord();
  const property = prim.properties.get(name) ?? newPropertySpec(typeName);
  prim.properties.set(name, property);
  const field = scanner.take('.') ? scanner.requireWord() : '';
  if (typeName === 'rel' || field === 'connect') readTargets(scanner, property, edit);
  else if (field === 'timeSamples') readTimeSamples(scanner, property);
  else if (scanner.take('=')) {
    if (field === '' || field === 'default') property.value = readValue(scanner, typeName);
    else scanner.skipValue();
  }
  readPropertyMetadata(scanner, property);
}

function readTargets(scanner: UsdaScanner, property: PropertySpec, edit: string): void {
  if (!scanner.take('=')) return;
  if (scanner.isAtString()) {
    scanner.string();
    return;
  }
  if (scanner.peek() !== 91 && scanner.peek() !== 60 && scanner.word() !== 'None') {
    throw scanner.unexpected('a path');
  }
  applyEdit(property.targets, edit, scanner.peek() === 91 || scanner.peek() === 60 ? readPaths(scanner) : []);
}

/** `{ time: value, … }`; of the values only the earliest is kept. */
function readTimeSamples(scanner: UsdaScanner, property: PropertySpec): void {
  let earliest = Infinity;
  scanner.expect('=');
  scanner.expect('{');
  while (!scanner.take('}')) {
    const time = scanner.number();
    scanner.expect(':');
    const value = readValue(scanner, property.typeName);
    property.sampleCount += 1;
    if (time < earliest) {
      earliest = time;
      property.earliest = value;
    }
    if (!scanner.take(',') && scanner.peek() !== 125) throw scanner.unexpected('a "}"');
  }
}
