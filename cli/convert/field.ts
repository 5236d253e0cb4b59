import {
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  type Document,
  type LineCounter,
  type Node,
} from 'yaml';
import { UsageError } from '../usage-error';
import type { Note, Notes, Place } from './notes';

/** What an expression of a file's own language comes to: `!Ref Image`, `${TAG}`. */
export type Evaluated =
  | { readonly value: string | readonly string[] | undefined }
  /** Why it has no value, and how it is written where that is better than nothing. */
  | { readonly unknown: string; readonly written?: string };

/** One document of a file that is converted. */
export interface Source {
  readonly file: string;
  readonly text: string;
  readonly document: Document;
  readonly lines: LineCounter;
  readonly notes: Notes;
  /** Values by name, for what the file leaves open. */
  readonly values: ReadonlyMap<string, string>;
  /** Paths that were asked for; what is not among them at the end was not carried over. */
  readonly read: Set<string>;
  /** Paths below which nobody need ask. */
  readonly passed: Set<string>;
  /** Evaluates an expression; undefined for what is none. */
  evaluate?: (field: Field) => Evaluated | undefined;
}

/**
 * A value in a file, known by its path. Whoever converts asks for what it knows; `reportUnread` then
 * names the rest, so that nothing is left out silently.
 */
export class Field implements Place {
  readonly source: Source;
  readonly node: Node | null | undefined;
  readonly path: string;
  readonly line: number;

  constructor(source: Source, node: unknown, path: string, line?: number) {
    this.source = source;
    this.node = resolved(source, node as Node | null | undefined);
    this.path = path;
    this.line = line ?? lineOf(source, this.node);
  }

  get file(): string {
    return this.source.file;
  }

  /** Whether there is a value. */
  get exists(): boolean {
    return (
      this.node !== undefined &&
      this.node !== null &&
      !(isScalar(this.node) && this.node.value === null)
    );
  }

  /** Whether it is a list or a map of nothing, which AWS writes for what is not set. */
  get isEmpty(): boolean {
    return (isMap(this.node) || isSeq(this.node)) && this.node.items.length === 0;
  }

  get isMap(): boolean {
    return isMap(this.node);
  }

  get isList(): boolean {
    return isSeq(this.node);
  }

  get tag(): string | undefined {
    return this.node?.tag;
  }

  /** How it is written, on one line. */
  get written(): string {
    const [from = 0, to = 0] = this.node?.range ?? [];
    const text = this.source.text.slice(from, to).trim().replaceAll(/\s+/g, ' ');
    return text.length > 80 ? `${text.slice(0, 79)}…` : text;
  }

  /** The value at one of these keys, of which the first that is there counts. */
  get(...keys: readonly string[]): Field {
    const found = keys.map((key) => this.children().get(key)).find((field) => field !== undefined);
    const field =
      found ?? new Field(this.source, undefined, childPath(this.path, keys[0] ?? ''), this.line);
    this.source.read.add(field.path);
    return field;
  }

  /** Looks without taking it for carried over. */
  peek(key: string): Field | undefined {
    return this.children().get(key);
  }

  entries(): [string, Field][] {
    if (this.exists && !this.isMap) this.wrongKind('keys with values');
    const entries = [...this.children()];
    for (const [, field] of entries) this.source.read.add(field.path);
    return entries;
  }

  items(): Field[] {
    if (!this.exists) return [];
    if (!isSeq(this.node)) {
      this.wrongKind('a list');
      return [];
    }
    return this.node.items.map((item, index) => {
      const field = new Field(this.source, item, `${this.path}[${index}]`);
      this.source.read.add(field.path);
      return field;
    });
  }

  text(): string | undefined {
    const value = this.evaluated();
    if (typeof value === 'string' || value === undefined) return value;
    this.wrongKind('a text');
    return undefined;
  }

  number(): number | undefined {
    const text = this.text();
    if (text === undefined) return undefined;
    if (text.trim() !== '' && Number.isFinite(Number(text))) return Number(text);
    this.wrongKind('a number');
    return undefined;
  }

  flag(): boolean | undefined {
    const text = this.text()?.toLowerCase();
    if (text === undefined) return undefined;
    if (['true', 'yes', 'enabled', '1'].includes(text)) return true;
    if (['false', 'no', 'disabled', '0'].includes(text)) return false;
    this.wrongKind('true or false');
    return undefined;
  }

