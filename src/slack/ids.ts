/** Every name Slack sends back to us, in one place: views write them, listeners wait for them. */

export const COMMAND = '/billing-check';

/** Callback ids of shortcuts (as in manifest.json) and of modals. */
export const CALLBACKS = {
  /** The message shortcut: check the customer a message names. */
  checkMessage: 'bc_check_message',
  /** The modal that shows a whole drafted reply. Its `private_metadata` is the analysis id. */
  draftModal: 'bc_draft_modal',
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
  /** Value (of the button or the chosen option): a Stripe customer id. */
  chooseCustomer: 'bc_choose_customer',
} as const;

/** Block ids of the blocks that hold actions; a chooser with several blocks appends `:` and its place. */
export const BLOCKS = {
  resultActions: 'bc_result_actions',
  chooser: 'bc_chooser',
} as const;
