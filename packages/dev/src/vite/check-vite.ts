import { realpathSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { version as ownVersion } from 'vite'
import { UserError } from '../user-error.ts'
import { manifestOf, versionOf } from './check-installed.ts'

/**
 * A project that asks for another Vite gets two, and Cloudflare's plugin is then given the other
 * one than the command runs.
 *
 * @throws UserError where the project has, or that plugin sees, another major version than ours.
 */
export function assertVite(root: string): void {
  const require = createRequire(join(root, 'package.json'))
  assertSameMajor(versionOf('vite', require))
  const plugin = manifestOf('@cloudflare/vite-plugin', createRequire(import.meta.url))
  // Of a link the place that it leads to decides.
  if (plugin) assertSameMajor(versionOf('vite', createRequire(realpathSync(plugin))))
}

/** @throws UserError where another Vite than ours runs the plugin; undefined is one before 7. */
export function assertRunningVite(running: string | undefined): void {
  assertSameMajor(running ?? '6 or older')
}

function assertSameMajor(found: string | undefined): void {
  if (found === undefined || majorOf(found) === majorOf(ownVersion)) return
  throw new UserError(
    `This project has Vite ${found}, and @cloudwerk/dev needs Vite ${majorOf(ownVersion)}.`,
    { file: 'package.json', hint: `Run npm install --save-dev vite@${ownVersion}.` },
  )
}

function majorOf(version: string): string {
  return version.split('.')[0] ?? version
}
