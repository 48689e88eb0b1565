import { type JsonRecord, textAt } from '../../../../slack/json.ts';
import { NotShown } from '../not-shown.tsx';
import { Button } from './button.tsx';
import { Checkboxes, RadioButtons } from './choices.tsx';
import { Overflow, SelectMenu } from './menus.tsx';

export interface ElementProps {
  readonly block: JsonRecord;
  readonly element: JsonRecord;
  /** Id of the text that says what it is about. */
  readonly describedBy?: string;
}

/** An element beside a text or in a row of actions: it acts as soon as it is used. */
export function Element(props: ElementProps) {
  switch (props.element['type']) {
    case 'button':
      return <Button {...props} />;
    case 'static_select':
      return <SelectMenu {...props} />;
    case 'overflow':
      return <Overflow {...props} />;
    case 'radio_buttons':
      return <RadioButtons {...props} />;
    case 'checkboxes':
      return <Checkboxes {...props} />;
    default:
      return <NotShown type={textAt(props.element, 'type')} />;
  }
}
