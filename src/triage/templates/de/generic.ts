import type { Category } from '../../../analysis/finding.ts';
import type { GenericFinding, Voice } from '../language.ts';

/** Worum es geht, im Akkusativ, mit „Ihr“ in der passenden Anrede: „Wir haben … geprüft“. */
const ABOUT: Readonly<Record<Category, (v: Voice) => string>> = {
  duplicate_charge: () => 'die mehrfach angezeigten Abbuchungen',
  duplicate_subscription: (v) => v.pick('Ihre Abonnements', 'deine Abonnements'),
  duplicate_invoice: (v) => v.pick('Ihre Rechnungen', 'deine Rechnungen'),
  overpayment: () => 'den bezahlten Betrag',
  cancellation: (v) => v.pick('Ihre Kündigung', 'deine Kündigung'),
  trial: (v) => v.pick('Ihren Testzeitraum', 'deinen Testzeitraum'),
  pause: (v) => `die Pause ${v.pick('Ihres', 'deines')} Abonnements`,
  renewal: (v) => `die Verlängerung ${v.pick('Ihres', 'deines')} Abonnements`,
  proration: (v) => v.pick('Ihren Tarifwechsel', 'deinen Tarifwechsel'),
  discount: (v) => v.pick('Ihren Rabatt', 'deinen Rabatt'),
  credit: (v) => v.pick('Ihre Gutschrift', 'deine Gutschrift'),
  price: () => 'den berechneten Preis',
  quantity: () => 'die berechnete Menge',
  usage: () => 'die berechnete Nutzung',
  tax: (v) => `die Steuer auf ${v.pick('Ihrer', 'deiner')} Rechnung`,
  refund: (v) => v.pick('Ihre Erstattung', 'deine Erstattung'),
  dispute: () => 'die beanstandete Zahlung',
  payment_failure: (v) => v.pick('Ihre Zahlung', 'deine Zahlung'),
  authorization_hold: (v) => `die Vormerkung auf ${v.pick('Ihrer', 'deiner')} Karte`,
  currency: () => 'die berechnete Währung',
  identity: (v) => `die Konten auf ${v.pick('Ihren', 'deinen')} Namen`,
  one_off: () => 'den einmaligen Betrag',
  balance: (v) => v.pick('Ihr Kundenguthaben', 'dein Kundenguthaben'),
  other: (v) => v.pick('Ihre Zahlungen', 'deine Zahlungen'),
};

export function generic({ category, classification, amount }: GenericFinding, v: Voice): readonly string[] {
  const about = ABOUT[category](v);
  switch (classification) {
    case 'billing_error':
      return amount === null
        ? [`Es geht um ${about}: Hier war bei uns etwas falsch erfasst.`]
        : [`Es geht um ${about}: ${amount} wurden irrtümlich berechnet.`];
    case 'likely_error':
      return [
        `Es geht um ${about}: Bevor wir ${v.pick('Ihnen', 'dir')}${amount === null ? '' : ` zu den ${amount}`} eine verlässliche Antwort geben können, ist noch ein Punkt zu klären.`,
      ];
    case 'payment_issue':
      return category === 'dispute'
        ? [
            `Es geht um ${about}: Sie liegt derzeit bei ${v.pick('Ihrer', 'deiner')} Bank, deren Entscheidung zuerst kommt.`,
          ]
        : [
            `Es geht um ${about}: Eine Zahlung ist noch nicht abgeschlossen.`,
            v.pick(
              'Bitte klären Sie mit Ihrer Bank, ob sie ausgeführt werden kann, oder hinterlegen Sie in Ihrem Konto ein anderes Zahlungsmittel.',
              'Bitte kläre mit deiner Bank, ob sie ausgeführt werden kann, oder hinterlege in deinem Konto ein anderes Zahlungsmittel.',
            ),
          ];
    case 'valid_but_confusing':
      return [
        `Was ${about} betrifft, ist alles in Ordnung.`,
        v.pick(
          'Gern erläutern wir Ihnen jeden Posten: Bitte nennen Sie uns dazu Datum und Betrag.',
          'Gern erklären wir dir jeden Posten: Nenn uns dazu einfach Datum und Betrag.',
        ),
      ];
  }
}
