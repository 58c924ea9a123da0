import type { Plugin } from 'vite'
import { objectsModule } from '../../lifecycle/exported-names.ts'
import type { AppContext } from '../app-context.ts'
import { workerEntryId } from '../plugins/worker-entry.ts'

/** The module that Cloudflare's plugin (1.63) makes the Worker's entry, and the project's own main in it. */
const entry = 'virtual:cloudflare/worker-entry'
/** Its id in a bundle. */
export const entryModuleId: string = `\0${entry}`
const main = 'virtual:cloudflare/user-entry'

/**
 * Adds the classes of the app's objects to what the project's own main exports. By name, since `export *` would
 * leave out, without a word, a name that both have.
 */
export function addClassesPlugin(app: AppContext): Plugin {
  return {
    name: 'cloudwerk:add-classes',
    applyToEnvironment: ({ name }) => name === app.environment,
    transform: {
      filter: { id: /^\0virtual:cloudflare\/worker-entry$/ },
      async handler(code) {
        if (!app.isBeside) return undefined
        const found = await this.resolve(main)
        // The Worker that serves the app's routes has them.
        if (found?.id === `\0${workerEntryId}`) return undefined
        const { objects, routeUse } = app.manifest
        const names = objects.map(({ className }) => className).join(', ')
        // Where main passes requests to the routes, it has loaded the module that makes the classes too.
        const module = routeUse === undefined ? workerEntryId : objectsModule
        return { code: `${code}\nexport { ${names} } from '${module}'\n`, map: null }
      },
    },
  }
}

interface BuildOptions {
  manifest?: unknown
  rolldownOptions?: { input?: unknown }
}

/** Whether an environment is that of the entry Worker; auxiliary ones have the same input and no manifest. */
export function isEntryEnvironment(build: BuildOptions | undefined): boolean {
  const { input } = build?.rolldownOptions ?? {}
  const inputs = typeof input === 'string' ? [input] : Object.values(Object(input))
  return inputs.includes(entry) && build?.manifest !== false
}
