import { type DestinationStream, destination, type Logger, pino, stdTimeFunctions } from 'pino';
import { createScrubber, type Scrub } from './scrub.ts';

export { createScrubber, type Scrub, scrub } from './scrub.ts';
export type { Logger };

/** Longest text of one field, after scrubbing. */
const MAX_FIELD_CHARACTERS = 8_192;
/** Fields and entries of one line, counted over all depths. */
const MAX_NODES = 2_000;
const MAX_DEPTH = 12;
const STANDARD_ERROR = 2;

/** A field of such a name holds a secret, whatever its value looks like. */
const SECRET_NAME =
  /secret|password|passwd|authorization|cookie|api_?key|signing_?key|read_?key|write_?key|private_?key|(?:^|_|-)token$|[a-z]Token$/i;

/** Control, direction and line-separator characters that JSON leaves as they are but a terminal obeys. */
const UNSAFE = /[\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/g;

export interface LoggerOptions {
  /** `trace` … `fatal`, or `silent`. */
  readonly level: string;
  /** Default: standard error, so that standard output stays the result's. */
  readonly destination?: DestinationStream;
  /** Values of the configuration that must never be written, such as keys and SIGNING_KEY. */
  readonly secrets: readonly string[];
}

/**
 * Structured logs: one JSON line per entry, on which no secret and no card number appears anywhere, in messages,
 * fields, names or stacks, and no character that could forge another line.
 */
export function createLogger(options: LoggerOptions): Logger {
  const clean = createScrubber(options.secrets);
  return pino(
    {
      level: options.level,
      base: null,
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      hooks: { streamWrite: (line) => safeLine(line, clean) },
    },
    options.destination ?? destination({ dest: STANDARD_ERROR, sync: true }),
  );
}

/** The finished line is taken apart again: nothing that pino or a serializer added escapes the scrubbing. */
function safeLine(line: string, clean: Scrub): string {
  let entry: unknown;
  try {
    entry = JSON.parse(line);
  } catch {
    entry = { level: 'error', msg: 'a log line was not JSON', line };
  }
  const budget = { nodes: MAX_NODES };
  const safe = JSON.stringify(cleanValue(entry, clean, budget, 0));
  return `${safe.replace(UNSAFE, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)}\n`;
}

function cleanValue(value: unknown, clean: Scrub, budget: { nodes: number }, depth: number): unknown {
  budget.nodes -= 1;
  if (budget.nodes < 0 || depth > MAX_DEPTH) return '[cut]';
  if (typeof value === 'string') return bounded(clean(value));
  if (typeof value === 'number') {
    const text = String(value);
    return clean(text) === text ? value : '[card]';
  }
  if (Array.isArray(value)) {
    const kept = value.slice(0, Math.max(budget.nodes, 0));
    return kept.map((item) => cleanValue(item, clean, budget, depth + 1));
  }
  if (typeof value !== 'object' || value === null) return value;
  const result: [string, unknown][] = [];
  for (const [name, field] of Object.entries(value)) {
    if (budget.nodes <= 0) break;
    const secret = typeof field === 'string' && field !== '' && SECRET_NAME.test(name);
    result.push([bounded(clean(name)), secret ? '[secret]' : cleanValue(field, clean, budget, depth + 1)]);
  }
  return Object.fromEntries(result);
}

function bounded(text: string): string {
  if (text.length <= MAX_FIELD_CHARACTERS) return text;
  return `${text.slice(0, MAX_FIELD_CHARACTERS)}… (${text.length} characters)`;
}
