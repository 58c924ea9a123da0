import type { StandardSchemaV1 } from '@standard-schema/spec'

/** Where a schema has found an issue, as JSON can say it. */
export function keysOf({ path = [] }: StandardSchemaV1.Issue): (string | number)[] {
  return path.map((segment) => {
    const key = typeof segment === 'object' ? segment.key : segment
    return typeof key === 'symbol' ? String(key) : key
  })
}
