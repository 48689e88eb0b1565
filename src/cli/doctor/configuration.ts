import { stat } from 'node:fs/promises';
import { type Config, ConfigError, type Environment, parseConfig } from '../../config.ts';
import { loadPolicy } from '../../policy/load-policy.ts';
import { PolicyError } from '../../policy/policy-error.ts';
import { parseBillingFilter } from '../../zendesk/billing-filter.ts';
import type { Check } from './check.ts';

const OLDEST_NODE = [20, 19] as const;

export function checkNode(version: string): Check {
  const name = 'Node.js';
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldestMajor, oldestMinor] = OLDEST_NODE;
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor))
    return { level: 'ok', name, message: `version ${version}` };
  return {
    level: 'failure',
    name,
    message: `version ${version} is too old: install Node.js ${oldestMajor}.${oldestMinor} or newer.`,
  };
}

export interface ConfigurationChecked {
  readonly checks: readonly Check[];
  /** What can be used of the configuration, so that one fault does not hide others; null when nothing can. */
  readonly config: Config | null;
}

/** The environment, one line for each fault. */
export function checkConfiguration(environment: Environment): ConfigurationChecked {
  const name = 'Configuration';
  const faults = faultsOf(environment);
  const config = parseUsable(environment, faults);
  const filter = parseBillingFilter(config?.zendesk?.billingFilter ?? null);
  const messages = [...faults, ...('error' in filter ? [filter.error] : [])];
  if (messages.length === 0)
    return { checks: [{ level: 'ok', name, message: 'every variable that is set is well-formed' }], config };
  return { checks: messages.map((message) => ({ level: 'failure', name, message })), config };
}

function faultsOf(environment: Environment): readonly string[] {
  try {
    parseConfig(environment);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.message.split('\n');
    throw error;
  }
}

/** The configuration as it would be without the variables that the faults name. */
function parseUsable(environment: Environment, faults: readonly string[]): Config | null {
  const named = new Set(faults.flatMap((fault) => fault.match(/\b[A-Z]+(?:_[A-Z]+)+\b|\bPORT\b/g) ?? []));
  const isUsable = (variable: string): boolean =>
    variable === 'STRIPE_READ_KEY' ||
    !(named.has(variable) || (variable.startsWith('ZENDESK_') && [...named].some(isZendesk)));
  const kept = Object.fromEntries(Object.entries(environment).filter(([variable]) => isUsable(variable)));
  return faultsOf(kept).length === 0 ? parseConfig(kept) : null;
}

/** Zendesk is wholly set up or not at all. */
function isZendesk(variable: string): boolean {
  return variable.startsWith('ZENDESK_');
}

/** The `.env` file of the working directory holds secrets: nobody else of this machine may read it. */
export async function checkEnvFile(path: string): Promise<Check> {
  const name = '.env file';
  const facts = await stat(path).catch(() => null);
  if (facts === null)
    return { level: 'note', name, message: 'none here: the variables come from the environment' };
  const others = facts.mode & 0o077;
  if (process.platform === 'win32' || others === 0)
    return { level: 'ok', name, message: 'only its owner may read it' };
  return {
    level: 'warning',
    name,
    message: `other users of this machine may read its secrets (mode ${(facts.mode & 0o777).toString(8)}): run chmod 600 .env`,
  };
}

/** The policy file is valid, and which sections it has. */
export async function checkPolicy(config: Config): Promise<readonly Check[]> {
  const name = 'Policy file';
  const file = config.policyFile;
  if (file === null) {
    const message =
      'none: checks know only what Stripe knows; set BILLING_CHECK_POLICY to add agreed prices, promises and limits';
    return [{ level: 'note', name, message }];
  }
  try {
    const sections = Object.keys(await loadPolicy({ file })).filter(
      (section) => !['version', 'timezone'].includes(section),
    );
    if (sections.length === 0)
      return [
        {
          level: 'warning',
          name,
          message: `${file} is valid but has no section: fill in what applies to you.`,
        },
      ];
    return [{ level: 'ok', name, message: `${file} is valid: ${sections.join(', ')}` }];
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error;
    return error.message.split('\n').map((message) => ({ level: 'failure', name, message }));
  }
}
