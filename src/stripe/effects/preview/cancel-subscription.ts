import { z } from 'zod';
import { formatMoney } from '../../../money.ts';
import { PARAMS } from '../cancel-subscription.ts';
import { parseParams } from '../params.ts';
import type { Reading } from '../reading.ts';
import { readSubscription } from '../subscriptions.ts';
import { previewInvoice } from './next-invoice.ts';
import { type PreviewKind, type PreviewLine, statusWords, unlessStripeFails } from './step.ts';

const LAST_INVOICE = z.object({
  currency: z.string(),
  total: z.int(),
  lines: z.object({ data: z.array(z.object({ amount: z.int() })) }),
});

type Params = z.infer<typeof PARAMS>;

/** Nothing is billed any more; with `prorate` what is left of the period is credited, with `invoice_now` at once. */
export const previewCancelSubscription: PreviewKind = async (step, reading) => {
  const params = parseParams(PARAMS, step);
  const { status } = await readSubscription(params.subscription, reading);
  const ends = { label: 'Subscription', before: statusWords(status), after: 'canceled' };
  const { lines, notes } = await unlessStripeFails(atTheEnd(params, reading), NOT_SAID);
  return { lines: [ends, ...lines], notes, next: [{ kind: 'end', subscription: params.subscription }] };
};

interface AtTheEnd {
  readonly lines: readonly PreviewLine[];
  readonly notes: readonly string[];
}

async function atTheEnd(params: Params, reading: Reading): Promise<AtTheEnd> {
  const { prorate, invoice_now } = params;
  if (!prorate && !invoice_now) return { lines: [], notes: [NOTHING_CREDITED] };
  const last = await lastInvoice(params, reading);
  return invoice_now ? billedAtOnce(last) : credited(last);
}

type LastInvoice = z.infer<typeof LAST_INVOICE> | null;

function lastInvoice({ subscription, prorate }: Params, reading: Reading): Promise<LastInvoice> {
  return previewInvoice(
    {
      subscription,
      subscription_details: {
        cancel_now: true,
        proration_behavior: prorate ? 'create_prorations' : 'none',
      },
    },
    LAST_INVOICE,
    reading,
  );
}

function billedAtOnce(last: LastInvoice): AtTheEnd {
  if (last === null) return { lines: [], notes: [NOTHING_LEFT] };
  const { currency, total } = last;
  const show = (amount: number): string => formatMoney({ amount, currency });
  const lines = [{ label: 'Final invoice', before: 'none', after: show(total) }];
  const notes = total < 0 ? [`${show(-total)} becomes credit on the customer’s balance.`] : [];
  return { lines, notes };
}

function credited(last: LastInvoice): AtTheEnd {
  const unused = (last?.lines.data ?? []).reduce((sum, { amount }) => sum + Math.min(0, amount), 0);
  if (last === null || unused === 0) return { lines: [], notes: [NOTHING_LEFT] };
  const amount = formatMoney({ amount: -unused, currency: last.currency });
  return {
    lines: [],
    notes: [`${amount} for unused time, before tax, is credited and waits for the customer’s next invoice.`],
  };
}

const NOTHING_CREDITED = 'Nothing is credited for the rest of the period.';
const NOTHING_LEFT = 'Nothing is left to bill or to credit.';
const NOT_SAID: AtTheEnd = {
  lines: [],
  notes: ['Stripe gave no preview of what is credited for unused time.'],
};
