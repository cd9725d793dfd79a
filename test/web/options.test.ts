import t from 'tap';
import { listCapabilities } from '../../src/engines/catalogue.ts';
import type { OptionsSchema } from '../../src/web/api/resource.ts';
import {
  changedOptions,
  type Field,
  fieldsOf,
  lastingOptions,
  readText,
  textOf,
  validOptions,
} from '../../src/web/options/fields.ts';
import { en } from '../../src/web/strings/en.ts';

const SCHEMA: OptionsSchema = {
  properties: {
    quality: { type: 'string', enum: ['draft', 'standard'], default: 'standard', description: 'How fine.' },
    unit: { type: 'string', enum: ['mm', 'm'] },
    merge: { type: 'boolean', default: true },
    angle: { type: 'number', minimum: 0, maximum: 180 },
    scale: { type: 'number', exclusiveMinimum: 0, default: 1 },
    count: { type: 'integer', minimum: 1, maximum: 9 },
    model: { type: 'string', maxLength: 10 },
    select: { type: 'array', items: { type: 'string' }, maxItems: 3 },
    nested: { type: 'object' },
  },
};
const fields = fieldsOf(SCHEMA);
const named = (name: string): Field => fields.find((field) => field.name === name)!;

t.test('fields from a schema', async (t) => {
  t.strictSame(
    fields.map(({ name, kind }) => [name, kind]),
    [
      ['quality', 'choice'],
      ['unit', 'choice'],
      ['merge', 'switch'],
      ['angle', 'number'],
      ['scale', 'number'],
      ['count', 'number'],
      ['model', 'text'],
      ['select', 'list'],
    ],
    'what the page has no input for is left to its default',
  );
  t.match(named('quality'), { help: 'How fine.', choices: ['draft', 'standard'], default: 'standard' });
  t.match(named('scale'), { default: 1, range: { above: 0, min: undefined } });
  t.strictSame(fieldsOf({}), []);
});

t.test('what is typed becomes a value or a mistake', async (t) => {
  const read = (name: string, text: string) => readText(named(name), text);
  t.strictSame(read('angle', ' 30 '), { value: 30 });
  t.strictSame(read('angle', '0,5'), { value: 0.5 }, 'as many languages write it');
  t.strictSame(read('angle', ''), { value: undefined });
  t.match(read('angle', 'much'), { mistake: { kind: 'number' } });
  t.match(read('angle', '181'), { mistake: { kind: 'range', range: { max: 180 } } });
  t.match(read('scale', '0'), { mistake: { kind: 'range', range: { above: 0 } } });
  t.strictSame(read('scale', '1e-3'), { value: 0.001 });
  t.match(read('count', '1.5'), { mistake: { kind: 'whole' } });
  t.strictSame(read('model', ' a b '), { value: 'a b' });
  t.strictSame(read('select', ' bolt \n\nnut*\n'), { value: ['bolt', 'nut*'] });
  t.equal(textOf(named('select'), ['bolt', 'nut*']), 'bolt\nnut*');
  t.equal(textOf(named('angle'), 30), '30');
  t.equal(textOf(named('angle'), undefined), '');
});

t.test(
  'only what differs from the defaults is sent, and only what fits the next file is remembered',
  async (t) => {
    const options = {
      quality: 'standard',
      merge: false,
      scale: 1,
      angle: 30,
      select: ['bolt'],
      model: 'a.obj',
    };
    t.strictSame(changedOptions(fields, options), {
      merge: false,
      angle: 30,
      model: 'a.obj',
      select: ['bolt'],
    });
    t.strictSame(lastingOptions(fields, options), { quality: 'standard', merge: false, angle: 30, scale: 1 });
  },
);

t.test('what was remembered for another version of the server is dropped', async (t) => {
  const remembered = {
    quality: 'superb',
    merge: 'yes',
    angle: 200,
    scale: 2,
    count: 1.5,
    gone: 1,
    unit: 'm',
  };
  t.strictSame(validOptions(fields, remembered), { unit: 'm', scale: 2 });
});

t.test('every option of this server has an input, and a name in every language', async (t) => {
  const names = new Set<string>();
  for (const { source, target, optionsSchema } of listCapabilities()) {
    const schema = JSON.parse(JSON.stringify(optionsSchema)) as OptionsSchema;
    const shown = fieldsOf(schema).map(({ name }) => name);
    t.strictSame(shown, Object.keys(schema.properties ?? {}), `${source} ${target}`);
    for (const name of shown) names.add(name);
  }
  t.strictSame(Object.keys(en.options.names).sort(), [...names].sort());
});
