import { RULES } from '../../analysis/rules/index.ts';
import { loadPolicy } from '../../policy/load-policy.ts';
import { EXIT, type ExitStatus, type Terminal } from '../exit.ts';

export interface ListOptions {
  readonly json?: boolean;
  readonly policy?: string;
}

/** `billing-check rules list`: every rule with its rows, category and thresholds as the policy sets them. */
export async function runRulesList(options: ListOptions, { out }: Terminal): Promise<ExitStatus> {
  const policy = await loadPolicy({ file: options.policy });
  const rules = RULES.map(({ id, rows, category, title, version, thresholds }) => {
    const settings = policy.rules?.[id];
    return {
      id,
      version,
      rows,
      category,
      title,
      enabled: settings?.enabled !== false,
      thresholds: { ...thresholds, ...settings?.thresholds },
    };
  });
  if (options.json === true) {
    out(`${JSON.stringify(rules, null, 2)}\n`);
    return EXIT.ok;
  }
  const widths = {
    id: Math.max(...rules.map(({ id }) => id.length)),
    rows: Math.max(...rules.map(({ rows }) => rows.join(' ').length)),
  };
  for (const { id, rows, title, enabled, thresholds } of rules) {
    const set = Object.entries(thresholds).map(([name, value]) => `${name} ${value}`);
    const notes = [...(enabled ? [] : ['switched off']), ...set];
    out(
      `${id.padEnd(widths.id)}  ${rows.join(' ').padEnd(widths.rows)}  ${title}${notes.length === 0 ? '' : ` (${notes.join(', ')})`}\n`,
    );
  }
  out(
    `\n${rules.length} rules. billing-check rules explain RULE tells what one finds and what it leaves alone.\n`,
  );
  return EXIT.ok;
}
