import { elementsOf } from '../block-kit/check-blocks.ts';
import { isRecord, type JsonRecord, recordAt, records, textAt } from '../json.ts';

export interface FoundElement {
  readonly block: JsonRecord;
  readonly element: JsonRecord;
  /** Of feedback buttons the one that was meant. */
  readonly choice: JsonRecord | null;
}

/** Which element a person uses: by its action id, by the words on it, by the block it is in, or by several of them. */
export interface ElementWanted {
  readonly blockId?: string;
  readonly actionId?: string;
  readonly label?: string;
}

/** Nothing there is what somebody wanted to use, or more than one thing. */
export class NoSuchElement extends Error {}

/**
 * Finds one element in blocks.
 * @throws {NoSuchElement} naming what there is, when none or several fit.
 */
export function findElement(blocks: unknown, wanted: ElementWanted): FoundElement {
  const all = everyElement(records(blocks));
  const fitting = all.filter(
    ({ block, element, choice }) =>
      (wanted.blockId === undefined || block['block_id'] === wanted.blockId) &&
      (wanted.actionId === undefined || element['action_id'] === wanted.actionId) &&
      (wanted.label === undefined || labelOf(choice ?? element) === wanted.label),
  );
  const [first, second] = fitting;
  if (first !== undefined && second === undefined) return first;
  const there = all.map(({ element, choice }) =>
    JSON.stringify([textAt(element, 'action_id'), labelOf(choice ?? element)]),
  );
  const problem = first === undefined ? 'No element' : 'More than one element';
  const { blockId, actionId, label } = wanted;
  throw new NoSuchElement(
    `${problem} fits ${JSON.stringify({ blockId, actionId, label })}; there are: ${there.join(', ') || 'none'}.`,
  );
}

/** Every interactive element, with the block it is in. */
function everyElement(blocks: readonly JsonRecord[]): readonly FoundElement[] {
  return blocks.flatMap((block) => {
    const inner = [
      ...records(block['child_blocks']),
      ...(block['type'] === 'carousel' ? records(block['elements']) : []),
    ];
    const own = elementsOf(block)
      .filter((element) => typeof element['action_id'] === 'string')
      .flatMap((element): FoundElement[] => {
        const choices = [element['positive_button'], element['negative_button']].filter(isRecord);
        if (choices.length > 0) return choices.map((choice) => ({ block, element, choice }));
        return [{ block, element, choice: null }];
      });
    return [...own, ...everyElement(inner)];
  });
}

function labelOf(element: JsonRecord): string {
  return textAt(recordAt(element, 'text'), 'text') || textAt(recordAt(element, 'placeholder'), 'text');
}

/** The options of a menu, those in groups included. */
export function optionsOf(element: JsonRecord): readonly JsonRecord[] {
  return [
    ...records(element['options']),
    ...records(element['option_groups']).flatMap((group) => records(group['options'])),
  ];
}

/** An option by its value or its words. */
export function findOption(element: JsonRecord, wanted: string): JsonRecord {
  const options = optionsOf(element);
  const found = options.find(
    (option) => option['value'] === wanted || textAt(recordAt(option, 'text'), 'text') === wanted,
  );
  if (found === undefined) {
    const there = options.map((option) => textAt(recordAt(option, 'text'), 'text'));
    throw new Error(`The menu has no option ${wanted}; there are: ${there.join(', ') || 'none'}.`);
  }
  return found;
}
