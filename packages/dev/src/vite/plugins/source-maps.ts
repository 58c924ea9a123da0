import type { Plugin } from 'vite'

/**
 * Writes source maps beside the Worker's bundle, so that `cloudwerk start` can show where in the app's
 * files an error was thrown. The bundle does not refer to them, and they are neither deployed nor served.
 * They hold only positions: the sources would be most of their size.
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
