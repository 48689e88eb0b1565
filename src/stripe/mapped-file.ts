import type { HistoryFile } from './history-file-content.ts';
import { type Collection, collect } from './mapping/collect.ts';
import { type Fault, type MappedObjects, mapObjects } from './mapping/map-objects.ts';

export interface MappedFile extends MappedObjects {
  readonly collection: Collection;
}

/** Mapping a large file takes seconds: it is done once, whether to check the file or to read customers from it. */
const mapped = new WeakMap<object, MappedFile>();

export function mappedFile(file: Pick<HistoryFile, 'objects' | 'exported_at' | 'livemode'>): MappedFile {
  const known = mapped.get(file);
  if (known !== undefined) return known;
  const collection = collect(file.objects);
  const result = {
    collection,
    ...mapObjects(collection, { exportedAt: file.exported_at, livemode: file.livemode }),
  };
  mapped.set(file, result);
  return result;
}

/**
 * The first of the file's own objects that is malformed. What is only nested in another may be a mere mention of an
 * object, with next to no fields: leaving it out is enough, and named in the gaps.
 */
export function firstFault(file: HistoryFile): Pick<Fault, 'path' | 'expected'> | null {
  const { collection, faults } = mappedFile(file);
  const own = faults.filter(({ kind, id }) => collection.byKind.get(kind)?.get(id)?.nested === false);
  const place = (fault: Fault): number => Number(/^objects\[(\d+)\]/.exec(fault.path)?.[1] ?? 0);
  return own.sort((a, b) => place(a) - place(b))[0] ?? null;
}
