/** @throws TypeError that says how `call` is used, where it was not given a function. */
export function assertFunction(fn: unknown, call: string): void {
  if (typeof fn === 'function') return
  throw new TypeError(`${call}() takes a function: await ${call}(async () => { … }).`)
}
