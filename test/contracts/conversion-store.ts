import type { Test } from 'tap';
import type { ConversionStore } from '../../src/domain/ports.ts';
import { conversionStoreListContract } from './conversion-store-list.ts';
import { conversionStoreModelContract } from './conversion-store-model.ts';
import { conversionStoreRecordContract } from './conversion-store-record.ts';
import { conversionStoreStaleContract } from './conversion-store-stale.ts';

export interface OpenedStore {
  store: ConversionStore;
  /** Closes the store and opens what it kept; `close` then closes that one. */
  reopen(): Promise<ConversionStore>;
  /** Closes the store and removes what it kept. */
  close(): Promise<void>;
}

/** @param open makes a new, empty store at each call */
export type OpenStore = () => Promise<OpenedStore>;

/** What every ConversionStore promises, whatever is beneath it. */
export async function conversionStoreContract(t: Test, open: OpenStore): Promise<void> {
  await t.test('records', (t) => conversionStoreRecordContract(t, open));
  await t.test('lists', (t) => conversionStoreListContract(t, open));
  await t.test('what waits for the sweeper', (t) => conversionStoreStaleContract(t, open));
  await t.test('any history of changes', (t) => conversionStoreModelContract(t, open));
}

/** Opens a store for one test and closes it afterwards. */
export async function openFor(t: Test, open: OpenStore): Promise<OpenedStore> {
  const opened = await open();
  t.teardown(() => opened.close());
  return opened;
}
