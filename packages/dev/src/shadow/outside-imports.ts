import { posix } from 'node:path'
import type { Source } from '../app/source.ts'
import { shadowFolder } from '../paths.ts'
import type { Edit } from './edited-text.ts'

/**
 * Imports that lead out of the app's folder (`../../../shared/x`), as a shadow has to write them: it
 * lies deeper, and `rootDirs` stand in for the app's own folder alone.
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
