import type { FactReader } from '../facts.ts';
import type { RuleText, Voice } from '../language.ts';
import type { KeysOf } from '../rule-keys.ts';

const toCard = (f: FactReader, v: Voice): string =>
  f.hasText('last4') ? ` auf ${v.pick('Ihre', 'deine')} Karte mit den Endziffern ${f.plain('last4')}` : '';

/** Fehlte es auf unserem Konto, ist nach keiner anderen Karte zu fragen. */
const isOurs = (f: FactReader): boolean => f.decline('reason') === 'insufficient_funds';

const becauseOf = (f: FactReader): string => {
  if (isOurs(f)) return ', weil es auf unserer Seite gehakt hat';
  return f.decline('reason') === 'expired_card' ? ', weil die Karte nicht mehr gültig ist' : '';
};

/** „49,00 $ Ihrer Zahlung vom 10. November“: Reklamiert werden kann auch ein Teil. */
const payment = (f: FactReader, v: Voice): string =>
  f.has('charged_at')
    ? `${f.money('amount')} ${v.pick('Ihrer', 'deiner')} Zahlung vom ${f.date('charged_at')}`
    : `${f.money('amount')}`;

export const failedReturns: Readonly<Record<KeysOf<'refund-failed' | 'refund-and-chargeback'>, RuleText>> = {
  'refund-failed/failed': {
    story: [
      (f, v) =>
        `Unsere Erstattung${toCard(f, v)} vom ${f.date('refunded_at')} ist zu uns zurückgekommen${becauseOf(f)}; ${f.money('amount')} sind also nicht bei ${v.pick('Ihnen', 'dir')} angekommen.`,
    ],
    conclusion: {
      billing_error: [
        (_, v) => `Dieses Geld steht ${v.pick('Ihnen', 'dir')} weiterhin zu.`,
        (f, v) =>
          isOurs(f)
            ? null
            : v.pick(
                'Falls Sie schon wissen, welcher andere Weg Ihnen passt, etwa eine Überweisung, sagen Sie uns bitte Bescheid; Karten- oder Kontonummern brauchen wir noch nicht.',
                'Falls du schon weißt, welcher andere Weg dir passt, etwa eine Überweisung, sag uns bitte Bescheid; Karten- oder Kontonummern brauchen wir noch nicht.',
              ),
      ],
    },
  },
  'refund-failed/stuck': {
    story: [
      (f, v) =>
        `Die Erstattung von ${f.money('amount')}${toCard(f, v)} vom ${f.date('refunded_at')} ist noch nicht abgeschlossen, obwohl das nicht so lange dauern sollte.`,
    ],
    conclusion: {
      billing_error: [
        (f) =>
          f.has('expected_by')
            ? `Spätestens am ${f.date('expected_by')} hätte sie auf dem Kontoauszug stehen sollen.`
            : null,
      ],
    },
  },
  'refund-failed/action_required': {
    story: [
      (f, v) =>
        `Für die Erstattung von ${f.money('amount')} vom ${f.date('refunded_at')} fehlt noch eine Angabe: Unser Zahlungsdienstleister hat ${v.pick('Sie', 'dich')} per E-Mail gefragt, wohin das Geld gehen soll.`,
    ],
    conclusion: {
      payment_issue: [
        (_, v) =>
          v.pick(
            'Bitte folgen Sie den Hinweisen in dieser E-Mail; vielleicht liegt sie in Ihrem Spam-Ordner.',
            'Bitte folge den Hinweisen in dieser E-Mail; vielleicht liegt sie in deinem Spam-Ordner.',
          ),
        (_, v) =>
          v.pick(
            'Wenn Sie sie nicht finden oder nicht sicher sind, dass sie echt ist, fragen Sie uns bitte vorher.',
            'Wenn du sie nicht findest oder nicht sicher bist, dass sie echt ist, frag uns bitte vorher.',
          ),
      ],
    },
  },

  'refund-and-chargeback/open': {
    story: [
      (f, v) =>
        `Am ${f.date('disputed_at')} hat uns ${v.pick('Ihre', 'deine')} Bank mitgeteilt, dass ${payment(f, v)} reklamiert wurden; darüber entscheidet nun die Bank.`,
      (f, v) =>
        f.has('refunded') && f.has('refunded_at')
          ? `Unabhängig davon ging am ${f.date('refunded_at')} bereits eine Rückzahlung von ${f.money('refunded')} von uns an ${v.pick('Sie', 'dich')}.`
          : null,
    ],
    conclusion: {
      payment_issue: [
        () =>
          'Bis die Bank entschieden hat, können wir zu dieser Zahlung selbst nichts zurückgeben; womöglich gibt sie eben dieses Geld zurück.',
        (_, v) =>
          v.pick(
            'Falls die Reklamation ein Versehen war, sagen Sie bitte Ihrer Bank und uns Bescheid.',
            'Falls die Reklamation ein Versehen war, sag bitte deiner Bank und uns Bescheid.',
          ),
      ],
    },
  },
  'refund-and-chargeback/lost': {
    story: [
      (f, v) =>
        `${v.pick('Ihre', 'Deine')} Bank hat über die Reklamation vom ${f.date('disputed_at')} zu ${v.pick('Ihren', 'deinen')} Gunsten entschieden und ${v.pick('Ihnen', 'dir')} ${payment(f, v)} zurückgegeben.`,
    ],
    conclusion: {
      valid_but_confusing: [
        (_, v) =>
          `Auf unserer Seite ist dazu also nichts mehr offen; das Geld kommt von ${v.pick('Ihrer', 'deiner')} Bank.`,
      ],
    },
  },
};
