import type { Plugin } from 'vite'

/**
 * Leaves out of the build the secrets that Cloudflare's plugin (1.63) copies into it for
 * `vite preview`: what is built is for other machines.
 */
export function devVarsPlugin(): Plugin {
  return {
    name: 'cloudwerk:dev-vars',
    apply: 'build',
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        delete bundle['.dev.vars']
      },
    },
  }
}
