import { DurableObjectConfigError } from '@cloudwerk/durable-object'

/** The object that a call is for. */
export interface Target {
  className: string
  name?: string
  /** Where it has no name. */
  id?: string
}

/** A call of a method; `once` is the key of `stub.method.once(key, …)`. */
export interface LinkCall extends Target {
  method: string
  args: unknown[]
  once?: string
}

/** How code in Node reaches the objects of a dev server. `cloudwerk dev --with` sets it in what it starts. */
export interface ObjectsLink {
  call(call: LinkCall): Promise<unknown>
  fetch(target: Target, request: Request): Promise<Response>
  /** The id of the object with this name, or a new one: 64 hex digits. */
  createId(className: string, name: string | undefined): string
}

// On the global object, since it is set before the app's modules are loaded, from another one.
const key = Symbol.for('cloudwerk.link')
const shared = globalThis as { [key]?: ObjectsLink }

/** @throws DurableObjectConfigError where there is no dev server. */
export function requireLink({ className, name }: Target): ObjectsLink {
  const link = shared[key]
  if (link) return link
  const object = name === undefined ? className : `${className} '${name}'`
  throw new DurableObjectConfigError(
    `${object} cannot be reached from here: objects run in workerd, and this is Node. In development start the two together, such as cloudwerk dev --with "vite dev". While a build renders pages there are no objects: let such a page be rendered for each request.`,
    { objectName: className },
  )
}

export function setLink(link: ObjectsLink | undefined): void {
  shared[key] = link
}
