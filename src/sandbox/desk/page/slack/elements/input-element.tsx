import { type JsonRecord, textAt } from '../../../../slack/json.ts';
import type { Form } from '../blocks/surface.tsx';
import { plainText } from '../text/text-object.tsx';
import { CheckboxChoices, RadioChoices } from './choices.tsx';
import { many, one } from './input-values.ts';
import { optionGroups } from './options.ts';

export interface InputProps {
  readonly element: JsonRecord;
  readonly form: Form;
  readonly id: string;
  readonly labelledBy: string;
  readonly describedBy: string | undefined;
  readonly isInvalid: boolean;
  readonly isRequired: boolean;
}

/** The field itself; which kinds there are, `isInput` says. */
export function InputElement(props: InputProps) {
  const { element, form, labelledBy } = props;
  const action = textAt(element, 'action_id');
  const value = form.values[action];
  const put = (chosen: Parameters<Form['put']>[1]) => form.put(action, chosen);
  switch (element['type']) {
    case 'static_select':
      return <Select {...props} value={one(value)} put={put} />;
    case 'radio_buttons':
      return <RadioChoices element={element} chosen={one(value)} labelledBy={labelledBy} onChange={put} />;
    case 'checkboxes':
      return (
        <CheckboxChoices element={element} chosen={many(value)} labelledBy={labelledBy} onChange={put} />
      );
    default:
      return <Typed {...props} value={one(value)} put={put} />;
  }
}

interface FieldProps extends InputProps {
  readonly value: string;
  readonly put: (value: string) => void;
}

function Typed({ value, put, ...props }: FieldProps) {
  const { element } = props;
  const field = {
    ...fieldAttributes(props),
    value,
    placeholder: plainText(element['placeholder']),
    onChange: (event: { readonly target: { readonly value: string } }) => put(event.target.value),
  };
  if (element['multiline'] === true) return <textarea rows={4} {...field} />;
  return <input type="text" inputMode={element['type'] === 'number_input' ? 'decimal' : 'text'} {...field} />;
}

function Select({ value, put, ...props }: FieldProps) {
  const { element } = props;
  return (
    <select {...fieldAttributes(props)} value={value} onChange={(event) => put(event.target.value)}>
      <option value="">{plainText(element['placeholder']) || 'Choose'}</option>
      {optionGroups(element).map(({ label: group, options }) => {
        const entries = options.map(({ value: one, label }) => (
          <option key={one} value={one}>
            {label}
          </option>
        ));
        return group === '' ? (
          entries
        ) : (
          <optgroup key={group} label={group}>
            {entries}
          </optgroup>
        );
      })}
    </select>
  );
}

function fieldAttributes({ element, id, describedBy, isInvalid, isRequired }: InputProps) {
  return {
    id,
    'aria-describedby': describedBy,
    'aria-invalid': isInvalid,
    'aria-required': isRequired,
    'data-focus': element['focus_on_load'] === true ? 'on-load' : undefined,
  };
}
