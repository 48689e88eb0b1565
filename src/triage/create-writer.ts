import type { Writer } from '../check/ports.ts';
import type { ClaudeWriterOptions, WritingOutcome } from './claude-writer.ts';
import { createTemplateWriter } from './template-writer.ts';

export interface WriterChoice
  extends Pick<ClaudeWriterOptions, 'fetch' | 'spending' | 'timeoutMs' | 'breaker' | 'tierOf'> {
  /** Without a key the deterministic writer does the text. */
  readonly apiKey: string | null;
  /** Origin of another server in Claude's place. */
  readonly baseUrl: string | null;
  /** Told once per text where there is a key. */
  readonly onWritten?: (outcome: WritingOutcome) => void;
}

export interface Writers {
  /** Who words the answer. */
  readonly writer: Writer;
  /** The deterministic writer, where Claude is the first: what can be shown while Claude still writes. Else null. */
  readonly quickWriter: Writer | null;
}

/** The writer the configuration asks for. Claude's client is loaded only where there is a key for it. */
export async function createWriters({ apiKey, baseUrl, ...options }: WriterChoice): Promise<Writers> {
  const template = createTemplateWriter();
  if (apiKey === null) return { writer: template, quickWriter: null };
  const { createClaudeWriter } = await import('./claude-writer.ts');
  const writer = createClaudeWriter(
    { ...options, apiKey, ...(baseUrl === null ? {} : { baseURL: baseUrl }) },
    template,
  );
  return { writer, quickWriter: template };
}
