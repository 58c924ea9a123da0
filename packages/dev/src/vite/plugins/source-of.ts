import { join } from 'node:path'
import { normalizePath } from 'vite'

/** What an import of one of the app's files names it by in generated code. */
export function sourceOf(root: string, file: string): string {
  return JSON.stringify(normalizePath(join(root, file)))
}
