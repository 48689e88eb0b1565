import type { Changed, CorrectionStore, Decided, Proposed } from '../../db/corrections/index.ts';
import type { Correction } from '../analysis/finding.ts';
import type { Approvals } from '../analysis/policy.ts';
import { assert } from '../assert.ts';
import { expiresAtMs } from './approval-rules.ts';
import { approvalMac, approvedHash } from './approved-text.ts';
import { DEFAULT_APPROVALS, judgeAnswer } from './judge.ts';
import type { Person } from './people.ts';
import { shrink } from './shrink.ts';
import { smallerAmount } from './smaller-amount.ts';

const MAX_REASON_CHARACTERS = 2_000;

/** A stored check, as much as a proposal needs of it. */
export interface ProposableCheck {
  readonly id: string;
  readonly ticket_id: string | null;
  readonly livemode: boolean;
  readonly customer: { readonly ids: readonly string[]; readonly verified: boolean };
  /** In the order they were stored and are shown. */
  readonly findings: readonly { readonly fingerprint: string; readonly correction: Correction | null }[];
}

export interface ProposeInput {
  readonly check: ProposableCheck;
  /** Place of the finding in the check, from 0. */
  readonly position: number;
  readonly by: Person;
  /** The request in Slack that asks for it, or null. */
  readonly request_id: string | null;
}

export type ProposeOutcome =
  | Proposed
  /** There is nothing to propose; one sentence for whoever asked. */
  | { readonly kind: 'refused'; readonly sentence: string };

export interface DecideInput {
  readonly id: string;
  /** The version that was shown. */
  readonly version: number;
  readonly verdict: 'approve' | 'reject' | 'withdraw';
  readonly by: Person;
  readonly reason: string | null;
}

export interface MakeSmallerInput {
  readonly id: string;
  readonly version: number;
  readonly by: Person;
  /** As typed. */
  readonly amount: string;
  readonly reason: string;
}

/** Where every door (Slack, sidebar, terminal) proposes and decides; who may is asked before, by the door. */
export interface CorrectionDesk {
  propose(input: ProposeInput): Promise<ProposeOutcome>;
  decide(input: DecideInput): Promise<Decided>;
  makeSmaller(input: MakeSmallerInput): Promise<Changed>;
}

export interface CorrectionDeskOptions {
  readonly store: Pick<
    CorrectionStore,
    'proposeCorrection' | 'findingAt' | 'isIdentityConfirmed' | 'decideCorrection' | 'changeCorrection'
  >;
  /** The policy's `approvals` as they are in force now; undefined where the company has none. */
  readonly approvals: () => Promise<Approvals | undefined>;
  /** SIGNING_KEY: what a decision is signed with. */
  readonly signingKey: string;
  readonly mode: 'dry_run' | 'live';
  /** Unix milliseconds. */
  readonly clock: () => number;
}

export function createCorrectionDesk(options: CorrectionDeskOptions): CorrectionDesk {
  const { store, signingKey, mode, clock } = options;
  const approvalsNow = async (): Promise<Approvals> => (await options.approvals()) ?? DEFAULT_APPROVALS;

  return {
    async propose({ check, position, by, request_id }) {
      const finding = check.findings[position];
      const [customer] = check.customer.ids;
      if (finding === undefined || finding.correction === null || customer === undefined) {
        return { kind: 'refused', sentence: NOTHING_TO_PROPOSE };
      }
      const { correction, fingerprint } = finding;
      if (correction.kind === 'escalate') return { kind: 'refused', sentence: ESCALATED };
      const stored = await store.findingAt(check.id, position);
      assert(stored?.fingerprint === fingerprint, 'a finding is stored at its place', { check: check.id });
      return store.proposeCorrection({
        analysis_id: check.id,
        finding_id: stored.id,
        fingerprint,
        ticket_id: check.ticket_id,
        customer,
        livemode: check.livemode,
        is_identified: check.customer.verified || (await store.isIdentityConfirmed(check.id)),
        correction,
        requester: by,
        mode,
        request_id,
        expires_at_ms: expiresAtMs(clock(), await approvalsNow()),
      });
    },

    async decide({ verdict, by, reason, ...rest }) {
      const approvals = await approvalsNow();
      return store.decideCorrection({
        ...rest,
        verdict,
        by,
        reason: cut(reason),
        judge: (facts) => judgeAnswer({ verdict, by, reason }, facts, approvals),
        sign: (approved, decided) => {
          const hash = approvedHash(approved);
          return { hash, mac: approvalMac(signingKey, hash, decided) };
        },
      });
    },

    makeSmaller: ({ amount: typed, reason, ...rest }) =>
      store.changeCorrection({
        ...rest,
        reason: reason.slice(0, MAX_REASON_CHARACTERS),
        change: (drafted) => {
          const { amount, currency } = drafted;
          if (amount === null || currency === null) return { sentence: NO_MONEY };
          if (reason.trim() === '') return { sentence: NO_REASON };
          const wanted = smallerAmount(typed, amount, currency);
          return 'sentence' in wanted ? wanted : shrink(drafted, wanted.amount);
        },
      }),
  };
}

const cut = (reason: string | null): string | null => reason?.slice(0, MAX_REASON_CHARACTERS) ?? null;

const NOTHING_TO_PROPOSE =
  'Nothing is owed for this finding, so there is nothing to propose: check the customer again if that looks wrong.';
const ESCALATED =
  'This is above what the policy lets anybody approve here: escalate it to finance by hand, with the check as evidence.';
const NO_MONEY = 'No money moves in this correction, so there is no amount to change.';
const NO_REASON = 'Give a reason for the smaller amount: whoever asked for the correction reads it.';
