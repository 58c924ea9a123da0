// Measures what the client adds to a page, minified and gzipped, and checks the limits.

import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'vite'

const root = fileURLToPath(new URL('..', import.meta.url))
const core = "export { connect } from '@cloudwerk/client'"
const adapters = { react: 'liveHook', svelte: 'liveStore', vue: 'liveHook', solid: 'liveHook' }

export interface ClientSize {
  name: string
  /** In KB of 1,024 bytes. */
  size: number
  atMost: number
}

/** The size of the core, and what each adapter adds to it. */
export async function measureClient(): Promise<ClientSize[]> {
  const coreSize = await sizeOf(core)
  const sizes = [{ name: 'client', size: coreSize, atMost: 6 }]
  for (const [name, hook] of Object.entries(adapters)) {
    const both = `${core}\nexport { ${hook} } from '@cloudwerk/client/${name}'`
    sizes.push({ name: `client/${name}`, size: (await sizeOf(both)) - coreSize, atMost: 1 })
  }
  return sizes
}

async function sizeOf(code: string): Promise<number> {
  const entry = 'virtual:entry'
  const result = await build({
    root,
    configFile: false,
    logLevel: 'warn',
    plugins: [
      {
        name: 'entry',
        resolveId: (id) => (id === entry ? id : undefined),
        load: (id) => (id === entry ? code : undefined),
      },
    ],
    build: {
      write: false,
      rolldownOptions: {
        input: entry,
        preserveEntrySignatures: 'strict',
        external: ['react', 'vue', 'solid-js'],
      },
    },
  })
  const [output] = [result].flat()
  if (!output || !('output' in output)) throw new Error('The build produced no bundle.')
  const files = output.output.flatMap((file) => ('code' in file ? file.code : []))
  return gzipSync(files.join(''), { level: 9 }).length / 1024
}

if (import.meta.main) {
  for (const { name, size, atMost } of await measureClient()) {
    console.log(`@cloudwerk/${name} adds ${size.toFixed(2)} KB to a page, of ${atMost}.`)
    if (size > atMost) process.exitCode = 1
  }
}
