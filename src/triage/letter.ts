import type { Policy } from '../analysis/policy.ts';
import type { Ticket } from '../analysis/ticket/ticket.ts';
import { shownText } from '../analysis/wording.ts';
import { avoidingWords } from './avoid-words.ts';
import { LANGUAGES } from './templates/index.ts';
import type { CustomerName, Language, Voice } from './templates/language.ts';

/** Everything about a letter to a customer but what it says. */
export interface Frame {
  readonly language: Language;
  /** BCP 47 locale for amounts, dates and spelling. */
  readonly locale: string;
  readonly policy: Policy;
  readonly name: CustomerName | null;
}

export interface Letter {
  readonly text: string;
  /** Sentences left out because they held words the policy avoids. */
  readonly omitted: number;
}

/** The company's tone, in the form of address the customer uses. */
export function voiceOf(policy: Policy, language: Language, ticket: Ticket | null): Voice {
  const tone = policy.reply?.tone ?? language.defaultTone;
  return language.voice(tone, ticket === null ? '' : ticket.body);
}

/** Greeting, paragraphs of sentences, signature: in the company's tone and without the words it avoids. */
export function writeLetter(frame: Frame, voice: Voice, body: readonly (readonly string[])[]): Letter {
  const { language, policy, name } = frame;
  const words = avoidingWords(policy.reply?.avoid ?? [], language);
  const greeting = greetingOf(policy, language, voice, name);
  let omitted = 0;
  const spelled = (sentence: string): string => spelledFor(sentence, frame, voice);
  const paragraphs = body.map((sentences) => {
    const kept = sentences
      .map((sentence) => words.apply(spelled(sentence)))
      .filter((sentence) => sentence !== null);
    omitted += sentences.length - kept.length;
    return kept.join(language.layout.betweenSentences);
  });
  const [opening = '', ...rest] = paragraphs.filter((paragraph) => paragraph !== '');
  const signature = signatureOf(policy) ?? words.apply(language.defaultSignature(voice));
  const signOff = [words.apply(spelled(language.signOff(voice))), signature].filter((line) => line !== null);
  const text = [greeting, afterGreeting(opening, greeting, language), ...rest, signOff.join('\n')];
  return { text: text.filter((part) => part !== '').join('\n\n'), omitted };
}

/** Our own words as the locale and the tone write them; names in quotation marks stay as their owners write them. */
function spelledFor(sentence: string, { language, locale }: Frame, voice: Voice): string {
  return sentence
    .split(/(„[^“]*“|«[^»]*»|「[^」]*」|"[^"]*")/)
    .map((part, index) => (index % 2 === 0 ? language.regional(part, locale, voice) : part))
    .join('');
}

/** German goes on in lower case after "Hallo Jane,". */
function afterGreeting(opening: string, greeting: string, language: Language): string {
  const [firstWord = ''] = opening.split(' ', 1);
  if (!greeting.endsWith(',') || !language.lowerAfterGreeting.has(firstWord)) return opening;
  return opening.charAt(0).toLowerCase() + opening.slice(1);
}

const MAX_GREETING_CHARACTERS = 80;
const MAX_SIGNATURE_LINES = 6;

/**
 * The policy's greeting, with the customer's name at `{name}` or at its end; the language's own where the policy
 * has none, or has one in another language ("Dear" before a German text).
 */
function greetingOf(policy: Policy, language: Language, voice: Voice, name: CustomerName | null): string {
  const own = shownText(policy.reply?.greeting ?? '', MAX_GREETING_CHARACTERS);
  const foreign = Object.values(LANGUAGES).some(
    (other) => other.code !== language.code && other.salutation.test(own) && !language.salutation.test(own),
  );
  if (own === '' || foreign) return language.greeting(name, voice);
  return language.layout.greet(own, name === null ? null : voice.pick(name.full, name.first));
}

function signatureOf(policy: Policy): string | null {
  const lines = (policy.reply?.signature ?? '')
    .split('\n', MAX_SIGNATURE_LINES)
    .map((line) => shownText(line))
    .join('\n')
    .trim();
  return lines === '' ? null : lines;
}
