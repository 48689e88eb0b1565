import { type JsonRecord, records, textAt } from '../json.ts';
import { findOption } from './find-element.ts';

/** What an element holds after a person used it, in the words of `state.values` and of actions. */
export function stateOf(element: JsonRecord, value: string | readonly string[]): JsonRecord {
  const type = textAt(element, 'type');
  const one = typeof value === 'string' ? value : (value[0] ?? '');
  const several = typeof value === 'string' ? [value] : value;
  switch (type) {
    case 'static_select':
    case 'external_select':
    case 'radio_buttons':
    case 'overflow':
      return { type, selected_option: optionOf(element, one) };
    case 'checkboxes':
    case 'multi_static_select':
    case 'multi_external_select':
      return { type, selected_options: several.map((entry) => optionOf(element, entry)) };
    case 'users_select':
      return { type, selected_user: one };
    case 'multi_users_select':
      return { type, selected_users: several };
    case 'conversations_select':
      return { type, selected_conversation: one };
    case 'multi_conversations_select':
      return { type, selected_conversations: several };
    case 'channels_select':
      return { type, selected_channel: one };
    case 'multi_channels_select':
      return { type, selected_channels: several };
    case 'datepicker':
      return { type, selected_date: one };
    case 'timepicker':
      return { type, selected_time: one };
    case 'datetimepicker':
      return { type, selected_date_time: Number(one) };
    default:
      return { type, value: one };
  }
}

function optionOf(element: JsonRecord, wanted: string): JsonRecord {
  // The options of an external menu are the app's to tell; what was chosen is taken as it is.
  return textAt(element, 'type').includes('external')
    ? { text: { type: 'plain_text', text: wanted }, value: wanted }
    : findOption(element, wanted);
}

/** What an element holds before anyone touched it. */
export function initialState(element: JsonRecord): JsonRecord {
  const type = textAt(element, 'type');
  const given = (key: string, initial: string): JsonRecord => ({ [key]: element[initial] ?? null });
  switch (type) {
    case 'static_select':
    case 'external_select':
    case 'radio_buttons':
      return { type, ...given('selected_option', 'initial_option') };
    case 'checkboxes':
    case 'multi_static_select':
    case 'multi_external_select':
      return { type, selected_options: records(element['initial_options']) };
    case 'users_select':
      return { type, ...given('selected_user', 'initial_user') };
    case 'conversations_select':
      return { type, ...given('selected_conversation', 'initial_conversation') };
    case 'channels_select':
      return { type, ...given('selected_channel', 'initial_channel') };
    case 'multi_users_select':
      return { type, selected_users: element['initial_users'] ?? [] };
    case 'multi_conversations_select':
      return { type, selected_conversations: element['initial_conversations'] ?? [] };
    case 'multi_channels_select':
      return { type, selected_channels: element['initial_channels'] ?? [] };
    case 'datepicker':
      return { type, ...given('selected_date', 'initial_date') };
    case 'timepicker':
      return { type, ...given('selected_time', 'initial_time') };
    case 'datetimepicker':
      return { type, ...given('selected_date_time', 'initial_date_time') };
    default:
      return { type, ...given('value', 'initial_value') };
  }
}

/** Whether a person has put anything in. */
export function isFilled(state: JsonRecord): boolean {
  return Object.entries(state).some(
    ([key, value]) =>
      key !== 'type' && value !== null && value !== '' && !(Array.isArray(value) && value.length === 0),
  );
}
