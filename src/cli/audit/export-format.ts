import type { StoredAuditEntry } from '../../../db/audit.ts';
import { isMinorUnits, toDecimal } from '../../money.ts';

/** Columns of the CSV file, in this order for ever; new ones come after the last. */
const COLUMNS = [
  'seq',
  'at',
  'actor',
  'kind',
  'subject',
  'ticket',
  'customers',
  'amount',
  'currency',
  'amount_minor_units',
  'details',
  'key_id',
  'prev_hash',
  'hash',
] as const;

type Cells = Readonly<Record<(typeof COLUMNS)[number], string | number>>;
type Details = Readonly<Record<string, unknown>>;

export interface ExportFormat {
  readonly head: string;
  /** One entry; `index` counts those before it. */
  entry(entry: StoredAuditEntry, index: number): string;
  readonly tail: string;
}

/** RFC 4180, with line ends as spreadsheets write them; times are ISO 8601 in UTC. */
export const CSV: ExportFormat = {
  head: `${COLUMNS.join(',')}\r\n`,
  entry: (entry) => {
    const cells = toCells(entry);
    return `${COLUMNS.map((column) => cell(cells[column])).join(',')}\r\n`;
  },
  tail: '',
};

/**
 * One JSON document, an entry a line. `hash` is HMAC-SHA256 (SHA-256 for `key_id` `none`) over the JSON of
 * `[seq, at_ms, actor, kind, subject, details, key_id, prev_hash]`, `details` being its own JSON as a string.
 */
export function jsonOf(month: string): ExportFormat {
  return {
    head: `{ "format": "billing-check/audit@1", "month": ${JSON.stringify(month)}, "entries": [`,
    entry: ({ details, ...entry }, index) => {
      const at = new Date(entry.at_ms).toISOString();
      const { seq, at_ms, actor, kind, subject, key_id, prev_hash, hash } = entry;
      const parsed = parse(details);
      const shown = { seq, at, at_ms, actor, kind, subject, details: parsed, key_id, prev_hash, hash };
      return `${index === 0 ? '' : ','}\n  ${JSON.stringify(shown)}`;
    },
    tail: '\n] }\n',
  };
}

function toCells(entry: StoredAuditEntry): Cells {
  const { seq, at_ms, actor, kind, subject, details, key_id, prev_hash, hash } = entry;
  const known = parse(details);
  const { amount, currency } = known;
  const isMoney = isMinorUnits(amount) && typeof currency === 'string';
  return {
    seq,
    at: new Date(at_ms).toISOString(),
    actor,
    kind,
    subject,
    ticket: text(known['ticket']),
    customers: [known['customers'] ?? known['customer']].flat().map(text).join(' '),
    amount: isMoney ? toDecimal({ amount, currency }) : '',
    currency: isMoney ? currency : '',
    amount_minor_units: isMoney ? amount : '',
    details,
    key_id,
    prev_hash,
    hash,
  };
}

function parse(details: string): Details {
  return JSON.parse(details);
}

function text(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** What a spreadsheet takes for the beginning of a formula, in any of its spellings, blanks before it included. */
const FORMULA = /^[\s\p{Cc}\p{Cf}]*[=+\-@\uff1d\uff0b\uff0d\uff20|%]|^[\t\r\n]/u;

/** Every text is quoted; one that a spreadsheet could run is preceded by an apostrophe, which makes it a text there. */
function cell(value: string | number): string {
  if (typeof value === 'number') return String(value);
  // An amount is ours to format: a credit's minus sign begins no formula.
  if (/^-?\d+(\.\d+)?$/.test(value)) return value;
  const inert = FORMULA.test(value) ? `'${value}` : value;
  return `"${inert.replaceAll('"', '""')}"`;
}
