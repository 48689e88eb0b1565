export { answerAsClaude, MESSAGES_ROUTE } from './answer-as-claude.ts';
export { ClaudeBehaviour, INVENTED_AMOUNT, type Misbehaviour } from './behaviour.ts';
export { ANTHROPIC_VERSION } from './check-request.ts';
export {
  type ClaudeSandbox,
  type ClaudeSandboxOptions,
  startClaudeSandbox,
} from './claude-sandbox.ts';
export { claudeFaults } from './errors.ts';
export { SANDBOX_MODEL } from './message.ts';
