import { join } from 'node:path'
import { normalizePath, type Plugin } from 'vite'
import { findAlias } from '../../compile-errors/path-aliases.ts'
import type { AppContext } from '../app-context.ts'

/**
 * Resolves the `paths` of tsconfig.json also in files that it does not include, such as tests and
 * configurations. Vite (8.3) applies them only to included files.
 */
export function resolveAliasesPlugin(app: AppContext): Plugin {
  return {
    name: 'cloudwerk:resolve-aliases',
    // After Vite's own resolution, which found nothing.
    enforce: 'post',
    resolveId: {
      filter: { id: /^[^./\0]/ },
      handler(source, importer, options) {
        const root = `${normalizePath(app.root)}/`
        if (!importer?.startsWith(root) || importer.includes('/node_modules/')) return null
        const included = join(app.root, 'app/objects/any.ts')
        if (importer === included || !findAlias(app.root, source)) return null
        return this.resolve(source, included, { ...options, skipSelf: true })
      },
    },
  }
}
