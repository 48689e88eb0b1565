/** A phrase of a support desk's daily life and how much it says that a ticket is about billing; below 0: that it is not. */
export interface WeightedPhrase {
  readonly phrase: string;
  readonly weight: number;
}

/** Weights are tenths of a logit, as in the learned list: 30 makes one in ten one in three. */
const GROUPS: readonly { readonly weight: number; readonly phrases: string }[] = [
  {
    // A charge, refund or payment that somebody has something to say about.
    weight: 50,
    phrases: `
      charged me, charged my, charged us, charged again, charged twice, charged after, was charged, were charged,
      been charged, got charged, being charged, keep charging, still charging, stop charging, still being billed,
      double charge*, double bill*, overcharg*, billed twice, billed me, billed us, billed again, was billed, were billed,
      been billed, refund*, reimburse*, money back, chargeback*, billing error, billing issue, billing problem,
      billing question, billing mistake, wrong amount, wrong invoice, wrong charge, payment failed, payment was declined,
      card was declined, card is declined, card got declined, unauthorized charge*, unauthorised charge*,
      unexpected charge*, unknown charge*, extra charge*, took money, took the money, taken from my, debited,
      abgebucht, abbuchung*, doppelt berechnet, doppelt bezahlt, zu viel berechnet, zuviel berechnet, zu viel bezahlt,
      falsch berechnet, falscher betrag, falsche rechnung, erstatt*, ruckerstatt*, rueckerstatt*, geld zuruck,
      geld zurueck, zuruckuberweis*, ruckbuchung*, belastet, berechnet, in rechnung gestellt, eingezogen,
      karte abgelehnt, karte wurde abgelehnt, zahlung abgelehnt, zahlung fehlgeschlagen,
      me cobraron, me han cobrado, nos cobraron, nos han cobrado, me habeis cobrado, me cobrais, cobro*, cobrado,
      cobrada, cargo duplicado, doble cargo, cargo en mi, reembols*, devolucion, devolver el dinero, tarjeta rechazada,
      pago rechazado, pago fallo, importe incorrecto,
      preleve*, prelevement*, debite, debitee, facture deux fois, facture a tort, rembours*, double paiement,
      paiement refuse, carte refusee, carte a ete refusee, montant incorrect, erreur de facturation, trop percu,
      請求され, 請求が, 二重請求, 二重に請求, 引き落と, 課金され, 返金, 払い戻し, 過払い, 決済に失敗, 決済が失敗, 支払いが失敗, 支払いに失敗, カードが拒否, 拒否され, 請求額, 誤請求`,
  },
  {
    // Billing is the subject; what is wanted may still be a file or a form.
    weight: 22,
    phrases: `
      charge*, invoice*, bill, bills, billing, billed, payment*, paid, paying, subscription fee, renew*, auto renew*,
      prorat*, pro rata, credit note*, bank statement, card statement, credit card statement, discount*, coupon*,
      promo code, two subscriptions, two accounts, pay for, pays for, higher price, price go up, higher than, more expensive,
      tax exempt, vat, sales tax, price increase, price change, price went up, more than usual, too much,
      twice, free trial, rechnung*, zahlung*, bezahlt, gezahlt, betrag, kosten, gebuhr*, gebuehr*, kreditkarte*,
      kontoauszug, gutschrift*, rabatt*, gutschein*, mehrwertsteuer, mwst, umsatzsteuer, steuerbefreit, preiserhohung, teurer,
      zwei abos, zwei abonnements, zwei konten,
      verlanger*, testphase, probezeit, doppelt, zweimal, factura*, pago, pagos, pague, pagado, importe, tarjeta,
      extracto, descuento*, cupon*, mas caro, mas cara, dos suscripciones, iva, renovacion, renovo, prueba gratuita, dos veces, facture*, facturation, paiement*,
      paye, payee, montant, releve bancaire, remise, code promo, plus cher, deux abonnements, tva, renouvel*, essai gratuit, deux fois, avoir, 請求,
      支払, 料金, 決済, 課金, 金額, 明細, 割引, クーポン, 値上げ, 高く, 消費税, 更新, 日割り, 二重, 2回, 領収`,
  },
  {
    // Often beside a question about money, seldom alone.
    weight: 12,
    phrases: `
      subscription*, cancel*, plan, plans, price*, pricing, seats, licens*, credit, credits, balance, trial, upgrade*,
      downgrade*, receipt*, account statement, dispute*, abo, abonnement*, abos, kundig*, kuendig*, gekundigt*,
      gekuendigt*, tarif*, preis*, lizenz*, guthaben, suscripcion*, cancel*, tarifa*, precio*, licencia*, saldo,
      forfait*, resili*, prix, tarif*, licence*, solde, 解約, キャンセル, プラン, 価格, ライセンス, 残高, 引き落とし日, サブスク`,
  },
  {
    // Something else is broken, forgotten or asked for.
    weight: -22,
    phrases: `
      password*, passcode, log in, login, sign in, log out, locked out, two factor, 2fa, mfa, sso, saml, verification email,
      change my email, email address, change my name, rename, delete my account, delete our account, close my account,
      export*, import*, download*, pdf, csv, api, api key, endpoint, webhook*, sdk, http, status code, rate limit*,
      integration*, zapier, crash*, bug, bugs, blank page, white screen, freez*, loading, slow, feature request, roadmap,
      dark mode, documentation, tutorial, how do i, how can i, how to, where do i find, where can i find, is it possible,
      do you offer, do you support, do you have, do you accept, before we buy, billing address, company address,
      payment required, would it be possible, invite*, permission*, notification*,
      passwort*, kennwort*, einloggen, anmelden, anmeldung, zwei faktor, e mail adresse, mailadresse, konto loschen,
      konto loeschen, exportier*, export, importier*, herunterlad*, schnittstelle, absturz*, absturzt, absturzt, fehlermeldung,
      funktion*, rechnungsadresse, bis wann gilt, wie kann ich, wie andere ich, wie aendere ich, wie finde ich, wo finde ich, gibt es eine, unterstutzt ihr, benachrichtigung*, einladen,
      berechtigung*, contrasena*, iniciar sesion, acceder, correo electronico, eliminar mi cuenta, borrar mi cuenta,
      datos de facturacion, direccion de facturacion, exportar, importar, descargar, como puedo, donde puedo, donde encuentro, es posible, teneis, notificacion*, invitar,
      permisos, se cierra, no carga, mot de passe, me connecter, connexion, adresse e mail, adresse mail,
      supprimer mon compte, adresse de facturation, exporter, importer, telecharger, comment puis je, comment faire, ou trouver, est il possible,
      proposez vous, plante, notification*, inviter, autorisations, 請求先住所, 住所, パスワード, ログイン, メールアドレス, アカウントを削除, アカウント削除,
      エクスポート, インポート, ダウンロード, 連携, 不具合, エラー, 表示されない, 通知, 招待, 権限, 方法を教えて, できますか, 使い方`,
  },
];

/** An amount with its currency. */
export const NAMED_AMOUNT: WeightedPhrase = { phrase: 'an amount', weight: 25 };

/** The phrases of a support desk in English, German, Spanish, French and Japanese, each once per weight. */
export const VOCABULARY: readonly WeightedPhrase[] = GROUPS.flatMap(({ weight, phrases }) =>
  [...new Set(phrases.split(',').map((phrase) => phrase.trim()))].map((phrase) => ({ phrase, weight })),
);
