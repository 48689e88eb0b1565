import type { Policy } from '../../src/analysis/policy.ts';
import type { Ticket } from '../../src/analysis/ticket/ticket.ts';
import { createInlineAnalyst } from '../../src/analyst/inline-analyst.ts';
import { checkCustomer } from '../../src/check/check-customer.ts';
import type { Writer } from '../../src/check/ports.ts';
import type { AnalysisResult } from '../../src/check/result.ts';
import { renderReport } from '../../src/cli/report.ts';
import { parsePolicy } from '../../src/policy/parse-policy.ts';
import { answerAsClaude } from '../../src/sandbox/claude/answer-as-claude.ts';
import { ClaudeBehaviour } from '../../src/sandbox/claude/behaviour.ts';
import { exportWorldHistory } from '../../src/sandbox/stories/export-history.ts';
import type { Story, World } from '../../src/sandbox/stories/story.ts';
import { resultMessage } from '../../src/slack/views/index.ts';
import { createFileReader, type HistoryFile } from '../../src/stripe/history-file.ts';
import { createClaudeWriter } from '../../src/triage/claude-writer.ts';
import { createTemplateWriter } from '../../src/triage/template-writer.ts';
import { renderNote } from '../../src/zendesk/note.ts';
import { toNoteView } from '../../src/zendesk/result-to-note.ts';
import type { Attack } from './attacks/attacks.ts';

const KEY = 'sandbox-key-for-claude';
type Objects = readonly Readonly<Record<string, unknown>>[];

/** Everything that people read of one check. */
export interface Shown {
  readonly result: AnalysisResult;
  /** HTML. */
  readonly note: string;
  /** Block Kit. */
  readonly slack: ReturnType<typeof resultMessage>;
  readonly terminal: string;
  /** Requests that went to the model. */
  readonly asked: readonly string[];
}

/** Checks a story's customer while somebody attacks, with a model that says whatever the attacker wants. */
export async function checkUnderAttack(world: World, story: Story, attack: Attack | null): Promise<Shown> {
  const honest = honestFile(world, story);
  const isPoisoned = attack !== null && attack.place !== 'ticket';
  const file = isPoisoned ? { ...honest, objects: poisoned(honest.objects as Objects, attack) } : honest;
  const ticket: Ticket = {
    subject: story.ticket.subject,
    body: attack?.place === 'ticket' ? `${story.ticket.body}\n\n${attack.text}` : story.ticket.body,
    requester_email: story.ticket.requester_email,
    created_at: story.ticket.created_at,
  };
  const policy: Policy = parsePolicy(honest.policy);
  const asked: string[] = [];
  const { result } = await checkCustomer(
    {
      reader: createFileReader(file),
      analyst: createInlineAnalyst(({ rule, error }) => {
        throw new Error(`${rule} crashed: ${error}`);
      }),
      writer: writerThatSays(attack, asked),
    },
    { query: story.customer_id, from_ticket: false, ticket, policy, asOf: world.now },
  );
  return { ...surfacesOf(result), asked };
}

const honestFiles = new WeakMap<Story, HistoryFile>();

/** What Stripe holds of a customer; one object for each, so that it is mapped once. */
function honestFile(world: World, story: Story): HistoryFile {
  const known = honestFiles.get(story);
  if (known !== undefined) return known;
  const { objects, policy, api_version } = exportWorldHistory(world, story.customer_id);
  const file: HistoryFile = {
    ...{ api_version, policy, livemode: false, exported_at: world.now, ticket: null, gaps: [] },
    objects: objects as Objects,
  };
  honestFiles.set(story, file);
  return file;
}

/** A result in every place where it is read. */
export function surfacesOf(result: AnalysisResult): Omit<Shown, 'asked'> {
  return {
    result,
    note: renderNote({ ...toNoteView(result, false), marker: '[bc:an_test]' }),
    slack: resultMessage({
      ...{ id: 'an_test', stage: 'final', expanded: true, canPutOnTicket: true },
      ...{ result, livemode: false, query: result.query, ticket: null },
    }),
    terminal: renderReport(result, { color: false, width: 100 }),
  };
}

/** The real writer and the real SDK; the model is in this process, so that a thousand answers take no network. */
function writerThatSays(attack: Attack | null, asked: string[]): Writer {
  const behaviour = new ClaudeBehaviour();
  if (attack !== null) behaviour.set({ kind: 'scripted', fields: attack.said.fields });
  const answer = answerAsClaude({ apiKey: KEY, behaviour });
  const claude: typeof fetch = async (input, init) => {
    const request = new Request(input, init);
    const body = Buffer.from(await request.arrayBuffer());
    asked.push(body.toString('utf8'));
    const { pathname, searchParams } = new URL(request.url);
    const answered = answer({
      ...{ method: request.method, path: pathname, query: searchParams, body },
      headers: Object.fromEntries(request.headers),
    });
    const headers = { 'content-type': 'application/json', ...answered.headers };
    return new Response(JSON.stringify(answered.body), { status: answered.status, headers });
  };
  return createClaudeWriter(
    {
      ...{ apiKey: KEY, baseURL: 'http://claude.test', fetch: claude },
      // Where the rules would word it alone the model says nothing: here it always speaks.
      tierOf: () => ({ tier: 'small', reason: 'it is let speak' }),
    },
    createTemplateWriter(),
  );
}

/** The same history, with the attack in every text of its kind. */
function poisoned(objects: Objects, { place, text }: Attack): Objects {
  const short = text.slice(0, 500);
  return objects.map((object) => {
    const kind = object['object'];
    if (place === 'customer_name' && kind === 'customer')
      return { ...object, name: short, description: short };
    if (place === 'product_name' && kind === 'product')
      return { ...object, name: `${String(object['name'])} ${short}`, description: short };
    if (place === 'invoice_memo' && kind === 'invoice')
      return { ...object, description: short, footer: short };
    if (place === 'metadata' && 'metadata' in object)
      return {
        ...object,
        metadata: { ...(object['metadata'] as object), note: short, [short.slice(0, 40)]: 'yes' },
      };
    return object;
  });
}
