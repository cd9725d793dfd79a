export interface Frame {
  event: 'snapshot' | 'progress' | 'completed' | 'failed' | 'cancelled' | 'deleted' | 'done';
  id?: string;
  data: unknown;
}

/** The text of one server-sent event; JSON has no raw line break, so one data line is enough. */
export const encodeFrame = ({ event, id, data }: Frame): string =>
  `${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;

export const HEARTBEAT = ': heartbeat\n\n';

/** How long a client waits before it connects again. */
export const RETRY = 'retry: 2000\n\n';
