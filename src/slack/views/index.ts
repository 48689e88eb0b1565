/** The messages and modals this app shows, each a pure function of plain values. */
export type { HomeView, KnownBlock, ModalView, SlackMessage } from './blocks.ts';
export { type AmbiguousInput, ambiguousMessage } from './chooser.ts';
export { type CorrectionCardInput, cardText, correctionCard } from './correction-card.ts';
export { type CardUrl, homeView } from './correction-home.ts';
export { correctionModal } from './correction-modals.ts';
export { type DraftModalInput, draftModal } from './draft.ts';
export { type FeedbackModalInput, feedbackModal, thanksModal } from './feedback-modal.ts';
export type { TicketLink } from './head.ts';
export { acknowledgement, type ProgressInput, progressLine, progressMessage } from './progress.ts';
export { reminderMessage } from './reminder.ts';
export { proposedMessage, requesterCard } from './requester-card.ts';
export { type ResultMessageInput, resultMessage } from './result-message.ts';
export {
  failureMessage,
  type NotFoundInput,
  notFoundMessage,
  notShared,
  refusedMessage,
  remarkMessage,
  usageMessage,
} from './short-messages.ts';
export { type TriageChannelInput, triageChannelMessage } from './triage-channel.ts';
