import type { App, BlockAction } from '@slack/bolt';
import type { StoredCorrection } from '../../../db/corrections/index.ts';
import { DECIDABLE_STATES } from '../../corrections/states.ts';
import { stateWords } from '../../corrections/words.ts';
import { type ModalAct, readCorrectionValue } from '../correction-value.ts';
import { ACTIONS } from '../ids.ts';
import { correctionModal } from '../views/index.ts';
import { carriedBy, deliveryOf } from './click.ts';
import { type ListenerParts, remark } from './intake.ts';

const ACTS: Readonly<Record<string, ModalAct>> = {
  [ACTIONS.change]: 'change',
  [ACTIONS.reject]: 'reject',
  [ACTIONS.askAgent]: 'ask',
  [ACTIONS.abandon]: 'abandon',
};

const UNKNOWN = 'This correction is not known here: nothing was done.';
const CHANGED = 'This correction was changed since you looked at it: look at the card again.';
const NOT_OPENED = 'Slack did not open the form: click again.';

/**
 * The buttons that ask for something typed. A modal must open within three seconds of the click and changes nothing, so
 * there is no job; what is sent with it is judged again.
 */
export function listenToModalButtons(app: App, parts: ListenerParts): void {
  const { people, store, client, logger } = parts;
  for (const [actionId, act] of Object.entries(ACTS)) {
    app.action<BlockAction>(actionId, async ({ action, body, ack }) => {
      await ack();
      const ref = readCorrectionValue(carriedBy(action));
      if (ref === null) return;
      const click = deliveryOf(body);
      const permission = await people.mayDecide(click);
      const correction = permission.kind === 'allowed' ? await store.loadCorrection(ref.id) : null;
      const refusal = refusalOf(act, ref.version, permission, correction);
      if (refusal !== null || correction === null) {
        const { reason, sentence } = refusal ?? { reason: 'unknown', sentence: UNKNOWN };
        await store.auditRefusal({ actor: `slack:${click.user_id}`, subject: ref.id, act, reason });
        return remark(parts, body.response_url, sentence);
      }
      try {
        const view = correctionModal(act, correction, click.channel_id === '' ? null : click.channel_id);
        await client.views.open({ trigger_id: body.trigger_id, view });
      } catch (error) {
        logger.warn({ err: error }, 'a form about a correction could not be opened in Slack');
        await remark(parts, body.response_url, NOT_OPENED);
      }
    });
  }
}

interface Refusal {
  readonly reason: string;
  readonly sentence: string;
}

function refusalOf(
  act: ModalAct,
  version: number,
  permission: Awaited<ReturnType<ListenerParts['people']['mayDecide']>>,
  correction: StoredCorrection | null,
): Refusal | null {
  if (permission.kind === 'refused') return permission;
  if (correction === null) return { reason: 'unknown', sentence: UNKNOWN };
  const { state } = correction;
  if (!mayOpen(act, state))
    return {
      reason: `it is ${state}`,
      sentence: `This correction: ${stateWords(state)}. There is nothing to decide any more.`,
    };
  if (correction.version !== version) return { reason: 'changed', sentence: CHANGED };
  return null;
}

function mayOpen(act: ModalAct, state: StoredCorrection['state']): boolean {
  const decidable = DECIDABLE_STATES.includes(state);
  if (act === 'change') return state === 'proposed';
  if (act === 'reject') return decidable;
  return act === 'abandon' ? state === 'needs_person' : decidable || state === 'needs_person';
}
