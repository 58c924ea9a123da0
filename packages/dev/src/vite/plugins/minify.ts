import { minify, type Plugin } from 'vite'

/** The file of a build that has Cloudwerk's own code; `user-place.ts` of the runtime knows it by this name. */
const runtimeChunk = 'cloudwerk-runtime'
const ownModule =
  /[\\/](?:node_modules[\\/]@cloudwerk|packages)[\\/](?:core|durable-object)[\\/]dist[\\/]/

/**
 * Minifies the Worker of a build: the shorter it is, the sooner it starts. Vite leaves code for servers
 * unminified. Functions and classes of the app keep their names, since errors, stack traces and messages show
 * them; those of the runtime, which is in a file of its own, do not. `build.minify` in the app's own Vite
 * configuration takes precedence.
 */
export function minifyPlugin(): Plugin {
  let isOurs = false
  return {
    name: 'cloudwerk:minify',
    apply: 'build',
    config({ build, environments }) {
      const chosen = environments?.worker?.build?.minify ?? build?.minify
      isOurs = chosen === undefined
      if (!isOurs) return { environments: { worker: { build: { minify: chosen } } } }
      const groups = [{ name: runtimeChunk, test: ownModule }]
      const rolldownOptions = { output: { minify: compactOnly, codeSplitting: { groups } } }
      return { environments: { worker: { build: { minify: 'oxc', rolldownOptions } } } }
    },
    applyToEnvironment: ({ name }) => name === 'worker',
    renderChunk: {
      order: 'post',
      async handler(code, { name, fileName }) {
        if (!isOurs) return null
        const names = name === runtimeChunk ? undefined : { keepNames }
        const options = { module: true, sourcemap: true }
        const result = await minify(fileName, code, {
          ...{ ...options, mangle: names ?? true, compress: names ?? true },
        })
        return { code: result.code, map: result.map ?? null }
      },
    },
  }
}

const keepNames = { class: true, function: true }

/** Printed again after `renderChunk`, which has done the rest. */
const compactOnly = { mangle: false, compress: false, codegen: true }
