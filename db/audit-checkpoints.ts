import { createHmac, timingSafeEqual } from 'node:crypto';
import { type FileHandle, open, readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import type { AuditHead } from './audit.ts';
import { StoreRefused, StoreUnavailable } from './errors.ts';

/** Where the audit trail ended at a moment, signed. Shipped elsewhere it shows a cut tail and a swapped file. */
export interface AuditCheckpoint extends AuditHead {
  /** Unix milliseconds. */
  readonly at_ms: number;
}

export interface ReadCheckpoints {
  readonly checkpoints: readonly AuditCheckpoint[];
  /** Lines whose writing was cut off by a crash: skipped, since every later checkpoint covers them. */
  readonly interrupted: number;
  /** Number of the first line that SIGNING_KEY did not sign, or null. */
  readonly forgedLine: number | null;
}

export type Appended =
  | 'appended'
  /** The last checkpoint says the same already. */
  | 'unchanged'
  /** The last checkpoint knows rows that the trail does not have: nothing was written. */
  | 'behind';

const FORMAT = 'billing-check/audit-checkpoint@1';
/** A quarter of a million checkpoints: seven years of one every quarter of an hour. */
const MAX_FILE_BYTES = 64 * 1024 * 1024;
const MAX_LINE_BYTES = 1_024;
const NEWLINE = 10;

const lineShape = z.strictObject({
  format: z.literal(FORMAT),
  seq: z.int().positive(),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  at: z.iso.datetime(),
  mac: z.string().regex(/^[0-9a-f]{64}$/),
});

/**
 * Appends `head` (null: the trail is empty, nothing is written) as one JSON line: `{format, seq, hash, at, mac}`, `mac` being HMAC-SHA256 under a key derived from
 * `signingKey`. The line is on disk when the promise resolves. Nothing that stands in the file is ever changed, so it
 * may be marked append-only (`chattr +a`); a line that a crash left half written is ended and stays.
 * @throws {StoreRefused | StoreUnavailable} with one sentence that says what to do.
 */
export async function appendCheckpoint(
  file: string,
  head: AuditHead | null,
  signingKey: string,
  nowMs: number,
): Promise<Appended> {
  let handle: FileHandle | undefined;
  try {
    if (head === null && !(await exists(file))) return 'unchanged';
    handle = await open(file, 'a+', 0o600);
    const { size, isNew } = await sizeOf(handle, file);
    const { last, isWhole } = await lastLine(handle, size, signingKey);
    if (head === null) return last === null ? 'unchanged' : 'behind';
    if (last !== null && (last.seq > head.seq || (last.seq === head.seq && last.hash !== head.hash)))
      return 'behind';
    if (last?.seq === head.seq) return 'unchanged';
    await handle.appendFile(`${isWhole ? '' : '\n'}${signedLine(head, nowMs, signingKey)}\n`);
    await handle.sync();
    if (isNew) await syncFolder(dirname(file));
    return 'appended';
  } catch (error) {
    throw error instanceof StoreRefused ? error : unwritable(file, error);
  } finally {
    await handle?.close();
  }
}

/** Where the trail ended when that was last written down; null where there is no file or nothing in it. */
export async function lastCheckpoint(file: string, signingKey: string): Promise<AuditCheckpoint | null> {
  if (!(await exists(file))) return null;
  let handle: FileHandle | undefined;
  try {
    handle = await open(file, 'r');
    const { size } = await sizeOf(handle, file);
    return (await lastLine(handle, size, signingKey)).last;
  } catch (error) {
    if (error instanceof StoreRefused) throw error;
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new StoreRefused(
      `The checkpoints in ${file} cannot be read (${code}); let this user read the file.`,
    );
  } finally {
    await handle?.close();
  }
}

/** Reads a file of checkpoints. @throws {StoreRefused | StoreUnavailable} when it cannot be read or holds none. */
export async function readCheckpoints(file: string, signingKey: string): Promise<ReadCheckpoints> {
  const text = await readBounded(file);
  const checkpoints: AuditCheckpoint[] = [];
  let interrupted = 0;
  for (const [index, line] of text.split('\n').entries()) {
    if (line === '') continue;
    const parsed = parseLine(line, signingKey);
    if (parsed === 'forged') return { checkpoints, interrupted, forgedLine: index + 1 };
    if (parsed === 'interrupted') interrupted += 1;
    else checkpoints.push(parsed);
  }
  if (checkpoints.length === 0)
    throw new StoreRefused(`${file} holds no checkpoint; name a file that billing-check wrote them to.`);
  return { checkpoints, interrupted, forgedLine: null };
}

async function exists(file: string): Promise<boolean> {
  try {
    await stat(file);
    return true;
  } catch {
    return false;
  }
}

async function readBounded(file: string): Promise<string> {
  try {
    const facts = await stat(file);
    if (!facts.isFile()) throw new StoreRefused(`${file} is not a file; name the file of the checkpoints.`);
    if (facts.size > MAX_FILE_BYTES) throw tooLarge(file);
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof StoreRefused) throw error;
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new StoreRefused(`The checkpoints in ${file} cannot be read (${code}); name a file that exists.`);
  }
}

