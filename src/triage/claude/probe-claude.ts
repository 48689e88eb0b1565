import { type ClaudeClientOptions, createClient } from './ask-claude.ts';
import { failureOf, type Trouble } from './trouble.ts';

export type ClaudeProbe =
  | { readonly kind: 'ok'; readonly model: string }
  /** The key is good, and the model is not there for it. */
  | { readonly kind: 'no_model' }
  | { readonly kind: 'trouble'; readonly trouble: Trouble };

/** Asks Claude's API about one model: it costs nothing and says whether key and model are good. Never throws. */
export async function probeClaude(
  options: ClaudeClientOptions,
  model: string,
  timeoutMs: number,
): Promise<ClaudeProbe> {
  const deadline = performance.now() + timeoutMs;
  try {
    const found = await createClient(options).models.retrieve(model, {}, { timeout: timeoutMs });
    return { kind: 'ok', model: found.display_name || found.id };
  } catch (error) {
    if (isNotFound(error)) return { kind: 'no_model' };
    return { kind: 'trouble', trouble: failureOf(error, deadline).trouble };
  }
}

function isNotFound(error: unknown): boolean {
  return error instanceof Error && 'status' in error && error.status === 404;
}
