import type { Book } from '../book.ts';
import type { Events } from '../events.ts';
import type { Subscription } from '../wire.ts';

type Behavior = NonNullable<Subscription['pause_collection']>['behavior'];

/** Pauses of collection: invoices are still made, but kept as drafts, written off or voided. */
export class Pauses {
  private readonly book: Book;
  private readonly events: Events;

  constructor(book: Book, events: Events) {
    this.book = book;
    this.events = events;
  }

  pause(subscription: Subscription, behavior: Behavior, resumesAt: number | null): void {
    this.events.change('customer.subscription.updated', subscription, () => {
      subscription.pause_collection = { behavior, resumes_at: resumesAt };
    });
    if (resumesAt === null) return;
    this.book.schedule(resumesAt, () => {
      if (subscription.pause_collection?.resumes_at !== resumesAt) return;
      this.events.by('stripe', () => this.resume(subscription));
    });
  }

  resume(subscription: Subscription): void {
    this.events.change('customer.subscription.updated', subscription, () => {
      subscription.pause_collection = null;
    });
  }
}
