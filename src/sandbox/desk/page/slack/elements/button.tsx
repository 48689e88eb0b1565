import { textAt } from '../../../../slack/json.ts';
import { plainText } from '../text/text-object.tsx';
import type { ElementProps } from './element.tsx';
import { useElement } from './use-element.ts';

/** A button; one with an address opens it too. */
export function Button({ block, element, describedBy }: ElementProps) {
  const { isBusy, click } = useElement(block, element);
  const url = textAt(element, 'url');
  const label = textAt(element, 'accessibility_label');
  return (
    <button
      type="button"
      className={`slack-button ${textAt(element, 'style')}`}
      aria-label={label === '' ? undefined : label}
      aria-describedby={describedBy}
      aria-busy={isBusy}
      onClick={() => {
        if (/^https?:/i.test(url)) window.open(url, '_blank', 'noopener,noreferrer');
        click();
      }}
    >
      {plainText(element['text'])}
    </button>
  );
}
