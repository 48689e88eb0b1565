import { useId } from 'react';
import { isRecord, type JsonRecord, records, textAt } from '../../../../slack/json.ts';
import { type Chosen, useSurface } from '../blocks/surface.tsx';
import type { ElementProps } from './element.tsx';
import { optionsOf } from './options.ts';
import { useElement } from './use-element.ts';

/** Radio buttons that tell the app at once. */
export function RadioButtons({ block, element, describedBy }: ElementProps) {
  const { choose } = useElement(block, element);
  const chosen = useChosen(block, element);
  return (
    <RadioChoices element={element} chosen={chosen[0] ?? ''} labelledBy={describedBy} onChange={choose} />
  );
}

/** Checkboxes that tell the app at once. */
export function Checkboxes({ block, element, describedBy }: ElementProps) {
  const { choose } = useElement(block, element);
  const chosen = useChosen(block, element);
  return <CheckboxChoices element={element} chosen={chosen} labelledBy={describedBy} onChange={choose} />;
}

/** Values of what is chosen: on this surface, else as the app set it. */
export function useChosen(block: JsonRecord, element: JsonRecord): readonly string[] {
  const { values, form } = useSurface();
  const typed = form?.values[textAt(element, 'action_id')];
  if (typed !== undefined) return typeof typed === 'string' ? [typed] : typed;
  const used = values[textAt(block, 'block_id')]?.[textAt(element, 'action_id')];
  return used === undefined
    ? initialValues(element)
    : valuesIn(used['selected_option'], used['selected_options']);
}

export function initialValues(element: JsonRecord): readonly string[] {
  return valuesIn(element['initial_option'], element['initial_options']);
}

function valuesIn(one: unknown, many: unknown): readonly string[] {
  return [...(isRecord(one) ? [one] : []), ...records(many)].map((option) => textAt(option, 'value'));
}

interface ChoicesProps {
  readonly element: JsonRecord;
  readonly labelledBy?: string | undefined;
  readonly onChange: (chosen: Chosen) => void;
}

export function RadioChoices(props: ChoicesProps & { readonly chosen: string }) {
  const { element, chosen, labelledBy, onChange } = props;
  const name = useId();
  return (
    <div className="slack-choices" role="radiogroup" aria-labelledby={labelledBy}>
      {optionsOf(element).map(({ value, label, description }) => (
        <label key={value}>
          <input type="radio" name={name} checked={value === chosen} onChange={() => onChange(value)} />
          <Words label={label} description={description} />
        </label>
      ))}
    </div>
  );
}

export function CheckboxChoices(props: ChoicesProps & { readonly chosen: readonly string[] }) {
  const { element, chosen, labelledBy, onChange } = props;
  const options = optionsOf(element);
  const toggled = (value: string): readonly string[] =>
    options
      .map((option) => option.value)
      .filter((one) => (one === value ? !chosen.includes(one) : chosen.includes(one)));
  return (
    // biome-ignore lint/a11y/useSemanticElements: its name is a text elsewhere, which a fieldset cannot take.
    <div className="slack-choices" role="group" aria-labelledby={labelledBy}>
      {options.map(({ value, label, description }) => (
        <label key={value}>
          <input type="checkbox" checked={chosen.includes(value)} onChange={() => onChange(toggled(value))} />
          <Words label={label} description={description} />
        </label>
      ))}
    </div>
  );
}

function Words({ label, description }: { readonly label: string; readonly description: string }) {
  return (
    <span>
      {label}
      {description === '' ? null : <small>{description}</small>}
    </span>
  );
}
