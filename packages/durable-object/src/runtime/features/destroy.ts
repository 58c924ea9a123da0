import { requestDestroy } from '../storage/destroy.ts'
import type { DestroyFeature } from './features.ts'

/** For code that uses `ctx.destroy`. */
export const destroy: DestroyFeature = { request: requestDestroy }
