import type Stripe from 'stripe';
import type { z } from 'zod';
import type { Calls } from '../calls.ts';
import { StripeFailure } from '../failure.ts';
import { MAX_OBJECTS_PER_LIST, PAGE_SIZE, type Page, type PageParams } from '../lists.ts';

/** What is read, for sentences, and the permission a restricted key needs for it. */
export interface Read {
  readonly what: string;
  readonly permission: string;
}

/** Looks things up for effects with the key that only reads. Everything throws {@link StripeFailure} when it cannot. */
export class Reading {
  private readonly calls: Calls;

  constructor(calls: Calls) {
    this.calls = calls;
  }

  get sdk(): Stripe {
    return this.calls.sdk;
  }

  /** One object, as far as `schema` looks at it. */
  async one<Schema extends z.ZodType>(
    { what, permission }: Read,
    schema: Schema,
    send: (options: Stripe.RequestOptions) => Promise<unknown>,
  ): Promise<z.infer<Schema>> {
    return understood(what, schema, await this.calls.run(what, permission, send));
  }

  /** All objects of a list, page by page, newest first; each once, also when the list grows meanwhile. */
  async all<Item extends { readonly id: string }>(
    { what, permission }: Read,
    schema: z.ZodType<Item>,
    page: (params: PageParams, options: Stripe.RequestOptions) => Promise<Page>,
  ): Promise<readonly Item[]> {
    const found = new Map<string, Item>();
    let after: string | undefined;
    for (let read = 0; read < MAX_OBJECTS_PER_LIST; read += PAGE_SIZE) {
      const params = { limit: PAGE_SIZE, ...(after === undefined ? {} : { starting_after: after }) };
      const { data, has_more } = await this.calls.run(what, permission, (options) => page(params, options));
      for (const raw of data) {
        const item = understood(what, schema, raw);
        found.set(item.id, item);
        after = item.id;
      }
      if (!has_more) return [...found.values()];
    }
    throw new StripeFailure(
      'broken',
      `Stripe has more than ${MAX_OBJECTS_PER_LIST} ${what} here: look it up in the Stripe Dashboard.`,
    );
  }
}

function understood<Schema extends z.ZodType>(what: string, schema: Schema, raw: unknown): z.infer<Schema> {
  const { success, data } = schema.safeParse(raw);
  if (success) return data;
  throw new StripeFailure(
    'broken',
    `Stripe answered a request for ${what} with something else: try again later.`,
  );
}
