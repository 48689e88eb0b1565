import { type ScoreRequest, scorePart } from './score-part.ts';

// A process of its own, so that every core can take a part.
process.once('message', (request: ScoreRequest) => {
  process.send?.(scorePart(request), () => process.exit(0));
});
