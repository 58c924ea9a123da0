import type { Turn } from './turn.ts'

/**
 * Which turn a `this` belongs to. It changes only when code of an ended handler takes another turn
 * with `this.transaction`.
 */
export interface TurnRef {
  turn: Turn
}
