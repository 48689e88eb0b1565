import {
  anyText,
  confirm,
  conversationFilter,
  dayOfYear,
  dispatchActionConfig,
  id,
  imageSource,
  menuOptions,
  option,
  plainText,
  timeOfDay,
} from './composition.ts';
import { richText } from './rich-text.ts';
import { boolean, type Check, integer, list, object, oneOf, type Rule, text, url } from './schema.ts';

/** Interactive and other elements, and which block takes which. */
const type = text({ max: 50 });
const MAXIMUM_INPUT_CHARACTERS = 3000;
const MAXIMUM_PLACEHOLDER_CHARACTERS = 150;
const MAXIMUM_BUTTON_CHARACTERS = 75;
const MAXIMUM_BUTTON_VALUE_CHARACTERS = 2000;
const MAXIMUM_CHOICES = 10;
const MAXIMUM_OVERFLOW_OPTIONS = 5;
const MAXIMUM_SELECTED = 100;

const typed = text({ min: 0, max: MAXIMUM_INPUT_CHARACTERS });
const decimal = text({ max: 50 });
const confirmable = { action_id: id, confirm };
const placeholder = { placeholder: plainText(MAXIMUM_PLACEHOLDER_CHARACTERS) };
const focus = { focus_on_load: boolean };
const menu = { ...confirmable, ...placeholder, ...focus };
const typing = {
  action_id: id,
  ...placeholder,
  ...focus,
  dispatch_action_config: dispatchActionConfig,
};
const many = { max_selected_items: integer({ min: 1, max: MAXIMUM_SELECTED }) };
const ids = list(text({ max: 30 }), { max: MAXIMUM_SELECTED });
const conversations = { default_to_current_conversation: boolean, filter: conversationFilter };
const respond = { response_url_enabled: boolean };

function element(
  optional: Readonly<Record<string, Check>>,
  required: Readonly<Record<string, Check>> = {},
  rule?: Rule,
): Check {
  return object({ required: { type, ...required }, optional, ...(rule === undefined ? {} : { rule }) });
}

export const button = element(
  {
    ...confirmable,
    value: text({ min: 0, max: MAXIMUM_BUTTON_VALUE_CHARACTERS }),
    url,
    style: oneOf('primary', 'danger'),
    accessibility_label: text({ max: MAXIMUM_BUTTON_CHARACTERS }),
  },
  { text: plainText(MAXIMUM_BUTTON_CHARACTERS) },
);

export const image = element(
  imageSource.optional,
  { alt_text: text({ min: 0, max: 2000 }) },
  imageSource.rule,
);

const chosen = { initial_option: option('markup') };
const ticked = { initial_options: list(option('markup'), { max: MAXIMUM_CHOICES }) };
const choices = { options: list(option('markup'), { max: MAXIMUM_CHOICES }) };

/** What actions and section blocks share. */
const anywhere = {
  button,
  checkboxes: element({ ...confirmable, ...focus, ...ticked }, choices),
  datepicker: element({ ...menu, initial_date: dayOfYear }),
  overflow: element(confirmable, { options: list(option('link'), { max: MAXIMUM_OVERFLOW_OPTIONS }) }),
  radio_buttons: element({ ...confirmable, ...focus, ...chosen }, choices),
  timepicker: element({ ...menu, initial_time: timeOfDay, timezone: text({ max: 100 }) }),
  static_select: element(
    { ...menu, ...menuOptions.optional, initial_option: option('menu') },
    {},
    menuOptions.rule,
  ),
  external_select: element({
    ...menu,
    initial_option: option('menu'),
    min_query_length: integer({ min: 0, max: 100 }),
  }),
  users_select: element({ ...menu, initial_user: id }),
  conversations_select: element({ ...menu, ...conversations, ...respond, initial_conversation: id }),
  channels_select: element({ ...menu, ...respond, initial_channel: id }),
  workflow_button: element(
    {
      action_id: id,
      style: oneOf('primary', 'danger'),
      accessibility_label: text({ max: MAXIMUM_BUTTON_CHARACTERS }),
    },
    {
      text: plainText(MAXIMUM_BUTTON_CHARACTERS),
      workflow: object({
        required: {
          trigger: object({
            required: { url },
            optional: {
              customizable_input_parameters: list(
                object({ required: { name: text({ max: 255 }), value: typed } }),
                { max: 50 },
              ),
            },
          }),
        },
      }),
    },
  ),
};

