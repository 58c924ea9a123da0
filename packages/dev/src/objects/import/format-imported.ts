import { count } from '../../terminal/count.ts'
import { formatBytes } from '../format-stored.ts'
import type { Imported } from './import-objects.ts'

/** A line for each class, and for what was left out. */
export function formatImported({ dryRun, imported, skipped }: Imported): string {
  const lines = imported.map(
    ({ className, objects, bytes, from, to }) =>
      `${dryRun ? 'Would import' : 'Imported'} ${className}: ${count(objects, 'object')}, ${formatBytes(bytes)}, from ${from} to ${to}`,
  )
  const left = skipped.map(
    ({ folder, objects, reason }) => `Left out ${folder}, ${count(objects, 'object')}: ${reason}.`,
  )
  const unknown = imported.filter(({ hasAlarms }) => !hasAlarms).map(({ className }) => className)
  const alarms =
    unknown.length === 0
      ? []
      : [
          `No list of alarms came with ${unknown.join(', ')}. To set them again: cloudwerk objects repair-alarms`,
        ]
  return [...lines, ...left, ...alarms].join('\n')
}
