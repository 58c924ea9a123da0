import type { EnvMember } from './env-members.ts'
import { moduleSpecifier } from './module-specifier.ts'
import { groupByRarestKey, type Linkable } from './shadow/linked-names.ts'

/** An object as the types see it. */
export interface TypedObject {
  className: string
  binding: string
  /** Where its type comes from, relative to the register file: a module without its extension. */
  module: string
}

/** A route as the types see it. */
export interface TypedRoute {
  /** `/rooms/[room]` */
  path: string
  /** The middleware above it, as modules relative to the register file without their extension. */
  middleware: readonly string[]
}

/** The names in an object that an editor takes for the same in its source and in its declarations. */
export interface LinkedNames extends TypedObject, Linkable {}

export interface RegisterContent {
  objects: readonly TypedObject[]
  /** Those whose generated declarations are linked to their sources. */
  linked: readonly LinkedNames[]
  routes: readonly TypedRoute[]
  /** All of the app's middleware. */
  middleware: readonly string[]
  env: readonly EnvMember[]
}

/**
 * The file with the types of `durableObjects` and `env`. Where nothing is configured, `env` accepts
 * any other name.
 */
export function registerFile(content: RegisterContent): string {
  const { objects, linked, routes, middleware, env } = content
  const classes = new Set(objects.map(({ className }) => className))
  const bound = new Set(env.map(({ name }) => name))
  const members = [
    ...objects
      .filter(({ binding }) => !bound.has(binding))
      .map(({ binding, className }) => member(binding, objectType(className))),
    ...env.map(({ name, type, optional, className }) =>
      member(
        optional ? `${quote(name)}?` : quote(name),
        className === undefined ? type : classes.has(className) ? objectType(className) : type,
      ),
    ),
    ...(env.length === 0 ? [member('[name: string]', 'any')] : []),
  ]
  const set = middleware.length === 0 ? '' : `\n    middleware: ${variablesOf(middleware)}`
  const imported =
    middleware.length === 0 ? '' : "\nimport type { VariablesOf } from '@cloudwerk/core'"
  const linking =
    linked.length === 0 ? '' : "\nimport type { LinkedObject } from '@cloudwerk/durable-object'"
  return `// Written by cloudwerk from the app's files and the Wrangler configuration. Do not edit.${imported}${linking}
import type { ObjectNamespace } from '@cloudwerk/core/bindings'

declare module '@cloudwerk/durable-object' {
  interface Register {
    objects: {${objects.map(objectMember).join('')}
    }${linkedMembers(linked)}
    env: {${members.join('')}
    }
    routes: {${routes.map(routeMember).join('')}
    }${set}
  }
}
${objectsModuleTypes(objects)}`
}

function objectMember({ className, module }: TypedObject): string {
  return member(`readonly ${className}`, `ObjectNamespace<${definitionType(module)}>`)
}

function linkedMembers(linked: readonly LinkedNames[]): string {
  if (linked.length === 0) return ''
  const members = [...groupByRarestKey(linked)].map(([key, objects]) =>
    member(quote(key), objects.map(linkedType).join(' | ')),
  )
  return `\n    linked: {${members.join('')}\n    }`
}

function linkedType({ module, names }: LinkedNames): string {
  const union = names.map((name) => JSON.stringify(name)).join(' | ')
  return `LinkedObject<${definitionType(module)}, ${union}>`
}

function definitionType(module: string): string {
  return `typeof import(${JSON.stringify(moduleSpecifier(module))}).default`
}

/** `@cloudwerk/dev/objects`, for a Worker with its own `main`. */
function objectsModuleTypes(objects: readonly TypedObject[]): string {
  if (objects.length === 0) return ''
  const classes = objects.map(
    ({ className }) => `\n  export const ${className}: DurableObjectClass`,
  )
  return `
declare module '@cloudwerk/dev/objects' {
  type DurableObjectClass = import('@cloudwerk/durable-object/runtime').DurableObjectClass${classes.join('')}
}
`
}

/** `unknown` has no names. */
function routeMember({ path, middleware }: TypedRoute): string {
  const known = middleware.length === 0 ? 'unknown' : variablesOf(middleware)
  return member(JSON.stringify(path), known)
}

function variablesOf(middleware: readonly string[]): string {
  const handlers = middleware.map(
    (module) => `typeof import(${JSON.stringify(moduleSpecifier(module))}).default`,
  )
  return `VariablesOf<[${handlers.join(', ')}]>`
}

function objectType(className: string): string {
  return `Register['objects']['${className}']`
}

function member(name: string, type: string): string {
  return `\n      ${name}: ${type}`
}

function quote(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name)
}
