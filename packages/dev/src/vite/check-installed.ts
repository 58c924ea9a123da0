import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { UserError } from '../user-error.ts'
import { version } from '../version.ts'

/**
 * Checks that the app has the packages that it runs with, in the version that fits this one.
 *
 * @throws UserError where a package is missing or has another version.
 */
export function assertInstalled(root: string, expected: string = version()): void {
  // Yarn's Plug'n'Play has no package folders.
  if (process.versions.pnp) return
  const require = createRequire(join(root, 'package.json'))
  for (const name of ['@cloudwerk/core', '@cloudwerk/durable-object']) {
    const found = versionOf(name, require)
    if (found === expected) continue
    if (found === undefined) {
      throw new UserError(`${name} is not installed in this app.`, {
        file: 'package.json',
        hint: `Run npm install, or npm install ${name}@${expected} where package.json does not list it.`,
      })
    }
    throw new UserError(`${name} is version ${found}, and @cloudwerk/dev is ${expected}.`, {
      file: 'package.json',
      hint: `Both must have the same version. Run npm install ${name}@${expected}.`,
    })
  }
}

export function versionOf(name: string, require: NodeJS.Require): string | undefined {
  const file = manifestOf(name, require)
  return file && (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version
}

/** Searches the folders that Node searches, since a package need not export its package.json. */
export function manifestOf(name: string, require: NodeJS.Require): string | undefined {
  const folders = require.resolve.paths(name) ?? []
  return folders.map((folder) => join(folder, name, 'package.json')).find(existsSync)
}
