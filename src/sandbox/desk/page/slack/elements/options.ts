import { type JsonRecord, records, textAt } from '../../../../slack/json.ts';
import { plainText } from '../text/text-object.tsx';

export interface Option {
  readonly value: string;
  readonly label: string;
  readonly description: string;
  /** Of an overflow menu's link; else empty. */
  readonly url: string;
}

export interface OptionGroup {
  readonly label: string;
  readonly options: readonly Option[];
}

/** The options of a menu; those without a group are in one without a name. */
export function optionGroups(element: JsonRecord): readonly OptionGroup[] {
  const groups = records(element['option_groups']).map((group) => ({
    label: plainText(group['label']),
    options: records(group['options']).map(toOption),
  }));
  const alone = records(element['options']).map(toOption);
  return alone.length === 0 ? groups : [{ label: '', options: alone }, ...groups];
}

export function optionsOf(element: JsonRecord): readonly Option[] {
  return optionGroups(element).flatMap(({ options }) => options);
}

function toOption(option: JsonRecord): Option {
  return {
    value: textAt(option, 'value'),
    label: plainText(option['text']),
    description: plainText(option['description']),
    url: textAt(option, 'url'),
  };
}
