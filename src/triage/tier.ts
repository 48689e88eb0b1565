import type { Finding } from '../analysis/finding.ts';
import type { Ticket } from '../analysis/ticket/ticket.ts';
import { topicsOf } from '../analysis/ticket/ticket-words.ts';
import type { WriteRequest } from '../check/ports.ts';
import { findingsToTell, type ToldGroup } from './findings-to-tell.ts';
import { chooseLanguage } from './language.ts';
import type { Tier } from './triage.ts';

/** Whose turn it is to word a check, and why as half a sentence that goes on after "Worded … :". */
export interface TierChoice {
  readonly tier: Tier;
  readonly reason: string;
}

const RULES = (reason: string): TierChoice => ({ tier: 'rules', reason });
const SMALL = (reason: string): TierChoice => ({ tier: 'small', reason });
const LARGE = (reason: string): TierChoice => ({ tier: 'large', reason });

/**
 * Who is to word a check. The rules alone where their text leaves nothing to add: one certain finding answers all that is
 * asked, or nothing was found and so nothing can be explained. The larger model where things
 * do not fit together: the customer's words against the history, a mere likelihood of an error beside an explanation, or
 * several problems at once. The small one for the ordinary rest. Pure.
 */
export function tierOf(request: WriteRequest): TierChoice {
  const { analysis, ticket } = request;
  const { claim, verdict } = analysis;
  const told = verdict === 'cannot_tell' ? [] : findingsToTell(analysis, ticket);
  if (claim?.contradicted === true) return LARGE('the history contradicts what the customer says');
  if (disagree(told)) return LARGE('a likely error and an explanation answer the same message');
  if (told.filter(({ main }) => isProblem(main)).length > 1)
    return LARGE('several problems are told at once');

  // A gap that could hold no money changes no verdict, and the texts for the agent name it.
  if (verdict === 'cannot_tell') return SMALL('part of the history could not be read');
  if (!isDeterministicLanguage(request)) return SMALL("the customer's language is not one of the rules' own");
  const hasOpenStatement = claim?.statements.some(({ standing }) => standing === 'open') === true;
  if (request.wish?.variant != null) return SMALL(`a ${request.wish.variant} reply was asked for`);
  const [first, ...others] = told.map(({ main }) => main);
  if (first === undefined) {
    return hasOpenStatement ? SMALL(UNDECIDED) : RULES('nothing was found that could be explained');
  }
  if (!isSure(first)) return SMALL('the finding is not certain');
  // Beside a proved error, what is right needs no words of its own.
  if (
    others.length > 0 &&
    !(isProblem(first) && others.every((other) => !isProblem(other) && isSure(other)))
  ) {
    return SMALL('more than one finding is to be told');
  }
  if (ticket !== null && !answers(first, ticket)) return SMALL('the customer asks about more than was found');
  if (hasOpenStatement && !isProblem(first)) return SMALL(UNDECIDED);
  return RULES('one certain finding explains it');
}

const UNDECIDED = 'the customer says something the history does not decide';

function isProblem({ classification }: Finding): boolean {
  return classification !== 'valid_but_confusing';
}

/** What may be an error and what looks like one and is right: the customer may have meant either. */
function disagree(told: readonly ToldGroup[]): boolean {
  const meant = told.filter(({ main }) => main.about_ticket).map(({ main }) => main.classification);
  return meant.includes('valid_but_confusing') && meant.includes('likely_error');
}

function isDeterministicLanguage({ ticket, policy, locales, wish }: WriteRequest): boolean {
  const { written, wanted } = chooseLanguage({
    asked: wish?.language,
    policyLanguage: policy.reply?.language,
    ticket,
    locales,
  });
  return written === wanted;
}

/** An explanation moves no money and admits nothing, so that it may rest on what is all but certain. */
function isSure({ classification, confidence }: Finding): boolean {
  return confidence === 'certain' || (classification === 'valid_but_confusing' && confidence === 'high');
}

/** Words such as "why was I charged" point at more categories than this, and ask about whatever was found. */
const MAX_CATEGORIES_OF_A_QUESTION = 4;

/** Whether the finding is what the ticket asks about, and no other question of the ticket is left over. */
function answers({ about_ticket, category, classification }: Finding, ticket: Ticket): boolean {
  return (
    about_ticket &&
    topicsOf(ticket).every(
      (topic) =>
        topic.length > MAX_CATEGORIES_OF_A_QUESTION ||
        topic.includes(category) ||
        // Whoever does not know a charge is told what it is; whoever was over-charged, what becomes of the money.
        topic.every((asked) => asked === 'other') ||
        (classification === 'billing_error' && topic.includes('refund')),
    )
  );
}
