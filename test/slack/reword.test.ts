import { describe, expect, it } from 'vitest';
import { REPLY_LANGUAGES, type WordingWish } from '../../src/check/wording-wish.ts';
import type { Reword } from '../../src/jobs/reword.ts';
import type { SlackUser } from '../../src/sandbox/slack/index.ts';
import { ServiceError } from '../../src/service-error.ts';
import { ACTIONS } from '../../src/slack/ids.ts';
import { assertModalWithinLimits } from '../../src/slack/views/check-limits.ts';
import { draftModal } from '../../src/slack/views/index.ts';
import { GROUNDED_LANGUAGES } from '../../src/triage/grounding/lexicon.ts';
import { type Case, checked } from './correction-setup.ts';
import { found, until } from './slack-setup.ts';

const DRAFT = 'Dear Jane, these charges are right.';
const { triage } = found().result;

/** Words a reply as it was asked for, and remembers what was. */
function rewording(): { readonly asked: WordingWish[]; readonly reword: Reword } {
  const asked: WordingWish[] = [];
  return {
    asked,
    reword: async (_, wish) => {
      asked.push(wish);
      const draft_reply = `Worded ${wish.variant ?? 'as usual'} in ${wish.language ?? 'its own language'}.`;
      return { kind: 'reworded', triage: { ...triage, draft_reply, language: wish.language ?? 'en' } };
    },
  };
}

async function openedReply({ slack, result }: Case, user: SlackUser): Promise<void> {
  await slack.click({ user, message: result, actionId: ACTIONS.readDraft });
  await until(() => slack.modals(user).length === 1);
}

const shown = ({ slack }: Case, user: SlackUser): string => JSON.stringify(slack.modals(user).at(-1)?.view);

async function choose({ slack }: Case, user: SlackUser, actionId: string, value: string): Promise<void> {
  const view = slack.modals(user).at(-1);
  if (view === undefined) throw new Error('no modal is open');
  await slack.select({ user, view, actionId, choose: value });
}

describe('an opened reply in Slack', () => {
  it('is worded anew as the two menus ask together, and as it was drafted again', async () => {
    const { asked, reword } = rewording();
    const opening = await checked({ reword });
    const { maya } = opening.slack.known;
    await openedReply(opening, maya);
    expect(shown(opening, maya)).toContain(DRAFT);
    await choose(opening, maya, ACTIONS.variant, 'shorter');
    await until(() => shown(opening, maya).includes('Worded shorter in its own language.'));
    await choose(opening, maya, ACTIONS.language, 'fr');
    await until(() => shown(opening, maya).includes('Worded shorter in fr.'));
    expect(shown(opening, maya)).toContain('French. Not sent');
    await choose(opening, maya, ACTIONS.variant, 'usual');
    await until(() => shown(opening, maya).includes('Worded as usual in fr.'));
    await choose(opening, maya, ACTIONS.language, 'usual');
    await until(() => shown(opening, maya).includes(DRAFT));
    expect(asked).toEqual([
      { variant: 'shorter', language: null },
      { variant: 'shorter', language: 'fr' },
      { variant: null, language: 'fr' },
    ]);
  });

  it('says that it is being worded, and takes one wish at a time', async () => {
    let finish = (): void => {};
    const waiting = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const opening = await checked({
      reword: async () => {
        await waiting;
        return { kind: 'refused', sentence: 'The history says something else by now.' };
      },
    });
    const { maya } = opening.slack.known;
    await openedReply(opening, maya);
    await choose(opening, maya, ACTIONS.variant, 'warmer');
    await until(() => shown(opening, maya).includes('is being worded'));
    await choose(opening, maya, ACTIONS.variant, 'firmer');
    await until(() => shown(opening, maya).includes('wait for it'));
    finish();
    await until(() => shown(opening, maya).includes('The history says something else by now.'));
    expect(shown(opening, maya), 'the reply stays').toContain(DRAFT);
  });

  it('stays as it is while Stripe is away, and says so', async () => {
    const opening = await checked({
      reword: async () => {
        throw new ServiceError('stripe', 'unreachable', 'Stripe did not answer.');
      },
    });
    const { maya } = opening.slack.known;
    await openedReply(opening, maya);
    await choose(opening, maya, ACTIONS.variant, 'warmer');
    await until(() => shown(opening, maya).includes('could not be read'));
    expect(shown(opening, maya)).toContain(DRAFT);
    expect(opening.app.logged('could not be worded anew')).toBe(true);
  });
});

it('the modal is within Slack’s limits, with every language a draft can be checked in', () => {
  const view = draftModal({
    id: 'an_1',
    result: { triage: { ...triage, draft_reply: 'x'.repeat(20_000) } },
    wish: { variant: 'firmer', language: 'ja' },
    remark: 'The reply is being worded. It takes a few seconds.',
  });
  assertModalWithinLimits(view);
  expect(REPLY_LANGUAGES).toEqual(GROUNDED_LANGUAGES);
});
