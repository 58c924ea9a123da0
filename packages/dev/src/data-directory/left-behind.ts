import { join, relative } from 'node:path'
import type { AppConfig } from '../config/app-config.ts'
import { recordFor } from '../config/class-record.ts'
import { devObjectsFolder } from '../paths.ts'
import { measureObjects } from './measure-objects.ts'

/**
 * A line for each renamed class whose objects the dev server leaves behind: there the class name is
 * part of each object's id. `cloudwerk start` keeps the data of a renamed class.
 */
export function formatLeftBehind(
  root: string,
  { name, environment, records }: Pick<AppConfig, 'name' | 'environment' | 'records'>,
): string[] {
  const stored = (className: string) =>
    measureObjects(join(root, devObjectsFolder, `${name}-${className}`))
  return recordFor(records, environment).renames.flatMap(({ from, to }) => {
    const { folder, objects } = stored(from)
    if (objects === 0 || stored(to).objects > 0) return []
    return [
      `${from} was renamed to ${to}. The dev server starts without objects of ${to}; those of ${from} stay in ${relative(root, folder)}, which you can delete. cloudwerk start and a deployment keep their data.`,
    ]
  })
}
