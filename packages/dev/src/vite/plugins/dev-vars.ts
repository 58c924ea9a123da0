import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Plugin } from 'vite'
import { findBadLine } from '../../start/env-file.ts'

const name = '.dev.vars'

/**
 * Removes from the build the secrets that Cloudflare's plugin (1.63) copies into it for `vite preview`:
 * a build is for other machines. In dev it warns of a line in `.dev.vars` that is not valid.
 */
export function devVarsPlugin(): Plugin {
  return {
    name: 'cloudwerk:dev-vars',
    configureServer({ config }) {
      const file = join(config.root, name)
      const line = existsSync(file) ? findBadLine(readFileSync(file, 'utf8')) : undefined
      if (line === undefined) return
      config.logger.warn(
        `${name}:${line}\n  This line is not in the form NAME=value, and is skipped.`,
      )
    },
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        delete bundle[name]
      },
    },
  }
}
