import type { SandboxRequest } from '../../fault-injection.ts';
import { isRecord, type JsonRecord, parseJson } from '../json.ts';
import { Refusal, refusalWith } from './refusal.ts';

/** The arguments of one call, from a form, a JSON body or the query. */
export class Arguments {
  readonly values: JsonRecord;

  constructor(values: JsonRecord) {
    this.values = values;
  }

  text(name: string): string | null {
    const value = this.values[name];
    if (value === undefined || value === null) return null;
    return typeof value === 'string' ? value : typeof value === 'object' ? null : String(value);
  }

  required(name: string): string {
    const value = this.text(name);
    if (value === null || value === '')
      throw refusalWith('invalid_arguments', [`missing required field: ${name}`]);
    return value;
  }

  flag(name: string): boolean {
    const value = this.text(name);
    return value === 'true' || value === '1';
  }

  /** A whole number from 1 to the maximum. */
  count(name: string, limits: { readonly fallback: number; readonly max: number }): number {
    const value = this.text(name);
    if (value === null) return limits.fallback;
    const count = Number(value);
    if (!Number.isInteger(count) || count < 1) throw new Refusal('invalid_limit');
    return Math.min(count, limits.max);
  }

  /** A structure: sent as such in a JSON body, as JSON text in a form. Undefined when it is not there. */
  structure(name: string, otherwise: string): unknown {
    const value = this.values[name];
    if (typeof value !== 'string') return value ?? undefined;
    if (value === '') return undefined;
    const parsed = parseJson(value);
    if (parsed === null) throw new Refusal(otherwise);
    return parsed.value;
  }
}

/** Reads the arguments and the token; a token in a JSON body does not count. */
export function readArguments(request: SandboxRequest): {
  readonly args: Arguments;
  readonly token: string | null;
} {
  const bearer = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? null;
  const type = (request.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
  const query = Object.fromEntries(request.query);
  if (type === 'application/json') {
    const parsed = parseJson(request.body.toString('utf8'));
    if (parsed === null) throw new Refusal('invalid_json');
    if (!isRecord(parsed.value)) throw new Refusal('json_not_object');
    return { args: new Arguments({ ...query, ...parsed.value }), token: bearer };
  }
  if (request.body.length > 0 && type !== 'application/x-www-form-urlencoded')
    throw new Refusal(type === '' ? 'missing_post_type' : 'invalid_post_type');
  const form = Object.fromEntries(new URLSearchParams(request.body.toString('utf8')));
  const { token, ...values } = { ...query, ...form };
  return { args: new Arguments(values), token: bearer ?? token ?? null };
}
