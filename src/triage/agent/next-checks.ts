import type { Analysis, CorrectionKind, Finding } from '../../analysis/finding.ts';
import { shownText } from '../../analysis/wording.ts';
import type { WriteRequest } from '../../check/ports.ts';
import { formatMoney } from '../../money.ts';
import { inTextOrder, type TellableFinding } from '../findings-to-tell.ts';
import { type LanguageChoice, languageNote } from '../language.ts';
import { ifKnown } from '../templates/facts.ts';
import { correctionWords } from './correction-words.ts';
import { type NextCheck, ruleNote } from './rule-notes.ts';
import { agentReader } from './summary.ts';

export const MAX_NEXT_CHECKS = 8;

export interface NextChecksRequest {
  readonly request: WriteRequest;
  readonly choice: LanguageChoice;
  /** Sentences of the draft left out because of words the policy avoids. */
  readonly omitted: number;
}

/** What to do next and who does it, the most important first, each named once. */
export function nextChecks({ request, choice, omitted }: NextChecksRequest): readonly NextCheck[] {
  const { analysis } = request;
  const findings = inTextOrder(analysis.findings, request.ticket);
  const checks = [
    ...identity(request),
    ...language(choice),
    ...wording(omitted),
    ...missing(analysis),
    ...(analysis.verdict === 'cannot_tell'
      ? []
      : findings.flatMap((finding) => forFinding(finding, analysis.as_of))),
    ...analysis.findings.filter(({ classification }) => classification === 'leakage').map(leakage),
    ...whenNothingIsWrong(analysis, request.ticket !== null),
  ];
  const seen = new Set<string>();
  return checks
    .filter(({ what }) => !seen.has(what) && seen.add(what))
    .slice(0, MAX_NEXT_CHECKS)
    .map(({ what, owner }) => ({ what, owner }));
}

function identity({ ticket, customer }: WriteRequest): readonly NextCheck[] {
  const from = ticket?.requester_email?.trim().toLowerCase();
  const of = customer.email?.trim().toLowerCase();
  if (from === undefined || of === undefined || from === '' || from === of) return [];
  return [
    {
      what: `The ticket comes from ${shownText(from)}, the customer's address in Stripe is ${shownText(of)}: confirm who is asking before you send the reply.`,
      owner: 'support',
    },
  ];
}

function language(choice: LanguageChoice): readonly NextCheck[] {
  const what = languageNote(choice);
  return what === null ? [] : [{ what, owner: 'support' }];
}

function wording(omitted: number): readonly NextCheck[] {
  if (omitted === 0) return [];
  const sentences = omitted === 1 ? 'One sentence was' : `${omitted} sentences were`;
  return [
    {
      what: `${sentences} left out of the draft for words that the policy avoids: read it before you send it.`,
      owner: 'support',
    },
  ];
}

function missing({ verdict, gaps }: Analysis): readonly NextCheck[] {
  if (verdict !== 'cannot_tell') return [];
  const [gap] = gaps;
  return [
    {
      what:
        gap === undefined
          ? 'Run the check again: part of the history could not be read.'
          : `Run the check again once this can be read: ${shownText(gap, 200)}`,
      owner: 'support',
    },
  ];
}

function forFinding(finding: TellableFinding, asOf: number): readonly NextCheck[] {
  const reader = agentReader(finding, asOf);
  const note = ruleNote(finding.rule);
  const known = (note?.checks ?? [])
    .map((check) => ifKnown(() => check(reader, finding)))
    .filter((check) => check !== null);
  const own = known.length > 0 ? known : generic(finding);
  // Money waits for the open fact.
  if (finding.classification === 'likely_error') return [...own, ...money(finding)];
  return [...money(finding), ...repair(finding, note?.repair), ...own];
}

function money({ classification, correction, amount, title }: TellableFinding): readonly NextCheck[] {
  if (correction !== null) {
    const once = classification === 'likely_error' ? 'Once that is confirmed, approve' : 'Approve';
    return [{ what: `${once} ${correctionWords(correction)}.`, owner: 'finance' }];
  }
  if (classification !== 'billing_error') return [];
  const owed = amount === null ? 'it' : formatMoney(amount);
  return [
    {
      what: `Decide how ${owed} is to be put right (${shownText(title)}): no correction could be drafted.`,
      owner: 'finance',
    },
  ];
}

/** Steps that change what will be billed: with one of them the next invoice is right. */
const CHANGES_THE_FUTURE: ReadonlySet<CorrectionKind> = new Set([
  'cancel_subscription',
  'remove_discount',
  'apply_discount',
  'update_price',
  'update_quantity',
  'update_tax_status',
  'extend_trial',
]);

function repair(finding: TellableFinding, ownWords: string | undefined): readonly NextCheck[] {
  const { classification, repeats, title, correction } = finding;
  if (classification !== 'billing_error' || repeats !== true) return [];
  if (correction?.steps.some(({ kind }) => CHANGES_THE_FUTURE.has(kind)) === true) return [];
  return [
    {
      what:
        ownWords ?? `Change the cause before the next invoice, which would repeat it: ${shownText(title)}.`,
      owner: 'finance',
    },
  ];
}

function generic({ classification, title }: TellableFinding): readonly NextCheck[] {
  switch (classification) {
    case 'likely_error':
      return [{ what: `Establish the open fact: ${shownText(title)}.`, owner: 'support' }];
    case 'payment_issue':
      return [{ what: 'Update the payment method, or answer the bank.', owner: 'customer' }];
    default:
      return [];
  }
}

function leakage({ title, amount }: Finding): NextCheck {
  const money = amount === null ? '' : `, ${formatMoney(amount)}`;
  return {
    what: `Look at ${shownText(title)}${money} separately; it is not for the customer.`,
    owner: 'finance',
  };
}

function whenNothingIsWrong({ verdict }: Analysis, hasTicket: boolean): readonly NextCheck[] {
  if (verdict === 'valid_but_confusing') {
    return [{ what: 'Send the reply; there is nothing to correct.', owner: 'support' }];
  }
  if (verdict !== 'no_anomaly' || !hasTicket) return [];
  return [
    {
      what: 'Ask for the date, the amount and the name on the statement: it may be another account, or a charge by somebody else.',
      owner: 'support',
    },
  ];
}
