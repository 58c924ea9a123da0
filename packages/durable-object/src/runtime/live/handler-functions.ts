import { HandlerThis } from '../handler/handler-this.ts'

/** Adds `this.emit` and `this.disconnect` for the handlers of a class, unless its definition has such names. */
export function addLiveFunctions(HandlerClass: typeof HandlerThis): void {
  add(HandlerClass, 'emit', function (name: unknown, value?: unknown, to?: unknown) {
    const { owner, turn } = HandlerThis.insideOf(this)
    owner.live?.emit(turn, { name, value, to })
  })
  add(HandlerClass, 'disconnect', function (whom: unknown) {
    const { owner, turn } = HandlerThis.insideOf(this)
    owner.live?.disconnect(turn, whom)
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
