import t from 'tap';
import { actionOf, KEY_OF } from '../../../src/web/viewer/keys.ts';

const press = (key: string, held: object = {}) =>
  actionOf({ key, shiftKey: false, ctrlKey: false, altKey: false, metaKey: false, ...held });

t.test('every key that buttons name does something', async (t) => {
  for (const [name, key] of Object.entries(KEY_OF)) {
    t.ok(press(key), name);
    t.strictSame(press(key.toLowerCase()), press(key), `${name}, small letter`);
  }
});

t.test('arrows turn, with shift they move', async (t) => {
  t.match(press('ArrowLeft'), { kind: 'orbit', up: 0 });
  t.match(press('ArrowUp', { shiftKey: true }), { kind: 'pan', right: 0 });
});

t.test('what the browser or the window wants is left to them', async (t) => {
  t.equal(press('f', { ctrlKey: true }), undefined, 'find');
  t.equal(press('w', { metaKey: true }), undefined, 'close the tab');
  t.equal(press('ArrowLeft', { altKey: true }), undefined, 'back');
  t.equal(press('Escape'), undefined);
  t.equal(press('Tab'), undefined);
});
