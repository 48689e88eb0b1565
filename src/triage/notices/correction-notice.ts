import type { Category, Classification } from '../../analysis/finding.ts';
import type { Policy } from '../../analysis/policy.ts';
import type { Ticket } from '../../analysis/ticket/ticket.ts';
import { formatMoney, type Money, sumMoney } from '../../money.ts';
import { type NameSource, nameToGreet } from '../customer-name.ts';
import { chooseLanguage, type LanguageChoice } from '../language.ts';
import { voiceOf, writeLetter } from '../letter.ts';
import { isSupported, languageOf, type SupportedLanguage } from '../templates/index.ts';
import type { Voice } from '../templates/language.ts';
import { german } from './de.ts';
import { type Deed, type DoneStep, type MoneyDeed, type PlainDeed, type Told, toldOf } from './deeds.ts';
import { english } from './en.ts';
import { spanish } from './es.ts';
import { french } from './fr.ts';
import { japanese } from './ja.ts';
import type { Arrival, NoticeState, NoticeTexts, PaidWith } from './notice-texts.ts';

export type { DoneStep } from './deeds.ts';
export type { NoticeState } from './notice-texts.ts';

export interface CorrectionNoticeInput {
  readonly state: NoticeState;
  /** What really was done, in the order of the plan. */
  readonly done: readonly DoneStep[];
  /** What the correction was for; null where its check is not kept any more. */
  readonly fault: { readonly category: Category; readonly classification: Classification } | null;
  /** BCP 47: what the reply of the check was written in. */
  readonly language: string;
  /** The customer on record; null greets nobody by name. */
  readonly customer: NameSource | null;
  /** The conversation so far; decides the form of address and whether its writer is the customer on record. */
  readonly ticket: Ticket | null;
  readonly policy: Policy;
  /** Stripe's type of the payment method that was charged, e.g. `card`, `sepa_debit`; null where it is not known. */
  readonly paid_with: string | null;
}

export interface CorrectionNotice {
  readonly text: string;
  /** What it is written in. */
  readonly language: SupportedLanguage;
  /** What it should have been written in; differs where that is not supported. */
  readonly wanted: string;
  /** Sentences left out because they held words the policy avoids. */
  readonly omitted: number;
  /** Steps that are done and of which nothing is said: an agent adds them. */
  readonly untold: number;
}

const TEXTS: Readonly<Record<SupportedLanguage, NoticeTexts>> = {
  en: english,
  de: german,
  es: spanish,
  fr: french,
  ja: japanese,
};

/**
 * Drafts the notice to the customer about what became of a correction: what was wrong, what was done, where the money
 * went and when it shows. Only what Stripe confirmed is told, and nothing is promised. Pure; null where nothing can be
 * told.
 */
export function correctionNotice(input: CorrectionNoticeInput): CorrectionNotice | null {
  const { state, policy, ticket } = input;
  const choice = languageFor(input);
  const language = languageOf(choice.written);
  const voice = voiceOf(policy, language, ticket);
  const told = input.done.map(toldOf);
  const body =
    state === 'reversed_by_stripe'
      ? reversedBody(input, choice, voice)
      : doneBody(input, state, choice, voice, told);
  if (body === null) return null;
  const name = input.customer === null ? null : nameToGreet(input.customer, ticket, choice.written);
  const frame = { language, locale: choice.locale, policy, name };
  const { text, omitted } = writeLetter(frame, voice, body);
  return {
    text,
    language: choice.written,
    wanted: choice.wanted,
    omitted,
    untold: told.filter((step) => step === null).length,
  };
}

type Body = readonly (readonly string[])[];

function doneBody(
  { done, fault, paid_with }: CorrectionNoticeInput,
  state: 'executed' | 'partly_executed',
  { written, locale }: LanguageChoice,
  voice: Voice,
  told: readonly (Told | null)[],
): Body | null {
  const deeds = told.flatMap((step) => step?.deeds ?? []);
  if (done.length === 0 || deeds.length === 0) return null;
  const [texts, language, paidWith] = [TEXTS[written], languageOf(written), paidBy(paid_with)];
  const category = fault?.category ?? 'other';
  const sentences = together(deeds).map((deed) => {
    if ('parts' in deed) {
      const parts = deed.parts.map((part) => formatMoney(part, locale));
      const how = { with_tax: deed.with_tax, paid_with: paidWith, parts };
      return texts.money(deed.what, formatMoney(deed.money, locale), how, voice);
    }
    return texts.plain(deed.what, { many: countOf(deeds, deed.what) > 1, category }, voice);
  });
  const arrivals = [...new Set(deeds.flatMap(arrivalOf))];
  const references = told.flatMap((step) => step?.references ?? []);
  // What is left of a lowered invoice is still to be paid.
  const isOver = state === 'executed' && !deeds.some(({ what }) => LEAVES_SOMETHING.has(what));
  // Steps of one kind without an amount are told as one.
  const doneNow = [...new Set(sentences)];
  const fromHere = [
    ...arrivals.map((arrival) => texts.arrival(arrival, paidWith, voice)),
    ...(state === 'partly_executed' ? [texts.stillOpen(voice)] : []),
    ...(isOver ? language.next('nothing_to_do', voice) : []),
  ];
  return [
    texts.opening({ state, category, ours: isOurs(fault) }, voice),
    ...(arrivals.length === 0 ? [[...doneNow, ...fromHere]] : [doneNow, fromHere]),
    references.length === 0 ? [] : [texts.references(references, voice)],
    language.closing('valid_but_confusing', voice),
  ];
}

