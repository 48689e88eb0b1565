import { amountsIn } from '../ticket/claimed-amounts.ts';
import { fold, mentions, needleOf } from '../ticket/fold.ts';
import { sentencesOf } from '../ticket/sentences.ts';
import type { Ticket } from '../ticket/ticket.ts';
import { MAX_TICKET_CHARACTERS } from '../ticket/ticket-words.ts';
import type { StatementKind } from './customer-claim.ts';

/** The phrases of a list separated by commas; a trailing `*` leaves the last word open. */
const list = (text: string): readonly string[] => text.split(',').map((phrase) => phrase.trim());

interface Wording {
  /** Of each list one phrase must stand in one sentence. */
  readonly all: readonly (readonly string[])[];
  /** Wishes, questions and everyday uses that state nothing: taken out first. */
  readonly except: readonly string[];
  /** Words that make the sentence one about something else. */
  readonly not?: readonly string[];
}

const MONEY_TAKEN = list(`
  charge*, bill*, debit*, payment*, paid, pay, paying, invoice*, transaction*, took, taken, deduct*, money, abgebucht,
  abbuchung*, belastet, berechnet, bezahlt, zahlung*, gezahlt, rechnung*, eingezogen, cobr*, cargo*, pago*, pague,
  factur*, preleve*, prelevement*, debite*, paye*, paiement*, 請求, 引き落と, 課金, 決済, 支払`);

const WORDED_KINDS = [
  'charged_twice',
  'cancelled_before',
  'refund_missing',
  'payment_declined',
] as const satisfies readonly StatementKind[];

/** How a statement about the past is worded in English, German, Spanish, French and Japanese. */
const WORDINGS: Readonly<Record<(typeof WORDED_KINDS)[number], Wording>> = {
  charged_twice: {
    all: [
      list(`
        twice, double, doubled, double charged, duplicate*, two times, 2 times, 2x, two charges, 2 charges, two payments,
        2 payments, both charges, both payments, second charge, second payment, two plans,
        2 plans, two subscriptions, 2 subscriptions, zwei abos, zwei abonnements, zwei tarife, dos suscripciones,
        dos planes, deux abonnements, deux forfaits, zweimal,
        zwei mal, 2 mal, 2mal, doppelt*, doppelbuchung*, zwei abbuchungen, zwei zahlungen,
        dos veces, doble, duplicad*, dos cargos, dos cobros, deux fois, double prelevement, en double,
        deux prelevements, deux paiements, 二重, 2回, 二回, 重複, 2重`),
      MONEY_TAKEN,
    ],
    except: list(`
      double check*, checked twice, wrote twice, written twice, asked twice, emailed twice, contacted you twice,
      called twice, double the, twice as, twice the, twice a, doppelt so`),
  },
  cancelled_before: {
    all: [
      list(`
        i cancelled, i canceled, have cancelled, have canceled, ive cancelled, ive canceled, had cancelled, had canceled,
        already cancelled, already canceled, was cancelled, was canceled, been cancelled, been canceled, cancelled my,
        canceled my, cancelled the, canceled the, cancelled it, canceled it, cancelled in, canceled in, cancelled on,
        canceled on, cancelled last, canceled last, after cancel*, after i cancel*, since i cancel*, despite cancel*,
        ended my subscription, closed my account, gekundigt*, gekuendigt*, storniert, konto geloscht, konto geloescht,
        cancele, habia cancelado, he cancelado, cancelado, cancelada, di de baja, jai resilie, javais resilie, ai resilie, avais resilie, ete resilie,
        resiliation faite, jai annule, javais annule, ai annule, desabonne, 解約し, 解約済, キャンセルし, キャンセル済, 退会し`),
    ],
    except: list(`
      not cancelled, not canceled, not been cancelled, not been canceled, want it cancelled, get it cancelled,
      if i cancelled, if i canceled, payment was cancelled, payment was canceled, nicht gekundigt, nicht gekuendigt,
      gekundigt werden, gekuendigt werden, no he cancelado, pas resilie, 解約したい, 解約してください, キャンセルしたい,
      キャンセルしてください, 退会したい`),
    not: list(`
      order*, booking*, booked, reservation*, appointment*, our event, the event, bestellung*, buchung*, termin, pedido*,
      reserva*, commande*, rendez vous, 注文, 予約`),
  },
  refund_missing: {
    all: [
      list(`
        refund*, money back, reimburse*, ruckerstatt*, rueckerstatt*, erstatt*, zuruckerstatt*, gutschrift, ruckzahlung*,
        rueckzahlung*, geld zuruck, reembols*, devolucion, rembours*, 返金, 払い戻し`),
      list(`
        not arrived, hasnt arrived, never arrived, not received, havent received, hasnt been received, never received,
        didnt receive, did not receive, never came, hasnt come, not come, still waiting, still no, not show*, isnt show*,
        doesnt show, hasnt shown, never showed, not see, cant see, dont see, havent seen, not seen, where is, wheres,
        no sign, missing, not in my account, did not get, didnt get, never got, havent got*, not got*, not appeared,
        hasnt appeared, not back, nicht angekommen, nie angekommen, nicht erhalten, nie erhalten, nicht eingegangen,
        nicht da, noch nicht, noch keine, warte, wo bleibt, wo ist, no ha llegado, no he recibido, no llega, no me llega,
        sigo esperando, sigue sin, nunca llego, donde esta, pas recu, pas arrive*, jamais recu, toujours pas, attends,
        ou est, 届いて, 届かな, 届きませ, まだ, 受け取って, 確認でき, 反映されて, 入金されて`),
    ],
    except: [],
  },
  payment_declined: {
    all: [
      list(`
        declined, was rejected, got rejected, been rejected, payment failed, failed payment, did not go through,
        didnt go through, not gone through, abgelehnt, fehlgeschlagen, nicht durchgegangen, zahlung gescheitert,
        rechazad*, no paso, ete refuse*, est refuse*, echoue*, 拒否, 失敗, 拒絶`),
      [...MONEY_TAKEN, ...list('card*, bank*, karte*, kreditkarte*, tarjeta*, carte*, カード')],
    ],
    except: list('request was declined, not declined, nicht abgelehnt'),
  },
};

/**
 * What the customer states about the past, each kind once, as far as words tell. Deterministic phrase matching, a
 * sentence at a time, in time linear in the ticket's bounded text.
 */
export function statementsIn({ subject, body }: Ticket): ReadonlySet<StatementKind> {
  const text = `${subject}\n${body}`.slice(0, MAX_TICKET_CHARACTERS);
  // An amount says that money is meant, whatever stands beside it.
  const sentences = sentencesOf(text).map((sentence) =>
    fold(amountsIn(sentence).length > 0 ? `${sentence} money` : sentence),
  );
  return new Set(WORDED_KINDS.filter((kind) => sentences.some((sentence) => says(sentence, WORDINGS[kind]))));
}

function says(sentence: string, { all, except, not = [] }: Wording): boolean {
  const rest = except.reduce((left, phrase) => left.replaceAll(needleOf(phrase), ' '), sentence);
  if (not.some((phrase) => mentions(rest, phrase))) return false;
  return all.every((phrases) => phrases.some((phrase) => mentions(rest, phrase)));
}
