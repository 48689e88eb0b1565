import type { BillingHistory, Customer, Gap } from '../analysis/billing-history.ts';
import { normaliseEmail, twinsOf } from '../analysis/identity.ts';
import type {
  CustomerHistory,
  CustomerQuery,
  CustomerSummary,
  HistoryReader,
  MatchedBy,
  ReadOptions,
  Resolution,
} from '../check/ports.ts';
import type { HistoryFile } from './history-file-content.ts';
import { mappedFile } from './mapped-file.ts';
import { historyOf, Owners } from './mapping/belonging.ts';
import { minimalCustomer } from './mapping/customer.ts';
import { boundGaps, cutShortGaps, faultGaps, referenceGaps, unknownKindsGap } from './mapping/missing.ts';
import { isOnePerson } from './one-person.ts';
import { parseQuery, shown } from './parse-query.ts';

/** Customers shown when a query fits several of a file. */
const MAX_MATCHES = 100;
/** Records of one person that are judged together. */
const MAX_TWINS = 20;

/** Reads customers from a history file: no network, no key. Nothing is left out for its age; the engine does that. */
export function createFileReader(file: HistoryFile): HistoryReader {
  return {
    read: (query: CustomerQuery, { on_progress }: ReadOptions): Promise<CustomerHistory> => {
      const reading = new FileReading(file);
      const resolution = reading.resolve(query);
      if (resolution.kind !== 'resolved') return Promise.resolve({ resolution, history: null });
      const [summary] = resolution.customers;
      if (summary === undefined) return Promise.resolve({ resolution, history: null });
      on_progress?.({ kind: 'customer_found', customer: summary });
      const history = reading.historyOf(resolution.customers.map(({ id }) => id));
      on_progress?.({
        kind: 'history_read',
        invoices: history.invoices.length,
        charges: history.charges.length,
      });
      return Promise.resolve({ resolution, history });
    },
  };
}

class FileReading {
  private readonly file: HistoryFile;
  private readonly all: BillingHistory;
  private readonly owners: Owners;

  constructor(file: HistoryFile) {
    this.file = file;
    this.all = mappedFile(file).history;
    this.owners = new Owners(this.all);
  }

  resolve(query: CustomerQuery): Resolution {
    const parsed = parseQuery(query.text);
    const found = (customers: readonly Customer[], matched_by: MatchedBy, verified: boolean): Resolution =>
      this.toResolution(customers, query.from_ticket ? 'ticket' : matched_by, verified && !query.from_ticket);
    switch (parsed.kind) {
      case 'refused':
        return { kind: 'not_found', message: parsed.message };
      case 'empty': {
        const customers = this.customers();
        if (customers.length > 0) return found(customers, 'id', true);
        return { kind: 'not_found', message: 'The file names no customer: add the customer object to it.' };
      }
      case 'email': {
        const exact = this.all.customers.filter(({ email }) => email === parsed.email);
        if (exact.length > 0) return found(exact, 'email', false);
        const wanted = normaliseEmail(parsed.email);
        const alike = this.all.customers.filter(
          ({ email }) => email !== null && normaliseEmail(email) === wanted,
        );
        if (alike.length > 0) return found(alike, 'email_normalised', false);
        return {
          kind: 'not_found',
          message: `No customer of the file has the e-mail address ${shown(parsed.email)}: ask with a Stripe id from the file.`,
        };
      }
      case 'id': {
        const customer = this.customerOf(parsed.id);
        if (customer !== null) return found([customer], 'id', true);
        return {
          kind: 'not_found',
          message: `The file has no customer for ${parsed.id}: ask with an id that occurs in it.`,
        };
      }
    }
  }

  historyOf(customers: readonly string[]): BillingHistory {
    const { collection, faults, cutShort } = mappedFile(this.file);
    const [asked = ''] = customers;
    const mine = new Set(customers);
    const records = customers.map((id) => this.customer(id));
    const history = historyOf(records, this.all, this.owners);
    const ids = new Set(
      [history.invoices, history.charges, history.subscriptions, history.credit_notes].flatMap((list) =>
        list.map((object) => object.id),
      ),
    );
    const known = this.file.gaps.filter((gap) => mine.has(this.owners.of(gap.scope) ?? asked));
    const named = new Set(known.flatMap((gap) => (gap.scope === null ? [] : [gap.scope])));
    const nobody: Gap[] = records
      .filter((customer) => !this.all.customers.includes(customer))
      .map(({ id }) => ({
        message: `The file does not hold the customer ${id} itself, only objects that name it.`,
        could_hold_money: false,
        scope: null,
      }));
    return {
      ...history,
      gaps: boundGaps([
        ...known,
        ...nobody,
        ...faultGaps(faults.filter((fault) => mine.has(fault.customer ?? asked))),
        ...cutShortGaps(
          history,
          cutShort.filter(({ owner }) => ids.has(owner)),
          named,
        ),
        ...referenceGaps(history),
        ...unknownKindsGap(collection.unknownKinds),
      ]),
    };
  }

  /** One record with its twins, or several people's records to choose from. */
  private toResolution(customers: readonly Customer[], matched_by: MatchedBy, verified: boolean): Resolution {
    const [first] = customers;
    if (first === undefined || (customers.length > 1 && !isOnePerson(customers, this.all))) {
      return { kind: 'ambiguous', customers: customers.slice(0, MAX_MATCHES).map(toSummary), matched_by };
    }
    if (first.deleted) {
      return {
        kind: 'deleted',
        id: first.id,
        message: `${first.id} was deleted in Stripe: look at its payments in the Stripe Dashboard.`,
      };
    }
    const ids = new Set([first.id, ...twinsOf(first, this.all).map(({ customer }) => customer)]);
    const records = [first, ...this.all.customers.filter(({ id }) => id !== first.id && ids.has(id))];
    return { kind: 'resolved', customers: records.slice(0, MAX_TWINS).map(toSummary), matched_by, verified };
  }

  /** The file's customers: the customer objects, or, when there is none, whoever the objects name. */
  private customers(): readonly Customer[] {
    if (this.all.customers.length > 0) return this.all.customers;
    return [...this.owners.named()].sort().map((id) => minimalCustomer(id, this.file.livemode));
  }

  private customer(id: string): Customer {
    return (
      this.all.customers.find((customer) => customer.id === id) ?? minimalCustomer(id, this.file.livemode)
    );
  }

  private customerOf(id: string): Customer | null {
    const owner = this.owners.of(id) ?? (this.owners.named().has(id) ? id : null);
    if (owner !== null) return this.customer(owner);
    // An object without an owner, in a file about one customer, is about that one.
    const customers = this.customers();
    return customers.length === 1 && this.holds(id) ? (customers[0] ?? null) : null;
  }

  private holds(id: string): boolean {
    const { byKind } = mappedFile(this.file).collection;
    return [...byKind.values()].some((ofKind) => ofKind.has(id));
  }
}

function toSummary({ id, email, name, created, livemode, currency }: Customer): CustomerSummary {
  return { id, email, name, created, livemode, currency };
}
