/** A ticket as a SaaS support desk gets it, by what it is about. */
export interface LabelledTicket {
  readonly language: 'en' | 'de' | 'es' | 'fr' | 'ja';
  readonly is_billing: boolean;
  readonly subject: string;
  readonly body: string;
}

type Written = readonly [subject: string, body: string];

const of = (
  language: LabelledTicket['language'],
  is_billing: boolean,
  tickets: readonly Written[],
): readonly LabelledTicket[] => tickets.map(([subject, body]) => ({ language, is_billing, subject, body }));

/**
 * Our own set: about a charge, fee, refund or payment, or not. Among those that are not are words of billing used for
 * something else: an export of invoices, an error 402, an account to delete.
 */
export const SAAS_TICKETS: readonly LabelledTicket[] = [
  ...of('en', true, [
    [
      'Charged twice this month',
      'Hi, I see two identical lines from you on my statement. Please give one of them back.',
    ],
    [
      'Why did my bill go up?',
      'We have been on the same plan since January and this month you took $20 more than usual.',
    ],
    ['Cancelled last week, still billed', 'I cancelled on Monday and this morning another payment went out.'],
    ['Where is my refund', 'Your colleague promised it two weeks ago. Nothing has shown up so far.'],
    ['card problem', 'my card got declined 3 times but the bank says everything is fine on their side'],
    ['Coupon did not work', 'I signed up with SPRING20 and the invoice is for the full price.'],
    [
      'VAT on invoice',
      'We gave you our VAT ID in March but you still add 19% on top. Can you correct the last three?',
    ],
    [
      'Unknown line on my statement',
      'There is a line "ACME CLOUD 49.00" and I have never heard of you. What is this?',
    ],
    ['Seats', 'We removed four users in August. Invoice 0042 still has fourteen seats on it.'],
    ['trial', 'I thought the trial was free for 30 days?? You took 29 euros after two weeks.'],
    [
      'Question about proration',
      'After the upgrade there is a line of -$31.20 and one of $88.40. How did you get there?',
    ],
    ['pending', 'It still shows as pending at my bank, will it drop off or did you take it?'],
    ['Tried to reach you three times', 'Nobody answers. I want my money back or I go to my bank.'],
    ['Annual renewal', 'I did not ask for another year. Please undo the renewal and return the $588.'],
  ]),
  ...of('en', false, [
    ['Change my e-mail', 'How can I change the e-mail address I log in with? My old one is gone.'],
    ['Invoice PDF', 'How do I export an invoice PDF for my accountant?'],
    ['Delete my account', 'Please delete my account and all data under GDPR.'],
    [
      'API returns 402',
      'Since this morning POST /v1/events answers with HTTP 402 in our staging project. Log attached.',
    ],
    ['Cannot log in', 'The password reset mail never arrives, not in spam either.'],
    [
      'CSV import fails',
      'When I import the attached CSV the page stays blank and the console shows an error.',
    ],
    ['Feature request', 'It would be great if dashboards had a dark mode.'],
    [
      'Webhook signature',
      'Your docs say HMAC-SHA256 but our signature never matches. Is the body hashed raw?',
    ],
    ['Invite a colleague', 'I want to invite two people to our workspace but the button is grey.'],
    ['SSO', 'Do you support SAML with Okta? We need it before we roll out.'],
    ['The app crashes', 'On my phone the app closes as soon as I open the calendar.'],
    ['Thanks', 'That fixed it, thank you so much for the quick help!'],
    ['Rate limit', 'We get 429 after about 100 requests per minute. Can the limit be raised for our key?'],
    [
      'Before we buy',
      'What does the Business plan cost per seat for forty people, and is there a discount for schools?',
    ],
    ['New card', 'Where do I enter my new card? The old one expires in May.'],
    ['Payment methods', 'Do you accept PayPal or bank transfer?'],
    [
      'Stripe integration',
      'Our customers pay through your checkout widget. The widget does not load in Safari.',
    ],
    [
      'Charge your laptop',
      'Your meeting room page says visitors can charge their laptop. Is that still true?',
    ],
    ['Data export', 'Where do I find the export of all our projects? I need it for an audit.'],
  ]),
  ...of('de', true, [
    ['Doppelte Abbuchung', 'Hallo, am 3. November wurde mir der Betrag zweimal abgebucht. Bitte um Klärung.'],
    ['Kündigung ignoriert', 'Ich habe im September gekündigt und ihr habt trotzdem wieder 39 € eingezogen.'],
    ['Rechnung stimmt nicht', 'Auf der Rechnung stehen zwölf Lizenzen, wir haben aber nur neun.'],
    [
      'Rückerstattung',
      'Wann kommt endlich meine Rückerstattung? Vor zehn Tagen zugesagt, auf dem Konto ist nichts.',
    ],
    ['Rabatt fehlt', 'Uns wurden 15 % für ein Jahr zugesagt. Seit zwei Monaten zahlen wir den vollen Preis.'],
    ['Preis?', 'Warum ist es diesmal teurer als sonst? Wir haben am Tarif nichts geändert.'],
    ['Karte abgelehnt', 'Meine Kreditkarte wird immer abgelehnt, obwohl genug Geld da ist.'],
    [
      'Umsatzsteuer',
      'Wir sitzen in Österreich und haben eine UID. Bitte die Mehrwertsteuer auf den letzten Rechnungen korrigieren.',
    ],
  ]),
  ...of('de', false, [
    ['E-Mail-Adresse ändern', 'Wie kann ich die Adresse ändern, mit der ich mich einlogge?'],
    [
      'Rechnungen exportieren',
      'Wo finde ich die Rechnungen als PDF? Ich muss sie für die Buchhaltung herunterladen.',
    ],
    ['Konto löschen', 'Bitte löscht mein Konto und alle Daten.'],
    ['Passwort', 'Der Link zum Zurücksetzen des Passworts führt auf eine leere Seite.'],
    [
      'Schnittstelle',
      'Bekommt man über die API auch archivierte Projekte? In der Dokumentation steht nichts.',
    ],
    ['App stürzt ab', 'Nach dem Update stürzt die App beim Öffnen des Kalenders ab.'],
    [
      'Angebot',
      'Was kostet der große Tarif für vierzig Nutzer, und bis wann gilt das Angebot auf der Webseite?',
    ],
    ['Rechnungsadresse', 'Wie ändere ich die Adresse, die auf unseren Rechnungen steht?'],
    ['Mitarbeiter einladen', 'Ich möchte drei Kollegen einladen, die Einladung kommt aber nicht an.'],
  ]),
  ...of('es', true, [
    ['Cobro duplicado', 'Buenos días, este mes me han cobrado dos veces la misma cuota.'],
    ['Sigo pagando', 'Di de baja la cuenta en julio y el día 5 me volvieron a cobrar 25 €.'],
    ['Reembolso', '¿Cuándo llega el reembolso? Ya pasaron doce días y no veo nada en mi tarjeta.'],
    ['Factura incorrecta', 'La factura de octubre tiene un importe que no es el que acordamos.'],
    ['Pago rechazado', 'Mi pago fue rechazado aunque la tarjeta funciona en otros sitios.'],
    ['Descuento', 'El cupón del 20 % no aparece en la última factura. ¿Pueden corregirlo?'],
    ['Cargo que no conozco', 'Aparece un cargo de 49 USD en mi extracto y no sé de qué es.'],
  ]),
  ...of('es', false, [
    ['Cambiar el correo', '¿Cómo puedo cambiar el correo electrónico de mi usuario?'],
    ['Descargar facturas', '¿Dónde puedo descargar las facturas en PDF?'],
    ['Borrar mi cuenta', 'Quiero eliminar mi cuenta y todos mis datos, por favor.'],
    ['No puedo entrar', 'Olvidé mi contraseña y el enlace para recuperarla no llega.'],
    ['Error al importar', 'Al importar el archivo la página se queda en blanco.'],
    ['Datos de facturación', '¿Dónde puedo cambiar el nombre de la empresa que sale en las facturas?'],
    ['Función', '¿Es posible compartir un panel con alguien de fuera de la empresa?'],
  ]),
  ...of('fr', true, [
    ['Prélevé deux fois', 'Bonjour, j’ai été prélevée deux fois ce mois-ci. Merci de corriger.'],
    ['Résiliation', 'J’ai résilié en août et vous continuez à me débiter 19 € par mois.'],
    ['Remboursement', 'Toujours pas de remboursement sur mon compte. Pouvez-vous vérifier ?'],
    ['Facture', 'Le montant de la dernière facture ne correspond pas au tarif convenu.'],
    ['Carte refusée', 'Mon paiement a été refusé alors que ma banque ne bloque rien.'],
    ['TVA', 'Nous sommes exonérés et la TVA figure encore sur la facture de novembre.'],
    ['Essai gratuit', 'L’essai devait être gratuit, pourquoi ai-je payé 30 € ?'],
  ]),
  ...of('fr', false, [
    ['Changer d’adresse e-mail', 'Comment puis-je modifier l’adresse e-mail de mon compte ?'],
    ['Télécharger une facture', 'Où trouver le PDF de mes factures ?'],
    ['Supprimer mon compte', 'Je souhaite supprimer mon compte ainsi que mes données.'],
    ['Connexion', 'Je n’arrive plus à me connecter, le mot de passe est refusé.'],
    ['Bug', 'L’application plante quand j’ouvre le calendrier.'],
    ['Adresse de facturation', 'Comment changer l’adresse qui figure sur nos factures ?'],
    ['Fonctionnalité', 'Est-il possible d’inviter un collègue en lecture seule ?'],
  ]),
  ...of('ja', true, [
    ['二重請求について', '今月、同じ金額が2回引き落とされています。確認をお願いします。'],
    ['解約したのに請求されました', '先月解約しましたが、今月も料金が引き落とされていました。'],
    ['返金がまだ届きません', '2週間前に返金すると言われましたが、まだ入金されていません。'],
    ['請求額が違います', 'プランは変えていないのに、いつもより高い金額が請求されています。'],
    ['カードが拒否されます', '何度試してもカードが拒否されます。銀行では問題ないと言われました。'],
    ['クーポン', 'クーポンを使ったのに割引されていません。'],
  ]),
  ...of('ja', false, [
    ['メールアドレスの変更', 'ログインに使うメールアドレスを変更したいです。'],
    ['請求書のダウンロード', '請求書のPDFはどこからダウンロードできますか。'],
    ['アカウント削除', 'アカウントとデータをすべて削除してください。'],
    ['ログインできません', 'パスワードを再設定してもログインできません。'],
    ['APIのエラー', '今朝からAPIが402を返します。ログを添付します。'],
    ['請求先住所', '請求書に載る会社の住所を変更する方法を教えてください。'],
    ['アプリが落ちる', 'カレンダーを開くとアプリが落ちます。'],
  ]),
];
