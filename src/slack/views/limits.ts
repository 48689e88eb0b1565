/**
 * What Slack accepts, in characters and items. Source: Slack's Block Kit reference and the comments of @slack/types
 * 3.2; where the two differ, or neither says, the smaller value in use.
 */
export const LIMITS = {
  blocks_per_message: 50,
  blocks_per_modal: 100,
  /**
   * Bytes of JSON of all blocks of a message. Slack refuses longer ones (`msg_blocks_too_long`) at a size it does not
   * document: somewhere above 13,000 characters, in which it counts the structure too.
   */
  message_bytes: 12_000,
  /** A view is refused above 250 KB. */
  modal_bytes: 200_000,
  /** `chat.update` takes no more, `chat.postMessage` cuts at 40,000. */
  fallback_text: 4_000,
  block_id: 255,
  action_id: 255,
  header: 150,
  section_text: 3_000,
  section_fields: 10,
  section_field: 2_000,
  context_elements: 10,
  context_text: 2_000,
  actions_elements: 25,
  button_text: 75,
  button_value: 2_000,
  url: 3_000,
  select_options: 100,
  option_text: 75,
  option_value: 75,
  option_description: 75,
  placeholder: 150,
  confirm_title: 100,
  confirm_text: 300,
  confirm_button: 30,
  /** Not documented; that of a section's text. */
  rich_text_element: 3_000,
  input_label: 2_000,
  input_hint: 2_000,
  input_value: 3_000,
  modal_title: 24,
  modal_button: 24,
  private_metadata: 3_000,
  callback_id: 255,
} as const;
