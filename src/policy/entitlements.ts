import { readFile, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { CsvError, parse } from 'csv-parse/sync';
import { PolicyError } from './policy-error.ts';

const CSV_MAX_BYTES = 16 * 1024 * 1024;
const CSV_MAX_ROWS = 200_000;

/** Facts a column may hold, as the keys of `seats[]` and `prices[]` are called. */
const KEYS = [
  'id',
  'customer',
  'subscription',
  'product',
  'price',
  'quantity',
  'currency',
  'unit_amount',
  'unit_amount_decimal',
  'discount_percent',
  'minimum_quantity',
  'interval',
  'interval_count',
  'from',
  'until',
  'notice_sent_at',
] as const;
type Key = (typeof KEYS)[number];

const NUMBERS: ReadonlySet<Key> = new Set([
  'quantity',
  'unit_amount',
  'discount_percent',
  'minimum_quantity',
  'interval_count',
]);
const OF_SEATS: readonly Key[] = ['customer', 'subscription', 'product', 'quantity', 'from', 'until'];
const OF_PRICES: readonly Key[] = [
  'customer',
  'subscription',
  'product',
  'price',
  'interval',
  'interval_count',
  'currency',
  'unit_amount',
  'unit_amount_decimal',
  'discount_percent',
  'minimum_quantity',
  'from',
  'until',
  'notice_sent_at',
];

export interface Entitlements {
  readonly file: string;
  /** Which column of the file is what: fact → heading. */
  readonly columns: Readonly<Record<string, string>>;
}

/** Entries in the policy file's own format, to be validated with the rest of it. */
export interface EntitlementEntries {
  readonly seats: readonly Readonly<Record<string, unknown>>[];
  readonly prices: readonly Readonly<Record<string, unknown>>[];
}

/**
 * Reads the CSV file that a policy's `entitlements` section names (UTF-8, with headings, `,` or `;` between fields; its
 * path is relative to the policy file). A row with a quantity becomes an entry of `seats`, one with a unit amount an entry
 * of `prices`, one with both becomes both. Each entry cites its line: `<file>:<line>`, or the row's own id.
 * @throws {PolicyError} naming the file, the line and what was expected.
 */
export async function readEntitlements(
  { file, columns }: Entitlements,
  policyFile: string,
): Promise<EntitlementEntries> {
  const mapping = mappingOf(columns);
  const rows = parseRows(await readText(resolve(dirname(policyFile), file), file), file);
  const headings = rows[0]?.record ?? {};
  for (const [key, heading] of mapping) {
    if (rows.length > 0 && !Object.hasOwn(headings, heading)) {
      throw new PolicyError(
        `policy.entitlements.columns.${key}: ${file} has no column ${JSON.stringify(heading)}; it has ${Object.keys(
          headings,
        )
          .map((name) => JSON.stringify(name))
          .join(', ')}`,
      );
    }
  }
  const entries = rows.map(({ record, line }) => ({ values: valuesOf(record, mapping, file, line), line }));
  const seats: Record<string, unknown>[] = [];
  const prices: Record<string, unknown>[] = [];
  for (const { values, line } of entries) {
    const id = values.get('id') ?? `${file}:${line}`;
    if (values.has('quantity')) seats.push({ id, ...pick(values, OF_SEATS) });
    if (values.has('unit_amount') || values.has('unit_amount_decimal')) {
      // A row that names both is about that price: the product is what the price belongs to.
      const named = values.has('price') ? OF_PRICES.filter((key) => key !== 'product') : OF_PRICES;
      prices.push({ id, ...pick(values, named) });
    }
  }
  return { seats, prices };
}

function mappingOf(columns: Entitlements['columns']): readonly (readonly [Key, string])[] {
  return Object.entries(columns).map(([key, heading]) => {
    const known = KEYS.find((name) => name === key);
    if (known === undefined) {
      throw new PolicyError(
        `policy.entitlements.columns.${key}: unknown fact; expected one of ${KEYS.join(', ')}`,
      );
    }
    return [known, heading] as const;
  });
}

async function readText(path: string, shown: string): Promise<string> {
  try {
    const { size } = await stat(path);
    if (size > CSV_MAX_BYTES) {
      throw new PolicyError(`policy.entitlements.file: ${shown} is larger than 16 MiB`);
    }
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof PolicyError) throw error;
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    throw new PolicyError(
      `policy.entitlements.file: ${shown} cannot be read (${code}); its path is relative to the policy file`,
    );
  }
}

interface Row {
  readonly record: Readonly<Record<string, string>>;
  readonly line: number;
}

function parseRows(text: string, file: string): readonly Row[] {
  try {
    const rows: { record: Record<string, string>; info: { lines: number } }[] = parse(text, {
      bom: true,
      columns: true,
      delimiter: [',', ';'],
      info: true,
      skip_empty_lines: true,
      trim: true,
      to: CSV_MAX_ROWS + 1,
    });
    if (rows.length > CSV_MAX_ROWS) {
      throw new PolicyError(`policy.entitlements.file: ${file} has more than ${CSV_MAX_ROWS} rows`);
    }
    return rows.map(({ record, info }) => ({ record, line: info.lines }));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new PolicyError(`policy.entitlements.file: ${file} is not valid CSV: ${error.message}`);
  }
}

function valuesOf(
  record: Row['record'],
  mapping: readonly (readonly [Key, string])[],
  file: string,
  line: number,
): ReadonlyMap<Key, string | number> {
  const values = new Map<Key, string | number>();
  for (const [key, heading] of mapping) {
    const text = record[heading] ?? '';
    if (text === '') continue;
    if (!NUMBERS.has(key)) values.set(key, text);
    else if (/^\d{1,15}(\.\d{1,6})?$/.test(text)) values.set(key, Number(text));
    else {
      throw new PolicyError(
        `${file}, line ${line}: ${heading}: expected a number, found ${JSON.stringify(text.slice(0, 40))}`,
      );
    }
  }
  return values;
}

function pick(values: ReadonlyMap<Key, string | number>, keys: readonly Key[]): Record<string, unknown> {
  return Object.fromEntries(keys.flatMap((key) => (values.has(key) ? [[key, values.get(key)]] : [])));
}
