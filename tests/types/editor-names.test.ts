import { expect, test } from 'vitest'
import { check, compilerVersions } from './compilers.ts'
import { copyFixture, makeApp, placeIn, types } from './fixture.ts'
import type { LanguageServer, Place } from './language-server.ts'
import { startTypescript5 } from './typescript-5-server.ts'
import { startTypescript7 } from './typescript-7-server.ts'

/** The compilers of the apps, one after the other, on the same files. */
const servers = [startTypescript7, startTypescript5]

const route = 'app/api/route.ts'

/** Each of the places leads to all of them, for references and for rename. */
async function expectSame(server: LanguageServer, places: readonly Place[]): Promise<void> {
  for (const place of places) {
    expect(sorted(await server.references(place))).toEqual(sorted(places))
    expect(sorted(await server.rename(place))).toEqual(sorted(places))
  }
}

function sorted(places: readonly Place[]): string[] {
  return places.map(({ file, line, character }) => `${file}:${line}:${character}`).sort()
}

const calls = `
  import { durableObjects } from '@cloudwerk/core/bindings'
  import { testObject } from '@cloudwerk/durable-object/testing'

  export async function all() {
    const { methods } = testObject(durableObjects.Inferred.getByName('a'))
    await methods.touch()
    await testObject(durableObjects.Explicit.getByName('a')).methods.lastSeen()
    await testObject(durableObjects.Early.getByName('a')).methods.again()
  }
`

test('an editor finds and renames a method in its object, in stubs and in tests alike', async () => {
  const tests = 'app/calls.test.ts'
  const root = copyFixture('forms', { files: { [tests]: calls } })
  await types(root)
  for (const start of servers) {
    const server = await start(root)
    const at = (path: string, marked: string) => placeIn(root, path, marked)
    // Of the three objects, the types of the last two are not those of their own files.
    await expectSame(server, [
      at('app/objects/inferred.ts', 'async |touch('),
      at('app/objects/inferred.ts', 'this.|touch('),
      at(route, 'inferred.|touch('),
      at(tests, 'methods.|touch('),
    ])
    await expectSame(server, [
      at('app/objects/explicit.ts', '|lastSeen() {'),
      at(route, '= await explicit.|lastSeen('),
      at(route, '= explicit.|lastSeen('),
      at(tests, 'methods.|lastSeen('),
    ])
    await expectSame(server, [
      at('app/objects/early.ts', 'async |again('),
      at(route, '.|again('),
      at(tests, 'methods.|again('),
    ])
    for (const [name, file] of [
      ['touch', 'inferred'],
      ['lastSeen', 'explicit'],
      ['again', 'early'],
    ]) {
      expect(await server.definition(at(tests, `methods.|${name}(`))).toEqual([
        at(`app/objects/${file}.ts`, name === 'lastSeen' ? '|lastSeen() {' : `async |${name}(`),
      ])
    }
    // Helpers and the state.
    await expectSame(server, [
      at('app/objects/explicit.ts', '|note(size: Size) {'),
      at('app/objects/explicit.ts', 'this.|note('),
    ])
    await expectSame(server, [
      at('app/objects/inferred.ts', '({ value: 0, |at'),
      at('app/objects/inferred.ts', 'this.state.|at ='),
      at('app/objects/inferred.ts', 'return this.state.|at'),
    ])
    // A handler before the methods.
    expect(await server.definition(at('app/objects/early.ts', 'await this.|count()]'))).toEqual([
      at('app/objects/early.ts', 'async |count('),
    ])
  }
})

