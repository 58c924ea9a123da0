import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { readBuiltApp } from '../built-app/built-app.ts'
import { scanProject } from '../config/scan-project.ts'
import { buildPointer } from '../paths.ts'

/** What defines a class: a file of the app, or the build. Undefined where it is gone. */
export async function findUse(root: string, className: string): Promise<string | undefined> {
  // A machine that only serves has the build without the sources.
  if (existsSync(join(root, 'app'))) {
    const { objects } = await scanProject(root)
    const object = objects.find((candidate) => candidate.className === className)
    if (object) return object.file
  }
  if (!existsSync(join(root, buildPointer))) return undefined
  const { classes } = readBuiltApp(root)
  return classes.some((built) => built.className === className) ? 'the build in dist' : undefined
}
