import { readFile, stat } from 'node:fs/promises';
import { parse, YAMLParseError } from 'yaml';
import { EMPTY_POLICY, type Policy } from '../analysis/policy.ts';
import { mergeWrittenPolicies, PolicyError, parsePolicy } from './parse-policy.ts';

const POLICY_FILE_MAX_BYTES = 16 * 1024 * 1024;

export interface PolicySources {
  /** Path of the policy file, if one was given. */
  readonly file?: string | undefined;
  /** The policy embedded in a history file, as read. */
  readonly embedded?: unknown;
}

/**
 * The policy to judge by: `file`'s top-level sections replace the same sections of the embedded policy. With
 * neither, a policy that says nothing.
 * @throws {PolicyError} naming the file and the place of the first faults.
 */
export async function loadPolicy({ file, embedded }: PolicySources): Promise<Policy> {
  if (embedded !== undefined && embedded !== null) checkEmbedded(embedded);
  if (file === undefined) return embedded == null ? EMPTY_POLICY : parsePolicy(embedded);
  const written = await readPolicyFile(file);
  // Each is judged alone first, so that a fault is blamed on the file it stands in.
  const policy = parsePolicy(written);
  return embedded == null ? policy : parsePolicy(mergeWrittenPolicies(embedded, written));
}

/** Nothing is opened on a history file's word. */
function checkEmbedded(embedded: unknown): void {
  if (typeof embedded === 'object' && embedded !== null && 'entitlements' in embedded) {
    throw new PolicyError(
      'policy.entitlements: not allowed in a history file; put this section into a file given with --policy',
    );
  }
  parsePolicy(embedded);
}

async function readPolicyFile(file: string): Promise<unknown> {
  let text: string;
  try {
    const { size } = await stat(file);
    if (size > POLICY_FILE_MAX_BYTES) throw new PolicyError(`The policy file ${file} is larger than 16 MiB.`);
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof PolicyError) throw error;
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    throw new PolicyError(
      `The policy file ${file} cannot be read (${code}): give an existing file with --policy.`,
    );
  }
  try {
    return parse(text, { maxAliasCount: 100, uniqueKeys: true });
  } catch (error) {
    if (error instanceof YAMLParseError) {
      const line = error.linePos?.[0].line;
      throw new PolicyError(
        `The policy file ${file} is not valid YAML${line === undefined ? '' : ` (line ${line})`}: ${(error.message.split('\n')[0] ?? '').replace(/ at line \d+, column \d+:$/, '')}`,
      );
    }
    throw new PolicyError(`The policy file ${file} cannot be understood: ${String(error)}`);
  }
}
