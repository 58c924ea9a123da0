import { derivedCharacters } from '../../limits.ts'
import { encodeData, type LiveState, plain, type Scope } from '../../state/index.ts'

export type Derive = (state: unknown, viewer: unknown) => unknown

/** What `live.derive` gave for one viewer. */
export interface Derived {
  /** The texts of its fields, by their names. */
  readonly fields: ReadonlyMap<string, string>
  /** The keys of the state that it read; undefined for all of them. */
  readonly read: ReadonlySet<string> | undefined
}

/**
 * Runs `live.derive` for a viewer.
 *
 * @throws what it throws, and TypeError for what is not an object of plain data, or names a key of the view.
 */
export function deriveFields(
  live: LiveState,
  { derive, viewer, shown }: { derive: Derive; viewer: unknown; shown: ReadonlySet<string> },
): Derived {
  return look(live, (root) => {
    const { state, read } = track(root)
    const result = plain(derive(state, viewer))
    if (typeof result !== 'object' || result === null || Array.isArray(result)) {
      throw new TypeError(
        'It has to return an object, whose fields pages see beside those of the view.',
      )
    }
    return { fields: encodeFields(result, shown), read: read() }
  })
}

/** The keys of the state that there are, of those that can be shown. */
export function presentKeys(live: LiveState, shown: ReadonlySet<string>): string {
  return look(live, (root) => {
    const keys = typeof root === 'object' && root !== null ? Object.keys(root) : []
    return JSON.stringify(keys.filter((key) => shown.has(key)))
  })
}

function look<T>(live: LiveState, fn: (root: unknown) => T): T {
  const scope: Scope = { alive: true, onDeadWrite: refuse, canWrite: refuse }
  try {
    return fn(live.view(scope))
  } finally {
    scope.alive = false
    live.release(scope)
  }
}

function encodeFields(result: object, shown: ReadonlySet<string>): Map<string, string> {
  const fields = new Map<string, string>()
  let length = 0
  for (const [key, value] of Object.entries(result)) {
    if (shown.has(key)) {
      throw new TypeError(
        `It returns '${key}', which 'live.view' shows already. Choose another name.`,
      )
    }
    // Such names would not stay where they are put.
    if (key === '$' || /^\d+$/.test(key)) throw new TypeError(`It returns '${key}'. Use a word.`)
    const text = encodeData(value, key)
    length += text.length
    fields.set(key, text)
  }
  if (length <= derivedCharacters) return fields
  throw new RangeError(
    `It returns ${length} characters, and ${derivedCharacters} is the limit. Show longer parts with 'live.view'.`,
  )
}

/** Notes which keys of the state are read. */
function track(root: unknown): { state: unknown; read(): ReadonlySet<string> | undefined } {
  const keys = new Set<string>()
  let isWhole = false
  if (
    typeof root !== 'object' ||
    root === null ||
    Object.getPrototypeOf(root) !== Object.prototype
  ) {
    return { state: root, read: () => undefined }
  }
  const state = new Proxy(root, {
    get(target, key) {
      if (typeof key === 'string') keys.add(key)
      return Reflect.get(target, key)
    },
    has(target, key) {
      if (typeof key === 'string') keys.add(key)
      return Reflect.has(target, key)
    },
    ownKeys(target) {
      isWhole = true
      return Reflect.ownKeys(target)
    },
    getOwnPropertyDescriptor(target, key) {
      if (typeof key === 'string') keys.add(key)
      return Reflect.getOwnPropertyDescriptor(target, key)
    },
  })
  return { state, read: () => (isWhole ? undefined : keys) }
}

function refuse(): never {
  throw new Error("'live.derive' cannot change the state. Return what it gives.")
}
