import { checkClaude } from '../../doctor/claude.ts';
import { parsePart, type Service } from './service.ts';

export const CLAUDE: Service = {
  name: 'Claude',
  needed: false,
  explain: () => [
    'Claude may word notes and replies; every amount, date and id in its text is held against the evidence.',
    'In the Claude Console (platform.claude.com) open API keys and create one. Without it nothing is sent there.',
  ],
  variables: [{ name: 'ANTHROPIC_API_KEY', label: 'the API key, sk-ant-…', secret: true }],
  async test(values) {
    const part = parsePart(values, /^ANTHROPIC_/, 'Claude');
    return 'faults' in part ? part.faults : checkClaude(part.config);
  },
};
