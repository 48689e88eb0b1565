import type { SandboxAnswer } from '../fault-injection.ts';

/** A refusal in the shape and words of Stripe's API. */
export class StripeRefusal extends Error {
  override readonly name = 'StripeRefusal';
  readonly status: number;
  readonly code: string | null;
  readonly param: string | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly type: string;
  readonly more: Readonly<Record<string, unknown>>;

  constructor(
    status: number,
    message: string,
    details: {
      readonly code?: string;
      readonly param?: string;
      readonly headers?: Readonly<Record<string, string>>;
      /** Default: `api_error` from 500 on, else `invalid_request_error`. */
      readonly type?: 'idempotency_error';
      /** Further fields of the error, such as the `payment_intent` it is about. */
      readonly more?: Readonly<Record<string, unknown>>;
    } = {},
  ) {
    super(message);
    this.status = status;
    this.code = details.code ?? null;
    this.param = details.param ?? null;
    this.headers = details.headers ?? {};
    this.type = details.type ?? (status >= 500 ? 'api_error' : 'invalid_request_error');
    this.more = details.more ?? {};
  }

  answer(requestId: string): SandboxAnswer {
    const { code, param, message, status, type, more } = this;
    return {
      status,
      headers: this.headers,
      body: {
        error: {
          ...(code === null
            ? {}
            : { code, doc_url: `https://stripe.com/docs/error-codes/${code.replace(/_/g, '-')}` }),
          message,
          ...(param === null ? {} : { param }),
          request_log_url: `https://dashboard.stripe.com/test/logs/${requestId}`,
          ...more,
          type,
        },
      },
    };
  }
}

/** `where`: 404 for the object a path names, 400 for one a parameter names unless Stripe says 404 there too. */
export function noSuch(
  kind: string,
  id: string,
  where: { readonly path: true } | { readonly param: string; readonly status?: 404 },
): StripeRefusal {
  const message = `No such ${kind}: '${id}'`;
  if ('path' in where) {
    const param = kind === 'payment_intent' || kind === 'setup_intent' ? 'intent' : 'id';
    return new StripeRefusal(404, message, { code: 'resource_missing', param });
  }
  return new StripeRefusal(where.status ?? 400, message, { code: 'resource_missing', param: where.param });
}

/** The object exists, but in the other mode than the key. */
export function otherMode(kind: string, id: string, keyIsLive: boolean): StripeRefusal {
  const [object, key] = keyIsLive ? ['test', 'live'] : ['live', 'test'];
  return new StripeRefusal(
    404,
    `No such ${kind}: '${id}'; a similar object exists in ${object} mode, but a ${key} mode key was used to make this request.`,
    { code: 'resource_missing', param: 'id' },
  );
}

export function unknownParameters(names: readonly string[]): StripeRefusal {
  const [first = ''] = names;
  return new StripeRefusal(
    400,
    `Received unknown parameter${names.length === 1 ? '' : 's'}: ${names.join(', ')}`,
    { code: 'parameter_unknown', param: first },
  );
}

export function missingParameter(name: string): StripeRefusal {
  return new StripeRefusal(400, `Missing required param: ${name}.`, {
    code: 'parameter_missing',
    param: name,
  });
}

export function invalidValue(param: string, message: string, code?: string): StripeRefusal {
  return new StripeRefusal(400, message, { param, ...(code === undefined ? {} : { code }) });
}

export function unrecognizedUrl(method: string, path: string): StripeRefusal {
  return new StripeRefusal(
    404,
    `Unrecognized request URL (${method}: ${path}). Please see https://stripe.com/docs or we can help at https://support.stripe.com/.`,
  );
}

/** What the sandbox leaves out; the header keeps the SDK from trying again. */
export function notBuilt(what: string): StripeRefusal {
  return new StripeRefusal(501, `The Stripe sandbox does not offer ${what}.`, {
    headers: { 'stripe-should-retry': 'false' },
  });
}
