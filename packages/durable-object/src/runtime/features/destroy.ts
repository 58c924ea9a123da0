import { HandlerContext } from '../handler/handler-context.ts'
import { requestDestroy } from '../storage/destroy.ts'
import type { DestroyFeature } from './features.ts'

/** For code that uses `ctx.destroy`. */
export const destroy: DestroyFeature = {
  extendContext() {
    Object.defineProperty(HandlerContext.prototype, 'destroy', {
      configurable: true,
      value(this: HandlerContext) {
        const { owner, turn } = HandlerContext.partsOf(this)
        requestDestroy(owner, turn.current)
      },
    })
  },
}
