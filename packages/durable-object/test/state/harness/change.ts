import { collectionChanges } from './collection-changes.ts'
import { listChanges } from './list-changes.ts'
import { objectChanges } from './object-changes.ts'
import type { Step } from './steps.ts'

/** A change of a value; `given` is what it may put in. Returns what the language's own method does. */
export type Change<Target> = (target: Target, given: unknown, step: Step) => unknown

/** Does to a value what a step says; runs on the state and on the model, with what belongs to each. */
export function change(target: object, given: unknown, step: Step): unknown {
  const { op, n, m } = step
  if (target instanceof Date) return op % 2 ? target.setTime(n) : target.setFullYear(n)
  if (target instanceof Uint8Array) {
    if (target.length > 0) target[n % target.length] = m
    return undefined
  }
  if (target instanceof RegExp) return undefined
  const changes = changesOf(target) as Change<object>[]
  return (changes[op % changes.length] as Change<object>)(target, given, step)
}

function changesOf(target: object): unknown[] {
  if (Array.isArray(target)) return listChanges
  if (target instanceof Map) return collectionChanges.map
  return target instanceof Set ? collectionChanges.set : objectChanges
}
