import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'

/** The date that everything was tried with. Fixed, so that no app changes by itself. */
export const compatibilityDate = '2026-10-01'

/** From package.json, else from the folder: lower-case letters, digits and dashes. */
export function workerName(root: string, environment?: string): string {
  const name = packageName(root) ?? basename(root)
  const plain = name
    .toLowerCase()
    .replace(/^@[^/]*\//, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
  // Each environment is a separate Worker, which Wrangler names like this.
  return (plain.slice(0, 54) || 'app') + (environment ? `-${environment}` : '')
}

function packageName(root: string): string | undefined {
  try {
    const { name } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
    return typeof name === 'string' ? name : undefined
  } catch {
    return undefined
  }
}
