import { describe, expect, it } from 'vitest';
import type { SlackAct } from '../../../src/sandbox/desk/slack/act-schema.ts';
import type { SlackPaneState } from '../../../src/sandbox/desk/slack/pane.ts';
import { slackDeskRoutes } from '../../../src/sandbox/desk/slack/routes.ts';
import type { SandboxAnswer } from '../../../src/sandbox/http/exchange.ts';
import type { SlackSandbox, SlackUser } from '../../../src/sandbox/slack/index.ts';
import { proposed } from '../../slack/correction-setup.ts';
import { appFor, idle, slackWorkspace, until } from '../../slack/slack-setup.ts';

/** The routes as the page asks them. */
function desk(slack: SlackSandbox) {
  const routes = slackDeskRoutes(slack);
  const ask = (method: string, path: string, query: Readonly<Record<string, string>>, body = '') =>
    Promise.resolve(
      routes({ method, path, query: new URLSearchParams(query), headers: {}, body: Buffer.from(body) }),
    );
  return {
    ask,
    async state(as: SlackUser, channel = '', after?: number): Promise<SlackPaneState> {
      const since = after === undefined ? {} : { after: String(after) };
      const answer = await ask('GET', '/desk/slack/state', { as: as.id, channel, ...since });
      expect(answer.status).toBe(200);
      return answer.body as SlackPaneState;
    },
    act: (as: SlackUser, act: SlackAct | object): Promise<SandboxAnswer> =>
      ask('POST', '/desk/slack/acts', { as: as.id }, JSON.stringify(act)),
  };
}

const write = (channel: string, text: string, thread_ts: string | null = null): SlackAct => ({
  type: 'write',
  channel,
  text,
  thread_ts,
});

