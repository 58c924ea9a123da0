import type { Plugin } from 'vite'
import type { AppContext } from '../app-context.ts'

const prefix = '\0cloudwerk:node-timers'
/** Matches imports of every kind, in TypeScript and in compiled code. */
const imports = /\b(from|import|import\s*\()(\s*)(['"])(?:node:)?timers(\/promises)?\3/g

/**
 * Replaces Node's timers by the global ones in an app whose objects have SQL. The runtime handles only
 * the global ones: when any other timer falls due while a handler holds a transaction, no timer fires
 * until the platform resets the object (workerd 1.20261006).
 */
export function nodeTimersPlugin(app: AppContext): Plugin {
  return {
    name: 'cloudwerk:node-timers',
    enforce: 'pre',
    // Vite asks no plugin to resolve a module of Node, so the import itself is rewritten.
    transform: {
      filter: { code: /['"](?:node:)?timers(?:\/promises)?['"]/ },
      handler(code) {
        if (this.environment.name !== app.environment) return undefined
        // `sql` is undefined where the source does not show it.
        if (app.manifest.objects.every(({ sql }) => sql === false)) return undefined
        return { code: code.replace(imports, '$1$2$3cloudwerk-timers$4$3'), map: null }
      },
    },
    resolveId: {
      filter: { id: /^cloudwerk-timers(\/promises)?$/ },
      handler: (id) => `${prefix}${id.slice('cloudwerk-timers'.length)}`,
    },
    load: {
      filter: { id: new RegExp(`^${prefix}`) },
      handler: (id) => (id === prefix ? timersModule : promisesModule),
    },
  }
}

/** `node:timers/promises`. */
export const promisesModule = `
function after(begin, end, value, options) {
  const signal = options?.signal
  return new Promise((resolve, reject) => {
    const abort = () => {
      end(timer)
      reject(new DOMException('The operation was aborted', { name: 'AbortError', cause: signal.reason }))
    }
    const timer = begin(() => {
      signal?.removeEventListener('abort', abort)
      resolve(value)
    })
    if (signal?.aborted) abort()
    else signal?.addEventListener('abort', abort, { once: true })
  })
}

export const setTimeout = (delay, value, options) =>
  after((done) => globalThis.setTimeout(done, delay), (timer) => clearTimeout(timer), value, options)

export const setImmediate = (value, options) =>
  after((done) => globalThis.setTimeout(done, 0), (timer) => clearTimeout(timer), value, options)

export async function* setInterval(delay, value, options) {
  for (;;) yield await setTimeout(delay, value, options)
}

export const scheduler = {
  wait: (delay, options) => setTimeout(delay, undefined, options),
  yield: () => setImmediate(),
}

export default { setTimeout, setImmediate, setInterval, scheduler }
`

/** `node:timers`. */
export const timersModule = `
import promises from 'cloudwerk-timers/promises'

export const setTimeout = (...args) => globalThis.setTimeout(...args)
export const setInterval = (...args) => globalThis.setInterval(...args)
export const setImmediate = (...args) => globalThis.setImmediate(...args)
export const clearTimeout = (timer) => globalThis.clearTimeout(timer)
export const clearInterval = (timer) => globalThis.clearInterval(timer)
export const clearImmediate = (timer) => globalThis.clearImmediate(timer)

const custom = Symbol.for('nodejs.util.promisify.custom')
Object.defineProperty(setTimeout, custom, { value: promises.setTimeout })
Object.defineProperty(setImmediate, custom, { value: promises.setImmediate })

export { promises }
export default {
  setTimeout,
  setInterval,
  setImmediate,
  clearTimeout,
  clearInterval,
  clearImmediate,
  promises,
}
`
