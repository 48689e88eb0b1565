import type { Gap } from '../analysis/billing-history.ts';
import type { Ticket } from '../analysis/ticket/ticket.ts';
import type { Raw } from './mapping/raw.ts';

/** A history file as it was read: checked in its outline, its objects still raw. */
export interface HistoryFile {
  readonly objects: readonly Raw[];
  /** Unix seconds. */
  readonly exported_at: number;
  readonly livemode: boolean;
  readonly api_version: string | null;
  readonly ticket: Ticket | null;
  /** The embedded policy, unchecked; null when there is none. */
  readonly policy: unknown;
  /** What whoever wrote the file could not read. */
  readonly gaps: readonly Gap[];
}
