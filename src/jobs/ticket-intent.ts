import { type IntentDecision, intentOf } from '../analysis/ticket/intent/intent-of.ts';
import type { Ticket } from '../analysis/ticket/ticket.ts';
import type { DeskTicket } from './ports.ts';

/** Whether a ticket is checked by itself, and who said so. */
export interface TicketIntent {
  readonly is_billing: boolean;
  /** `doubt`: nobody was sure, and a check too many does no harm. */
  readonly decided_by: 'filter' | 'words' | 'model' | 'doubt';
  /** The words that decided, of our own lists; empty where none did. */
  readonly words: readonly string[];
}

export type DecideIntent = (ticket: DeskTicket, words: Ticket) => Promise<TicketIntent>;

/** Asked only where the words leave it open. Null: no answer in time, or none that could be read. */
export type SecondOpinion = (question: {
  readonly ticket_id: string;
  /** Who is writing, so that their name can be taken out. */
  readonly person: { readonly name: string | null; readonly email: string | null };
  readonly words: Ticket;
}) => Promise<'billing' | 'not_billing' | null>;

export interface TicketIntentParts {
  /** What the company's own filter says; null where it has none, and then the intent decides. */
  readonly filter: ((ticket: DeskTicket) => boolean) | null;
  readonly secondOpinion: SecondOpinion | null;
}

/**
 * The company's filter decides where there is one; else the ticket's words, and whom we ask in doubt. Whatever the text
 * says, it can do no more than cause or prevent a check that changes nothing.
 */
export function decideIntent({ filter, secondOpinion }: TicketIntentParts): DecideIntent {
  return async (ticket, words) => {
    if (filter !== null) return { is_billing: filter(ticket), decided_by: 'filter', words: [] };
    const decision = intentOf({ ticket: words, tags: ticket.tags });
    if (decision.intent !== 'unsure') return byWords(decision);
    const opinion =
      (await secondOpinion?.({ ticket_id: ticket.id, person: ticket.requester, words })) ?? null;
    return opinion === null
      ? { is_billing: true, decided_by: 'doubt', words: decision.words }
      : { is_billing: opinion === 'billing', decided_by: 'model', words: decision.words };
  };
}

function byWords({ intent, words }: IntentDecision): TicketIntent {
  return { is_billing: intent === 'billing', decided_by: 'words', words };
}

const BY = {
  filter: 'the filter',
  words: 'the words',
  model: 'the model',
  doubt: 'doubt',
} as const satisfies Readonly<Record<TicketIntent['decided_by'], string>>;

/** How a job's outcome says it, e.g. `not billing: the words: how do i, export, pdf`. */
export function notBillingReason({ decided_by, words }: TicketIntent): string {
  return ['not billing', BY[decided_by], ...(words.length === 0 ? [] : [words.join(', ')])].join(': ');
}

const OUTCOME = /^ignored: not billing: (the filter|the words|the model|doubt)(?:: (.+))?$/;

/** Why a ticket was not checked by itself, from its job's outcome; null where that says something else. */
export function readNotBilling(outcome: string | null): Omit<TicketIntent, 'is_billing'> | null {
  const [, by, words] = OUTCOME.exec(outcome ?? '') ?? [];
  const decided_by = (['filter', 'words', 'model', 'doubt'] as const).find((one) => BY[one] === by);
  if (decided_by === undefined) return null;
  return { decided_by, words: words === undefined ? [] : words.split(', ') };
}
