import { useId } from 'react';
import { type JsonRecord, recordAt, textAt } from '../../../../slack/json.ts';
import { useSurface } from '../blocks/surface.tsx';
import { NotShown } from '../not-shown.tsx';
import { plainText } from '../text/text-object.tsx';
import { InputElement } from './input-element.tsx';
import { isInput } from './input-values.ts';

/** A labelled field of a modal. */
export function InputBlock({ block }: { readonly block: JsonRecord }) {
  const id = useId();
  const { form } = useSurface();
  const element = recordAt(block, 'element');
  // What tells the app while it is typed, or outside a modal, is none of our views'.
  if (form === null || block['dispatch_action'] === true || !isInput(element))
    return <NotShown type={`input with ${textAt(element, 'type')}`} />;
  const error = form.errors[textAt(block, 'block_id')];
  const hint = plainText(block['hint']);
  const [hintId, errorId] = [`${id}-hint`, `${id}-error`];
  const described = [...(hint === '' ? [] : [hintId]), ...(error === undefined ? [] : [errorId])].join(' ');
  return (
    <div className="slack-input">
      <label id={`${id}-label`} htmlFor={id}>
        {plainText(block['label'])}
        {block['optional'] === true ? <small> (optional)</small> : null}
      </label>
      <InputElement
        element={element}
        form={form}
        id={id}
        labelledBy={`${id}-label`}
        describedBy={described === '' ? undefined : described}
        isInvalid={error !== undefined}
        isRequired={block['optional'] !== true}
      />
      {error === undefined ? null : (
        <p className="slack-error" id={errorId}>
          {error}
        </p>
      )}
      {hint === '' ? null : (
        <p className="slack-hint" id={hintId}>
          {hint}
        </p>
      )}
    </div>
  );
}
