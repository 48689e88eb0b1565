import { assert } from '../../assert.ts';
import type { LedgerObject } from '../ledger/wire.ts';
import type { World } from './story.ts';

/** A history file (format `billing-check/history@1`). */
export interface HistoryFile {
  readonly format: 'billing-check/history@1';
  readonly api_version: '2026-10-28.endive';
  readonly exported_at: string;
  readonly livemode: false;
  readonly objects: readonly LedgerObject[];
  readonly ticket?: {
    readonly subject: string;
    readonly body: string;
    readonly requester_email: string;
    readonly created_at: string;
  };
  readonly policy: Readonly<Record<string, unknown>>;
}

/**
 * One customer's part of the world as a history file: their objects and what these refer to, their ticket, and the
 * company's policy as far as it is about them. Programming error when the world has no such customer.
 */
export function exportWorldHistory(world: World, customerId: string): HistoryFile {
  const theirs = world.objects.filter((object) => belongsTo(object, customerId));
  const customer = theirs.find((object) => object.object === 'customer');
  assert(customer?.object === 'customer', 'the world has this customer', { customerId });
  const ids = new Set(theirs.map((object) => object.id));
  const more = world.objects.filter(
    (object) => object.object === 'invoice_payment' && ids.has(String(object.invoice)),
  );
  const text = JSON.stringify([...theirs, ...more]);
  const referred = world.objects.filter(
    (object) => SHARED_KINDS.has(object.object) && text.includes(`"${object.id}"`),
  );
  const story = world.stories.find((candidate) => candidate.customer_id === customerId);
  return {
    format: 'billing-check/history@1',
    api_version: '2026-10-28.endive',
    exported_at: isoTime(world.now),
    livemode: false,
    objects: [...referred, ...theirs, ...more],
    ...(story === undefined
      ? {}
      : {
          ticket: {
            subject: story.ticket.subject,
            body: story.ticket.body,
            requester_email: story.ticket.requester_email,
            created_at: isoTime(story.ticket.created_at),
          },
        }),
    policy: policyAbout(world.policy, customerId, customer.currency ?? null),
  };
}

const SHARED_KINDS: ReadonlySet<string> = new Set([
  'product',
  'price',
  'tax_rate',
  'coupon',
  'promotion_code',
]);

function belongsTo(object: LedgerObject, customerId: string): boolean {
  if (object.id === customerId) return true;
  return 'customer' in object && object.customer === customerId;
}

function policyAbout(
  policy: World['policy'],
  customerId: string,
  currency: string | null,
): Readonly<Record<string, unknown>> {
  const entriesOf = (list: unknown): readonly Readonly<Record<string, unknown>>[] =>
    Array.isArray(list) ? list : [];
  const about = (list: unknown): unknown[] =>
    entriesOf(list).filter((entry) => entry['customer'] === customerId);
  const tax = policy['tax'] as Readonly<Record<string, unknown>> | undefined;
  return {
    ...policy,
    prices: entriesOf(policy['prices']).filter((entry) => entry['currency'] === currency),
    promises: about(policy['promises']),
    tax: { ...tax, exempt_customers: about(tax?.['exempt_customers']) },
  };
}

const isoTime = (at: number): string => new Date(at * 1000).toISOString();
