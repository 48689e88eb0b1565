import type { CorrectionAct } from '../../db/slack-requests.ts';

/** What buttons and modals about corrections carry: ids, a version and a place. Never amounts, texts or people. */
export interface CorrectionRef {
  readonly id: string;
  /** The version that was shown. */
  readonly version: number;
}

const CORRECTION = /^(co_[0-9a-z]{1,60}):(\d{1,9})$/;
const PROPOSAL = /^(an_[0-9a-z]{1,60}):(\d{1,3})$/;
const CHANNEL = /^[CDG][A-Z0-9]{2,30}$/;

export function correctionValue({ id, version }: CorrectionRef): string {
  return `${id}:${version}`;
}

/** Null for anything that no button of ours carries. */
export function readCorrectionValue(value: string): CorrectionRef | null {
  const [, id, version] = CORRECTION.exec(value) ?? [];
  return id === undefined ? null : { id, version: Number(version) };
}

export function proposalValue(analysisId: string, position: number): string {
  return `${analysisId}:${position}`;
}

export function readProposalValue(
  value: string,
): { readonly analysis_id: string; readonly position: number } | null {
  const [, analysis_id, position] = PROPOSAL.exec(value) ?? [];
  return analysis_id === undefined ? null : { analysis_id, position: Number(position) };
}

/** What a modal is sent for. */
export type ModalAct = Extract<CorrectionAct, 'change' | 'reject' | 'ask' | 'abandon'>;
const MODAL_ACTS: readonly ModalAct[] = ['change', 'reject', 'ask', 'abandon'];

/** A modal's `private_metadata`: what it is for, the correction, and where its button was clicked, for the answer. */
export interface ModalMark extends CorrectionRef {
  readonly act: ModalAct;
  /** Null where it was opened from somewhere else than a channel. */
  readonly channel: string | null;
}

export function modalMark({ act, channel, ...ref }: ModalMark): string {
  return [act, correctionValue(ref), channel ?? ''].join(' ');
}

export function readModalMark(mark: string): ModalMark | null {
  const [named, value = '', place = ''] = mark.split(' ');
  const act = MODAL_ACTS.find((one) => one === named);
  const ref = readCorrectionValue(value);
  if (act === undefined || ref === null) return null;
  return { ...ref, act, channel: CHANNEL.test(place) ? place : null };
}
