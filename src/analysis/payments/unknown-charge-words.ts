/**
 * Words by which a customer says that a charge is not known to them, as in the vocabulary of topics: whole words, case
 * and accents ignored, a trailing `*` open. Words about another charge than an unknown one ("unexpected", "too much")
 * are not here: who knows what a charge is for asks something else.
 */
const PHRASES: readonly string[] = [
  'do not recognize, dont recognize, do not recognise, dont recognise, did not recognize, didnt recognize',
  'cannot recognize, cant recognize, cannot recognise, cant recognise, unrecogni*, unfamiliar',
  'unknown charge*, unknown payment*, unknown transaction*, unknown debit*, mystery charge*, mysterious charge*',
  'strange charge*, strange payment*, random charge*, random payment*, suspicious charge*, suspicious payment*',
  'what is this charge, what is this payment, whats this charge, what this charge is, what this payment is',
  'what is this transaction, what is this debit, no idea what this, no idea what it is, no idea who you, who are you',
  'never heard of you, never heard of your, never signed up, never subscribed, never bought, never ordered',
  'never purchased, never used your, not a customer, never been a customer, never had an account',
  'dont have an account, do not have an account, did not make this, didnt make this, did not authorize',
  'did not make a payment, didnt make a payment, did not make it, didnt make it, i did not make, i didnt make',
  'i did not do, i didnt do, not made by me, was not me, wasnt me, is not me, isnt me',
  'remember making, remember paying, remember authoriz*, remember authoris*, remember buying, remember ordering',
  'dont remember this, do not remember this, remember signing up, remember subscribing',
  'did not approve, didnt approve, did not set up, didnt set up, not responsible for, wasnt aware of',
  'was not aware of, fraudulent charge*, fraudulent payment*, fraudulent transaction*, unauthorized transaction*',
  'unauthorised transaction*, unauthorized direct debit*, unauthorised direct debit*, unauthorized debit*',
  'didnt authorize, did not authorise, didnt authorise, never authorized, never authorised, unauthorized charge*',
  'unauthorised charge*, unauthorized payment*, unauthorised payment*, not my charge, not mine, isnt mine',
  'unbekannte abbuchung*, unbekannten abbuchung*, unbekannte belastung*, unbekannte zahlung*, unbekannten betrag',
  'unbekannter betrag, abbuchung unbekannt, kenne ich nicht, kenne sie nicht, kenne euch nicht, sagt mir nichts',
  'nicht zuordnen, nicht zuzuordnen, nie bestellt, nicht bestellt, nie abgeschlossen, nicht abgeschlossen',
  'nie gekauft, nicht gekauft, kein kunde, keine kundin, nie angemeldet, nicht autorisiert, nie autorisiert',
  'nicht veranlasst, nicht von mir, was ist das fur eine, was ist das fuer eine, was soll das fur eine',
  'wofur ist diese abbuchung, wofuer ist diese abbuchung, wer seid ihr, wer sind sie',
  'no reconozco, no reconozco este, cargo desconocido, cobro desconocido, pago desconocido, cargo no reconocido',
  'cobro no reconocido, no se que es este, no se de que es, no he comprado, no he contratado, nunca compre',
  'nunca contrate, no soy cliente, no autorice, no he autorizado',
  'ne reconnais pas, ne connais pas, prelevement inconnu, paiement inconnu, debit inconnu, transaction inconnue',
  'jamais commande, jamais achete, jamais souscrit, rien commande, pas client, pas cliente, pas autorise',
  'jamais autorise, a quoi correspond ce, qui etes vous',
  '身に覚え, 覚えのない, 覚えがない, 心当たり, 知らない請求, 不明な請求, 不明な引き落とし, 利用していない, 契約していない',
];

export const UNKNOWN_CHARGE: readonly string[] = PHRASES.flatMap((line) =>
  line.split(',').map((phrase) => phrase.trim()),
);
