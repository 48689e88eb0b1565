import {
  anyOf,
  boolean,
  byType,
  type Check,
  integer,
  list,
  matching,
  needsOneOf,
  object,
  oneOf,
  onlyOneOf,
  rules,
  text,
  url,
} from './schema.ts';

/** Composition objects: texts, options, dialogs, images. Limits are Slack's, in characters. */
const MAXIMUM_TEXT_CHARACTERS = 3000;
const MAXIMUM_OPTION_TEXT_CHARACTERS = 75;
const MAXIMUM_OPTION_VALUE_CHARACTERS = 150;
const MAXIMUM_OPTIONS = 100;
const MAXIMUM_ID_CHARACTERS = 255;

export const id = text({ max: MAXIMUM_ID_CHARACTERS });
const type = text({ max: 50 });

export function plainText(max = MAXIMUM_TEXT_CHARACTERS): Check {
  return byType({
    plain_text: object({ required: { type, text: text({ max }) }, optional: { emoji: boolean } }),
  });
}

export function mrkdwn(max = MAXIMUM_TEXT_CHARACTERS): Check {
  return byType({
    mrkdwn: object({ required: { type, text: text({ max }) }, optional: { verbatim: boolean } }),
  });
}

/** plain_text or mrkdwn. */
export function anyText(max = MAXIMUM_TEXT_CHARACTERS): Check {
  return anyOf(
    byType({
      plain_text: object({ required: { type, text: text({ max }) }, optional: { emoji: boolean } }),
      mrkdwn: object({ required: { type, text: text({ max }) }, optional: { verbatim: boolean } }),
    }),
  );
}

export const confirm = object({
  required: { text: anyText(300) },
  optional: {
    title: plainText(100),
    confirm: plainText(30),
    deny: plainText(30),
    style: oneOf('primary', 'danger'),
  },
});

/** An option of a menu; `markup` where Slack takes mrkdwn in it, `link` in overflow menus. */
export function option(kind: 'menu' | 'markup' | 'link'): Check {
  const short = kind === 'markup' ? anyText : plainText;
  return object({
    required: { text: short(MAXIMUM_OPTION_TEXT_CHARACTERS) },
    optional: {
      value: text({ max: MAXIMUM_OPTION_VALUE_CHARACTERS }),
      description: short(MAXIMUM_OPTION_TEXT_CHARACTERS),
      ...(kind === 'link' ? { url } : {}),
    },
    rule: (value, pointer, complaints) => {
      if (kind !== 'link' && value['value'] === undefined)
        complaints.add('missing required field: value', pointer);
    },
  });
}

const optionGroup = object({
  required: {
    label: plainText(MAXIMUM_OPTION_TEXT_CHARACTERS),
    options: list(option('menu'), { max: MAXIMUM_OPTIONS }),
  },
});

/** Options of a static menu: a list or groups, one of them. */
export const menuOptions = {
  optional: {
    options: list(option('menu'), { max: MAXIMUM_OPTIONS }),
    option_groups: list(optionGroup, { max: MAXIMUM_OPTIONS }),
  },
  rule: rules(needsOneOf('options', 'option_groups'), onlyOneOf('options', 'option_groups')),
};

export const conversationFilter = object({
  optional: {
    include: list(oneOf('im', 'mpim', 'private', 'public'), { max: 4 }),
    exclude_external_shared_channels: boolean,
    exclude_bot_users: boolean,
  },
  rule: needsOneOf('include', 'exclude_external_shared_channels', 'exclude_bot_users'),
});

export const dispatchActionConfig = object({
  required: {
    trigger_actions_on: list(oneOf('on_enter_pressed', 'on_character_entered'), { max: 2 }),
  },
});

const slackFile = object({
  optional: { id: text({ max: 100 }), url },
  rule: rules(needsOneOf('id', 'url'), onlyOneOf('id', 'url')),
});

/** Where an image comes from: an address or a file in Slack, one of them. */
export const imageSource = {
  optional: {
    image_url: url,
    slack_file: slackFile,
    image_width: integer({ min: 1, max: 20_000 }),
    image_height: integer({ min: 1, max: 20_000 }),
    image_bytes: integer({ min: 1, max: 100_000_000 }),
  },
  rule: rules(needsOneOf('image_url', 'slack_file'), onlyOneOf('image_url', 'slack_file')),
};

export const dayOfYear = matching(/^\d{4}-\d{2}-\d{2}$/, 'a valid date');
export const timeOfDay = matching(/^([01]\d|2[0-3]):[0-5]\d$/, 'a valid time');
