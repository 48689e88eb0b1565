import type { FactReader } from '../facts.ts';
import type { RuleText, Sentence, Voice } from '../language.ts';
import type { KeysOf } from '../rule-keys.ts';
import { Ta, tes, youHas } from './words.ts';

const tooMuch: Sentence = (f, v) =>
  f.minor('paid') - f.minor('asked') === f.minor('amount')
    ? `${v.pick('Vous avez', 'Tu as')} donc payé ${f.money('amount')} en trop.`
    : `De ce qui a été payé en trop, ${f.money('amount')} ne ${v.pick('vous sont', 'te sont')} pas encore revenus.`;
const keepAsCredit: Sentence = (_, v) =>
  v.pick(
    'Si vous préférez garder ce montant comme crédit pour vos prochaines factures, dites-le-nous.',
    'Si tu préfères garder ce montant comme crédit pour tes prochaines factures, dis-le-nous.',
  );

const sameTime: Sentence = (f) => {
  const days = f.sameDay('first_at', 'again_at')
    ? `Deux de nos factures du ${f.date('first_at')}`
    : `Nos factures du ${f.date('first_at')} et du ${f.date('again_at')}`;
  const time = `la période du ${f.date('period_start')} au ${f.date('period_end')}`;
  return f.hasText('product')
    ? `${days} comportent toutes deux ${f.name('product')} pour ${time}.`
    : `${days} portent toutes deux sur ${time}.`;
};

const waitForUs = "Merci d'attendre de nos nouvelles avant de";

const trial = (f: FactReader, v: Voice): string =>
  `${Ta(v)} période d'essai gratuite${f.hasText('product') ? ` pour ${f.name('product')}` : ''} était prévue jusqu'au ${f.date('trial_end')}`;

export const overpayments: Readonly<
  Record<KeysOf<'invoice-overpaid' | 'period-invoiced-twice' | 'charged-during-trial'>, RuleText>
> = {
  'invoice-overpaid/several_payments': {
    story: [
      (f, v) =>
        `Notre facture du ${f.date('invoice_at')} était de ${f.money('asked')}, et ${tes(v)} paiements s'élèvent à ${f.money('paid')} au total.`,
    ],
    conclusion: { billing_error: [tooMuch, keepAsCredit] },
  },
  'invoice-overpaid/one_payment': {
    story: [
      (f, v) =>
        `Notre facture du ${f.date('invoice_at')} était de ${f.money('asked')}, et ${v.pick('vous avez', 'tu as')} payé ${f.money('paid')}.`,
    ],
    conclusion: { billing_error: [tooMuch, keepAsCredit] },
  },

  'period-invoiced-twice/paid': {
    story: [sameTime],
    conclusion: {
      billing_error: [
        (f) =>
          `Cette période n'était à payer qu'une fois : un montant de ${f.money('amount')} a donc été prélevé par erreur.`,
      ],
    },
  },
  'period-invoiced-twice/open': {
    story: [sameTime],
    conclusion: {
      billing_error: [
        (f) =>
          f.sameDay('first_at', 'again_at')
            ? `Cette période n'est à payer qu'une fois : un montant de ${f.money('amount')} a donc été facturé par erreur. ${waitForUs} payer celle qui ne l'est pas encore.`
            : `Cette période n'est à payer qu'une fois : le montant de ${f.money('amount')} de la facture impayée du ${f.date('again_at')} a donc été facturé par erreur. ${waitForUs} la payer.`,
      ],
    },
  },

  'charged-during-trial/paid': {
    story: [(f, v) => `${trial(f, v)}, et un prélèvement a tout de même eu lieu le ${f.date('charged_at')}.`],
    conclusion: {
      billing_error: [
        (f) =>
          `Rien n'était à payer avant la fin de l'essai : un montant de ${f.money('amount')} a donc été prélevé par erreur.`,
      ],
    },
  },
  'charged-during-trial/open': {
    story: [
      (f, v) =>
        `${trial(f, v)}, et une facture ${youHas(v)} tout de même été envoyée le ${f.date('charged_at')}.`,
      () => "Elle n'a pas été payée.",
    ],
    conclusion: {
      billing_error: [
        (f) =>
          `Rien n'est à payer avant la fin de l'essai : ce montant de ${f.money('amount')} a donc été facturé par erreur. ${waitForUs} payer cette facture.`,
      ],
    },
  },
};
