import { withoutCardNumbers } from './scrubbing/card-numbers.ts';
import { withoutIbans } from './scrubbing/ibans.ts';

/** Takes secrets, card numbers and bank account numbers out of a text. */
export type Scrub = (text: string) => string;

const SECRET = '[secret]';

/** Longer texts are cut before they are read. */
const MAX_CHARACTERS = 1024 * 1024;
/** Dropped at such a cut, where half a secret would no longer look like one. */
const CUT_MARGIN_CHARACTERS = 512;
/** Shorter configured values are words, not secrets: replacing them would only garble the logs. */
const MIN_SECRET_CHARACTERS = 6;

/**
 * Secrets by their look. Each pattern reads every character a bounded number of times: a body either starts only
 * where the character before cannot belong to it, or cannot fail once it is long enough.
 */
const PATTERNS: readonly RegExp[] = [
  // Stripe keys and webhook secrets.
  /(?:sk|rk|pk|ek|acct_sk)_(?:live|test|org)_[A-Za-z0-9_]{4,}/g,
  /whsec_[A-Za-z0-9+/=_-]{4,}/g,
  // Slack tokens, app tokens and webhook addresses.
  /xox[a-z](?:\.xox[a-z])?-[A-Za-z0-9-]{4,}/g,
  /xapp-[A-Za-z0-9-]{4,}/g,
  /hooks\.slack(?:-gov)?\.com\/[A-Za-z0-9/_-]{4,}/g,
  // Anthropic.
  /sk-ant-[A-Za-z0-9_-]{4,}/g,
  // Authorization values; `Basic` is told from an ordinary word below.
  /Bearer(?:[ \t+]|%20){1,8}[A-Za-z0-9._~+/=%-]{6,}/gi,
  // Zendesk: `agent@example.com/token:…`, and the 40 mixed characters of an API token.
  /\/token:[A-Za-z0-9]{4,}/g,
  /(?<![A-Za-z0-9])(?=[A-Za-z0-9]{0,39}[0-9])(?=[A-Za-z0-9]{0,39}[A-Z])(?=[A-Za-z0-9]{0,39}[a-z])[A-Za-z0-9]{40}(?![A-Za-z0-9])/g,
  // Keys of other services that customers paste: AWS, Google, GitHub, GitLab, SendGrid, npm, Shopify, OpenAI.
  /(?<![A-Za-z0-9])A(?:KIA|SIA)[0-9A-Z]{16}(?![A-Za-z0-9])/g,
  /(?<![A-Za-z0-9])AIza[0-9A-Za-z_-]{35}/g,
  /(?<![A-Za-z0-9])(?:gh[opsur]_|github_pat_|glpat-|npm_|shp(?:at|ca|pa|ss)_|SG\.)[A-Za-z0-9_.-]{16,}/g,
  /(?<![A-Za-z0-9])sk-[A-Za-z0-9_-]{20,}/g,
  // Private keys: all that follows the first line, for the last one may be missing.
  /-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----[A-Za-z0-9+/=\s]*(?:-----END [A-Z ]{0,30}PRIVATE KEY-----)?/g,
  // JSON web tokens.
  /(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]*/g,
];
const BASIC = /Basic(?:[ \t+]|%20){1,8}([A-Za-z0-9+/]{4,})(?:=|%3D){0,2}/gi;
/** `client_secret=…`, `"access_token": "…"`, `password: …` in running text. */
const NAMED =
  /((?:access_token|refresh_token|api_token|api_key|client_secret|signing_key|signing_secret|password)["']?[ \t]{0,3}[:=][ \t]{0,3}["']?)[^\s"',;&]{4,}/gi;

/** Removes secrets of known formats, card numbers and IBANs. Linear in the length of the text. */
export const scrub: Scrub = createScrubber([]);

/** As {@link scrub}, and the given values too, as they are and as base64 or URLs spell them. */
export function createScrubber(secrets: readonly string[]): Scrub {
  const known = knownValues(secrets);
  return (text) => {
    const cut = text.length > MAX_CHARACTERS;
    let clean = cut ? text.slice(0, MAX_CHARACTERS) : text;
    if (known !== null) clean = clean.replace(known, SECRET);
    for (const pattern of PATTERNS) clean = clean.replace(pattern, SECRET);
    clean = clean.replace(BASIC, (match, body: string) => (isCredentials(body) ? `Basic ${SECRET}` : match));
    clean = clean.replace(NAMED, `$1${SECRET}`);
    clean = withoutCardNumbers(withoutIbans(clean));
    return cut ? `${clean.slice(0, -CUT_MARGIN_CHARACTERS)}…` : clean;
  };
}

function knownValues(secrets: readonly string[]): RegExp | null {
  const spellings = new Set<string>();
  for (const secret of secrets) {
    if (secret.length < MIN_SECRET_CHARACTERS) continue;
    spellings.add(secret);
    spellings.add(encodeURIComponent(secret));
    spellings.add(Buffer.from(secret).toString('base64').replace(/=+$/, ''));
    spellings.add(Buffer.from(secret).toString('base64url'));
  }
  if (spellings.size === 0) return null;
  // Longest first, so that no shorter spelling leaves the rest of a longer one behind.
  const sources = [...spellings]
    .sort((a, b) => b.length - a.length)
    .map((spelling) => spelling.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&'));
  return new RegExp(sources.join('|'), 'g');
}

function isCredentials(base64: string): boolean {
  return Buffer.from(base64.slice(0, 4_096), 'base64').includes(':');
}

/** Shorter texts hold neither a secret nor a number of a card or an account. */
const MIN_SCRUBBED_CHARACTERS = 12;

/** JSON text of a value with every text in it scrubbed. */
export function scrubbedJson(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'string' && part.length >= MIN_SCRUBBED_CHARACTERS ? scrub(part) : part,
  );
}
