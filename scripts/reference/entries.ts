import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** An entry point of a package, and its page in the reference. */
export interface EntrySource {
  /** The import specifier, such as `@cloudwerk/core/bindings`. */
  specifier: string
  /** The path of its source, relative to the repository. */
  source: string
  page: string
}

/** In the order in which the index lists them. */
const packages = ['durable-object', 'core', 'client', 'dev', 'create-cloudwerk']

/** The entry points in the `exports` of the packages. */
export function findEntries(root: string): EntrySource[] {
  return packages.flatMap((name) => {
    const manifest = JSON.parse(readFileSync(join(root, 'packages', name, 'package.json'), 'utf8'))
    const exports: Record<string, { types?: string }> = manifest.exports ?? {}
    return Object.entries(exports).flatMap(([path, { types }]) => {
      if (!types) return []
      const source = types.replace('./dist/', 'src/').replace(/\.d\.ts$/, '.ts')
      return {
        specifier: `${manifest.name}${path.slice(1)}`,
        source: `packages/${name}/${source}`,
        page: `${name}${path.slice(1).replaceAll('/', '-')}.md`,
      }
    })
  })
}
