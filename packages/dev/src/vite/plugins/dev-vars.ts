import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Plugin } from 'vite'
import { findBadLine } from '../../start/env-lines.ts'

const name = '.dev.vars'

/**
 * Leaves out of the build the secrets that Cloudflare's plugin (1.63) copies into it for
 * `vite preview`: what is built is for other machines. In dev it says which line of them is none.
 */
export function devVarsPlugin(): Plugin {
  return {
    name: 'cloudwerk:dev-vars',
    configureServer({ config }) {
      const file = join(config.root, name)
      const line = existsSync(file) ? findBadLine(readFileSync(file, 'utf8')) : undefined
      if (line === undefined) return
      config.logger.warn(`${name}:${line}\n  This line is no NAME=value, and is left out.`)
    },
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        delete bundle[name]
      },
    },
  }
}
