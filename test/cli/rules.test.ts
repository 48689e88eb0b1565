import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { RULES } from '../../src/analysis/rules/index.ts';
import { exportWorldHistory } from '../../src/sandbox/stories/export-history.ts';
import { check, temporaryStore } from '../db/helpers.ts';
import { expectOneSentence, HERO, HERO_AMOUNT, heroFile, useFolder, WORLD } from './fixture.ts';
import { cli } from './run-cli.ts';

const folder = useFolder();
const policyFile = (name: string, text: string): string => {
  const path = join(folder.path, name);
  writeFileSync(path, text);
  return path;
};

describe('rules list', () => {
  it('names every rule with what the policy sets', async () => {
    const policy = policyFile(
      'off.yaml',
      'version: 1\nrules: { duplicate-charge: { enabled: false, window_hours: 3 } }\n',
    );
    const { status, out } = await cli(['rules', 'list', '--policy', policy]);
    expect(status).toBe(0);
    for (const { id } of RULES) expect(out).toContain(`\n${id} `.slice(out.startsWith(id) ? 1 : 0));
    expect(out).toMatch(/duplicate-charge .*\(switched off, window_hours 3, high_confidence_minutes 10\)/);
    const { out: json } = await cli(['rules', 'list', '--json']);
    expect((JSON.parse(json) as { id: string }[]).map(({ id }) => id)).toEqual(RULES.map(({ id }) => id));
  });
});

describe('rules list with a database', () => {
  /** Two agents said something of one check, whose reply a model had worded. */
  async function database(): Promise<string> {
    const { store, path } = await temporaryStore();
    const wording = {
      kind: 'model',
      model: 'claude-haiku-5-5',
      tier: 'small',
      prompt_version: 2,
      usage: null,
    } as const;
    const id = await store.recordCheck({ ...check(), wording, source: 'slack' });
    const [finding] = await store.findingsOf(id);
    for (const [actor, is_right] of [
      ['zendesk:7', true],
      ['slack:U01MAYA', false],
    ] as const)
      await store.saveMarks({
        analysis_id: id,
        actor,
        findings: [{ finding_id: finding?.id ?? '', is_right, reason: null }],
        draft: { use: 'edited', changed_percent: 25, difference: null, reason: null },
      });
    return `file:${path}`;
  }

  it('shows what agents said of each rule’s findings, and of replies by writer and prompt', async () => {
    const env = { DATABASE_URL: await database() };
    const { status, out, err } = await cli(['rules', 'list'], env);
    expect({ status, err }).toEqual({ status: 0, err: '' });
    expect(out).toMatch(/^duplicate-charge .*right 1 of 2 \(50 %\)\)$/m);
    expect(out.match(/right \d/g)).toHaveLength(1);
    const replies =
      'claude-haiku-5-5, prompt 2: 2 replies, used 0 (0 %), edited 2 (25 % of the words changed), wrong 0';
    expect(out).toContain(`Replies, as agents said:\n${replies}\n`);
    const json = JSON.parse((await cli(['rules', 'list', '--json'], env)).out) as {
      id: string;
      feedback: object;
    }[];
    expect(json.find(({ id }) => id === 'duplicate-charge')?.feedback).toEqual({ right: 1, wrong: 1 });
    expect(json.find(({ id }) => id !== 'duplicate-charge')?.feedback).toEqual({ right: 0, wrong: 0 });

    const alone = await cli(['rules', 'list', '--feedback'], env);
    expect(alone.out).toBe(`duplicate-charge: right 1 of 2 (50 %)\n${replies}\n`);
    expect(JSON.parse((await cli(['rules', 'list', '--feedback', '--json'], env)).out)).toEqual({
      rules: [{ rule: 'duplicate-charge', right: 1, wrong: 1 }],
      replies: [
        {
          author: 'model',
          model: 'claude-haiku-5-5',
          prompt_version: 2,
          used: 0,
          edited: 2,
          wrong: 0,
          changed_percent: 25,
        },
      ],
    });
  });

  it('goes without numbers where there is none, and says so of one that is not there', async () => {
    const env = { DATABASE_URL: `file:${join(folder.path, 'none.db')}` };
    const listed = await cli(['rules', 'list', '--json'], env);
    expect(listed.status).toBe(0);
    expect(listed.err).toMatch(/^What agents said of the rules is left out\. There is no database /);
    expect((JSON.parse(listed.out) as { feedback: null }[])[0]?.feedback).toBeNull();
    const alone = await cli(['rules', 'list', '--feedback'], env);
    expect(alone).toMatchObject({ status: 2, out: '' });
    expectOneSentence(alone);
    const nowhere = await cli(['rules', 'list', '--feedback']);
    expect(nowhere.err).toContain('set DATABASE_URL');
  });
});

