// The runtime has it from compatibility date 2026-08-04 on; its types come only with Node's own.
declare module 'node:async_hooks' {
  export class AsyncLocalStorage<T> {
    getStore(): T | undefined
    run<R, Args extends unknown[]>(store: T, fn: (...args: Args) => R, ...args: Args): R
    exit<R>(fn: () => R): R
    static snapshot(): <R>(fn: () => R) => R
  }
}
