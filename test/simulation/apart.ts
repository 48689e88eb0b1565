import { isDeepStrictEqual } from 'node:util';
import { MODEL_WORD } from './claude-words.ts';
import type { Simulation } from './simulation.ts';

/** Where the check itself is kept: the one place for the words of a model. */
const CHECKS = 'analysis';
const MAX_QUOTED_CHARACTERS = 300;

/** Words change nothing about money: what differs from the same seed lived without Claude's. */
export function changedByWords(simulation: Simulation, without: Simulation): readonly string[] {
  const [life, other] = [lifeOf(simulation), lifeOf(without)];
  for (const part of ['requests', 'corrections', 'steps', 'decisions', 'notes', 'trace'] as const) {
    if (isDeepStrictEqual(life[part], other[part])) continue;
    const at = life[part].findIndex((entry, place) => !isDeepStrictEqual(entry, other[part][place]));
    const entry = JSON.stringify(life[part][at] ?? null).slice(0, MAX_QUOTED_CHARACTERS);
    return [`${part} are others than without Claude: ${entry}`];
  }
  return [];
}

function lifeOf({ client, network, colleagues, trace }: Simulation) {
  return {
    requests: network.requests.map(({ method, path, body, key, status }) => ({
      method,
      path,
      body,
      key,
      status,
    })),
    corrections: client
      .prepare('SELECT * FROM correction ORDER BY id')
      .all()
      // A check has another id each time it is stored.
      .map((row) => ({ ...(row as object), analysis_id: null, finding_id: null })),
    steps: client.prepare('SELECT * FROM correction_effect ORDER BY correction_id, position').all(),
    decisions: client.prepare('SELECT * FROM decision ORDER BY id').all(),
    notes: colleagues?.ticket.notes ?? [],
    trace,
  };
}

/** Words of the model's beyond its check: in another table, on a card, in a note. */
export function strayWords({ client, lost, colleagues }: Simulation): readonly string[] {
  const broken: string[] = [];
  const look = (place: string, value: unknown): void => {
    if (JSON.stringify(value).includes(MODEL_WORD)) broken.push(`a word of the model's stands in ${place}`);
  };
  for (const database of [client, ...lost]) {
    const tables = database
      .prepare("SELECT name FROM sqlite_master WHERE type = 'table'")
      .pluck()
      .all() as string[];
    for (const table of tables.filter((name) => name !== CHECKS))
      look(`table ${table}`, database.prepare(`SELECT * FROM ${table}`).all());
  }
  look('a card', colleagues?.channel.shown ?? []);
  look('a note', colleagues?.ticket.notes ?? []);
  return broken;
}
