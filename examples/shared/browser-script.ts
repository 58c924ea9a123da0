import { build, type Plugin } from 'vite'

const mark = '?script'

/**
 * Lets `import text from '@cloudwerk/client?script'` give a module for browsers as one text, with all
 * that it imports, so that a route can serve it.
 */
export function browserScripts(): Plugin {
  return {
    name: 'browser-scripts',
    enforce: 'pre',
    async resolveId(source, importer) {
      if (!source.endsWith(mark)) return
      const found = await this.resolve(source.slice(0, -mark.length), importer)
      return found ? found.id + mark : undefined
    },
    async load(id) {
      if (!id.endsWith(mark)) return
      return `export default ${JSON.stringify(await bundle(id.slice(0, -mark.length)))}`
    },
  }
}

async function bundle(entry: string): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    build: { write: false, lib: { entry, formats: ['es'], fileName: 'script' } },
  })
  const [made] = [result].flat()
  if (!made || !('output' in made)) throw new Error(`${entry} gave no script`)
  return made.output[0].code
}
