import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { type SlackMessage, visibleText } from '../../src/sandbox/slack/index.ts';
import { ServiceError } from '../../src/service-error.ts';
import { appFor, found, idle, outcome, slackWorkspace } from './slack-setup.ts';

const only = (messages: readonly SlackMessage[]): SlackMessage => {
  expect(messages.map(visibleText)).toHaveLength(1);
  const [message] = messages;
  if (message === undefined) throw new Error('a message was expected');
  return message;
};

describe('a command', () => {
  it('is answered in one message that only the asker sees, from acknowledgement to result', async () => {
    const slack = await slackWorkspace();
    const app = await appFor(slack, {
      check: async ({ query, on_progress, onDeterministic }) => {
        on_progress({ kind: 'history_read', invoices: 42, charges: 40 });
        await sleep(900);
        onDeterministic(found('The findings.', query));
        await sleep(50);
        return found('The final words.', query);
      },
    });
    const { maya, jonas, support } = slack.known;
    const sent = await slack.command({ user: maya, channel: support, text: 'jane@acme.com' });
    expect(sent).toMatchObject({ outcome: 'acknowledged', status: 200, notice: null });
    await sent.seen.until(({ text }) => text.includes('The final words.'));
    const message = only(slack.ephemerals(maya, support));
    expect(message.history.map(({ blocks }) => JSON.stringify(blocks))).toEqual([
      expect.stringContaining('Checking jane'),
      expect.stringContaining('read 42 invoices'),
      expect.stringContaining('The findings.'),
      expect.stringContaining('The final words.'),
    ]);
    expect(slack.ephemerals(jonas, support)).toEqual([]);
    expect(slack.messages(support).filter(({ by_app }) => by_app)).toEqual([]);
    await idle(app);
    expect(await app.store.verifyAudit()).toMatchObject({ ok: true, rows: 1 });
  });

  it('understands what Slack makes of an address and of a ticket', async () => {
    const slack = await slackWorkspace();
    const app = await appFor(slack);
    app.desk.add('4711', 'You charged me twice in March!');
    app.desk.add('4712', 'And in April!');
    const { maya, support } = slack.known;
    for (const text of ['“jane@acme.com” charged twice --private', 'ticket:4711', '#4712', 'cus_jane please'])
      await slack.command({ user: maya, channel: support, text });
    await idle(app);
    expect(app.checks.map((check) => [check.query, check.from_ticket, check.ticket?.body ?? null])).toEqual([
      ['jane@acme.com', false, null],
      ['jane@example.com', true, 'You charged me twice in March!'],
      ['jane@example.com', true, 'And in April!'],
      ['cus_jane', false, null],
    ]);
  });

  it('is shared only in a channel on the list, and there unless privacy is asked for', async () => {
    const slack = await slackWorkspace();
    await appFor(slack);
    const { maya, triage, support } = slack.known;
    const shared = await slack.command({ user: maya, channel: triage, text: 'jane@acme.com' });
    await shared.seen.until(({ messages }) =>
      messages.some((m) => visibleText(m).includes('Nothing is wrong')),
    );
    expect(slack.ephemerals(maya, triage)).toEqual([]);
    expect(slack.messages(triage).filter(({ by_app }) => by_app)).toHaveLength(1);

    const hidden = await slack.command({ user: maya, channel: triage, text: 'cus_jane --private' });
    await hidden.seen.until(({ ephemerals }) =>
      ephemerals.some((m) => visibleText(m).includes('Nothing is wrong')),
    );
    expect(slack.messages(triage).filter(({ by_app }) => by_app)).toHaveLength(1);

    const refused = await slack.command({ user: maya, channel: support, text: 'cus_jane --here' });
    expect(refused.body).toContain('only you will see the answer');
    await refused.seen.until(({ ephemerals }) =>
      ephemerals.some((m) => visibleText(m).includes('Nothing is wrong')),
    );
    expect(slack.messages(support).filter(({ by_app }) => by_app)).toEqual([]);
  });

  it('1,000 times at once and the same: one check, one answer', async () => {
    const slack = await slackWorkspace({ acknowledgeMs: 10_000 });
    let open = (): void => {};
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const app = await appFor(slack, {
      check: async ({ query }) => {
        await gate;
        return found('The one answer.', query);
      },
    });
    const { maya, support } = slack.known;
    const sent = await Promise.all(
      Array.from({ length: 1_000 }, () =>
        slack.command({ user: maya, channel: support, text: 'jane@acme.com' }),
      ),
    );
    expect(sent.every(({ status }) => status === 200)).toBe(true);
    expect(sent.filter(({ body }) => body.includes('You asked this here already'))).toHaveLength(999);
    open();
    await idle(app);
    expect(app.checks).toHaveLength(1);
    expect(
      slack.ephemerals(maya, support).filter((m) => visibleText(m).includes('The one answer.')),
    ).toHaveLength(1);
  });

  it('from somebody with 20 open questions waits its turn with a sentence', async () => {
    const slack = await slackWorkspace();
    const app = await appFor(slack, { working: false });
    const { maya, jonas, support } = slack.known;
    for (let n = 0; n < 20; n += 1) await slack.command({ user: maya, channel: support, text: `cus_${n}` });
    const more = await slack.command({ user: maya, channel: support, text: 'cus_20' });
    expect(more.body).toContain('20 of your questions are still open');
    const other = await slack.command({ user: jonas, channel: support, text: 'cus_20' });
    expect(other.body).toContain('Checking');
    expect(await app.store.queueStatus()).toMatchObject({ due: 21 });
  });
});

