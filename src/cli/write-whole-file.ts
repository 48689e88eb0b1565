import { randomBytes } from 'node:crypto';
import { lstat, open, rename, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { UsageError } from './exit.ts';

/**
 * Writes a file that only its owner may read, beside its place, and moves it there when it is whole: whoever looks sees
 * the old file or the new one.
 * @throws {UsageError} saying why nothing was written.
 */
export async function writeWholeFile(path: string, parts: AsyncIterable<string>): Promise<void> {
  const facts = await lstat(path).catch(() => null);
  if (facts !== null && !facts.isFile())
    throw new UsageError(`${path} is not a plain file, so nothing was written: name another file.`);
  const suffix = `${process.pid}-${randomBytes(4).toString('hex')}.tmp`;
  const draft = join(dirname(path), `.${basename(path)}.${suffix}`);
  const file = await open(draft, 'wx', 0o600).catch((error: unknown) => {
    throw unwritable(path, error);
  });
  try {
    for await (const part of parts) await file.writeFile(part);
    await file.sync();
    await file.close();
    await rename(draft, path);
  } catch (error) {
    await file.close().catch(() => {});
    await unlink(draft).catch(() => {});
    throw unwritable(path, error);
  }
}

function unwritable(path: string, error: unknown): unknown {
  if (!(error instanceof Error) || !('syscall' in error) || !('code' in error)) return error;
  return new UsageError(
    `${path} cannot be written (${String(error.code)}): name a file in a folder you may write to, with space left.`,
  );
}
