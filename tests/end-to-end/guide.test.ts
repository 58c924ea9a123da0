import { spawnSync } from 'node:child_process'
import { rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cloudwerk, makeApp, removeApp, startServer } from './app.ts'
import { guideApp } from './guide-app.ts'
import { examples, type Page } from './guide-examples.ts'

let root: string

beforeAll(() => {
  root = makeApp(guideApp())
  linkPackage('zod')
})
afterAll(() => removeApp(root))

test('each example of the guide compiles under strict TypeScript', async () => {
  expect(await cloudwerk(root, 'types')).toMatchObject({ code: 0 })
  const tsc = join(root, 'node_modules/.bin/tsc')
  const { status, stdout } = spawnSync(tsc, ['-p', root], { encoding: 'utf8' })
  expect({ status, stdout }).toEqual({ status: 0, stdout: '' })
})

describe.each(['dev', 'start'] as const)('in cloudwerk %s', (mode) => {
  const here = examples.filter(({ modes }) => modes?.includes(mode) ?? true)
  let page: Page

  beforeAll(async () => {
    if (mode === 'start') expect(await cloudwerk(root, 'build')).toMatchObject({ code: 0 })
    page = await open(mode)
  })
  afterAll(() => page?.server.stop())

  test.each(here)('$title', ({ use }) => use(page))

  describe('after kill -9 and a restart', () => {
    beforeAll(async () => {
      await page.server.stop('SIGKILL')
      page = await open(mode)
    })

    test.each(here.filter(({ kept }) => kept))('$title', async ({ kept }) => kept?.(page))
  })
})

async function open(mode: Page['mode']): Promise<Page> {
  const server = await startServer(root, mode)
  const post = async (path: string, body?: unknown) => {
    const init = { method: 'POST', body: JSON.stringify(body) }
    const response = await fetch(server.url + path, init)
    const text = await response.text()
    if (response.status !== 200) throw new Error(`${path}: ${response.status} ${text}`)
    return JSON.parse(text)
  }
  return {
    server,
    mode,
    root,
    post,
    async call(object, name, method, ...args) {
      const answer = await post(`/call/${object}/${name}/${method}`, args)
      return answer.failed ? answer : answer.result
    },
  }
}

/** Replaces the installed package of the app by the repository's. */
function linkPackage(name: string): void {
  const target = join(root, 'node_modules', name)
  rmSync(target, { force: true })
  symlinkSync(fileURLToPath(new URL(`../../node_modules/${name}`, import.meta.url)), target)
}
