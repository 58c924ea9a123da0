import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { UserError } from '../user-error.ts'
import { version } from '../version.ts'

/**
 * The packages that an app runs with are made for each other version by version.
 *
 * @throws UserError where the app has none of one, or another version.
 */
export function assertInstalled(root: string, expected: string = version()): void {
  // Yarn's Plug'n'Play has no folders to look into.
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
      hint: `They work only together. Run npm install ${name}@${expected}.`,
    })
  }
}

export function versionOf(name: string, require: NodeJS.Require): string | undefined {
  const file = manifestOf(name, require)
  return file && (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version
}

/** Looked for where Node looks, since a package need not let its package.json be imported. */
export function manifestOf(name: string, require: NodeJS.Require): string | undefined {
  const folders = require.resolve.paths(name) ?? []
  return folders.map((folder) => join(folder, name, 'package.json')).find(existsSync)
}
