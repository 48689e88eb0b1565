import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { SECRET_VARIABLES } from '../src/config.ts';

const ROOT = resolve(import.meta.dirname, '..');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

describe('the image', () => {
  const dockerfile = read('Dockerfile');

  it('takes only what is there', () => {
    const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, files = '']) =>
      files.split(' '),
    );
    expect(copied.length).toBeGreaterThan(3);
    for (const file of copied) expect(existsSync(join(ROOT, file)), file).toBe(true);
    const built = [...dockerfile.matchAll(/\/app\/(\S+)/g)].map(([, path = '']) => path);
    for (const path of built.filter((one) => !/^(dist|node_modules)/.test(one)))
      expect(existsSync(join(ROOT, path)), path).toBe(true);
  });

  it('runs as nobody special, keeps its data in the volume, and says whether it can work', () => {
    const last = dockerfile.split(/^FROM /m).at(-1) ?? '';
    expect(last).toMatch(/^USER node$/m);
    expect(last).toMatch(/^VOLUME \/data$/m);
    expect(last).toContain('DATABASE_URL=file:/data/');
    expect(last).toMatch(/^HEALTHCHECK [^\n]*\\\n[^\n]*\/readyz/m);
    expect(last).not.toMatch(/npm (ci|install)/);
  });

  it('leaves secrets and data out', () => {
    const ignored = read('.dockerignore').split('\n');
    for (const path of ['.env', '*.db*', '.git', 'node_modules']) expect(ignored).toContain(path);
  });
});

describe('compose.yaml', () => {
  it('has one server with the volume of the image, reached from this machine only', () => {
    const compose: unknown = parse(read('compose.yaml'));
    expect(compose).toMatchObject({
      services: {
        'billing-check': {
          build: '.',
          ports: ['127.0.0.1:3000:3000'],
          volumes: ['data:/data'],
          read_only: true,
          cap_drop: ['ALL'],
        },
      },
      volumes: { data: null },
    });
  });
});

describe('docs/operating.md', () => {
  it('says of every secret how it is rotated', () => {
    const table = read('docs/operating.md').split('## Rotating each secret')[1] ?? '';
    const described = [...table.matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, name]) => name);
    expect(described.sort()).toEqual([...SECRET_VARIABLES].sort());
  });
});
