import { faultAt, HistoryFileError } from './history-file-error.ts';

/** Longest single object (or other member) of a history file, in bytes. */
export const MAX_VALUE_BYTES = 64 * 1024 * 1024;
/** Deepest nesting inside one object. Stripe's objects nest about ten levels. */
export const MAX_VALUE_LEVELS = 200;

const CODE = {
  tab: 0x09,
  newline: 0x0a,
  carriageReturn: 0x0d,
  space: 0x20,
  quote: 0x22,
  comma: 0x2c,
  colon: 0x3a,
  openBracket: 0x5b,
  backslash: 0x5c,
  closeBracket: 0x5d,
  openBrace: 0x7b,
  closeBrace: 0x7d,
} as const;

type State =
  | 'start'
  | 'first_key'
  | 'key'
  | 'colon'
  | 'value'
  | 'after_value'
  | 'first_object'
  | 'object'
  | 'after_object'
  | 'end';

const EXPECTED: Record<State, string> = {
  start: 'expected a JSON object',
  first_key: 'expected a key or the end of the object',
  key: 'expected a key',
  colon: 'expected a colon',
  value: 'expected a value',
  after_value: 'expected a comma or the end of the object',
  first_object: 'expected an object or the end of the list',
  object: 'expected an object',
  after_object: 'expected a comma or the end of the list',
  end: 'expected nothing after the end',
};

export interface HistoryJsonSink {
  /** One element of the top-level `objects` list. */
  object(value: unknown, index: number): void;
  /** Any other top-level member. */
  member(key: string, value: unknown): void;
}

/**
 * Reads a history file piece by piece, so that half a gigabyte needs no half a gigabyte of text in memory (a longer
 * string does not even exist) and a fault is known by its place. Only the outermost object and its `objects` list
 * are walked here; each value in them goes through `JSON.parse`.
 */
export class HistoryJsonScanner {
  /** True once a list of objects has begun, be it empty. */
  sawObjects = false;
  private readonly sink: HistoryJsonSink;
  private state: State = 'start';
  private key = '';
  private readonly keys = new Set<string>();
  private index = 0;
  /** Bytes of the chunks before the current one. */
  private consumed = 0;

  /** The value being taken: its pieces, where it began, and how it will be known to end. */
  private pieces: Buffer[] | null = null;
  private size = 0;
  private startedAt = 0;
  private level = 0;
  private inString = false;
  private escaped = false;
  private scalar = false;
  private isKey = false;

  constructor(sink: HistoryJsonSink) {
    this.sink = sink;
  }

  /** Takes the next piece of the file. @throws {HistoryFileError} at the first fault. */
  push(chunk: Buffer): void {
    let at = this.consumed === 0 && chunk.subarray(0, 3).equals(Buffer.from([0xef, 0xbb, 0xbf])) ? 3 : 0;
    while (at < chunk.length) at = this.pieces === null ? this.step(chunk, at) : this.takeOn(chunk, at);
    this.consumed += chunk.length;
  }

  /** The file is over. @throws {HistoryFileError} when it should not be. */
  end(): void {
    if (this.state === 'end') return;
    if (this.consumed === 0) throw new HistoryFileError('The history file is empty.');
    if (this.state === 'start') throw this.fault('expected a JSON object');
    throw faultAt(this.place(), 'the file ends here, in the middle (it is truncated)');
  }

  private step(chunk: Buffer, at: number): number {
    const byte = chunk[at];
    if (byte === CODE.space || byte === CODE.newline || byte === CODE.carriageReturn || byte === CODE.tab) {
      return at + 1;
    }
    switch (this.state) {
      case 'start':
        if (byte !== CODE.openBrace) throw this.fault(EXPECTED.start);
        this.state = 'first_key';
        return at + 1;
      case 'first_key':
      case 'key':
        if (byte === CODE.closeBrace && this.state === 'first_key') this.state = 'end';
        else if (byte === CODE.quote) return this.begin(chunk, at, true);
        else throw this.fault(EXPECTED[this.state]);
        return at + 1;
      case 'colon':
        if (byte !== CODE.colon) throw this.fault(EXPECTED.colon);
        this.state = 'value';
        return at + 1;
      case 'value':
        if (this.key !== 'objects' || byte !== CODE.openBracket) return this.begin(chunk, at, false);
        this.sawObjects = true;
        this.state = 'first_object';
        return at + 1;
      case 'after_value':
        if (byte === CODE.comma) this.state = 'key';
        else if (byte === CODE.closeBrace) this.state = 'end';
        else throw this.fault(EXPECTED.after_value);
        return at + 1;
      case 'first_object':
      case 'object':
        if (byte !== CODE.closeBracket || this.state === 'object') return this.begin(chunk, at, false);
        this.state = 'after_value';
        return at + 1;
      case 'after_object':
        if (byte === CODE.comma) this.state = 'object';
        else if (byte === CODE.closeBracket) this.state = 'after_value';
        else throw this.fault(EXPECTED.after_object);
        return at + 1;
      case 'end':
        throw this.fault(EXPECTED.end);
    }
  }

