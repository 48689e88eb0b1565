// `npm run bench [-- --json]`: speed and memory, as ratios side by side in one run.
import { benchCheck } from './check.ts';
import { benchIntake } from './intake.ts';
import { benchIntent } from './intent.ts';
import { print } from './lib/report.ts';
import { benchRules } from './rules.ts';
import { benchScrub } from './scrub.ts';
import { benchServer } from './server.ts';
import { benchSidebar } from './sidebar.ts';
import { benchSlack } from './slack.ts';

const json = process.argv.includes('--json');
const only = process.argv.slice(2).find((argument) => !argument.startsWith('--'));

const SUITES = {
  check: benchCheck,
  intake: benchIntake,
  intent: benchIntent,
  rules: benchRules,
  scrub: benchScrub,
  sidebar: benchSidebar,
  slack: benchSlack,
  server: benchServer,
};

let failed = 0;
for (const [name, suite] of Object.entries(SUITES)) {
  if (only !== undefined && only !== name) continue;
  for (const entry of await suite()) {
    print(entry, json);
    if (entry.ok === false) failed += 1;
  }
}
process.exitCode = failed === 0 ? 0 : 1;
