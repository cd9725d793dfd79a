import { Problem } from '../../../../domain/problem.ts';
import type { EngineLimits } from '../../../engine-module.ts';
import { tooDeepTree } from '../../limits.ts';
import type { ByteSource } from './byte-source.ts';
import { ClassicTokens } from './classic-tokens.ts';
import { type NameScope, outerScope, scopeWithin } from './name-scope.ts';
import { emptyScene, type FieldValue, type Proto, type Scene, type SceneNode } from './scene-node.ts';

const [QUOTE, OPEN_LIST, CLOSE_LIST, OPEN, CLOSE] = [34, 91, 93, 123, 125] as const;

/** Longer lists keep what they had room for rather than being copied. */
const LONG_LIST = 1024;
/** A shape, its geometry and what that holds are nodes as well, and the body of a prototype is a level. */
const SHAPE_LEVELS = 8;
/** How a prototype or a script declares a field; the second kind may have a value. */
const EVENTS = new Set(['eventIn', 'eventOut', 'inputOnly', 'outputOnly']);
const FIELDS = new Set(['field', 'exposedField', 'initializeOnly', 'inputOutput']);

/**
 * Reads VRML 97 (ISO/IEC 14772-1) and the classic encoding of X3D (ISO/IEC 19776-2). What a field holds is seen from
 * its value, so fields that no specification knows are read too.
 * Throws `input_malformed` with the line, `input_truncated`, `input_version_unsupported` or `input_limit_exceeded`.
 */
export function readClassic(source: ByteSource, limits: EngineLimits): Scene {
  refuseOtherVersions(source);
  return new ClassicReader(source, limits).read();
}

function refuseOtherVersions(source: ByteSource): void {
  while (source.end - source.at < 64 && source.fill());
  const head = source.bytes.toString('latin1', source.at, Math.min(source.end, source.at + 64));
  if (/^(\xef\xbb\xbf)?\s*#(VRML V2\.0|X3D V[34]\.\d) utf8/.test(head)) return;
  throw new Problem(/^\s*#(VRML|X3D)/.test(head) ? 'input_version_unsupported' : 'input_malformed', {
    detail: 'Only VRML 2.0 and X3D 3 or 4 in UTF-8 can be read. Export the file in this version.',
  });
}

class ClassicReader {
  private readonly tokens: ClassicTokens;
  private readonly scene = emptyScene();
  private scope: NameScope = outerScope();
  private readonly limits: EngineLimits;
  private depth = 0;

  constructor(source: ByteSource, limits: EngineLimits) {
    this.limits = limits;
    this.tokens = new ClassicTokens(source);
  }

  read(): Scene {
    const { tokens, scene } = this;
    while (tokens.peek() !== 0) {
      const word = this.name('a node');
      if (this.isStatement(word) || this.isHeader(word)) continue;
      const node = this.node(word);
      if (node !== undefined) scene.roots.push(node);
    }
    return scene;
  }

  /** PROFILE, META and so on stand before the nodes in X3D. */
  private isHeader(word: string): boolean {
    const { tokens, scene } = this;
    if (word === 'PROFILE' || word === 'COMPONENT') this.name('a name');
    else if (word === 'EXPORT' || word === 'IMPORT') {
      this.name('a name');
      if (tokens.peek() === 65 /* A */) for (const _ of ['AS', 'name']) this.name('a name');
    } else if (word === 'META') for (const _ of ['name', 'content']) this.value();
    else if (word === 'UNIT') {
      const category = this.name('a category');
      this.name('a unit');
      const factor = this.value();
      if (category === 'length' && factor.kind === 'numbers' && factor.numbers[0]! > 0) {
        scene.metresPerUnit = factor.numbers[0]!;
      }
    } else return false;
    return true;
  }

  /** ROUTE and prototypes stand between nodes and between fields. */
  private isStatement(word: string): boolean {
    if (word === 'ROUTE') {
      for (const _ of ['from', 'TO', 'to']) this.name('a name');
      this.scene.routes += 1;
    } else if (word === 'PROTO') this.proto();
    else if (word === 'EXTERNPROTO') {
      this.name('a name');
      this.interface();
      this.value();
      this.scene.externProtos += 1;
    } else return false;
    return true;
  }

  /** @param word that it begins with; undefined where a USE leads nowhere or nothing is there (NULL) */
  private node(word: string): SceneNode | undefined {
    if (word === 'NULL') return undefined;
    if (word === 'USE') {
      const used = this.scope.nodes.get(this.name('a name'));
      if (used === undefined) this.scene.missing += 1;
      return used;
    }
    const name = word === 'DEF' ? this.name('a name') : undefined;
    const type = name === undefined ? word : this.name('a node');
    if (!this.tokens.take(OPEN)) throw this.tokens.malformed('has a node without "{"');
    const node: SceneNode = { type, fields: new Map() };
    const proto = this.scope.protos.get(type);
    if (proto !== undefined) node.proto = proto;
    if (name !== undefined) {
      node.name = name;
      this.scope.nodes.set(name, node);
    }
    this.descend(() => this.fields(node));
    return node;
  }

