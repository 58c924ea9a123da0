import { DurableObjectLimitError } from '@cloudwerk/durable-object'

/** A name that makes an id. The platform would turn anything else into text: `undefined`, `5`. */
export function assertName(className: string, name: unknown): string {
  if (typeof name === 'string') {
    // No character takes more than three bytes.
    if (name.length > nameSize / 3) assertShort(className, name)
    return name
  }
  throw new TypeError(
    `The name of a ${className} must be a string, not ${describe(name)}. Is a route parameter or a field missing?`,
  )
}

/** The platform gives no longer one to its object (workerd 1.20261006). */
const nameSize = 1_024

function assertShort(className: string, name: string): void {
  const { byteLength } = new TextEncoder().encode(name)
  if (byteLength <= nameSize) return
  throw new DurableObjectLimitError(
    `The name of a ${className} takes ${byteLength} bytes ('${name.slice(0, 40)}…'); an object knows its name up to ${nameSize}. Give it a shorter one, such as a hash of this.`,
    { objectName: className },
  )
}

/** An id as `idFromName`, `idFromString` and `newUniqueId` give it. */
export function assertId(className: string, id: unknown): DurableObjectId {
  // The platform's ids have no class that could be asked for.
  if (typeof id === 'object' && id !== null && 'equals' in id) return id as DurableObjectId
  throw new TypeError(
    `durableObjects.${className}.get takes an id, not ${describe(id)}. Use getByName(name), or idFromName(name) to make an id.`,
  )
}

/** The id behind 64 hex digits, with advice where it is something else. */
export function parseId(
  className: string,
  namespace: DurableObjectNamespace,
  id: unknown,
): DurableObjectId {
  try {
    return namespace.idFromString(id as string)
  } catch (cause) {
    const { message } = cause as Error
    throw new TypeError(
      `${describe(id)} is no id of a ${className}: ${message.replace(/\.$/, '')}. An id is what id.toString() gives. For a name of your own use durableObjects.${className}.idFromName(name).`,
      { cause },
    )
  }
}

function describe(value: unknown): string {
  return typeof value === 'string' ? `'${value}'` : String(value)
}
