import { RULES } from '../analysis/rules/index.ts';
import { plural } from '../analysis/wording.ts';
import { checkPolicyFile } from '../policy/check-policy.ts';
import { EXIT, type ExitStatus, type Terminal } from './exit.ts';

/** `billing-check policy check FILE`: every fault and contradiction of a policy file, with its line. */
export async function runPolicyCheck(file: string, { out, err }: Terminal): Promise<ExitStatus> {
  const { complaints, counts } = await checkPolicyFile(file, RULES);
  for (const { line, place, message, remark } of complaints) {
    const where = `${file}${line === null ? '' : `:${line}`}`;
    err(`${where}: ${remark ? 'look again: ' : ''}${place}: ${message}\n`);
  }
  const faults = complaints.filter(({ remark }) => !remark).length;
  if (faults > 0) {
    err(`${plural(faults, 'thing')} to put right in ${file}.\n`);
    return EXIT.usage;
  }
  const sections = Object.entries(counts).map(([section, count]) => `${section} ${count}`);
  out(`${file} is valid${sections.length === 0 ? '' : `: ${sections.join(', ')}`}.\n`);
  return EXIT.ok;
}
