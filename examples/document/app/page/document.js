// @ts-check
/** @import { FromEditor, ToEditor } from '../protocol.js' */
/** @import { Version } from './versions.js' */

import { openConnection } from '/assets/shared/connection.js'
import { find } from '/assets/shared/elements.js'
import {
  createId,
  followName,
  place,
  showPanel,
  showPeople,
  showStatus,
  socketUrl,
} from '/assets/shared/frame.js'
import { editBetween } from './edit.js'
import { createSharedText } from './shared-text.js'
import { addVersions, describe, showVersions } from './versions.js'

const path = `/api/documents/${encodeURIComponent(place)}`
const field = find('text', HTMLTextAreaElement)
const note = find('note', HTMLElement)
const old = find('old', HTMLElement)
const oldTitle = find('old-title', HTMLElement)
const restore = find('restore', HTMLButtonElement)

/** Keystrokes within this time are sent together. */
const pause = 80

let me = ''
/** @type {ReturnType<typeof createSharedText> | undefined} */
let shared
/** @type {ReturnType<typeof openConnection<ToEditor, FromEditor>> | undefined} */
let connection
/** @type {number | undefined} */
let timer
/** @type {number | undefined} */
let quiet
/** What arrived while a character was being composed. @type {ToEditor[] | undefined} */
let held
/** The version that is open. @type {Version | undefined} */
let opened

followName((name) => {
  me = name
  if (connection) connection.send({ type: 'rename', name })
  else connection = openConnection({ url, onMessage: take, onStatus: showStatus })
})

// The field must not change while an input method composes a character in it.
field.addEventListener('compositionstart', () => {
  held = []
})
field.addEventListener('compositionend', () => {
  shared?.write(field.value)
  const messages = held ?? []
  held = undefined
  for (const message of messages) receive(message)
})

/** @param {ToEditor} message */
function take(message) {
  if (held) held.push(message)
  else receive(message)
}

function url() {
  return socketUrl(path, { name: me, ...(shared && { since: String(shared.version) }) })
}

/** @param {ToEditor} message */
function receive(message) {
  switch (message.type) {
    case 'state':
      shared = createSharedText(message.state, createId)
      field.value = shared.text
      if (field.disabled) {
        field.disabled = false
        field.focus()
      }
      loadVersions()
      break
    case 'missed': {
      for (const edited of message.edits) follow(edited)
      const change = shared?.sentChange()
      if (change) connection?.send({ type: 'edit', ...change })
      flush()
      break
    }
    case 'edited':
      follow(message)
      flush()
      break
    case 'people':
      showPeople(withoutTwins(message.people))
      break
    case 'refused':
      // It was undone on disk as well, so show the text of the document.
      shared?.dropChange()
      if (shared) field.value = shared.text
      tell(message.reason, true)
      break
  }
}

/** Each name once, however many tabs it has open. @param {string[]} people */
function withoutTwins(people) {
  return [...new Set(people)].map((name) => ({ name, note: name === me ? '(you)' : '' }))
}

/** @param {Extract<ToEditor, { type: 'edited' }>} edited */
function follow(edited) {
  if (!shared || edited.version <= shared.version) return
  shared.follow(edited)
  setText(shared.text)
  addVersions([edited])
  listVersions()
  const saved = shared.isSaved ? 'Saved' : 'Saving…'
  tell(edited.author === me ? saved : `${edited.author} is writing…`)
  clearTimeout(quiet)
  quiet = setTimeout(() => tell(shared?.isSaved ? 'Saved' : 'Saving…'), 2_000)
}

/** Changes the field and keeps the cursor between the same letters. @param {string} text */
function setText(text) {
  const edit = editBetween(field.value, text)
  if (!edit) return
  const { selectionStart, selectionEnd, selectionDirection, scrollTop } = field
  /** @param {number} position */
  const moved = (position) => {
    if (position <= edit.at) return position
    const end = edit.at + edit.remove
    return position >= end ? position + edit.insert.length - edit.remove : edit.at
  }
  field.value = text
  field.setSelectionRange(moved(selectionStart), moved(selectionEnd), selectionDirection)
  field.scrollTop = scrollTop
}

field.addEventListener('input', () => {
  shared?.write(field.value)
  tell('Saving…')
  clearTimeout(timer)
  timer = setTimeout(flush, pause)
})

function flush() {
  const change = shared?.takeChange()
  // Without a connection it is sent again once there is one, as the change under way.
  if (change) connection?.send({ type: 'edit', ...change })
}

addEventListener('beforeunload', (event) => {
  if (shared && !shared.isSaved) event.preventDefault()
})

/** @param {string} text */
function tell(text, isProblem = false) {
  // Screen readers should not read out what changes at each keystroke.
  note.ariaLive = isProblem ? 'assertive' : 'off'
  note.classList.toggle('problem', isProblem)
  if (note.textContent !== text) note.textContent = text
}

async function loadVersions() {
  const response = await fetch(`${path}/edits?limit=500`).catch(() => undefined)
  if (!response?.ok) return
  /** @type {Version[]} */
  const versions = await response.json()
  addVersions(versions)
  listVersions()
}

function listVersions() {
  showVersions({ opened: opened?.version, onOpen: open })
}

/** @param {Version} version */
async function open(version) {
  const response = await fetch(`${path}/versions/${version.version}`).catch(() => undefined)
  if (!response?.ok) return tell('This version cannot be read now. Try again.', true)
  const { content } = await response.json()
  opened = version
  oldTitle.textContent = describe(version)
  find('old-text', HTMLElement).textContent = content
  old.hidden = false
  showPanel(false)
  field.inert = true
  oldTitle.focus()
  listVersions()
}

function close() {
  opened = undefined
  old.hidden = true
  field.inert = false
  field.focus()
  listVersions()
}

restore.addEventListener('click', async () => {
  if (!opened) return
  const body = JSON.stringify({ author: me })
  const address = `${path}/versions/${opened.version}`
  const response = await fetch(address, { method: 'POST', body }).catch(() => undefined)
  if (response?.ok) close()
  else tell('This version cannot be restored now. Try again.', true)
})
find('back-to-now', HTMLButtonElement).addEventListener('click', close)
document.addEventListener('keydown', ({ key }) => {
  if (key === 'Escape' && !old.hidden) close()
})
