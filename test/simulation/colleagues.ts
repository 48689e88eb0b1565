import type { CardPlace } from '../../db/schema.ts';
import type { CardAddress, ShownCorrection, SlackCorrections } from '../../src/jobs/correction-ports.ts';
import type { DeskTicket, NoteOutcome, NoteRequest, TicketDesk } from '../../src/jobs/ports.ts';
import type { Random } from '../../src/sandbox/ledger/random.ts';
import { ServiceError } from '../../src/service-error.ts';
import type { Owner, VirtualTime } from './virtual-time.ts';
import { TICKET } from './worlds.ts';

const MAX_LATENCY_MS = 300;
/** Longest a request that was given up may still be on its way to Zendesk. */
const MAX_LATE_MS = 1_500;

export interface ColleagueOptions {
  readonly time: VirtualTime;
  readonly world: Owner;
  readonly random: Random;
  readonly note: (text: string) => void;
  /** How many calls in a hundred go wrong, until `calmFromMs`. */
  readonly percent: number;
  readonly calmFromMs: number;
}

type Trouble = 'none' | 'before' | 'after' | 'limited' | 'late';

/** One service beside Stripe: calls take their time and go wrong as the seed wants. */
class Service {
  protected readonly options: ColleagueOptions;

  constructor(options: ColleagueOptions) {
    this.options = options;
  }

  protected async trouble(): Promise<Trouble> {
    const { time, random, percent, calmFromMs } = this.options;
    await this.wait();
    if (time.now >= calmFromMs || !random.chance(percent)) return 'none';
    return random.pick(['before', 'after', 'after', 'limited', 'late']);
  }

  protected wait(): Promise<void> {
    const { time, random } = this.options;
    return new Promise((resolve) => time.at(time.now + random.int(1, MAX_LATENCY_MS), time.owner, resolve));
  }
}

function away(service: 'slack' | 'zendesk', trouble: Trouble): ServiceError {
  return trouble === 'limited'
    ? new ServiceError(service, 'limited', '429', { retryAfterSeconds: 20 })
    : new ServiceError(service, 'unreachable', 'no answer');
}

/** The channel where finance decides, as Slack holds it: messages by their time, each with what it shows. */
export class FinanceChannel extends Service implements SlackCorrections {
  readonly financeChannel = 'CFINANCE';
  readonly messages = new Map<string, { readonly correction: string; rev: number }>();
  /** Everything that came here to be shown, oldest first. */
  readonly shown: ShownCorrection[] = [];
  private sent = 0;

  async postCard(place: CardPlace, to: string, shown: ShownCorrection) {
    const { correction } = shown;
    this.shown.push(shown);
    const trouble = await this.trouble();
    if (trouble === 'limited' || trouble === 'before') throw away('slack', trouble);
    this.sent += 1;
    const ts = `1700000000.${String(this.sent).padStart(6, '0')}`;
    if (trouble !== 'late') this.messages.set(ts, { correction: correction.id, rev: correction.rev });
    this.options.note(`Slack: ${place} sees ${correction.state} (rev ${correction.rev})`);
    await this.wait();
    if (trouble !== 'none') return { kind: 'unknown' } as const;
    return { kind: 'posted', channel: to, ts } as const;
  }

  async editCard(_place: CardPlace, { ts }: CardAddress, shown: ShownCorrection) {
    const { correction } = shown;
    this.shown.push(shown);
    const trouble = await this.trouble();
    if (trouble === 'limited' || trouble === 'before') throw away('slack', trouble);
    const message = this.messages.get(ts);
    if (message === undefined) return 'gone' as const;
    message.rev = correction.rev;
    this.options.note(`Slack: edited to ${correction.state} (rev ${correction.rev})`);
    await this.wait();
    if (trouble !== 'none') throw away('slack', trouble);
    return 'edited' as const;
  }

  async isThere(): Promise<void> {
    const trouble = await this.trouble();
    if (trouble !== 'none') throw away('slack', trouble);
  }

  async mayRequest() {
    return { kind: 'allowed' } as const;
  }

  async mayDecide() {
    return { kind: 'allowed' } as const;
  }

  async personOf(userId: string) {
    return { account: `slack:${userId}`, human: null };
  }

  async remind(): Promise<void> {}

  async publishHome(): Promise<void> {}
}

/** The customer's ticket, as Zendesk holds it: notes, and a stamp that every change moves. */
export class Ticket extends Service implements TicketDesk {
  readonly notes: string[] = [];
  private stamp = 1;

  async readTicket(id: string): Promise<DeskTicket | null> {
    const trouble = await this.trouble();
    if (trouble !== 'none') throw away('zendesk', trouble);
    if (id !== TICKET) return null;
    return {
      id,
      subject: 'My bill',
      status: 'open',
      tags: [],
      form_id: null,
      group_id: null,
      created_at: Math.floor(this.options.time.now / 1_000),
      updated_stamp: String(this.stamp),
      requester: { id: '9', email: null, name: null },
      comments: [],
    };
  }

  async findNote(_ticket: string, marker: string) {
    const trouble = await this.trouble();
    if (trouble !== 'none') throw away('zendesk', trouble);
    const at = this.notes.findIndex((note) => note.includes(marker));
    return at < 0 ? null : { comment_id: `c${at}`, public: false };
  }

  async addNote({ updated_stamp, html, marker }: NoteRequest): Promise<NoteOutcome> {
    const { time, world, random, note } = this.options;
    const trouble = await this.trouble();
    if (trouble === 'limited' || trouble === 'before') throw away('zendesk', trouble);
    const write = (): NoteOutcome => {
      if (updated_stamp !== String(this.stamp)) return { kind: 'conflict' };
      this.stamp += 1;
      this.notes.push(html);
      note(`Zendesk: note ${marker}`);
      return { kind: 'posted', comment_id: `c${this.notes.length - 1}` };
    };
    if (trouble === 'late') {
      time.at(time.now + random.int(1, MAX_LATE_MS), world, write);
      throw away('zendesk', trouble);
    }
    // Somebody else writes in the ticket too.
    if (random.chance(5)) this.stamp += 1;
    const written = write();
    await this.wait();
    if (trouble !== 'none') throw away('zendesk', trouble);
    return written;
  }

  async changedTickets(): Promise<never> {
    throw new Error('nobody asks for changed tickets here');
  }
}
