import type { World } from '../../src/sandbox/stories/story.ts';

export const TWINS = 'accounts@twins.example';
export const PLAIN = 'plain@quiet.example';
export const HOSTILE = 'mallory@evil.example';
export const HOSTILE_NAME =
  '<img src=x onerror=alert(1)> ![x](https://evil.example/?d=1) \u202Eesrever\u2066';

/** Customers the stories have no need of: two at one address, one who never bought, one with a name that is an attack. */
export function moreCustomers({ objects }: World): World['objects'] {
  const pattern = objects.find(({ object }) => object === 'customer');
  if (pattern === undefined) throw new Error('the world has customers');
  const like = (id: string, email: string, name: string) => ({ ...pattern, id, email, name });
  return [
    like('cus_TwinNorth1', TWINS, 'Twin Hall North'),
    like('cus_TwinSouth2', TWINS, 'Twin Hall South'),
    like('cus_Plain3', PLAIN, 'Pat Plain'),
    like('cus_Mallory4', HOSTILE, HOSTILE_NAME),
  ];
}
