import type { DeclineKind, FactReader } from '../facts.ts';
import type { RuleText, Voice } from '../language.ts';
import type { KeysOf } from '../rule-keys.ts';
import { capital, numberWord, times } from './words.ts';

const chargedWhen = (f: FactReader): string =>
  f.count('count') === 2
    ? `am ${f.date('first_at')} und erneut am ${f.date('last_at')}`
    : `zwischen dem ${f.date('first_at')} und dem ${f.date('last_at')}`;

const duplicate = (forWhat: string): RuleText => ({
  story: [
    (f, v) => {
      const charged = `wurden ${v.pick('Ihnen', 'dir')}`;
      const what = `${times(f.count('count'))} ${f.money('each')} abgebucht`;
      return f.sameDay('first_at', 'last_at')
        ? `Am ${f.date('first_at')} ${charged} ${forWhat.charAt(0).toLowerCase()}${forWhat.slice(1)} ${what}.`
        : `${forWhat} ${charged} ${what}, ${chargedWhen(f)}.`;
    },
  ],
  conclusion: {
    billing_error: [
      (f) => {
        // Ein Teil kann zurückgeflossen sein, oder mehrere waren fällig: Sicher ist dann nur der Betrag.
        if (f.minor('amount') !== f.minor('each') * (f.count('count') - 1)) {
          return `Nicht alles davon war fällig: ${f.money('amount')} wurden irrtümlich abgebucht und sind noch nicht zurückgeflossen.`;
        }
        return f.count('count') === 2
          ? `Nur eine dieser Zahlungen war fällig; die andere über ${f.money('each')} wurde irrtümlich abgebucht.`
          : `Nur eine dieser Zahlungen war fällig; die übrigen, zusammen ${f.money('amount')}, wurden irrtümlich abgebucht.`;
      },
    ],
    likely_error: [
      (f) =>
        f.count('count') === 2
          ? 'Erwartet hätten wir weniger; woher die zweite Abbuchung kommt, prüfen wir gerade.'
          : 'Erwartet hätten wir weniger; woher die übrigen Abbuchungen kommen, prüfen wir gerade.',
      (_, v) =>
        v.pick(
          'Falls es sich um getrennte Käufe handelt, geben Sie uns bitte kurz Bescheid.',
          'Falls es sich um getrennte Käufe handelt, gib uns bitte kurz Bescheid.',
        ),
    ],
  },
});

const DECLINED: Readonly<Record<DeclineKind, string>> = {
  insufficient_funds: ' (Grund: nicht ausreichende Deckung)',
  expired_card: ' (Grund: abgelaufene Karte)',
  wrong_details: ' (Grund: nicht akzeptierte Kartendaten)',
  needs_confirmation: ' (Grund: fehlende Freigabe bei der Bank)',
};

const becauseOf = (f: FactReader): string => {
  const decline = f.decline('reason');
  return decline === null ? '' : DECLINED[decline];
};

const remedy = (f: FactReader, v: Voice): string => {
  switch (f.decline('reason')) {
    case 'needs_confirmation':
      return v.pick(
        'Bitte melden Sie sich in Ihrem Konto an und geben Sie die Zahlung bei Ihrer Bank frei.',
        'Bitte melde dich in deinem Konto an und gib die Zahlung bei deiner Bank frei.',
      );
    case 'expired_card':
    case 'wrong_details':
      return v.pick(
        'Bitte hinterlegen Sie in Ihrem Konto Ihre aktuelle Karte oder ein anderes Zahlungsmittel.',
        'Bitte hinterlege in deinem Konto deine aktuelle Karte oder ein anderes Zahlungsmittel.',
      );
    default:
      return v.pick(
        'Bitte klären Sie mit Ihrer Bank, ob die Zahlung ausgeführt werden kann, oder hinterlegen Sie in Ihrem Konto ein anderes Zahlungsmittel.',
        'Bitte kläre mit deiner Bank, ob die Zahlung ausgeführt werden kann, oder hinterlege in deinem Konto ein anderes Zahlungsmittel.',
      );
  }
};

const leavesTheStatement = (_: FactReader, v: Voice): string =>
  `${v.pick('Ihre', 'Deine')} Bank zeigt die Vormerkung möglicherweise noch einige Tage an; danach verschwindet sie von selbst.`;

const onCard = (v: Voice): string => v.pick('auf Ihrer Karte', 'auf deiner Karte');

export const payments: Readonly<
  Record<KeysOf<'duplicate-charge' | 'authorization-hold' | 'failed-attempt-retried'>, RuleText>
