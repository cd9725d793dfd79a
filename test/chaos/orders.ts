/** What the harness tells a process of the cluster to do to itself, and at which instant. */

export const WORKER_INSTANTS = [
  'reading',
  'converting',
  'writing',
  'previewing',
  'storing',
  'settling',
] as const;
export const API_INSTANTS = [
  'during an upload',
  'after the file',
  'after the insert',
  'after the announcement',
] as const;
export type Instant = (typeof WORKER_INSTANTS)[number] | (typeof API_INSTANTS)[number];

/** `die` is SIGKILL, `freeze` SIGSTOP; `kill engine` kills the children of the process. */
export type Deed = 'die' | 'freeze' | 'kill engine';

export type Order =
  /** The next time that `instant` is reached; `delayMs` after its beginning. Replaces an earlier order. */
  | { kind: 'at'; order: number; instant: Instant; deed: Deed; delayMs: number }
  | { kind: 'never mind' }
  /** From now on the process believes that it is so much later. */
  | { kind: 'clock'; order: number; shiftMs: number }
  /** Where no file system can be filled: what is stored is refused as if the disk were full. */
  | { kind: 'disk'; full: boolean };

/** From the process, once it serves. */
export interface Ready {
  ready: true;
}
