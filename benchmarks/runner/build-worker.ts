import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const root = fileURLToPath(new URL('..', import.meta.url))

export interface BuildOptions {
  /** Relative to `benchmarks/`. */
  entry: string
  minify?: boolean
}

/** Bundles a worker into one module. The packages resolve to `dist`, as in a user's build. */
export async function buildWorker(options: BuildOptions): Promise<string> {
  const result = await build({
    root,
    configFile: false,
    logLevel: 'warn',
    ssr: { target: 'webworker', noExternal: true },
    resolve: { conditions: ['workerd', 'worker', 'module', 'production'] },
    build: {
      ssr: options.entry,
      write: false,
      target: 'es2024',
      minify: options.minify ?? false,
      rolldownOptions: { external: [/^cloudflare:/, /^node:/] },
    },
  })
  const [output] = [result].flat()
  if (!output || !('output' in output))
    throw new Error(`The build of ${options.entry} produced no bundle.`)
  if (output.output.length > 1)
    throw new Error(`The build of ${options.entry} produced more than one file.`)
  return output.output[0].code
}
