import type { Category } from '../finding.ts';

/**
 * The words customers use, and the categories each group of them points at. A phrase matches whole words after
 * case, accents and punctuation are gone; a trailing `*` leaves its last word open (`refund*` → refunded). A group
 * names every category that could be behind the words: "twice" may be a duplicate as well as a hold.
 */
export interface Topic {
  readonly categories: readonly Category[];
  readonly phrases: readonly string[];
}

/** The phrases of a list separated by commas. */
const list = (text: string): readonly string[] => text.split(',').map((phrase) => phrase.trim());

export const TOPICS: readonly Topic[] = [
  {
    categories: [
      'duplicate_charge',
      'duplicate_subscription',
      'duplicate_invoice',
      'overpayment',
      'identity',
      'authorization_hold',
      'payment_failure',
      'one_off',
      'refund',
    ],
    phrases: list(`
      twice, double, doubled, double charge*, double bill*, duplicate*, two times, 2 times, 2x,
      three times, 3 times, multiple times, several times, two charges, 2 charges, both charges,
      two payments, 2 payments, two transactions, 2 transactions, second charge, second payment,
      extra charge*, charged again, billed again, two invoices, 2 invoices, two subscriptions,
      two separate charges, second subscription, two plans, 2 plans, second plan, second one,
      another payment, another charge, two different charges, paid two, same charge, same amount,
      zweimal, zwei mal, 2 mal, 2mal, doppelt*, doppelbuchung*, dreimal, mehrfach, mehrmals,
      zwei abbuchungen, 2 abbuchungen, zwei zahlungen, 2 zahlungen, zwei belastungen, zwei rechnungen,
      2 rechnungen, zwei abos, zwei abonnements, erneut abgebucht, nochmal abgebucht,
      noch einmal abgebucht, zweite abbuchung, zweite rechnung, zweite zahlung, dos veces, doble,
      duplicado, duplicada, dos cargos, cobro duplicado, dos cobros, deux fois, double prelevement,
      doublon, en double, deux prelevements, deux paiements, 二重, 2回, 二回, 重複, 2重`),
  },
  {
    categories: ['duplicate_subscription', 'identity'],
    phrases: list(`
      two accounts, 2 accounts, two subscriptions, 2 subscriptions, second account, old subscription,
      zwei konten, 2 konten, zweites konto, zwei abos, 2 abos, altes abo, zwei abonnements,
      dos suscripciones, dos cuentas, deux abonnements, deux comptes`),
  },
  {
    categories: ['refund', 'credit'],
    phrases: list(`
      refund*, money back, reimburse*, pay me back, give back, return my money, got it back, erstatt*,
      ruckerstatt*, rueckerstatt*, zuruckerstatt*, zurueckerstatt*, geld zuruck, geld zurueck,
      ruckzahlung*, rueckzahlung*, zuruckgezahlt, zuruckgebucht, reembolso*, reembols*, devolucion,
      devolver, rembours*, 返金, 払い戻し`),
  },
  {
    categories: ['cancellation', 'renewal', 'trial', 'pause'],
    phrases: list(`
      cancel*, terminated my, closed my account, unsubscribe*, ended my subscription, stopped my,
      no longer a customer, no longer use, deleted my account, stop charging, stop billing, kundig*,
      kuendig*, gekundigt*, gekuendigt*, beendet, storniert, stornier*, konto geloscht, konto geloescht,
      abgemeldet, widerruf*, widerrufen, cancelad*, cancele, cancelar, anule, dar de baja, resili*,
      annul*, desabonn*, 解約, キャンセル, 退会`),
  },
  {
    categories: ['discount', 'credit', 'price'],
    phrases: list(`
      discount*, coupon*, promo, promos, promo code, promotion*, voucher*, % off, percent off, rabatt*,
      gutschein*, aktionscode, rabattcode, nachlass, prozent, descuento*, cupon*, remise, reduction,
      code promo, 割引, クーポン`),
  },
  {
    categories: ['tax'],
    phrases: list(`
      tax, taxes, taxed, tax exempt*, taxexempt, exempt*, vat, gst, hst, sales tax, vat id, vat number,
      reverse charge, mehrwertsteuer*, mwst, umsatzsteuer*, ust, ust id, steuer*, steuerbefrei*,
      impuesto*, iva, tva, taxe, 税, 消費税`),
  },
  {
    categories: ['proration', 'quantity', 'price'],
    phrases: list(`
      upgrad*, downgrad*, prorat*, pro rata, prorata, switched plan*, changed plan*, plan change*,
      changed my plan, switched my plan, switched to, moved to, change of plan, annual plan, new plan,
      tarifwechsel*, tarif gewechselt, plan gewechselt, wechsel*, gewechselt, umgestellt, anteilig*,
      hochgestuft, herabgestuft, hoheren tarif, hoeheren tarif, upgegradet, upgraden, cambie de plan,
      cambio de plan, actualice, changement de forfait, change de forfait, アップグレード, ダウングレード, プラン変更, 日割り`),
  },
  {
    categories: [
      'price',
      'discount',
      'proration',
      'quantity',
      'usage',
      'tax',
      'renewal',
      'currency',
      'balance',
      'credit',
      'one_off',
    ],
    phrases: list(`
      price*, pricing, too much, overcharg*, more than, higher, more expensive, expensive, increase*,
      went up, gone up, raised, wrong amount, incorrect amount, different amount, amount is wrong,
      instead of, should have been, used to pay, usually pay, quoted, agreed, contract,
      what i signed up for, less than, preis*, teurer, zu teuer, zu viel, zuviel, hoher, hoeher, hohere*,
      hoehere*, erhoht, erhoeht, erhohung, erhoehung, falscher betrag, falschen betrag, statt, anstatt,
      vereinbart*, vertrag, mehr als, gestiegen, betrag stimmt nicht, stimmt nicht, precio*, mas caro,
      demasiado, de mas, prix, plus cher, trop, au lieu de, 料金, 高い, 値上げ, 金額`),
  },
  {
    categories: ['payment_failure', 'authorization_hold'],
    phrases: list(`
      declin*, failed, fail, failing, payment failed, did not go through, didnt go through, rejected,
      card expired, past due, overdue, payment error, could not pay, cant pay, retry, retried, abgelehnt,
      fehlgeschlagen, nicht durchgegangen, geplatzt, zahlung gescheitert, uberfallig, ueberfaellig,
      karte abgelaufen, rechazad*, fallo, refuse*, echoue*, echec, 失敗, 拒否`),
  },
  {
    categories: ['authorization_hold'],
    phrases: list(`
      pending, on hold, hold, held, authoriz*, authoris*, preauth*, pre auth*, reserved, blocked,
      verification charge, test charge, not released, released, vorgemerkt*, vormerkung, reserviert*,
      reservierung, geblockt, blockiert, autorisierung*, pendiente, retenid*, retencion, en attente,
      preautoris*, bloque, 仮, 保留, オーソリ`),
  },
  {
    categories: ['trial', 'cancellation'],
    phrases: list(`
      trial*, free month, free period, test period, testphase, testzeitraum, probemonat, probezeit,
      kostenlos*, gratis*, free, prueba, essai, gratuit*, 無料, トライアル, お試し`),
  },
  {
    categories: ['pause'],
    phrases: list(`
      pause*, paused, pausing, pausier*, on break, en pausa, en pause, 停止`),
  },
  {
    categories: ['renewal', 'trial', 'cancellation', 'authorization_hold', 'one_off', 'proration', 'other'],
    phrases: list(`
      renew*, auto renew*, yearly, annual*, unexpected, unexpectedly, why was i charged, no idea,
      why did you charge, did not authorize, didnt authorize, dont recognize, dont recognise,
      do not recognize, do not recognise, unrecogni*, unknown charge, what is this charge,
      without my permission, without asking, out of nowhere, surprise*, never signed up, verlanger*,
      verlaenger*, jahrlich, jaehrlich, jahresabo, unerwartet*, unbekannt*, ohne meine zustimmung,
      warum wurde, wieso wurde, warum habt ihr, keine ahnung, erneuer*, renov*, inesperad*, no reconozco,
      por que me cobraron, renouvel*, inattendu*, 更新, 身に覚え`),
  },
  {
    categories: ['quantity', 'usage'],
    phrases: list(`
      seat, seats, users, licen*, usage, overage*, api calls, extra user*, team member*, nutzer, lizenz*,
      platze, plaetze, sitzplatze, verbrauch*, nutzung*, mitarbeiter, usuarios, licencia*, consumo,
      utilisateurs, consommation, ユーザー数, 使用量`),
  },
  {
    categories: ['currency'],
    phrases: list(`
      currency, exchange rate, foreign transaction, conversion, in euros, in dollars, in usd, in eur,
      wahrung*, waehrung*, wechselkurs, fremdwahrung, umrechnung, moneda, devise, 為替, 通貨`),
  },
  {
    categories: ['dispute'],
    phrases: list(`
      dispute*, chargeback*, charge back, ruckbuchung, rueckbuchung, rucklastschrift, disput*,
      contracargo, litige, opposition, チャージバック`),
  },
  {
    categories: ['credit', 'balance'],
    phrases: list(`
      credit, credits, balance, account credit, store credit, guthaben*, gutschrift*, saldo, kontostand,
      credito, avoir, solde, クレジット, 残高`),
  },
  {
    categories: ['one_off'],
    phrases: list(`
      setup fee, activation fee, one time fee, one off, onetime, service fee, setup charge,
      einrichtungsgebuhr, einrichtungsgebuehr, einmalig*, aktivierungsgebuhr, frais de mise en service,
      cuota de alta, 初期費用`),
  },
];

