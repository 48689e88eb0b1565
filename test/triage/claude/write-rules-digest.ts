import { readFileSync, writeFileSync } from 'node:fs';
import { promptFile } from '../../../src/triage/claude/prompt.ts';
import { withRulesDigest } from './rules-digest.ts';

// `npm run prompts:rules`: writes the catalogue in the prompt anew.
const file = promptFile('triage');
writeFileSync(file, withRulesDigest(readFileSync(file, 'utf8')));
