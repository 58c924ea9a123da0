/** Puts a function in the place of one of the platform's. */
export function replace(target: object, name: string, value: unknown): void {
  Object.defineProperty(target, name, { configurable: true, writable: true, value })
}
