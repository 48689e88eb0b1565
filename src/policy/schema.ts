import { z } from 'zod';
import { isMinorUnits } from '../money.ts';
import { isTimeZone, parseMoment } from './moment.ts';

/**
 * The policy file's shape as it is written (POLICY.md, "Sections"): every section optional, every key known, times
 * still as text in their own zone. `timeZone` is that of bare dates.
 */
export function policySchema(timeZone: string) {
  const text = z.string({ error: 'expected text' }).min(1, 'expected text, found an empty string');
  const moment = z
    .string({ error: 'expected an ISO 8601 date or time, e.g. 2026-08-01' })
    .transform((value, context) => {
      const seconds = parseMoment(value, timeZone);
      if (seconds !== null) return seconds;
      context.addIssue('expected an ISO 8601 date or time, e.g. 2026-08-01');
      return z.NEVER;
    });
  const amount = z.custom<number>((value) => isMinorUnits(value) && value >= 0, {
    error: 'expected an integer in minor units',
  });
  const whole = (least: number) =>
    z.custom<number>((value) => isMinorUnits(value) && value >= least, {
      error: `expected a whole number of at least ${least}`,
    });
  const percent = z
    .number({ error: 'expected a number from 0 to 100' })
    .min(0, 'expected a number from 0 to 100')
    .max(100, 'expected a number from 0 to 100');
  const decimal = z
    .union([z.string(), z.number()], { error: 'expected a decimal number in minor units' })
    .transform(String)
    .refine((value) => /^\d{1,15}(\.\d{1,12})?$/.test(value), 'expected a decimal number in minor units');
  const currency = z
    .string({ error: 'expected a lower-case ISO currency code, e.g. usd' })
    .regex(/^[a-z]{3}$/, 'expected a lower-case ISO currency code, e.g. usd');
  const country = z
    .string({ error: 'expected an upper-case ISO country code, e.g. DE' })
    .regex(/^[A-Z]{2}$/, 'expected an upper-case ISO country code, e.g. DE');
  const perCurrency = z.record(currency, amount);
  const usd = z
    .number({ error: 'expected US dollars, e.g. 0.05' })
    .min(0, 'expected US dollars, 0 or more')
    .max(1_000_000, 'expected US dollars, at most 1000000')
    .refine(
      (value) => Math.abs(value * 1e6 - Math.round(value * 1e6)) < 1e-3,
      'expected US dollars with at most six decimals',
    );
  const list = z.array(text, { error: 'expected a list' });
  const id = text.optional();
  const time = { from: moment.optional(), until: moment.optional() };
  const interval = z.enum(['day', 'week', 'month', 'year'], { error: 'expected day, week, month or year' });
  const requestKind = z.enum(
    [
      'cancel',
      'pause',
      'resume',
      'reactivate',
      'change_plan',
      'change_quantity',
      'add_on',
      'one_off',
      'backdate',
    ],
    {
      error:
        'expected one of cancel, pause, resume, reactivate, change_plan, change_quantity, add_on, one_off, backdate',
    },
  );

  const price = z
    .strictObject({
      id,
      customer: text.optional(),
      subscription: text.optional(),
      product: text.optional(),
      price: text.optional(),
      interval: interval.optional(),
      interval_count: whole(1).optional(),
      currency,
      unit_amount: amount.optional(),
      unit_amount_decimal: decimal.optional(),
      discount_percent: percent.optional(),
      minimum_quantity: whole(0).optional(),
      ...time,
      notice_sent_at: moment.optional(),
    })
    .refine(
      (entry) => (entry.product === undefined) !== (entry.price === undefined),
      'give either product or price',
    )
    .refine(
      (entry) => (entry.unit_amount === undefined) !== (entry.unit_amount_decimal === undefined),
      'give either unit_amount or unit_amount_decimal',
    );

  const promiseCommon = {
    id,
    customer: text,
    subscription: text.optional(),
    made_at: moment,
    due_by: moment.optional(),
    source: text.optional(),
  };
  const promise = z.discriminatedUnion(
    'kind',
    [
      z.strictObject({ ...promiseCommon, kind: z.literal('credit'), amount, currency }),
      z.strictObject({
        ...promiseCommon,
        kind: z.literal('refund'),
        amount,
        currency,
        invoice: text.optional(),
        charge: text.optional(),
      }),
      z
        .strictObject({
          ...promiseCommon,
          kind: z.literal('discount'),
          percent: percent.optional(),
          amount: amount.optional(),
          currency: currency.optional(),
          ...time,
          invoices: whole(1).optional(),
          product: text.optional(),
          coupon: text.optional(),
        })
        .refine(
          (entry) => (entry.percent === undefined) !== (entry.amount === undefined),
          'give either percent or amount',
        )
        .refine(
          (entry) => (entry.amount === undefined) === (entry.currency === undefined),
          'amount and currency go together',
        ),
      z.strictObject({ ...promiseCommon, kind: z.literal('trial'), days: whole(1) }),
      z.strictObject({
        ...promiseCommon,
        kind: z.literal('quote'),
        amount,
        currency,
        valid_until: moment.optional(),
      }),
    ],
    { error: 'expected kind to be credit, refund, discount, trial or quote' },
  );

  return z.strictObject({
    version: z.literal(1, { error: 'expected 1' }),
    timezone: z
      .string({ error: 'expected an IANA time zone, e.g. Europe/Berlin' })
      .refine(isTimeZone, 'expected an IANA time zone, e.g. Europe/Berlin')
      .optional(),
    variance_threshold_percent: z
      .number({ error: 'expected a number' })
      .min(0, 'expected 0 or more')
      .optional(),
    prices: z.array(price).optional(),
    price_change_notice_days: whole(0).optional(),
    seats: z
      .array(
        z
          .strictObject({
            id,
            customer: text.optional(),
            subscription: text.optional(),
            product: text.optional(),
            quantity: whole(0),
            ...time,
          })
          .refine(
            (entry) => entry.customer !== undefined || entry.subscription !== undefined,
            'give customer or subscription',
          ),
      )
      .optional(),
    one_time_fees: list.optional(),
    discount_stacking: z
      .enum(['allowed', 'forbidden'], { error: 'expected allowed or forbidden' })
      .optional(),
    refund_on_cancel: z
      .union(
        [
          z.enum(['none', 'prorated']),
          z.strictObject({ full_within_days: whole(0), otherwise: z.enum(['none', 'prorated']).optional() }),
        ],
        { error: 'expected none, prorated or {full_within_days, otherwise}' },
      )
      .optional(),
    on_downgrade: z
      .enum(['credit', 'period_end', 'none'], { error: 'expected credit, period_end or none' })
      .optional(),
    multiple_subscriptions: z
      .strictObject({
        allowed: z.boolean({ error: 'expected true or false' }).optional(),
        metadata_keys: list.optional(),
        exclusive_products: z.array(list).optional(),
      })
      .optional(),
    promises: z.array(promise).optional(),
    requests: z
      .array(
        z.strictObject({
          id,
          customer: text,
          subscription: text.optional(),
          kind: requestKind,
          at: moment,
          effective: z.enum(['now', 'period_end'], { error: 'expected now or period_end' }).optional(),
          price: text.optional(),
          quantity: whole(0).optional(),
          amount: amount.optional(),
          currency: currency.optional(),
          source: text.optional(),
        }),
      )
      .optional(),
    consent_required: z.array(requestKind).optional(),
    accounts: z
      .array(
        z.strictObject({
          id,
          customer: text,
          status: z.literal('closed', { error: 'expected closed' }),
          closed_at: moment,
        }),
      )
      .optional(),
    tax: z
      .strictObject({
        seller_country: country.optional(),
        registrations: z.array(z.strictObject({ id, country, state: text.optional(), ...time })).optional(),
        rates: z
          .array(z.strictObject({ id, country, state: text.optional(), percentage: percent, ...time }))
          .optional(),
        exempt_customers: z
          .array(z.strictObject({ id, customer: text, ...time, certificate: text.optional() }))
          .optional(),
      })
      .optional(),
    approvals: z
      .strictObject({
        requesters: list.optional(),
        approvers: list.optional(),
        second_person_over: perCurrency.optional(),
        maximum: perCurrency.optional(),
        per_day: perCurrency.optional(),
        per_customer: perCurrency.optional(),
        always_two: list.optional(),
        expires_after_hours: whole(1).optional(),
      })
      .optional(),
    reply: z
      .strictObject({
        tone: z.enum(['formal', 'friendly'], { error: 'expected formal or friendly' }).optional(),
        language: z
          .string({ error: 'expected auto or a language code, e.g. de' })
          .regex(/^(auto|[a-z]{2}(-[A-Za-z0-9]{2,8})*)$/, 'expected auto or a language code, e.g. de')
          .optional(),
        signature: text.optional(),
        greeting: text.optional(),
        avoid: list.optional(),
      })
      .optional(),
    rules: z
      .record(
        z.string(),
        z
          .object({ enabled: z.boolean({ error: 'expected true or false' }).optional() })
          .catchall(z.number({ error: 'expected a number' })),
      )
      .optional(),
    entitlements: z.strictObject({ file: text, columns: z.record(z.string(), text) }).optional(),
    models: z
      .strictObject({
        small: text.optional(),
        large: text.optional(),
        prices: z
          .record(
            z.string(),
            z.strictObject({
              input: usd,
              output: usd,
              cache_read: usd.optional(),
              cache_write: usd.optional(),
            }),
          )
          .optional(),
        per_ticket_usd: usd.optional(),
        per_day_usd: usd.optional(),
        per_month_usd: usd.optional(),
        timeout_seconds: z.number({ error: 'expected a number' }).positive().optional(),
      })
      .optional(),
  });
}

/** A policy as written and validated, before defaults and references are filled in. */
export type WrittenPolicy = z.output<ReturnType<typeof policySchema>>;