> = {
  'duplicate-charge/same_invoice': duplicate('Für dieselbe Rechnung'),
  'duplicate-charge/same_order': duplicate('Für dieselbe Bestellung'),
  'duplicate-charge/same_day': duplicate('Innerhalb kurzer Zeit'),

  'authorization-hold/held': {
    story: [
      (f, v) =>
        `Der Betrag von ${f.money('amount')} vom ${f.date('held_at')} ist ${onCard(v)} nur vorgemerkt (reserviert), aber nicht abgebucht.`,
    ],
    conclusion: {
      valid_but_confusing: [
        (f) =>
          f.has('ends_at')
            ? `Wird er nicht gebraucht, verfällt die Vormerkung von selbst, spätestens am ${f.date('ends_at')}.`
            : null,
        leavesTheStatement,
      ],
      payment_issue: [
        (f) =>
          f.has('ends_at')
            ? `Wird die Zahlung nicht abgeschlossen, verfällt die Vormerkung von selbst, spätestens am ${f.date('ends_at')}.`
            : null,
        () => 'Wir prüfen, warum die Zahlung noch nicht abgeschlossen ist.',
      ],
    },
  },
  'authorization-hold/released': {
    story: [
      (f, v) =>
        f.has('released_at')
          ? `Der Betrag von ${f.money('amount')} vom ${f.date('held_at')} war ${onCard(v)} nur vorgemerkt und wurde nie abgebucht; ${f.sameDay('held_at', 'released_at') ? 'am selben Tag' : `am ${f.date('released_at')}`} wurde die Vormerkung aufgehoben.`
          : `Der Betrag von ${f.money('amount')} vom ${f.date('held_at')} war ${onCard(v)} nur vorgemerkt und wurde nie abgebucht; die Vormerkung ist inzwischen aufgehoben.`,
    ],
    conclusion: { valid_but_confusing: [leavesTheStatement] },
  },
  'authorization-hold/captured': {
    story: [
      (f, v) => {
        const reserved = `Am ${f.date('held_at')} wurden ${f.money('amount')} ${onCard(v)} vorgemerkt`;
        const when = f.has('captured_at') ? `am ${f.date('captured_at')}` : 'danach';
        const whole = !f.has('captured') || f.minor('captured') === f.minor('amount');
        return whole
          ? `Die beiden Einträge sind eine einzige Zahlung: ${reserved}, und ${when} wurde genau dieser Betrag abgebucht.`
          : `Die beiden Einträge sind eine einzige Zahlung: ${reserved}, und ${when} wurden davon ${f.money('captured')} abgebucht.`;
      },
      (f, v) =>
        f.has('captured')
          ? `${v.pick('Sie haben', 'Du hast')} also nur einmal ${f.money('captured')} bezahlt; eine Vormerkung allein kostet nichts.`
          : null,
    ],
    conclusion: { valid_but_confusing: [leavesTheStatement] },
  },

  'failed-attempt-retried/retried': {
    story: [
      (f) => {
        if (!f.has('succeeded_at')) {
          return `Ein erster Versuch, ${f.money('amount')} abzubuchen, ist fehlgeschlagen${becauseOf(f)}; später war die Zahlung erfolgreich.`;
        }
        if (f.count('failed_count') !== 1) {
          return `${capital(numberWord(f.count('failed_count')))} Versuche, ${f.money('amount')} abzubuchen, sind fehlgeschlagen${becauseOf(f)}; am ${f.date('succeeded_at')} war die Zahlung dann erfolgreich.`;
        }
        const then = f.sameDay('failed_at', 'succeeded_at')
          ? 'am selben Tag'
          : `am ${f.date('succeeded_at')}`;
        return `Der erste Versuch, ${f.money('amount')} abzubuchen, ist am ${f.date('failed_at')} fehlgeschlagen${becauseOf(f)}; ${then} war die Zahlung dann erfolgreich.`;
      },
      () => 'Abgebucht wurde nur diese eine Zahlung; ein fehlgeschlagener Versuch kostet nichts.',
    ],
    conclusion: {
      valid_but_confusing: [
        () =>
          'Manche Banken zeigen fehlgeschlagene Versuche noch einige Tage als vorgemerkt an; danach verschwinden sie von selbst.',
      ],
    },
  },
  'failed-attempt-retried/unpaid': {
    story: [
      (f, v) =>
        f.count('failed_count') === 1
          ? `${v.pick('Ihre', 'Deine')} Zahlung von ${f.money('amount')} ist noch nicht durchgegangen: Der Versuch am ${f.date('failed_at')} ist fehlgeschlagen${becauseOf(f)}.`
          : `${v.pick('Ihre', 'Deine')} Zahlung von ${f.money('amount')} ist noch nicht durchgegangen: ${capital(numberWord(f.count('failed_count')))} Versuche, der letzte am ${f.date('failed_at')}, sind fehlgeschlagen${becauseOf(f)}.`,
      () => 'Abgebucht wurde dafür noch nichts.',
    ],
    conclusion: {
      payment_issue: [
        remedy,
        (f) =>
          f.has('next_attempt_at')
            ? `Der nächste automatische Versuch ist für den ${f.date('next_attempt_at')} geplant.`
            : null,
      ],
    },
  },
};
