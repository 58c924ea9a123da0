import { plain } from '../../state/index.ts'

const installed = Symbol.for('cloudwerk.cloning')

/** Lets parts of the state be cloned, which are proxies, as the plain data that they look like. */
export function installCloning(): void {
  const native = structuredClone
  if (installed in native) return
  const cloning: typeof structuredClone = (value, options) => {
    try {
      return native(value, options)
    } catch (error) {
      const own = plain(value)
      if (own === value) throw error
      return native(own, options)
    }
  }
  Object.defineProperty(cloning, installed, { value: true })
  globalThis.structuredClone = cloning
}
