import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { DEFAULT_LIMITS } from '../../../src/domain/engine-limits.ts';
import { ChunkWriter } from '../../../src/engines/mesh/io/chunk-writer.ts';
import { FileWriter } from '../../../src/engines/mesh/io/file-writer.ts';
import { giveBack } from '../../../src/engines/mesh/io/lent-chunks.ts';

t.test('writers that are open at once never share a buffer, whatever was given back before', async (t) => {
  const folder = t.testdir();
  const open = (name: string) => new FileWriter(join(folder, name), DEFAULT_LIMITS);
  for (const round of [1, 2, 3]) {
    const writers = ['a', 'b', 'c', 'd'].map((name) => ({ name, writer: open(name) }));
    const buffers = writers.map(({ writer }) => writer.buffer);
    t.equal(new Set(buffers).size, writers.length);
    for (const { name, writer } of writers) writer.text(`${name}${round}`);
    for (const { name, writer } of writers) {
      writer.flush();
      writer.close();
      t.equal(readFileSync(join(folder, name), 'utf8'), `${name}${round}`);
    }
  }
});

t.test('a new writer takes the buffer of one that is done', async (t) => {
  const first = new FileWriter(join(t.testdir(), 'first'), DEFAULT_LIMITS);
  first.close();
  const second = new FileWriter(join(t.testdir(), 'second'), DEFAULT_LIMITS);
  t.equal(second.buffer, first.buffer);
  t.equal(second.at, 0);
  second.close();
});

t.test('the chunks of a finished writer stay what they were', async (t) => {
  const first = new ChunkWriter();
  first.text('the first');
  const chunks = first.finish();
  const second = new ChunkWriter();
  second.text('something else');
  t.equal(Buffer.concat(chunks).toString(), 'the first');
  t.equal(Buffer.concat(second.finish()).toString(), 'something else');
});

t.test('memory of chunks is used again once it is given back, and not before', async (t) => {
  const chunkOf = (text: string) => {
    const writer = new ChunkWriter();
    writer.text(text);
    return writer.finish()[0]!;
  };
  const [first, second] = [chunkOf('the first'), chunkOf('the second')];
  t.not(first.buffer, second.buffer);
  giveBack(first);
  giveBack(first);
  const [third, fourth] = [chunkOf('the third'), chunkOf('the fourth')];
  t.equal(third.buffer, first.buffer);
  t.not(fourth.buffer, third.buffer, 'given back twice it is lent once');
  t.equal(Buffer.from(second).toString(), 'the second');
  t.equal(Buffer.from(third).toString(), 'the third');
  const own = Buffer.from('of somebody else');
  giveBack(own);
  t.not(chunkOf('the fifth').buffer, own.buffer);
});
