import { open, stat } from 'node:fs/promises';
import type { Gap } from '../analysis/billing-history.ts';
import type { HistoryFile } from './history-file-content.ts';
import { faultAt, HistoryFileError } from './history-file-error.ts';
import { HistoryJsonScanner } from './history-json.ts';
import { firstFault } from './mapped-file.ts';
import { isKind, mayLackId } from './mapping/collect.ts';
import { isId, isRaw, MAX_TEXT_CHARACTERS, type Raw } from './mapping/raw.ts';
import { parseTicket, toMoment } from './ticket-member.ts';

export { createFileReader } from './file-reader.ts';
export type { HistoryFile } from './history-file-content.ts';
export { HistoryFileError } from './history-file-error.ts';
export { writeHistoryFile } from './write-history-file.ts';

export const HISTORY_FORMAT = 'billing-check/history@1';
/** Largest history file read, in bytes: 512 MiB. */
export const MAX_FILE_BYTES = 512 * 1024 * 1024;
/** Most objects of one file. */
export const MAX_OBJECTS = 1_000_000;
const CHUNK_BYTES = 1024 * 1024;

/**
 * Reads a history file (CONTRACT.md, "History file").
 * @throws {HistoryFileError} with one sentence, naming the JSON path of the first fault.
 */
export async function readHistoryFile(path: string): Promise<HistoryFile> {
  await checkFile(path);
  const outline = new Outline();
  const scanner = new HistoryJsonScanner(outline);
  const file = await open(path, 'r').catch((error: unknown) => {
    throw unreadable(path, error);
  });
  try {
    let total = 0;
    for (;;) {
      // A fresh buffer each time: the scanner keeps pieces of it.
      const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
      const { bytesRead } = await file.read(buffer, 0, CHUNK_BYTES).catch((error: unknown) => {
        throw unreadable(path, error);
      });
      if (bytesRead === 0) break;
      total += bytesRead;
      if (total > MAX_FILE_BYTES) throw tooLarge(path);
      scanner.push(buffer.subarray(0, bytesRead));
    }
    scanner.end();
  } finally {
    await file.close();
  }
  if (!scanner.sawObjects) throw faultAt('objects', 'expected a list');
  const history = toFile(outline);
  const fault = firstFault(history);
  if (fault !== null) throw faultAt(fault.path, `expected ${fault.expected}`);
  return history;
}

async function checkFile(path: string): Promise<void> {
  const facts = await stat(path).catch((error: unknown) => {
    throw unreadable(path, error);
  });
  if (facts.isDirectory()) throw new HistoryFileError(`${path} is a directory: name a history file.`);
  if (facts.size > MAX_FILE_BYTES) throw tooLarge(path);
}

function tooLarge(path: string): HistoryFileError {
  return new HistoryFileError(
    `${path} is larger than ${MAX_FILE_BYTES / 1024 / 1024} MiB: export one customer per file.`,
  );
}

function unreadable(path: string, error: unknown): HistoryFileError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
  const why = code === 'ENOENT' ? 'it does not exist' : code === 'EACCES' ? 'you may not read it' : code;
  return new HistoryFileError(`${path} cannot be read: ${why}.`);
}

/** Takes the pieces of a file as they come and checks each. */
class Outline {
  readonly members = new Map<string, unknown>();
  readonly objects: Raw[] = [];

  object(value: unknown, index: number): void {
    const path = `objects[${index}]`;
    if (index >= MAX_OBJECTS) throw faultAt(path, `more than ${MAX_OBJECTS} objects`);
    if (!isRaw(value)) throw faultAt(path, 'expected an object');
    if (typeof value['object'] !== 'string') throw faultAt(`${path}.object`, 'expected a string');
    if (isKind(value['object']) && !isId(value['id']) && !mayLackId(value)) {
      throw faultAt(`${path}.id`, 'expected a string');
    }
    this.objects.push(value);
  }

  member(key: string, value: unknown): void {
    if (key === 'objects') throw faultAt('objects', 'expected a list');
    if (key === 'format') checkFormat(value);
    this.members.set(key, value);
  }
}

function toFile({ members, objects }: Outline): HistoryFile {
  checkFormat(members.get('format'));
  const livemode = members.get('livemode') ?? false;
  if (typeof livemode !== 'boolean') throw faultAt('livemode', 'expected true or false');
  const api_version = members.get('api_version') ?? null;
  if (api_version !== null && typeof api_version !== 'string')
    throw faultAt('api_version', 'expected a string');
  return {
    objects,
    exported_at: toMoment(members.get('exported_at'), 'exported_at'),
    livemode,
    api_version,
    ticket: parseTicket(members.get('ticket') ?? null, 'ticket'),
    policy: members.get('policy') ?? null,
    gaps: toGaps(members.get('gaps')),
  };
}

function checkFormat(value: unknown): void {
  if (value === HISTORY_FORMAT) return;
  const seen = typeof value === 'string' ? `, not ${JSON.stringify(value.slice(0, 60))}` : '';
  throw faultAt('format', `expected "${HISTORY_FORMAT}"${seen}`);
}

function toGaps(value: unknown): readonly Gap[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw faultAt('gaps', 'expected a list');
  return value.map((gap: unknown, index) => {
    const path = `gaps[${index}]`;
    if (!isRaw(gap)) throw faultAt(path, 'expected an object');
    const { message, could_hold_money, scope } = gap;
    if (typeof message !== 'string') throw faultAt(`${path}.message`, 'expected a string');
    return {
      message: message.slice(0, MAX_TEXT_CHARACTERS),
      // Whatever does not say that it is harmless is not.
      could_hold_money: could_hold_money !== false,
      scope: isId(scope) ? scope : null,
    };
  });
}