describe('rules explain', () => {
  it('prints the page of a rule, or of the rules of a row', async () => {
    const page = await cli(['rules', 'explain', 'duplicate-charge']);
    expect(page.out).toMatch(/^# duplicate-charge\n/);
    expect(page.out).toContain('## What it does not flag');
    expect((await cli(['rules', 'explain', 'v1'])).out).toMatch(/^# authorization-hold\n/);
  });

  it('says in one sentence that there is no such rule, and which were meant', async () => {
    const answer = await cli(['rules', 'explain', 'duplicates']);
    expect(answer.status).toBe(2);
    expectOneSentence({ ...answer, err: answer.err.replace(/ Did you mean .*/, '') });
    expect(answer.err).toContain('There is no rule "duplicates"');
  });
});

describe('rules test', () => {
  const histories = useFolder();
  const [other] = WORLD.stories.filter(({ key }) => key !== HERO.key);
  histories.write('hero.json', heroFile());
  histories.write('other.json', exportWorldHistory(WORLD, other?.customer_id ?? ''));

  it('counts what each rule finds', async () => {
    const { status, out } = await cli(['rules', 'test', '--from', histories.path]);
    expect(status).toBe(0);
    expect(out).toMatch(/ 1 {2}duplicate-charge {2}billing_error\n/);
    expect(out).toMatch(/2 histories judged\.\n$/);
  });

  it('tells what a changed policy would change against a saved result', async () => {
    const { out: saved } = await cli(['check', '--json', '--no-ai', '--from', histories.path]);
    const before = policyFile('before.ndjson', saved);
    const same = await cli(['rules', 'test', '--from', histories.path, '--against', before]);
    expect(same).toMatchObject({ status: 0, out: 'Nothing changes in 2 histories.\n', err: '' });

    const off = policyFile('without.yaml', 'version: 1\nrules: { duplicate-charge: { enabled: false } }\n');
    const changed = await cli([
      'rules',
      'test',
      '--from',
      histories.path,
      '--against',
      before,
      '--policy',
      off,
    ]);
    expect(changed.status).toBe(1);
    expect(changed.out).toContain(`− duplicate-charge billing_error ${HERO_AMOUNT}, refund`);
    expect(changed.out).toMatch(/hero\.json\n {2}verdict: billing_error → /);
    expect(changed.out).not.toContain('other.json');
    expect(changed.out).toMatch(/1 of 2 histories would change\.\n$/);
  });

  it.each([
    ['a missing folder', ['--from', join(folder.path, 'nowhere')], /cannot be read \(ENOENT\)/],
    ['a missing result', ['--from', histories.path, '--against', 'nowhere.ndjson'], /save a result with/],
  ])('refuses %s in one sentence', async (_, args, sentence) => {
    const answer = await cli(['rules', 'test', ...args]);
    expect(answer.status).toBe(2);
    expect(answer.err).toMatch(sentence);
    expectOneSentence(answer);
  });

  it('refuses a saved result that is none, naming the line', async () => {
    const bad = policyFile('bad.ndjson', '{"file":"a.json","verdict":"no_anomaly","findings":[]}\n{"x":1}\n');
    const answer = await cli(['rules', 'test', '--from', histories.path, '--against', bad]);
    expect(answer.status).toBe(2);
    expect(answer.err).toContain('line 2, is no result');
  });
});

describe('policy check', () => {
  it('names file and line, and ends with status 2; a good file is counted', async () => {
    const bad = policyFile(
      'bad.yaml',
      'version: 1\nseats:\n  - { customer: c, quantity: 1 }\n  - { customer: c, quantity: 2 }\n',
    );
    const answer = await cli(['policy', 'check', bad]);
    expect(answer.status).toBe(2);
    expect(answer.err).toMatch(
      /bad\.yaml:4: policy\.seats\[1\]: it gives another quantity than seats\[0\].*\n1 thing to put right/,
    );
    const good = policyFile('good.yaml', 'version: 1\nseats: [{ customer: c, quantity: 1 }]\n');
    expect(await cli(['policy', 'check', good])).toMatchObject({
      status: 0,
      out: `${good} is valid: seats 1.\n`,
      err: '',
    });
  });
});
