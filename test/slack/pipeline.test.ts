import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DemoWorld, startDemoWorld } from '../../src/cli/demo/demo-world.ts';
import { type Forgery, visibleText } from '../../src/sandbox/slack/index.ts';

const ANSWER_WAIT_MS = 10_000;

let demo: DemoWorld;
beforeAll(async () => {
  demo = await startDemoWorld({
    seed: 4,
    port: 0,
    now: Math.floor(Date.now() / 1000),
    latencyMs: 0,
    onFatal: (error) => {
      throw error;
    },
  });
});
afterAll(() => demo.close());

const story = (place: number) => {
  const found = demo.world.stories[place];
  if (found === undefined) throw new Error('no such story');
  return found;
};

/** What Maya sees in #support and nobody else does, all of it in one text. */
const privately = (): string =>
  demo.slack.ephemerals(demo.slack.known.maya, demo.slack.known.support).map(visibleText).join('\n');

describe('from Slack to an answer', () => {
  it.each(Array.from({ length: 10 }, (_, place) => place))(
    'story %i by command: acknowledged at once, answered to the asker alone',
    async (place) => {
      const { maya, support } = demo.slack.known;
      const { email, label } = story(place);
      const sent = await demo.slack.command({ user: maya, channel: support, text: email });
      expect(sent).toMatchObject({ outcome: 'acknowledged', status: 200 });
      const verdict = label.verdict === 'billing_error' ? 'Billing error' : 'The charges are right';
      const answered = () =>
        demo.slack
          .ephemerals(maya, support)
          .map(visibleText)
          .some((text) => text.includes(verdict) && text.includes(email));
      await demo.slack.until(answered, ANSWER_WAIT_MS);
      expect(demo.slack.messages(support).filter(({ text }) => text.includes(email))).toEqual([]);
    },
  );

  it.each<[string, Forgery]>([
    ['unsigned', { signature: 'missing' }],
    ['signed with another secret', { signature: 'wrong_secret' }],
    ['altered', { alterBody: (body: string) => `${body}&extra=1` }],
    ['six minutes old', { timestampOffsetSeconds: -360 }],
    ['six minutes ahead', { timestampOffsetSeconds: 360 }],
  ])('a request that is %s is refused', async (_, forge) => {
    const { maya, support } = demo.slack.known;
    const sent = await demo.slack.command({ user: maya, channel: support, text: story(0).email, forge });
    expect(sent.status).toBe(401);
  });

  it('a replayed request is refused', async () => {
    const { maya, support } = demo.slack.known;
    const sent = await demo.slack.command({ user: maya, channel: support, text: story(1).customer_id });
    expect(sent.status).toBe(200);
    expect((await demo.slack.replay(sent)).status).toBe(401);
  });

  it('who is not in the agents’ group is told so in one sentence, and nothing is checked', async () => {
    const { tom, guest, support } = demo.slack.known;
    for (const user of [tom, guest]) {
      await demo.slack.command({ user, channel: support, text: story(0).email });
      const seen = () => demo.slack.ephemerals(user, support).map(visibleText).join('\n');
      await demo.slack.until(
        () => /only|not|member|group/i.test(seen()) && !/checking/i.test(seen()),
        ANSWER_WAIT_MS,
      );
      expect(seen()).not.toContain('Billing error');
    }
  });

  it('odd text gets help, an unknown customer one sentence', async () => {
    const { maya, support } = demo.slack.known;
    const empty = await demo.slack.command({ user: maya, channel: support, text: '' });
    expect(empty.status).toBe(200);
    await demo.slack.command({ user: maya, channel: support, text: 'nobody@nowhere.example' });
    await demo.slack.until(
      () => /nobody@nowhere\.example/.test(privately()) && /no customer|not found/i.test(privately()),
      ANSWER_WAIT_MS,
    );
  });

  it('a mention in a thread and the message shortcut are answered in the thread', async () => {
    const { maya, support, triage } = demo.slack.known;
    const { email } = story(2);
    const { message } = await demo.slack.mention({
      user: maya,
      channel: triage,
      text: `please check ${email}`,
    });
    await demo.slack.until(
      () =>
        demo.slack.thread(triage, message.ts).some((reply) => visibleText(reply).includes('Billing error')),
      ANSWER_WAIT_MS,
    );
    const asked = await demo.slack.write({
      user: maya,
      channel: support,
      text: `${story(3).email} asks about an invoice`,
    });
    const before = privately().length;
    const used = await demo.slack.shortcut({ user: maya, channel: support, messageTs: asked.message.ts });
    expect(used.status).toBe(200);
    await demo.slack.until(
      () => privately().length > before && privately().includes(story(3).email),
      ANSWER_WAIT_MS,
    );
  });

  it('a ticket’s result goes to the triage channel, a later one of the same ticket into its thread', async () => {
    const { triage } = demo.slack.known;
    const { ticket } = story(0);
    const made = demo.zendesk.createTicket({
      subject: ticket.subject,
      body: ticket.body,
      requester: { email: ticket.requester_email, name: ticket.requester_name },
    });
    const posted = () =>
      demo.slack.messages(triage).filter((message) => visibleText(message).includes(String(made.id)));
    await demo.slack.until(() => posted().length === 1, ANSWER_WAIT_MS);
    demo.zendesk.addComment(made.id, { body: 'Any news?' });
    const [first] = posted();
    if (first === undefined) throw new Error('the card is gone');
    await demo.slack.until(() => demo.slack.thread(triage, first.ts).length === 2, ANSWER_WAIT_MS);
    expect(posted()).toHaveLength(1);
  });
});
