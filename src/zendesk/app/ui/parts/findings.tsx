import type { ResultFinding } from '../../../../check/result.ts';
import type { FindingView } from '../../../sidebar/ticket-view.ts';
import { useLanguage } from '../language.tsx';
import type { FeedbackWords } from '../server.ts';
import { Finding } from './finding.tsx';
import { Quiet, Section, Stack } from './layout.tsx';

/** What was found, each with its money, its arithmetic and what it rests on. */
export function Findings({
  findings,
  rights,
  livemode,
  isComplete,
  onPropose,
  onSay,
}: {
  findings: readonly ResultFinding[];
  /** In the order of the findings; empty where nothing can be done. */
  rights: readonly FindingView[];
  livemode: boolean;
  /** False where something could not be read that may hold a finding. */
  isComplete: boolean;
  onPropose: (id: string) => Promise<boolean>;
  onSay: (words: FeedbackWords) => Promise<boolean>;
}) {
  const { t } = useLanguage();
  return (
    <Section title={t('findings.title')}>
      {findings.length === 0 && <Quiet>{t(isComplete ? 'findings.none' : 'findings.noneRead')}</Quiet>}
      <Stack $gap={16}>
        {findings.map((finding, place) => (
          <Finding
            key={`${finding.fingerprint} ${finding.rule}`}
            finding={finding}
            rights={rights[place] ?? null}
            livemode={livemode}
            onPropose={onPropose}
            onSay={onSay}
          />
        ))}
      </Stack>
    </Section>
  );
}
