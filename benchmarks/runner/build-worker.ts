import { fileURLToPath } from 'node:url'
import ts from 'typescript-5'
import { build, type Plugin } from 'vite'

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
    plugins: [lowerDecorators, withoutEmail],
    ssr: { target: 'webworker', noExternal: true },
    resolve: { conditions: ['workerd', 'worker', 'module', 'production'] },
    build: {
      ssr: options.entry,
      write: false,
      target: 'es2024',
      minify: options.minify ?? false,
      rolldownOptions: { external: [/^cloudflare:(?!email)/, /^node:/] },
    },
  })
  const [output] = [result].flat()
  if (!output || !('output' in output))
    throw new Error(`The build of ${options.entry} produced no bundle.`)
  if (output.output.length > 1)
    throw new Error(`The build of ${options.entry} produced more than one file.`)
  return output.output[0].code
}

/** Decorators, which a peer's users write, and which neither Vite nor workerd understands yet. */
const lowerDecorators: Plugin = {
  name: 'lower-decorators',
  enforce: 'pre',
  transform: {
    filter: { id: /\/peers\/.*\.ts$/, code: /^ *@/m },
    handler: (code) =>
      ts.transpile(code, { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext }),
  },
}

/** `agents` imports a module for sending mail, which workerd by itself does not have. */
const withoutEmail: Plugin = {
  name: 'without-email',
  enforce: 'pre',
  resolveId: { filter: { id: /^cloudflare:email$/ }, handler: () => '\0cloudflare-email' },
  load: { filter: { id: /^\0cloudflare-email$/ }, handler: () => 'export class EmailMessage {}' },
}
