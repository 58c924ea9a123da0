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

/** On a request for an object: the object and the URL, as JSON. */
export const fetchHeader = 'x-cloudwerk-object'

/** On an answer that is an error. */
export const errorHeader = 'x-cloudwerk-error'

// On the global object, since it is set before the app's modules are loaded, from another one.
const key = Symbol.for('cloudwerk.link')
const shared = globalThis as { [key]?: ObjectsLink }

export function findLink(): ObjectsLink | undefined {
  return shared[key]
}

export function setLink(link: ObjectsLink | undefined): void {
  shared[key] = link
}
