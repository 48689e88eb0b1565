import type { Figure } from './lib/report.ts';
export async function benchSlackUnderLoad(): Promise<Figure[]> {
  return [];
}
