import { createNodeStub } from './node-stub.ts'
import { requireLink } from './require-link.ts'

/** The namespace of a class in Node. Calls of its stubs go to the dev server. */
export function createNodeNamespace(className: string): DurableObjectNamespace {
  const create = (name: string | undefined): DurableObjectId => {
    const target = name === undefined ? { className } : { className, name }
    return new NodeId(requireLink(target).createId(className, name), name)
  }
  const namespace: Omit<DurableObjectNamespace, 'getExisting'> = {
    newUniqueId: () => create(undefined),
    idFromName: create,
    idFromString(id) {
      if (/^[\da-f]{64}$/i.test(id)) return new NodeId(id.toLowerCase(), undefined)
      throw new TypeError('Invalid Durable Object ID: must be 64 hex digits')
    },
    get: (id) =>
      createNodeStub(
        id.name === undefined ? { className, id: `${id}` } : { className, name: id.name },
        () => id,
      ),
    getByName: (name) => createNodeStub({ className, name }, () => create(name)),
    jurisdiction() {
      throw new Error('Jurisdiction restrictions are not implemented in workerd.')
    },
  }
  // The platform's class cannot be made here.
  return namespace as DurableObjectNamespace
}

class NodeId implements DurableObjectId {
  readonly name: string | undefined
  readonly #text: string

  constructor(text: string, name: string | undefined) {
    this.#text = text
    this.name = name
  }

  toString(): string {
    return this.#text
  }

  equals(other: DurableObjectId): boolean {
    return `${other}` === this.#text
  }
}
