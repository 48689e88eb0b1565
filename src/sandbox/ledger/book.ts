import { assert } from '../../assert.ts';
import { Agenda } from './agenda.ts';
import { Random } from './random.ts';
import type { LedgerObject, LedgerObjectOf } from './wire.ts';

/** Prefix of each kind's id, with the digit Stripe puts before the random part where it does. */
const ID_FORMATS = {
  customer: { prefix: 'cus_', length: 14 },
  product: { prefix: 'prod_', length: 14 },
  subscription_item: { prefix: 'si_', length: 14 },
  price: { prefix: 'price_1', length: 23 },
  tax_rate: { prefix: 'txr_1', length: 23 },
  promotion_code: { prefix: 'promo_1', length: 23 },
  discount: { prefix: 'di_1', length: 23 },
  subscription: { prefix: 'sub_1', length: 23 },
  invoice: { prefix: 'in_1', length: 23 },
  line_item: { prefix: 'il_1', length: 23 },
  invoiceitem: { prefix: 'ii_1', length: 23 },
  invoice_payment: { prefix: 'inpay_1', length: 23 },
  payment_method: { prefix: 'pm_1', length: 23 },
  payment_intent: { prefix: 'pi_3', length: 23 },
  setup_intent: { prefix: 'seti_1', length: 23 },
  charge: { prefix: 'ch_3', length: 23 },
  refund: { prefix: 're_3', length: 23 },
  balance_transaction: { prefix: 'txn_3', length: 23 },
  credit_note: { prefix: 'cn_1', length: 23 },
  credit_note_line_item: { prefix: 'cnli_1', length: 23 },
  customer_balance_transaction: { prefix: 'cbtxn_1', length: 23 },
  tax_id: { prefix: 'txi_1', length: 23 },
  dispute: { prefix: 'du_1', length: 23 },
  meter: { prefix: 'mtr_', length: 24 },
  meter_event_summary: { prefix: 'mtrusg_', length: 24 },
  credit_grant: { prefix: 'credgr_', length: 24 },
  credit_balance_transaction: { prefix: 'cbtxn_t', length: 23 },
  subscription_schedule: { prefix: 'sub_sched_1', length: 23 },
  customer_cash_balance_transaction: { prefix: 'ccsbtxn_1', length: 23 },
  payment_record: { prefix: 'pr_', length: 24 },
  checkout_session: { prefix: 'cs_test_', length: 58 },
  quote: { prefix: 'qt_1', length: 23 },
} as const;

const MAX_EVENTS_PER_ADVANCE = 100_000;

/** One customer's ledger book: a test clock, the events waiting on it, ids, and every object written so far. */
export class Book {
  readonly random: Random;
  private readonly written = new Map<string, LedgerObject>();
  private readonly byKind = new Map<string, LedgerObject[]>();
  private readonly waiting = new Agenda();
  private clock: number;
  private scheduled = 0;

  constructor(seed: string, start: number) {
    this.random = new Random(seed);
    this.clock = start;
  }

  /** The test clock: Unix seconds. */
  get now(): number {
    return this.clock;
  }

  /** Every object in the order it was written. */
  get objects(): readonly LedgerObject[] {
    return [...this.written.values()];
  }

  id(kind: keyof typeof ID_FORMATS): string {
    const { prefix, length } = ID_FORMATS[kind];
    return prefix + this.random.token(length);
  }

  /** Writes a new object down and returns it: later changes to it are changes to the book. */
  add<T extends LedgerObject>(object: T): T {
    assert(!this.written.has(object.id), 'ids are unique', { id: object.id });
    const created = 'created' in object ? object.created : this.clock;
    assert(created <= this.clock, 'nothing is created in the future', { id: object.id, created });
    this.written.set(object.id, object);
    const kind = this.byKind.get(object.object);
    if (kind === undefined) this.byKind.set(object.object, [object]);
    else kind.push(object);
    return object;
  }

  /** Strikes an object out, as when a draft is deleted. */
  remove(object: LedgerObject): void {
    assert(this.written.delete(object.id), 'the book holds what is struck out', { id: object.id });
    const kind = this.byKind.get(object.object) ?? [];
    kind.splice(kind.indexOf(object), 1);
  }

  /** The objects of one kind, in the order they were written. */
  all<Name extends LedgerObject['object']>(kind: Name): readonly LedgerObjectOf<Name>[] {
    return (this.byKind.get(kind) ?? []) as readonly LedgerObject[] as readonly LedgerObjectOf<Name>[];
  }

  /** The object with this id whatever its kind, or undefined. */
  find(id: string): LedgerObject | undefined {
    return this.written.get(id);
  }

  /** The object with this id. Programming error when there is none of that kind. */
  get<Name extends LedgerObject['object']>(kind: Name, id: string): LedgerObjectOf<Name> {
    const object = this.written.get(id);
    assert(object?.object === kind, 'the book holds this object', { kind, id });
    return object as LedgerObjectOf<Name>;
  }

  /** Runs `run` when the clock reaches `at`; events of one moment run in the order they were scheduled. */
  schedule(at: number, run: () => void): void {
    assert(at >= this.clock, 'events lie ahead', { at, now: this.clock });
    this.scheduled += 1;
    this.waiting.push({ at, order: this.scheduled, run });
  }

  /** Lets everything happen that is due up to and including `at`, then sets the clock to it. */
  advanceTo(at: number): void {
    assert(at >= this.clock, 'the clock does not run backwards', { at, now: this.clock });
    for (let count = 0; ; count += 1) {
      assert(count < MAX_EVENTS_PER_ADVANCE, 'events come to an end', { at });
      const next = this.waiting.takeUntil(at);
      if (next === undefined) break;
      this.clock = next.at;
      next.run();
    }
    this.clock = at;
  }
}
