import { beforeAll, expect, test } from 'vitest'
import { hasBrowser, openPage, startBrowser } from '../examples/browser.ts'
import { installProject, type Project } from './project.ts'

let project: Project

beforeAll(async () => {
  project = await installProject('sveltekit')
})

test('the build is one Worker, which start serves and deploy takes', async () => {
  await project.succeed('cloudwerk', 'build')
  const { url } = await project.serve('cloudwerk', ['start', '--data', 'stored'])
  expect(await (await fetch(url)).text()).toContain('<h1>SvelteKit</h1>')
  expect(await (await fetch(`${url}/about`)).text()).toContain('<h1>About</h1>')
  expect((await fetch(`${url}/_worker.js`)).status).toBe(404)
  await expectCounter(url)
  expect(await project.succeed('cloudwerk', 'deploy', '--dry-run', '--with', 'true')).toContain(
    'env.COUNTER (Counter)',
  )
  // SvelteKit has written what its types need.
  await project.succeed('cloudwerk', 'types', '--check')
  await project.succeed('tsc', '--noEmit')
})

test('in dev SvelteKit calls the objects of the server beside it', async () => {
  const { url, output } = await project.serveBeside('vite dev --strictPort')
  expect(await (await fetch(url)).text()).toContain('<h1>SvelteKit</h1>')
  await expectCounter(url)
  expect(output()).toMatch(/^\[vite\] .*ready in/m)
})

async function expectCounter(url: string): Promise<void> {
  const post = async () =>
    (await fetch(`${url}/api/ann`, { method: 'POST', headers: { Origin: url } })).json()
  expect([await post(), await post()]).toEqual([{ value: 1 }, { value: 2 }])
  const page = `${url}/counters/ann`
  // Rendered on the server.
  expect(await (await fetch(page)).text()).toContain('ann: 2')
  if (!hasBrowser) return
  const { browser, server } = await startBrowser()
  try {
    const opened = await openPage(browser)
    await opened.goto(page)
    // Before that, the button does nothing yet.
    await opened.getByText('live', { exact: true }).waitFor()
    await opened.getByRole('button').click()
    await opened.getByText('ann: 3').waitFor()
    await post()
    await opened.getByText('ann: 4').waitFor()
  } finally {
    await server.close()
  }
}
