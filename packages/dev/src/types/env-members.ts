import { listBindings } from '../config/binding-kinds.ts'
import { fieldsOf, isRecord, itemsOf } from '../config/fields.ts'

/** One name in `env`. */
export interface EnvMember {
  name: string
  /** As TypeScript. */
  type: string
  /** Of a binding to an object of this Worker. `type` is for classes that the app does not define. */
  className?: string | undefined
  /** Only some environments of the configuration have it. */
  optional: boolean
}

/** What a Wrangler configuration puts into `env`, over all its environments. */
export function envMembers(config: unknown, secrets: readonly string[]): EnvMember[] {
  const top = fieldsOf(config)
  const others = Object.values(fieldsOf(top.env)).filter(isRecord)
  const common = [...secrets.map(secretMember), ...membersOf(top)]
  const all = [...common, ...others.flatMap(membersOf)]
  const required = new Set(common.map(({ name }) => name))
  const byName = Map.groupBy(all, ({ name }) => name)
  return [...byName]
    .map(([name, members]) => ({
      name,
      type: [...new Set(members.map(({ type }) => type))].join(' | '),
      className: members.find(({ className }) => className !== undefined)?.className,
      optional: !required.has(name),
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

type Member = Omit<EnvMember, 'optional'>

function membersOf(config: Record<string, unknown>): Member[] {
  const secrets = itemsOf(fieldsOf(config.secrets).required)
  return [
    ...secrets.filter((name) => typeof name === 'string').map(secretMember),
    ...Object.entries(fieldsOf(config.vars)).map(varMember),
    ...itemsOf(fieldsOf(config.durable_objects).bindings).flatMap(objectMember),
    ...listBindings(config).map(({ name, type }) => ({ name, type })),
  ]
}

function secretMember(name: string): Member {
  return { name, type: 'string' }
}

function varMember([name, value]: [string, unknown]): Member {
  return { name, type: typeOfValue(value) }
}

function objectMember(item: unknown): Member[] {
  const { name, class_name: className, script_name: script } = fieldsOf(item)
  if (typeof name !== 'string') return []
  const isOwn = script === undefined && typeof className === 'string'
  return [{ name, type: 'DurableObjectNamespace', className: isOwn ? className : undefined }]
}

/** The type of a JSON value, as TypeScript: `string`, `{ "a": number }`, `(string | null)[]`. */
function typeOfValue(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) {
    const types = [...new Set(value.map(typeOfValue))]
    return `(${types.join(' | ') || 'unknown'})[]`
  }
  if (!isRecord(value)) return typeof value
  const members = Object.entries(value).map(
    ([key, item]) => `${JSON.stringify(key)}: ${typeOfValue(item)}`,
  )
  return `{ ${members.join('; ')} }`
}