describe('an answer that finds its way', () => {
  it('goes to a direct message when the response URL is dead', async () => {
    const slack = await slackWorkspace();
    const app = await appFor(slack, { working: false });
    const { maya, support } = slack.known;
    const sent = await slack.command({ user: maya, channel: support, text: 'jane@acme.com' });
    slack.killResponseUrl(sent.responseUrl ?? '');
    await app.die();
    const again = await appFor(slack, { store: { path: app.path } });
    await idle(again);
    const message = only(slack.directMessages(maya));
    expect(visibleText(message)).toContain('Nothing is wrong with these charges.');
  });

  it('goes to a direct message when Slack has been away for longer than a response URL lives', async () => {
    const slack = await slackWorkspace();
    const app = await appFor(slack, { working: false });
    const { maya, support } = slack.known;
    await slack.command({ user: maya, channel: support, text: 'jane@acme.com' });
    await app.die();
    const later = (): number => Date.now() + 31 * 60_000;
    await idle(await appFor(slack, { store: { path: app.path }, clock: later }));
    expect(visibleText(only(slack.directMessages(maya)))).toContain('Nothing is wrong');
  });

  it('survives the death of the process between acknowledgement and answer, and is given once', async () => {
    const slack = await slackWorkspace();
    let begun = false;
    const app = await appFor(slack, {
      check: ({ on_progress }) => {
        begun = true;
        on_progress({ kind: 'history_read', invoices: 1, charges: 1 });
        return new Promise(() => {});
      },
    });
    const { maya, support } = slack.known;
    const sent = await slack.command({ user: maya, channel: support, text: 'jane@acme.com' });
    await slack.until(() => begun);
    await sleep(700);
    await app.die();
    const again = await appFor(slack, { store: { path: app.path } });
    await sent.seen.until(({ text }) => text.includes('Nothing is wrong'));
    await idle(again);
    expect(visibleText(only(slack.ephemerals(maya, support)))).toContain('Nothing is wrong');
    expect(await again.store.verifyAudit()).toMatchObject({ ok: true, rows: 1 });
  });

  it('waits as long as Slack asks at its rate limit, and comes then', async () => {
    const slack = await slackWorkspace();
    const app = await appFor(slack);
    const { maya, support } = slack.known;
    const limited = slack.faults.add({
      route: 'POST /commands/*',
      fault: {
        kind: 'answer',
        status: 429,
        headers: { 'retry-after': '1' },
        body: { ok: false, error: 'rate_limited' },
      },
      calls: 'first',
    });
    const from = Date.now();
    const sent = await slack.command({ user: maya, channel: support, text: 'jane@acme.com' });
    await sent.seen.until(({ text }) => text.includes('Nothing is wrong'));
    expect(Date.now() - from).toBeGreaterThan(950);
    expect(limited.struck).toBe(1);
    expect(app.checks).toHaveLength(1);
    only(slack.ephemerals(maya, support));
  });

  it('comes as plain text when Slack refuses its blocks, and says so in the log', async () => {
    const slack = await slackWorkspace();
    const app = await appFor(slack);
    const { maya, support } = slack.known;
    slack.faults.add({
      route: 'POST /commands/*',
      fault: { kind: 'answer', status: 400, body: { ok: false, error: 'invalid_blocks' } },
      calls: 'first',
    });
    const sent = await slack.command({ user: maya, channel: support, text: 'jane@acme.com' });
    await idle(app);
    const message = only(sent.seen.ephemerals);
    expect(message.blocks).toEqual([]);
    expect(message.text.length).toBeGreaterThan(10);
    expect(app.logged('Slack refused the blocks')).toBe(true);
  });

  it('never takes more than the five uses of a response URL', async () => {
    const slack = await slackWorkspace();
    const app = await appFor(slack, {
      check: async ({ query, on_progress, onDeterministic }) => {
        for (let n = 0; n < 40; n += 1) {
          on_progress({ kind: 'history_read', invoices: n, charges: n });
          await sleep(100);
        }
        onDeterministic(found('The findings.', query));
        return found('The final words.', query);
      },
    });
    const { maya, support } = slack.known;
    const sent = await slack.command({ user: maya, channel: support, text: 'jane@acme.com' });
    await sent.seen.until(({ text }) => text.includes('The final words.'), 10_000);
    await idle(app);
    const posts = slack.requests.filter(({ path }) => path.startsWith('/commands/'));
    expect(posts.length).toBeLessThanOrEqual(4);
    expect(posts.every(({ status }) => status === 200)).toBe(true);
  });
});

