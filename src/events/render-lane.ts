import { type Conversion, isTerminal } from '../domain/conversion.ts';
import type { ProgressMessage } from '../domain/ports.ts';
import { encodeFrame, type Frame } from './frames.ts';
import type { Lane } from './lane.ts';

export interface LaneViews {
  find(id: string): Promise<Conversion | undefined>;
  /** The data of snapshot and terminal frames. */
  resource(conversion: Conversion): Promise<object>;
  /** The data of progress frames. */
  progress(message: ProgressMessage): object;
  frameId(id: string, revision: number): string;
}

/** How soon a store that knows less than the bus is asked again. */
const STORE_BEHIND_MS = 100;

/**
 * The frames that a lane owes now, perhaps none, and notes in the lane that its reader has them. Snapshot and end of a
 * conversion that has ended go out together. Rejects where the store does, with the lane as it was.
 */
export async function renderLane(lane: Lane, views: LaneViews): Promise<string> {
  const nowMs = performance.now();
  const due = lane.due(nowMs);
  if (due === 'progress') {
    const message = lane.takeProgress(nowMs);
    if (message === undefined) return '';
    const id = views.frameId(message.id, message.revision);
    return encodeFrame({ event: 'progress', id, data: views.progress(message) });
  }
  const conversion = due === 'deleted' ? undefined : await views.find(lane.id);
  if (conversion === undefined) {
    lane.end(0);
    return encodeFrame({ event: 'deleted', data: { id: lane.id } });
  }
  const { revision, status } = conversion;
  const hasEnded = isTerminal(status);
  if (due === 'ending' && !hasEnded) {
    lane.lookAgainAt(nowMs + STORE_BEHIND_MS);
    return '';
  }
  if (lane.seen === revision && !hasEnded) {
    lane.looked(revision);
    return '';
  }
  const id = views.frameId(conversion.id, revision);
  const data = await views.resource(conversion);
  const snapshot = due === 'look' ? encodeFrame({ event: 'snapshot', id, data }) : '';
  if (!hasEnded) {
    lane.looked(revision);
    return snapshot;
  }
  lane.end(revision);
  return snapshot + encodeFrame({ event: status as Frame['event'], id, data });
}
