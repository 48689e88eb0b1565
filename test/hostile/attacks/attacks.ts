import { Random } from '../../../src/sandbox/ledger/random.ts';
import { GOALS, LANGUAGES, type Language } from './goals.ts';
import { hidden } from './hiding.ts';
import { injections } from './injections.ts';
import { SAID, type Said } from './said.ts';

/** Where the attacker has put it. */
export type Place = 'ticket' | 'customer_name' | 'product_name' | 'invoice_memo' | 'metadata';

export interface Attack {
  readonly name: string;
  readonly place: Place;
  readonly language: Language;
  /** As it stands in the ticket or in Stripe. */
  readonly text: string;
  /** What a model says that does what it is told. */
  readonly said: Said;
}

const PLACES: readonly [Place, ...Place[]] = [
  // Most are written in tickets; whoever can write into Stripe's texts is a customer with a form, or an insider.
  'ticket',
  'ticket',
  'ticket',
  'customer_name',
  'product_name',
  'invoice_memo',
  'metadata',
];

/** So many attacks, the same every time: each injection string with another goal, language, disguise and place. */
export function attacks(count: number): readonly Attack[] {
  const random = new Random('attacks');
  const { strings } = injections();
  return Array.from({ length: count }, (_, at) => {
    const injection = strings[at % strings.length] ?? '';
    const language = LANGUAGES[at % LANGUAGES.length] ?? 'en';
    const goal = random.pick(GOALS[language]);
    const { how, text } = hidden(`${injection} ${goal}`, random);
    const said = SAID[at % SAID.length];
    if (said === undefined) throw new Error('somebody says something');
    const place = random.pick(PLACES);
    return { name: `${at}: ${place}, ${language}, ${how}, says ${said.name}`, place, language, text, said };
  });
}