describe('what cannot be answered', () => {
  const failures: [string, () => Promise<never>, RegExp][] = [
    [
      'Stripe is away',
      () => Promise.reject(new ServiceError('stripe', 'unreachable', 'no answer')),
      /Stripe cannot be reached right now/,
    ],
    [
      'Stripe refuses the key',
      () => Promise.reject(new ServiceError('stripe', 'refused', 'a secret sk_live_1234567890')),
      /Stripe refused the key of billing-check/,
    ],
    [
      'a fault of our own',
      () => Promise.reject(new Error('boom sk_live_1234567890')),
      /a fault in billing-check/,
    ],
  ];
  it.each(failures)('%s: one sentence, and nothing waits', async (_, check, sentence) => {
    const slack = await slackWorkspace();
    const app = await appFor(slack, { check });
    const { maya, support } = slack.known;
    await slack.command({ user: maya, channel: support, text: 'jane@acme.com' });
    await idle(app);
    const text = visibleText(only(slack.ephemerals(maya, support)));
    expect(text).toMatch(sentence);
    expect(text).not.toContain('sk_live');
    expect(app.lines.join('')).not.toContain('sk_live_1234567890');
    expect(app.checks).toHaveLength(1);
  });

  it('nobody is found, several match, or the ticket does not exist: a sentence or a choice', async () => {
    const slack = await slackWorkspace();
    const match = (id: string) => ({
      id,
      email: 'jane@acme.com',
      name: `Jane ${id}`,
      created: 1_790_000_000,
      livemode: true,
      currency: 'usd',
    });
    const app = await appFor(slack, {
      check: async ({ query }) => {
        if (query === 'jane@acme.com')
          return outcome(
            {
              kind: 'ambiguous',
              customers: ['a', 'b', 'c', 'd', 'e', 'f'].map((letter) => match(`cus_${letter}`)),
              matched_by: 'email',
            },
            'Two match.',
          );
        if (query.startsWith('cus_')) return found('Checked the chosen one.', query);
        return outcome(
          { kind: 'not_found', message: 'No customer has this address: check the spelling.' },
          'None.',
        );
      },
    });
    const { maya, support } = slack.known;
    const nobody = await slack.command({ user: maya, channel: support, text: 'nobody@acme.com' });
    await nobody.seen.until(({ text }) => text.includes('check the spelling'));
    const ticket = await slack.command({ user: maya, channel: support, text: 'ticket:99' });
    await ticket.seen.until(({ text }) => text.includes('Ticket 99 does not exist'));

    const several = await slack.command({ user: maya, channel: support, text: 'jane@acme.com' });
    await several.seen.until(({ text }) => text.includes('match'));
    await idle(app);
    const chooser = slack.ephemerals(maya, support).find((m) => JSON.stringify(m.blocks).includes('cus_b'));
    if (chooser === undefined) throw new Error('no chooser');
    const clicked = await slack.select({ user: maya, message: chooser, choose: 'cus_b' });
    expect(clicked.status).toBe(200);
    await slack.until(() =>
      slack
        .ephemerals(maya, support)
        .some((m) => m.ts === chooser.ts && visibleText(m).includes('Checked the chosen one.')),
    );
    expect(app.checks.at(-1)?.query).toBe('cus_b');
  });
});
