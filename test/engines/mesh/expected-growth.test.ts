import t from 'tap';
import { expectedGrowth } from '../../../src/engines/mesh/tools/expected-growth.ts';
import { Uint32List } from '../../../src/engines/mesh/tools/growable.ts';

/** The rooms that a list moved into while items of so many bytes each were read. */
function roomsOf(items: number, bytesEach: number, totalBytes: number): number[] {
  let position = 1000;
  const growth = expectedGrowth(() => totalBytes - position);
  const rooms: number[] = [];
  const list = new Uint32List(16, (full) => {
    rooms.push(growth(full));
    return rooms.at(-1)!;
  });
  for (let at = 0; at < items; at += 1) {
    position += bytesEach;
    list.push(at);
  }
  t.strictSame(
    list.view(),
    Uint32Array.from({ length: items }, (_, at) => at),
    'every item',
  );
  return rooms;
}

t.test('a long list moves once more, into room for the rest of the file', async (t) => {
  const rooms = roomsOf(400_000, 25, 1000 + 400_000 * 25);
  t.strictSame(rooms.slice(0, 2), [32, 64], 'a short one doubles');
  t.equal(rooms.filter((room) => room > 65_536).length, 1);
  t.ok(rooms.at(-1)! >= 400_000 && rooms.at(-1)! < 430_000, `room for ${rooms.at(-1)}`);
});

t.test('a list of many in a file makes room for a part of it at a time', async (t) => {
  t.equal(roomsOf(70_000, 25, 1e9).at(-1), 65_536 * 8);
});

t.test('a file that is longer than it says, or ends where many items come at once', async (t) => {
  const longer = roomsOf(200_000, 25, 70_000 * 25);
  t.ok(longer.length < 30, `${longer.length} times`);
  t.equal(roomsOf(200_000, 0, 5000).at(-1), 65_536 * 8);
  t.equal(roomsOf(70_000, 0, 1000).at(-1), 65_536 * 1.25);
});
