import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import type { Test } from 'tap';

const ANSWER_FLAGS = 0x8180;
const TTL_SECONDS = 1;

export interface NameServer {
  port: number;
  /** From now on every name has these addresses. */
  knows(...addresses: string[]): void;
}

/** Tells whoever asks for any name the same IPv4 addresses, as Docker's does for the replicas of a service. */
export async function startNameServer(t: Test): Promise<NameServer> {
  let known: string[] = [];
  const socket = createSocket('udp4', (query, from) =>
    socket.send(answerTo(query, known), from.port, from.address),
  );
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  t.teardown(() => socket.close());
  return {
    port: socket.address().port,
    knows(...addresses) {
      known = addresses;
    },
  };
}

/** RFC 1035, 4.1: the header and the question of the query, then one A record for each address. */
function answerTo(query: Buffer, addresses: readonly string[]): Buffer {
  const question = query.subarray(12, query.indexOf(0, 12) + 5);
  const head = Buffer.from(query.subarray(0, 12));
  head.writeUInt16BE(ANSWER_FLAGS, 2);
  head.writeUInt16BE(addresses.length, 6);
  head.writeUInt32BE(0, 8);
  const records = addresses.map((address) => {
    const record = Buffer.alloc(16);
    record.writeUInt16BE(0xc00c, 0); // the name of the question
    record.writeUInt16BE(1, 2); // A
    record.writeUInt16BE(1, 4); // IN
    record.writeUInt32BE(TTL_SECONDS, 6);
    record.writeUInt16BE(4, 10);
    record.set(address.split('.').map(Number), 12);
    return record;
  });
  return Buffer.concat([head, question, ...records]);
}
