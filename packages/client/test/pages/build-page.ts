import { compile } from 'svelte/compiler'
import { build, type Plugin } from 'vite'
import { compileScript, parse } from 'vue/compiler-sfc'

/** The page of one framework as one script, from `main.ts` in its folder or another entry. */
export async function buildPage(framework: string, entry = 'main.ts'): Promise<string> {
  const result = await build({
    root: import.meta.dirname,
    configFile: false,
    logLevel: 'warn',
    mode: 'development',
    define: { 'process.env.NODE_ENV': '"development"' },
    plugins: [svelteComponents, vueComponents],
    build: {
      write: false,
      minify: false,
      rolldownOptions: { input: `${import.meta.dirname}/${framework}/${entry}` },
    },
  })
  const [output] = [result].flat()
  if (!output || !('output' in output)) throw new Error(`The page of ${framework} was not built.`)
  const code = output.output.map((file) => ('code' in file ? file.code : '')).join('')
  return `<script type="module">${code.replaceAll('</script', '<\\/script')}</script>`
}

const svelteComponents: Plugin = {
  name: 'svelte-components',
  transform: {
    filter: { id: /\.svelte$/ },
    handler: (code, filename) => compile(code, { filename, generate: 'client' }).js.code,
  },
}

const vueComponents: Plugin = {
  name: 'vue-components',
  transform: {
    filter: { id: /\.vue$/ },
    handler(code, filename) {
      const { descriptor } = parse(code, { filename })
      const { content } = compileScript(descriptor, { id: filename, inlineTemplate: true })
      return { code: content, moduleType: 'ts' }
    },
  },
}
