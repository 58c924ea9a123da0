import { expect, it } from 'vitest'
import { nearestName } from './nearest-name.ts'
import { notFoundMessage } from './not-found-message.ts'

const registered = new Map([
  ['Counter', 'COUNTER'],
  ['ChatRoom', 'CHAT_ROOM'],
])

it.each([
  ['counter', 'Counter'],
  ['Couner', 'Counter'],
  ['Chatrooms', 'ChatRoom'],
])('%s is close to %s', (name, nearest) => {
  expect(notFoundMessage(name, registered, nearestName)).toBe(
    `There is no object '${name}'. This app has ChatRoom, Counter. Did you mean '${nearest}'?`,
  )
})

it('nothing is suggested for a name that is close to none', () => {
  expect(notFoundMessage('Inventory', registered, nearestName)).toBe(
    "There is no object 'Inventory'. This app has ChatRoom, Counter.",
  )
})

it.each([
  ['an app without objects', 'Counter', new Map(), /this app has no objects/],
  ['a binding that is missing', 'Counter', registered, /no binding COUNTER/],
  ['a use before anything is registered', 'Counter', undefined, /registerObjects\(\)/],
])('%s is named', (_case, name, objects, message) => {
  expect(notFoundMessage(name, objects)).toMatch(message)
})
