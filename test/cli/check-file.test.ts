import { mkdirSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exportWorldHistory } from '../../src/sandbox/stories/export-history.ts';
import {
  documentOf,
  expectOneSentence,
  HERO,
  HERO_AMOUNT,
  heroFile,
  storyOf,
  useFolder,
  WORLD,
} from './fixture.ts';
import { cli } from './run-cli.ts';

const folder = useFolder();
const good = folder.write('good.json', heroFile());

/** The hero's file with something changed. */
function spoilt(name: string, change: (file: ReturnType<typeof heroFile>) => unknown): string {
  return folder.write(name, change(heroFile()));
}

describe('a history file is checked without network or keys', () => {
  it('for the ticket’s requester, as of its export', async () => {
    const answer = await cli(['check', '--json', '--no-ai', '--from', good]);
    expect(answer).toMatchObject({ status: 0, err: '' });
    expect(documentOf(answer)).toMatchObject({
      query: HERO.ticket.requester_email,
      as_of: '2026-11-20T09:00:00Z',
      customer: { ids: [HERO.customer_id], matched_by: 'ticket', verified: false },
      verdict: HERO.label.verdict,
      gaps: [],
    });
  });

  it('for the file’s only customer when there is no ticket', async () => {
    const file = spoilt('no-ticket.json', ({ ticket: _, ...rest }) => rest);
    const result = documentOf(await cli(['check', '--json', '--from', file]));
    expect(result.customer).toMatchObject({ ids: [HERO.customer_id], matched_by: 'id', verified: true });
  });

  it('as of another moment', async () => {
    const asked = ['check', '--json', '--from', good, '--as-of', '2026-11-10T00:00:00Z'];
    const result = documentOf(await cli(asked));
    expect(result.as_of).toBe('2026-11-10T00:00:00Z');
    expect(result.gaps.join()).toMatch(/objects created after 2026-11-10T00:00:00Z were left out\./);
    expect(result.verdict).not.toBe('billing_error');
  });

  it.each(['tomorrow', '2026-13-01', '20.11.2026', ''])(
    'not as of %j, which is no moment',
    async (moment) => {
      const answer = await cli(['check', '--json', '--from', good, '--as-of', moment]);
      expect(answer.status).toBe(2);
      expectOneSentence(answer);
      expect(answer.err).toContain('--as-of');
    },
  );
});

describe('a file that is none: status 2, one sentence, the place of the first fault', () => {
  const customers = [{ object: 'customer', id: 'cus_1' }];
  it.each([
    [
      'a missing id',
      'objects[1].id',
      { ...heroFile(), objects: [...customers, { object: 'invoice', id: 5 }] },
    ],
    ['no object', 'objects[1]', { ...heroFile(), objects: [...customers, 'in_1'] }],
    ['no list', 'objects', { ...heroFile(), objects: {} }],
    ['another format', 'format', { ...heroFile(), format: 'billing-check/history@2' }],
    ['no moment', 'exported_at', { ...heroFile(), exported_at: 'yesterday' }],
    ['a ticket of numbers', 'ticket.subject', { ...heroFile(), ticket: { subject: 5 } }],
    ['broken JSON', 'objects[0]', '{"format": "billing-check/history@1", "objects": [{"object": }]}'],
  ])('%s', async (name, path, content) => {
    const answer = await cli(['check', '--json', '--from', folder.write(`${name}.json`, content)]);
    expect(answer.status).toBe(2);
    expectOneSentence(answer);
    expect(answer.err).toContain(`malformed at ${path}: `);
  });

  it('an amount of an invoice that is no number, at whatever depth', async () => {
    const place = heroFile().objects.findIndex(({ object }) => object === 'invoice');
    const file = spoilt('amount.json', (whole) => ({
      ...whole,
      objects: whole.objects.map((object, index) =>
        index === place ? { ...object, total: '49.00' } : object,
      ),
    }));
    const answer = await cli(['check', '--json', '--from', file]);
    expect(answer.status).toBe(2);
    expectOneSentence(answer);
    expect(answer.err).toContain(`objects[${place}].total: expected an integer`);
  });

  it('cut off in the middle', async () => {
    const file = folder.write('cut.json', JSON.stringify(heroFile()).slice(0, 5000));
    const answer = await cli(['check', '--json', '--from', file]);
    expect(answer.status).toBe(2);
    expectOneSentence(answer);
    expect(answer.err).toMatch(/objects\[\d+\]: the file ends here, in the middle \(it is truncated\)/);
  });

  it.each([
    ['empty', ''],
    ['a list', '[]'],
    ['not text', '\u0000\u0001\u0002'],
  ])('%s', async (name, content) => {
    const answer = await cli(['check', '--json', '--from', folder.write(`${name}.json`, content)]);
    expect(answer.status).toBe(2);
    expectOneSentence(answer);
    expect(answer.err).toMatch(/^The history file is /);
  });

  it.each([
    ['larger than 512 MiB', 513, /larger than 512 MiB: export one customer per file\.$/],
    ['of 300 MiB of nothing', 300, /is not JSON/],
  ])('%s', async (name, mebibytes, sentence) => {
    const file = folder.write(`${name}.json`, '');
    truncateSync(file, mebibytes * 1024 * 1024);
    const answer = await cli(['check', '--json', '--from', file]);
    expect(answer.status).toBe(2);
    expectOneSentence(answer);
    expect(answer.err.trimEnd()).toMatch(sentence);
  });

  it('absent', async () => {
    const answer = await cli(['check', '--from', join(folder.path, 'absent.json')]);
    expect(answer.status).toBe(2);
    expectOneSentence(answer);
    expect(answer.err).toContain('absent.json cannot be read (ENOENT)');
  });
});

