import type { World } from '../src/sandbox/stories/story.ts';

const DAY_SECONDS = 86_400;
/** More invoices than this are billed daily: months would lie before any calendar. */
const MONTHLY_MAX = 500;

type Plain = Record<string, unknown>;

/**
 * A customer with many paid invoices (default: at the edge of what one wave must read, 100 of 10 lines each), with
 * their payments and charges, copied from an ordinary customer of the world under new ids.
 */
export function withLargeCustomer(
  world: World,
  { invoices = 100, lines: lineCount = 10 } = {},
): {
  readonly objects: World['objects'];
  readonly id: string;
  readonly email: string;
} {
  const objects = world.objects.map((object) => structuredClone(object) as unknown as Plain);
  const of = (kind: string): Plain[] => objects.filter((object) => object['object'] === kind);
  const intentOf = (payment: Plain | undefined): unknown =>
    (payment?.['payment'] as { payment_intent?: unknown } | undefined)?.payment_intent;
  const paymentOf = (entry: Plain): Plain | undefined =>
    of('invoice_payment').find(
      (payment) => payment['invoice'] === entry['id'] && payment['status'] === 'paid',
    );
  const invoice = of('invoice').find(
    (entry) =>
      entry['billing_reason'] === 'subscription_cycle' &&
      entry['status'] === 'paid' &&
      paymentOf(entry) !== undefined,
  );
  const payment = invoice === undefined ? undefined : paymentOf(invoice);
  const customer = of('customer').find((entry) => entry['id'] === invoice?.['customer']);
  const charge = of('charge').find(
    (entry) => entry['payment_intent'] === intentOf(payment) && entry['status'] === 'succeeded',
  );
  const intent = of('payment_intent').find((entry) => entry['id'] === intentOf(payment));
  if (!invoice || !payment || !customer || !charge || !intent) {
    throw new Error('the world has no ordinary paid invoice to copy');
  }
  const step = (invoices > MONTHLY_MAX ? 1 : 30) * DAY_SECONDS;
  const id = 'cus_BenchLarge';
  const email = 'large@bench.example';
  const made: Plain[] = [{ ...structuredClone(customer), id, email, discount: null }];
  for (let number = 0; number < invoices; number += 1) {
    const rename = (value: unknown): unknown =>
      JSON.parse(
        JSON.stringify(value)
          .replaceAll(String(customer['id']), id)
          .replaceAll(/"((?:in|ch|pi|inpay|il|txn)_)(\w+)"/g, `"$1$2x${number}"`),
      );
    // Every moment moves along, so that each invoice bills a month of its own.
    const shift = (entry: unknown): Plain =>
      JSON.parse(
        JSON.stringify(rename(entry)).replaceAll(
          /"(created|start|end|period_start|period_end|paid_at|finalized_at|effective_at|webhooks_delivered_at)":(\d{9,10})/g,
          (_, key: string, at: string) => `"${key}":${Number(at) - number * step}`,
        ),
      ) as Plain;
    const copy = shift(invoice);
    const lines = copy['lines'] as { data: Plain[]; total_count?: number };
    const [line] = lines.data;
    lines.data = Array.from({ length: lineCount }, (_, place) => ({
      ...(JSON.parse(
        JSON.stringify(line).replaceAll(/"((?:price|si|prod)_)(\w+)"/g, `"$1$2x${place}"`),
      ) as Plain),
      id: `il_Bench${number}x${place}`,
      period: periodOf(copy, step),
    }));
    lines.total_count = lineCount;
    copy['number'] = `BENCH-${number}`;
    made.push(copy, shift(payment), shift(charge), shift(intent));
  }
  return { objects: [...world.objects, ...(made as unknown as World['objects'])], id, email };
}

/** Each invoice bills a time of its own, so that no period is billed twice. */
function periodOf(invoice: Plain, step: number): { readonly start: number; readonly end: number } {
  const start = Number(invoice['created']);
  return { start, end: start + step };
}
