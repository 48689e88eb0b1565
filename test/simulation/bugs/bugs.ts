/** A mistake somebody could make: texts that stand exactly once in a source file, and what takes their place. */
export interface PlantedBug {
  readonly name: string;
  readonly changes: readonly { readonly file: string; readonly from: string; readonly to: string }[];
  /** Seeds within which it must be seen. */
  readonly seeds: number;
}

const EXECUTOR = 'src/corrections/executor';

export const PLANTED_BUGS: readonly PlantedBug[] = [
  {
    name: 'no fencing',
    changes: [
      {
        file: 'db/jobs.ts',
        from: "and(eq(job.id, lease.id), eq(job.lease_token, lease.lease_token), eq(job.state, 'running'))",
        to: 'eq(job.id, lease.id)',
      },
    ],
    seeds: 1_000,
  },
  {
    name: 'a new idempotency key for each try',
    changes: [
      {
        file: `${EXECUTOR}/effect.ts`,
        from: `key: \`bc_\${correction.id}_\${row.position}\``,
        to: `key: \`bc_\${correction.id}_\${row.position}_\${row.unclear}\``,
      },
    ],
    seeds: 500,
  },
  {
    name: 'keys are used however old they are',
    changes: [
      {
        file: `${EXECUTOR}/look.ts`,
        from: 'return server_time - row.sent_server_s >= KEY_GOOD_FOR_SECONDS ? KEY_TOO_OLD : null;',
        to: 'return KEY_GOOD_FOR_SECONDS > 0 ? null : KEY_TOO_OLD;',
      },
    ],
    seeds: 1_000,
  },
  {
    name: 'lists are read to the end of the first page',
    changes: [
      {
        file: 'src/stripe/effects/reading.ts',
        from: 'if (!has_more) return [...found.values()];',
        to: 'if (!has_more || found.size > 0) return [...found.values()];',
      },
    ],
    seeds: 2_000,
  },
  {
    name: 'whoever asks may approve',
    changes: [
      {
        file: 'src/corrections/approval-rules.ts',
        from: 'if (isSamePerson(correction.requester, approver)) {',
        to: "if (correction.requester.account === '') {",
      },
    ],
    seeds: 500,
  },
  {
    name: 'the intent is committed after the request',
    changes: [
      {
        file: `${EXECUTOR}/send.ts`,
        from: '  await run.commit({\n    to: run.correction.state,',
        to: '  const result = await run.effects.send(effect, { idempotencyKey: key, metadata });\n  await run.commit({\n    to: run.correction.state,',
      },
      {
        file: `${EXECUTOR}/send.ts`,
        from: '  const result = await run.effects.send(effect, { idempotencyKey: key, metadata });\n  await settle(',
        to: '  await settle(',
      },
    ],
    seeds: 200,
  },
  {
    name: 'sent again without looking',
    changes: [
      {
        file: `${EXECUTOR}/advance.ts`,
        from: "  const looked = await look(run, current);\n  if (looked === 'committed' || (await isFrozen",
        to: "  const looked = { absent: { server_time: Math.floor(run.clock() / 1_000) } } as Awaited<ReturnType<typeof look>>;\n  if (looked === 'committed' || (await isFrozen",
      },
    ],
    seeds: 500,
  },
  {
    name: 'an unknown outcome is taken for done',
    changes: [
      {
        file: `${EXECUTOR}/look.ts`,
        from: "to: 'unknown',\n      set: { sentence, absent_server_s",
        to: "to: 'done',\n      set: { sentence, absent_server_s",
      },
    ],
    seeds: 1_000,
  },
  {
    name: 'no new check before it is sent',
    changes: [
      {
        file: `${EXECUTOR}/advance.ts`,
        from: "  if (now.kind === 'same') return true;",
        to: '  if (now !== null) return true;',
      },
    ],
    seeds: 1_000,
  },
  {
    name: 'an older database is neither seen nor looked after',
    changes: [
      {
        file: 'src/corrections/restored.ts',
        from: 'if (checkpoint !== null && rowHash === null) return OLDER;',
        to: 'if (Date.now() > 0) return null;\n  if (checkpoint !== null && rowHash === null) return OLDER;',
      },
      {
        file: `${EXECUTOR}/look.ts`,
        from: 'for (const row of run.correction.effects) {',
        to: 'for (const row of run.correction.effects.slice(0, 0)) {',
      },
      {
        file: `${EXECUTOR}/advance.ts`,
        from: "  if (isLive && (await look(run, current, isGoingOn ? undefined : 'metadata')) === 'committed') return;\n",
        to: '',
      },
    ],
    seeds: 2_000,
  },
  {
    name: 'unclear answers are not counted',
    changes: [
      {
        file: `${EXECUTOR}/send.ts`,
        from: 'const unclear = row.unclear + 1;',
        to: 'const unclear = row.unclear;',
      },
    ],
    seeds: 1_000,
  },
  {
    name: 'signatures are not verified',
    changes: [
      {
        file: `${EXECUTOR}/approved.ts`,
        from: 'isSameMac(mac, approvalMac(signingKey, hash, { actor, human, decidedAtMs: decided_at_ms }))',
        to: "mac !== approvalMac(signingKey, hash, { actor: '', human, decidedAtMs: decided_at_ms }) && !isSameMac(mac, actor)",
      },
    ],
    seeds: 1_000,
  },
  {
    name: 'what the grounding says about a text is ignored',
    changes: [
      {
        file: 'src/triage/claude/conversation.ts',
        from: 'if (first === undefined) return { answer };',
        to: 'if (first === undefined || faults.length > 0) return { answer };',
      },
    ],
    seeds: 500,
  },
  {
    name: 'Claude may take its time',
    changes: [
      {
        file: 'src/triage/claude/ask-claude.ts',
        from: 'const signal = AbortSignal.timeout(timeLeft);',
        to: 'const signal = AbortSignal.timeout(60_000);',
      },
    ],
    seeds: 1_000,
  },
  {
    name: 'the outcome of a correction is told in the words of its check',
    changes: [
      {
        file: 'src/jobs/drafted-notice.ts',
        from: 'return notice === null ? null : { ...notice, untold',
        to: 'return notice === null ? null : { ...notice, text: triage.draft_reply, untold',
      },
    ],
    seeds: 1_000,
  },
];
