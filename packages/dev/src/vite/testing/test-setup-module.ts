import type { Plugin } from 'vite'
import type { AppContext } from '../app-context.ts'
import { generateClasses } from '../plugins/worker-entry.ts'

const resolvedId = '\0virtual:cloudwerk/test-setup'

/** Sets up a test file before the Worker is loaded: `durableObjects`, and errors with their classes. */
export function testSetupPlugin(app: AppContext): Plugin {
  return {
    name: 'cloudwerk:test-setup',
    resolveId: {
      filter: { id: /^virtual:cloudwerk\/test-setup$/ },
      handler: () => resolvedId,
    },
    load: {
      filter: { id: /^\0virtual:cloudwerk\/test-setup$/ },
      handler: () => generateTestSetup(app),
    },
  }
}

/** Vitest (5.1) calls `disable` after the factory of a mock; workerd (1.20261006) throws there. */
function generateTestSetup({ manifest }: AppContext): string {
  return `import { AsyncLocalStorage } from 'node:async_hooks'
import { nearestName, registerObjects } from '@cloudwerk/core/worker'
import { patchCalls } from '@cloudwerk/durable-object/runtime'

AsyncLocalStorage.prototype.disable = () => {}
patchCalls()
registerObjects(${generateClasses(manifest, {}).bindings}, nearestName)
`
}
