// @ts-check
import { create, createAvatar, find } from './elements.js'

const statusTexts = {
  connecting: 'Connecting…',
  open: 'Connected',
  waiting: 'Reconnecting…',
  closed: 'Not connected',
}
const people = find('people', HTMLElement)
const toggle = find('people-toggle', HTMLButtonElement)
const introduction = find('introduction', HTMLDialogElement)
const nameField = find('name', HTMLInputElement)
const copyLink = find('copy-link', HTMLButtonElement)

/** The last part of the page's address: which room or document this is. */
export const place = decodeURIComponent(location.pathname.split('/').at(-1) ?? '')

/** The address of this place's socket. @param {string} path @param {Record<string, string>} parameters */
export function socketUrl(path, parameters) {
  const url = new URL(path, location.href)
  url.protocol = url.protocol.replace('http', 'ws')
  url.search = String(new URLSearchParams(parameters))
  return url.href
}

/** `randomUUID` is not available on pages without TLS. */
export function createId() {
  const numbers = crypto.getRandomValues(new Uint32Array(4))
  return [...numbers].map((number) => number.toString(36)).join('-')
}

/** Visitors come in as guests, and may name themselves later. */
const guestName = () => {
  const known = localStorage.getItem('guest')
  if (known) return known
  const name = `Guest ${1000 + Math.floor(Math.random() * 9000)}`
  localStorage.setItem('guest', name)
  return name
}

/**
 * @param {(name: string) => void} onName Called with the visitor's name, and again whenever it changes,
 *   even in another tab.
 */
export function followName(onName) {
  let known = ''
  const take = () => {
    const name = localStorage.getItem('name') || guestName()
    if (name === known) return
    known = name
    find('me', HTMLElement).textContent = name
    onName(name)
  }
  find('name-form', HTMLFormElement).addEventListener('submit', () => {
    localStorage.setItem('name', nameField.value.replace(/\s+/g, ' ').trim())
  })
  // Not before: while the dialog is open, nothing else can have the focus.
  introduction.addEventListener('close', take)
  addEventListener('storage', ({ key }) => {
    if (key === 'name') take()
  })
  take()
}

/** @param {keyof typeof statusTexts} next */
export function showStatus(next) {
  const status = find('status', HTMLElement)
  status.textContent = statusTexts[next]
  status.dataset.status = next
  if (next !== 'connecting') find('offline', HTMLElement).hidden = next === 'open'
}

/** @param {import('@cloudwerk/client').LiveStatus} status */
export function showLiveStatus(status) {
  showStatus(status === 'live' ? 'open' : status === 'stale' ? 'waiting' : status)
}

/** @param {readonly { name: string, note?: string }[]} present */
export function showPeople(present) {
  find('people-count', HTMLElement).textContent = String(present.length)
  find('people-list', HTMLElement).replaceChildren(
    ...present.map(({ name, note }) => {
      const text = create('bdi', '', name)
      return create('li', '', createAvatar(name), create('span', '', text, note ? ` ${note}` : ''))
    }),
  )
}

/** The list of people, which is behind a button on a phone. @param {boolean} open */
export function showPanel(open) {
  people.classList.toggle('open', open)
  toggle.setAttribute('aria-expanded', String(open))
}

toggle.addEventListener('click', () => showPanel(!people.classList.contains('open')))
document.addEventListener('keydown', ({ key }) => {
  if (key !== 'Escape' || !people.classList.contains('open')) return
  showPanel(false)
  toggle.focus()
})

find('rename', HTMLButtonElement).addEventListener('click', () => {
  nameField.value = localStorage.getItem('name') ?? ''
  introduction.showModal()
  nameField.select()
})
find('keep-name', HTMLButtonElement).addEventListener('click', () => introduction.close())

// The clipboard is available on localhost and behind TLS.
copyLink.hidden = !navigator.clipboard
copyLink.addEventListener('click', async () => {
  await navigator.clipboard.writeText(location.href)
  copyLink.textContent = 'Copied'
  setTimeout(() => {
    copyLink.textContent = 'Copy link'
  }, 2_000)
})
