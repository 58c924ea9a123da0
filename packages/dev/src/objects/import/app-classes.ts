import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { scanApp } from '../../app/scan-app.ts'
import { readBuiltApp } from '../../built-app/built-app.ts'
import { settledBy } from '../../built-app/built-classes.ts'
import { readAppConfig } from '../../config/app-config.ts'
import { isLive, recordFor } from '../../config/class-record.ts'
import type { AppClasses } from '../../data-directory/objects-folder.ts'
import { buildPointer } from '../../paths.ts'

/** The classes of the build, or where there is none those of the sources and their record. */
export async function readAppClasses(root: string): Promise<AppClasses> {
  if (existsSync(join(root, buildPointer))) {
    const { name, classes, settled } = readBuiltApp(root)
    return { name, classNames: classes.map(({ className }) => className), settled }
  }
  const config = await readAppConfig(root, 'production')
  const { objects } = await scanApp(root)
  const record = recordFor(config.records, config.environment)
  const bound = config.bound.map(({ className }) => className)
  const recorded = [...record.entries].flatMap(([className, entry]) =>
    isLive(entry) ? [className] : [],
  )
  const own = objects.map(({ className }) => className)
  return {
    name: config.name,
    classNames: [...new Set([...own, ...recorded, ...bound])].sort(),
    settled: settledBy(record),
  }
}
