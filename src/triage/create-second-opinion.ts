import type { SecondOpinion } from '../jobs/ticket-intent.ts';
import type { ClaudeIntentOptions } from './claude-intent.ts';

export interface SecondOpinionChoice extends Omit<ClaudeIntentOptions, 'apiKey' | 'baseURL'> {
  /** Without a key there is nobody to ask. */
  readonly apiKey: string | null;
  /** Origin of another server in Claude's place. */
  readonly baseUrl: string | null;
}

/** Whom to ask what a ticket is about where its words leave it open; Claude's client is loaded only where there is a key. */
export async function createSecondOpinion({
  apiKey,
  baseUrl,
  ...options
}: SecondOpinionChoice): Promise<SecondOpinion | null> {
  if (apiKey === null) return null;
  const { createClaudeIntent } = await import('./claude-intent.ts');
  return createClaudeIntent({ ...options, apiKey, ...(baseUrl === null ? {} : { baseURL: baseUrl }) });
}
