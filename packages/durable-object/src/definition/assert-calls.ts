import { fail } from '../fail.ts'
import type { AnyDurableObjectDefinition } from './definition.ts'

/** Throws for a name in `calls` that is not a method. */
export function assertCalls(where: string, definition: AnyDurableObjectDefinition): void {
  const methods = Object.keys(definition.methods ?? {})
  for (const key of ['reads', 'idempotent'] as const) {
    const seen = new Set<unknown>()
    for (const name of definition.calls?.[key] ?? []) {
      if (!methods.includes(name)) {
        const known =
          methods.length === 0 ? 'There are no methods' : `The methods are ${methods.join(', ')}`
        fail(where, `has ${inQuotes(name)} in 'calls.${key}', which is not a method`, `${known}.`)
      }
      if (seen.has(name)) fail(where, `has '${name}' in 'calls.${key}' twice`, 'List it once.')
      seen.add(name)
    }
  }
}

// Also of what the types exclude: a function, a symbol.
function inQuotes(name: unknown): string {
  return typeof name === 'string' ? `'${name}'` : `a ${typeof name}`
}
