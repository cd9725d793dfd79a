import t from 'tap';
import { DEFAULT_LIMITS } from '../../../src/domain/engine-limits.ts';
import { type ElementTable, followTables, LEAF } from '../../../src/engines/mesh/xml/element-tables.ts';
import { escapeXml } from '../../../src/engines/mesh/xml/escape-xml.ts';
import { readXml as readXmlWithin, type XmlHandler } from '../../../src/engines/mesh/xml/read-xml.ts';

const DOCUMENT = `\uFEFF<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE model SYSTEM "http://example.org/model.dtd">
<!-- a comment with <tags> and -- > -->
<model unit='mm' xmlns="urn:core" xmlns:m = "urn:m"
  note="a &lt;b&gt; &amp; &quot;c&quot; &#65;&#x1F600; it's">
  <a.b-c/> <m:größe x="1.5e-3" y=" -2 " z=".5"
  w="9007199254740993"/>
  text &amp; more<![CDATA[ <raw> & ]]><inner xmlns="urn:other" xmlns:m="urn:n"><m:leaf></m:leaf></inner  ><m:leaf/>
  <?target data?>
</model>
<!-- the end -->
`;

const readXml = (chunks: Iterable<Uint8Array>, handler: XmlHandler) =>
  readXmlWithin(chunks, handler, DEFAULT_LIMITS);

/** Everything that happens, as one line for each event. */
function recorder(): { handler: XmlHandler; lines: string[] } {
  const lines: string[] = [];
  return {
    lines,
    handler: {
      open(xml) {
        const attributes = Array.from({ length: xml.attributeCount }, (_, index) => {
          return `${xml.attributeName(index).text}=${xml.valueAt(index)}`;
        });
        lines.push(`<${xml.name.text} {${xml.namespace}} ${xml.depth} ${attributes.join('|')}`);
      },
      text: (xml) => void lines.push(`"${xml.text()}"`),
      close: (xml) => void lines.push(`>${xml.name.text}`),
    },
  };
}

async function record(chunks: Iterable<Uint8Array>): Promise<string[]> {
  const { handler, lines } = recorder();
  await readXml(chunks, handler);
  return lines;
}

const EXPECTED = [
  `<model {urn:core} 1 unit=mm|xmlns=urn:core|xmlns:m=urn:m|note=a <b> & "c" A😀 it's`,
  '<a.b-c {urn:core} 2 ',
  '>a.b-c',
  '<m:größe {urn:m} 2 x=1.5e-3|y= -2 |z=.5|w=9007199254740993',
  '>m:größe',
  '"\n  text & more"',
  '" <raw> & "',
  '<inner {urn:other} 2 xmlns=urn:other|xmlns:m=urn:n',
  '<m:leaf {urn:n} 3 ',
  '>m:leaf',
  '>inner',
  '<m:leaf {urn:m} 2 ',
  '>m:leaf',
  '>model',
];

t.test('elements, attributes, text, references and namespaces', async (t) => {
  t.strictSame(await record([Buffer.from(DOCUMENT)]), EXPECTED);
});

t.test('however the bytes are cut', async (t) => {
  const bytes = Buffer.from(DOCUMENT);
  t.strictSame(await record([...bytes].map((byte) => Uint8Array.of(byte))), EXPECTED, 'byte by byte');
  for (let at = 0; at <= bytes.length; at += 1) {
    const lines = await record([bytes.subarray(0, at), bytes.subarray(at)]);
    if (lines.join('\n') !== EXPECTED.join('\n')) t.fail(`cut at ${at}`);
  }
});

t.test('names and values of pieces that later ones took the memory of', async (t) => {
  const items = Array.from({ length: 200 }, (_, at) => {
    const name = `m:item-${Math.floor(at / 20)}`;
    return `<${name} id="${at}">text ${at}</${name}>`;
  });
  const bytes = Buffer.from(`<model xmlns:m="urn:m">${items.join('\n')}</model>`);
  const expected = await record([bytes]);
  t.equal(expected.length, 2 + 200 * 3);
  for (const size of [257, 300, 512, 1000]) {
    const pieces: Uint8Array[] = [];
    for (let at = 0; at < bytes.length; at += size) pieces.push(bytes.subarray(at, at + size));
    t.strictSame(await record(pieces), expected, `${size} bytes each`);
  }
});

t.test('UTF-16 with its mark, and what the declaration says', async (t) => {
  const text = '<?xml version="1.0" encoding="utf-16"?><größe n="€"/>';
  const expected = ['<größe {} 1 n=€', '>größe'];
  const little = Buffer.from(`\uFEFF${text}`, 'utf16le');
  t.strictSame(await record([little]), expected);
  t.strictSame(await record([Buffer.from(little).swap16()]), expected);
  t.strictSame(await record([...little].map((byte) => Uint8Array.of(byte))), expected);
  const latin = Buffer.from('<?xml version="1.0" encoding="ISO-8859-1"?><größe n="ä"/>', 'latin1');
  t.strictSame(await record([latin]), ['<größe {} 1 n=ä', '>größe']);
  await t.rejects(record([Buffer.from('<?xml version="1.0" encoding="klingon"?><a/>')]), {
    code: 'input_feature_unsupported',
  });
});

