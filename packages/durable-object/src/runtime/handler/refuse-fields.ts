interface Refusals<T> {
  /** Why a field that the class does not have cannot be set. */
  set(receiver: T, field: string): string
  /** Why a field that the class does not have cannot be read; undefined where it is just missing. */
  get?(receiver: T, field: string): string | undefined
}

/**
 * Refuses assignments to fields that a class does not have. `this` and `this.ctx` are created for each
 * handler, so such a field would be lost at its end. The check sits above the prototype, so that existing
 * fields are found before it: it costs nothing. What would get around it is refused by the instances, which
 * cannot be extended.
 */
export function refuseFields<T extends object>(prototype: T, refusals: Refusals<T>): void {
  const { get } = refusals
  const layer = new Proxy(Object.prototype, {
    set(_target, key, _value, receiver: T): boolean {
      throw new TypeError(refusals.set(receiver, String(key)))
    },
    ...(get && {
      get(target, key, receiver: T): unknown {
        const refused = key in target ? undefined : get(receiver, String(key))
        if (refused === undefined) return Reflect.get(target, key, receiver)
        throw new TypeError(refused)
      },
    }),
  })
  Object.setPrototypeOf(prototype, layer)
}
