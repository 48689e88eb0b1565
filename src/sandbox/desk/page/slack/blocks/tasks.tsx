import { isRecord, type JsonRecord, records, textAt } from '../../../../slack/json.ts';
import { RichText } from '../text/rich-text.tsx';

const STATES: Readonly<Record<string, { readonly symbol: string; readonly words: string }>> = {
  pending: { symbol: '○', words: 'waiting' },
  in_progress: { symbol: '◔', words: 'under way' },
  complete: { symbol: '✓', words: 'done' },
  error: { symbol: '✕', words: 'failed' },
};

/** What an app is doing, while people watch. */
export function TaskCard({ task }: { readonly task: JsonRecord }) {
  const { details, output } = task;
  const { symbol, words } = STATES[textAt(task, 'status')] ?? { symbol: '?', words: textAt(task, 'status') };
  return (
    <div className="slack-task">
      <span className="slack-task-state" role="img" aria-label={words}>
        {symbol}
      </span>
      <div>
        <p className="slack-text">{textAt(task, 'title')}</p>
        {isRecord(details) ? <RichText block={details} /> : null}
        {isRecord(output) ? <RichText block={output} /> : null}
      </div>
    </div>
  );
}

export function Plan({ block }: { readonly block: JsonRecord }) {
  return (
    <div className="slack-plan">
      <p className="slack-text">
        <strong>{textAt(block, 'title')}</strong>
      </p>
      {records(block['tasks']).map((task) => (
        <TaskCard key={textAt(task, 'task_id')} task={task} />
      ))}
    </div>
  );
}
