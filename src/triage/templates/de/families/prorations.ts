import type { FactReader } from '../../facts.ts';
import type { FamilyTexts, Voice } from '../../language.ts';

const product = (f: FactReader, v: Voice): string =>
  f.hasText('product') ? f.name('product') : v.pick('Ihr Tarif', 'dein Tarif');

const tooMuch = (f: FactReader): string =>
  `Damit wurden ${f.money('amount')} einschließlich Steuern zu viel berechnet.`;

const changedOn = (f: FactReader, v: Voice): string =>
  `Am ${f.date('changed_at')}, mitten in einem Abrechnungszeitraum, wurde ${v.pick('Ihr', 'dein')} Abonnement geändert.`;

/** German texts of rules about prorations. */
export const prorations: FamilyTexts = {
  'proration-amount-wrong/charge': {
    story: [
      changedOn,
      (f) =>
        `Für den Rest des Zeitraums ergeben sich auf die Sekunde genau ${f.money('right')}, berechnet wurden jedoch ${f.money('billed')}.`,
    ],
    conclusion: { billing_error: [tooMuch] },
  },
  'proration-amount-wrong/credit': {
    story: [
      changedOn,
      (f, v) =>
        `Für die nicht genutzte Zeit wurden ${v.pick('Ihnen', 'dir')} ${f.money('billed')} gutgeschrieben; auf die Sekunde genau sind es ${f.money('right')}.`,
    ],
    conclusion: { billing_error: [tooMuch] },
  },
  'unused-time-not-credited': {
    story: [
      changedOn,
      (f, v) =>
        `Für den Rest des Zeitraums wurden ${f.money('charged')} berechnet, obwohl ${product(f, v)} bis zum ${f.date('paid_until')} schon bezahlt war; die nicht genutzte Zeit wurde nicht gutgeschrieben.`,
    ],
    conclusion: { billing_error: [tooMuch] },
  },
};