  private fields(node: SceneNode): void {
    const { tokens } = this;
    while (!tokens.take(CLOSE)) {
      const word = this.name('a field');
      if (this.isStatement(word)) continue;
      if ((EVENTS.has(word) || FIELDS.has(word)) && !this.startsValue()) {
        this.declaration(word, node.fields);
        continue;
      }
      node.fields.set(word, this.value());
    }
  }

  /** `field SFBool on TRUE`: a declaration begins with the word of a type, a value of a field so named does not. */
  private startsValue(): boolean {
    const { tokens } = this;
    const next = tokens.peek();
    return next !== 83 /* S */ && next !== 77 /* M */;
  }

  private declaration(word: string, into: Map<string, FieldValue>): void {
    this.name('a type');
    const name = this.name('a name');
    if (FIELDS.has(word)) into.set(name, this.value());
    else if (this.tokens.peek() === 73 /* I of IS, if it is no other declaration */) this.skipIs();
  }

  private skipIs(): void {
    const word = this.name('a name');
    if (word === 'IS') this.name('a name');
    else this.declaration(word, new Map()); // initializeOnly or inputOnly
  }

  private proto(): void {
    const { tokens } = this;
    const name = this.name('a name');
    const defaults = this.interface();
    if (!tokens.take(OPEN)) throw tokens.malformed('has a prototype without "{"');
    const outer = this.scope;
    this.scope = scopeWithin(outer);
    const body: SceneNode[] = [];
    this.descend(() => {
      while (!tokens.take(CLOSE)) {
        const word = this.name('a node');
        const node = this.isStatement(word) ? undefined : this.node(word);
        if (node !== undefined) body.push(node);
      }
    });
    this.scope = outer;
    const proto: Proto = { defaults, body };
    outer.protos.set(name, proto);
  }

  private interface(): Map<string, FieldValue> {
    const { tokens } = this;
    const defaults = new Map<string, FieldValue>();
    if (!tokens.take(OPEN_LIST)) throw tokens.malformed('has a prototype without "["');
    while (!tokens.take(CLOSE_LIST)) {
      const word = this.name('a field');
      this.name('a type');
      const name = this.name('a name');
      const next = tokens.peek();
      const isNext = next === CLOSE_LIST || next === 101 || next === 102 || next === 105 || next === 111; // e f i o
      if (FIELDS.has(word) && !isNext) defaults.set(name, this.value());
    }
    return defaults;
  }

  private value(): FieldValue {
    const { tokens } = this;
    if (!tokens.take(OPEN_LIST)) return this.oneValue();
    const list: FieldValue[] = [];
    const numbers = tokens.emptyList();
    for (;;) {
      tokens.numbers(numbers);
      if (tokens.take(CLOSE_LIST)) break;
      list.push(this.oneValue());
    }
    const strings = list.flatMap((each) => (each.kind === 'strings' ? each.strings : []));
    const nodes = list.flatMap((each) => (each.kind === 'nodes' ? each.nodes : []));
    if (nodes.length > 0) return { kind: 'nodes', nodes };
    if (strings.length > 0) return { kind: 'strings', strings };
    const view = numbers.view();
    return { kind: 'numbers', numbers: view.length < LONG_LIST ? view.slice() : view };
  }

  private oneValue(): FieldValue {
    const { tokens } = this;
    if (tokens.isNumber()) {
      const numbers = tokens.emptyList();
      tokens.numbers(numbers);
      return { kind: 'numbers', numbers: numbers.view().slice() };
    }
    if (tokens.peek() === QUOTE) return { kind: 'strings', strings: [tokens.string()] };
    const word = this.name('a value');
    if (word === 'TRUE' || word === 'FALSE') return { kind: 'flag', flag: word === 'TRUE' };
    if (word === 'IS') return { kind: 'is', field: this.name('a name') };
    const node = this.node(word);
    return { kind: 'nodes', nodes: node === undefined ? [] : [node] };
  }

  private name(expected: string): string {
    const word = this.tokens.word();
    if (word !== '') return word;
    if (this.tokens.peek() === 0) throw this.tokens.truncated();
    throw this.tokens.malformed(`holds something else where ${expected} is expected`);
  }

  private descend(read: () => void): void {
    this.depth += 1;
    if (this.depth > this.limits.maxTreeDepth + SHAPE_LEVELS) throw tooDeepTree(this.limits);
    read();
    this.depth -= 1;
  }
}
