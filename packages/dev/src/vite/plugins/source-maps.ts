import type { Plugin } from 'vite'

/**
 * Maps beside the Worker's bundle, so that `cloudwerk start` can show an error's place in the app's own
 * files. Nothing in the bundle names them, they are not among what is deployed or served, and they hold
 * positions only: the sources would be most of their size.
 */
export function sourceMapsPlugin(): Plugin {
  return {
    name: 'cloudwerk:source-maps',
    config({ build, environments }) {
      const chosen = environments?.worker?.build?.sourcemap ?? build?.sourcemap
      if (chosen !== undefined) return
      return { environments: { worker: { build: { sourcemap: 'hidden' } } } }
    },
    applyToEnvironment: ({ name }) => name === 'worker',
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        if (this.environment.config.build.sourcemap !== 'hidden') return
        for (const file of Object.values(bundle)) {
          if (file.type !== 'asset' || !file.fileName.endsWith('.map')) continue
          const { sourcesContent: _, ...map } = JSON.parse(String(file.source))
          file.source = JSON.stringify(map)
        }
      },
    },
  }
}
