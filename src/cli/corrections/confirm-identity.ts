import { shownText } from '../../analysis/wording.ts';
import type { Config } from '../../config.ts';
import { actingPerson } from '../acting-person.ts';
import { withoutConsent } from '../consent.ts';
import { EXIT, type Terminal } from '../exit.ts';
import { atTheDesk, correctionOf } from './open-desk.ts';

export interface ConfirmIdentityOptions {
  readonly as: string;
  readonly yes?: boolean;
}

/**
 * `billing-check corrections confirm-identity ID`: somebody vouches for who the customer is that an e-mail address alone
 * pointed at; the corrections of that check are held back no longer.
 */
export async function runConfirmIdentity(
  id: string,
  { as, yes }: ConfirmIdentityOptions,
  config: Config,
  terminal: Terminal,
): Promise<number> {
  return atTheDesk(config, terminal, async (open) => {
    const by = actingPerson(as, open.database);
    const { analysis_id, customer } = await correctionOf(id, open);
    const who = shownText(customer);
    const doing = `confirm that whoever asked is the customer ${who}`;
    const unwanted = await withoutConsent(doing, yes === true, terminal);
    if (unwanted !== null) return unwanted;
    const isNew = await open.database.confirmIdentity({ analysis_id, by });
    terminal.out(
      isNew
        ? `Confirmed: ${who} is who the check of ${id} is about.\n`
        : `Somebody confirmed before that ${who} is who the check of ${id} is about.\n`,
    );
    return EXIT.ok;
  });
}
