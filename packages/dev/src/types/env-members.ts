import { bindingTypes } from './binding-types.ts'
import { isRecord, typeOfValue } from './type-of-value.ts'

/** One name in `env`. */
export interface EnvMember {
  name: string
  /** As TypeScript. */
  type: string
  /** Of a binding to an object of this Worker; `type` is for classes that are none of ours. */
  className?: string | undefined
  /** Only some environments of the configuration have it. */
  optional: boolean
}

/** What a Wrangler configuration puts into `env`, over all its environments. */
export function envMembers(config: unknown, secrets: readonly string[]): EnvMember[] {
  const top = isRecord(config) ? config : {}
  const others = isRecord(top.env) ? Object.values(top.env).filter(isRecord) : []
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
  const { vars, secrets, queues, durable_objects, unsafe, ...kinds } = config
  return [
    ...itemsOf(read(secrets, 'required')).flatMap((name) =>
      typeof name === 'string' ? [secretMember(name)] : [],
    ),
    ...Object.entries(isRecord(vars) ? vars : {}).map(varMember),
    ...bindings(read(queues, 'producers'), 'Queue'),
    ...itemsOf(read(durable_objects, 'bindings')).flatMap(objectMember),
    ...bindings(read(unsafe, 'bindings'), 'any'),
    // A kind that is not known here may still be one of a newer Wrangler.
    ...Object.entries(kinds).flatMap(([kind, value]) => bindings(value, bindingTypes[kind])),
  ]
}

function secretMember(name: string): Member {
  return { name, type: 'string' }
}

function varMember([name, value]: [string, unknown]): Member {
  return { name, type: typeOfValue(value) }
}

function objectMember(item: unknown): Member[] {
  const [name, className] = [read(item, 'name'), read(item, 'class_name')]
  if (typeof name !== 'string') return []
  const isOwn = read(item, 'script_name') === undefined && typeof className === 'string'
  return [{ name, type: 'DurableObjectNamespace', className: isOwn ? className : undefined }]
}

/** Bindings of one kind: a list of them, or one. Their names are in `binding`, of some in `name`. */
function bindings(value: unknown, type: string | undefined): Member[] {
  return itemsOf(value).flatMap((item) => {
    const name = read(item, 'binding') ?? (type && read(item, 'name'))
    return typeof name === 'string' ? [{ name, type: type ?? 'any' }] : []
  })
}

function itemsOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [value]
}

function read(value: unknown, key: string): unknown {
  return isRecord(value) ? value[key] : undefined
}
