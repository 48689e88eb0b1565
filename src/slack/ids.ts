/** Every name Slack sends back to us, in one place: views write them, listeners wait for them. */

export const COMMAND = '/billing-check';

/** Callback ids of shortcuts (as in manifest.json) and of modals. */
export const CALLBACKS = {
  /** The message shortcut: check the customer a message names. */
  checkMessage: 'bc_check_message',
  /** The modal that shows a whole drafted reply. Its `private_metadata` is the analysis id. */
  draftModal: 'bc_draft_modal',
  /** The modals about a correction. Their `private_metadata` is said in correction-value.ts. */
  correctionModal: 'bc_correction_modal',
  /** The modal in which a check is called right or wrong. Its `private_metadata` is the analysis id. */
  feedbackModal: 'bc_feedback_modal',
} as const;

/** Action ids of buttons and menus. What they carry is said beside each: ids, never amounts or texts. */
export const ACTIONS = {
  /** Value: analysis id. */
  showEverything: 'bc_show_everything',
  /** Value: analysis id. */
  showLess: 'bc_show_less',
  /** Value: analysis id. */
  putOnTicket: 'bc_put_on_ticket',
  /** Value: analysis id. Opens {@link CALLBACKS.draftModal}. */
  readDraft: 'bc_read_draft',
  /** In {@link CALLBACKS.draftModal}: how the reply is to be. Options: `usual` or a variant; `usual` or a language. */
  variant: 'bc_reply_variant',
  language: 'bc_reply_language',
  /** Value: analysis id. Opens {@link CALLBACKS.feedbackModal}. */
  feedback: 'bc_feedback',
  /** Value (of the button or the chosen option): a Stripe customer id. */
  chooseCustomer: 'bc_choose_customer',
  /** Value: analysis id and place of the finding, `an_…:2`. The action id ends in `:` and that place. */
  propose: 'bc_propose_correction',
  /** Value of these: correction id and version, `co_…:1`. */
  approve: 'bc_correction_approve',
  withdraw: 'bc_correction_withdraw',
  confirmIdentity: 'bc_correction_confirm_identity',
  done: 'bc_correction_done',
  /** These open {@link CALLBACKS.correctionModal}. */
  change: 'bc_correction_change',
  reject: 'bc_correction_reject',
  askAgent: 'bc_correction_ask_agent',
  abandon: 'bc_correction_abandon',
} as const;

/** Block ids of the blocks that hold actions; a chooser with several blocks appends `:` and its place. */
export const BLOCKS = {
  resultActions: 'bc_result_actions',
  chooser: 'bc_chooser',
  proposals: 'bc_proposals',
  correctionActions: 'bc_correction_actions',
  /** In {@link CALLBACKS.draftModal}: how the reply is to be. */
  wish: 'bc_reply_wish',
  /** The inputs of a modal about a correction; an error of theirs is shown under them. */
  amount: 'bc_amount',
  reason: 'bc_reason',
  /** The inputs of {@link CALLBACKS.feedbackModal}; that of a finding appends `:` and its place. */
  findingMark: 'bc_finding_mark',
  draftMark: 'bc_draft_mark',
  sentReply: 'bc_sent_reply',
} as const;

/** Action ids of the inputs in the blocks of the same names. */
export const INPUTS = {
  amount: 'bc_amount_typed',
  reason: 'bc_reason_typed',
  /** With `:` and the finding's place; the chosen option is `right` or `wrong`. */
  findingMark: 'bc_finding_mark_chosen',
  /** The chosen option is `used`, `edited` or `wrong`. */
  draftMark: 'bc_draft_mark_chosen',
  sentReply: 'bc_sent_reply_typed',
} as const;

/** In a menu of {@link BLOCKS.wish}: nothing else is asked for. */
export const USUAL = 'usual';
