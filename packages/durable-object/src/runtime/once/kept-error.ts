import { keptAnswerBytes } from '../../limits.ts'
import { encodeData } from '../../state/index.ts'
import { bytesBeyond } from '../../text-bytes.ts'
import { builtInClass, builtInClassOf, setField } from '../calls/error-fields.ts'
import { errorMark, readMark } from '../calls/error-mark.ts'

/** An error as data. */
interface ErrorData {
  /** The built-in class. */
  type: string
  /** Only where it is not that of the class. */
  name?: string
  message: string
  stack?: string
  fields: [key: string, field: Field][]
}

type Field = { data: unknown } | { error: ErrorData } | { list: Field[] }

/** An error that leaves its object, as JSON. What is too long to be kept is cut or left out. */
export function encodeError(error: Error): string {
  const stack = readMark(error)?.stack ?? error.stack
  const data = describe(error, stack)
  const json = encodeData(data, 'error')
  if (bytesBeyond(keptAnswerBytes, json) === undefined) return json
  const code = data.fields.filter(([key]) => key === 'code')
  const short = { ...data, message: cut(data.message), stack: cut(data.stack), fields: code }
  return encodeData(short, 'error')
}

function cut(text = ''): string {
  return text.slice(0, 8_000)
}

function describe(error: Error, stack: string | undefined): ErrorData {
  const fields: ErrorData['fields'] = []
  for (const key of Object.getOwnPropertyNames(error)) {
    if (apart.has(key)) continue
    const field = describeField((error as unknown as Record<string, unknown>)[key])
    if (field) fields.push([key, field])
  }
  return {
    type: builtInClassOf(error).name,
    ...(Object.hasOwn(error, 'name') && { name: String(error.name) }),
    message: String(error.message),
    ...(stack !== undefined && { stack: String(stack) }),
    fields,
  }
}

const apart: ReadonlySet<string> = new Set(['name', 'message', 'stack', errorMark])

/** Undefined for what is not data. */
function describeField(value: unknown): Field | undefined {
  if (value instanceof Error) return { error: describe(value, value.stack) }
  if (Array.isArray(value) && value.some((item) => item instanceof Error)) {
    return { list: value.map(describeField).filter((field) => field !== undefined) }
  }
  try {
    encodeData(value, 'field')
    return { data: value }
  } catch {
    return undefined
  }
}

/** The error again, as the handler threw it. */
export function reviveError(data: unknown): Error {
  const { type, name, message, stack, fields } = data as ErrorData
  const error = new (builtInClass(type))(message)
  if (name !== undefined) setField(error, 'name', name)
  if (stack !== undefined) setField(error, 'stack', stack)
  for (const [key, field] of fields) setField(error, key, reviveField(field))
  return error
}

function reviveField(field: Field): unknown {
  if ('error' in field) return reviveError(field.error)
  return 'list' in field ? field.list.map(reviveField) : field.data
}
