import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { FORMAT_IDS, FORMATS, type FormatId, findFormat } from '../../../src/domain/formats.ts';
import { contentProblem } from '../../../src/domain/sniff.ts';
import { DeclarationError, readDeclaration } from '../../../src/engines/external/read-declaration.ts';
import { SHAPR } from './program-engine.ts';

const folder = t.testdir();
const path = join(folder, 'engines.json');
const ENGINE = {
  name: 'tool',
  source_formats: ['shapr'],
  output_format: 'glb',
  command: ['tool', '{input}', '{output}'],
};

const read = (declared: unknown) => {
  writeFileSync(path, typeof declared === 'string' ? declared : JSON.stringify(declared));
  return readDeclaration(path);
};

t.test('a format and an engine', async (t) => {
  t.match(read({ formats: [SHAPR], engines: [ENGINE] }), [{ name: 'tool' }]);
  const format = findFormat('.SHAPR')!;
  t.match(format, { id: 'shapr', name: 'Shapr3D', mediaType: 'application/octet-stream' });
  t.notOk((FORMAT_IDS as readonly string[]).includes('shapr'));
  t.equal(FORMATS['shapr' as FormatId], format);
  t.equal(contentProblem(format.id, Buffer.from('SHPR and more')), undefined);
  t.match(
    contentProblem(format.id, Buffer.from('%PDF-1.7')),
    /does not begin like Shapr3D\. It looks like a PDF/,
  );
  t.match(read({ formats: [SHAPR], engines: [ENGINE] }), [{ name: 'tool' }], 'again');
  t.match(
    read({ engines: [{ ...ENGINE, source_formats: ['fbx'] }] }),
    [{ source_formats: ['fbx'] }],
    'one of ours',
  );
});

const MISTAKES: [name: string, declared: unknown, says: RegExp][] = [
  ['no JSON', '{"engines": [', /engines\.json declares no engines that can be used:\n {2}.*JSON/],
  ['no engines', {}, /\/engines: /],
  ['an unknown word', { engines: [{ ...ENGINE, shell: true }] }, /\/engines\/0\/shell: /],
  [
    'a command that is no list',
    { engines: [{ ...ENGINE, command: 'tool {input}' }] },
    /\/engines\/0\/command: /,
  ],
  [
    'an unknown format',
    { engines: [{ ...ENGINE, source_formats: ['nope'] }] },
    /\/engines\/0\/source_formats\/0: nope is no known/,
  ],
  [
    'a format of two engines',
    { formats: [SHAPR], engines: [ENGINE, { ...ENGINE, name: 'b' }] },
    /\/engines\/1\/source_formats\/0: shapr is read by another/,
  ],
  [
    'an output that we do not read',
    { engines: [{ ...ENGINE, output_format: 'shapr' }] },
    /\/engines\/0\/output_format: shapr is not read here/,
  ],
  [
    'the name of ours',
    { engines: [{ ...ENGINE, name: 'assimpjs' }] },
    /\/engines\/0\/name: there is an engine assimpjs/,
  ],
  [
    'no {output}',
    { engines: [{ ...ENGINE, command: ['tool', '{input}'] }] },
    /\/engines\/0\/command: \{output\} is missing/,
  ],
  [
    'an unknown placeholder',
    { engines: [{ ...ENGINE, command: ['tool', '{input}', '{output}', '-q={option.q}'] }] },
    /\/engines\/0\/command\/3: \{option\.q\}/,
  ],
  [
    'a default that is not allowed',
    { engines: [{ ...ENGINE, options: { q: { type: 'choice', values: ['a'], default: 'b' } } }] },
    /\/engines\/0\/options\/q\/default/,
  ],
  [
    'a pattern that is none',
    { engines: [{ ...ENGINE, progress: { pattern: '(\\d+' } }] },
    /\/engines\/0\/progress\/pattern: Invalid/,
  ],
  [
    'a pattern without a group',
    { engines: [{ ...ENGINE, progress: { pattern: '\\d+ %' } }] },
    /\/progress\/pattern: has no group/,
  ],
  [
    'a format of ours',
    { formats: [{ ...SHAPR, id: 'stl' }], engines: [ENGINE] },
    /\/formats: the format stl is known already/,
  ],
  [
    'an extension of ours',
    { formats: [{ ...SHAPR, extensions: ['.shapr', '.obj'] }], engines: [ENGINE] },
    /shapr with \.obj is known already/,
  ],
  [
    'a magic that is no hexadecimal',
    { formats: [{ ...SHAPR, magic: ['SHPR'] }], engines: [ENGINE] },
    /\/formats\/0\/magic\/0/,
  ],
];
for (const [name, declared, says] of MISTAKES) {
  t.test(`refused: ${name}`, async (t) => {
    const error = await Promise.resolve()
      .then(() => read(declared))
      .catch((thrown: unknown) => thrown);
    t.ok(error instanceof DeclarationError);
    t.match((error as Error).message, says);
  });
}
t.test('refused: no file', async (t) => {
  t.throws(() => readDeclaration(join(folder, 'missing.json')), {
    name: 'DeclarationError',
    message: /ENOENT/,
  });
});
