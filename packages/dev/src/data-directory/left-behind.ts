import { join, relative } from 'node:path'
import type { AppSettings } from '../config/app-settings.ts'
import { recordFor } from '../config/class-record.ts'
import { loadRecords } from '../config/load-records.ts'
import { devObjectsFolder } from '../paths.ts'
import { measureObjects } from './measure-objects.ts'

/**
 * A line for each class that was renamed and whose objects the dev server leaves behind: there the
 * class's name is part of each object's id. `cloudwerk start` takes the data of its own along.
 */
export async function describeLeftBehind(
  root: string,
  { name, environment }: Pick<AppSettings, 'name' | 'environment'>,
): Promise<string[]> {
  const { records } = await loadRecords(root)
  const stored = (className: string) =>
    measureObjects(join(root, devObjectsFolder, `${name}-${className}`))
  return recordFor(records, environment).renames.flatMap(({ from, to }) => {
    const { folder, objects } = stored(from)
    if (objects === 0 || stored(to).objects > 0) return []
    return [
      `${from} was renamed to ${to}, and dev begins with no ${to}: what it stored of ${from} stays in ${relative(root, folder)}, which can be deleted. cloudwerk start and a deployment take their data along.`,
    ]
  })
}
