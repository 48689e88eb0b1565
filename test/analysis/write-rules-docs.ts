import { readFileSync, writeFileSync } from 'node:fs';
import { withRuleTables } from './rules-table.ts';

// `npm run rules:docs`: writes the tables of the catalogue's README anew.
const readme = new URL('../../src/analysis/rules/README.md', import.meta.url);
writeFileSync(readme, withRuleTables(readFileSync(readme, 'utf8')));
