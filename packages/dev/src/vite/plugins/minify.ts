import type { Plugin } from 'vite'

/**
 * Minifies the Worker of a build: the shorter it is, the sooner it starts. Vite leaves code for servers
 * unminified. Classes keep their names, which errors and messages show. `build.minify` in the app's own
 * Vite configuration takes precedence.
 */
export function minifyPlugin(): Plugin {
  return {
    name: 'cloudwerk:minify',
    apply: 'build',
    config({ build, environments }) {
      const chosen = environments?.worker?.build?.minify ?? build?.minify
      if (chosen !== undefined) return { environments: { worker: { build: { minify: chosen } } } }
      const rolldownOptions = { output: { minify: keepingNames } }
      return { environments: { worker: { build: { minify: 'oxc', rolldownOptions } } } }
    },
  }
}

const classNames = { keepNames: { class: true, function: false } }
const keepingNames = { mangle: classNames, compress: classNames, codegen: true }
