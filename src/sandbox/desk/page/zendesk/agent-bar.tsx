import type { PaneAgent } from '../../zendesk/pane.ts';

/** Languages the app beside the ticket speaks. */
export const LANGUAGES = [
  ['en', 'English'],
  ['de', 'Deutsch'],
  ['es', 'Español'],
  ['fr', 'Français'],
  ['ja', '日本語'],
] as const;
export type Locale = (typeof LANGUAGES)[number][0];

export interface AgentBarProps {
  readonly agents: readonly PaneAgent[];
  readonly me: number;
  readonly locale: Locale;
  readonly onAgent: (id: number) => void;
  readonly onLocale: (locale: Locale) => void;
  /** Shows what to do here. */
  readonly onHelp: () => void;
}

/** Who looks at Zendesk, and in which language their app speaks. */
export function AgentBar({ agents, me, locale, onAgent, onLocale, onHelp }: AgentBarProps) {
  return (
    <div className="agent-bar">
      <h2>Zendesk</h2>
      <label>
        Look as
        <select value={me} onChange={({ target }) => onAgent(Number(target.value))}>
          {agents.map(({ id, name, role }) => (
            <option key={id} value={id}>
              {name} ({role})
            </option>
          ))}
        </select>
      </label>
      <label>
        App in
        <select
          value={locale}
          onChange={({ target }) => onLocale(LANGUAGES.find(([code]) => code === target.value)?.[0] ?? 'en')}
        >
          {LANGUAGES.map(([code, name]) => (
            <option key={code} value={code}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <button type="button" className="help" onClick={onHelp}>
        How to begin
      </button>
    </div>
  );
}