interface MoneyTogether extends MoneyDeed {
  /** What it was made of, in the order of the plan. */
  readonly parts: readonly Money[];
}

/** Money that went the same way is one sum, in the place of its first part. */
function together(deeds: readonly Deed[]): readonly (MoneyTogether | PlainDeed)[] {
  const merged: (MoneyTogether | PlainDeed)[] = [];
  for (const deed of deeds) {
    if (!('money' in deed)) {
      merged.push(deed);
      continue;
    }
    const at = merged.findIndex(
      (one) => 'parts' in one && one.what === deed.what && one.money.currency === deed.money.currency,
    );
    const before = merged[at];
    if (before === undefined || !('parts' in before)) {
      merged.push({ ...deed, parts: [deed.money] });
      continue;
    }
    const parts = [...before.parts, deed.money];
    const with_tax = before.with_tax || deed.with_tax;
    merged[at] = { ...before, parts, with_tax, money: sumMoney(parts, deed.money.currency) };
  }
  return merged;
}

/** The refund that came back: its amount is named where it can only be that one. */
function reversedBody(
  { done }: CorrectionNoticeInput,
  { written, locale }: LanguageChoice,
  voice: Voice,
): Body {
  const refunds = done.flatMap((step) => {
    // Once it came back Stripe calls it failed; what it was is told all the same.
    const told = toldOf({ ...step, made: step.made === null ? null : { ...step.made, status: null } });
    return (told?.deeds ?? []).flatMap((deed) =>
      deed.what === 'refunded' ? [{ money: deed.money, references: told?.references ?? [] }] : [],
    );
  });
  const [only, ...others] = refunds;
  const texts = TEXTS[written];
  if (only === undefined || others.length > 0) return [texts.cameBack(null, voice)];
  return [texts.cameBack(formatMoney(only.money, locale), voice), [texts.references(only.references, voice)]];
}

/** The reply's language where it is one of ours; else English, remembering what was wanted. */
function languageFor({ language, policy, ticket }: CorrectionNoticeInput): LanguageChoice {
  const choice = chooseLanguage({ policyLanguage: policy.reply?.language, ticket, locales: [] });
  const base = language.split('-')[0] ?? language;
  const written = isSupported(base) ? base : 'en';
  if (choice.written === written && isSupported(base)) return choice;
  const { defaultLocale } = languageOf(written);
  return { written, wanted: base, because: choice.because, locale: defaultLocale };
}

function isOurs(fault: CorrectionNoticeInput['fault']): boolean {
  return fault?.classification === 'billing_error' || fault?.classification === 'likely_error';
}

function arrivalOf({ what }: Deed): readonly Arrival[] {
  switch (what) {
    case 'refunded':
      return ['refund'];
    case 'balance_credited':
      return ['balance'];
    case 'credited_outside':
      return ['outside'];
    case 'payment_cancelled':
      return ['hold'];
    default:
      return [];
  }
}

const LEAVES_SOMETHING: ReadonlySet<Deed['what']> = new Set(['invoice_lowered', 'credited_outside']);

function countOf(deeds: readonly Deed[], what: PlainDeed['what']): number {
  return deeds.filter((deed) => deed.what === what).length;
}

/** Payment methods that are bank accounts: money reaches them later than a card. */
const BANK =
  /^(?:sepa_debit|us_bank_account|bacs_debit|acss_debit|au_becs_debit|nz_bank_account|customer_balance|ideal|bancontact|eps|giropay|sofort|p24|fpx|multibanco|boleto|konbini|pix|ach_credit_transfer|ach_debit)$/;

function paidBy(type: string | null): PaidWith {
  if (type === null) return 'unknown';
  if (/^card(?:_present)?$/.test(type)) return 'card';
  return BANK.test(type) ? 'bank' : 'unknown';
}
