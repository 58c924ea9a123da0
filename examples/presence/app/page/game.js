// @ts-check
/** @import { FromPlayer, Place, Player, ToPlayer } from '../protocol.js' */
import { openConnection } from '/assets/shared/connection.js'
import { create, createAvatar, find } from '/assets/shared/elements.js'
import { followName, place, showPeople, showStatus, socketUrl } from '/assets/shared/frame.js'

const board = find('board', HTMLElement)
const coinElement = find('coin', HTMLElement)
const where = find('where', HTMLElement)

/** @type {Record<string, [number, number]>} */
const steps = {
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
}

let me = ''
let ownId = ''
/** Where this player stands; the room is told. @type {Place | undefined} */
let own
/** How many places the board has in each direction. */
let size = 1
/** @type {Place} */
let coin = { x: 0, y: 0 }
/** @type {Map<string, Player>} */
let players = new Map()
/** @type {Map<string, number>} */
let scores = new Map()
/** @type {Map<string, HTMLElement>} */
const elements = new Map()
/** @type {ReturnType<typeof openConnection<ToPlayer, FromPlayer>> | undefined} */
let connection

followName((name) => {
  me = name
  if (connection) connection.send({ type: 'rename', name })
  else connection = openConnection({ url, onMessage: receive, onStatus: showStatus })
  board.focus()
})

function url() {
  const standing = own && { x: String(own.x), y: String(own.y) }
  return socketUrl(`/api/rooms/${encodeURIComponent(place)}`, { name: me, ...standing })
}

/** @param {ToPlayer} message */
function receive(message) {
  switch (message.type) {
    case 'welcome':
      ownId = message.you
      size = message.size
      board.style.setProperty('--places', String(size))
      players = new Map(message.players.map((player) => [player.id, player]))
      scores = new Map(Object.entries(message.scores))
      coin = message.coin
      own ??= players.get(ownId)
      break
    case 'joined':
      players.set(message.player.id, message.player)
      break
    case 'moved': {
      const player = players.get(message.id)
      // The player's own step is shown before the room has confirmed it.
      if (player && player.id !== ownId) {
        players.set(player.id, { ...player, x: message.x, y: message.y })
      }
      break
    }
    case 'collected':
      scores.set(message.name, message.score)
      coin = message.coin
      say(`${message.name === me ? 'You have' : `${message.name} has`} the coin`)
      break
    case 'left':
      players.delete(message.id)
      break
    case 'error':
      console.error(message.message)
      break
  }
  show()
}

function show() {
  const present = [...players.values()].sort((one, other) => one.name.localeCompare(other.name))
  showPeople(
    present.map(({ id, name }) => {
      const score = scores.get(name) ?? 0
      const points = `${score} ${score === 1 ? 'coin' : 'coins'}`
      return { name, note: id === ownId ? `(you) · ${points}` : `· ${points}` }
    }),
  )
  for (const [id, element] of elements) {
    if (players.has(id)) continue
    element.remove()
    elements.delete(id)
  }
  for (const player of present) showPlayer(player)
  put(coinElement, coin)
  coinElement.hidden = false
}

/** @param {Player} player */
function showPlayer({ id, name, x, y }) {
  const known = elements.get(id)
  const element = known ?? create('div', 'player')
  if (element.dataset.name !== name) {
    element.dataset.name = name
    element.replaceChildren(createAvatar(name), create('bdi', 'label', name))
  }
  element.classList.toggle('you', id === ownId)
  element.classList.toggle('left', x < 2)
  element.classList.toggle('right', x > size - 3)
  element.classList.toggle('bottom', y > size - 3)
  put(element, { x, y })
  if (!known) board.append(element)
  elements.set(id, element)
}

/** @param {HTMLElement} element @param {Place} place */
function put(element, { x, y }) {
  element.style.setProperty('--x', String(x))
  element.style.setProperty('--y', String(y))
}

/** @param {Place} to */
function move(to) {
  const x = Math.max(0, Math.min(size - 1, to.x))
  const y = Math.max(0, Math.min(size - 1, to.y))
  own = { x, y }
  const self = players.get(ownId)
  if (self) players.set(ownId, { ...self, ...own })
  show()
  connection?.send({ type: 'move', x, y })
  if (x === coin.x && y === coin.y) connection?.send({ type: 'collect' })
  else say(`You are at column ${x + 1}, row ${y + 1}. The coin is ${wayTo(coin)}.`)
}

/** @param {Place} target */
function wayTo(target) {
  const { x, y } = own ?? target
  const across = target.x - x
  const down = target.y - y
  const words = [
    across !== 0 && `${Math.abs(across)} ${across > 0 ? 'right' : 'left'}`,
    down !== 0 && `${Math.abs(down)} ${down > 0 ? 'down' : 'up'}`,
  ]
  return words.filter(Boolean).join(', ')
}

/** For visitors who cannot see the board. @param {string} text */
function say(text) {
  where.textContent = text
}

board.addEventListener('keydown', (event) => {
  const [across, down] = steps[event.key] ?? []
  if (across === undefined || down === undefined || !own) return
  event.preventDefault()
  move({ x: own.x + across, y: own.y + down })
})

board.addEventListener('pointerdown', ({ clientX, clientY }) => {
  const { left, top, width, height } = board.getBoundingClientRect()
  const x = Math.floor(((clientX - left) / width) * size)
  const y = Math.floor(((clientY - top) / height) * size)
  move({ x, y })
})
