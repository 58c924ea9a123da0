import { assertNoOwnMemory } from '../../definition/assert-memory.ts'
import { extendWithMemory, ObjectMemory } from '../waking/object-memory.ts'
import type { MemoryFeature } from './features.ts'

/** For definitions with `memory`. */
export const memory: MemoryFeature = {
  forClass(definition, className) {
    assertNoOwnMemory(className, definition)
    const { memory: make } = definition
    return (
      make && { open: (identity) => new ObjectMemory(identity, make), extend: extendWithMemory }
    )
  },
}
