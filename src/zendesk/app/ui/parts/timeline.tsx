import styled from 'styled-components';
import type { TimelineEntry } from '../../../../check/timeline.ts';
import { day, ends, money } from '../format.ts';
import { inertLine } from '../inert-text.ts';
import { useLanguage } from '../language.tsx';
import { More, Quiet, Section } from './layout.tsx';
import { StripeLink } from './stripe-link.tsx';
import { TimelinePicture } from './timeline-picture.tsx';

const Table = styled.table`
  width: 100%;
  border-collapse: collapse;
  font-size: 12px;

  th,
  td {
    text-align: left;
    padding: 3px 6px 3px 0;
    vertical-align: top;
  }

  td:last-child,
  th:last-child {
    text-align: right;
    padding-right: 0;
    white-space: nowrap;
  }
`;

/** What happened to the money, drawn in time, and as a list with the way to each object. */
export function Timeline({ entries, livemode }: { entries: readonly TimelineEntry[]; livemode: boolean }) {
  const { t, locale } = useLanguage();
  const [first] = entries;
  const last = entries.at(-1);
  if (first === undefined || last === undefined) return null;
  const label = t('timeline.picture', {
    count: entries.length,
    from: day(first.at, locale),
    to: day(last.at, locale),
    marked: entries.filter(({ at_issue }) => at_issue).length,
  });
  return (
    <Section title={t('timeline.title')}>
      <TimelinePicture
        entries={entries}
        label={label}
        laneName={(object) => t(`timeline.${object}`)}
        ends={ends(first.at, last.at, locale)}
      />
      <More label={t('timeline.list')}>
        <Table>
          <thead>
            <tr>
              <th scope="col">{t('timeline.date')}</th>
              <th scope="col">{t('timeline.what')}</th>
              <th scope="col">{t('timeline.amount')}</th>
            </tr>
          </thead>
          <tbody>
            {entries.map(({ object, id, at, amount, status, at_issue }) => (
              <tr key={`${object} ${id}`}>
                <td>{day(at, locale)}</td>
                <td>
                  <StripeLink object={object} id={id} livemode={livemode} />{' '}
                  <Quiet>
                    <span lang="en">{inertLine(status, 40)}</span>
                    {at_issue && ` · ${t('timeline.marked')}`}
                  </Quiet>
                </td>
                <td>{money(amount, locale)}</td>
              </tr>
            ))}
          </tbody>
        </Table>
      </More>
    </Section>
  );
}
