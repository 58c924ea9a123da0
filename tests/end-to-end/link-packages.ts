import { mkdirSync, readdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Links the packages of another `node_modules` into the app's own. Vite keeps there what it has
 * optimized, and dev servers that share the folder would remove each other's files.
 */
export function linkPackages(installed: string, root: string): void {
  const modules = join(root, 'node_modules')
  mkdirSync(modules)
  const names = readdirSync(installed).filter((name) => name === '.bin' || !name.startsWith('.'))
  for (const name of names) symlinkSync(join(installed, name), join(modules, name))
}
