import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import type { Manifest, ObjectEntry } from '../app/manifest.ts'
import { noteGoneNames } from './gone-names.ts'

/** An app, and the notices of a build of it with these names. */
function createApp() {
  const root = mkdtempSync(join(tmpdir(), 'cloudwerk-names-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  const build = (named: ObjectEntry['named'], features: ObjectEntry['features'] = ['jobs']) => {
    const notices: string[] = []
    const object = { className: 'Shop', features, named } as ObjectEntry
    noteGoneNames({ root, objects: [object], routes: [], middleware: [] } as Manifest, (text) =>
      notices.push(text),
    )
    return notices
  }
  return { build, file: join(root, '.cloudwerk/last-build.json') }
}

it('a build says which jobs and schedules are gone, once', () => {
  const { build } = createApp()
  expect(build({ jobs: ['mail', 'pay'], schedules: ['digest'] })).toEqual([])
  expect(build({ jobs: ['mail', 'pay', 'more'], schedules: ['digest'] })).toEqual([])
  expect(build({ jobs: ['more'], schedules: [] })).toEqual([
    "Shop no longer has 'mail', 'pay' among its jobs. Those that objects have enqueued wait as orphaned until code has them again. If one was renamed, keep its old name until they are done.",
    "Shop no longer has 'digest' among its schedules. Objects keep what they know of it for 30 days.",
  ])
  expect(build({ jobs: ['more'], schedules: [] })).toEqual([])
  expect(build(undefined, [])).toEqual([expect.stringContaining("no longer has 'more' among")])
})

it('says nothing of what the source does not show', () => {
  const { build } = createApp()
  build({ jobs: ['mail'], schedules: ['digest'] })
  expect(build({ jobs: undefined, schedules: ['digest'] })).toEqual([])
  expect(build(undefined)).toEqual([])
  expect(build({ jobs: [], schedules: [] })).toHaveLength(2)
})

it('writes nothing where no object has any, and begins again with a file that is damaged', () => {
  const { build, file } = createApp()
  build(undefined, [])
  expect(existsSync(file)).toBe(false)
  build({ jobs: ['mail'], schedules: [] })
  writeFileSync(file, '{"Shop":{"jobs":5}}')
  expect(build({ jobs: ['pay'], schedules: [] })).toEqual([])
  writeFileSync(file, 'x')
  expect(build({ jobs: ['pay'], schedules: [] })).toEqual([])
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ Shop: { jobs: ['pay'], schedules: [] } })
})
