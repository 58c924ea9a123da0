import type { StandardSchemaV1 } from '@standard-schema/spec'
import { DurableObjectStateError } from '../errors.ts'

/** Gives the schema's output for `value`, or throws with the issues and their paths. */
export function assertSchema(schema: StandardSchemaV1, value: unknown, object: string): unknown {
  const result = schema['~standard'].validate(value)
  if (result instanceof Promise) {
    throw new DurableObjectStateError(
      `The schema of ${object} is asynchronous, which a state cannot wait for. Use synchronous checks only.`,
    )
  }
  if (!result.issues) return result.value
  const issues = result.issues.map(({ message, path }) => ({ message, path: formatPath(path) }))
  const [first] = issues
  const more = issues.length > 1 ? ` (and ${issues.length - 1} more)` : ''
  throw new DurableObjectStateError(
    `The state of ${object} does not fit its schema at ${first?.path}: ${first?.message}${more}. Nothing of this handler was stored.`,
    { path: first?.path, issues },
  )
}

/** `state.items[3].name` */
function formatPath(path: StandardSchemaV1.Issue['path']): string {
  return (path ?? []).reduce<string>((text, segment) => {
    const key = typeof segment === 'object' ? segment.key : segment
    if (typeof key === 'number') return `${text}[${key}]`
    return /^[\w$]+$/.test(String(key))
      ? `${text}.${String(key)}`
      : `${text}[${JSON.stringify(String(key))}]`
  }, 'state')
}
