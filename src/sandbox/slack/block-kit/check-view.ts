import { isRecord, type JsonRecord, records } from '../json.ts';
import type { Surface } from './blocks.ts';
import { checkBlocks } from './check-blocks.ts';
import { plainText } from './composition.ts';
import { boolean, type Check, Complaints, object, oneOf, text } from './schema.ts';

const MAXIMUM_TITLE_CHARACTERS = 24;
const MAXIMUM_PRIVATE_METADATA_CHARACTERS = 3000;

const short = plainText(MAXIMUM_TITLE_CHARACTERS);
/** Blocks are checked apart, for what they may not do together. */
const later: Check = () => {};

const shared = {
  private_metadata: text({ min: 0, max: MAXIMUM_PRIVATE_METADATA_CHARACTERS }),
  callback_id: text({ min: 0, max: 255 }),
  external_id: text({ min: 0, max: 255 }),
};

const modal = object({
  required: { type: oneOf('modal'), title: short, blocks: later },
  optional: {
    ...shared,
    close: short,
    submit: short,
    clear_on_close: boolean,
    notify_on_close: boolean,
    submit_disabled: boolean,
  },
});

const home = object({ required: { type: oneOf('home'), blocks: later }, optional: shared });

/** Checks a modal or a Home tab; the complaints point into `/view`. */
export function checkView(view: unknown, surface: Exclude<Surface, 'message'>): readonly string[] {
  const complaints = new Complaints();
  (surface === 'modal' ? modal : home)(view, '/view', complaints);
  if (!isRecord(view)) return complaints.list;
  const blocks = checkBlocks(view['blocks'], surface, { pointer: '/view/blocks', min: 1 });
  if (surface === 'modal') needsSubmit(view, complaints);
  return [...complaints.list, ...(blocks?.complaints ?? [])];
}

function needsSubmit(view: JsonRecord, complaints: Complaints): void {
  const at = records(view['blocks']).findIndex((block) => block['type'] === 'input');
  if (at >= 0 && view['submit'] === undefined)
    complaints.add('must define `submit` to use an `input` block in modals', `/view/blocks/${at}/input`);
}
