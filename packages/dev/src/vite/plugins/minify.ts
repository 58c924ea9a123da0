import type { Plugin } from 'vite'

/**
 * Minifies the Worker of a build: the shorter it is, the sooner it starts. Vite leaves code for servers
 * unminified. Functions and classes keep their names: errors, stack traces and messages show them, and the
 * runtime recognizes its own frames in a stack by them. `build.minify` in the app's own Vite configuration
 * takes precedence.
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

const names = { keepNames: { class: true, function: true } }
const keepingNames = { mangle: names, compress: names, codegen: true }
