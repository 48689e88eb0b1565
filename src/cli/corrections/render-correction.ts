import picocolors from 'picocolors';
import type { StoredAuditEntry } from '../../../db/audit.ts';
import type { StoredCorrection } from '../../../db/corrections/index.ts';
import { shownText } from '../../analysis/wording.ts';
import { dashboardUrl } from '../../check/dashboard-url.ts';
import { recomputationLine } from '../../check/labels.ts';
import type { ResultFinding } from '../../check/result.ts';
import { planOf } from '../../corrections/plan.ts';
import { DECIDABLE_STATES } from '../../corrections/states.ts';
import { correctionWords, kindWords, stateWords } from '../../corrections/words.ts';
import type { ShownCorrection } from '../../jobs/correction-ports.ts';
import { formatMoney } from '../../money.ts';
import type { Terminal } from '../exit.ts';
import { hanging, padded } from '../text-layout.ts';
import { effectLine } from './effect-line.ts';
import { minuteOf } from './moments.ts';
import { previewLines } from './preview-lines.ts';
import { stepLines } from './step-lines.ts';

const MIN_COLUMNS = 50;
const MAX_COLUMNS = 110;
const MAX_TEXT_CHARACTERS = 2_000;
const LABEL_COLUMNS = 11;

export interface ShownInFull extends ShownCorrection {
  /** Its entries of the audit trail, oldest first. */
  readonly audit: readonly StoredAuditEntry[];
}

type Section = readonly [title: string, lines: readonly string[]];

/**
 * A correction with everything that is known of it, for a terminal. Every text is brought to plain lines first, so that
 * nothing in it can move the cursor or change direction.
 */
export function renderCorrection(shown: ShownInFull, terminal: Pick<Terminal, 'isTTY' | 'columns'>): string {
  const colors = picocolors.createColors(terminal.isTTY);
  const width = Math.min(MAX_COLUMNS, Math.max(MIN_COLUMNS, terminal.columns || MAX_COLUMNS));
  const { correction } = shown;
  const title = plain(correctionWords(correction.drafted));
  const head = `${title.charAt(0).toUpperCase()}${title.slice(1)}: ${stateWords(correction.state)}`;
  const sections: readonly Section[] = [
    [
      '',
      who(shown).flatMap(([label, text]) => hanging(`  ${padded(label, LABEL_COLUMNS)}`, plain(text), width)),
    ],
    ['What was found', found(shown.finding).flatMap((text) => hanging('  ', plain(text), width))],
    [stepsTitle(correction), steps(correction, width)],
    ['Before and after', bullets(previewLines(correction.preview), width)],
    ['Decisions', bullets(decisions(correction), width)],
    ['In Stripe', bullets(correction.effects.map(effectLine), width)],
    ['Audit trail', bullets(shown.audit.map(entryLine), width)],
  ];
  return [
    `${colors.bold(head)}\n`,
    ...sections
      .filter(([, lines]) => lines.length > 0)
      .map(
        ([name, lines]) =>
          `${name === '' ? '' : `\n${colors.bold(name)}\n`}${lines.map((line) => `${line.trimEnd()}\n`).join('')}`,
      ),
  ].join('');
}

function who({ correction, customer }: ShownCorrection): readonly (readonly [string, string])[] {
  const { id, version, mode, livemode, state, ticket_id, requester, proposed_at_ms, expires_at_ms } =
    correction;
  const link = dashboardUrl({ object: 'customer', id: correction.customer }, livemode);
  const address = customer?.email == null ? null : `<${customer.email}>`;
  const names = [customer?.name ?? null, address, correction.customer].filter((part) => part !== null);
  const isOpen = DECIDABLE_STATES.includes(state);
  return [
    ['Id', `${id}, version ${version}${mode === 'dry_run' ? ', dry run: nothing is sent to Stripe' : ''}`],
    ['Customer', `${names.join(' ')}${livemode ? '' : ' (test mode)'}`],
    ...(link === null ? [] : [['', link] as const]),
    ...(correction.is_identified || !isOpen ? [] : [['', NOT_IDENTIFIED] as const]),
    ...(ticket_id === null ? [] : [['Ticket', ticket_id] as const]),
    [
      'Asked for',
      `by ${requester}, ${minuteOf(proposed_at_ms)}${isOpen ? `; lapses ${minuteOf(expires_at_ms)}` : ''}`,
    ],
    ...(correction.outcome === null ? [] : [['Outcome', correction.outcome] as const]),
  ];
}

const NOT_IDENTIFIED =
  'matched by e-mail address only: when it is certain who this is, run billing-check corrections confirm-identity';

function found(finding: ResultFinding | null): readonly string[] {
  if (finding === null) return ['It is not kept any more.'];
  const { title, message, amount, recomputation, evidence } = finding;
  const money = amount === null ? '' : `: ${formatMoney(amount)}`;
  const objects = evidence.map(({ object, id }) => `${object.replaceAll('_', ' ')} ${id}`);
  return [
    `${title}${money}`,
    message,
    ...recomputation.map(recomputationLine),
    ...(objects.length === 0 ? [] : [`Evidence: ${objects.join(', ')}`]),
  ];
}

function stepsTitle({ drafted }: StoredCorrection): string {
  return planOf(drafted).kind === 'by_hand' ? 'Steps, to be done by hand in Stripe' : 'Steps';
}

function steps({ drafted, original }: StoredCorrection, width: number): readonly string[] {
  const { justification, alternatives } = drafted;
  const before = original === null ? null : correctionWords(original);
  const remarks = [
    ...(before === null ? [] : [`Made smaller; drafted was: ${before}.`]),
    ...(justification === '' ? [] : [`Why: ${justification}`]),
    ...alternatives.map(({ kind, why_not }) => `Not a ${kindWords(kind)}: ${why_not}`),
  ];
  return [
    ...drafted.steps.flatMap((step, place) => {
      const { what, details } = stepLines(step);
      return [
        ...hanging(`  ${place + 1}. `, plain(what), width),
        ...details.flatMap((line) => hanging('     · ', plain(line), width)),
      ];
    }),
    ...remarks.flatMap((line) => hanging('  ', plain(line), width)),
  ];
}

const VERDICTS = { approve: 'approved', reject: 'rejected', withdraw: 'withdrew' } as const;

function decisions({ decisions: all }: StoredCorrection): readonly string[] {
  return all.map(({ actor, verdict, correction_version, reason, decided_at_ms }) => {
    const why = reason === null ? '' : `: ${reason}`;
    return `${minuteOf(decided_at_ms)}, ${actor} ${VERDICTS[verdict]} version ${correction_version}${why}`;
  });
}

function entryLine({ seq, at_ms, actor, kind, details }: StoredAuditEntry): string {
  const known = Object.entries(JSON.parse(details) as Readonly<Record<string, unknown>>);
  const shown = known.map(([key, value]) => `${key} ${detail(value)}`);
  const what = [kind.replaceAll('_', ' '), ...shown].join(', ');
  return `row ${seq}, ${minuteOf(at_ms)}, ${actor}: ${what}`;
}

/** Of a hash its beginning, by which it is found in an export. */
function detail(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return /^[0-9a-f]{64}$/.test(text) ? `${text.slice(0, 12)}…` : text;
}

function bullets(texts: readonly string[], width: number): readonly string[] {
  return texts.flatMap((text) => hanging('  · ', plain(text), width));
}

function plain(text: string): string {
  return shownText(text, MAX_TEXT_CHARACTERS);
}
