import type { App, BlockAction, BlockElementAction } from '@slack/bolt';
import type { SlackAsk, SlackReference, SlackRequestKind } from '../../../db/slack-requests.ts';
import type { AnalysisResult } from '../../check/result.ts';
import { ACTIONS } from '../ids.ts';
import { subjectOf } from '../parse-command.ts';
import { readMark } from '../render.ts';
import { draftModal } from '../views/index.ts';
import { type ListenerParts, NOTHING_ASKED, takeIn } from './intake.ts';

type Click = BlockAction<BlockElementAction>;

/** Buttons and menus of our messages. They carry ids; the database has the rest, and the actor is who clicked. */
export function listenToClicks(app: App, parts: ListenerParts): void {
  const respondTo = async (
    click: Click,
    kind: SlackRequestKind,
    subject: string,
    ask: SlackAsk,
    analysisId: string | null,
  ): Promise<string | null> =>
    takeIn(parts, {
      kind,
      delivery_key: click.trigger_id,
      team_id: click.user.team_id ?? click.team?.id ?? '',
      user_id: click.user.id,
      channel_id: click.channel?.id ?? '',
      thread_ts: threadOf(click),
      subject,
      ask,
      response_url: click.response_url ?? null,
      analysis_id: analysisId,
    });

  app.action(new RegExp(`^${ACTIONS.chooseCustomer}(?::\\d+)?$`), async ({ action, body, ack, respond }) => {
    const click = body as Click;
    const chosenFrom = readMark('block_id' in action ? String(action.block_id) : '');
    const asked = chosenFrom === null ? null : await parts.store.loadSlackRequest(chosenFrom);
    const reference = chosen(carriedBy(action), asked?.ask.references ?? []);
    if (reference === null) {
      await ack();
      await respond({ response_type: 'ephemeral', replace_original: false, text: OUTDATED });
      return;
    }
    const ask: SlackAsk = {
      ...NOTHING_ASKED,
      references: [reference],
      words: asked?.ask.words ?? null,
      chosen_from: chosenFrom,
    };
    const trouble = await respondTo(click, 'choose', subjectOf([reference]), ask, null);
    await ack();
    if (trouble !== null)
      await respond({ response_type: 'ephemeral', replace_original: false, text: trouble });
  });

  const onAnalysis = (actionId: string, kind: SlackRequestKind, expanded?: boolean): void =>
    app.action(actionId, async ({ action, body, ack, respond }) => {
      const analysisId = carriedBy(action);
      const ask = expanded === undefined ? NOTHING_ASKED : { ...NOTHING_ASKED, expanded };
      const trouble = await respondTo(body as Click, kind, analysisId, ask, analysisId);
      await ack();
      if (trouble !== null)
        await respond({ response_type: 'ephemeral', replace_original: false, text: trouble });
    });
  onAnalysis(ACTIONS.showEverything, 'show_all', true);
  onAnalysis(ACTIONS.showLess, 'show_all', false);
  onAnalysis(ACTIONS.putOnTicket, 'put_on_ticket');

  // A modal must open within three seconds of the click and changes nothing: no job, the stored reply at once.
  app.action(ACTIONS.readDraft, async ({ action, body, ack, client, respond }) => {
    await ack();
    const id = carriedBy(action);
    const analysis = await parts.store.loadAnalysis(id);
    if (analysis === null) {
      await respond({ response_type: 'ephemeral', replace_original: false, text: OUTDATED });
      return;
    }
    const result = analysis.result as AnalysisResult;
    await client.views.open({ trigger_id: (body as Click).trigger_id, view: draftModal({ id, result }) });
  });
}

const OUTDATED = 'This check is not kept any more, or is still being written: please ask again.';

/** A customer's id, or the place of what was named in the request that offered the choice. */
function chosen(value: string, offered: readonly SlackReference[]): SlackReference | null {
  if (/^cus_[A-Za-z0-9_]{1,200}$/.test(value)) return { kind: 'stripe_id', id: value };
  return /^\d{1,2}$/.test(value) ? (offered[Number(value)] ?? null) : null;
}

/** What a button or the chosen option of a menu carries. */
function carriedBy(action: unknown): string {
  const { value, selected_option } = action as {
    readonly value?: string;
    readonly selected_option?: { readonly value?: string } | null;
  };
  return value ?? selected_option?.value ?? '';
}

function threadOf({ message, container }: Click): string | null {
  const thread: unknown = message?.['thread_ts'] ?? container['thread_ts'];
  return typeof thread === 'string' ? thread : null;
}
