import { DAY } from './arithmetic.ts';
import type { Book } from './book.ts';
import type { Events } from './events.ts';
import type { Charge, Dispute } from './wire.ts';

/** Days a merchant has to answer a dispute. */
const ANSWER_DAYS = 14;

export interface DisputeRequest {
  readonly reason?: 'duplicate' | 'fraudulent' | 'general' | 'product_unacceptable' | 'subscription_canceled';
  /** Minor units. Default: what is left of the charge. */
  readonly amount?: number;
  /** `warning_needs_response` is an inquiry: no money has moved yet. Default `needs_response`. */
  readonly status?: Dispute['status'];
  /** Unix seconds. Default: two weeks from now. */
  readonly dueBy?: number;
}

/** Customers taking their money back through their bank. */
export class Disputes {
  private readonly book: Book;
  private readonly events: Events;

  constructor(book: Book, events: Events) {
    this.book = book;
    this.events = events;
  }

  open(charge: Charge, request: DisputeRequest = {}): Dispute {
    const status = request.status ?? 'needs_response';
    const inquiry = status.startsWith('warning_');
    charge.disputed = true;
    const dispute = this.book.add<Dispute>({
      id: this.book.id('dispute'),
      object: 'dispute',
      amount: request.amount ?? charge.amount_captured - charge.amount_refunded,
      balance_transactions: [],
      charge: charge.id,
      created: this.book.now,
      currency: charge.currency,
      enhanced_eligibility_types: [],
      evidence: { ...NO_EVIDENCE },
      evidence_details: {
        due_by: request.dueBy ?? this.book.now + ANSWER_DAYS * DAY,
        enhanced_eligibility: {},
        has_evidence: false,
        past_due: false,
        submission_count: 0,
        submission_method: 'not_submitted',
      },
      intended_submission_method: null,
      is_charge_refundable: inquiry,
      livemode: false,
      metadata: {},
      payment_intent: typeof charge.payment_intent === 'string' ? charge.payment_intent : null,
      reason: request.reason ?? 'general',
      status,
    });
    this.events.emit('charge.dispute.created', dispute);
    return dispute;
  }

  /** Moves a dispute on: `under_review`, `won`, `lost`, `warning_closed`. */
  settle(dispute: Dispute, status: Dispute['status']): void {
    this.events.change('charge.dispute.updated', dispute, () => {
      dispute.status = status;
      if (status === 'under_review') {
        dispute.evidence_details.has_evidence = true;
        dispute.evidence_details.submission_count += 1;
      } else {
        dispute.evidence_details.due_by = null;
      }
    });
  }
}

const NO_EVIDENCE: Dispute['evidence'] = {
  access_activity_log: null,
  billing_address: null,
  cancellation_policy: null,
  cancellation_policy_disclosure: null,
  cancellation_rebuttal: null,
  customer_communication: null,
  customer_email_address: null,
  customer_name: null,
  customer_purchase_ip: null,
  customer_signature: null,
  duplicate_charge_documentation: null,
  duplicate_charge_explanation: null,
  duplicate_charge_id: null,
  enhanced_evidence: {},
  product_description: null,
  receipt: null,
  refund_policy: null,
  refund_policy_disclosure: null,
  refund_refusal_explanation: null,
  service_date: null,
  service_documentation: null,
  shipping_address: null,
  shipping_carrier: null,
  shipping_date: null,
  shipping_documentation: null,
  shipping_tracking_number: null,
  uncategorized_file: null,
  uncategorized_text: null,
};
