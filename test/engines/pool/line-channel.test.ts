import { Duplex, PassThrough } from 'node:stream';
import fc from 'fast-check';
import t from 'tap';
import { openLineChannel } from '../../../src/engines/child/line-channel.ts';

function hear(chunks: readonly Uint8Array[]): Promise<{ messages: unknown[]; garbage: Error | undefined }> {
  const incoming = new PassThrough();
  const socket = Duplex.from({ readable: incoming, writable: new PassThrough() });
  const messages: unknown[] = [];
  return new Promise((resolve) => {
    openLineChannel(socket, {
      onMessage: (message) => messages.push(message),
      onEnd: (garbage) => resolve({ messages, garbage }),
    });
    for (const chunk of chunks) incoming.write(chunk);
    incoming.end();
  });
}

t.test('messages survive however the bytes are cut', async (t) => {
  const cut = (bytes: Uint8Array, sizes: readonly number[]) => {
    const chunks: Uint8Array[] = [];
    let at = 0;
    for (const size of sizes) chunks.push(bytes.subarray(at, (at += size)));
    return [...chunks, bytes.subarray(at)].filter((chunk) => chunk.length > 0);
  };
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ text: fc.string({ unit: 'grapheme' }), number: fc.integer() })),
      fc.array(fc.integer({ min: 1, max: 20 })),
      async (sent, sizes) => {
        const bytes = Buffer.from(sent.map((message) => `${JSON.stringify(message)}\n`).join(''));
        const { messages, garbage } = await hear(cut(bytes, sizes));
        return garbage === undefined && JSON.stringify(messages) === JSON.stringify(sent);
      },
    ),
    { numRuns: 50 },
  );
  t.pass();
});

t.test('what comes before garbage is heard, what follows is not', async (t) => {
  const { messages, garbage } = await hear([Buffer.from('{"a":1}\nno JSON\n{"b":2}\n')]);
  t.strictSame(messages, [{ a: 1 }]);
  t.match(garbage?.message, /no JSON/);
});

t.test('a line without end is not collected for ever', async (t) => {
  const chunk = Buffer.alloc(1024 * 1024, 'x');
  const { messages, garbage } = await hear(new Array(9).fill(chunk));
  t.strictSame(messages, []);
  t.match(garbage?.message, /longer/);
});
