// `npm start`: builds the start page, which includes the examples, and serves it on workerd.
import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const { values } = parseArgs({ options: { port: { type: 'string', default: '8787' } } })
const app = fileURLToPath(new URL('../examples/start', import.meta.url))
const { main } = await import('../packages/dev/dist/cli.js')

console.log(`Building ${relative(process.cwd(), app)} …`)
process.chdir(app)
await main(['build'])
if (!process.exitCode) {
  const url = `http://127.0.0.1:${values.port}`
  console.log(
    `When the server is ready, open ${url} or try:

    curl -X POST ${url}/api/counter/alice

Each call adds 5. The value is still there after kill -9 and another npm start.
`,
  )
  await main(['start', '--port', values.port])
}
