import { mkdirSync, readdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Gives an app the packages of another `node_modules`, in one of its own. Vite keeps there what it has
 * made of them, and dev servers over one folder would remove it from under each other.
 */
export function linkPackages(installed: string, root: string): void {
  const modules = join(root, 'node_modules')
  mkdirSync(modules)
  const names = readdirSync(installed).filter((name) => name === '.bin' || !name.startsWith('.'))
  for (const name of names) symlinkSync(join(installed, name), join(modules, name))
}
