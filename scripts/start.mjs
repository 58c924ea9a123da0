// `npm start`: builds the example app and serves it on workerd.
import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const { values } = parseArgs({ options: { port: { type: 'string', default: '8787' } } })
const app = fileURLToPath(new URL('../examples/counter', import.meta.url))
const { main } = await import('../packages/dev/dist/cli.js')

console.log(`Building ${relative(process.cwd(), app)} …`)
process.chdir(app)
await main(['build'])
if (!process.exitCode) {
  const url = `http://127.0.0.1:${values.port}/api/counter/alice`
  console.log(
    `Try, when it is ready:  curl -X POST ${url}\nEach adds 5, and the value is still there after kill -9 and another npm start.`,
  )
  await main(['start', '--port', values.port])
}
