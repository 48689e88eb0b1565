import { stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { EMPTY_POLICY, type Policy } from '../analysis/policy.ts';
import { loadPolicy } from './load-policy.ts';

/** The company's policy as its files say it now. */
export interface PolicySource {
  /** Never throws: while the files are faulty, the last good policy holds. */
  current(): Promise<Policy>;
}

export interface PolicySourceOptions {
  /** Path of the policy file, if there is one. */
  readonly file: string | null;
  /** Told once for each fault that newly appears in the files; `null` when they are good again. */
  readonly onFault: (message: string | null) => void;
}

/**
 * Reads the policy file, and the entitlements file it names, and reads them again whenever one of them has changed.
 * @throws {PolicyError} when the files are faulty at the start.
 */
export async function openPolicySource({ file, onFault }: PolicySourceOptions): Promise<PolicySource> {
  if (file === null) return { current: () => Promise.resolve(EMPTY_POLICY) };
  let policy = await loadPolicy({ file });
  let seen = await versionOf(file, policy);
  let fault: string | null = null;
  const tell = (message: string | null): void => {
    if (message === fault) return;
    fault = message;
    onFault(message);
  };
  return {
    async current() {
      const version = await versionOf(file, policy);
      if (version === seen) return policy;
      try {
        policy = await loadPolicy({ file });
        // What it names may have changed with it.
        seen = await versionOf(file, policy);
        tell(null);
      } catch (error) {
        seen = version;
        tell(error instanceof Error ? error.message : String(error));
      }
      return policy;
    },
  };
}

/** Changes whenever the policy file, or the entitlements file it names, is written. */
async function versionOf(file: string, { entitlements }: Policy): Promise<string> {
  const files = [file, ...(entitlements === undefined ? [] : [resolve(dirname(file), entitlements.file)])];
  const stats = await Promise.all(
    files.map((path) =>
      stat(path, { bigint: true }).then(
        ({ mtimeNs, size }) => `${mtimeNs} ${size}`,
        () => 'missing',
      ),
    ),
  );
  return stats.join(' ');
}
