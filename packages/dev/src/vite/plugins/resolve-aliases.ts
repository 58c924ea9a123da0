import { join } from 'node:path'
import { normalizePath, type Plugin } from 'vite'
import { aliasedPaths, findAlias } from '../../compile-errors/path-aliases.ts'
import type { AppContext } from '../app-context.ts'

/**
 * Resolves the `paths` of tsconfig.json also in files that it does not include, such as tests and
 * configurations. Vite (8.3) applies them only to included files, and does not see that a file is included by
 * a configuration in another folder, as SvelteKit's is.
 */
export function resolveAliasesPlugin(app: AppContext): Plugin {
  return {
    name: 'cloudwerk:resolve-aliases',
    // After Vite's own resolution, which found nothing.
    enforce: 'post',
    resolveId: {
      filter: { id: /^[^./\0]/ },
      async handler(source, importer, options) {
        const root = `${normalizePath(app.root)}/`
        if (!importer?.startsWith(root) || importer.includes('/node_modules/')) return null
        const included = join(app.root, 'app/objects/any.ts')
        if (importer === included) return null
        const alias = findAlias(app.root, source)
        if (!alias) return null
        const others = { ...options, skipSelf: true }
        const found = await this.resolve(source, included, others)
        if (found) return found
        for (const path of aliasedPaths(alias, source)) {
          const target = await this.resolve(normalizePath(path), importer, others)
          if (target) return target
        }
        return null
      },
    },
  }
}
