import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** What the product counts about itself. Labels hold types and outcomes, never ids, names or texts. */
export interface Metrics {
  /** The Prometheus text format, and its content type. */
  expose(): Promise<{ readonly contentType: string; readonly body: string }>;
  /** Deliveries by `outcome`: recorded, duplicate, refused, unavailable. */
  readonly deliveries: Counter<'outcome'>;
  /** Ended runs of jobs by `type` and `outcome`: done, ignored, retried, needs_person, lost_lease, released. */
  readonly jobs: Counter<'type' | 'outcome'>;
  /** Jobs by `state`: due, waiting, running, needs_person. */
  readonly jobsByState: Gauge<'state'>;
  /** Seconds the oldest due job has been due. */
  readonly oldestJobAge: Gauge;
  /** Seconds from the creation of a job to its end, by `type`. */
  readonly jobAge: Histogram<'type'>;
  /** Tickets by whether they are checked (`is_billing`: true, false) and `decided_by`: filter, words, model, doubt. */
  readonly ticketIntents: Counter<'is_billing' | 'decided_by'>;
  /** Second opinions on what a ticket is about, by `result`: billing, not_billing, or why there was none. */
  readonly intentsAsked: Counter<'result'>;
  /** Seconds one check takes, by `verdict`. */
  readonly checkDuration: Histogram<'verdict'>;
  /** Notes by `outcome`: posted, found, impossible, conflict, public. */
  readonly notes: Counter<'outcome'>;
  /** Texts by `tier` (rules, small, large) and `result`: rules, first_attempt, repaired, or why Claude's was not used. */
  readonly texts: Counter<'tier' | 'result'>;
  /** Tokens used, by `kind`: input, cache_write, cache_read, output. */
  readonly modelTokens: Counter<'kind'>;
  /** US dollars spent on models, by `tier`. */
  readonly modelCost: Counter<'tier'>;
  /** Seconds all model work of one text took, by `tier`. */
  readonly modelDuration: Histogram<'tier'>;
  /** US dollars of the current `period` (day, month; UTC) spent on models or reserved for them. */
  readonly modelSpent: Gauge<'period'>;
  /** 1 while texts are worded without a model because the limit of `period` (day, month) is reached. */
  readonly modelLimitReached: Gauge<'period'>;
  /** Corrections by the state they ended in: executed, refused, stale, needs_person, … */
  readonly corrections: Counter<'outcome'>;
  /** HTTP requests by `route` (the route table's path), `method` and `status`. */
  readonly httpRequests: Counter<'route' | 'method' | 'status'>;
  readonly httpDuration: Histogram<'route'>;
  /** 1 while nothing is sent to Stripe because an older database was put in place. */
  readonly frozen: Gauge;
}

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1_800];

/** One registry per server, so that two in one process do not mix. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const named = (name: string, help: string) => ({ name: `billing_check_${name}`, help, registers });
  return {
    expose: async () => ({ contentType: registry.contentType, body: await registry.metrics() }),
    deliveries: new Counter({
      ...named('deliveries_total', 'Deliveries by outcome.'),
      labelNames: ['outcome'],
    }),
    jobs: new Counter({
      ...named('job_runs_total', 'Ended runs of jobs by type and outcome.'),
      labelNames: ['type', 'outcome'],
    }),
    jobsByState: new Gauge({ ...named('jobs', 'Jobs by state.'), labelNames: ['state'] }),
    oldestJobAge: new Gauge(named('oldest_due_job_seconds', 'How long the oldest due job has been due.')),
    jobAge: new Histogram({
      ...named('job_age_seconds', 'From the creation of a job to its end.'),
      labelNames: ['type'],
      buckets: SECONDS,
    }),
    ticketIntents: new Counter({
      ...named('ticket_intents_total', 'Tickets by whether they are about billing, and what decided.'),
      labelNames: ['is_billing', 'decided_by'],
    }),
    intentsAsked: new Counter({
      ...named('intents_asked_total', 'Second opinions of Claude on what a ticket is about, by result.'),
      labelNames: ['result'],
    }),
    checkDuration: new Histogram({
      ...named('check_duration_seconds', 'How long a check takes.'),
      labelNames: ['verdict'],
      buckets: SECONDS,
    }),
    notes: new Counter({ ...named('notes_total', 'Notes by outcome.'), labelNames: ['outcome'] }),
    texts: new Counter({
      ...named('texts_total', 'Texts by who was to word them and how it went.'),
      labelNames: ['tier', 'result'],
    }),
    modelTokens: new Counter({
      ...named('model_tokens_total', 'Tokens used by models, by kind.'),
      labelNames: ['kind'],
    }),
    modelCost: new Counter({
      ...named('model_cost_usd_total', 'US dollars spent on models.'),
      labelNames: ['tier'],
    }),
    modelDuration: new Histogram({
      ...named('model_duration_seconds', 'How long all model work of one text takes.'),
      labelNames: ['tier'],
      buckets: SECONDS,
    }),
    modelSpent: new Gauge({
      ...named(
        'model_spent_usd',
        'US dollars spent on models or reserved for them, today and this month in UTC.',
      ),
      labelNames: ['period'],
    }),
    modelLimitReached: new Gauge({
      ...named(
        'model_limit_reached',
        'Whether the spending limit of a period keeps models from being asked.',
      ),
      labelNames: ['period'],
    }),
    corrections: new Counter({
      ...named('corrections_total', 'Corrections by the state they ended in.'),
      labelNames: ['outcome'],
    }),
    frozen: new Gauge(
      named('frozen', 'Whether nothing is sent to Stripe: an older database was put in place.'),
    ),
    httpRequests: new Counter({
      ...named('http_requests_total', 'HTTP requests by route, method and status.'),
      labelNames: ['route', 'method', 'status'],
    }),
    httpDuration: new Histogram({
      ...named('http_request_duration_seconds', 'How long HTTP requests take.'),
      labelNames: ['route'],
      buckets: SECONDS,
    }),
  };
}
