import { createHash } from 'node:crypto';
import { type Visitor, visitDatabase } from '../../../db/visit-database.ts';
import { plural } from '../../analysis/wording.ts';
import type { Config } from '../../config.ts';
import { EXIT, type Terminal, UsageError } from '../exit.ts';
import { operator } from '../operator.ts';
import { writeWholeFile } from '../write-whole-file.ts';
import { CSV, type ExportFormat, jsonOf } from './export-format.ts';

export interface ExportOptions {
  readonly month: string;
  readonly format: string;
  readonly out?: string;
}

/** Exit status: the trail is not what was written, so nothing was exported. */
const BROKEN = 1;

interface Span {
  readonly fromMs: number;
  readonly toMs: number;
  readonly lastSeq: number;
}

/**
 * `billing-check audit export --month 2026-11`: who did what and when, with ids, amounts and hashes, for finance. The
 * whole trail is verified first, and the export itself becomes an entry: with its number of entries and the SHA-256 of
 * its bytes, so that a file can later be recognised as the one that was given out.
 */
export async function runAuditExport(
  { month, format: name, out }: ExportOptions,
  { databaseFile, signingKey }: Config,
  terminal: Terminal,
): Promise<number> {
  const span = monthOf(month);
  const format = formatOf(name, month);
  const clock = (): number => terminal.now() * 1000;
  const database = await visitDatabase({ path: databaseFile, signingKey, clock });
  try {
    const verdict = await database.verifyAudit();
    if (!verdict.ok) {
      const where = verdict.seq === null ? '' : ` at row ${verdict.seq}`;
      terminal.err(
        `The audit trail is broken${where}, so nothing was exported: run billing-check audit verify.\n`,
      );
      return BROKEN;
    }
    // What is appended meanwhile, this export's own entry first of all, is left to the next export.
    const all = { ...span, lastSeq: verdict.head?.seq ?? 0 };
    const { entries, sha256 } = await measure(database, all, format);
    await database.recordAudit({
      actor: operator(),
      kind: 'export',
      subject: `audit:${month}`,
      details: { format: name, entries, sha256 },
    });
    const parts = render(database, all, format);
    if (out === undefined) for await (const part of parts) terminal.out(part);
    else {
      await writeWholeFile(out, parts);
      terminal.err(
        `Wrote ${plural(entries, 'entry', 'entries')} of ${month} to ${out} (SHA-256 ${sha256}).\n`,
      );
    }
    return EXIT.ok;
  } finally {
    await database.close();
  }
}

/** Rendered twice, first only to be counted: the entry about the export is there before anything leaves. */
async function measure(
  database: Visitor,
  span: Span,
  format: ExportFormat,
): Promise<{ entries: number; sha256: string }> {
  const hash = createHash('sha256');
  let parts = 0;
  for await (const part of render(database, span, format)) {
    hash.update(part);
    parts += 1;
  }
  return { entries: parts - 2, sha256: hash.digest('hex') };
}

/** Head, one part for each entry, tail. */
async function* render(database: Visitor, span: Span, format: ExportFormat): AsyncGenerator<string> {
  yield format.head;
  for (let afterSeq = 0, index = 0; ; ) {
    const page = await database.auditEntries({ ...span, afterSeq });
    for (const entry of page) {
      yield format.entry(entry, index);
      index += 1;
    }
    const last = page.at(-1);
    if (last === undefined) break;
    afterSeq = last.seq;
  }
  yield format.tail;
}

function monthOf(month: string): Pick<Span, 'fromMs' | 'toMs'> {
  const parts = /^(\d{4})-(0[1-9]|1[0-2])$/.exec(month);
  if (parts === null) throw new UsageError('--month takes a year and a month in UTC, e.g. 2026-11.');
  const [year, number] = [Number(parts[1]), Number(parts[2])];
  return { fromMs: Date.UTC(year, number - 1, 1), toMs: Date.UTC(year, number, 1) };
}

function formatOf(name: string, month: string): ExportFormat {
  if (name === 'csv') return CSV;
  if (name === 'json') return jsonOf(month);
  throw new UsageError('--format takes csv or json.');
}
