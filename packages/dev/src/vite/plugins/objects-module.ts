import type { Plugin } from 'vite'
import { objectsModule } from '../../lifecycle/exported-names.ts'
import type { AppContext } from '../app-context.ts'
import { generateClasses } from './worker-entry.ts'

const resolvedId = '\0cloudwerk:objects'

/** `@cloudwerk/dev/objects`: the classes of the app's objects, for a Worker with its own `main`. */
export function objectsModulePlugin(app: AppContext): Plugin {
  let dev = false
  return {
    name: 'cloudwerk:objects-module',
    enforce: 'pre',
    config: () => ({ environments: { worker: { optimizeDeps: { exclude: [objectsModule] } } } }),
    configResolved(config) {
      dev = config.command === 'serve' && !config.isProduction
    },
    resolveId: {
      filter: { id: /^@cloudwerk\/dev\/objects$/ },
      handler: () => resolvedId,
    },
    load: {
      filter: { id: /^\0cloudwerk:objects$/ },
      handler: () => generateObjectsModule(app, { dev }),
    },
  }
}

function generateObjectsModule({ manifest }: AppContext, options: { dev: boolean }): string {
  const { imports, classes, exports, bindings } = generateClasses(manifest, options)
  return `import { registerObjects } from '@cloudwerk/core/worker'
${imports}

${classes}
export { ${exports} }

registerObjects(${bindings})
`
}
