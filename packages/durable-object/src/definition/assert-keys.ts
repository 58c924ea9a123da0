import { fail } from '../fail.ts'
import { definitionKeys, groupKeys, type Keys } from './definition-keys.ts'

/** Throws for an unknown key, and for a value of the wrong kind. */
export function assertKeys(where: string, definition: object): void {
  assertEntries(where, definition, { keys: definitionKeys, path: '' })
  for (const [group, keys] of Object.entries(groupKeys)) {
    const value: unknown = Reflect.get(definition, group)
    if (typeof value !== 'object' || value === null) continue
    assertEntries(where, value, { keys, path: `${group}.` })
  }
}

function assertEntries(
  where: string,
  given: object,
  { keys, path }: { keys: Keys; path: string },
): void {
  for (const [key, value] of Object.entries(given)) {
    const kinds = Object.hasOwn(keys, key) ? keys[key] : undefined
    if (!kinds) {
      const known = Object.keys(keys).join(', ')
      fail(where, `has an unknown key '${path}${key}'`, `Known keys: ${known}.`)
    }
    if (value === undefined) continue
    if (!kinds.some((kind) => kind === kindOf(value))) {
      const expected = kinds.map(withArticle).join(' or ')
      fail(
        where,
        `has '${path}${key}' that is not ${expected}`,
        `Use ${expected}, or leave it out.`,
      )
    }
    // A timer of NaN milliseconds would fire again and again.
    if (Number.isNaN(value)) {
      fail(where, `has '${path}${key}' that is NaN`, 'Use milliseconds, or leave it out.')
    }
  }
}

function kindOf(value: unknown): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'list' : typeof value
}

function withArticle(kind: string): string {
  return kind === 'object' ? `an ${kind}` : `a ${kind}`
}
