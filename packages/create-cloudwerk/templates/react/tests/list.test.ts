import { connect, type LiveObject } from '@cloudwerk/client'
import { durableObjects } from '@cloudwerk/core/bindings'
import { AppWebSocket, testObject } from '@cloudwerk/core/testing'
import { expect, onTestFinished, test, vi } from 'vitest'
import list from '../app/objects/list.ts'

/** Connects to a list as a page does. */
function open(name: string): LiveObject<'List'> {
  const page = connect<'List'>(`ws://app/lists/${name}/live`, { WebSocket: AppWebSocket })
  onTestFinished(() => page.close())
  return page
}

const textsOn = (page: LiveObject<'List'>) => page.getSnapshot()?.items.map(({ text }) => text)

test('two pages that change a list at once come to the same list', async () => {
  const [ann, bob] = [open('party'), open('party')]
  const calls = [ann, bob].flatMap((page) =>
    ['cake', 'juice', 'balloons'].map((text) => page.calls.add(crypto.randomUUID(), text)),
  )
  await Promise.all(calls)
  await vi.waitUntil(() => textsOn(ann)?.length === 6 && textsOn(bob)?.length === 6)
  expect(textsOn(bob)).toEqual(textsOn(ann))
})

test('pages go on after the object was restarted', async () => {
  const ann = open('home')
  await ann.calls.add(crypto.randomUUID(), 'milk')
  await testObject(durableObjects.List.getByName('home'), list).restart()
  await ann.calls.add(crypto.randomUUID(), 'bread')
  expect(textsOn(ann)).toEqual(['milk', 'bread'])
})

test('what is no item is refused', async () => {
  const ann = open('strict')
  const refused = { code: 'INVALID_ARGUMENTS' }
  await expect(ann.calls.add(crypto.randomUUID(), '  ')).rejects.toMatchObject(refused)
  await expect(ann.calls.add('1', 'milk')).rejects.toMatchObject(refused)
  expect(textsOn(ann)).toEqual([])
})