/** Nothing is lost: the next checkpoint covers whatever this one would have. */
function unwritable(file: string, error: unknown): StoreUnavailable {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  return new StoreUnavailable(
    `The checkpoint cannot be written to ${file} (${code}); name a file in a folder this user may write to, with space left.`,
    { cause: error },
  );
}

function tooLarge(file: string): StoreRefused {
  return new StoreRefused(
    `${file} has reached ${MAX_FILE_BYTES / 1024 / 1024} MiB; move it to where checkpoints are kept, and a new one is begun.`,
  );
}

async function sizeOf(handle: FileHandle, file: string): Promise<{ size: number; isNew: boolean }> {
  const facts = await handle.stat();
  if (!facts.isFile()) throw new StoreRefused(`${file} is not a file; name a file for the checkpoints.`);
  if (facts.size > MAX_FILE_BYTES - MAX_LINE_BYTES) throw tooLarge(file);
  return { size: facts.size, isNew: facts.size === 0 };
}

/** The last checkpoint of the file, looked for in its last few lines, and whether the file ends with a whole line. */
async function lastLine(
  handle: FileHandle,
  size: number,
  signingKey: string,
): Promise<{ last: AuditCheckpoint | null; isWhole: boolean }> {
  if (size === 0) return { last: null, isWhole: true };
  const bytes = Math.min(size, 4 * MAX_LINE_BYTES);
  const tail = Buffer.alloc(bytes);
  await handle.read(tail, 0, bytes, size - bytes);
  const parsed = tail
    .toString('utf8')
    .split('\n')
    .map((line) => parseLine(line, signingKey));
  const last = parsed.findLast((line) => typeof line === 'object') ?? null;
  return { last, isWhole: tail.at(-1) === NEWLINE };
}

/** Only a line without its closing brace was cut off in the middle; any other that does not fit was not written by us. */
function parseLine(line: string, signingKey: string): AuditCheckpoint | 'interrupted' | 'forged' {
  if (!line.endsWith('}')) return 'interrupted';
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch {
    return 'forged';
  }
  const parsed = lineShape.safeParse(json);
  if (!parsed.success) return 'forged';
  const { seq, hash, at, mac } = parsed.data;
  const expected = macOf({ seq, hash, at }, signingKey);
  if (!timingSafeEqual(Buffer.from(mac, 'hex'), expected)) return 'forged';
  return { seq, hash, at_ms: Date.parse(at) };
}

function signedLine({ seq, hash }: AuditHead, nowMs: number, signingKey: string): string {
  const at = new Date(nowMs).toISOString();
  const mac = macOf({ seq, hash, at }, signingKey).toString('hex');
  return JSON.stringify({ format: FORMAT, seq, hash, at, mac });
}

function macOf({ seq, hash, at }: { seq: number; hash: string; at: string }, signingKey: string): Buffer {
  const key = createHmac('sha256', signingKey).update('billing-check audit checkpoint 1').digest();
  return createHmac('sha256', key)
    .update(JSON.stringify([FORMAT, seq, hash, at]))
    .digest();
}

/** So that the new file's name survives a power cut too. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
