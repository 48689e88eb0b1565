import type { Book } from '../book.ts';
import type { Customer, Meter, MeterEventSummary } from '../wire.ts';

interface UsageEvent {
  readonly at: number;
  readonly value: number;
}

/** What customers used, by meter. */
export class Usage {
  private readonly book: Book;
  private readonly reported = new Map<string, UsageEvent[]>();
  private readonly summaries = new Map<string, MeterEventSummary>();

  constructor(book: Book) {
    this.book = book;
  }

  /** Reports usage that happened at `at` (default now; Stripe takes it up to 35 days late). */
  report(customer: Customer, meter: Meter, value: number, at: number = this.book.now): void {
    const key = `${customer.id} ${meter.id}`;
    const events = this.reported.get(key);
    if (events === undefined) this.reported.set(key, [{ at, value }]);
    else events.push({ at, value });
  }

  /** Usage from `start` until before `end`. */
  total(customer: Customer, meter: string, start: number, end: number): number {
    const events = this.reported.get(`${customer.id} ${meter}`) ?? [];
    return events.reduce((sum, event) => (event.at >= start && event.at < end ? sum + event.value : sum), 0);
  }

  /** Writes the meter's summary of a span, as the API would list it. Once per span. */
  summarise(customer: Customer, meter: string, start: number, end: number): MeterEventSummary {
    const key = `${customer.id} ${meter} ${start} ${end}`;
    const known = this.summaries.get(key);
    if (known !== undefined) return known;
    const summary = this.book.add<MeterEventSummary>({
      id: this.book.id('meter_event_summary'),
      object: 'billing.meter_event_summary',
      aggregated_value: this.total(customer, meter, start, end),
      customer: customer.id,
      end_time: end,
      livemode: false,
      meter,
      start_time: start,
    });
    this.summaries.set(key, summary);
    return summary;
  }
}
