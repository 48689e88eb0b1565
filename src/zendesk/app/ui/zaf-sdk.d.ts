/** The part of Zendesk's app framework that is used. */
declare module 'zendesk_app_framework_sdk' {
  export interface ZafClient {
    get(path: string): Promise<Record<string, unknown>>;
    set(path: string, value: unknown): Promise<unknown>;
    invoke(path: string, ...values: unknown[]): Promise<unknown>;
    on(event: string, handler: (data: unknown) => void): void;
    context(): Promise<{ ticketId?: number; location?: string }>;
  }
  const sdk: { init(): ZafClient | false };
  export default sdk;
}