  private begin(chunk: Buffer, at: number, isKey: boolean): number {
    const byte = chunk[at];
    if (
      byte === CODE.comma ||
      byte === CODE.colon ||
      byte === CODE.closeBrace ||
      byte === CODE.closeBracket
    ) {
      throw this.fault(EXPECTED[this.state]);
    }
    this.pieces = [];
    this.size = 0;
    this.startedAt = this.consumed + at;
    this.level = 0;
    this.inString = false;
    this.escaped = false;
    this.scalar = byte !== CODE.quote && byte !== CODE.openBrace && byte !== CODE.openBracket;
    this.isKey = isKey;
    return this.takeOn(chunk, at);
  }

  /** Takes bytes of the current value up to its end or the chunk's. */
  private takeOn(chunk: Buffer, from: number): number {
    let at = from;
    let over = false;
    let { inString, escaped, level } = this;
    const { scalar } = this;
    while (at < chunk.length && !over) {
      const byte = chunk[at];
      if (inString) {
        if (escaped) escaped = false;
        else if (byte === CODE.backslash) escaped = true;
        else if (byte === CODE.quote) {
          inString = false;
          over = level === 0;
        }
      } else if (scalar) {
        const ends =
          byte === CODE.comma ||
          byte === CODE.closeBrace ||
          byte === CODE.closeBracket ||
          byte === CODE.space ||
          byte === CODE.newline ||
          byte === CODE.carriageReturn ||
          byte === CODE.tab;
        // What ends a scalar is not part of it.
        if (ends) break;
      } else if (byte === CODE.quote) inString = true;
      else if (byte === CODE.openBrace || byte === CODE.openBracket) {
        level += 1;
        if (level > MAX_VALUE_LEVELS)
          throw faultAt(this.place(), `nested deeper than ${MAX_VALUE_LEVELS} levels`);
      } else if (byte === CODE.closeBrace || byte === CODE.closeBracket) {
        level -= 1;
        over = level === 0;
      }
      at += 1;
    }
    this.inString = inString;
    this.escaped = escaped;
    this.level = level;
    this.pieces?.push(chunk.subarray(from, at));
    this.size += at - from;
    if (this.size > MAX_VALUE_BYTES) {
      throw faultAt(this.place(), `larger than ${MAX_VALUE_BYTES / 1024 / 1024} MiB`);
    }
    if (over || (scalar && at < chunk.length)) this.finish();
    return at;
  }

  private finish(): void {
    const bytes = Buffer.concat(this.pieces ?? []);
    this.pieces = null;
    const value = this.parse(bytes);
    if (this.isKey) {
      this.key = typeof value === 'string' ? value : '';
      if (this.keys.has(this.key)) throw faultAt(this.key.slice(0, 60), 'this key occurs twice');
      this.keys.add(this.key);
      this.state = 'colon';
    } else if (this.state === 'value') {
      this.state = 'after_value';
      this.sink.member(this.key, value);
    } else {
      this.sink.object(value, this.index);
      this.index += 1;
      this.state = 'after_object';
    }
  }

  private parse(bytes: Buffer): unknown {
    try {
      return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    } catch {
      throw faultAt(this.place(), `not valid JSON (at byte ${this.startedAt})`);
    }
  }

  private fault(what: string): HistoryFileError {
    if (this.state === 'start') {
      return new HistoryFileError(
        'The history file is not JSON: expected an object with "format" and "objects".',
      );
    }
    return faultAt(this.place(), what);
  }

  private place(): string {
    switch (this.state) {
      case 'first_object':
      case 'object':
      case 'after_object':
        return `objects[${this.index}]`;
      case 'colon':
      case 'value':
        return this.key.slice(0, 60);
      default:
        return 'the top level';
    }
  }
}
