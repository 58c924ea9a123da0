// @ts-check
/** @import { LiveObject } from '@cloudwerk/client' */
/** @import { Room } from '../message' */
import { find } from '/assets/shared/elements.js'
import { showPeople } from '/assets/shared/frame.js'
import { addEvent } from './message-list.js'

/** @typedef {LiveObject<Room>['others']} Others */

/** The others as shown last, by connection. @type {Others | undefined} */
let shown
/** Whether the next list has everybody after a new connection: none of them is news. */
let isFirst = true
/** @type {string | undefined} */
let status

/** Shows who is here, who is typing, and who has come, left or chosen another name. @param {LiveObject<Room>} room @param {string} me */
export function show(room, me) {
  if (room.status !== status && room.status !== 'live') isFirst = true
  status = room.status
  const { others } = room
  shown ??= others
  if (others !== shown) {
    if (!isFirst) tellNews(shown, others, me)
    isFirst = false
    shown = others
  }
  const names = [...new Set([me, ...others.map(nameOf)])]
  names.sort((one, other) => one.localeCompare(other))
  showPeople(names.map((name) => ({ name, note: name === me ? '(you)' : '' })))
  showTyping(others.filter(({ typing }) => typing === true).map(nameOf), me)
}

/** A person with several tabs comes, leaves and is renamed once. @param {Others} former @param {Others} others @param {string} me */
function tellNews(former, others, me) {
  const before = new Map(former.map((person) => [person.id, nameOf(person)]))
  const after = new Map(others.map((person) => [person.id, nameOf(person)]))
  const knew = new Set([me, ...before.values()])
  const knows = new Set([me, ...after.values()])
  for (const [id, name] of after) {
    if (knew.has(name)) continue
    knew.add(name)
    const old = before.get(id)
    addEvent(old === undefined ? `${name} joined` : `${old} is now ${name}`)
  }
  for (const [id, name] of before) {
    if (after.has(id) || knows.has(name)) continue
    knows.add(name)
    addEvent(`${name} left`)
  }
}

/** @param {string[]} typing @param {string} me */
function showTyping(typing, me) {
  const names = [...new Set(typing)].filter((name) => name !== me)
  const who =
    names.length > 2
      ? `${names.length} people are`
      : `${names.join(' and ')} ${names.length === 1 ? 'is' : 'are'}`
  find('typing', HTMLElement).textContent = names.length === 0 ? '' : `${who} typing…`
}

/** Pages say their own names. @param {Others[number]} person */
function nameOf({ name }) {
  return typeof name === 'string' && name.trim() !== '' ? name.slice(0, 30) : 'Anonymous'
}
