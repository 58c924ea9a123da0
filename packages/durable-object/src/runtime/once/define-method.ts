type AnyMethod = (...args: unknown[]) => unknown

export interface OnceMethods {
  name: string
  /** The method. Its `this` is the stub or the object. */
  call: AnyMethod
  once: AnyMethod
}

/**
 * Defines a method that has `once` beside it. `stub.pay.once(…)` does not say which stub it is for, so each
 * stub, or object, has a function of its own.
 */
export function defineMethod(target: object, { name, call, once }: OnceMethods): void {
  Object.defineProperty(target, name, {
    configurable: true,
    get(this: object) {
      const method = function (this: unknown, ...args: unknown[]): unknown {
        return Reflect.apply(call, this, args)
      }
      return Object.assign(method, {
        once: (...args: unknown[]): unknown => Reflect.apply(once, this, args),
      })
    },
    // As for a plain method, which a test may replace.
    set(this: object, value: unknown) {
      Object.defineProperty(this, name, { configurable: true, writable: true, value })
    },
  })
}
