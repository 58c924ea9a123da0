import { posix } from 'node:path'
import type { Source } from '../../app/source.ts'
import { shadowFolder } from '../../paths.ts'
import type { Edit } from './edited-text.ts'

/**
 * Imports from outside the app's folder (`../../../shared/x`), rewritten for a shadow: it is in a deeper
 * folder, and `rootDirs` covers the app's own folder only.
 */
export function outsideImports({ file, imports }: Source): Edit[] {
  const folder = posix.dirname(file)
  return imports.flatMap(({ moduleRequest: { value, start, end } }) => {
    if (!value.startsWith('../')) return []
    const target = posix.join(folder, value)
    if (!target.startsWith('../')) return []
    const specifier = posix.relative(posix.join(shadowFolder, folder), target)
    return [{ start, end, text: JSON.stringify(specifier) }]
  })
}