describe('a file with holes', () => {
  const without = (kind: string): string =>
    spoilt(`without-${kind}.json`, (file) => ({
      ...file,
      objects: file.objects.filter(({ object }) => object !== kind),
    }));

  it.each(['charge', 'invoice'])(
    'whose %ss are missing cannot tell, and names what is missing',
    async (kind) => {
      const answer = await cli(['check', '--json', '--from', without(kind)]);
      expect(answer.status).toBe(0);
      const { verdict, gaps, findings } = documentOf(answer);
      expect(verdict).toBe('cannot_tell');
      expect(gaps.join('\n')).toMatch(
        new RegExp(`refers to the ${kind} \\w+, which is not among the objects read`),
      );
      expect(findings.every(({ correction }) => correction === null)).toBe(true);
    },
  );

  it('whose customer is only named by others is checked all the same', async () => {
    const { customer, verdict, gaps } = documentOf(
      await cli(['check', '--json', '--from', without('customer')]),
    );
    expect(customer.ids).toEqual([HERO.customer_id]);
    expect(verdict).toBe(HERO.label.verdict);
    expect(gaps.join()).toContain(`does not hold the customer ${HERO.customer_id} itself`);
  });

  it('that holds nothing knows nobody', async () => {
    const file = spoilt('nothing.json', (whole) => ({ ...whole, objects: [] }));
    const answer = await cli(['check', '--json', '--from', file]);
    expect(answer.status).toBe(3);
    expect(documentOf(answer).customer.kind).toBe('not_found');
  });

  it('of two customers asks which', async () => {
    const other = exportWorldHistory(WORLD, storyOf('card-hold').customer_id).objects;
    const file = spoilt('two.json', ({ ticket: _, ...whole }) => ({
      ...whole,
      objects: [...whole.objects, ...other],
    }));
    const asked = await cli(['check', '--json', '--from', file]);
    expect(asked.status).toBe(3);
    expect(documentOf(asked).customer).toMatchObject({ kind: 'ambiguous' });
    expect(asked.err).toContain(HERO.customer_id);
    const named = await cli(['check', HERO.customer_id, '--json', '--from', file]);
    expect(named.status).toBe(0);
    expect(documentOf(named).verdict).toBe(HERO.label.verdict);
  });
});

describe('the policy', () => {
  it('with unknown keys and wrong types stops the run and names each place', async () => {
    const policy = folder.write(
      'policy.yaml',
      'version: 1\ndiscounts: []\nprices:\n  - {product: prod_1, interval: month, currency: usd, unit_amount: 1.5}\n',
    );
    const answer = await cli(['check', '--json', '--from', good, '--policy', policy]);
    expect(answer).toMatchObject({ status: 2, out: '' });
    expect(answer.err.split('\n').sort()).toEqual([
      '',
      'policy.discounts: unknown key',
      'policy.prices[0].unit_amount: expected an integer in minor units',
    ]);
  });

  it('of a history file is held to the same, and opens no file', async () => {
    const unknown = spoilt('unknown.json', (file) => ({ ...file, policy: { version: 1, discounts: [] } }));
    expect(await cli(['check', '--from', unknown])).toEqual({
      status: 2,
      out: '',
      err: 'policy.discounts: unknown key\n',
    });
    const opening = spoilt('opening.json', (file) => ({
      ...file,
      policy: { version: 1, entitlements: { file: '/etc/passwd' } },
    }));
    const answer = await cli(['check', '--from', opening]);
    expect(answer).toMatchObject({ status: 2, out: '' });
    expect(answer.err).toMatch(/^policy\.entitlements: not allowed in a history file; put this section/);
  });

  it.each([
    ['absent', ['--policy', '/nowhere/policy.yaml'], {}],
    ['absent, named by the environment', [], { BILLING_CHECK_POLICY: '/nowhere/policy.yaml' }],
  ])('%s', async (_, options, env) => {
    const answer = await cli(['check', '--from', good, ...options], env);
    expect(answer.status).toBe(2);
    expectOneSentence(answer);
    expect(answer.err).toContain('/nowhere/policy.yaml cannot be read (ENOENT)');
  });

  it('that is no YAML', async () => {
    const answer = await cli(['check', '--from', good, '--policy', folder.write('no.yaml', 'a: [1\nb: {')]);
    expect(answer).toMatchObject({ status: 2, out: '' });
    expect(answer.err).toMatch(/^The policy file \S+ is not valid YAML \(line 2\): [^\n]+[^:]\n$/);
  });
});

