import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Manifest } from '../app/manifest.ts'
import { bindingOf, classNameOf, classNamePattern } from '../app/names.ts'
import type { ClassRecord, Storage } from '../config/class-record.ts'
import { UserError } from '../user-error.ts'

/**
 * Empty definitions for classes whose code is gone: the platform keeps stored objects only as long as
 * their class exists. By path, relative to the app.
 */
export function planKeptFiles(
  { root }: Manifest,
  { records, classNames }: { records: readonly ClassRecord[]; classNames: readonly string[] },
): Map<string, string> {
  return new Map(
    classNames.map((className) => {
      if (!classNamePattern.test(className)) {
        throw new UserError(`A file in app/objects cannot define a class named ${className}.`, {
          hint: 'Export an empty class of that name from your own main to keep its objects.',
        })
      }
      const entries = records.map(({ entries }) => entries.get(className))
      const entry = entries.find((candidate) => candidate?.state === 'created')
      const storage = entry?.state === 'created' ? entry.storage : 'sqlite'
      const file = freeFile(root, bindingOf(className).toLowerCase().replaceAll('_', '-'))
      return [file, keptDefinition(className, { file, storage })]
    }),
  )
}

export function writeKeptFiles(root: string, files: ReadonlyMap<string, string>): void {
  for (const [file, text] of files) writeFileSync(join(root, file), text, { flag: 'wx' })
}

function freeFile(root: string, stem: string): string {
  const file = (suffix: string) => `app/objects/${stem}${suffix}.ts`
  return existsSync(join(root, file(''))) ? file('-kept') : file('')
}

function keptDefinition(
  className: string,
  { file, storage }: { file: string; storage: Storage },
): string {
  const keys = [
    ...(classNameOf(file) === className ? [] : [`name: '${className}'`]),
    ...(storage === 'sqlite' ? [] : ['sqlite: false']),
  ]
  return `import { defineDurableObject } from '@cloudwerk/durable-object'

// The code of this object is gone, and its stored objects are kept.
export default defineDurableObject({${keys.length > 0 ? ` ${keys.join(', ')} ` : ''}})
`
}
