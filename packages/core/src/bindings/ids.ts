import { DurableObjectLimitError, objectNameBytes } from '@cloudwerk/durable-object'

/** The name itself. The platform would convert anything else to text: `undefined`, `5`. */
export function assertName(className: string, name: unknown): string {
  if (typeof name === 'string') {
    // A UTF-16 unit becomes at most three bytes.
    if (name.length > objectNameBytes / 3) assertShort(className, name)
    return name
  }
  throw new TypeError(
    `The name of a ${className} must be a string, not ${describe(name)}. Is a route parameter or a field missing?`,
  )
}

function assertShort(className: string, name: string): void {
  const { byteLength } = new TextEncoder().encode(name)
  if (byteLength <= objectNameBytes) return
  throw new DurableObjectLimitError(
    `The name of a ${className} has ${byteLength} bytes ('${name.slice(0, 40)}…'); it can have up to ${objectNameBytes}. Use a shorter name, such as a hash of this one.`,
    { objectName: className },
  )
}

/** The id itself, as `idFromName`, `idFromString` and `newUniqueId` return it. */
export function assertId(className: string, id: unknown): DurableObjectId {
  // The class of the platform's ids is not accessible.
  if (typeof id === 'object' && id !== null && 'equals' in id) return id as DurableObjectId
  throw new TypeError(
    `durableObjects.${className}.get takes an id, not ${describe(id)}. Use getByName(name), or idFromName(name) to make an id.`,
  )
}

/** The id for 64 hex digits, with advice for anything else. */
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
      `${describe(id)} is not a ${className} id: ${message.replace(/\.$/, '')}. Pass the string that id.toString() returned. To look an object up by name, use durableObjects.${className}.getByName(name).`,
      { cause },
    )
  }
}

function describe(value: unknown): string {
  return typeof value === 'string' ? `'${value}'` : String(value)
}
