import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

/** One import statement of a source file, its target as a path from the project's root or a package name. */
interface Import {
  readonly from: string;
  readonly to: string;
  readonly typeOnly: boolean;
  readonly dynamic: boolean;
}

const ROOT = resolve(import.meta.dirname, '..');

function sourceFiles(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)));
}

const STATIC = /^\s*(?:import|export)\s+(type\s+)?(?:([^'"();]*?)\s+from\s+)?['"]([^'"]+)['"]/gm;
const DYNAMIC = /\bimport\(\s*['"]([^'"]+)['"]\s*\)/g;

function importsOf(file: string): Import[] {
  const text = readFileSync(join(ROOT, file), 'utf8');
  const resolved = (target: string): string =>
    target.startsWith('.') ? relative(ROOT, resolve(ROOT, dirname(file), target)) : target;
  return [
    ...[...text.matchAll(STATIC)].map(([, type, , target = '']) => ({
      from: file,
      to: resolved(target),
      typeOnly: type !== undefined,
      dynamic: false,
    })),
    ...[...text.matchAll(DYNAMIC)].map(([, target = '']) => ({
      from: file,
      to: resolved(target),
      typeOnly: false,
      dynamic: true,
    })),
  ];
}

const FILES = [...sourceFiles('src'), ...sourceFiles('db')];
const IMPORTS = FILES.flatMap(importsOf);

/** The room a path belongs to: `src/stripe/…` → `stripe`, `db/…` → `db`, `src/money.ts` → `money`, a package → `package stripe`. */
function room(path: string): string {
  const parts = path.split('/');
  if (path === 'db/errors.ts') return 'store errors';
  if (parts[0] === 'db') return 'db';
  if (parts[0] === 'src') return (parts[1] ?? '').replace(/\.ts$/, '');
  return `package ${parts[0]?.startsWith('@') === true ? parts.slice(0, 2).join('/') : parts[0]}`;
}

const leaving = (from: string): Import[] =>
  IMPORTS.filter((entry) => room(entry.from) === from && room(entry.to) !== from);

/** Small and pure: what runs in a browser may take them along. */
const SENT_ALONG = [
  'src/check/dashboard-url.ts',
  'src/sandbox/slack/json.ts',
  'src/sandbox/zendesk/zaf-host/zaf-host.ts',
];

const lines = (imports: readonly Import[]): string[] =>
  imports.map(({ from, to }) => `${from} imports ${to}`);

describe('the rooms stay apart', () => {
  it('sees the imports it is to judge', () => {
    expect(FILES.length).toBeGreaterThan(40);
    expect(lines(leaving('analysis'))).toContain('src/analysis/engine/run-rules.ts imports src/money.ts');
  });

  it('analysis is pure: it imports only money, assert and a hash', () => {
    const strangers = leaving('analysis').filter(
      ({ from, to }) =>
        !['money', 'assert'].includes(room(to)) &&
        !(to === 'node:crypto' && from === 'src/analysis/engine/fingerprint.ts'),
    );
    expect(
      lines(strangers),
      'Pass what a rule needs to know in its context; I/O belongs to the rooms that call analyze().',
    ).toEqual([]);
  });

  it('analysis reads no clock and draws no random number', () => {
    const impure = FILES.filter((file) => room(file) === 'analysis').filter((file) =>
      /Date\.now|new Date\(\)|Math\.random|process\.|performance\.|setTimeout/.test(
        readFileSync(join(ROOT, file), 'utf8'),
      ),
    );
    expect(impure, 'Take the moment from context.asOf.').toEqual([]);
  });

  it.each([
    [
      'stripe',
      ['stripe', 'sandbox'],
      'Ask the HistoryReader of check/ports.ts; only src/stripe talks to Stripe.',
    ],
    ['node-zendesk', ['zendesk'], 'Ask the TicketDesk of jobs/ports.ts; only src/zendesk talks to Zendesk.'],
    ['jose', ['zendesk'], 'Only src/zendesk verifies foreign tokens.'],
    [
      '@anthropic-ai/sdk',
      ['triage', 'sandbox'],
      'Ask the Writer of check/ports.ts; only src/triage talks to Claude.',
    ],
    ['@slack/bolt', ['slack'], 'Only src/slack talks to Slack.'],
    ['better-sqlite3', ['db'], 'Add a named transaction to db/; callers hold no SQL.'],
    ['drizzle-orm', ['db'], 'Add a named transaction to db/; callers hold no query builder.'],
    ['commander', ['cli'], 'Only the command line parses options.'],
    ['prom-client', ['metrics'], 'Record through src/metrics.ts.'],
    ['pino', ['log'], 'Log through src/log.ts, which removes secrets and card numbers.'],
    ['csv-parse', ['policy'], 'Entitlements are read by src/policy.'],
    ['react', ['zendesk', 'sandbox'], 'Only the app beside a ticket and the desk run in a browser.'],
    ['fflate', ['zendesk'], 'Only the package for Zendesk is zipped.'],
    ['big.js', ['money'], 'Exact decimals live in src/money.ts; add the operation there.'],
  ])('%s is imported only by %j', (name, rooms, advice) => {
    const strangers = IMPORTS.filter(
      ({ from, to }) => room(to) === `package ${name}` && !rooms.includes(room(from)),
    );
    expect(lines(strangers), advice).toEqual([]);
  });

  it('the sandbox takes only types from the SDKs', () => {
    const values = IMPORTS.filter(
      ({ from, to, typeOnly }) =>
        room(from) === 'sandbox' &&
        ['stripe', 'node-zendesk', '@anthropic-ai/sdk', '@slack/bolt'].includes(to) &&
        !typeOnly,
    );
    expect(
      lines(values),
      'The far side of the network must not share code with our clients: import type only.',
    ).toEqual([]);
  });

  it('the sandbox ledger shares no arithmetic with analysis', () => {
    const shared = IMPORTS.filter(
      ({ from, to }) =>
        room(from) === 'sandbox' && ['analysis', 'money'].includes(room(to)) && !from.includes('/zendesk/'),
    );
    expect(
      lines(shared),
      'Two implementations that agree are evidence; one that agrees with itself is not.',
    ).toEqual([]);
  });

  it('only the demo reaches the sandbox, and only when it runs', () => {
    const early = IMPORTS.filter(
      ({ from, to, dynamic, typeOnly }) =>
        room(to) === 'sandbox' &&
        room(from) !== 'sandbox' &&
        !typeOnly &&
        !(dynamic && from.startsWith('src/cli/demo')),
    );
    expect(lines(early), 'Import the sandbox dynamically, from src/cli/demo* or a test.').toEqual([]);
  });

  it.each([
    ['stripe', ['db', 'triage', 'zendesk', 'slack', 'jobs', 'http', 'corrections', 'cli', 'app']],
    ['triage', ['db', 'stripe', 'zendesk', 'slack', 'jobs', 'http', 'corrections', 'cli', 'app']],
    ['zendesk', ['db', 'stripe', 'triage', 'slack', 'http', 'corrections', 'cli', 'app']],
    ['jobs', ['stripe', 'triage', 'zendesk', 'slack', 'http', 'cli', 'app']],
    ['http', ['stripe', 'triage', 'db', 'cli', 'app']],
    ['check', ['stripe', 'zendesk', 'slack', 'db', 'http', 'jobs', 'cli', 'app']],
    ['policy', ['stripe', 'zendesk', 'slack', 'db', 'http', 'jobs', 'triage', 'check', 'cli', 'app']],
    ['db', ['stripe', 'zendesk', 'slack', 'http', 'jobs', 'triage', 'cli', 'app']],
  ])('%s knows nothing of %j', (name, forbidden) => {
    const strangers = leaving(name).filter(({ to, typeOnly }) => forbidden.includes(room(to)) && !typeOnly);
    expect(lines(strangers), 'Declare a port beside the consumer and let app.ts wire it.').toEqual([]);
  });

  it('only app.ts (and the command line) wires rooms together', () => {
    const wirers = new Set(
      FILES.filter((file) => {
        const rooms = new Set(
          IMPORTS.filter((entry) => entry.from === file && !entry.typeOnly).map(({ to }) => room(to)),
        );
        return ['stripe', 'zendesk', 'db', 'http'].filter((name) => rooms.has(name)).length > 1;
      }).filter((file) => room(file) !== 'cli'),
    );
    const strangers = [...wirers].filter((file) => room(file) !== 'app');
    expect(wirers).toContain('src/app.ts');
    expect(strangers, 'Move the wiring to src/app.ts or src/app/.').toEqual([]);
  });

  it('all of Stripe that changes anything lies in stripe/effects', () => {
    const changing =
      /\.(create|update|del|cancel|voidInvoice|finalizeInvoice|pay|capture|createBalanceTransaction)\(/;
    const strangers = FILES.filter(
      (file) => room(file) === 'stripe' && !file.startsWith('src/stripe/effects/'),
    ).filter((file) => changing.test(readFileSync(join(ROOT, file), 'utf8')));
    expect(strangers, 'Put calls that change Stripe into src/stripe/effects.').toEqual([]);
  });

  it.each([
    ['src/zendesk/app/', 'src/zendesk/app/ui/'],
    ['src/sandbox/desk/page/', 'src/sandbox/desk/page/'],
  ])('what runs in the browser is apart from the server: %s', (app, browser) => {
    const inward = IMPORTS.filter(({ from, to }) => to.startsWith(app) && !from.startsWith(app));
    expect(lines(inward), 'The server serves what was built; it never imports it.').toEqual([]);
    const outward = IMPORTS.filter(
      ({ from, to, typeOnly }) =>
        from.startsWith(browser) &&
        /^(?:src|db)\//.test(to) &&
        !to.startsWith(app) &&
        !typeOnly &&
        !SENT_ALONG.includes(to),
    );
    expect(lines(outward), 'Take types alone: whatever else is imported is sent to every browser.').toEqual(
      [],
    );
    const raw = FILES.filter((file) => file.startsWith(app)).filter((file) =>
      /dangerouslySetInnerHTML|innerHTML|document\.write|eval\(|<[a-z]\w*\b[^>]*\bstyle=\{/.test(
        readFileSync(join(ROOT, file), 'utf8'),
      ),
    );
    expect(raw, 'Foreign text is text: let React make text nodes of it.').toEqual([]);
  });

  it('no type is silenced', () => {
    const silenced = FILES.filter((file) =>
      /\bas any\b|@ts-ignore|@ts-nocheck|@ts-expect-error/.test(readFileSync(join(ROOT, file), 'utf8')),
    );
    expect(silenced, 'Give the value its type; narrow unknown where it enters.').toEqual([]);
  });
});
