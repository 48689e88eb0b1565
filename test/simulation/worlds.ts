import { migrate } from '../../db/migrations/index.ts';
import { assembleStore } from '../../db/store.ts';
import { analyze } from '../../src/analysis/analyze.ts';
import type { BillingHistory } from '../../src/analysis/billing-history.ts';
import type { Analysis, CorrectionKind } from '../../src/analysis/finding.ts';
import type { Policy } from '../../src/analysis/policy.ts';
import type { Ticket } from '../../src/analysis/ticket/ticket.ts';
import { assert } from '../../src/assert.ts';
import { checkCustomer } from '../../src/check/check-customer.ts';
import type { CustomerHistory, Writer } from '../../src/check/ports.ts';
import type { AnalysisResult } from '../../src/check/result.ts';
import type { ProposableCheck } from '../../src/corrections/correction-desk.ts';
import { parsePolicy } from '../../src/policy/parse-policy.ts';
import { play } from '../../src/sandbox/corpus/generate.ts';
import { PLACES, type Place } from '../../src/sandbox/corpus/lives/places.ts';
import { SCENARIOS } from '../../src/sandbox/corpus/scenarios/index.ts';
import type { LedgerObject } from '../../src/sandbox/ledger/wire.ts';
import { toBillingHistory } from '../../src/stripe/to-billing-history.ts';
import { createWriters } from '../../src/triage/create-writer.ts';
import { openImage } from './database.ts';

export const SIGNING_KEY = 'a-signing-key-of-the-simulation-0123456789';
export const TICKET = '4711';

/** A customer with one thing wrong, found by the real rules, stored by the real store: where a seed begins. */
export interface World {
  readonly name: string;
  readonly objects: readonly LedgerObject[];
  /** Unix milliseconds. */
  readonly nowMs: number;
  readonly policy: Policy;
  readonly history: BillingHistory;
  readonly analysis: Analysis;
  readonly found: CustomerHistory['resolution'];
  readonly check: ProposableCheck;
  /** Place of the finding that is corrected. */
  readonly position: number;
  /** A database that holds the check and nothing else. */
  readonly database: Buffer;
}

/** What a check of the customer is made of. */
export type CheckedFacts = Pick<World, 'nowMs' | 'found' | 'history' | 'analysis' | 'policy'>;

interface Recipe {
  readonly name: string;
  /** Id of the scenario that plants it. */
  readonly scenario: string;
  readonly country: string;
  /** The steps the rules must draft. */
  readonly steps: readonly CorrectionKind[];
}

const RECIPES: readonly Recipe[] = [
  { name: 'refund', scenario: 'A1/same-order', country: 'US', steps: ['refund'] },
  { name: 'two refunds', scenario: 'A1/three-times', country: 'DE', steps: ['refund', 'refund'] },
  { name: 'credit note', scenario: 'B5/monthly', country: 'US', steps: ['credit_note'] },
  { name: 'credit note with tax', scenario: 'F3/ships-elsewhere', country: 'US', steps: ['credit_note'] },
  {
    name: 'duplicate subscription',
    scenario: 'A4/nobody-says',
    country: 'US',
    steps: ['cancel_subscription', 'credit_note', 'credit_note'],
  },
  { name: 'voided invoice', scenario: 'E9/manual-invoice-open', country: 'US', steps: ['void_invoice'] },
  { name: 'balance credit', scenario: 'D10/forgotten', country: 'GB', steps: ['customer_balance_credit'] },
  {
    name: 'refund and balance',
    scenario: 'D11/passed-by',
    country: 'US',
    steps: ['refund', 'customer_balance_credit'],
  },
  { name: 'discount removed', scenario: 'D4/two-percentages', country: 'US', steps: ['remove_discount'] },
  { name: 'by hand', scenario: 'E3/upgrade', country: 'US', steps: ['update_price', 'credit_note'] },
];

/** Prepares every world once; the same for every process. */
export async function buildWorlds(): Promise<readonly World[]> {
  const worlds: World[] = [];
  for (const recipe of RECIPES) worlds.push(await build(recipe));
  return worlds;
}

