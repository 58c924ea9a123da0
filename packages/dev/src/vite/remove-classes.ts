import type { WorkerConfig } from '@cloudflare/vite-plugin'
import { readRecord } from '../config/read-records.ts'
import type { AppContext } from './app-context.ts'

/**
 * Removes some classes from the configuration: workerd does not start when it lists a class that the
 * code does not export. The configuration is changed in place, since Cloudflare's plugin (1.63) accepts
 * only additions as a result.
 */
export function removeClasses(
  user: WorkerConfig,
  { absent: classes, returned }: Pick<AppContext, 'absent' | 'returned'>,
): WorkerConfig {
  const { kind, entries } = readRecord(user, { file: 'wrangler.jsonc', environment: undefined })
  const removed = new Set([...classes, ...returned])
  for (const [className, entry] of entries) {
    // A rename to a class that is not listed is refused too.
    const isLeading = entry.state === 'renamed' && removed.has(entry.to)
    if (removed.has(className) || isLeading) delete user.exports?.[className]
  }
  if (classes.size === 0) return user
  const isLeft = ({ class_name, script_name }: { class_name?: string; script_name?: string }) =>
    script_name !== undefined || class_name === undefined || !classes.has(class_name)
  user.durable_objects.bindings = user.durable_objects.bindings.filter(isLeft)
  if (kind === 'exports') return user
  // Wrangler refuses to delete a class that does not exist at the end of its list.
  const migrated = [...classes].filter((className) => entries.get(className)?.state === 'created')
  if (migrated.length > 0) user.migrations.push({ tag: 'absent', deleted_classes: migrated })
  return user
}
