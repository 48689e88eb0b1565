import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type DemoWorld, startDemoWorld } from '../../src/cli/demo/demo-world.ts';
import { createLogger } from '../../src/log.ts';
import { type SeededSecret, seededSecrets } from '../scrubbing/seeded-secrets.ts';

const SECRETS = seededSecrets(1_000, 7);
const IN_EACH_TICKET = 40;
const IN_EACH_COMMAND = 8;
const TICKETS = 18;
const LANDS_WITHIN_MS = 60_000;

/** A language that the deterministic writer does not write: so Claude is asked. */
const ITALIAN =
  'Buongiorno, ho visto sulla mia carta che mi avete addebitato due volte il pagamento della fattura. Perché? Ho scritto già una volta e non ho avuto risposta. Grazie per il vostro aiuto, è una somma che mi serve.';

/** What left the server, by the service it went to, as it arrived there. */
type Sent = Record<'claude' | 'slack' | 'stripe' | 'zendesk', string[]>;

describe('1,000 card numbers, bank accounts and keys in tickets and commands', { timeout: 120_000 }, () => {
  const lines: string[] = [];
  const sent: Sent = { claude: [], slack: [], stripe: [], zendesk: [] };
  let demo: DemoWorld;

  beforeAll(async () => {
    demo = await startDemoWorld({
      seed: 3,
      port: 0,
      now: Math.floor(Date.now() / 1000),
      latencyMs: 0,
      claude: true,
      logger: (secrets) =>
        createLogger({ level: 'trace', secrets, destination: { write: (line) => void lines.push(line) } }),
      onFatal: (error) => {
        throw error;
      },
    });
    const services = { claude: demo.claude, slack: demo.slack, stripe: demo.stripe, zendesk: demo.zendesk };
    for (const [name, service] of Object.entries(services)) {
      service?.faults.watch(({ path, query, headers, body }) => {
        sent[name as keyof Sent].push(
          `${path}?${query} ${JSON.stringify(headers)}\n${body.toString('utf8')}`,
        );
      });
    }
    await Promise.all([sendTickets(), sendCommands()]);
  }, 120_000);
  afterAll(() => demo.close());

  async function sendTickets(): Promise<void> {
    const ids = Array.from({ length: TICKETS }, (_, at) => {
      const story = demo.world.stories[at % demo.world.stories.length];
      if (story === undefined) throw new Error('the world has stories');
      const made = demo.zendesk.createTicket({
        subject: `Pagamento ${SECRETS[at * IN_EACH_TICKET]?.written ?? ''}`,
        body: `${ITALIAN}\n\n${pasted(ticketShare(at))}`,
        requester: { email: story.ticket.requester_email, name: story.ticket.requester_name },
        tags: ['billing'],
      });
      return String(made.id);
    });
    await vi.waitUntil(() => ids.every((id) => demo.zendesk.notes(id).length > 0), LANDS_WITHIN_MS);
  }

  async function sendCommands(): Promise<void> {
    const { maya, support } = demo.slack.known;
    const rest = SECRETS.slice(TICKETS * IN_EACH_TICKET);
    for (let at = 0; at < rest.length; at += IN_EACH_COMMAND) {
      const share = rest.slice(at, at + IN_EACH_COMMAND);
      const text = `${demo.world.stories[0]?.email} ${share.map(({ written }) => written).join(' ')}`;
      const { outcome, seen } = await demo.slack.command({ user: maya, channel: support, text });
      expect(outcome).toBe('acknowledged');
      await seen.until(({ text: shown }) => shown !== '', LANDS_WITHIN_MS);
    }
  }

  it('were all written, by customers and colleagues', () => {
    const tickets = Array.from({ length: TICKETS }, (_, at) => ticketShare(at).length);
    expect(tickets.reduce((sum, count) => sum + count, 0)).toBe(TICKETS * IN_EACH_TICKET);
    expect(SECRETS).toHaveLength(1_000);
    for (const texts of Object.values(sent)) expect(texts.length).toBeGreaterThan(TICKETS);
    expect(lines.length).toBeGreaterThan(TICKETS);
    // The words around them did travel, with what stands in their place.
    for (const mask of ['[card]', '[iban]', '[secret]', 'che ho usato anche io'])
      expect(
        sent.claude.some((text) => text.includes(mask)),
        mask,
      ).toBe(true);
  });

  it.each(['claude', 'slack', 'stripe', 'zendesk'] as const)('are in no request to %s', (service) => {
    expect(seenIn(sent[service].join('\n'))).toEqual([]);
  });

  it('are in no line of the log', () => {
    expect(seenIn(lines.join(''))).toEqual([]);
  });

  it('are in no file of the database', () => {
    const { databaseFile } = demo;
    const files = readdirSync(dirname(databaseFile)).filter((name) =>
      name.startsWith(basename(databaseFile)),
    );
    expect(files).toContain(basename(databaseFile));
    for (const name of files)
      expect(seenIn(readFileSync(join(dirname(databaseFile), name)).toString('latin1')), name).toEqual([]);
  });
});

function ticketShare(at: number): readonly SeededSecret[] {
  return SECRETS.slice(at * IN_EACH_TICKET, (at + 1) * IN_EACH_TICKET);
}

/** As people paste them: each on a line or in a sentence. */
function pasted(secrets: readonly SeededSecret[]): string {
  return secrets
    .map(({ written }, at) => (at % 2 === 0 ? written : `e ${written}, che ho usato anche io`))
    .join('\n');
}

/** The secrets of which a trace stands in a text, whatever the case of its letters. */
function seenIn(text: string): readonly string[] {
  const small = text.toLowerCase();
  return SECRETS.filter(({ traces }) => traces.some((trace) => small.includes(trace.toLowerCase()))).map(
    ({ written }) => written,
  );
}
