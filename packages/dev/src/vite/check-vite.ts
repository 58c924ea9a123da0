import { realpathSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { version as ownVersion } from 'vite'
import { UserError } from '../user-error.ts'
import { manifestOf, versionOf } from './check-installed.ts'

/**
 * Checks that there is one Vite. A project that depends on another version gets two, and Cloudflare's
 * plugin then uses another one than the command.
 *
 * @throws UserError where the project, or that plugin, has another major version than this package.
 */
export function assertVite(root: string): void {
  const require = createRequire(join(root, 'package.json'))
  assertSameMajor(versionOf('vite', require))
  const plugin = manifestOf('@cloudflare/vite-plugin', createRequire(import.meta.url))
  // Where the package is linked, its real path counts.
  if (plugin) assertSameMajor(versionOf('vite', createRequire(realpathSync(plugin))))
}

/** @throws UserError where another major version of Vite runs the plugin; undefined before Vite 7. */
export function assertRunningVite(running: string | undefined): void {
  assertSameMajor(running ?? '6 or older')
}

function assertSameMajor(found: string | undefined): void {
  if (found === undefined || majorOf(found) === majorOf(ownVersion)) return
  throw new UserError(
    `This project has Vite ${found}, but @cloudwerk/dev needs Vite ${majorOf(ownVersion)}.`,
    { file: 'package.json', hint: `Run npm install --save-dev vite@${ownVersion}.` },
  )
}

function majorOf(version: string): string {
  return version.split('.')[0] ?? version
}
