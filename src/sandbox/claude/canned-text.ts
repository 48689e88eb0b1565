/**
 * What the sandbox model writes: derived from the facts in the request and nothing else, the same for the same
 * request. It stands in for a model's wording; it is not one, and its answers say so by their model's name.
 */

interface Facts {
  readonly reply?: {
    readonly language?: string;
    readonly customer_name?: string | null;
    readonly signature?: string | null;
  };
  readonly findings?: readonly {
    readonly classification?: string;
    readonly facts?: readonly { readonly name?: string; readonly customer?: string }[];
  }[];
  readonly reference?: {
    readonly summary?: string;
    readonly likely_cause?: string;
    readonly next_checks?: readonly {
      readonly number: number;
      readonly owner: string;
      readonly what: string;
    }[];
    readonly reply?: string;
    readonly reply_language?: string;
  };
}

interface Phrases {
  readonly greeting: (name: string | null) => string;
  readonly thanks: string;
  readonly error: (amount: string | null) => string;
  readonly open: string;
  readonly payment: string;
  readonly right: (amount: string | null) => string;
  readonly nothing: string;
  readonly next: string;
  readonly closing: string;
}

const PHRASES: Readonly<Record<string, Phrases>> = {
  en: {
    greeting: (name) => (name === null ? 'Hello,' : `Hello ${name},`),
    thanks: 'Thank you for your message; we have looked into it.',
    error: (amount) =>
      `Something went wrong in our billing${amount === null ? '' : `: ${amount} was not due`}, and we are sorry.`,
    open: 'One point is still open, and we are checking it.',
    payment: 'A payment could not be completed; please have a look at your payment method.',
    right: (amount) =>
      `What you see${amount === null ? '' : ` (${amount})`} is right, even if it looks unusual.`,
    nothing: 'We found nothing wrong in your account.',
    next: 'Our finance team has the case, and we will write as soon as it is settled.',
    closing: 'Kind regards,',
  },
  de: {
    greeting: (name) => (name === null ? 'Guten Tag,' : `Guten Tag ${name},`),
    thanks: 'vielen Dank für Ihre Nachricht; wir haben sie geprüft.',
    error: (amount) =>
      `In unserer Abrechnung ist etwas schiefgelaufen${amount === null ? '' : `: ${amount} waren nicht fällig`}. Das tut uns leid.`,
    open: 'Ein Punkt ist noch offen, den wir gerade klären.',
    payment: 'Eine Zahlung konnte nicht abgeschlossen werden; bitte prüfen Sie Ihr Zahlungsmittel.',
    right: (amount) =>
      `Was Sie sehen${amount === null ? '' : ` (${amount})`}, ist richtig, auch wenn es ungewohnt aussieht.`,
    nothing: 'In Ihrem Konto haben wir keinen Fehler gefunden.',
    next: 'Unsere Buchhaltung hat den Fall, und wir melden uns, sobald er geklärt ist.',
    closing: 'Freundliche Grüße',
  },
  es: {
    greeting: (name) => (name === null ? 'Hola:' : `Hola, ${name}:`),
    thanks: 'Gracias por su mensaje; lo hemos revisado.',
    error: (amount) =>
      `Ha habido un error en nuestra facturación${amount === null ? '' : `: ${amount} no correspondían`}. Lo sentimos.`,
    open: 'Queda un punto abierto que estamos comprobando.',
    payment: 'Un pago no se ha podido completar; le rogamos que revise su forma de pago.',
    right: (amount) =>
      `Lo que ve${amount === null ? '' : ` (${amount})`} es correcto, aunque parezca extraño.`,
    nothing: 'No hemos encontrado ningún error en su cuenta.',
    next: 'Nuestro equipo de finanzas tiene el caso y le escribiremos en cuanto esté resuelto.',
    closing: 'Un saludo,',
  },
  fr: {
    greeting: (name) => (name === null ? 'Bonjour,' : `Bonjour ${name},`),
    thanks: 'Merci pour votre message ; nous l’avons étudié.',
    error: (amount) =>
      `Une erreur s’est produite dans notre facturation${amount === null ? '' : ` : ${amount} n’étaient pas dus`}. Nous en sommes désolés.`,
    open: 'Un point reste ouvert, nous le vérifions.',
    payment: 'Un paiement n’a pas pu aboutir ; merci de vérifier votre moyen de paiement.',
    right: (amount) =>
      `Ce que vous voyez${amount === null ? '' : ` (${amount})`} est exact, même si cela peut surprendre.`,
    nothing: 'Nous n’avons trouvé aucune erreur sur votre compte.',
    next: 'Notre service financier a le dossier et nous vous écrirons dès qu’il sera clos.',
    closing: 'Cordialement,',
  },
  ja: {
    greeting: (name) => (name === null ? 'お客様' : `${name}様`),
    thanks: 'お問い合わせいただきありがとうございます。内容を確認いたしました。',
    error: (amount) =>
      `弊社の請求に誤りがございました${amount === null ? '' : `(${amount})`}。申し訳ございません。`,
    open: '確認中の点がございます。',
    payment: 'お支払いが完了しておりません。お支払い方法をご確認ください。',
    right: (amount) => `ご覧になっている内容${amount === null ? '' : `(${amount})`}に誤りはございません。`,
    nothing: 'お客様のアカウントに誤りは見つかりませんでした。',
    next: '経理担当に引き継いでおり、完了次第ご連絡いたします。',
    closing: '敬具',
  },
};

/** What the model is asked to fill in, as far as the request's facts say. */
export function cannedValues(turns: readonly { readonly text: string }[]): Readonly<Record<string, unknown>> {
  const facts = factsIn(turns);
  if (facts === null) return {};
  const { reference } = facts;
  return {
    summary: reference?.summary,
    likely_cause: reference?.likely_cause,
    next_checks: reference?.next_checks,
    draft_reply: replyFrom(facts),
  };
}

function factsIn(turns: readonly { readonly text: string }[]): Facts | null {
  const block = /<facts>\n([\s\S]*?)\n<\/facts>/.exec(turns[0]?.text ?? '')?.[1];
  if (block === undefined) return null;
  try {
    return JSON.parse(block) as Facts;
  } catch {
    return null;
  }
}

function replyFrom({ reply, findings = [] }: Facts): string {
  const phrases = PHRASES[reply?.language ?? 'en'] ?? PHRASES['en'];
  if (phrases === undefined) return '';
  const [main] = findings;
  const amount = main?.facts?.find(({ name }) => name === 'amount')?.customer ?? null;
  const story = storyOf(main?.classification, amount, phrases);
  return [
    phrases.greeting(reply?.customer_name ?? null),
    `${phrases.thanks} ${story}`,
    ...(main?.classification === 'billing_error' ? [phrases.next] : []),
    [phrases.closing, reply?.signature ?? ''].filter((line) => line !== '').join('\n'),
  ].join('\n\n');
}

function storyOf(classification: string | undefined, amount: string | null, phrases: Phrases): string {
  switch (classification) {
    case 'billing_error':
      return phrases.error(amount);
    case 'likely_error':
      return phrases.open;
    case 'payment_issue':
      return phrases.payment;
    case 'valid_but_confusing':
      return phrases.right(amount);
    default:
      return phrases.nothing;
  }
}
