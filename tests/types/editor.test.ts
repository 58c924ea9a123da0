import { expect, test } from 'vitest'
import { copyFixture, placeIn, types } from './fixture.ts'
import { startTypescript5 } from './typescript-5-server.ts'
import { startTypescript7 } from './typescript-7-server.ts'

const servers = [
  ['7', startTypescript7],
  ['5.9', startTypescript5],
] as const

const route = 'app/api/route.ts'

test.for(servers)('TypeScript %s goes from a call on a stub to the method', async ([, start]) => {
  const root = copyFixture('forms')
  await types(root)
  const server = await start(root)
  // The types of these methods are declared, inferred, and inferred in a shadow file.
  expect(await server.definition(placeIn(root, route, 'explicit.|add('))).toEqual([
    placeIn(root, 'app/objects/explicit.ts', 'async |add('),
  ])
  expect(await server.definition(placeIn(root, route, 'inferred.|increment('))).toEqual([
    placeIn(root, 'app/objects/inferred.ts', 'async |increment('),
  ])
  expect(await server.definition(placeIn(root, route, '.|again('))).toEqual([
    placeIn(root, 'app/objects/early.ts', 'async |again('),
  ])
})

test.for(servers)(
  'TypeScript %s finds the method however the definition is written',
  async ([, start]) => {
    const root = copyFixture('writing')
    await types(root)
    const server = await start(root)
    expect(await server.definition(placeIn(root, route, '.|next('))).toEqual([
      placeIn(root, 'app/objects/constructed.ts', 'async |next('),
    ])
    expect(await server.definition(placeIn(root, route, 'renamed.|add('))).toEqual([
      placeIn(root, 'app/objects/namespaced.mts', 'async |add('),
    ])
    expect(await server.definition(placeIn(root, route, '.|list('))).toEqual([
      placeIn(root, 'app/objects/constant.ts', 'async |list('),
    ])
  },
)

test.for(servers)('TypeScript %s renames an inferred method', async ([, start]) => {
  const root = copyFixture('forms')
  await types(root)
  const server = await start(root)
  const places = await server.rename(placeIn(root, route, 'inferred.|touch('))
  expect(places).toHaveLength(3)
  expect(places).toContainEqual(placeIn(root, 'app/objects/inferred.ts', 'async |touch('))
  expect(places).toContainEqual(placeIn(root, 'app/objects/inferred.ts', 'this.|touch('))
  expect(places).toContainEqual(placeIn(root, route, 'inferred.|touch('))
})

test.for(servers)('TypeScript %s completes the names of methods', async ([, start]) => {
  const root = copyFixture('keys')
  await types(root)
  const server = await start(root)
  const before = await server.completions(placeIn(root, 'app/objects/before.ts', "reads: ['|get'"))
  expect(before.toSorted()).toEqual(['add', 'get', 'plus'])
  const below = await server.completions(placeIn(root, 'app/lib/wrong.ts', "reads: ['|double'"))
  expect(below).toEqual(['get'])
})

// TypeScript 5.9 uses declaration maps for navigation, but not to rename within one project.
test('TypeScript 7 renames a method with a declared type in its source file', async () => {
  const root = copyFixture('forms')
  await types(root)
  const server = await startTypescript7(root)
  const places = await server.rename(placeIn(root, route, 'explicit.|resize('))
  expect(places).toHaveLength(2)
  expect(places).toContainEqual(placeIn(root, 'app/objects/explicit.ts', 'async |resize('))
  expect(places).toContainEqual(placeIn(root, route, 'explicit.|resize('))
})
