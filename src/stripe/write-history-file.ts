import { randomBytes } from 'node:crypto';
import { type FileHandle, lstat, open, rename, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Gap } from '../analysis/billing-history.ts';
import { HistoryFileError } from './history-file-error.ts';

export interface HistoryFileContent {
  readonly objects: readonly unknown[];
  /** Unix seconds. */
  readonly exported_at: number;
  readonly livemode: boolean;
  readonly api_version?: string | null;
  readonly ticket?: unknown;
  readonly policy?: unknown;
  /** What could not be read: kept, so that a later check of the file knows. */
  readonly gaps?: readonly Gap[];
}

/**
 * Writes a history file that only its owner may read. It is written beside its place and moved there when it is
 * whole: whoever looks sees the old file or the new one. Secrets are left out ({@link isSecretKey}).
 * @throws {HistoryFileError} saying why nothing was written.
 */
export async function writeHistoryFile(path: string, content: HistoryFileContent): Promise<void> {
  const facts = await lstat(path).catch(() => null);
  if (facts !== null && !facts.isFile()) {
    throw new HistoryFileError(`${path} is not a plain file, so nothing was written: name another file.`);
  }
  const draft = join(
    dirname(path),
    `.${basename(path)}.${process.pid}-${randomBytes(4).toString('hex')}.tmp`,
  );
  const file = await open(draft, 'wx', 0o600).catch((error: unknown) => {
    throw unwritable(path, error);
  });
  try {
    await writeTo(file, content);
    await file.sync();
    await file.close();
    await rename(draft, path);
  } catch (error) {
    await file.close().catch(() => {});
    await unlink(draft).catch(() => {});
    throw unwritable(path, error);
  }
}

/** Objects are written one by one: a whole file may be longer than a string can be. */
async function writeTo(file: FileHandle, content: HistoryFileContent): Promise<void> {
  const { objects, ticket, policy, gaps = [] } = content;
  const head = [
    `"format": "billing-check/history@1"`,
    ...(content.api_version ? [`"api_version": ${JSON.stringify(content.api_version)}`] : []),
    `"exported_at": ${JSON.stringify(isoTime(content.exported_at))}`,
    `"livemode": ${content.livemode}`,
  ];
  await file.write(`{ ${head.join(', ')},\n  "objects": [`);
  let separator = '\n';
  for (const object of objects) {
    await file.write(`${separator}    ${JSON.stringify(object, withoutSecrets)}`);
    separator = ',\n';
  }
  await file.write('\n  ]');
  for (const [key, value] of Object.entries({ ticket, policy, gaps: gaps.length > 0 ? gaps : undefined })) {
    if (value !== undefined && value !== null) {
      await file.write(`,\n  ${JSON.stringify(key)}: ${JSON.stringify(value, withoutSecrets)}`);
    }
  }
  await file.write(' }\n');
}

function isoTime(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');
}

/** `client_secret`, `confirmation_secret` and the like: with them a payment could be completed. */
export function isSecretKey(key: string): boolean {
  return /(^|_)secret$/.test(key);
}

function withoutSecrets(key: string, value: unknown): unknown {
  return isSecretKey(key) ? undefined : value;
}

function unwritable(path: string, error: unknown): unknown {
  if (!(error instanceof Error) || !('code' in error)) return error;
  const reasons: Record<string, string> = {
    ENOENT: 'its directory does not exist',
    EACCES: 'you may not write there',
    EPERM: 'you may not write there',
    EROFS: 'the disk is read-only',
    ENOSPC: 'the disk is full',
    ENOTDIR: 'its directory is a file',
  };
  const code = String(error.code);
  return new HistoryFileError(`${path} cannot be written: ${reasons[code] ?? code}.`);
}
