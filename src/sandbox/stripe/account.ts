import type { SandboxAnswer, SandboxRequest } from '../fault-injection.ts';
import type { LedgerEvent, LedgerObject, LedgerObjectOf, Refund } from '../ledger/wire.ts';
import { API_VERSION, type ApiOptions, answerApi } from './api.ts';
import { Bank } from './bank.ts';
import { StripeClock } from './clock.ts';
import { Dashboard } from './dashboard.ts';
import { EffectLog } from './effects.ts';
import { StripeRefusal } from './errors.ts';
import { DEFAULT_KEYS, type KeySpec } from './keys.ts';
import { StripeStore } from './store.ts';
import { Webhooks } from './webhooks.ts';
import { WriteFaults } from './write-faults.ts';
import { Writer } from './writer.ts';
import { writeEndpoints } from './writes/index.ts';

export interface StripeAccountOptions {
  /** What the account holds at first: a story world, or any flat list of objects with references as ids. */
  readonly world: { readonly objects: readonly { readonly id: string; readonly object: string }[] };
  /** Keys by their text (default: `DEFAULT_KEYS`). */
  readonly keys?: Readonly<Record<string, KeySpec>>;
  /** Mode of the objects (default test mode). */
  readonly livemode?: boolean;
  /** Access to invoices a preview asks of a restricted key (default `read`). */
  readonly previewAccess?: 'read' | 'write';
  /** What the account's clock follows, milliseconds since the epoch (default: the machine's clock). */
  readonly now?: () => number;
}

/** A Stripe account and its API, without a network: the server sends it requests, a simulation may do so itself. */
export class StripeAccount {
  /** The account's own time. */
  readonly clock: StripeClock;
  /** What was done to the account, by whomever. */
  readonly effects = new EffectLog();
  /** What goes wrong inside Stripe: stored 500s, requests that do not end. */
  readonly faults = new WriteFaults();
  /** What the customers' banks do with refunds. */
  readonly bank: Bank;
  /** Somebody working by hand in the Dashboard. */
  readonly dashboard: Dashboard;
  /** Events on their way to the application. */
  readonly webhooks: Webhooks;
  private readonly store: StripeStore;
  private readonly api: ApiOptions;
  private answered = 0;

  constructor(options: StripeAccountOptions) {
    this.store = new StripeStore(options.world.objects);
    this.clock = new StripeClock(options.now ?? Date.now, this.store.newest);
    this.webhooks = new Webhooks(this.clock);
    const livemode = options.livemode ?? false;
    const writer = new Writer({
      store: this.store,
      livemode,
      clock: this.clock,
      effects: this.effects,
      faults: this.faults,
      endpoints: writeEndpoints(() => this.bank.fate.begins),
      onEvents: (events) => this.onEvents(events),
    });
    this.bank = new Bank(writer, this.clock, livemode);
    this.dashboard = new Dashboard(writer, livemode);
    this.api = {
      store: this.store,
      livemode,
      keys: options.keys ?? DEFAULT_KEYS,
      previewAccess: options.previewAccess ?? 'read',
      writer,
    };
  }

  /** Answers one request as Stripe's API would; at once, unless `faults.hold` holds it. */
  answer(request: SandboxRequest): SandboxAnswer | Promise<SandboxAnswer> {
    this.clock.tick();
    const requestId = this.nextRequestId();
    const refused = (error: unknown): SandboxAnswer => {
      if (!(error instanceof StripeRefusal)) throw error;
      return this.withHeaders(error.answer(requestId), requestId);
    };
    try {
      const answer = answerApi(this.api, request, requestId);
      if (!(answer instanceof Promise)) return this.withHeaders(answer, requestId);
      return answer.then((late) => this.withHeaders(late, requestId)).catch(refused);
    } catch (error) {
      return refused(error);
    }
  }

  /** The answer when the sandbox itself cannot go on. */
  failure(status: 413 | 500, message: string): SandboxAnswer {
    const requestId = this.nextRequestId();
    return this.withHeaders(new StripeRefusal(status, message).answer(requestId), requestId);
  }

  /** The object as it stands now; undefined when there is none of that kind. */
  object<Name extends LedgerObject['object']>(kind: Name, id: string): LedgerObjectOf<Name> | undefined {
    const found = this.store.find(kind, id);
    return found === undefined ? undefined : (structuredClone(found) as unknown as LedgerObjectOf<Name>);
  }

  /** Everything of a kind, newest first. */
  objects<Name extends LedgerObject['object']>(kind: Name): readonly LedgerObjectOf<Name>[] {
    return structuredClone(this.store.all(kind)) as unknown as readonly LedgerObjectOf<Name>[];
  }

  /** Everything the account holds but deleted objects, kind by kind. */
  everything(): readonly LedgerObject[] {
    return structuredClone(
      this.store.kinds.flatMap((kind) => this.store.all(kind)),
    ) as unknown as LedgerObject[];
  }

  /** The refunds of a charge, newest first, failed and cancelled ones among them. */
  refundsOf(charge: string): readonly Refund[] {
    return structuredClone(
      this.store.referringTo('refund', 'charge', charge),
    ) as unknown as readonly Refund[];
  }

  private onEvents(events: readonly LedgerEvent[]): void {
    for (const event of events) {
      if (event.type === 'refund.created') this.bank.take(event.data.object as Refund);
    }
    this.webhooks.send(events);
  }

  private nextRequestId(): string {
    this.answered += 1;
    return `req_${this.answered.toString(36).padStart(14, '0')}`;
  }

  private withHeaders(answer: SandboxAnswer, requestId: string): SandboxAnswer {
    return {
      ...answer,
      headers: {
        date: new Date(this.clock.now * 1000).toUTCString(),
        'request-id': requestId,
        'stripe-version': API_VERSION,
        ...answer.headers,
      },
    };
  }
}
