import type { Store } from '../../../db/store.ts';
import type { CorrectionDesk } from '../../corrections/correction-desk.ts';
import type { CorrectionState } from '../../corrections/states.ts';

/** What the sidebar keeps and reads. */
export type SidebarStore = Pick<
  Store,
  | 'latestAnalysisOfTicket'
  | 'latestAnalysisIdOfTicket'
  | 'loadAnalysis'
  | 'ticketOfAnalysis'
  | 'correctionsOf'
  | 'findingsOf'
  | 'placeOfFinding'
  | 'isIdentityConfirmed'
  | 'confirmIdentity'
  | 'queueSidebarCheck'
  | 'checkUnderWay'
  | 'outcomeOfOwnCheck'
  | 'ticketOfCheckUnderWay'
  | 'checksOfTicket'
  | 'correctionsMark'
  | 'saveFeedback'
  | 'feedbackBy'
  | 'saveMarks'
  | 'marksBy'
  | 'useToken'
  | 'auditRefusal'
>;

/** Where corrections are proposed; who may is asked before. */
export type ProposalDesk = Pick<CorrectionDesk, 'propose'>;

/** What a correction is waiting for or has come to, to stand after a colon. */
export type StateWords = (state: CorrectionState) => string;
