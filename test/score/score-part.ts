import { type GenerateOptions, generate } from '../../src/sandbox/corpus/generate.ts';
import { judgeHistory } from './judge-history.ts';
import { count, emptyTally, type Tally } from './tally.ts';

export interface ScoreRequest {
  readonly seed: string;
  readonly histories: number;
  readonly options: GenerateOptions;
}

/** Generates and judges (a part of) a corpus. */
export function scorePart({ seed, histories, options }: ScoreRequest): Tally {
  const tally = emptyTally();
  for (const history of generate(seed, histories, options))
    count(tally, judgeHistory(history), history.shape);
  return tally;
}