async function build({ name, scenario: id, country, steps }: Recipe): Promise<World> {
  const scenario = SCENARIOS.find((one) => one.id === id);
  const place = PLACES.find((one: Place) => one.country === country);
  assert(scenario !== undefined && place !== undefined, 'a recipe names what there is', { id, country });
  const told = play(`simulation ${name}`, {
    index: 0,
    scenarios: [{ ...scenario, alone: true }],
    place,
    shape: 'current',
  });
  const policy = parsePolicy(told.policy);
  const asOf = told.now;
  const history = toBillingHistory(told.objects, { exportedAt: asOf, livemode: false });
  const { analysis } = analyze({ history, policy, asOf, ticket: null });
  const position = analysis.findings.findIndex(
    ({ correction }) => correction?.steps.map(({ kind }) => kind).join() === steps.join(),
  );
  assert(position >= 0, 'the rules draft what the recipe says', { name, steps });
  const found = resolutionOf(told.customer, told.objects);
  const nowMs = asOf * 1_000;
  const facts = { nowMs, found, history, analysis, policy };
  const { writer } = await createWriters({ apiKey: null, baseUrl: null });
  const result = await checkTicket(facts, writer, null);
  return { name, objects: told.objects, position, ...facts, ...(await storeCheck(facts, result)) };
}

function resolutionOf(customer: string, objects: readonly LedgerObject[]): World['found'] {
  const record = objects.find(({ id }) => id === customer);
  assert(record?.object === 'customer', 'the customer is in the world', { customer });
  const { id, email, name, created, currency } = record;
  return {
    kind: 'resolved',
    customers: [
      { id, email: email ?? null, name: name ?? null, created, livemode: false, currency: currency ?? null },
    ],
    matched_by: 'id',
    verified: true,
  };
}

/** The whole check of a customer by its real line, but for the reading. */
export async function checkTicket(
  { nowMs, found, history, analysis, policy }: CheckedFacts,
  writer: Writer,
  ticket: Ticket | null,
): Promise<AnalysisResult> {
  const { result } = await checkCustomer(
    {
      reader: { read: async () => ({ resolution: found, history }) },
      analyst: { analyze: async () => analysis, close: async () => {} },
      writer,
    },
    { query: customerOf(found), from_ticket: false, ticket, policy, asOf: nowMs / 1_000 },
  );
  return result;
}

/** A check as the real store keeps it, alone in a database; as an image. */
export async function storeCheck(
  { nowMs, found, analysis }: CheckedFacts,
  result: AnalysisResult,
): Promise<Pick<World, 'database' | 'check'>> {
  const customer = customerOf(found);
  const client = openImage(emptyDatabase());
  const store = await assembleStore(
    client,
    { path: 'simulation', clock: () => nowMs, signingKey: SIGNING_KEY },
    () => {},
  );
  const id = await store.recordCheck({
    source: 'sidebar',
    query: customer,
    asked_by: 'zendesk:7',
    verdict: analysis.verdict,
    urgency: analysis.urgency.level,
    customer_ids: [customer],
    findings: analysis.findings.map(({ rule, category, classification, fingerprint, amount }) => ({
      rule,
      category,
      classification,
      fingerprint,
      amount: amount?.amount ?? null,
      currency: amount?.currency ?? null,
    })),
    result,
    read_at_ms: nowMs,
  });
  const database = client.serialize();
  client.close();
  const findings = analysis.findings.map(({ fingerprint, correction }) => ({ fingerprint, correction }));
  const check: ProposableCheck = {
    id,
    ticket_id: TICKET,
    livemode: false,
    customer: { ids: [customer], verified: true },
    findings,
  };
  return { database, check };
}

function customerOf(found: World['found']): string {
  assert(found.kind === 'resolved', 'the customer of a world is known');
  const [{ id } = { id: '' }] = found.customers;
  return id;
}

let empty: Buffer | null = null;

function emptyDatabase(): Buffer {
  if (empty !== null) return empty;
  const client = openImage();
  migrate(client, 'simulation');
  empty = client.serialize();
  client.close();
  return empty;
}
