import { type FormEvent, useId, useState } from 'react';
import { useSlackWorld } from '../slack-context.tsx';

export interface ComposerProps {
  readonly channel: string;
  readonly threadTs: string | null;
  /** What it is called, e.g. `Message #support`. */
  readonly label: string;
}

/** Where a person writes: messages, mentions, and commands. Enter sends, Shift and Enter begin a new line. */
export function Composer({ channel, threadTs, label }: ComposerProps) {
  const { state, act } = useSlackWorld();
  const [text, setText] = useState('');
  const [isBusy, setBusy] = useState(false);
  const hintId = useId();
  const command =
    threadTs === null ? state.commands.find((one) => isBeingTyped(one.command, text)) : undefined;

  async function send(event?: FormEvent): Promise<void> {
    event?.preventDefault();
    const written = text.trim();
    if (written === '' || isBusy) return;
    setBusy(true);
    setText('');
    const done = await act({ type: 'write', channel, text: written, thread_ts: threadTs });
    setBusy(false);
    // What was not taken is not lost either.
    if (!done) setText((typedSince) => (typedSince === '' ? written : typedSince));
  }

  return (
    <form className="slack-composer" onSubmit={(event) => void send(event)}>
      {command === undefined ? null : (
        <p className="slack-command-hint" id={hintId}>
          <code>{command.command}</code> {command.usage_hint}
        </p>
      )}
      <textarea
        rows={2}
        aria-label={label}
        aria-describedby={command === undefined ? undefined : hintId}
        placeholder={label}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
          event.preventDefault();
          void send();
        }}
      />
      <button type="submit" className="slack-button primary" aria-busy={isBusy}>
        Send
      </button>
    </form>
  );
}

function isBeingTyped(command: string, text: string): boolean {
  return text.startsWith('/') && (command.startsWith(text) || text.startsWith(command));
}
