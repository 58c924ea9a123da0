import type { Plugin } from 'vite'
import { objectsModule } from '../../lifecycle/exported-names.ts'
import type { AppContext } from '../app-context.ts'
import { findNames } from '../find-names.ts'
import { type EntryOptions, entryOptions, generateClasses } from './worker-entry.ts'

const resolvedId = '\0cloudwerk:objects'

/** `@cloudwerk/dev/objects`: the classes of the app's objects, for a Worker with its own `main`. */
export function objectsModulePlugin(app: AppContext): Plugin {
  let options: EntryOptions = {}
  return {
    name: 'cloudwerk:objects-module',
    enforce: 'pre',
    configEnvironment: (name) =>
      name === app.environment ? { optimizeDeps: { exclude: [objectsModule] } } : undefined,
    configResolved(config) {
      options = entryOptions(config)
    },
    resolveId: {
      filter: { id: /^@cloudwerk\/dev\/objects$/ },
      handler: () => resolvedId,
    },
    load: {
      filter: { id: /^\0cloudwerk:objects$/ },
      async handler() {
        const names = options.isBuild ? await findNames(this, app) : []
        return generateObjectsModule(app, { ...options, names })
      },
    },
  }
}

function generateObjectsModule({ manifest }: AppContext, options: EntryOptions): string {
  const { imports, classes, exports, bindings } = generateClasses(manifest, options)
  const suggest = options.isBuild ? [] : ['nearestName']
  return `import { ${['registerObjects', ...suggest].join(', ')} } from '@cloudwerk/core/worker'
${imports}

${classes}
export { ${exports} }

registerObjects(${[bindings, ...suggest].join(', ')})
`
}
