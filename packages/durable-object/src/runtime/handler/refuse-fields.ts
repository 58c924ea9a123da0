/**
 * Refuses assignments to fields that a class does not have. `this` and `this.ctx` are created for each
 * handler, so such a field would be lost at its end. The check sits above the prototype, so that existing
 * fields are found before it: it costs nothing.
 */
export function refuseFields<T extends object>(
  prototype: T,
  toMessage: (receiver: T, field: string) => string,
): void {
  const layer = new Proxy(Object.prototype, {
    set(_target, key, _value, receiver: T): boolean {
      throw new TypeError(toMessage(receiver, String(key)))
    },
  })
  Object.setPrototypeOf(prototype, layer)
}
