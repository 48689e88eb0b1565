import { plural } from '../../analysis/wording.ts';
import type { CustomerSummary } from '../../check/ports.ts';
import type { ResultMatch } from '../../check/result.ts';
import { ACTIONS, BLOCKS } from '../ids.ts';
import {
  actions,
  bold,
  button,
  context,
  type KnownBlock,
  paragraph,
  richText,
  type SlackMessage,
  span,
} from './blocks.ts';
import { inertFallback, inertLine, jsonBytes } from './inert.ts';
import { LIMITS } from './limits.ts';

export interface AmbiguousInput {
  readonly query: string;
  /** Everybody who matched: as resolved, or as in the result. */
  readonly customers: readonly (CustomerSummary | ResultMatch)[];
}

const QUERY_MAX = 120;
/** Up to here each customer has a button; more go into a menu. */
const MAX_BUTTONS = 5;
/** What the options of the menu may take together, in bytes of JSON. */
const OPTIONS_BYTES = 10_800;

/** Several customers match: who is meant? The buttons and options carry customer ids, nothing else. */
export function ambiguousMessage({ query, customers }: AmbiguousInput): SlackMessage {
  const asked = inertLine(query, QUERY_MAX);
  const many = plural(customers.length, 'customer');
  return {
    text: `${many} match ${inertFallback(query, QUERY_MAX) || 'this'}: choose whom to check.`,
    blocks: [
      richText(
        paragraph(
          bold(`👥 ${many} match${asked === '' ? '' : ` “${asked}”`}`),
          span('\nChoose whom to check; nothing has been read yet.'),
        ),
      ),
      ...(customers.length <= MAX_BUTTONS ? asButtons(customers) : asMenu(customers)),
    ],
  };
}

type Choosable = AmbiguousInput['customers'][number];

function asButtons(customers: AmbiguousInput['customers']): KnownBlock[] {
  return customers.map((customer, place) => ({
    type: 'section',
    text: { type: 'plain_text', text: `${nameOf(customer, 160)}\n${detailsOf(customer)}`, emoji: false },
    block_id: `${BLOCKS.chooser}:${place}`,
    ...(isCarried(customer.id, LIMITS.button_value)
      ? { accessory: button('Check', ACTIONS.chooseCustomer, customer.id) }
      : {}),
  }));
}

/** An id goes whole or not at all: a shortened one would be somebody else's. */
function isCarried(id: string, maximum: number): boolean {
  return id.length > 0 && id.length <= maximum;
}

function asMenu(customers: AmbiguousInput['customers']): KnownBlock[] {
  const options: Option[] = [];
  let room = OPTIONS_BYTES;
  for (const customer of customers) {
    if (!isCarried(customer.id, LIMITS.option_value)) continue;
    const option = toOption(customer);
    room -= jsonBytes(option) + 1;
    if (room < 0 || options.length === LIMITS.select_options) break;
    options.push(option);
  }
  const missing = customers.length - options.length;
  const notice =
    missing === 0
      ? []
      : [
          context(
            `${missing} of the ${customers.length} are not in this menu: name the one you mean by its id, cus_….`,
          ),
        ];
  if (options.length === 0) return notice;
  return [
    {
      ...actions(BLOCKS.chooser, []),
      elements: [
        {
          type: 'static_select',
          action_id: ACTIONS.chooseCustomer,
          placeholder: { type: 'plain_text', text: 'Choose a customer' },
          options,
        },
      ],
    },
    ...notice,
  ];
}

interface Option {
  readonly text: { readonly type: 'plain_text'; readonly text: string; readonly emoji: false };
  readonly value: string;
}

function toOption(customer: Choosable): Option {
  const text = inertLine(`${shortName(customer)} · ${detailsOf(customer)}`, LIMITS.option_text);
  return { text: { type: 'plain_text', text, emoji: false }, value: customer.id };
}

/** Short enough to leave room for what differs: everybody in a menu may have the same address. */
const shortName = ({ name, email, id }: Choosable): string =>
  nameOf({ name: name ?? email, email: null, id }, 24);

function nameOf({ name, email, id }: Pick<Choosable, 'name' | 'email' | 'id'>, maximum: number): string {
  const [known, address] = [inertLine(name ?? '', maximum), inertLine(email ?? '', maximum)];
  const both = known !== '' && address !== '' ? `${known} · ${address}` : known || address;
  return inertLine(both, maximum) || inertLine(id, maximum) || 'No name';
}

/** What tells two records of one person apart: the id, since when, which currency, test or live. */
function detailsOf({ id, created, currency, livemode }: Choosable): string {
  const since = typeof created === 'number' ? new Date(created * 1_000).toISOString() : created;
  return [
    inertLine(id, 60),
    `since ${inertLine(since.slice(0, 10), 30)}`,
    ...(currency === null ? [] : [inertLine(currency, 10).toUpperCase()]),
    ...(livemode ? [] : ['test mode']),
  ].join(' · ');
}
