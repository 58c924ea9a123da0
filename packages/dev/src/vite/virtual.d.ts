/** The module that `test-setup-module.ts` generates. */
declare module 'virtual:cloudwerk/test-setup' {}

declare module 'virtual:cloudwerk/worker' {
  /** The Worker that `worker-entry.ts` generates. */
  const worker: { fetch(request: Request, env: unknown, ctx: unknown): Promise<Response> }
  export default worker
}
