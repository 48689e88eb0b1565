import { expect } from 'vitest';
import type { WriteRequest } from '../../../src/check/ports.ts';
import { type ClaudeSandbox, startClaudeSandbox } from '../../../src/sandbox/claude/index.ts';
import {
  type ClaudeWriterOptions,
  createClaudeWriter,
  type WritingOutcome,
} from '../../../src/triage/claude-writer.ts';
import { createTemplateWriter, writeFromTemplates } from '../../../src/triage/template-writer.ts';
import type { Triage } from '../../../src/triage/triage.ts';
import { anAnalysis, aRequest, sampleFinding, style } from '../sample-findings.ts';

export const KEY = 'sandbox-key-for-claude';
/** For everything but the hangs, which wait for it to pass. */
export const PATIENCE_MS = 4_000;

/** A payment taken twice, told to Jane in a friendly tone. */
export const REQUEST = aRequest(anAnalysis([sampleFinding('duplicate-charge/same_invoice')]), {
  reply: style('friendly'),
});

interface Body {
  readonly model: string;
  readonly system: readonly { readonly text: string }[];
  readonly messages: readonly { readonly role: string; readonly content: string }[];
}

/** The real writer with the real SDK over HTTP against a sandbox of its own. */
export interface Desk {
  readonly sandbox: ClaudeSandbox;
  readonly outcomes: readonly WritingOutcome[];
  write(request?: WriteRequest, options?: Partial<ClaudeWriterOptions>): Promise<Triage>;
  /** What left the machine. */
  bodies(): readonly Body[];
}

export async function openDesk(): Promise<Desk> {
  const sandbox = await startClaudeSandbox({ apiKey: KEY });
  const outcomes: WritingOutcome[] = [];
  return {
    sandbox,
    outcomes,
    write: (request = REQUEST, options = {}) =>
      createClaudeWriter(
        {
          apiKey: KEY,
          baseURL: sandbox.url,
          timeoutMs: PATIENCE_MS,
          // Whatever the check, so that one sample serves all that can go wrong.
          tierOf: () => ({ tier: 'small', reason: 'the test wants it' }),
          onWritten: (outcome) => outcomes.push(outcome),
          ...options,
        },
        createTemplateWriter(),
      ).write(request),
    bodies: () => sandbox.bodies.map((body) => JSON.parse(body) as Body),
  };
}

/** The deterministic text, and nothing else of it changed. */
export function expectPlain(triage: Triage, request: WriteRequest = REQUEST): void {
  const { usage: _, fallback_reason: reason, author, ...words } = triage;
  const { usage: __, fallback_reason: ___, author: ____, ...plain } = writeFromTemplates(request);
  expect(words).toEqual(plain);
  expect(author).toMatchObject({ kind: 'deterministic', model: null, prompt_version: null });
  expect(reason).not.toBeNull();
}

export const reasonOf = ({ fallback_reason }: Triage): string | null => fallback_reason;
