import type { FeedbackNumbers } from '../../../db/feedback-numbers.ts';
import { RULES } from '../../analysis/rules/index.ts';
import { loadPolicy } from '../../policy/load-policy.ts';
import { EXIT, type ExitStatus, type Terminal } from '../exit.ts';
import { feedbackOf, feedbackOrRefuse, replyLines, ruleWords } from './feedback.ts';

export interface ListOptions {
  readonly json?: boolean;
  /** What agents said, and nothing else. */
  readonly feedback?: boolean;
  readonly policy?: string;
}

/**
 * `billing-check rules list`: every rule with its rows, category and thresholds as the policy sets them, and how often
 * agents called what it found right, where a database is configured. `--feedback`: their numbers alone.
 */
export async function runRulesList(options: ListOptions, terminal: Terminal): Promise<ExitStatus> {
  if (options.feedback === true) return listFeedback(options.json === true, terminal);
  const { out } = terminal;
  const numbers = await feedbackOf(terminal);
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
      feedback: numbersOf(numbers, id),
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
  for (const { id, rows, title, enabled, thresholds, feedback } of rules) {
    const set = Object.entries(thresholds).map(([name, value]) => `${name} ${value}`);
    const said = feedback === null || feedback.right + feedback.wrong === 0 ? [] : [ruleWords(feedback)];
    const notes = [...(enabled ? [] : ['switched off']), ...set, ...said];
    out(
      `${id.padEnd(widths.id)}  ${rows.join(' ').padEnd(widths.rows)}  ${title}${notes.length === 0 ? '' : ` (${notes.join(', ')})`}\n`,
    );
  }
  out(
    `\n${rules.length} rules. billing-check rules explain RULE tells what one finds and what it leaves alone.\n`,
  );
  if (numbers !== null && numbers.replies.length > 0)
    out(`\nReplies, as agents said:\n${replyLines(numbers.replies).join('\n')}\n`);
  return EXIT.ok;
}

/** Null where no database is configured. */
function numbersOf(
  numbers: FeedbackNumbers | null,
  id: string,
): { readonly right: number; readonly wrong: number } | null {
  if (numbers === null) return null;
  const { right, wrong } = numbers.rules.find(({ rule }) => rule === id) ?? { right: 0, wrong: 0 };
  return { right, wrong };
}

async function listFeedback(json: boolean, terminal: Terminal): Promise<ExitStatus> {
  const numbers = await feedbackOrRefuse(terminal);
  const { rules, replies } = numbers;
  if (json) terminal.out(`${JSON.stringify(numbers, null, 2)}\n`);
  else if (rules.length + replies.length === 0)
    terminal.out('No agent said anything of a finding or a reply yet.\n');
  else {
    const lines = [...rules.map((rule) => `${rule.rule}: ${ruleWords(rule)}`), ...replyLines(replies)];
    terminal.out(`${lines.join('\n')}\n`);
  }
  return EXIT.ok;
}
