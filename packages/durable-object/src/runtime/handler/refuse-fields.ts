/**
 * Refuses assignments of fields that a class does not have. `this` and `this.ctx` are made anew for
 * each handler, so that such a field would be lost at its end. The layer is above the prototype,
 * where what the class has is found before: it costs nothing.
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
