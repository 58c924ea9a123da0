import { createServer } from 'vite'
import { expect, onTestFinished, test } from 'vitest'
import { holdReloadPlugin } from './hold-reload.ts'

test('a page of Vite waits for its calls before dev reloads it', async () => {
  const server = await createServer({
    root: import.meta.dirname,
    base: '/below/',
    configFile: false,
    server: { middlewareMode: true, ws: false, watch: null },
    optimizeDeps: { noDiscovery: true },
    plugins: [holdReloadPlugin()],
  })
  onTestFinished(() => server.close())
  const html = await server.transformIndexHtml('/', '<!doctype html><title>Poll</title>')
  const [, id = ''] = /src="\/below\/@id\/(virtual:[^"]+)"/.exec(html) ?? []
  const module = await server.transformRequest(id)
  expect(module?.code).toContain(`import.meta.hot = `)
  expect(module?.code).toContain(`'vite:ws:disconnect'`)
})
