import { describe, expect, it } from 'vitest';
import type { Statement } from '../../src/analysis/claim/customer-claim.ts';
import { claimLines } from '../../src/check/claim-lines.ts';
import { toResult } from '../../src/check/result.ts';
import { renderReport } from '../../src/cli/report.ts';
import { resultMessage } from '../../src/slack/views/index.ts';
import { gatherEvidence } from '../../src/triage/grounding/evidence.ts';
import { writeFromTemplates } from '../../src/triage/template-writer.ts';
import { renderNote } from '../../src/zendesk/note.ts';
import { toNoteView } from '../../src/zendesk/result-to-note.ts';
import { NOW } from '../analysis/builders.ts';
import { anAnalysis, aRequest, JANE, sampleFinding } from '../triage/sample-findings.ts';

const BORNE_OUT: Statement = {
  kind: 'charged_twice',
  standing: 'borne_out',
  answer: 'That is the finding "Charged twice".',
  sentence: 'The customer says they were charged twice. That is the finding "Charged twice".',
  evidence: [],
};
const CONTRADICTED: Statement = {
  kind: 'payment_declined',
  standing: 'contradicted',
  answer:
    'No attempt of the last 60 days failed: the newest payment, $73.21 on 2026-11-10 (ch_9), succeeded.',
  sentence:
    'The customer says a payment was declined. No attempt of the last 60 days failed: the newest payment, $73.21 on 2026-11-10 (ch_9), succeeded.',
  evidence: [{ object: 'charge', id: 'ch_9' }],
};

const claim = {
  categories: [],
  rules: [],
  statements: [BORNE_OUT, CONTRADICTED],
  contradicted: true,
};
const analysis = anAnalysis([sampleFinding('duplicate-charge/same_invoice')], { claim });
const request = aRequest(analysis);
const triage = writeFromTemplates(request);
const result = toResult({
  query: 'cus_Acme',
  resolution: { kind: 'resolved', customers: [JANE], matched_by: 'id', verified: true },
  analysis,
  triage,
  asOf: NOW,
});
/** As a model words it, which may leave the contradiction out. */
const reworded = { ...result, triage: { ...result.triage, summary: 'Charged twice.' } };

describe('what the customer says', () => {
  it('is in the result, and only where there was a ticket', () => {
    expect(result.claim).toEqual(claim);
    expect(JSON.parse(JSON.stringify(result))).toMatchObject({ claim: { contradicted: true } });
    const without = toResult({
      query: 'cus_Acme',
      resolution: { kind: 'resolved', customers: [JANE], matched_by: 'id', verified: true },
      analysis: anAnalysis([]),
      triage,
      asOf: NOW,
    });
    expect(Object.keys(without)).not.toContain('claim');
    expect(claimLines(without)).toEqual([]);
  });

  it('is listed with what is contradicted first, and not twice where the summary says it', () => {
    expect(claimLines(reworded)).toEqual([
      `Payment declined: contradicted. ${CONTRADICTED.answer}`,
      `Charged twice: borne out. ${BORNE_OUT.answer}`,
    ]);
    expect(triage.summary).toContain(CONTRADICTED.sentence);
    expect(claimLines(result)).toEqual([`Charged twice: borne out. ${BORNE_OUT.answer}`]);
  });

  it('is left to the finding in the summary where that rests on the same objects', () => {
    const [finding] = analysis.findings;
    const same = { ...CONTRADICTED, evidence: finding?.evidence.slice(0, 1) ?? [] };
    const { summary } = writeFromTemplates(
      aRequest({ ...analysis, claim: { ...claim, statements: [same] } }),
    );
    expect(summary).not.toContain('declined');
  });

  it('stands in the report, in the note and in Slack, where only what is not borne out is told', () => {
    const heading = 'What the customer says';
    expect(renderReport(reworded, { color: false, width: 110 })).toContain(
      `${heading}\n  · Payment declined: contradicted. No attempt`,
    );
    const note = renderNote({ ...toNoteView(reworded, false), marker: '[bc:an_1]' });
    expect(note).toContain(`<b>${heading}:</b>`);
    expect(note).toContain('<li>Payment declined: contradicted.');
    const { blocks } = resultMessage({
      result: reworded,
      livemode: false,
      query: 'cus_Acme',
      ticket: null,
      id: 'an_1',
      stage: 'final',
      expanded: false,
      canPutOnTicket: false,
    });
    const told = JSON.stringify(blocks);
    expect(told).toContain('Payment declined: contradicted.');
    expect(told).not.toContain('That is the finding');
  });

  it('is evidence for whoever words the check', () => {
    const { amounts, names } = gatherEvidence(request, { ...triage, summary: '' });
    expect(amounts).toContain('usd 73.21');
    expect(names).toContain('ch_9');
  });
});
