import { type ConfirmChannel, connect } from 'amqplib';

/** A channel of the harness's own, past the proxy. */
export async function withChannel<T>(url: string, use: (channel: ConfirmChannel) => Promise<T>): Promise<T> {
  const connection = await connect(url);
  connection.on('error', () => {}); // whatever waits for an answer rejects
  try {
    const channel = await connection.createConfirmChannel();
    channel.on('error', () => {});
    return await use(channel);
  } finally {
    await connection.close().catch(() => {});
  }
}
