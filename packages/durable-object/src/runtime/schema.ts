import type { StandardSchemaV1 } from '@standard-schema/spec'
import { DurableObjectStateError } from '../errors.ts'
import type { LiveState } from '../state/index.ts'
import { partsOf } from './schema-parts.ts'

type Issue = StandardSchemaV1.Issue

/**
 * The schema's output for `value`.
 *
 * @throws DurableObjectStateError with the issues and their paths.
 */
export function assertSchema(schema: StandardSchemaV1, value: unknown, object: string): unknown {
  const result = validate(schema, value, object)
  if (!result.issues) return result.value
  throw stateError(result.issues, object)
}

/**
 * Checks what changed since the last commit, or the entire state where the schema cannot be taken apart.
 *
 * @throws DurableObjectStateError with the issues and their paths.
 */
export function assertChanges(schema: StandardSchemaV1, live: LiveState, object: string): void {
  const issues = partsToCheck(schema, live).flatMap((part) => {
    const found = validate(part.schema, live.part(part.keys), object).issues ?? []
    return found.map(({ message, path = [] }) => ({ message, path: [...part.keys, ...path] }))
  })
  if (issues.length > 0) throw stateError(issues, object)
}

interface Part {
  schema: StandardSchemaV1
  keys: (string | number)[]
}

function partsToCheck(schema: StandardSchemaV1, live: LiveState): Part[] {
  const { changedParts } = live
  const { fields } = (changedParts && partsOf(schema)) ?? {}
  if (!changedParts || !fields) return [{ schema, keys: [] }]
  const parts: Part[] = []
  for (const [key, below] of changedParts) {
    const field = typeof key === 'string' && Object.hasOwn(fields, key) && fields[key]
    // Whether a key that the schema does not name is allowed, only the entire schema knows.
    if (!field) return [{ schema, keys: [] }]
    parts.push(...partsOfField({ schema: field, keys: [key] }, below, live.lengthAt(key)))
  }
  return parts
}

/** The elements that changed, where the field is an array whose elements can be checked one by one. */
function partsOfField(
  field: Part,
  below: ReadonlySet<unknown> | true,
  length: number | undefined,
): Part[] {
  const { element } = (below !== true && length !== undefined && partsOf(field.schema)) || {}
  if (!element || below === true) return [field]
  return [...below]
    .map(Number)
    .filter((index) => index < (length ?? 0))
    .map((index) => ({ schema: element, keys: [...field.keys, index] }))
}

function validate(
  schema: StandardSchemaV1,
  value: unknown,
  object: string,
): StandardSchemaV1.Result<unknown> {
  const result = schema['~standard'].validate(value)
  if (!(result instanceof Promise)) return result
  throw new DurableObjectStateError(
    `The schema of ${object} is asynchronous, but a commit cannot wait for it. Use synchronous checks only.`,
  )
}

function stateError(found: readonly Issue[], object: string): DurableObjectStateError {
  const issues = found.map(({ message, path }) => ({ message, path: formatPath(path) }))
  const [first] = issues
  const more = issues.length > 1 ? ` (and ${issues.length - 1} more)` : ''
  return new DurableObjectStateError(
    `The state of ${object} does not fit its schema at ${first?.path}: ${first?.message}${more}. Nothing of this handler was stored.`,
    { path: first?.path, issues },
  )
}

/** `state.items[3].name` */
function formatPath(path: Issue['path']): string {
  return (path ?? []).reduce<string>((text, segment) => {
    const key = typeof segment === 'object' ? segment.key : segment
    if (typeof key === 'number') return `${text}[${key}]`
    return /^[\w$]+$/.test(String(key))
      ? `${text}.${String(key)}`
      : `${text}[${JSON.stringify(String(key))}]`
  }, 'state')
}
