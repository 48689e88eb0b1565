import type { FactReader } from '../../facts.ts';
import type { FamilyTexts, Sentence } from '../../language.ts';

const product = (f: FactReader): string => (f.hasText('product') ? f.name('product') : 'your subscription');

const notOwed: Sentence = (f) =>
  f.has('invoice_count') && f.count('invoice_count') > 1
    ? `So ${f.money('amount')} on ${f.count('invoice_count')} invoices was charged in error.`
    : `So ${f.money('amount')} was charged in error.`;
const probablyNotOwed: Sentence = (f) => `We are checking whether the ${f.money('amount')} was due.`;
const toEnd: Sentence = (f) =>
  `${product(f).charAt(0).toUpperCase()}${product(f).slice(1)} was set to end on ${f.date('was_to_end')}.`;
const asAgreed: Sentence = () => 'So this is as agreed, and nothing was taken twice.';
const noDayTwice: Sentence = () => 'So the charge is right, and no day is charged twice.';
const oneMoment: Sentence = () =>
  'It is the same moment: our records are kept in UTC, and where you are it was still, or already, the other day.';

/** English texts of rules about cancellation, trial, pause and renewal. */
export const lifecycle: FamilyTexts = {
  'cancel-request-not-executed': {
    story: [
      (f) =>
        `You asked us on ${f.date('asked_at')} to cancel ${product(f)}, and we went on billing it from ${f.date('since')}.`,
    ],
    conclusion: { billing_error: [notOwed] },
  },
  'charged-after-account-closed': {
    story: [
      (f) =>
        `Your account was closed on ${f.date('closed_at')}, and we went on billing ${product(f)} from ${f.date('since')}.`,
    ],
    conclusion: { billing_error: [notOwed] },
  },
  'charged-after-cancelled-trial': {
    story: [
      (f) =>
        f.sameDay('canceled_at', 'trial_end')
          ? `You cancelled ${product(f)} on ${f.date('canceled_at')}, before your trial ended later that day, and were charged all the same.`
          : `You cancelled ${product(f)} on ${f.date('canceled_at')}, before your trial ended on ${f.date('trial_end')}, and were charged all the same.`,
    ],
    conclusion: { billing_error: [notOwed] },
  },
  'charged-while-paused': {
    story: [
      (f) =>
        `${product(f).charAt(0).toUpperCase()}${product(f).slice(1)} was paused from ${f.date('paused_at')}, and was charged on ${f.date('charged_at')} all the same.`,
    ],
    conclusion: { billing_error: [notOwed] },
  },
  'refund-on-cancel-missing/full': {
    story: [
      (f) =>
        `You cancelled ${product(f)} on ${f.date('canceled_at')}, early enough to get back everything you had paid for the period until ${f.date('period_end')}.`,
    ],
    conclusion: { billing_error: [(f) => `${f.money('amount')} of it has not gone back to you yet.`] },
  },
  'refund-on-cancel-missing/prorated': {
    story: [
      (f) =>
        `You cancelled ${product(f)} on ${f.date('canceled_at')}, and had paid until ${f.date('period_end')}. Under our terms, the time you did not use is yours to get back.`,
    ],
    conclusion: { billing_error: [(f) => `${f.money('amount')} of it has not gone back to you yet.`] },
  },
  'no-refund-on-cancel': {
    story: [
      (f) =>
        `You cancelled ${product(f)} on ${f.date('canceled_at')}, within the period paid until ${f.date('period_end')}.`,
    ],
    conclusion: {
      valid_but_confusing: [
        () =>
          'By our terms, the rest of a period that has begun is not refunded, and nothing more will be charged.',
      ],
    },
  },
  'annual-renewal': {
    story: [
      (f) =>
        `The ${f.money('amount')} from ${f.date('renewed_at')} renews ${product(f)} for a year, until ${f.date('period_end')}.`,
      (f) => `It is the same price as on ${f.date('before_at')}.`,
      (f) => `We sent a reminder on ${f.date('announced_at')}.`,
    ],
    conclusion: {
      valid_but_confusing: [
        () => 'If you do not want to go on after that, you can cancel at any time before the next renewal.',
      ],
    },
  },
  'agreed-backdating': {
    story: [
      (f) =>
        `${product(f).charAt(0).toUpperCase()}${product(f).slice(1)} was set up on ${f.date('created_at')} and starts on ${f.date('start_at')}, as you agreed with us on ${f.date('agreed_at')}.`,
    ],
    conclusion: { valid_but_confusing: [asAgreed] },
  },
  'resumed-after-pause': {
    story: [
      (f) =>
        `The pause of ${product(f)}${f.has('paused_at') ? ` from ${f.date('paused_at')}` : ''} ended on ${f.date('resumed_at')}, and the charge on ${f.date('charged_at')} is the first one after it.`,
    ],
    conclusion: { valid_but_confusing: [() => 'Nothing was charged for the time of the pause.'] },
  },
  'shorter-month': {
    story: [
      (f) =>
        `${product(f).charAt(0).toUpperCase()}${product(f).slice(1)} renews on day ${f.count('usual_day')} of each month; where a month is shorter, it renews on its last day, as on ${f.date('renewed_at')}.`,
    ],
    conclusion: {
      valid_but_confusing: [
        (f) => `What you paid then runs until ${f.date('period_end')}; no day is charged twice.`,
      ],
    },
  },
  'trial-shorter-than-promised': {
    story: [
      (f) =>
        `On ${f.date('promised_at')} we promised you ${f.count('days')} free days, until ${f.date('free_until')}, and you were charged on ${f.date('charged_at')} already.`,
    ],
    conclusion: { billing_error: [notOwed] },
  },
  'removed-seat-billed/removed': {
    story: [
      (f) =>
        `On ${f.date('removed_at')} ${product(f)} went from ${f.count('billed')} to ${f.count('left')}, and the renewal after that still billed ${f.count('billed')}.`,
    ],
    conclusion: { billing_error: [notOwed], likely_error: [probablyNotOwed] },
  },
  'removed-seat-billed/asked': {
    story: [
      (f) =>
        `On ${f.date('removed_at')} you asked us to bring ${product(f)} from ${f.count('billed')} to ${f.count('left')}, and the renewal after that still billed ${f.count('billed')}.`,
    ],
    conclusion: { billing_error: [notOwed] },
  },
  'phase-off-schedule/early': {
    story: [
      (f) =>
        `A change of ${product(f)} was planned for ${f.date('planned_at')}, and we billed the new terms before that.`,
    ],
    conclusion: { billing_error: [notOwed] },
  },
  'phase-off-schedule/late': {
    story: [
      (f) =>
        `A change of ${product(f)} was planned for ${f.date('planned_at')}, and we still billed the old terms after that.`,
    ],
    conclusion: { billing_error: [notOwed] },
  },
  'reactivated-by-mistake/cancelled': {
    story: [
      toEnd,
      (f) => `The cancellation was taken back on ${f.date('reactivated_at')} without your asking for it.`,
    ],
    conclusion: { billing_error: [notOwed] },
  },
  'reactivated-by-mistake/no_consent': {
    story: [
      toEnd,
      (f) => `The cancellation was taken back on ${f.date('reactivated_at')} without your asking for it.`,
    ],
    conclusion: { billing_error: [notOwed] },
  },
  'reactivated-by-mistake/automatic': {
    story: [
      toEnd,
      (f) => `On ${f.date('reactivated_at')} the cancellation was taken back in our systems, and it renewed.`,
    ],
    conclusion: {
      likely_error: [
        (f) => `Did you ask us to keep it? If not, the ${f.money('amount')} charged since then was not due.`,
      ],
    },
  },
  'renewed-at-other-interval': {
    story: [
      (f) =>
        `Our invoice from ${f.date('invoice_at')} bills ${product(f)} for ${f.plain('billed')}, while ${f.plain('agreed')} was agreed.`,
    ],
    conclusion: { billing_error: [notOwed] },
  },
  'renewed-too-early': {
    story: [
      (f) =>
        `You paid the full price of ${product(f)} for the time from ${f.date('period_start')} to ${f.date('period_end')}, which was cut short when the billing date moved.`,
    ],
    conclusion: { billing_error: [notOwed] },
  },
  'billing-date-changed/anchor': {
    story: [
      (f) =>
        `Your billing date moved: a new period of ${product(f)} began on ${f.date('charged_at')} and runs until ${f.date('next_at')}; the old one would have run until ${f.date('former_at')}.`,
      (f) => `The ${f.money('credit')} for the unused rest of the old period was taken off the new charge.`,
    ],
    conclusion: { valid_but_confusing: [noDayTwice] },
  },
  'billing-date-changed/interval': {
    story: [
      (f) =>
        `With the new billing interval, a new period of ${product(f)} began on ${f.date('charged_at')} and runs until ${f.date('next_at')}; the old one would have run until ${f.date('former_at')}.`,
      (f) => `The ${f.money('credit')} for the unused rest of the old period was taken off the new charge.`,
    ],
    conclusion: { valid_but_confusing: [noDayTwice] },
  },
  'billing-date-changed/trial': {
    story: [
      (f) =>
        `Your next charge for ${product(f)} was first due on ${f.date('former_at')}; as your trial ended on ${f.date('charged_at')}, it came on that day, and renewals keep to it.`,
    ],
    conclusion: {
      valid_but_confusing: [
        (f) =>
          `The trial itself was free, and what you paid runs until ${f.date('next_at')}; no day is charged twice.`,
      ],
    },
  },
  'day-differs-by-time-zone/charge': {
    story: [
      (f) =>
        `The charge of ${f.money('amount')} that you saw on ${f.date('named_day')} is the one our records show on ${f.date('recorded_at')} at ${f.plain('time')} UTC.`,
    ],
    conclusion: { valid_but_confusing: [oneMoment] },
  },
  'day-differs-by-time-zone/cancellation': {
    story: [
      (f) =>
        `Your cancellation on ${f.date('named_day')} is the one our records show on ${f.date('recorded_at')} at ${f.plain('time')} UTC.`,
    ],
    conclusion: { valid_but_confusing: [oneMoment] },
  },
  'day-differs-by-time-zone/trial_end': {
    story: [
      (f) =>
        `The end of your trial on ${f.date('named_day')} is the one our records show on ${f.date('recorded_at')} at ${f.plain('time')} UTC.`,
    ],
    conclusion: { valid_but_confusing: [oneMoment] },
  },
  'usage-after-cancellation': {
    story: [
      (f) =>
        `The ${f.money('amount')} on our invoice from ${f.date('invoice_at')} is for what you used of ${product(f)} from ${f.date('period_start')} to ${f.date('period_end')}.`,
      () => 'Usage is billed once its period is over, so it comes after the cancellation.',
    ],
    conclusion: { valid_but_confusing: [() => 'It is the last one: nothing is billed for later.'] },
  },
};
