import type { WorkerConfig } from '@cloudflare/vite-plugin'
import type { Manifest } from '../app/manifest.ts'
import { UserError } from '../user-error.ts'

/** What the runtime of objects needs, the date since which it is the default, and the flags for it. */
const requirements = [
  {
    what: 'AsyncLocalStorage, to detect calls that would wait for each other',
    since: '2026-08-04',
    flags: ['nodejs_compat', 'nodejs_als'],
    without: 'no_nodejs_compat',
  },
  {
    what: 'errors that keep their name and fields on their way to the caller',
    since: '2026-04-21',
    flags: ['enhanced_error_serialization'],
    without: 'legacy_error_serialization',
  },
]

type Compatibility = Pick<WorkerConfig, 'compatibility_date' | 'compatibility_flags'>

/** What the user's compatibility date and flags lack. */
export function checkCompatibility(user: Compatibility, file: string): UserError[] {
  const { compatibility_date: date, compatibility_flags: given = [] } = user
  const today = new Date().toISOString().slice(0, 10)
  if (date !== undefined && date > today) {
    const hint = `Set "compatibility_date" to the day you tested the app, ${today} at the latest.`
    return [new UserError(`The compatibility date ${date} is in the future.`, { file, hint })]
  }
  // Without a date the plugin uses `compatibilityDate`, which has all of them.
  return requirements.flatMap(({ what, since, flags, without }) => {
    if (flags.some((flag) => given.includes(flag))) return []
    const refused = given.includes(without)
    if (!refused && (date === undefined || date >= since)) return []
    const [flag] = flags
    const reason = refused ? `the flag ${without} turns that off` : `${date} is too early for it`
    const hint = refused
      ? `Remove ${without} from compatibility_flags${flags.length > 1 ? `, or add ${flags.at(-1)}` : ''}.`
      : `Set "compatibility_date" to ${since} or later, or add "${flag}" to "compatibility_flags".`
    return [new UserError(`Objects need ${what}, but ${reason}.`, { file, hint })]
  })
}

/** The user's bindings that have the name of an object's binding. */
export function checkBindings(
  user: Pick<WorkerConfig, 'durable_objects' | 'vars'>,
  { objects, file }: { objects: Manifest['objects']; file: string },
): UserError[] {
  const bindings = user.durable_objects?.bindings ?? []
  return objects.flatMap((object) => {
    const taken = bindings.find(({ name }) => name === object.binding)
    const isVar = Object.hasOwn(user.vars ?? {}, object.binding)
    if (!isVar && (!taken || (taken.class_name === object.className && !taken.script_name)))
      return []
    const other = taken ? `the class ${taken.class_name}` : 'a variable'
    const message = `${object.binding} is bound to ${other}, but ${object.file} needs this name for ${object.className}.`
    return [new UserError(message, { file, hint: 'Rename one of the two.' })]
  })
}
