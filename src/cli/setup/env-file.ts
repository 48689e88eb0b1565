import { chmod, readFile, stat } from 'node:fs/promises';
import { parseEnv } from 'node:util';

import { UsageError } from '../exit.ts';
import { writeWholeFile } from '../write-whole-file.ts';
import { type Values, WRITTEN } from './variables.ts';

const OWNER_ONLY = 0o600;
const HEADING = '# Written by billing-check setup.';

export interface EnvFile {
  readonly text: string;
  readonly values: Values;
}

/** @throws {UsageError} when it is there but cannot be read. */
export async function readEnvFile(path: string): Promise<EnvFile> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw new UsageError(`${path} cannot be read (${error.code}): make it a text file that you may read.`);
  });
  return { text, values: parsed(text) };
}

/**
 * The same file with these values: an assignment that stands there is changed in its place, others come at the end.
 * Comments and everything else stay.
 * @throws {UsageError} when a value cannot be written so that it is read back.
 */
export function withValues({ text, values }: EnvFile, wanted: Values): string {
  const changed = WRITTEN.filter((name) => wanted[name] !== undefined && wanted[name] !== values[name]);
  let next = text;
  const added: string[] = [];
  for (const name of changed) {
    const line = `${name}=${quoted(name, wanted[name] ?? '')}`;
    const place = new RegExp(`^[ \\t]*(?:export[ \\t]+)?${name}[ \\t]*=.*$`, 'm');
    if (place.test(next)) next = next.replace(place, () => line);
    else added.push(line);
  }
  if (added.length > 0) {
    const above = next === '' || next.endsWith('\n') ? next : `${next}\n`;
    const heading = above.includes(HEADING) ? '' : `${above === '' ? '' : '\n'}${HEADING}\n`;
    next = `${above}${heading}${added.join('\n')}\n`;
  }
  const readBack = parsed(next);
  const expected = { ...values, ...Object.fromEntries(changed.map((name) => [name, wanted[name]])) };
  for (const [name, value] of Object.entries(expected))
    if (readBack[name] !== value)
      throw new UsageError(
        `.env is written in a way that cannot be changed here: set ${name} in it by hand.`,
      );
  return next;
}

/** Writes the file whole and readable by its owner only; what is right already is left alone. */
export async function writeEnvFile(path: string, before: EnvFile, text: string): Promise<boolean> {
  const facts = await stat(path).catch(() => null);
  if (facts !== null && text === before.text) {
    if ((facts.mode & 0o077) === 0) return false;
    await chmod(path, OWNER_ONLY);
    return true;
  }
  await writeWholeFile(path, once(text));
  return true;
}

async function* once(text: string): AsyncGenerator<string> {
  yield text;
}

function parsed(text: string): Values {
  const values: Record<string, string> = {};
  for (const [name, value] of Object.entries(parseEnv(text))) if (value !== undefined) values[name] = value;
  return values;
}

/** As Node.js, Docker and systemd all read it. */
function quoted(name: string, value: string): string {
  if (/^[\w./:@,+=%-]*$/.test(value)) return value;

  if (/[\n\r']/.test(value))
    throw new UsageError(
      `${name} holds a line break or an apostrophe, which .env cannot hold: use another one.`,
    );
  return `'${value}'`;
}
