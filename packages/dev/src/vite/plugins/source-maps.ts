import type { Plugin } from 'vite'

/**
 * Maps beside the Worker's bundle, so that stack traces name the app's own files: in the log of
 * `cloudwerk start`, and on Cloudflare, where a deployment uploads them. They hold positions and names
 * only: the sources would be most of their size. `build.sourcemap` in the app's own Vite configuration
 * takes precedence.
 */
export function sourceMapsPlugin(): Plugin {
  let isOurs = false
  return {
    name: 'cloudwerk:source-maps',
    config({ build, environments }) {
      isOurs = (environments?.worker?.build?.sourcemap ?? build?.sourcemap) === undefined
      return isOurs ? { environments: { worker: { build: { sourcemap: true } } } } : undefined
    },
    applyToEnvironment: ({ name }) => name === 'worker',
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        if (!isOurs) return
        for (const file of Object.values(bundle)) {
          if (file.type !== 'asset' || !file.fileName.endsWith('.map')) continue
          const { sourcesContent: _, ...map } = JSON.parse(String(file.source))
          file.source = JSON.stringify(map)
        }
      },
    },
  }
}