  /** A list of texts, or one text alone. */
  texts(): string[] | undefined {
    if (!this.exists) return undefined;
    if (this.isList && this.tag?.startsWith('!') !== true) {
      return this.items().flatMap((item) => item.text() ?? []);
    }
    const value = this.evaluated();
    return value === undefined ? undefined : typeof value === 'string' ? [value] : [...value];
  }

  /** All that is in it, for what is handed on as it is. */
  value(): unknown {
    if (this.isMap)
      return Object.fromEntries(this.entries().map(([key, each]) => [key, each.value()]));
    if (this.isList) return this.items().map((item) => item.value());
    return isScalar(this.node) ? this.node.value : undefined;
  }

  note(kind: Note['kind'], text: string): void {
    this.source.notes.add(kind, this, text);
  }

  /** Says that it was not carried over, with all that is in it. */
  lost(text: string): void {
    this.note('lost', text);
    this.pass();
  }

  /** Takes all that is in it for known. */
  pass(): void {
    this.source.passed.add(this.path);
  }

  /** The same of what need not be there. */
  unsupported(text: string): void {
    if (this.exists && !this.isEmpty) this.lost(text);
  }

  differs(text: string): void {
    this.note('differs', text);
  }

  missing(text: string): void {
    this.note('missing', text);
  }

  /** @returns never: the file cannot be converted */
  refuse(text: string): never {
    throw new UsageError(`${this.file}:${this.line}: ${text}`);
  }

  /** Names what nobody asked for. */
  reportUnread(): void {
    if (this.source.passed.has(this.path)) return;
    for (const field of this.children().values()) {
      if (this.source.read.has(field.path)) field.reportUnread();
      else if (!field.isEmpty) field.note('lost', 'is not known here');
    }
    if (!isSeq(this.node)) return;
    this.node.items.forEach((item, index) => {
      const field = new Field(this.source, item, `${this.path}[${index}]`);
      // A list that was taken as a whole has no items that were asked for.
      if (this.source.read.has(field.path)) field.reportUnread();
    });
  }

  private evaluated(): string | readonly string[] | undefined {
    const result = this.source.evaluate?.(this);
    if (result !== undefined) {
      if ('value' in result) return result.value;
      this.missing(`${result.unknown}, got ${this.written}`);
      return result.written;
    }
    if (!this.exists) return undefined;
    if (isScalar(this.node)) {
      const { value, source } = this.node;
      return typeof value === 'string' ? value : (source ?? String(value));
    }
    this.wrongKind('a text');
    return undefined;
  }

  private wrongKind(expected: string): void {
    this.lost(`must be ${expected}, got ${this.written}`);
  }

  /** The values by key; those that a merge key brings along give way to those beside it. */
  private children(depth = 0): Map<string, Field> {
    if (!isMap(this.node)) return new Map();
    if (depth > 20) return this.refuse('YAML merges go deeper than 20 levels');
    const own = new Map<string, Field>();
    const merged = new Map<string, Field>();
    for (const pair of this.node.items) {
      if (!isPair(pair) || !isScalar(pair.key)) continue;
      const key = String(pair.key.value);
      const line = lineOf(this.source, pair.key);
      if (key !== '<<') {
        own.set(key, new Field(this.source, pair.value, childPath(this.path, key), line));
        continue;
      }
      const node = resolved(this.source, pair.value as Node | null);
      for (const each of isSeq(node) ? node.items.toReversed() : [node]) {
        const field = new Field(this.source, each, this.path);
        if (!field.isMap) field.refuse(`<< must name keys with values, got ${field.written}`);
        for (const [name, value] of field.children(depth + 1)) merged.set(name, value);
      }
    }
    return new Map([...merged, ...own]);
  }
}

function childPath(path: string, key: string): string {
  const name = /^[\w$.:/-]+$/.test(key) && !key.includes('.') ? key : `["${key}"]`;
  return path === '' ? name : name.startsWith('[') ? `${path}${name}` : `${path}.${name}`;
}

function resolved(source: Source, node: Node | null | undefined): Node | null | undefined {
  if (!isAlias(node)) return node;
  const target = node.resolve(source.document);
  if (target === undefined) {
    throw new UsageError(
      `${source.file}:${lineOf(source, node)}: no anchor &${node.source} comes before *${node.source}`,
    );
  }
  return target;
}

function lineOf(source: Source, node: unknown): number {
  const { range } = (node ?? {}) as { range?: readonly number[] | null };
  return range?.[0] === undefined ? 1 : source.lines.linePos(range[0]).line;
}
