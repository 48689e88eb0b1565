import type { FactReader } from '../../facts.ts';
import type { FamilyTexts, Sentence, Voice } from '../../language.ts';

/** „Pro“, or the subscription in the accusative and nominative, which are alike. */
const product = (f: FactReader, v: Voice): string =>
  f.hasText('product') ? f.name('product') : v.pick('Ihr Abonnement', 'dein Abonnement');
const atStart = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

const notOwed: Sentence = (f) =>
  f.has('invoice_count') && f.count('invoice_count') > 1
    ? `Mit ${f.count('invoice_count')} Rechnungen wurden also irrtümlich ${f.money('amount')} berechnet.`
    : `${f.money('amount')} wurden also irrtümlich berechnet.`;
const probablyNotOwed: Sentence = (f) => `Ob die ${f.money('amount')} fällig waren, prüfen wir gerade.`;
const toEnd: Sentence = (f, v) => `${atStart(product(f, v))} sollte am ${f.date('was_to_end')} enden.`;
const asAgreed: Sentence = () => 'Das ist also wie vereinbart, und nichts wurde doppelt berechnet.';
const noDayTwice: Sentence = () => 'Die Abbuchung ist also richtig, und kein Tag wird doppelt berechnet.';
const oneMoment: Sentence = (_, v) =>
  `Es ist derselbe Zeitpunkt: Wir führen unsere Zeiten in UTC, und bei ${v.pick('Ihnen', 'dir')} war noch oder schon der andere Tag.`;

