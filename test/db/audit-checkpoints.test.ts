import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { appendCheckpoint, readCheckpoints } from '../../db/audit-checkpoints.ts';
import { StoreRefused, StoreUnavailable } from '../../db/errors.ts';
import { START_MS, temporaryFolder } from './helpers.ts';

const KEY = 'a-signing-key-of-the-tests';
const head = (seq: number) => ({ seq, hash: seq.toString(16).padStart(64, '0') });
const at = (seq: number) => START_MS + seq * 60_000;
const append = (file: string, seq: number, key = KEY) => appendCheckpoint(file, head(seq), key, at(seq));

describe('a file of checkpoints', () => {
  it('is a line of JSON for each, private, and read back', async () => {
    const file = join(temporaryFolder(), 'checkpoints.jsonl');
    expect(await append(file, 3)).toBe('appended');
    expect(await append(file, 7)).toBe('appended');
    expect((statSync(file).mode & 0o777).toString(8)).toBe('600');
    const [first = ''] = readFileSync(file, 'utf8').split('\n');
    expect(Object.keys(JSON.parse(first))).toEqual(['format', 'seq', 'hash', 'at', 'mac']);
    expect(await readCheckpoints(file, KEY)).toEqual({
      checkpoints: [
        { ...head(3), at_ms: at(3) },
        { ...head(7), at_ms: at(7) },
      ],
      interrupted: 0,
      forgedLine: null,
    });
  });

  it('grows only when the trail did, and keeps what stands in it', async () => {
    const file = join(temporaryFolder(), 'checkpoints.jsonl');
    await append(file, 3);
    const before = readFileSync(file, 'utf8');
    expect(await appendCheckpoint(file, head(3), KEY, at(9))).toBe('unchanged');
    expect(readFileSync(file, 'utf8')).toBe(before);
    await append(file, 4);
    expect(readFileSync(file, 'utf8').startsWith(before)).toBe(true);
  });

  it('says when the trail is behind it, or another', async () => {
    const file = join(temporaryFolder(), 'checkpoints.jsonl');
    await append(file, 5);
    const before = readFileSync(file, 'utf8');
    expect(await append(file, 4)).toBe('behind');
    expect(await appendCheckpoint(file, { ...head(5), hash: 'f'.repeat(64) }, KEY, at(5))).toBe('behind');
    expect(readFileSync(file, 'utf8')).toBe(before);
  });

  it('is neither begun for an empty trail nor silent about one that was emptied', async () => {
    const file = join(temporaryFolder(), 'checkpoints.jsonl');
    expect(await appendCheckpoint(file, null, KEY, START_MS)).toBe('unchanged');
    expect(existsSync(file)).toBe(false);
    await append(file, 1);
    expect(await appendCheckpoint(file, null, KEY, START_MS)).toBe('behind');
  });

  it('survives a crash at every byte of a line', async () => {
    const file = join(temporaryFolder(), 'checkpoints.jsonl');
    await append(file, 1);
    const whole = statSync(file).size;
    await append(file, 2);
    const both = readFileSync(file);
    // Cut at the newline itself, the line is whole already.
    for (let bytes = whole + 1; bytes < both.length - 1; bytes += 1) {
      writeFileSync(file, both);
      truncateSync(file, bytes);
      expect(await readCheckpoints(file, KEY)).toMatchObject({
        checkpoints: [{ seq: 1 }],
        interrupted: 1,
        forgedLine: null,
      });
      expect(await append(file, 2)).toBe('appended');
      expect(await readCheckpoints(file, KEY)).toMatchObject({
        checkpoints: [{ seq: 1 }, { seq: 2 }],
        interrupted: 1,
        forgedLine: null,
      });
    }
  });

  it('names the first line that the key did not sign', async () => {
    const file = join(temporaryFolder(), 'checkpoints.jsonl');
    await append(file, 1);
    await append(file, 2);
    expect(await readCheckpoints(file, 'another-key')).toMatchObject({ checkpoints: [], forgedLine: 1 });
    writeFileSync(file, readFileSync(file, 'utf8').replace('"seq":2', '"seq":3'));
    expect(await readCheckpoints(file, KEY)).toMatchObject({ checkpoints: [{ seq: 1 }], forgedLine: 2 });
    for (const foreign of ['{}', '[1]}', '{"format":"x"}', '{"seq":1,}']) {
      const other = join(temporaryFolder(), 'other.jsonl');
      writeFileSync(other, `${foreign}\n`);
      expect(await readCheckpoints(other, KEY)).toMatchObject({ forgedLine: 1 });
    }
  });

  it('is bounded', async () => {
    const file = join(temporaryFolder(), 'checkpoints.jsonl');
    appendFileSync(file, '');
    truncateSync(file, 64 * 1024 * 1024);
    await expect(append(file, 1)).rejects.toThrow(/has reached 64 MiB; move it/);
    truncateSync(file, 65 * 1024 * 1024);
    await expect(readCheckpoints(file, KEY)).rejects.toThrow(/has reached 64 MiB/);
  });

  it('is refused with a sentence where it cannot be read or written', async () => {
    const folder = temporaryFolder();
    await expect(readCheckpoints(join(folder, 'none'), KEY)).rejects.toThrow(/cannot be read \(ENOENT\)/);
    writeFileSync(join(folder, 'empty'), '');
    await expect(readCheckpoints(join(folder, 'empty'), KEY)).rejects.toBeInstanceOf(StoreRefused);
    mkdirSync(join(folder, 'dir'));
    await expect(readCheckpoints(join(folder, 'dir'), KEY)).rejects.toThrow(/is not a file/);
    await expect(append(join(folder, 'dir'), 1)).rejects.toBeInstanceOf(StoreUnavailable);
    await expect(append(join(folder, 'no', 'file'), 1)).rejects.toThrow(/cannot be written to .*\(ENOENT\)/);
    await expect(append('/dev/null', 1)).rejects.toThrow(/is not a file/);
  });
});
