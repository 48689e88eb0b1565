import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { recordAt } from '../../../src/sandbox/slack/json.ts';
import type { ModalView, SlackMessage } from '../../../src/slack/views/index.ts';
import { SCREENSHOTS } from '../browser-setup.ts';
import { type OpenPane, type SlackPage, startSlackPage, violations } from './slack-page.ts';

let slackPage: SlackPage;
beforeAll(async () => {
  slackPage = await startSlackPage();
});
afterAll(() => slackPage.close());

async function opened(): Promise<OpenPane> {
  const pane = await slackPage.open();
  onTestFinished(() => pane.context.close());
  return pane;
}

const plain = (text: string) => ({ type: 'plain_text' as const, text });
const option = (value: string, description?: string) => ({
  text: plain(`The ${value}`),
  value,
  ...(description === undefined ? {} : { description: plain(description) }),
});
const [red, green, blue] = [option('red'), option('green', 'calm'), option('blue')];

const MODAL: ModalView = {
  type: 'modal',
  callback_id: 'all',
  title: plain('Every field'),
  submit: plain('Send'),
  blocks: [
    {
      type: 'input',
      block_id: 'words',
      label: plain('Words'),
      hint: plain('Three at least.'),
      element: { type: 'plain_text_input', action_id: 'words', min_length: 3, max_length: 10 },
    },
    {
      type: 'input',
      block_id: 'number',
      label: plain('Number'),
      optional: true,
      element: {
        type: 'number_input',
        action_id: 'number',
        is_decimal_allowed: false,
        min_value: '1',
        max_value: '9',
      },
    },
    {
      type: 'input',
      block_id: 'menu',
      label: plain('Menu'),
      element: {
        type: 'static_select',
        action_id: 'menu',
        placeholder: plain('Pick one'),
        option_groups: [
          { label: plain('Warm'), options: [red] },
          { label: plain('Cold'), options: [green, blue] },
        ],
      },
    },
    {
      type: 'input',
      block_id: 'one',
      label: plain('One of them'),
      element: { type: 'radio_buttons', action_id: 'one', options: [red, green], initial_option: red },
    },
    {
      type: 'input',
      block_id: 'some',
      label: plain('Some of them'),
      optional: true,
      element: {
        type: 'checkboxes',
        action_id: 'some',
        options: [red, green, blue],
        initial_options: [blue],
      },
    },
  ],
};

const send = (dialog: Locator) => dialog.getByRole('button', { name: 'Send' }).click();

it('fills in every kind of field, and tells what is wrong where it is wrong', async () => {
  const { page, complaints } = await opened();
  await slackPage.openModal(MODAL);
  const form = page.getByRole('dialog', { name: 'Every field' });
  const words = form.getByRole('textbox', { name: 'Words' });
  await send(form);
  expect(await form.locator('.slack-error').allTextContents()).toEqual([
    'Please complete this required field.',
    'Please complete this required field.',
  ]);
  await words.fill('ab');
  await form.getByRole('textbox', { name: 'Number' }).fill('12');
  await form.getByRole('combobox', { name: 'Menu' }).selectOption('blue');
  await send(form);
  expect(await form.locator('.slack-error').allTextContents()).toEqual([
    'At least 3 characters are needed.',
    'The number must be at most 9.',
  ]);
  expect(await violations(page)).toEqual([]);
  await page.screenshot({ path: new URL('slack-fields.png', SCREENSHOTS).pathname });

  await words.fill('abcd');
  await form.getByRole('textbox', { name: 'Number' }).fill('7');
  await form.getByRole('radio', { name: /^The green/ }).check();
  await form.getByRole('checkbox', { name: 'The red' }).check();
  slackPage.answerNext({ response_action: 'errors', errors: { words: 'Somebody took these words.' } });
  await send(form);
  await form.getByText('Somebody took these words.').waitFor();
  expect(await words.inputValue()).toBe('abcd');

  slackPage.answerNext({
    response_action: 'push',
    view: { ...MODAL, title: plain('Really?'), blocks: [sure] },
  });
  await send(form);
  const pushed = page.getByRole('dialog', { name: 'Really?' });
  await pushed.getByRole('button', { name: 'Close the dialog' }).click();
  slackPage.answerNext({
    response_action: 'update',
    view: { ...MODAL, title: plain('Nearly'), blocks: [sure] },
  });
  await form.waitFor();
  await words.fill('once more');
  await form.getByRole('combobox', { name: 'Menu' }).selectOption('red');
  await send(form);
  const updated = page.getByRole('dialog', { name: 'Nearly' });
  await updated.getByText('Is this right?').waitFor();
  await send(updated);
  await updated.waitFor({ state: 'detached' });

  const sent = slackPage.interactions.filter(({ type }) => type === 'view_submission');
  expect(sent).toHaveLength(4);
  expect(recordAt(sent[0], 'view', 'state', 'values')).toMatchObject({
    words: { words: { type: 'plain_text_input', value: 'abcd' } },
    number: { number: { type: 'number_input', value: '7' } },
    menu: { menu: { selected_option: blue } },
    one: { one: { selected_option: green } },
    some: { some: { selected_options: [red, blue] } },
  });
  expect(complaints).toEqual([]);
});