/** Everyday uses of telling words that point at nothing. */
export const TOPIC_EXCEPTIONS: readonly string[] = list(`
  credit card, credit cards, feel free, double check, double checked, double checking, hold on`);

/** Words that raise urgency: steps outside the conversation that are taken, or about to be. */
export const URGENT: readonly string[] = list(`
  chargeback, charge back, dispute, disputed, disputing, bank, credit card company, card issuer, lawyer,
  lawyers, attorney, solicitor, legal action, legal, lawsuit, sue, court, police, fraud, fraudulent,
  scam, stolen, theft, unauthorized, unauthorised, consumer protection, ombudsman, trading standards,
  ftc, better business bureau, overdrawn, overdraft, Rückbuchung, Rueckbuchung, Rücklastschrift,
  zurückbuchen, zurueckbuchen, Hausbank, Anwalt, Anwältin, Rechtsanwalt, Rechtsanwältin,
  rechtliche Schritte, Klage, verklagen, Gericht, Polizei, Strafanzeige, Betrug, Betrüger, betrügerisch,
  Abzocke, gestohlen, Verbraucherzentrale, Verbraucherschutz, unberechtigt, unbefugt, Kontoüberziehung,
  überzogen, banco, abogado, fraude, estafa, contracargo, banque, avocat, arnaque, litige, opposition,
  弁護士, 詐欺, 消費者センター, 不正, 銀行`);

/** Everyday uses of urgent words: an account or a statement is not a threat to go to the bank. */
export const URGENT_EXCEPTIONS: readonly string[] = list(`
  bank statement, bank statements, bank account, bank transfer, bank details, bank app, bank holiday,
  online bank, bank card, my bank shows, my bank says, legal name, legal entity, legal department,
  extracto del banco, banco de datos, banque en ligne`);
