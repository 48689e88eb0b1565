import type { App, BlockAction } from '@slack/bolt';
import type { ResultTriage } from '../../check/result.ts';
import { isVariant, type WordingWish } from '../../check/wording-wish.ts';
import type { Reword } from '../../jobs/reword.ts';
import { resultOf } from '../../jobs/stored-check.ts';
import { ServiceError } from '../../service-error.ts';
import { ACTIONS, BLOCKS } from '../ids.ts';
import { draftModal } from '../views/index.ts';
import { carriedBy, deliveryOf } from './click.ts';
import type { ListenerParts } from './intake.ts';

const WRITING = 'The reply is being worded. It takes a few seconds.';
const ONE_AT_A_TIME = 'Another reply is being worded for you: wait for it, then choose again.';
const NOT_KEPT = 'This check is not kept any more: check again.';
const AWAY = 'The billing history could not be read, so the reply stays as it is: try again in a minute.';
const FAILED = 'The reply could not be worded anew and stays as it is: try again.';

/**
 * "Shorter", or "in French", in the opened reply: it is worded anew and shown in its place. It changes and keeps nothing,
 * so there is no job: if we die meanwhile, the agent chooses again. One at a time for each person, as each reads a
 * billing history.
 */
export function listenToReword(app: App, parts: ListenerParts, reword: Reword): void {
  const { agents, store, client, logger } = parts;
  const underWay = new Set<string>();

  async function change(body: BlockAction, { id, view_id, wish }: Chosen): Promise<void> {
    const show = async (triage: ResultTriage, remark: string | null): Promise<void> => {
      await client.views.update({ view_id, view: draftModal({ id, result: { triage }, wish, remark }) });
    };
    const person = deliveryOf(body);
    const permission = await agents.mayCheck(person);
    const analysis = permission.kind === 'refused' ? null : await store.loadAnalysis(id);
    if (analysis === null) {
      logger.info({ by: person.user_id }, permission.kind === 'refused' ? permission.reason : NOT_KEPT);
      return;
    }
    const { triage } = resultOf(analysis);
    if (wish.variant === null && wish.language === null) return show(triage, null);
    if (underWay.has(person.user_id)) return show(triage, ONE_AT_A_TIME);
    underWay.add(person.user_id);
    try {
      await show(triage, WRITING);
      const answer = await reword(id, wish);
      await (answer.kind === 'reworded' ? show(answer.triage, null) : show(triage, answer.sentence));
    } catch (error) {
      logger.warn({ err: error }, 'a reply could not be worded anew in Slack');
      await show(triage, error instanceof ServiceError ? AWAY : FAILED);
    } finally {
      underWay.delete(person.user_id);
    }
  }

  for (const actionId of [ACTIONS.variant, ACTIONS.language]) {
    app.action<BlockAction>(actionId, async ({ action, body, ack }) => {
      await ack();
      const chosen = chosenIn(body, actionId, carriedBy(action));
      if (chosen === null) return;
      // The modal may be closed meanwhile: then nobody reads it.
      await change(body, chosen).catch((error: unknown) =>
        logger.warn({ err: error }, 'an opened reply could not be changed in Slack'),
      );
    });
  }
}

interface Chosen {
  readonly id: string;
  readonly view_id: string;
  readonly wish: WordingWish;
}

const ANALYSIS_ID = /^an_[0-9a-z]{1,60}$/;
const LANGUAGE = /^[a-z]{2}$/;

/** Both menus as they stand, the one just used as it was chosen; null for anything but our modal. */
function chosenIn({ view }: BlockAction, actionId: string, value: string): Chosen | null {
  if (view === undefined || !ANALYSIS_ID.test(view.private_metadata)) return null;
  const stateOf = (id: string): string =>
    id === actionId ? value : (view.state.values[BLOCKS.wish]?.[id]?.selected_option?.value ?? '');
  const [variant, language] = [stateOf(ACTIONS.variant), stateOf(ACTIONS.language)];
  return {
    id: view.private_metadata,
    view_id: view.id,
    // Anything else, "as it was drafted" among it, asks for nothing.
    wish: {
      variant: isVariant(variant) ? variant : null,
      language: LANGUAGE.test(language) ? language : null,
    },
  };
}
