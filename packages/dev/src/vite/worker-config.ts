import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { WorkerConfig } from '@cloudflare/vite-plugin'
import type { Manifest } from '../app/manifest.ts'
import { workerEntryId } from './worker-entry.ts'

/** Where behaviour was tried. A new app's date is fixed, so that it never changes by itself. */
export const compatibilityDate: string = '2026-10-01'

/**
 * What the app needs beyond the user's configuration. What is given here wins over the user's file
 * and lists are joined (vite-plugin 1.63), so it holds only what that file lacks.
 */
export function workerConfig(user: WorkerConfig, manifest: Manifest): Partial<WorkerConfig> {
  const bound = new Set(user.durable_objects?.bindings.map((binding) => binding.name))
  const exported = new Set(Object.keys(user.exports ?? {}))
  const { objects } = manifest
  const config: Partial<WorkerConfig> = {
    durable_objects: {
      bindings: objects
        .filter(({ binding }) => !bound.has(binding))
        .map(({ binding, className }) => ({ name: binding, class_name: className })),
    },
  }
  if (!user.name) config.name = workerName(manifest.root)
  if (!user.main) config.main = workerEntryId
  if (!user.compatibility_date) config.compatibility_date = compatibilityDate
  // A project has either the older `migrations` or `exports`, never both.
  if (!user.migrations?.length) {
    config.exports = Object.fromEntries(
      objects
        .filter(({ className }) => !exported.has(className))
        .map(({ className, storage }) => [className, { type: 'durable-object', storage }]),
    )
  }
  return config
}

/** From package.json, else from the folder: lower-case letters, digits and dashes. */
function workerName(root: string): string {
  const name = packageName(root) ?? basename(root)
  const plain = name
    .toLowerCase()
    .replace(/^@[^/]*\//, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
  return plain.slice(0, 54) || 'app'
}

function packageName(root: string): string | undefined {
  try {
    const { name } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
    return typeof name === 'string' ? name : undefined
  } catch {
    return undefined
  }
}