/** German texts of rules about cancellation, trial, pause and renewal. */
export const lifecycle: FamilyTexts = {
  'cancel-request-not-executed': {
    story: [
      (f, v) =>
        `Am ${f.date('asked_at')} ${v.pick('haben Sie', 'hast du')} uns gebeten, ${product(f, v)} zu kündigen; wir haben es seit dem ${f.date('since')} weiter berechnet.`,
    ],
    conclusion: { billing_error: [notOwed] },
  },
  'charged-after-account-closed': {
    story: [
      (f, v) =>
        `${v.pick('Ihr', 'Dein')} Konto wurde am ${f.date('closed_at')} geschlossen, und wir haben ${product(f, v)} seit dem ${f.date('since')} weiter berechnet.`,
    ],
    conclusion: { billing_error: [notOwed] },
  },
  'charged-after-cancelled-trial': {
    story: [
      (f, v) =>
        f.sameDay('canceled_at', 'trial_end')
          ? `${v.pick('Sie haben', 'Du hast')} ${product(f, v)} am ${f.date('canceled_at')} gekündigt, bevor die Testphase am selben Tag endete, und trotzdem wurde berechnet.`
          : `${v.pick('Sie haben', 'Du hast')} ${product(f, v)} am ${f.date('canceled_at')} gekündigt, bevor die Testphase am ${f.date('trial_end')} endete, und trotzdem wurde berechnet.`,
    ],
    conclusion: { billing_error: [notOwed] },
  },
  'charged-while-paused': {
    story: [
      (f, v) =>
        `${atStart(product(f, v))} war seit dem ${f.date('paused_at')} pausiert und wurde am ${f.date('charged_at')} trotzdem berechnet.`,
    ],
    conclusion: { billing_error: [notOwed] },
  },
  'refund-on-cancel-missing/full': {
    story: [
      (f, v) =>
        `${v.pick('Sie haben', 'Du hast')} ${product(f, v)} am ${f.date('canceled_at')} gekündigt, früh genug, um alles zurückzubekommen, was für die Zeit bis zum ${f.date('period_end')} bezahlt war.`,
    ],
    conclusion: { billing_error: [(f) => `${f.money('amount')} davon sind noch nicht zurückgeflossen.`] },
  },
  'refund-on-cancel-missing/prorated': {
    story: [
      (f, v) =>
        `${v.pick('Sie haben', 'Du hast')} ${product(f, v)} am ${f.date('canceled_at')} gekündigt, und bezahlt war bis zum ${f.date('period_end')}. Nach unseren Bedingungen steht ${v.pick('Ihnen', 'dir')} der Betrag für die nicht genutzte Zeit zu.`,
    ],
    conclusion: { billing_error: [(f) => `${f.money('amount')} davon sind noch nicht zurückgeflossen.`] },
  },
  'no-refund-on-cancel': {
    story: [
      (f, v) =>
        `${v.pick('Sie haben', 'Du hast')} ${product(f, v)} am ${f.date('canceled_at')} gekündigt, innerhalb der Zeit, die bis zum ${f.date('period_end')} bezahlt war.`,
    ],
    conclusion: {
      valid_but_confusing: [
        () =>
          'Nach unseren Bedingungen läuft ein begonnener Zeitraum zum vollen Preis bis zu seinem Ende; weitere Abbuchungen gibt es nicht.',
      ],
    },
  },
  'annual-renewal': {
    story: [
      (f, v) =>
        `Die ${f.money('amount')} vom ${f.date('renewed_at')} verlängern ${product(f, v)} um ein Jahr, bis zum ${f.date('period_end')}.`,
      (f) => `Der Preis ist derselbe wie am ${f.date('before_at')}.`,
      (f) => `Am ${f.date('announced_at')} haben wir daran erinnert.`,
    ],
    conclusion: {
      valid_but_confusing: [
        () => 'Wer danach nicht weitermachen möchte, kann jederzeit vor der nächsten Verlängerung kündigen.',
      ],
    },
  },
  'agreed-backdating': {
    story: [
      (f, v) =>
        `${atStart(product(f, v))} wurde am ${f.date('created_at')} angelegt und beginnt am ${f.date('start_at')}, wie am ${f.date('agreed_at')} vereinbart.`,
    ],
    conclusion: { valid_but_confusing: [asAgreed] },
  },
  'resumed-after-pause': {
    story: [
      (f, v) =>
        `Die Pause${f.has('paused_at') ? ` vom ${f.date('paused_at')}` : ''} endete am ${f.date('resumed_at')}; die Abbuchung vom ${f.date('charged_at')} für ${product(f, v)} ist die erste danach.`,
    ],
    conclusion: { valid_but_confusing: [() => 'Für die Zeit der Pause wurde nichts berechnet.'] },
  },
  'shorter-month': {
    story: [
      (f, v) =>
        `${atStart(product(f, v))} verlängert sich jeweils am ${f.count('usual_day')}. eines Monats; ist ein Monat kürzer, an dessen letztem Tag, wie am ${f.date('renewed_at')}.`,
    ],
    conclusion: {
      valid_but_confusing: [
        (f) =>
          `Was damit bezahlt ist, läuft bis zum ${f.date('period_end')}; kein Tag wird doppelt berechnet.`,
      ],
    },
  },
  'trial-shorter-than-promised': {
    story: [
      (f, v) =>
        `Am ${f.date('promised_at')} haben wir ${v.pick('Ihnen', 'dir')} ${f.count('days')} kostenlose Tage bis zum ${f.date('free_until')} zugesagt; berechnet wurde schon am ${f.date('charged_at')}.`,
    ],
    conclusion: { billing_error: [notOwed] },
  },
  'removed-seat-billed/removed': {
    story: [
      (f, v) =>
        `Am ${f.date('removed_at')} wurde die Anzahl bei ${product(f, v)} von ${f.count('billed')} auf ${f.count('left')} gesenkt; die Verlängerung danach hat trotzdem ${f.count('billed')} berechnet.`,
    ],
    conclusion: { billing_error: [notOwed], likely_error: [probablyNotOwed] },
  },
  'removed-seat-billed/asked': {
    story: [
      (f, v) =>
        `Am ${f.date('removed_at')} ${v.pick('haben Sie', 'hast du')} uns gebeten, die Anzahl bei ${product(f, v)} von ${f.count('billed')} auf ${f.count('left')} zu senken; die Verlängerung danach hat trotzdem ${f.count('billed')} berechnet.`,
    ],
    conclusion: { billing_error: [notOwed] },
  },
  'phase-off-schedule/early': {
    story: [
      (f, v) =>
        `Für ${product(f, v)} war zum ${f.date('planned_at')} eine Änderung geplant; die neuen Bedingungen wurden schon vorher berechnet.`,
    ],
    conclusion: { billing_error: [notOwed] },
  },
  'phase-off-schedule/late': {
    story: [
      (f, v) =>
        `Für ${product(f, v)} war zum ${f.date('planned_at')} eine Änderung geplant; danach wurden noch die alten Bedingungen berechnet.`,
    ],
    conclusion: { billing_error: [notOwed] },
  },
  'reactivated-by-mistake/cancelled': {
    story: [
      toEnd,
      (f, v) =>
        `Die Kündigung wurde am ${f.date('reactivated_at')} zurückgenommen, ohne dass ${v.pick('Sie darum gebeten haben', 'du darum gebeten hast')}.`,
    ],
    conclusion: { billing_error: [notOwed] },
  },
  'reactivated-by-mistake/no_consent': {
    story: [
      toEnd,
      (f, v) =>
        `Die Kündigung wurde am ${f.date('reactivated_at')} zurückgenommen, ohne dass ${v.pick('Sie darum gebeten haben', 'du darum gebeten hast')}.`,
    ],
    conclusion: { billing_error: [notOwed] },
  },
  'reactivated-by-mistake/automatic': {
    story: [
      toEnd,
      (f) =>
        `Am ${f.date('reactivated_at')} wurde die Kündigung in unseren Systemen zurückgenommen, und es hat sich verlängert.`,
    ],
    conclusion: {
      likely_error: [
        (f, v) =>
          `${v.pick('Wollten Sie es behalten', 'Wolltest du es behalten')}? Falls nicht, waren die seitdem berechneten ${f.money('amount')} nicht fällig.`,
      ],
    },
  },
  'renewed-at-other-interval': {
    story: [
      (f, v) =>
        `Unsere Rechnung vom ${f.date('invoice_at')} berechnet ${product(f, v)} für einen anderen Zeitraum als vereinbart.`,
    ],
    conclusion: { billing_error: [notOwed] },
  },
  'renewed-too-early': {
    story: [
      (f, v) =>
        `Für die Zeit vom ${f.date('period_start')} bis zum ${f.date('period_end')} wurde der volle Preis für ${product(f, v)} bezahlt, obwohl sie durch einen neuen Abrechnungstag verkürzt wurde.`,
    ],
    conclusion: { billing_error: [notOwed] },
  },
  'billing-date-changed/anchor': {
    story: [
      (f, v) =>
        `${v.pick('Ihr', 'Dein')} Abrechnungstag hat sich verschoben: Am ${f.date('charged_at')} begann für ${product(f, v)} ein neuer Zeitraum, der bis zum ${f.date('next_at')} läuft; der alte wäre bis zum ${f.date('former_at')} gelaufen.`,
      (f) =>
        `Für den nicht genutzten Rest des alten Zeitraums wurden ${f.money('credit')} von der neuen Rechnung abgezogen.`,
    ],
    conclusion: { valid_but_confusing: [noDayTwice] },
  },
  'billing-date-changed/interval': {
    story: [
      (f, v) =>
        `Mit dem neuen Abrechnungsintervall begann für ${product(f, v)} am ${f.date('charged_at')} ein neuer Zeitraum, der bis zum ${f.date('next_at')} läuft; der alte wäre bis zum ${f.date('former_at')} gelaufen.`,
      (f) =>
        `Für den nicht genutzten Rest des alten Zeitraums wurden ${f.money('credit')} von der neuen Rechnung abgezogen.`,
    ],
    conclusion: { valid_but_confusing: [noDayTwice] },
  },
  'billing-date-changed/trial': {
    story: [
      (f, v) =>
        `Die nächste Abbuchung für ${product(f, v)} war zunächst für den ${f.date('former_at')} vorgesehen; weil die Testphase am ${f.date('charged_at')} endete, kam sie an diesem Tag, und dabei bleibt es auch künftig.`,
    ],
    conclusion: {
      valid_but_confusing: [
        (f) =>
          `Die Testphase selbst war kostenlos, und was bezahlt ist, läuft bis zum ${f.date('next_at')}; kein Tag wird doppelt berechnet.`,
      ],
    },
  },
  'day-differs-by-time-zone/charge': {
    story: [
      (f, v) =>
        `Die Abbuchung über ${f.money('amount')}, die ${v.pick('Sie', 'du')} am ${f.date('named_day')} gesehen ${v.pick('haben', 'hast')}, ist dieselbe, die bei uns am ${f.date('recorded_at')} um ${f.plain('time')} Uhr UTC steht.`,
    ],
    conclusion: { valid_but_confusing: [oneMoment] },
  },
  'day-differs-by-time-zone/cancellation': {
    story: [
      (f, v) =>
        `${v.pick('Ihre', 'Deine')} Kündigung vom ${f.date('named_day')} ist dieselbe, die bei uns am ${f.date('recorded_at')} um ${f.plain('time')} Uhr UTC steht.`,
    ],
    conclusion: { valid_but_confusing: [oneMoment] },
  },
  'day-differs-by-time-zone/trial_end': {
    story: [
      (f, v) =>
        `Das Ende ${v.pick('Ihrer', 'deiner')} Testphase am ${f.date('named_day')} ist dasselbe, das bei uns am ${f.date('recorded_at')} um ${f.plain('time')} Uhr UTC steht.`,
    ],
    conclusion: { valid_but_confusing: [oneMoment] },
  },
  'usage-after-cancellation': {
    story: [
      (f, v) =>
        `Die ${f.money('amount')} auf unserer Rechnung vom ${f.date('invoice_at')} sind für die Nutzung von ${product(f, v)} vom ${f.date('period_start')} bis zum ${f.date('period_end')}.`,
      () => 'Nutzung wird berechnet, wenn ihr Zeitraum vorbei ist, und kommt deshalb nach der Kündigung.',
    ],
    conclusion: { valid_but_confusing: [() => 'Es ist die letzte: Für später wird nichts mehr berechnet.'] },
  },
};