t.test('numbers', async (t) => {
  const texts = [
    '1.5',
    '-2',
    '+3',
    '.5',
    '5.',
    '1e3',
    '-1.25E-2',
    '0.1',
    '123456789.123456789',
    '1e400',
    '9'.repeat(30),
  ];
  const wrong = ['', ' ', '-', '.', '1e', 'e5', '1,5', '0x10', 'nan', 'Infinity', '1 2', '1'.repeat(500)];
  const attributes = [...texts, ...wrong].map((text, index) => `n${index}="${text}"`).join(' ');
  const numbers: number[] = [];
  await readXml([Buffer.from(`<a ${attributes}/>`)], {
    open(xml) {
      for (let index = 0; index < xml.attributeCount; index += 1) numbers.push(xml.numberAt(index));
    },
  });
  t.strictSame(numbers.slice(0, texts.length), texts.map(Number));
  t.ok(numbers.slice(texts.length).every(Number.isNaN), `${numbers.slice(texts.length)}`);
  const indices: number[] = [];
  await readXml([Buffer.from('<a a="7" b=" 2147483647 " c="2147483648" d="-1" e="" f="1.0" g="x"/>')], {
    open(xml) {
      for (let index = 0; index < xml.attributeCount; index += 1) indices.push(xml.indexAt(index));
    },
  });
  t.strictSame(indices, [7, 2147483647, -1, -1, -1, -1, -1]);
});

t.test('tables skip what they do not name, and all that is in it', async (t) => {
  const seen: string[] = [];
  const item: ElementTable = {
    children: {},
    text: (xml) => void seen.push(xml.text()),
    close: () => void seen.push('closed'),
  };
  const list: ElementTable = { children: { item: () => item, 'm:item': () => LEAF } };
  const document: ElementTable = { children: { list: () => list } };
  const xml =
    '<list xmlns="urn:core" xmlns:x="urn:unknown" xmlns:m="urn:m"><item>a<item>not</item>b</item>' +
    '<x:item>not</x:item><m:item>not</m:item><other><item>not</item></other><toString>not</toString></list>';
  await readXml([Buffer.from(xml)], followTables(document, { 'urn:core': '', 'urn:m': 'm:' }));
  t.strictSame(seen, ['a', 'b', 'closed']);
});

t.test('elements nest as deep as the limit allows', async (t) => {
  const nested = (levels: number) => [Buffer.from('<a>'.repeat(levels) + '</a>'.repeat(levels))];
  const ignore = { open() {} };
  await t.resolves(readXmlWithin(nested(20), ignore, { maxXmlDepth: 20 }));
  await t.rejects(readXmlWithin(nested(21), ignore, { maxXmlDepth: 20 }), {
    code: 'input_limit_exceeded',
    detail: /more than 20 levels.*MAX_XML_DEPTH/,
  });
});

t.test('what is escaped is read back, but for what XML cannot say', async (t) => {
  const text = `<a href="x">'&amp;'\t\r\n😀 größe</a>`;
  const read: (string | undefined)[] = [];
  const open: XmlHandler['open'] = (xml) => void read.push(xml.value('n'));
  await readXml([Buffer.from(`<a n="${escapeXml(text)}"/>`)], { open });
  await readXml([Buffer.from(`<a n="${escapeXml('a\0b\ud800c')}"/>`)], { open });
  t.strictSame(read, [text, 'a\ufffdb\ufffdc']);
});

for (const [name, text, code, says] of [
  ['an entity of its own', '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', 'input_malformed', /document type/],
  ['an entity that nobody declares', '<a>&b;</a>', 'input_malformed', /entity/],
  ['a lonely ampersand', '<a b="c & d"/>', 'input_malformed', /entity/],
  ['a reference to no character', '<a>&#0;</a>', 'input_malformed', /entity/],
  ['a reference beyond Unicode', '<a>&#x110000;</a>', 'input_malformed', /entity/],
  ['elements that cross', '<a><b></a></b>', 'input_malformed', /closes an element/],
  ['one element too many closed', '<a></a></a>', 'input_malformed', /closes an element/],
  ['two roots', '<a/><b/>', 'input_malformed', /more than one root/],
  ['text before the root', 'text<a/>', 'input_malformed', /outside of its root/],
  ['an attribute without a value', '<a b/>', 'input_malformed', /without a value/],
  ['an attribute without quotes', '<a b=c/>', 'input_malformed', /without quotes/],
  ['a tag without a name', '<a>< b/></a>', 'input_malformed', /without a name/],
  ['a slash within a tag', '<a / b="c">', 'input_malformed', /slash/],
  ['an unknown declaration', '<!ELEMENT a (b)><a/>', 'input_malformed', /does not know/],
  ['deep nesting', '<a>'.repeat(100_000), 'input_limit_exceeded', /more than 400 levels.*MAX_XML_DEPTH/],
  [
    'too many attributes',
    `<a ${Array.from({ length: 300 }, (_, at) => `b${at}=""`).join(' ')}/>`,
    'input_malformed',
    /many attributes/,
  ],
  [
    'too many names',
    `<a>${Array.from({ length: 20_000 }, (_, at) => `<b${at}/>`).join('')}</a>`,
    'input_malformed',
    /names/,
  ],
  ['an attribute without an end', `<a b="${'c'.repeat(5 << 20)}`, 'input_malformed', /piece of more than/],
  ['the end within an element', '<a><b></b>', 'input_truncated', /ends before/],
  ['the end within a tag', '<a b="c"', 'input_truncated', /ends before/],
  ['the end within a comment', '<a/><!-- ', 'input_truncated', /ends before/],
  ['nothing', '', 'input_truncated', /no element/],
  ['a comment alone', '<!-- a -->', 'input_truncated', /no element/],
] as const) {
  t.test(`refused: ${name}`, async (t) => {
    await t.rejects(record([Buffer.from(text)]), { code, detail: says });
    const bytes = Buffer.from(text);
    const pieces = Array.from({ length: Math.ceil(bytes.length / 1000) }, (_, at) =>
      bytes.subarray(at * 1000, at * 1000 + 1000),
    );
    if (bytes.length < 1e6) await t.rejects(record(pieces), { code, detail: says }, 'in pieces');
  });
}
