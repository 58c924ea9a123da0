import { suggest } from '../suggest.ts'
import { UserError } from '../user-error.ts'

/** The options of the plugin, each with what it must be. */
const types: Readonly<Record<string, string>> = { routes: 'boolean', test: 'object' }

/**
 * Checks the options of the plugin: `vite.config.ts` runs without being compiled.
 *
 * @throws UserError for an option that there is not, and for one of another type.
 */
export function assertOptions(options: unknown): void {
  if (typeof options !== 'object' || options === null) {
    throw problem('The options of cloudwerk() are not an object.', 'Write cloudwerk({ … }).')
  }
  for (const [key, value] of Object.entries(options)) {
    const type = types[key]
    if (type === undefined) {
      throw problem(`cloudwerk() has no option ${key}.`, suggest(key, Object.keys(types)))
    }
    if (value === undefined || (typeof value === type && value !== null)) continue
    const hint = type === 'boolean' ? `Write ${key}: true or false.` : `Write ${key}: { … }.`
    throw problem(`The option ${key} of cloudwerk() is not ${nameOf(type)}.`, hint)
  }
}

function nameOf(type: string): string {
  return type === 'object' ? 'an object' : `a ${type}`
}

function problem(message: string, hint: string): UserError {
  return new UserError(message, { file: 'vite.config.ts', hint })
}
