import { describe, expect, it } from 'vitest';
import { RouteTable } from '../../src/http/route-table.ts';
import type { Route } from '../../src/http/routes.ts';

const route = (method: Route['method'], path: string): Route => ({
  method,
  path,
  handler: async () => ({ status: 200 }),
});

const table = new RouteTable([
  route('GET', '/healthz'),
  route('GET', '/api/tickets/:id'),
  route('GET', '/api/tickets/own'),
  route('POST', '/api/tickets/:id/checks'),
]);

describe('the route table', () => {
  it('finds exact paths, and ids where a path names them', () => {
    expect(table.find('/healthz')).toMatchObject({ path: '/healthz', params: {} });
    expect(table.find('/api/tickets/42')).toMatchObject({ path: '/api/tickets/:id', params: { id: '42' } });
    expect(table.find('/api/tickets/own')?.path).toBe('/api/tickets/own');
    const checks = table.find('/api/tickets/an_01k/checks');
    expect(checks?.params).toEqual({ id: 'an_01k' });
    expect([...(checks?.byMethod.keys() ?? [])]).toEqual(['POST']);
  });

  it.each([
    '/api/tickets/',
    '/api/tickets/42/',
    '/api//tickets/42',
    '/api/tickets/42/checks/1',
    '/api/tickets/..',
    '/api/tickets/%2e%2e',
    '/api/tickets/42%00',
    '/api/tickets/42%2Fchecks',
    "/api/tickets/'; drop table",
    '/api/tickets/４２',
    '/api/tickets/:id',
    '/api/tickets/__proto__/constructor',
    `/api/tickets/${'9'.repeat(65)}`,
    `/api/tickets/${'a/'.repeat(5_000)}`,
    '',
  ])('has nothing at %j', (path) => {
    expect(table.find(path)).toBeNull();
  });

  it('takes a name of an object’s prototype for an id like any other', () => {
    expect(table.find('/api/tickets/__proto__')?.params).toEqual({ id: '__proto__' });
  });
});
