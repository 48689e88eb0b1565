import { useId } from 'react';
import { isRecord, type JsonRecord, records, textAt } from '../../../../slack/json.ts';
import { Element } from '../elements/element.tsx';
import { InputBlock } from '../elements/input-block.tsx';
import { NotShown } from '../not-shown.tsx';
import { RichText } from '../text/rich-text.tsx';
import { plainText, TextObject } from '../text/text-object.tsx';
import { Plan, TaskCard } from './tasks.tsx';

/** One block of Block Kit. One that is not known here says so. */
export function Block({ block }: { readonly block: JsonRecord }) {
  switch (block['type']) {
    case 'header':
      return <h4 className="slack-header">{plainText(block['text'])}</h4>;
    case 'section':
      return <Section block={block} />;
    case 'context':
      return <Context block={block} />;
    case 'divider':
      return <hr />;
    case 'actions':
      return (
        <div className="slack-actions">
          {records(block['elements']).map((element) => (
            <Element key={textAt(element, 'action_id')} block={block} element={element} />
          ))}
        </div>
      );
    case 'rich_text':
      return <RichText block={block} />;
    case 'input':
      return <InputBlock block={block} />;
    case 'plan':
      return <Plan block={block} />;
    case 'task_card':
      return <TaskCard task={block} />;
    default:
      return <NotShown type={textAt(block, 'type')} />;
  }
}

function Section({ block }: { readonly block: JsonRecord }) {
  const textId = useId();
  const { text, fields, accessory } = block;
  return (
    <div className="slack-section">
      <div className="slack-section-text" id={textId}>
        {text === undefined ? null : <TextObject value={text} />}
        {records(fields).length === 0 ? null : (
          <ul className="slack-fields">
            {records(fields).map((field, place) => {
              const key = String(place);
              return (
                <li key={key}>
                  <TextObject value={field} />
                </li>
              );
            })}
          </ul>
        )}
      </div>
      {isRecord(accessory) ? <Element block={block} element={accessory} describedBy={textId} /> : null}
    </div>
  );
}

function Context({ block }: { readonly block: JsonRecord }) {
  return (
    <div className="slack-context">
      {records(block['elements']).map((element, place) => {
        const key = String(place);
        return <TextObject key={key} value={element} />;
      })}
    </div>
  );
}