test('an editor finds and renames from a page what the object has, also where `live` names it', async () => {
  const root = copyFixture('live')
  await types(root)
  for (const start of servers) {
    const server = await start(root)
    const at = (path: string, marked: string) => placeIn(root, path, marked)
    const room = 'app/objects/room.ts'
    const page = 'page/page.ts'
    const object = [
      at(room, 'async |say('),
      at(room, 'await this.|say('),
      at(room, 'calls: {\n      |say:'),
      at('app/objects/shapes.ts', '.|say('),
    ]
    const pages = [
      at(page, 'optimistic: {\n    |say('),
      at(page, '= room.calls.|say('),
      at(page, '\nroom.calls.|say('),
    ]
    expect(await server.definition(pages[1] as Place)).toEqual([object[0]])
    expect(sorted(await server.rename(pages[1] as Place))).toEqual(sorted([...object, ...pages]))
    // The page is a program of its own, which the compilers do not search from the object.
    await expectSame(server, object)
    const title = [
      at(room, "|title: 'Lobby'"),
      at(room, 'this.state.|title)'),
      at(room, '|title: true'),
    ]
    const shown = at(page, 'state?.|title')
    expect(await server.definition(shown)).toEqual([title[0]])
    expect(sorted(await server.rename(shown))).toEqual(sorted([...title, shown]))
    // What is inside of them has no place in the object's file that is known.
    expect(await server.definition(at(page, "get('ann')?.|name"))).toEqual([
      at('.cloudwerk/types/client.d.ts', '|name: string'),
    ])
    const count = at(page, 'getSnapshot()?.|count')
    expect(await server.definition(count)).toEqual([
      at('app/objects/explicit.ts', 'defineDurableObject<{ |count: number'),
    ])
    const adding = at(page, 'counter.calls.|add(')
    expect(await server.definition(adding)).toEqual([at('app/objects/explicit.ts', 'async |add(')])
  }
})

const twin = (name: string) => `
  import { defineDurableObject } from '@cloudwerk/durable-object'

  export default defineDurableObject<{ count: number }>({
    methods: {
      async add() { return '${name}' },
      async ${name}() { return this.count },
    },
    live: { view: { count: true }, calls: { ${name}: [] } },
  })
`
const route2 = `
  import { durableObjects } from '@cloudwerk/core/bindings'

  export const GET = async () => Response.json([
    await durableObjects.Left.getByName('a').add(),
    await durableObjects.Right.getByName('a').add(),
    await durableObjects.Right.getByName('a').right(),
  ])
`

test('an editor renames nothing in another object that has the same type of state', async () => {
  const root = makeApp({
    'app/objects/left.ts': twin('left'),
    'app/objects/right.ts': twin('right'),
    [route]: route2,
  })
  await types(root)
  for (const start of servers) {
    const server = await start(root)
    const source = placeIn(root, 'app/objects/left.ts', 'async |add(')
    const call = placeIn(root, route, "Left.getByName('a').|add(")
    expect(await server.rename(source)).toEqual([source])
    expect(await server.definition(call)).toEqual([source])
    const found = await server.rename(call)
    // TypeScript 5.9 follows source maps to a definition, but within one program it renames in what is generated.
    if (start === startTypescript7) expect(sorted(found)).toEqual(sorted([source, call]))
    expect(found).not.toContainEqual(placeIn(root, 'app/objects/right.ts', 'async |add('))
    expect(found).not.toContainEqual(placeIn(root, route, "Right.getByName('a').|add("))
    // What only one of them has.
    await expectSame(server, [
      placeIn(root, 'app/objects/right.ts', 'async |right('),
      placeIn(root, 'app/objects/right.ts', 'calls: { |right:'),
      placeIn(root, route, '.|right('),
    ])
  }
})

test('a parameter without a type stays an error where the name of its method is known', async () => {
  const object = `
    import { defineDurableObject } from '@cloudwerk/durable-object'

    export default defineDurableObject<{ count: number }>({
      methods: {
        async set(count) {
          this.state.count = count
          return this.later(count)
        },
      },
      helpers: { later: (value: number) => value },
    })
  `
  const root = makeApp({ 'app/objects/counter.ts': object })
  await types(root)
  for (const version of compilerVersions) {
    const lines = (await check(root, version)).trim().split('\n')
    expect(lines).toEqual([expect.stringMatching(/counter\.ts\(6,19\).*TS7006/)])
  }
})