describe('what the desk shows of Slack', () => {
  it('is what one person sees: their channels, and what only they see', async () => {
    const slack = await slackWorkspace();
    const app = await appFor(slack);
    const { maya, jonas, elena, support, finance } = slack.known;
    const { state, act } = desk(slack);
    expect(await act(maya, write(support.id, '/billing-check jane@acme.com'))).toMatchObject({
      status: 200,
      body: { notice: null },
    });
    await idle(app);
    const mine = await state(maya, support.id);
    expect(mine.messages.map(({ is_ephemeral }) => is_ephemeral)).toEqual([true]);
    expect((await state(jonas, support.id)).messages).toEqual([]);
    expect(mine.channels.map(({ name }) => name)).not.toContain('finance');
    expect((await state(elena)).channels.map(({ name }) => name)).toContain('finance');
    await slack.write({ user: elena, channel: finance, text: 'for finance alone' });
    expect((await state(maya, finance.id)).messages).toEqual([]);
    expect((await state(elena, finance.id)).messages).toHaveLength(1);
  });

  it('waits until there is something new', async () => {
    const slack = await slackWorkspace();
    const { maya, jonas, support } = slack.known;
    const { state } = desk(slack);
    const { revision } = await state(maya, support.id);
    let answered = false;
    const next = state(maya, support.id, revision).finally(() => {
      answered = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(answered).toBe(false);
    await slack.write({ user: jonas, channel: support, text: 'hello' });
    expect((await next).messages.map(({ text }) => text)).toEqual(['hello']);
  });

  it('shows nobody as a bot, as somebody who left, or as nobody at all', async () => {
    const slack = await slackWorkspace();
    const { ask } = desk(slack);
    const { former, otherBot } = slack.known;
    for (const as of [former.id, otherBot.id, slack.people.bot.id, 'U0NOBODY'])
      expect((await ask('GET', '/desk/slack/state', { as })).status).toBe(404);
  });
});

describe('what people do at the desk', () => {
  it('is sent to the app as Slack sends it: a card is approved, and its modal filled in', async () => {
    const { slack, app, id, card } = await proposed();
    const { elena, finance } = slack.known;
    const { act, state } = desk(slack);
    const find = (action: string) => {
      const block = card().blocks.find((one) => JSON.stringify(one).includes(action));
      return {
        place: { channel: finance.id, ts: card().ts },
        block_id: String(block?.['block_id']),
        action_id: action,
      };
    };
    await act(elena, { type: 'click', ...find('bc_correction_reject') });
    await until(() => slack.modals(elena).length === 1);
    const [open] = (await state(elena, finance.id)).modals;
    const view = open?.id ?? '';
    await act(elena, { type: 'submit', view, values: { bc_reason_typed: '  ' } });
    expect((await state(elena)).modals[0]?.errors).toEqual({
      bc_reason: 'Write a sentence: somebody reads it.',
    });
    expect(await act(elena, { type: 'submit', view: 'V0OTHER', values: {} })).toMatchObject({ status: 409 });
    await act(elena, { type: 'close', view });
    expect((await state(elena)).modals).toEqual([]);
    expect(await act(elena, { type: 'close', view })).toMatchObject({ status: 409 });

    await act(elena, { type: 'click', ...find('bc_correction_approve') });
    await until(async () => (await app.store.loadCorrection(id))?.state === 'approved');
    const sent = slack.requests.length;
    expect(
      await act(elena, { type: 'click', ...find('bc_correction_approve'), action_id: 'other' }),
    ).toMatchObject({
      status: 409,
    });
    expect(slack.requests.length).toBe(sent);
  });

  it('opens the Home tab, and uses the shortcut on a message', async () => {
    const slack = await slackWorkspace();
    const app = await appFor(slack);
    const { maya, support } = slack.known;
    const { act, state } = desk(slack);
    await act(maya, { type: 'open_home' });
    await act(maya, write(support.id, 'jane@acme.com asks'));
    const [message] = slack.messages(support);
    await act(maya, {
      type: 'shortcut',
      channel: support.id,
      ts: message?.ts ?? '',
      callback_id: 'bc_check_message',
    });
    await idle(app);
    const seen = await state(maya, support.id);
    expect(JSON.stringify(seen.home)).toContain('/billing-check jane@acme.com');
    expect(JSON.stringify(seen.messages.at(-1))).toContain('Jane Roe');
    expect(seen.shortcuts).toEqual([{ callback_id: 'bc_check_message', name: 'Check this billing' }]);
  });

  it('is told in Slack’s words when it does not work', async () => {
    const slack = await slackWorkspace();
    const app = await appFor(slack);
    const { maya, support, triage } = slack.known;
    const { act } = desk(slack);
    const told = async (what: SlackAct) => (await act(maya, what)).body;
    expect(await told(write(support.id, '/weather'))).toEqual({ notice: '/weather is not a valid command.' });
    const { message } = await slack.write({ user: maya, channel: triage, text: 'a thread' });
    expect(await told(write(triage.id, '/billing-check x@y.example', message.ts))).toEqual({
      notice: '/billing-check is not supported in threads. Sorry!',
    });
    await app.die();
    expect(await told(write(support.id, '/billing-check x@y.example'))).toEqual({
      notice: '/billing-check failed with the error "dispatch_failed"',
    });
  });

  it.each([
    ['no act', {}],
    ['a type there is none of', { type: 'delete_workspace' }],
    ['more than an act says', { ...write('C1', 'x'), team: 'T0OTHER' }],
    ['a text too long', write('C1', 'x'.repeat(12_001))],
    ['nothing written', write('C1', '  ')],
    [
      'too many choices',
      { type: 'submit', view: 'V1', values: { a: Array.from({ length: 101 }, () => 'x') } },
    ],
  ])('refuses %s', async (_, act) => {
    const slack = await slackWorkspace();
    expect(await desk(slack).act(slack.known.maya, act)).toMatchObject({ status: 400 });
  });

  it('refuses what a person cannot do', async () => {
    const slack = await slackWorkspace();
    const { maya, finance, support } = slack.known;
    const { act, ask } = desk(slack);
    const place = { channel: support.id, ts: '1.000000' };
    for (const one of [
      write(finance.id, 'hello'),
      { type: 'click', place, block_id: 'b', action_id: 'a' },
      { type: 'choose', place: { view: 'V0' }, block_id: 'b', action_id: 'a', chosen: 'x' },
    ])
      expect(await act(maya, one)).toMatchObject({ status: 409 });
    expect(await ask('POST', '/desk/slack/state', { as: maya.id })).toMatchObject({ status: 404 });
  });
});
