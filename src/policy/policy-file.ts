import { readFile, stat } from 'node:fs/promises';
import { type Document, LineCounter, parseDocument } from 'yaml';
import { PolicyError } from './policy-error.ts';

const POLICY_FILE_MAX_BYTES = 16 * 1024 * 1024;
const ALIASES_MAX = 100;

/** A policy file as written, with the line on which each of its parts stands. */
export interface PolicyFile {
  readonly written: unknown;
  /** The line (from 1) of the part at `path`, or of the nearest part around it; null for an empty file. */
  lineOf(path: readonly (string | number)[]): number | null;
}

/**
 * Reads a policy file, YAML or JSON.
 * @throws {PolicyError} when it cannot be read or is not YAML, naming the file and the line.
 */
export async function readPolicyFile(file: string): Promise<PolicyFile> {
  const text = await readText(file);
  const lines = new LineCounter();
  const document = parseDocument(text, { uniqueKeys: true, lineCounter: lines });
  const [fault] = document.errors;
  if (fault !== undefined) {
    const line = fault.linePos?.[0].line;
    throw new PolicyError(
      `The policy file ${file} is not valid YAML${line === undefined ? '' : ` (line ${line})`}: ${(fault.message.split('\n')[0] ?? '').replace(/ at line \d+, column \d+:$/, '')}`,
    );
  }
  let written: unknown;
  try {
    written = document.toJS({ maxAliasCount: ALIASES_MAX });
  } catch (error) {
    throw new PolicyError(`The policy file ${file} cannot be understood: ${String(error)}`);
  }
  return { written, lineOf: (path) => lineOf(document, lines, path) };
}

async function readText(file: string): Promise<string> {
  try {
    const { size } = await stat(file);
    if (size > POLICY_FILE_MAX_BYTES) throw new PolicyError(`The policy file ${file} is larger than 16 MiB.`);
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof PolicyError) throw error;
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    throw new PolicyError(
      `The policy file ${file} cannot be read (${code}): give an existing file with --policy.`,
    );
  }
}

function lineOf(document: Document, lines: LineCounter, path: readonly (string | number)[]): number | null {
  for (let length = path.length; length >= 0; length -= 1) {
    const node: unknown = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
    const start = startOf(node);
    if (start !== null) return lines.linePos(start).line;
  }
  return null;
}

function startOf(node: unknown): number | null {
  if (typeof node !== 'object' || node === null || !('range' in node) || !Array.isArray(node.range))
    return null;
  const [start] = node.range as readonly unknown[];
  return typeof start === 'number' ? start : null;
}
