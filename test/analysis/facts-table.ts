import type { Fact } from '../../src/analysis/finding.ts';
import { RULE_FILES } from './rule-files.ts';

/** What a rule's page says its findings carry. */
export interface RuleFacts {
  readonly variants: readonly string[];
  readonly facts: readonly FactSpec[];
}

export interface FactSpec {
  readonly name: string;
  readonly kind: Fact['kind'];
  readonly optional: boolean;
  /** Only with this variant; null for all of them. */
  readonly variant: string | null;
}

const KINDS: Readonly<Record<string, Fact['kind']>> = {
  m: 'money',
  d: 'date',
  c: 'count',
  '%': 'percent',
  t: 'text',
  i: 'id',
};

/** Reads the "Facts" section of every rule's page: rule id → variants and facts. */
export function readFactsTable(): ReadonlyMap<string, RuleFacts> {
  return new Map(
    RULE_FILES.map(({ id, page }) => {
      const section = /^## Facts\n([\s\S]*?)(?=^## |(?![\s\S]))/m.exec(page)?.[1] ?? '';
      const [, variantText = ''] = /Variants:([\s\S]*?)\.\n/.exec(section) ?? [];
      const [, factText = ''] = /Facts:([\s\S]*?)\.\n/.exec(`${section}\n`) ?? [];
      const variants = [...variantText.matchAll(/`([a-z_]+)`/g)].map(([, name = '']) => name);
      return [id, { variants, facts: factsOf(factText, variants) }];
    }),
  );
}

function factsOf(cell: string, variants: readonly string[]): FactSpec[] {
  // A comma inside parentheses belongs to a remark, not to the list.
  return cell.split(/,\s*(?![^(]*\))/).flatMap((part) => {
    const remark = /\(([^)]*)\)/.exec(part)?.[1] ?? '';
    const variant = variants.includes(remark) ? remark : null;
    const words = part.replace(/\([^)]*\)/g, '');
    return [...words.matchAll(/([a-z][a-z0-9_]*) ([mdc%ti])(\??)(?=\s|$)/g)].map(
      ([, name = '', letter = '', mark]) => ({
        name,
        kind: KINDS[letter] ?? 'text',
        optional: mark === '?',
        variant,
      }),
    );
  });
}