const sure = { type: 'section' as const, text: plain('Is this right?') };

const MESSAGE: SlackMessage = {
  text: 'elements',
  blocks: [
    {
      type: 'section',
      block_id: 'first',
      text: plain('The first'),
      accessory: { type: 'button', action_id: 'same', value: '1', text: plain('Take') },
    },
    {
      type: 'section',
      block_id: 'second',
      text: plain('The second'),
      fields: [plain('a field'), { type: 'mrkdwn', text: '*another*' }],
      accessory: {
        type: 'button',
        action_id: 'same',
        value: '2',
        text: plain('Take'),
        confirm: {
          title: plain('Sure?'),
          text: plain('It counts.'),
          confirm: plain('Yes'),
          deny: plain('No'),
        },
      },
    },
    {
      type: 'actions',
      block_id: 'row',
      elements: [
        { type: 'static_select', action_id: 'colour', placeholder: plain('Colour'), options: [red, green] },
        { type: 'radio_buttons', action_id: 'one', options: [red, green] },
        { type: 'checkboxes', action_id: 'some', options: [red, green] },
        { type: 'overflow', action_id: 'more', options: [red, blue] },
      ],
    },
  ],
};

it('uses every element of a message at once, and asks first where it says so', async () => {
  const { page, complaints } = await opened();
  await slackPage.post(MESSAGE);
  const message = page.getByRole('article').last();
  const before = slackPage.interactions.length;
  const last = () => recordAt(actionsOf(slackPage.interactions.at(-1))[0]);
  const heard = async (count: number) =>
    expect.poll(() => slackPage.interactions.length - before, { timeout: 5_000 }).toBe(count);

  await message.getByRole('button', { name: 'Take', description: 'The first' }).click();
  await heard(1);
  expect(last()).toMatchObject({ action_id: 'same', block_id: 'first', value: '1' });
  const second = message.getByRole('button', { name: 'Take', description: /The second/ });
  await second.click();
  await page.getByRole('alertdialog', { name: 'Sure?' }).getByRole('button', { name: 'No' }).click();
  await second.click();
  await page.getByRole('alertdialog', { name: 'Sure?' }).getByRole('button', { name: 'Yes' }).click();
  await heard(2);
  expect(last()).toMatchObject({ block_id: 'second', value: '2' });

  await message.getByRole('button', { name: 'Colour' }).click();
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  await heard(3);
  expect(last()).toMatchObject({ action_id: 'colour', selected_option: green });
  await message.getByRole('radio', { name: 'The red' }).click();
  await heard(4);
  expect(last()).toMatchObject({ action_id: 'one', selected_option: red });
  await message.getByRole('checkbox', { name: /^The green/ }).click();
  await heard(5);
  expect(last()).toMatchObject({ action_id: 'some', selected_options: [green] });
  await message.getByRole('button', { name: 'More options' }).click();
  await page.getByRole('menuitem', { name: 'The blue' }).click();
  await heard(6);
  expect(last()).toMatchObject({ action_id: 'more', selected_option: blue });
  expect(await message.getByRole('listitem').allTextContents()).toEqual(['a field', 'another']);
  // What was chosen stays chosen.
  await message.getByRole('button', { name: 'Colour: The green' }).waitFor();
  expect(await message.getByRole('radio', { name: 'The red' }).isChecked()).toBe(true);
  expect(await violations(page)).toEqual([]);
  expect(complaints).toEqual([]);
});

function actionsOf(interaction: unknown): readonly unknown[] {
  const { actions } = recordAt(interaction);
  return Array.isArray(actions) ? actions : [];
}
