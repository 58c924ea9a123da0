type Fields = Record<string, unknown>

/** The objects right below a plain value. */
export function childrenOf(value: object): object[] {
  const values =
    value instanceof Map
      ? [...value].flat()
      : value instanceof Set
        ? [...value]
        : ArrayBuffer.isView(value)
          ? []
          : Object.keys(value).map((key) => (value as Fields)[key])
  return values.filter((each) => typeof each === 'object' && each !== null) as object[]
}

export function reachable(roots: Iterable<unknown>): Set<object> {
  const found = new Set<object>()
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null || found.has(value)) return
    found.add(value)
    childrenOf(value).forEach(visit)
  }
  for (const root of roots) visit(root)
  return found
}

/** How many objects it has when each place counts. */
export function sizeOf(value: unknown, sizes: Map<unknown, number> = new Map()): number {
  if (typeof value !== 'object' || value === null) return 0
  const known = sizes.get(value)
  if (known !== undefined) return known
  const size = childrenOf(value).reduce((sum, child) => sum + sizeOf(child, sizes), 1)
  sizes.set(value, size)
  return size
}

export function isTree(root: unknown): boolean {
  return sizeOf(root) === reachable([root]).size
}

/** What objects held, to put it back into the same objects. */
export class Image {
  readonly objects: ReadonlySet<object>
  readonly #contents: (() => void)[] = []

  constructor(objects: ReadonlySet<object>) {
    this.objects = objects
    for (const object of objects) this.#contents.push(contentOf(object))
  }

  restore(): void {
    for (const put of this.#contents) put()
  }
}

function contentOf(value: object): () => void {
  if (value instanceof Date) {
    const time = value.getTime()
    return () => value.setTime(time)
  }
  if (value instanceof Map) {
    const entries = [...value]
    return () => {
      value.clear()
      for (const [key, item] of entries) value.set(key, item)
    }
  }
  if (value instanceof Set) {
    const items = [...value]
    return () => {
      value.clear()
      for (const item of items) value.add(item)
    }
  }
  if (value instanceof Uint8Array) {
    const bytes = value.slice()
    return () => value.set(bytes)
  }
  if (value instanceof RegExp) return () => undefined
  const descriptors = Object.entries(Object.getOwnPropertyDescriptors(value))
  return () => {
    if (Array.isArray(value)) value.length = 0
    for (const key of Object.keys(value)) delete (value as Fields)[key]
    for (const [key, descriptor] of descriptors) Object.defineProperty(value, key, descriptor)
  }
}
