import { HandlerThis } from '../handler/handler-this.ts'

/** Adds `this.emit` and `this.disconnect` for the handlers of a class, unless its definition has such names. */
export function addLiveFunctions(HandlerClass: typeof HandlerThis): void {
  add(HandlerClass, 'emit', function (name: unknown, value?: unknown, to?: unknown) {
    HandlerThis.ownerOf(this).live?.emit(HandlerThis.turnOf(this), { name, value, to })
  })
  add(HandlerClass, 'disconnect', function (whom: unknown) {
    HandlerThis.ownerOf(this).live?.disconnect(HandlerThis.turnOf(this), whom)
  })
}

function add(
  { prototype }: typeof HandlerThis,
  name: string,
  value: (this: HandlerThis, ...args: unknown[]) => void,
): void {
  if (Object.hasOwn(prototype, name)) return
  Object.defineProperty(prototype, name, { configurable: true, writable: true, value })
}
