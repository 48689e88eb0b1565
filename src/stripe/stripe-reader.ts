import type { BillingHistory, Gap } from '../analysis/billing-history.ts';
import type {
  CustomerHistory,
  CustomerQuery,
  HistoryReader,
  ReadOptions,
  Resolution,
} from '../check/ports.ts';
import { Calls, Deadline, Gate } from './calls.ts';
import { API_VERSION, createStripeClient, type StripeClientOptions } from './client.ts';
import { fetchHistory } from './fetch-history.ts';
import type { Raw } from './mapping/raw.ts';
import { previewNext } from './preview-next.ts';
import { findCustomer, summaryOf } from './resolve-customer.ts';
import { toBillingHistoryInSlices } from './to-billing-history.ts';

/** Longest a whole read may take unless told otherwise, in milliseconds. */
export const DEFAULT_DEADLINE_MS = 25_000;

export interface StripeReaderOptions {
  /** A restricted key that may read, and nothing else. */
  readonly apiKey: string;
  /** Origin of another server in Stripe's place. */
  readonly apiBase?: string | null;
  readonly keyName?: string;
  readonly httpClient?: NonNullable<StripeClientOptions['httpClient']>;
  readonly deadlineMs?: number;
  /** Shared with others who read with the same key, so that one Retry-After holds back all. */
  readonly gate?: Gate;
  /** Told once, at the start, what is unwise about the configuration. */
  readonly onWarning?: (message: string) => void;
}

/** Everything that was read about a customer, as Stripe sent it. */
export interface RawHistory {
  readonly resolution: Resolution;
  /** Empty unless the customer was resolved. */
  readonly objects: readonly Raw[];
  readonly livemode: boolean;
  readonly api_version: string;
  /** Unix seconds. */
  readonly exported_at: number;
  readonly gaps: readonly Gap[];
}

export interface StripeReader extends HistoryReader {
  /** Like `read`, but with the objects as Stripe sent them: what an export writes. */
  readRaw(query: CustomerQuery, options: ReadOptions): Promise<RawHistory>;
}

/**
 * Reads customers from Stripe, fresh each time.
 * @throws {ServiceError} at once when the key or the address is not one.
 */
export function createStripeReader(options: StripeReaderOptions): StripeReader {
  const client = createStripeClient(options);
  for (const warning of client.warnings) options.onWarning?.(warning);
  const gate = options.gate ?? new Gate();
  const deadlineMs = options.deadlineMs ?? DEFAULT_DEADLINE_MS;

  const readRaw = async (query: CustomerQuery, { on_progress }: ReadOptions): Promise<RawHistory> => {
    const deadline = new Deadline(deadlineMs);
    try {
      const calls = new Calls(client, gate, deadline);
      const found = await findCustomer(query, calls);
      const facts = { api_version: API_VERSION, exported_at: Math.floor(Date.now() / 1000) };
      const nobody = { ...facts, objects: [], livemode: client.mode === 'live', gaps: [] };
      if (found.kind === 'unresolved') return { ...nobody, resolution: found.resolution };
      const outcome = await fetchHistory(found, calls, on_progress ?? (() => {}));
      if (outcome.kind === 'unresolved') return { ...nobody, resolution: outcome.resolution };
      const { customer, twins, objects, gaps } = outcome.history;
      const { matched_by, verified } = found;
      const summary = summaryOf(customer);
      const resolution: Resolution = {
        kind: 'resolved',
        customers: [summary, ...twins.map(summaryOf)],
        matched_by,
        verified,
      };
      return { ...facts, resolution, objects, livemode: summary.livemode, gaps };
    } finally {
      deadline.close();
    }
  };

  const read = async (query: CustomerQuery, readOptions: ReadOptions): Promise<CustomerHistory> => {
    const raw = await readRaw(query, readOptions);
    return { resolution: raw.resolution, history: await toHistory(raw) };
  };

  return {
    read,
    readRaw,
    previewNext: (history, subscriptions) => previewNext(client, gate, history, subscriptions),
  };
}

async function toHistory(raw: RawHistory): Promise<BillingHistory | null> {
  if (raw.resolution.kind !== 'resolved') return null;
  return toBillingHistoryInSlices(raw.objects, {
    exportedAt: raw.exported_at,
    livemode: raw.livemode,
    apiVersion: raw.api_version,
    gaps: raw.gaps,
  });
}
