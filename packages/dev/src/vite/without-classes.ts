import type { WorkerConfig } from '@cloudflare/vite-plugin'
import type { AppContext } from './app-context.ts'

/**
 * The configuration without what it says of some classes: workerd does not start when a class is
 * listed that the code does not export. Changed in place, since Cloudflare's plugin (1.63) takes
 * only additions as a result.
 */
export function withoutClasses(
  user: WorkerConfig,
  { absent: classes, returned }: Pick<AppContext, 'absent' | 'returned'>,
): WorkerConfig {
  for (const className of [...classes, ...returned]) delete user.exports?.[className]
  if (classes.size === 0) return user
  const isLeft = ({ class_name, script_name }: { class_name?: string; script_name?: string }) =>
    script_name !== undefined || class_name === undefined || !classes.has(class_name)
  user.durable_objects.bindings = user.durable_objects.bindings.filter(isLeft)
  const migrated = classesOf(user).filter((className) => classes.has(className))
  if (migrated.length > 0) user.migrations.push({ tag: 'absent', deleted_classes: migrated })
  return user
}

function classesOf({ migrations }: WorkerConfig): string[] {
  return migrations.flatMap((migration) => [
    ...(migration.new_sqlite_classes ?? []),
    ...(migration.new_classes ?? []),
    ...(migration.renamed_classes ?? []).map(({ to }) => to),
  ])
}
