import type { ShownCorrection } from '../../jobs/correction-ports.ts';
import { moment, paragraph, richText, type SlackMessage, span } from './blocks.ts';
import { cardText } from './correction-card.ts';
import { age } from './correction-home.ts';

/** A reply under the card of a correction that nobody has decided about yet. */
export function reminderMessage(shown: ShownCorrection, nowMs: number): SlackMessage {
  const { expires_at_ms } = shown.correction;
  const left = age(expires_at_ms - nowMs);
  return {
    text: `Still waiting, lapses in ${left}. ${cardText(shown)}`,
    blocks: [
      richText(
        paragraph(
          span(`⏰ Nobody has decided about this yet. It lapses in ${left}, `),
          moment(expires_at_ms),
          span(': approve or reject it, or it has to be checked and proposed anew.'),
        ),
      ),
    ],
  };
}
