/**
 * What every sandbox server shares: a loopback HTTP server whose handler is a plain function from request to answer,
 * with latency and faults that can be switched on and off per route while it runs, and a bounded log of what was asked.
 */
export type { SandboxAnswer, SandboxHandler, SandboxRequest } from './http/exchange.ts';
export {
  type ActiveFault,
  type Fault,
  FaultInjector,
  type FaultSpec,
  faults,
  type Latency,
} from './http/faults.ts';
export type { RoutePattern } from './http/routes.ts';
export {
  type LoggedRequest,
  type SandboxServer,
  type SandboxServerOptions,
  startSandboxServer,
} from './http/server.ts';
