import type { PanePerson } from '../../../slack/pane.ts';
import { useSlackWorld } from '../slack-context.tsx';

/** Whose Slack it is, and who somebody at the desk is just now. */
export function TopBar({ onPlayAs }: { readonly onPlayAs: (person: string) => void }) {
  const { state } = useSlackWorld();
  return (
    <div className="slack-bar">
      <h2>{state.team}</h2>
      <label>
        Acting as
        <select value={state.me} onChange={(event) => onPlayAs(event.target.value)}>
          {state.people
            .filter((person) => person.is_playable)
            .map((person) => (
              <option key={person.id} value={person.id}>
                {withGroups(person)}
              </option>
            ))}
        </select>
      </label>
    </div>
  );
}

function withGroups({ name, groups }: PanePerson): string {
  return groups.length === 0 ? name : `${name} (${groups.join(', ')})`;
}
