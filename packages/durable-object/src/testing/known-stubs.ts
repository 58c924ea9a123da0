import { breakStub, unbroken } from '../runtime/calls/guarded-stub.ts'
import { crashes } from '../runtime/traps.ts'
import { stubOf } from './time/stub-of.ts'

/** By the id of their object, the stubs of all test objects. */
const known = new Map<string, Set<WeakRef<DurableObjectStub>>>()
/** Of the platform's own stubs that broke, the ones in their place, if they are made yet. */
const places = new WeakMap<DurableObjectStub, { stub: DurableObjectStub | undefined }>()

crashes.onEnd = breakStubs

/** From now on the stub works again after a test has ended its object. */
export function noteStub(stub: DurableObjectStub): void {
  const id = stub.id.toString()
  const stubs = known.get(id) ?? new Set()
  known.set(id, stubs.add(new WeakRef(stub)))
}

/** The object ends, and a stub of it that was used before does not work any more. */
export function breakStubs(id: string): void {
  for (const ref of known.get(id) ?? []) {
    const stub = ref.deref()
    if (stub && !breakStub(stub)) places.set(stub, { stub: undefined })
  }
}

/** The stub, or one in its place where it broke. */
export function usable(stub: DurableObjectStub): DurableObjectStub {
  const place = places.get(stub)
  if (!place) return unbroken(stub)
  place.stub ??= stubOf(stub.id.toString())
  return place.stub
}