const initialOptions = { initial_options: list(option('menu'), { max: MAXIMUM_SELECTED }) };
const manyOf = {
  multi_static_select: element(
    { ...menu, ...many, ...menuOptions.optional, ...initialOptions },
    {},
    menuOptions.rule,
  ),
  multi_external_select: element({
    ...menu,
    ...many,
    ...initialOptions,
    min_query_length: integer({ min: 0, max: 100 }),
  }),
  multi_users_select: element({ ...menu, ...many, initial_users: ids }),
  multi_conversations_select: element({ ...menu, ...many, ...conversations, initial_conversations: ids }),
  multi_channels_select: element({ ...menu, ...many, initial_channels: ids }),
};

const datetimepicker = element({
  ...confirmable,
  ...focus,
  initial_date_time: integer({ min: 1_000_000_000, max: 9_999_999_999 }),
});

const minimumBelowMaximum: Rule = (value, pointer, complaints) => {
  const { min_length: min, max_length: max } = value;
  if (typeof min === 'number' && typeof max === 'number' && min > max)
    complaints.add('must be less than max_length', `${pointer}/min_length`);
};

const typedIn = {
  plain_text_input: element(
    {
      ...typing,
      initial_value: typed,
      multiline: boolean,
      min_length: integer({ min: 0, max: MAXIMUM_INPUT_CHARACTERS }),
      max_length: integer({ min: 1, max: MAXIMUM_INPUT_CHARACTERS }),
    },
    {},
    minimumBelowMaximum,
  ),
  email_text_input: element({ ...typing, initial_value: typed }),
  url_text_input: element({ ...typing, initial_value: typed }),
  number_input: element(
    { ...typing, initial_value: decimal, min_value: decimal, max_value: decimal },
    { is_decimal_allowed: boolean },
  ),
  rich_text_input: element({
    ...typing,
    initial_value: richText,
    min_lines: integer({ min: 1, max: 100 }),
    max_lines: integer({ min: 1, max: 100 }),
  }),
  file_input: element({
    action_id: id,
    filetypes: list(text({ max: 20 }), { max: 100 }),
    max_files: integer({ min: 1, max: 10 }),
  }),
};

/** Menus of many belong into sections and inputs: in an actions block Slack answers `unsupported element: multiselect`. */
export const ACTIONS_ELEMENTS = { ...anywhere, datetimepicker, rich_text_input: typedIn.rich_text_input };
export const SECTION_ACCESSORIES = { ...anywhere, ...manyOf, image };
export const INPUT_ELEMENTS = {
  checkboxes: anywhere.checkboxes,
  datepicker: anywhere.datepicker,
  radio_buttons: anywhere.radio_buttons,
  timepicker: anywhere.timepicker,
  static_select: anywhere.static_select,
  external_select: anywhere.external_select,
  users_select: anywhere.users_select,
  conversations_select: anywhere.conversations_select,
  channels_select: anywhere.channels_select,
  datetimepicker,
  ...manyOf,
  ...typedIn,
};

const feedback = object({
  required: {
    text: plainText(MAXIMUM_BUTTON_CHARACTERS),
    value: text({ max: MAXIMUM_BUTTON_VALUE_CHARACTERS }),
  },
  optional: { accessibility_label: text({ max: MAXIMUM_BUTTON_CHARACTERS }) },
});

export const CONTEXT_ACTIONS_ELEMENTS = {
  feedback_buttons: element({ action_id: id }, { positive_button: feedback, negative_button: feedback }),
  icon_button: element(
    {
      ...confirmable,
      value: text({ min: 0, max: MAXIMUM_BUTTON_VALUE_CHARACTERS }),
      accessibility_label: text({ max: MAXIMUM_BUTTON_CHARACTERS }),
      visible_to_user_ids: ids,
    },
    { icon: text({ max: 50 }), text: plainText(MAXIMUM_BUTTON_CHARACTERS) },
  ),
};

export const CONTEXT_ELEMENTS = { image, plain_text: anyText(), mrkdwn: anyText() };