describe('the customer’s words', () => {
  const check = (ticket: string) => cli(['check', '--json', '--from', good, '--ticket', ticket]);

  it('may be a text, or JSON with the requester', async () => {
    const text = await check(folder.write('words.txt', HERO.ticket.body));
    expect(documentOf(text)).toMatchObject({ customer: { matched_by: 'id' }, verdict: HERO.label.verdict });
    const json = await check(
      folder.write('words.json', { ...HERO.ticket, created_at: '2026-11-19T08:00:00Z' }),
    );
    expect(documentOf(json)).toMatchObject({ customer: { matched_by: 'ticket' } });
  });

  it('of a megabyte, in every part, are bounded', async () => {
    const long = 'I was charged twice! '.repeat(50_000);
    const ticket = folder.write('long.json', { subject: long, body: long, requester_email: HERO.email });
    const answer = await check(ticket);
    expect(answer.status).toBe(0);
    expect(documentOf(answer).verdict).toBe(HERO.label.verdict);
    expect(answer.out.length).toBeLessThan(50_000);
  });

  it.each([
    ['broken JSON', 'broken.json', '{"subject": ', /is not valid JSON/],
    [
      'another shape',
      'shape.json',
      { subject: 5 },
      /is malformed at subject: expected string, received number\./,
    ],
    [
      'no time',
      'time.json',
      { created_at: 'today' },
      /is malformed at created_at: expected an ISO 8601 time\./,
    ],
  ])('that are malformed: %s', async (_, name, content, sentence) => {
    const answer = await check(folder.write(name, content));
    expect(answer.status).toBe(2);
    expectOneSentence(answer);
    expect(answer.err).toMatch(sentence);
  });

  it.each(['/nowhere/words.txt', '/'])('that cannot be read: %s', async (path) => {
    const answer = await check(path);
    expect(answer.status).toBe(2);
    expectOneSentence(answer);
    expect(answer.err).toContain('give an existing file with --ticket');
  });
});

describe('a directory', () => {
  const all = join(folder.path, 'all');
  mkdirSync(all);
  for (const { key, customer_id } of WORLD.stories)
    folder.write(`all/${key}.json`, exportWorldHistory(WORLD, customer_id));
  folder.write('all/broken.json', JSON.stringify(heroFile()).slice(0, 3000));
  folder.write('all/notes.txt', 'not a history file');

  it('is checked file by file in order, one line each; a bad file stops nothing but sets the status', async () => {
    const answer = await cli(['check', '--json', '--no-ai', '--from', all]);
    expect(answer.status).toBe(2);
    const lines = answer.out
      .trimEnd()
      .split('\n')
      .map((line): Record<string, unknown> => JSON.parse(line));
    const files = [...WORLD.stories.map(({ key }) => `${key}.json`), 'broken.json'].sort();
    expect(lines.map(({ file }) => file)).toEqual(files);
    const bad = lines.find(({ file }) => file === 'broken.json');
    expect(Object.keys(bad ?? {})).toEqual(['file', 'error']);
    expect(answer.err).toBe(`broken.json: ${String(bad?.['error'])}\n`);
    for (const { key, label } of WORLD.stories)
      expect(lines.find(({ file }) => file === `${key}.json`)).toMatchObject({ verdict: label.verdict });
  });

  it('without --json prints a report each', async () => {
    const { status, out } = await cli(['check', '--from', all]);
    expect(status).toBe(2);
    for (const { key } of WORLD.stories) expect(out).toContain(`== ${key}.json\n`);
    expect(out).toContain(HERO_AMOUNT);
  });

  it('without history files is bad usage', async () => {
    const empty = join(folder.path, 'empty');
    mkdirSync(empty);
    const answer = await cli(['check', '--json', '--from', empty]);
    expect(answer.status).toBe(2);
    expectOneSentence(answer);
    expect(answer.err).toContain('holds no *.json file');
  });
});

describe('the reply as it is asked for', () => {
  const replyOf = async (...wish: string[]): Promise<{ language: string; draft_reply: string }> =>
    documentOf(await cli(['check', '--json', '--no-ai', '--from', good, ...wish])).triage;

  it('in another variant, with the same amount', async () => {
    const usual = await replyOf();
    const shorter = await replyOf('--variant', 'shorter');
    const warmer = await replyOf('--variant', 'warmer');
    expect(shorter.draft_reply.length).toBeLessThan(usual.draft_reply.length);
    expect(warmer.draft_reply.length).toBeGreaterThan(usual.draft_reply.length);
    for (const { draft_reply } of [usual, shorter, warmer]) expect(draft_reply).toContain(HERO_AMOUNT);
  });

  it('in another language', async () => {
    expect(await replyOf('--language', 'fr')).toMatchObject({
      language: 'fr',
      draft_reply: expect.stringMatching(/Bonjour/),
    });
  });

  it.each([
    [['--variant', 'louder'], 'shorter, warmer or firmer'],
    [['--language', 'french please'], 'write e.g. fr'],
  ])('%j is refused before anything is read', async (wish, sentence) => {
    const answer = await cli(['check', '--from', 'nowhere.json', ...wish]);
    expectOneSentence(answer);
    expect(answer.err).toContain(sentence);
  });
});
