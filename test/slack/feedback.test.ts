import { describe, expect, it } from 'vitest';
import type { Marks } from '../../db/feedback.ts';
import { readFeedbackNumbers } from '../../db/read-database.ts';
import { type SlackUser, visibleText } from '../../src/sandbox/slack/index.ts';
import { ACTIONS, BLOCKS, INPUTS } from '../../src/slack/ids.ts';
import { assertModalWithinLimits } from '../../src/slack/views/check-limits.ts';
import { feedbackModal } from '../../src/slack/views/index.ts';
import { type Case, checked, FINDING, wronged } from './correction-setup.ts';
import { until } from './slack-setup.ts';

const OTHER = {
  ...FINDING,
  title: 'Discount left out',
  rule: 'missing-discount',
  fingerprint: 'fp-2',
  correction: null,
};
const FIRST = `${INPUTS.findingMark}:0`;
const SECOND = `${INPUTS.findingMark}:1`;
const DRAFT = 'Dear Jane, these charges are right.';

async function opened({ slack, result }: Case, user: SlackUser): Promise<void> {
  await slack.click({ user, message: result, actionId: ACTIONS.feedback });
  await until(() => slack.modals(user).length === 1);
}

/** What somebody said of the one check there is. */
async function marksOf({ app: { store } }: Case, user: SlackUser): Promise<Marks> {
  const all = { fromMs: 0, toMs: Number.MAX_SAFE_INTEGER, afterSeq: 0, lastSeq: 1_000 };
  const check = (await store.auditEntries(all)).find(({ kind }) => kind === 'check');
  return store.marksBy(`slack:${user.id}`, check?.subject ?? '');
}

describe('right or wrong, in Slack', () => {
  it('a finding and the reply are marked, each person for themselves, and what was sent is held against the draft', async () => {
    const opening = await checked({ findings: [FINDING, OTHER] });
    const { slack, app } = opening;
    const { maya, jonas } = slack.known;
    await opened(opening, maya);
    const form = slack.modals(maya).at(-1);
    expect(JSON.stringify(form?.view)).toContain('Charged twice for one order: $59.50');
    const sent = await slack.submitView({
      user: maya,
      values: {
        [FIRST]: 'right',
        [SECOND]: 'wrong',
        [INPUTS.sentReply]: `${DRAFT} The second one was refunded to 4242 4242 4242 4242.`,
        [INPUTS.reason]: 'That discount had ended.',
      },
    });
    expect(sent.status).toBe(200);
    expect(JSON.stringify(slack.modals(maya).at(-1)?.view)).toContain('Thank you. It was noted.');
    const said = await marksOf(opening, maya);
    expect(said.findings).toMatchObject([
      { is_right: true, reason: null },
      { is_right: false, reason: 'That discount had ended.' },
    ]);
    expect(said.draft).toMatchObject({ use: 'edited' });
    expect(said.draft?.difference?.[0]).toEqual({ kind: 'kept', text: DRAFT });
    expect(JSON.stringify(said)).not.toContain('4242 4242');
    expect(await marksOf(opening, jonas)).toEqual({ findings: [], draft: null });

    await opened(opening, jonas);
    const right = {
      [FIRST]: 'right',
      [INPUTS.draftMark]: 'used',
      [INPUTS.reason]: 'Jane sent both receipts.',
    };
    await slack.submitView({ user: jonas, values: right });
    expect(await marksOf(opening, jonas)).toMatchObject({
      findings: [{ is_right: true, reason: 'Jane sent both receipts.' }],
      draft: { use: 'used' },
    });
    expect(await readFeedbackNumbers(app.path)).toMatchObject({
      rules: [
        { rule: 'duplicate-charge', right: 2, wrong: 0 },
        { rule: 'missing-discount', right: 0, wrong: 1 },
      ],
      replies: [{ used: 1, edited: 1, wrong: 0 }],
    });
  });

  it('what was said before stands in the form, and the last word holds', async () => {
    const opening = await checked();
    const { slack } = opening;
    const { maya } = slack.known;
    await opened(opening, maya);
    const reason = { [INPUTS.reason]: 'It blames the customer.' };
    await slack.submitView({
      user: maya,
      values: { [FIRST]: 'right', [INPUTS.draftMark]: 'wrong', ...reason },
    });
    await slack.closeView({ user: maya });
    await opened(opening, maya);
    const blocks = JSON.stringify(slack.modals(maya).at(-1)?.view);
    expect(blocks).toMatch(/"initial_option":\{[^{}]*\{[^{}]*"Right"/);
    expect(blocks).toMatch(/"initial_option":\{[^{}]*\{[^{}]*"Wrong: not fit to be sent"/);
    await slack.submitView({ user: maya, values: { [INPUTS.draftMark]: 'used' } });
    expect(await marksOf(opening, maya)).toMatchObject({
      findings: [{ is_right: true }],
      draft: { use: 'used', reason: null },
    });
  });

  it('nothing said, or wrong without a reason, is told in the form', async () => {
    const opening = await checked();
    const { slack } = opening;
    const { maya } = slack.known;
    await opened(opening, maya);
    await slack.submitView({ user: maya });
    expect(slack.modals(maya).at(-1)?.errors[BLOCKS.reason]).toContain('Nothing was chosen');
    await slack.submitView({ user: maya, values: { [FIRST]: 'wrong' } });
    expect(slack.modals(maya).at(-1)?.errors[BLOCKS.reason]).toContain('Say in a sentence what is wrong');
    expect(await marksOf(opening, maya)).toEqual({ findings: [], draft: null });
  });

  it('is not for guests, and not believed of what Slack did not sign', async () => {
    const opening = await checked();
    const { slack } = opening;
    const { guest, maya, triage } = slack.known;
    await slack.click({ user: guest, message: opening.result, actionId: ACTIONS.feedback });
    await until(() => slack.ephemerals(guest, triage).length > 0);
    expect(slack.ephemerals(guest, triage).map(visibleText).join()).toContain('Guests may not');
    expect(slack.modals(guest)).toEqual([]);
    await opened(opening, maya);
    const forged = await slack.submitView({
      user: maya,
      values: { [FIRST]: 'right' },
      forge: { signature: 'wrong_secret' },
    });
    expect(forged.status).toBe(401);
    expect(await marksOf(opening, maya)).toEqual({ findings: [], draft: null });
  });

  it('the form stays within what Slack takes, whatever was found', () => {
    const findings = Array.from({ length: 60 }, (_, at) => ({
      ...FINDING,
      title: `${'<!channel> '.repeat(60)}${at}`,
    }));
    const ids = findings.map((_, at) => `fi_${at}`);
    const { result } = wronged(findings);
    const view = feedbackModal({ id: 'an_1', result, findings: ids, marks: { findings: [], draft: null } });
    assertModalWithinLimits(view);
    expect(view.blocks.filter(({ type }) => type === 'input')).toHaveLength(13);
  });
});
