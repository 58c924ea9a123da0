import { plain } from '../../state/index.ts'
import { replace } from './replace.ts'

/** Lets handlers clone parts of the state, which are proxies, as the plain data they look like. */
export function patchStructuredClone(): void {
  const native = structuredClone
  const clone: typeof structuredClone = (value, options) => {
    try {
      return native(value, options)
    } catch (error) {
      const data = plain(value)
      if (data === value) throw error
      return native(data, options)
    }
  }
  replace(globalThis, 'structuredClone', clone)
}
