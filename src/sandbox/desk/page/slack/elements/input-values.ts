import { type JsonRecord, recordAt, records, textAt } from '../../../../slack/json.ts';
import type { Chosen, Form } from '../blocks/surface.tsx';
import { initialValues } from './choices.tsx';

const INPUTS = ['plain_text_input', 'number_input', 'static_select', 'radio_buttons', 'checkboxes'];

/** Whether this field can be shown here. */
export function isInput(element: JsonRecord): boolean {
  return INPUTS.includes(textAt(element, 'type'));
}

export const one = (value: Chosen | undefined): string =>
  typeof value === 'string' ? value : (value?.[0] ?? '');

export const many = (value: Chosen | undefined): readonly string[] =>
  value === undefined || value === '' ? [] : typeof value === 'string' ? [value] : value;

/** What the fields of a view hold before anybody touched them, by action id. */
export function initialForm(blocks: readonly JsonRecord[]): Form['values'] {
  return Object.fromEntries(
    inputsOf(blocks).map(({ element }) => [textAt(element, 'action_id'), initialValue(element)]),
  );
}

function initialValue(element: JsonRecord): Chosen {
  if (element['type'] === 'checkboxes') return initialValues(element);
  if (/select$|radio_buttons/.test(textAt(element, 'type'))) return initialValues(element)[0] ?? '';
  return textAt(element, 'initial_value');
}

/** What is missing or does not fit, by block id; Slack asks for that itself, before the app hears of it. */
export function faultsIn(blocks: readonly JsonRecord[], values: Form['values']): Form['errors'] {
  const faults = inputsOf(blocks).map(({ block, element }) => {
    const value = values[textAt(element, 'action_id')];
    return [textAt(block, 'block_id'), faultOf(element, value, block['optional'] === true)] as const;
  });
  return Object.fromEntries(faults.filter((entry): entry is [string, string] => entry[1] !== null));
}

function faultOf(element: JsonRecord, value: Chosen | undefined, isOptional: boolean): string | null {
  const text = one(value);
  if (text === '') return isOptional ? null : 'Please complete this required field.';
  const { max_length: max, min_length: min } = element;
  if (typeof max === 'number' && text.length > max)
    return `At most ${max} characters: ${text.length} are typed.`;
  if (typeof min === 'number' && text.length < min) return `At least ${min} characters are needed.`;
  return element['type'] === 'number_input' ? numberFault(element, text) : null;
}

function numberFault(element: JsonRecord, text: string): string | null {
  const isNumber = (element['is_decimal_allowed'] === true ? /^-?\d+(?:\.\d+)?$/ : /^-?\d+$/).test(text);
  if (!isNumber) return 'Please type a number.';
  const [min, max] = [textAt(element, 'min_value'), textAt(element, 'max_value')];
  if (min !== '' && Number(text) < Number(min)) return `The number must be at least ${min}.`;
  return max !== '' && Number(text) > Number(max) ? `The number must be at most ${max}.` : null;
}

/** What is sent: a menu nobody chose from says nothing. */
export function toSend(
  blocks: readonly JsonRecord[],
  values: Form['values'],
): Record<string, string | string[]> {
  const filled = inputsOf(blocks).flatMap(({ element }) => {
    const action = textAt(element, 'action_id');
    const value = values[action] ?? '';
    const isMenu = /select$|radio_buttons/.test(textAt(element, 'type'));
    if (isMenu && one(value) === '') return [];
    return [[action, typeof value === 'string' ? value : [...value]] as const];
  });
  return Object.fromEntries(filled);
}

function inputsOf(blocks: readonly JsonRecord[]) {
  return records(blocks)
    .filter((block) => block['type'] === 'input')
    .map((block) => ({ block, element: recordAt(block, 'element') }));
}
