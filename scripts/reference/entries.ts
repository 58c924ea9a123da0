import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** An entry point and its page. */
export interface EntrySource {
  /** How users import it: `@cloudwerk/core/bindings`. */
  specifier: string
  /** Its source, relative to the repository. */
  source: string
  page: string
}

/** In the order of the index. */
const packages = ['durable-object', 'core', 'dev', 'create-cloudwerk']

/** What the `exports` of the packages name. */
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
