import type { StoredCorrection } from '../../db/corrections/index.ts';
import type { SlackCorrections } from '../jobs/correction-ports.ts';
import { namesOf } from '../jobs/names-of.ts';
import type { NameOf, PersonNames } from '../jobs/outcome-ports.ts';
import type { Logger } from '../log.ts';
import { ServiceError } from '../service-error.ts';
import type { FinancePeople } from './finance-people.ts';
import type { IdentitySource } from './identity.ts';
import { renderCard, type TicketUrl } from './render.ts';
import { homeView, reminderMessage, type SlackMessage } from './views/index.ts';
import { withoutButtons } from './views/without-buttons.ts';
import { ask, type CallOutcome, call, type WebClient } from './web-client.ts';

export interface SlackCorrectionsOptions {
  /** Calls that may be repeated. */
  readonly client: WebClient;
  /** Calls that would post twice when repeated. */
  readonly poster: WebClient;
  readonly people: FinancePeople;
  readonly identity: IdentitySource;
  readonly financeChannel: string | null;
  readonly ticketUrl: TicketUrl;
  /** Of people who act elsewhere than in Slack. */
  readonly nameOf: NameOf;
  readonly logger: Logger;
}

/** Cards whose content is remembered, of some kilobytes each. */
const MAX_REMEMBERED = 500;
const BAD_BLOCKS = /blocks|msg_too_long|invalid_arguments/;
/** Codes that say that a message of ours is not there any more, or can never be edited. */
const GONE = /^(message_not_found|cant_update_message|edit_window_closed|channel_not_found|not_in_channel)$/;
/** Codes that say that there is nobody to write to. */
const NOBODY = /^(user_not_found|user_disabled|cannot_dm_bot|account_inactive|messages_tab_disabled)$/;

/** Slack as the tasks about corrections see it. */
export function createSlackCorrections(options: SlackCorrectionsOptions): SlackCorrections {
  const { client, poster, people, identity, financeChannel, ticketUrl, nameOf, logger } = options;

  /** What cards show since this process edited them. */
  const shows = new Map<string, string>();

  /** With the blocks; when Slack refuses those, with the text alone: an approver must hear of it. */
  async function withPlainText<T>(
    message: SlackMessage,
    send: (content: SlackMessage) => Promise<CallOutcome<T>>,
  ): Promise<CallOutcome<T>> {
    const outcome = await send(message);
    if (outcome.kind !== 'refused' || !BAD_BLOCKS.test(outcome.code)) return outcome;
    logger.error(
      { code: outcome.code },
      'BUG: Slack refused the blocks of a card; its plain text was sent instead',
    );
    return send({ text: message.text, blocks: [] });
  }

  const post = (channel: string, thread_ts: string | null, message: SlackMessage) =>
    withPlainText(message, (content) =>
      call('chat.postMessage', () =>
        poster.chat.postMessage({
          channel,
          ...(thread_ts === null ? {} : { thread_ts }),
          ...content,
          mrkdwn: false,
          unfurl_links: false,
          unfurl_media: false,
        }),
      ),
    );

  /** Whoever had to do with these corrections; those in Slack are shown by Slack itself. */
  const peopleIn = (corrections: readonly StoredCorrection[]): Promise<PersonNames> => {
    const accounts = corrections.flatMap(({ requester, decisions, acts }) => [
      requester,
      ...[...decisions, ...acts].map(({ actor }) => actor),
    ]);
    return namesOf(
      accounts.filter((account) => !account.startsWith('slack:')),
      nameOf,
    );
  };

  return {
    financeChannel,
    mayRequest: (person) => people.mayRequest(person),
    mayDecide: (person) => people.mayDecide(person),
    personOf: (userId) => people.personOf(userId),

    async isThere() {
      const answer = await ask('auth.test', () => client.auth.test());
      if ('refused' in answer)
        throw new ServiceError(
          'slack',
          'refused',
          `Slack refused auth.test (${answer.refused}): check SLACK_BOT_TOKEN.`,
        );
    },

    async postCard(place, to, shown, buttons) {
      const card = renderCard(place, shown, await peopleIn([shown.correction]), ticketUrl);
      const outcome = await post(to, null, buttons === 'later' ? withoutButtons(card) : card);
      switch (outcome.kind) {
        case 'ok': {
          const { channel = to, ts } = outcome.value;
          return ts === undefined ? { kind: 'unknown' } : { kind: 'posted', channel, ts };
        }
        case 'unknown':
          // Slack says itself that it failed. A card more than one would do no harm: at most one of them has an effect.
          if (outcome.failed) throw outcome.error;
          return { kind: 'unknown' };
        case 'refused':
          if (place === 'requester' && NOBODY.test(outcome.code)) return { kind: 'nobody' };
          throw new ServiceError(
            'slack',
            'refused',
            place === 'finance'
              ? `Slack took no card for the channel ${to} (${outcome.code}): invite the app to it, or change SLACK_FINANCE_CHANNEL.`
              : `Slack took no direct message about a correction (${outcome.code}).`,
          );
      }
    },

    async editCard(place, { channel, ts }, shown) {
      const card = renderCard(place, shown, await peopleIn([shown.correction]), ticketUrl);
      const content = JSON.stringify(card);
      // Not every change is one that is seen, and Slack takes some fifty edits a minute.
      if (shows.get(`${channel} ${ts}`) === content) return 'edited';
      const outcome = await withPlainText(card, (message) =>
        call('chat.update', () => client.chat.update({ channel, ts, ...message })),
      );
      if (outcome.kind === 'ok') {
        shows.set(`${channel} ${ts}`, content);
        const [oldest] = shows.keys();
        if (shows.size > MAX_REMEMBERED && oldest !== undefined) shows.delete(oldest);
        return 'edited';
      }
      if (outcome.kind === 'unknown') throw outcome.error;
      if (GONE.test(outcome.code)) return 'gone';
      throw new ServiceError('slack', 'refused', `Slack did not let a card be edited (${outcome.code}).`);
    },

    async remind({ channel, ts }, shown, nowMs) {
      const outcome = await post(channel, ts, reminderMessage(shown, nowMs));
      if (outcome.kind === 'unknown' && outcome.failed) throw outcome.error;
      if (outcome.kind === 'refused')
        logger.warn({ code: outcome.code }, 'a reminder was not taken by Slack');
    },

    async publishHome(userId, content) {
      const { url } = await identity.load();
      const listed =
        content.kind === 'approver' ? [content.waiting, content.needs_person, content.decided] : [];
      const names = await peopleIn(listed.flatMap(({ shown }) => shown.map(({ correction }) => correction)));
      const view = homeView(content, (card) => cardUrl(url, card), names);
      const answer = await ask('views.publish', () => client.views.publish({ user_id: userId, view }));
      if ('refused' in answer)
        throw new ServiceError(
          'slack',
          'refused',
          `Slack took no Home tab (${answer.refused}): enable it in the app’s settings, as manifest.json does.`,
        );
    },
  };
}

/** Where a browser or the app opens a message. */
function cardUrl(
  workspace: string | null,
  card: { readonly channel: string; readonly ts: string },
): string | null {
  if (workspace === null || !/^https:\/\/[a-z0-9.-]+\/$/.test(workspace)) return null;
  return `${workspace}archives/${card.channel}/p${card.ts.replace('.', '')}`;
}
