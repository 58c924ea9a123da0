import { join } from 'node:path'
import { normalizePath, type Plugin } from 'vite'
import { findAlias } from '../../compile-errors/path-aliases.ts'
import type { AppContext } from '../app-context.ts'

/**
 * Lets files that tsconfig.json does not include, such as tests and configurations, use its `paths`
 * as those of the app do. Vite (8.3) applies them to included files alone.
 */
export function resolveAliasesPlugin(app: AppContext): Plugin {
  return {
    name: 'cloudwerk:resolve-aliases',
    // After Vite's own, which found nothing.
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
