import { createHash } from 'node:crypto'
import type { Plugin } from 'vite'
import type { AppContext } from '../app-context.ts'

/** Stands in a build for the hash of all its code, which has as many characters, until that is known. */
export const codeHash = '~cloudwerk~code~'

/** What a build consists of, as far as its hash asks. */
type Bundle = Record<
  string,
  { type: 'chunk'; code: string } | { type: 'asset'; source: string | Uint8Array }
>

/**
 * Tells the Worker of a build which code it is: objects with live pages that sleep meet other code only after a
 * deployment. A build cannot contain its own hash, so the hash is of the build without it.
 */
export function codeHashPlugin(app: AppContext): Plugin {
  return {
    name: 'cloudwerk:code-hash',
    apply: 'build',
    applyToEnvironment: ({ name }) => name === app.environment,
    generateBundle: { order: 'post', handler: (_options, bundle) => insertHash(bundle) },
  }
}

export function insertHash(bundle: Bundle): void {
  const chunks = Object.values(bundle).filter((file) => file.type === 'chunk')
  if (!chunks.some(({ code }) => code.includes(codeHash))) return
  const hash = createHash('sha256')
  for (const name of Object.keys(bundle).sort()) {
    const file = bundle[name]
    if (!file || name.endsWith('.map')) continue
    hash.update(`${name}\0`).update(file.type === 'chunk' ? file.code : file.source)
  }
  const text = hash.digest('hex').slice(0, codeHash.length)
  for (const chunk of chunks) chunk.code = chunk.code.replaceAll(codeHash, text)
}
