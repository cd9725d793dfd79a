import type { Layer, ListOp, PrimSpec, PropertySpec, Reference } from '../layer/layer.ts';
import type { UsdaScanner } from './usda-scanner.ts';
import { readBool, readTexts } from './usda-values.ts';

const EDITS = new Set(['add', 'prepend', 'append', 'delete', 'reorder']);

/** Reads `( key = value … )` where it stands. What `readKey` returns false for is passed over. */
function readMetadata(scanner: UsdaScanner, readKey: (key: string, edit: string) => boolean): void {
  if (!scanner.take('(')) return;
  while (!scanner.take(')')) {
    if (scanner.take(';')) continue;
    if (scanner.isAtString()) {
      scanner.string(); // a comment on the whole
      continue;
    }
    const first = scanner.requireWord();
    const edit = EDITS.has(first) && scanner.peek() !== 61 ? first : '';
    const key = edit === '' ? first : scanner.requireWord();
    scanner.expect('=');
    if (!readKey(key, edit)) scanner.skipValue();
  }
}

export function readLayerMetadata(scanner: UsdaScanner, layer: Layer): void {
  readMetadata(scanner, (key) => {
    if (key === 'defaultPrim') layer.defaultPrim = scanner.string();
    else if (key === 'metersPerUnit') layer.metersPerUnit = scanner.number();
    else if (key === 'upAxis') layer.upAxis = scanner.string();
    else if (key === 'subLayers') layer.subLayers = readSubLayers(scanner);
    else return false;
    return true;
  });
}

export function readPrimMetadata(scanner: UsdaScanner, prim: PrimSpec): void {
  readMetadata(scanner, (key, edit) => {
    if (key === 'active') prim.active = readBool(scanner);
    else if (key === 'instanceable') prim.instanceable = readBool(scanner);
    else if (key === 'displayName') prim.displayName = scanner.string();
    else if (key === 'inherits') applyEdit(prim.inherits, edit, readPaths(scanner));
    else if (key === 'specializes') applyEdit(prim.specializes, edit, readPaths(scanner));
    else if (key === 'references') applyEdit(prim.references, edit, readReferences(scanner));
    else if (key === 'payload') applyEdit(prim.payloads, edit, readReferences(scanner));
    else if (key === 'variantSets') applyEdit(prim.variantSetNames, edit, readStrings(scanner));
    else if (key === 'variants') readSelections(scanner, prim.variantSelections);
    else {
      if (key === 'clips' || key === 'clipAssetPaths') prim.hasClips = true;
      return false;
    }
    return true;
  });
}

export function readPropertyMetadata(scanner: UsdaScanner, property: PropertySpec): void {
  readMetadata(scanner, (key) => {
    if (key === 'interpolation') property.interpolation = scanner.string();
    else if (key === 'bindMaterialAs') property.overrules = scanner.string() === 'strongerThanDescendants';
    else return false;
    return true;
  });
}

export function applyEdit<T>(op: ListOp<T>, edit: string, items: T[]): void {
  if (edit === '') op.explicit = items;
  else if (edit === 'prepend') op.prepended = items;
  else if (edit === 'append' || edit === 'add') op.appended = [...op.appended, ...items];
  else if (edit === 'delete') op.deleted = items;
}

/** A list in brackets, one item alone, or None. */
function readItems<T>(scanner: UsdaScanner, readItem: () => T): T[] {
  const items: T[] = [];
  if (!scanner.take('[')) {
    const start = scanner.position;
    if (scanner.word() === 'None') return items;
    scanner.seek(start);
    return [readItem()];
  }
  while (!scanner.take(']')) {
    items.push(readItem());
    if (!scanner.take(',') && scanner.peek() !== 93) throw scanner.unexpected('a "]"');
  }
  return items;
}

export const readPaths = (scanner: UsdaScanner): string[] => readItems(scanner, () => scanner.path());

const readStrings = (scanner: UsdaScanner): string[] =>
  scanner.isAtString() ? [scanner.string()] : readTexts(scanner);

/** `@file@</Prim> (offset = 1)`, each part of which may be missing; shifts in time mean nothing here. */
const readReferences = (scanner: UsdaScanner): Reference[] =>
  readItems(scanner, () => {
    const asset = scanner.isAtAsset() ? scanner.asset() : '';
    const prim = scanner.peek() === 60 ? scanner.path() : '';
    if (scanner.peek() === 40) scanner.skipValue();
    return { ...(asset !== '' && { asset }), ...(prim !== '' && { prim }) };
  });

const readSubLayers = (scanner: UsdaScanner): string[] =>
  readItems(scanner, () => {
    if (!scanner.isAtAsset()) throw scanner.unexpected('the name of a layer');
    const asset = scanner.asset();
    if (scanner.peek() === 40) scanner.skipValue();
    return asset;
  });

/** `{ string set = "variant" }` */
function readSelections(scanner: UsdaScanner, selections: Map<string, string>): void {
  scanner.expect('{');
  while (!scanner.take('}')) {
    if (scanner.take(';') || scanner.take(',')) continue;
    scanner.requireWord();
    const set = scanner.isAtString() ? scanner.string() : scanner.requireWord();
    scanner.expect('=');
    selections.set(set, scanner.string());
  }
}
