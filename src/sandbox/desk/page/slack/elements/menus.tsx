import { plainText } from '../text/text-object.tsx';
import { useChosen } from './choices.tsx';
import type { ElementProps } from './element.tsx';
import { Menu } from './menu.tsx';
import { optionGroups, optionsOf } from './options.ts';
import { useElement } from './use-element.ts';

/** A menu of one choice that tells the app at once. */
export function SelectMenu({ block, element, describedBy }: ElementProps) {
  const { isBusy, choose } = useElement(block, element);
  const [chosen] = useChosen(block, element);
  const placeholder = plainText(element['placeholder']) || 'Choose';
  const shown = optionsOf(element).find(({ value }) => value === chosen)?.label;
  const items = optionGroups(element).flatMap(({ label: group, options }) =>
    options.map(({ value, label, description }) => ({
      key: value,
      label,
      description,
      isChosen: value === chosen,
      ...(group === '' ? {} : { group }),
    })),
  );
  return (
    <Menu
      label={shown === undefined ? placeholder : `${placeholder}: ${shown}`}
      className="slack-button slack-select"
      describedBy={describedBy}
      isBusy={isBusy}
      items={items}
      onChoose={choose}
    >
      {shown ?? placeholder}
    </Menu>
  );
}

/** The three dots: each choice is an act of its own. */
export function Overflow({ block, element, describedBy }: ElementProps) {
  const { isBusy, choose } = useElement(block, element);
  const options = optionsOf(element);
  return (
    <Menu
      label="More options"
      className="slack-button"
      describedBy={describedBy}
      isBusy={isBusy}
      items={options.map(({ value, label, description }) => ({ key: value, label, description }))}
      onChoose={(value) => {
        const url = options.find((option) => option.value === value)?.url ?? '';
        if (/^https?:/i.test(url)) window.open(url, '_blank', 'noopener,noreferrer');
        choose(value);
      }}
    >
      <span aria-hidden="true">⋯</span>
    </Menu>
  );
}
