import type { Config } from '../../config.ts';
import { DEFAULT_MODELS } from '../../triage/claude/conversation.ts';
import { probeClaude } from '../../triage/claude/probe-claude.ts';
import { TROUBLES, type Trouble } from '../../triage/claude/trouble.ts';
import { type Check, foreignText, NETWORK_CHECK_MAX_MS } from './check.ts';

/** Troubles that pass by themselves; all others are for whoever set the key up. */
const AWAY: ReadonlySet<Trouble> = new Set(['unreachable', 'late', 'overloaded', 'limited', 'broken']);

/** Claude: whether the key is good and the usual model is there for it. */
export async function checkClaude({ anthropic }: Config): Promise<readonly Check[]> {
  const name = 'Claude';
  const { apiKey, baseUrl } = anthropic;
  if (apiKey === null) {
    const message =
      'not set up: notes and replies are worded without AI; to change that set ANTHROPIC_API_KEY';
    return [{ level: 'note', name, message }];
  }
  const model = DEFAULT_MODELS.small;
  const options = { apiKey, ...(baseUrl === null ? {} : { baseURL: baseUrl }) };
  const probe = await probeClaude(options, model, NETWORK_CHECK_MAX_MS);
  if (probe.kind === 'ok') {
    return [{ level: 'ok', name, message: `the key is good, and ${foreignText(probe.model)} answers to it` }];
  }
  if (probe.kind === 'no_model') {
    const message = `the key is good, but ${model} is not there for it: name another in the policy file's models section.`;
    return [{ level: 'failure', name, message }];
  }
  const message = `${TROUBLES[probe.trouble]}: ${AWAY.has(probe.trouble) ? 'check the network and try again later' : 'check ANTHROPIC_API_KEY'}. Until then notes are worded without AI.`;
  return [{ level: AWAY.has(probe.trouble) ? 'unreachable' : 'failure', name, message }];
}
